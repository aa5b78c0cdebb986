"""Mails of the demo: none leaves this machine; each is kept in a folder, for the page that shows them."""

from __future__ import annotations

from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Final

from ballot.config import Config
from ballot.election.mail.bounces import return_paths
from ballot.election.mail.delivery import Mailer, OutgoingMail
from ballot.election.mail.smtp import SMTPMailer, compose
from ballot.secret_file import replace_file

_SHOWN: Final = 100


def mailer_for(config: Config) -> Mailer | None:
    """Return what passes on the mails of this server; None if it sends none."""
    sender = config.sender
    if config.smtp_url is None or sender is None:
        return None
    if config.keeps_mails:
        return KeptMails(folder_of(config), sender)
    return SMTPMailer(config.smtp_url, sender, return_paths(config.bounce_address, config.secret_key))


def folder_of(config: Config) -> Path:
    """Return the folder of the mails that are kept."""
    return config.data_dir / "outbox"


class KeptMails:
    """A mailer that composes each mail as for a mail server, and keeps it as a file."""

    def __init__(self, folder: Path, sender: str) -> None:
        """`sender`: name and address."""
        name, address = parseaddr(sender)
        self._folder, self._sender = folder, Address(display_name=name, addr_spec=address)

    def send(self, mail: OutgoingMail) -> None:
        """Keep one mail; the same mail again replaces it. Raises: MailRefused, as with a mail server."""
        message = compose(mail, self._sender)
        replace_file(self._folder / f"{mail.number:08}.eml", message.as_bytes())


def kept_mails(folder: Path) -> list[EmailMessage]:
    """Return the newest mails that were kept, the newest first."""
    newest = sorted(folder.glob("*.eml"), reverse=True)[:_SHOWN]
    return [message_from_bytes(path.read_bytes(), policy=SMTP) for path in newest]
