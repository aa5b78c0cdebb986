"""A real mail server on the loopback interface, as the world outside: it delivers, refuses, and sends mails back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import Any

from tests.ports import mail_server

SENDER = "elections@example.org"
RETURNS = "returned@example.org"

_REPORT = """From: MAILER-DAEMON@mail.example.net
To: <{return_path}>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

It could not be delivered.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--=_b--
"""


@dataclass(frozen=True)
class Letter:
    """A mail that has arrived."""

    return_path: str
    subject: str
    text: str

    def link(self, path: str) -> str:
        """Return the one link in it that leads to `path` and holds a secret."""
        [found] = set(re.findall(rf"https?://\S+?/{path}\S*#\S+", self.text))
        return str(found)


@dataclass
class PostOffice:
    """The mailboxes of everybody; `refused` are addresses that do not exist."""

    refused: set[str] = field(default_factory=set)
    boxes: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    url: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Refuse unknown addresses at once."""
        if address in self.refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Put the mail into the mailbox."""
        mail = message_from_bytes(envelope.content, policy=default)
        body = mail.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        for address in envelope.rcpt_tos:
            self.boxes[address].append(Letter(envelope.mail_from, str(mail["Subject"]), text))
        return "250 OK"

    def last(self, address: str, subject: str | tuple[str, ...] = "") -> Letter:
        """Return the last mail of an address whose subject begins so."""
        return [letter for letter in self.boxes[address] if letter.subject.startswith(subject)][-1]

    def number(self, subject: str | tuple[str, ...]) -> int:
        """Return how many mails with this beginning of the subject have arrived."""
        return sum(letter.subject.startswith(subject) for box in list(self.boxes.values()) for letter in box)

    def send_back(self, address: str) -> bytes:
        """Return the report with which the last mail of an address comes back."""
        return _REPORT.format(return_path=self.boxes[address][-1].return_path, address=address).encode()


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Run the mail server on a free port."""
    office = PostOffice()
    controller = mail_server(office)
    office.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield office
    finally:
        controller.stop()
