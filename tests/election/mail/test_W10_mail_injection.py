"""W10: nothing that anybody typed adds a header, a recipient or a second mail."""

from __future__ import annotations

import email
from email.headerregistry import Address
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.election.mail.delivery import MailRefused, OutgoingMail
from ballot.election.mail.smtp import compose

SENDER = Address("Elections", addr_spec="elections@example.org")


def mail(**values: str) -> OutgoingMail:
    """Return a mail with one value changed."""
    given_values = {
        "message_id": "token.1.abc",
        "address": "ana@example.org",
        "subject": "Your ballot",
        "text": "Hello\n",
    }
    return OutgoingMail(**{**given_values, **values})


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "Vote\r\nBcc: eve@example.org"},
        {"subject": "Vote\nX: y"},
        {"subject": "Vote\x00"},
        {"subject": "Vote\u2028X: y"},
        {"address": "ana@example.org\r\nBcc: eve@example.org"},
        {"address": "ana@example.org, eve@example.org"},
        {"address": "Ana <ana@example.org>"},
        {"address": "ana"},
        {"text": "Hello\x00"},
        {"text": "Hello\x1b[31m"},
    ],
)
def test_control_characters_and_second_addresses_are_refused(values) -> None:
    with pytest.raises(MailRefused):
        compose(mail(**values), SENDER)


@given(st.text(max_size=200), st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_the_headers_are_ours(subject: str, text: str) -> None:
    try:
        raw = compose(mail(subject=subject, text=text), SENDER).as_bytes()
    except MailRefused:
        return
    parsed = email.message_from_bytes(raw, policy=default)
    assert parsed.get_all("To") == ["ana@example.org"] and parsed.get_all("Bcc") is None
    allowed = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"}
    assert set(parsed.keys()) <= allowed | {"Content-Type", "Content-Transfer-Encoding"}
    assert not parsed.is_multipart()


def test_a_long_link_and_other_letters_arrive_unchanged() -> None:
    link = "https://vote.example.org/vote/abcdefghijklmn#" + "x" * 120
    raw = compose(mail(subject="Wahl für Zoë · 選挙", text=f"Grüße\n{link}\n.\nFrom here\n"), SENDER).as_bytes()
    parsed = email.message_from_bytes(raw, policy=default)
    assert parsed["Subject"] == "Wahl für Zoë · 選挙"
    text = parsed.get_content().replace("\r\n", "\n")
    assert link in text and "\n.\nFrom here\n" in text
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert parsed["Message-ID"] == "<token.1.abc@example.org>"
