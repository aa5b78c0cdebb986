"""Pass mails to an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from urllib.parse import unquote, urlsplit

from ballot import clock
from ballot.election.mail.bounces import ReturnPaths
from ballot.election.mail.delivery import MailDelayed, MailRefused, OutgoingMail
from ballot.election.roll.roll import canonical_address, is_address
from ballot.election.wording import is_control
from ballot.errors import ConfigurationError

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
TIMEOUT = 30.0  # seconds for each step of the dialogue
_POLICY = SMTP.clone(raise_on_defect=True)


def compose(mail: OutgoingMail, sender: Address) -> EmailMessage:
    """Return the message as it is sent. Nothing that anybody typed can add a header or another recipient (W10).

    Raises: MailRefused if the subject, the address or the text contains what no mail may contain.
    """
    if any(is_control(character) for character in mail.subject + mail.address):
        raise MailRefused("The subject or the address holds a line break or a control character.")
    if not is_address(mail.address):
        raise MailRefused(f"“{mail.address}” is not an e-mail address.")
    if any(is_control(character) for character in mail.text if character not in "\n\t"):
        raise MailRefused("The text holds a control character.")
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    # No display name: it comes from the roll and proves nothing. Few mail servers accept a domain in other letters.
    message["To"] = Address(addr_spec=canonical_address(mail.address))
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{mail.message_id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    return message


class SMTPMailer:
    """A mailer for one SMTP URL: smtp://user:password@host:port (STARTTLS) or smtps://… (TLS from the first byte).

    The server's certificate is checked. Without TLS nothing is sent, except to a mail server on this machine: otherwise
    somebody on the network path could read every token, and could strip the offer of STARTTLS.

    It keeps its connection between mails; use it as a context manager, or call `close`.
    """

    def __init__(self, url: str, sender: str, returns: ReturnPaths | None = None) -> None:
        """Parse the URL and the sender; returned mails go to `returns`, if given. Raises: ConfigurationError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ConfigurationError("The mail server must be given as smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://…")
        name, address = parseaddr(sender)
        if not is_address(address) and not address.endswith("@localhost"):
            raise ConfigurationError(f"The sender “{sender}” is not an e-mail address.")
        self.sender = Address(display_name=name, addr_spec=address)
        self._returns = returns
        self._url = parts
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> SMTPMailer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection to the mail server."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def send(self, mail: OutgoingMail) -> None:
        """Send one mail. Raises: MailRefused or MailDelayed."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise MailDelayed(f"The mail server cannot be reached: {_words(error)}", unreachable=True) from error
        message = compose(mail, self.sender)  # a fault in one mail says nothing about the server
        back = self._returns.address_of(mail.number) if self._returns else None
        try:
            server.send_message(message, from_addr=back)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, reply),) = error.recipients.values()
            _raise_by_code(code, reply)
        except smtplib.SMTPSenderRefused as error:
            # This concerns our own address, not this mail: every other mail would fail too.
            raise MailDelayed(f"The mail server refuses our sender: {_words(error)}", unreachable=True) from error
        except smtplib.SMTPResponseException as error:
            _raise_by_code(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise MailDelayed(f"The mail server broke off: {_words(error)}") from error

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None and self._still_there(self._server):
            return self._server
        host, port = self._url.hostname or "", self._url.port or 0
        context = ssl.create_default_context()
        if self._url.scheme == "smtps":
            self._server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
        else:
            self._server = smtplib.SMTP(host, port, timeout=TIMEOUT)
            self._server.ehlo()
            if self._server.has_extn("starttls"):
                self._server.starttls(context=context)
            elif host not in LOOPBACK_HOSTS:
                raise smtplib.SMTPException(
                    f"{host} offers no encryption (STARTTLS), so nothing is sent to it. Use smtps:// or another one."
                )
        if self._url.username is not None:
            self._server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return self._server

    @staticmethod
    def _still_there(server: smtplib.SMTP) -> bool:
        try:
            return server.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False


def _words(error: Exception) -> str:
    """Return an error as one line; a mail server's reply may contain anything."""
    reply = getattr(error, "smtp_error", None)
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(error) or type(error).__name__
    return "".join(" " if is_control(character) else character for character in text)[:300]


def _raise_by_code(code: int, reply: bytes | str) -> None:
    """Turn a reply of the mail server into the error that says whether to try again."""
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    sentence = f"The mail server answered {code}: " + "".join(" " if is_control(c) else c for c in words)[:300]
    if 400 <= code < 500:
        raise MailDelayed(sentence)
    raise MailRefused(sentence)
