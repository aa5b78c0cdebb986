"""Returned mails: delivery status notifications (RFC 3464) are read, and their mails marked as bounced.

The return address (`ReturnPaths`) identifies the mail, never the report's own words. A report changes only what we
know: it makes, sends and revokes no token.
"""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from email.message import Message
from pathlib import Path

import msgspec
from sqlalchemy.orm import Session

from ballot.election import log
from ballot.election.mail.outbox import FORGOTTEN
from ballot.election.roll.roll import is_address
from ballot.election.scene import Scene
from ballot.election.wording import is_control
from ballot.errors import ConfigurationError, NotPermitted
from ballot.language import _, grouped, ngettext
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage

MAX_BYTES = 10 * 2**20
_MAX_MESSAGE = 256 * 1024  # a report is at the beginning; the returned mail follows
_MAX_PARTS = 40  # no honest report has more; deeply nested ones would take long to read
_LONGEST_REASON = 300
# The recipients of the report; Delivered-To and similar fields are written by our own mail server.
_RECIPIENT_HEADERS = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_SEPARATOR = re.compile(rb"(?:\A|\n\n)From [^\n]*\n")
_PARTS = re.compile(rb"boundary|message/", re.IGNORECASE)


class DeliveryReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one report says about one mail: its `fate` is "hard", "soft", "delayed", "delivered" or "unclear"."""

    number: int
    fate: str
    reason: str = ""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the messages in a file: each is counted as one of these."""

    bounced: int = 0
    known: int = 0  # mails that were marked as bounced before
    delayed: int = 0  # or delivered after all: nothing changes
    unclear: int = 0  # to one of our return addresses, but no report: perhaps an automatic answer
    foreign: int = 0  # not about a mail of this server, or of this election; or forged

    def in_words(self) -> str:
        """Return the sums as a sentence."""
        return ngettext(
            "%(num)s mail came back; %(known)s were known already, %(delayed)s are only delayed, %(unclear)s are no "
            "report that can be read, %(foreign)s are about other mails.",
            "%(num)s mails came back; %(known)s were known already, %(delayed)s are only delayed, %(unclear)s are no "
            "report that can be read, %(foreign)s are about other mails.",
            self.bounced,
            known=grouped(self.known),
            delayed=grouped(self.delayed),
            unclear=grouped(self.unclear),
            foreign=grouped(self.foreign),
        )


def split_messages(raw: bytes) -> Iterator[bytes]:
    """Yield the messages of an mbox, or the one message. Raises: NotPermitted if it is too large."""
    if len(raw) > MAX_BYTES:
        raise NotPermitted(_("The file is larger than %(most)s MB. Split it.", most=MAX_BYTES // 2**20))
    text = raw.replace(b"\r\n", b"\n")
    starts = list(_SEPARATOR.finditer(text))
    if not starts or starts[0].start() != 0:
        yield text
        return
    ends = [following.start() for following in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends, strict=True):
        yield text[start.end() : end]


def maildir_files(folder: Path) -> list[Path]:
    """Return the files of a Maildir, one for each message. Raises: NotPermitted if it is not a Maildir."""
    if not (folder / "cur").is_dir() or not (folder / "new").is_dir():
        raise NotPermitted(_("%(folder)s is no Maildir: it has no folders “cur” and “new”.", folder=folder))
    return sorted([*(folder / "cur").iterdir(), *(folder / "new").iterdir()])


def messages_in(files: Iterable[Path]) -> Iterator[bytes]:
    """Yield the contents of files of one message each, up to the part that is read."""
    for file in files:
        with file.open("rb") as stream:
            yield stream.read(_MAX_MESSAGE)


def read_report(raw: bytes, returns: ReturnPaths) -> DeliveryReport | None:
    """Return what a message says about one of our mails; None if it was not sent to one of our return addresses."""
    head = raw[:_MAX_MESSAGE]
    if len(_PARTS.findall(head)) > _MAX_PARTS:
        return None
    message = email.message_from_bytes(head)
    headers = " ".join(str(value) for name in _RECIPIENT_HEADERS for value in message.get_all(name, []))
    numbers = returns.numbers_in(headers)
    if len(numbers) != 1:
        return None
    fate, reason = _fate(message)
    return DeliveryReport(number=numbers.pop(), fate=fate, reason=reason)


def _fate(message: Message) -> tuple[str, str]:
    """Return what a report says, by RFC 3464: of several recipients the worst outcome."""
    fates = [_recipient_fate(fields) for part in message.walk() for fields in _recipients(part)]
    order = ("hard", "soft", "delayed", "delivered")
    return min(fates, key=lambda fate: order.index(fate[0]), default=("unclear", ""))


def _recipients(part: Message) -> list[Message]:
    """Return the groups of fields of a delivery status, one for each recipient."""
    groups = part.get_payload()
    if part.get_content_type() != "message/delivery-status" or not isinstance(groups, list):
        return []
    return [group for group in groups if isinstance(group, Message) and group["Action"] is not None]


def _recipient_fate(fields: Message) -> tuple[str, str]:
    action = str(fields["Action"]).strip().lower()
    status = str(fields["Status"] or "").strip()
    said = _plain(f"{status} {str(fields['Diagnostic-Code'] or '').rpartition(';')[2].strip()}")
    if action == "failed":
        # The mail server has stopped trying either way (2.3.3); 4.x.x means that the address may work another time.
        return ("soft" if status.startswith("4") else "hard"), said
    return ("delayed" if action == "delayed" else "delivered"), said


def _plain(text: str) -> str:
    printable = "".join(" " if is_control(character) else character for character in text)
    return " ".join(printable.split())[:_LONGEST_REASON]


def take_reports(session: Session, raws: Iterable[bytes], returns: ReturnPaths, of: Election | None = None) -> Taken:
    """Mark the returned mails, of one election or of all; a message that is not about one of them changes nothing."""
    sums = dict.fromkeys(Taken.__struct_fields__, 0)
    by_election: dict[int, int] = {}
    for raw in raws:
        report = read_report(raw, returns)
        message = None if report is None else session.get(OutboxMessage, report.number, with_for_update=True)
        if report is None or message is None or (of is not None and message.election_id != of.id):
            sums["foreign"] += 1
            continue
        outcome = _take(message, report)
        sums[outcome] += 1
        if outcome == "bounced" and message.election_id is not None:
            by_election[message.election_id] = by_election.get(message.election_id, 0) + 1
    for number, bounced in by_election.items():
        words = f"{bounced} mail{'s' * (bounced != 1)} came back."
        log.write(Scene(session, session.get_one(Election, number)), log.SYSTEM, words)
    session.flush()
    return Taken(**sums)


def _take(message: OutboxMessage, report: DeliveryReport) -> str:
    if report.fate == "unclear":
        return "unclear"
    if report.fate in ("delayed", "delivered"):
        return "delayed"
    if message.state != "accepted":
        return "known"
    why = "for good" if report.fate == "hard" else "after several attempts"
    message.state = "bounced"
    if message.kind not in FORGOTTEN:  # nobody may learn who these were for
        message.error = f"Came back {why}: {report.reason or 'no reason given'}"
    return "bounced"


_TAG_BYTES = 10
_LONGEST_NUMBER = 15  # digits


class ReturnPaths:
    """The return addresses of one server: `address` is a mailbox that accepts `+` extensions, `secret` the server's."""

    def __init__(self, address: str, secret: str) -> None:
        """Derive the key. Raises: ConfigurationError if the address cannot carry a tag."""
        local, _, self._domain = address.rpartition("@")
        if not (is_address(address) or self._domain == "localhost") or "+" in local or len(local) > 24:
            raise ConfigurationError(
                f"BALLOT_BOUNCE_ADDRESS is “{address}”. It must be one plain address with a short name without “+”, "
                "such as bounces@example.org, whose mail server delivers bounces+anything@example.org to it too."
            )
        self._local = local
        self._key = hmac.digest(secret.encode(), b"ballot return path v1", hashlib.sha256)
        extended = rf"{re.escape(local)}\+([0-9]{{1,{_LONGEST_NUMBER}}})\.([a-z2-7]{{16}})@{re.escape(self._domain)}"
        self._pattern = re.compile(extended, re.IGNORECASE)

    def address_of(self, number: int) -> str:
        """Return the return address of a mail."""
        return f"{self._local}+{number}.{self._tag(number)}@{self._domain}"

    def numbers_in(self, text: str) -> set[int]:
        """Return the mails whose return addresses are in a text, such as a header; forged ones are left out."""
        found = {(int(number), tag.lower()) for number, tag in self._pattern.findall(text)}
        return {number for number, tag in found if hmac.compare_digest(tag, self._tag(number))}

    def _tag(self, number: int) -> str:
        digest = hmac.digest(self._key, str(number).encode(), hashlib.sha256)
        return base64.b32encode(digest[:_TAG_BYTES]).decode().lower()


def return_paths(address: str | None, secret: str) -> ReturnPaths | None:
    """Return the return addresses, if a mailbox for returned mails is configured."""
    return None if address is None else ReturnPaths(address, secret)
