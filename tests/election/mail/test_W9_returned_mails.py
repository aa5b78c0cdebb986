"""W9: mails that come back. Reports are believed by their keyed return address, and by nothing else."""

from __future__ import annotations

import ssl
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ballot.election.mail import smtp
from ballot.election.mail.bounces import (
    MAX_BYTES,
    DeliveryReport,
    ReturnPaths,
    Taken,
    maildir_files,
    messages_in,
    read_report,
    return_paths,
    split_messages,
    take_reports,
)
from ballot.election.mail.delivery import Delivered, deliver_outbox
from ballot.election.mail.smtp import SMTPMailer
from ballot.election.setup import draft
from ballot.election.tokens.ledger import Ledger, ledger, members_to_decide
from ballot.election.voting.opening import open_voting
from ballot.errors import ConfigurationError, NotPermitted
from ballot.store.models.election import LogEntry
from ballot.store.models.mail import OutboxMessage
from tests.election.setup.test_freeze import freeze_by_mail
from tests.ports import mail_server

RETURNS = ReturnPaths("bounces@example.org", "the server's secret")


def report(
    to: str,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 <ana@example.com>: no such user",
    header: str = "To",
) -> bytes:
    """Return a delivery status notification as mail servers write it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mail.example.com
{header}: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

I am sorry.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com
Arrival-Date: Mon, 1 Mar 2027 12:00:00 +0000

Final-Recipient: rfc822; ana@example.com
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--=_b
Content-Type: text/rfc822-headers

Return-Path: <{RETURNS.address_of(2)}>
Subject: Your ballot

--=_b--
""".encode()


AUTOMATIC = b"To: %s\nAuto-Submitted: auto-replied\nSubject: On holiday\n\nBack on Monday: 550 5.1.1\n"


@pytest.fixture
def sent(database):
    """An election of four members whose token mails were accepted; its uuid."""
    uuid, _ = freeze_by_mail(database, members=4)
    deliver_outbox(database, Postman())
    return uuid


class Postman:
    """Takes every mail."""

    def send(self, mail) -> None:
        pass


def take(database, *raws: bytes, returns: ReturnPaths = RETURNS, uuid: str | None = None) -> Taken:
    with database.session() as session:
        return take_reports(session, raws, returns, draft.find_election(session, uuid) if uuid else None)


def sums(database, uuid) -> Ledger:
    with database.reading() as session:
        return ledger(session, draft.find_election(session, uuid))


def to(number: int) -> str:
    return f"<{RETURNS.address_of(number)}>"


def test_a_report_marks_its_mail_and_the_voting_cannot_be_opened(database, sent) -> None:
    soft = report(to(2), status="4.2.2", said="smtp; 452 4.2.2 mailbox full", header="Delivered-To")
    assert take(database, report(to(1)), soft) == Taken(bounced=2)
    assert sums(database, sent) == Ledger(roll=4, issued=2, returned=2)
    with database.session() as session:
        election = draft.find_election(session, sent)
        reasons = [member.reason for member in members_to_decide(session, election)]
        assert reasons == [
            "Came back for good: 5.1.1 550 5.1.1 <ana@example.com>: no such user",
            "Came back after several attempts: 4.2.2 452 4.2.2 mailbox full",
        ]
        with pytest.raises(NotPermitted, match="2 token mails were refused or came back"):
            open_voting(session, election)
        assert session.scalars(select(LogEntry.sentence)).all()[-1] == "2 mails came back."


def test_the_same_report_again_changes_nothing(database, sent) -> None:
    assert take(database, report(to(1)), report(to(1))) == Taken(bounced=1, known=1)


@pytest.mark.parametrize(
    "address",
    [
        "bounces+1.aaaaaaaaaaaaaaaa@example.org",
        "bounces+1.@example.org",
        "bounces@example.org",
        RETURNS.address_of(1).replace("+1.", "+2."),
        RETURNS.address_of(1).replace("example.org", "example.com"),
        RETURNS.address_of(1)[:-13] + "@example.org",
        ReturnPaths("bounces@example.org", "another secret").address_of(1),
        f"{RETURNS.address_of(1)}, {RETURNS.address_of(3)}",
    ],
)
def test_a_forged_return_address_marks_nothing(sqlite, address: str) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=4)
    deliver_outbox(sqlite, Postman())
    assert take(sqlite, report(address)) == Taken(foreign=1)
    assert sums(sqlite, uuid).issued == 4


def test_only_the_headers_say_which_mail_it_was(sqlite) -> None:
    """The copy of another mail inside the report, whose return address is ours, is no proof."""
    freeze_by_mail(sqlite, members=4)
    deliver_outbox(sqlite, Postman())
    assert take(sqlite, report("somebody@example.org")) == Taken(foreign=1)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_delay_is_no_bounce(sqlite, action: str) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=4)
    deliver_outbox(sqlite, Postman())
    assert take(sqlite, report(to(1), action=action, status="4.4.1")) == Taken(delayed=1)
    assert sums(sqlite, uuid).issued == 4


def test_an_automatic_answer_is_no_bounce(sqlite) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=4)
    deliver_outbox(sqlite, Postman())
    assert take(sqlite, AUTOMATIC % to(1).encode()) == Taken(unclear=1)
    assert sums(sqlite, uuid).issued == 4


def test_a_report_of_a_mail_that_was_never_accepted_marks_nothing(sqlite) -> None:
    uuid, _ = freeze_by_mail(sqlite, members=4)
    assert take(sqlite, report(to(1)), report(to(99))) == Taken(known=1, foreign=1)
    assert sums(sqlite, uuid).waiting == 4


def test_an_upload_marks_its_own_election_only(sqlite) -> None:
    first, _ = freeze_by_mail(sqlite, members=2)
    second, _ = freeze_by_mail(sqlite, members=2)
    deliver_outbox(sqlite, Postman())
    assert take(sqlite, report(to(1)), report(to(3)), uuid=second) == Taken(bounced=1, foreign=1)
    assert (sums(sqlite, first).issued, sums(sqlite, second).issued) == (2, 1)


def test_an_mbox_a_maildir_and_a_single_mail_are_read(sqlite, tmp_path) -> None:
    mails = [report(to(n)).replace(b"\n", b"\r\n" if n == 2 else b"\n") for n in (1, 2, 3)]
    mbox = b"".join(b"From MAILER-DAEMON Mon Mar  1 12:00:00 2027\n" + mail + b"\n" for mail in mails)
    for folder in ("cur", "new", "tmp"):
        (tmp_path / folder).mkdir()
    for number, mail in enumerate(mails):
        (tmp_path / ("cur" if number else "new") / f"{number}.host:2,S").write_bytes(mail)
    for found in (split_messages(mbox), messages_in(maildir_files(tmp_path))):
        reports = [read_report(mail, RETURNS) for mail in found]
        assert sorted(each.number for each in reports if each) == [1, 2, 3]
    assert list(split_messages(mails[0])) == [mails[0]]
    with pytest.raises(NotPermitted, match="no Maildir"):
        maildir_files(tmp_path / "cur")
    with pytest.raises(NotPermitted, match="larger than"):
        list(split_messages(b"x" * (MAX_BYTES + 1)))


def test_deeply_nested_reports_are_not_followed() -> None:
    raw = b"To: " + to(1).encode() + b"\n" + b"Content-Type: message/rfc822\n\n" * 5000
    assert read_report(raw, RETURNS) is None


def test_what_a_report_says_is_one_line_without_control_characters() -> None:
    said = read_report(report(to(1), said="smtp; 550 a\x1b[31m\x07b\n c" + "x" * 900), RETURNS)
    assert said is not None and said.fate == "hard" and said.reason.startswith("5.1.1 550 a [31m b c")
    assert len(said.reason) == 300


def test_of_several_recipients_the_worst_counts() -> None:
    good = b"Final-Recipient: rfc822; x@example.com\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; ana"
    raw = report(to(1)).replace(b"Final-Recipient: rfc822; ana", good)
    assert read_report(raw, RETURNS) == DeliveryReport(
        number=1, fate="hard", reason="5.1.1 550 5.1.1 <ana@example.com>: no such user"
    )


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_report_never_breaks_the_reader(data) -> None:
    raw = bytearray(report(to(1)))
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    found = read_report(bytes(raw), RETURNS)
    assert found is None or (found.number == 1 and len(found.reason) <= 300)


@pytest.mark.parametrize("address", ["", "bounces", "a+b@example.org", "x" * 30 + "@example.org", "a b@example.org"])
def test_a_mailbox_that_cannot_carry_a_tag_stops_the_start(address: str) -> None:
    with pytest.raises(ConfigurationError, match="BALLOT_BOUNCE_ADDRESS"):
        return_paths(address, "secret")


def test_return_addresses_are_mail_addresses() -> None:
    assert return_paths(None, "secret") is None
    address = RETURNS.address_of(10**9)
    assert smtp.is_address(address) and len(address.partition("@")[0]) <= 64
    assert RETURNS.numbers_in(address.upper()) == {10**9}


class Server:
    """A mail server that keeps envelopes."""

    def __init__(self) -> None:
        self.envelopes: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


def serving(**options):
    """Start a mail server on loopback; return it with its handler and port."""
    handler = Server()
    controller = mail_server(handler, **options)
    return controller, handler, controller.port


def test_each_mail_goes_out_with_the_return_address_that_names_it(sqlite) -> None:
    freeze_by_mail(sqlite, members=3)
    controller, handler, port = serving()
    with SMTPMailer(f"smtp://127.0.0.1:{port}", "Elections <elections@example.org>", RETURNS) as postman:
        assert deliver_outbox(sqlite, postman).accepted == 3
    controller.stop()
    with sqlite.reading() as session:
        expected = {row.address: RETURNS.address_of(row.id) for row in session.scalars(select(OutboxMessage))}
    assert {rcpt[0]: sender for sender, rcpt, _ in handler.envelopes} == expected
    assert all(b"From: Elections <elections@example.org>" in content for _, _, content in handler.envelopes)
    assert all(b"bounces+" not in content for _, _, content in handler.envelopes)


def test_without_encryption_nothing_is_sent_to_another_machine(sqlite, monkeypatch) -> None:
    freeze_by_mail(sqlite, members=3)
    monkeypatch.setattr(smtp, "LOOPBACK_HOSTS", ())
    controller, handler, port = serving()
    with SMTPMailer(f"smtp://127.0.0.1:{port}", "elections@example.org") as postman:
        assert deliver_outbox(sqlite, postman) == Delivered(delayed=1)
    controller.stop()
    assert handler.envelopes == []
    with sqlite.reading() as session:
        error = session.scalars(select(OutboxMessage.error)).first()
    assert "offers no encryption" in error


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_nobody_vouches_for_is_refused(sqlite, tmp_path, scheme: str) -> None:
    freeze_by_mail(sqlite, members=3)
    files = [str(tmp_path / name) for name in ("key.pem", "certificate.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", files[0], "-out", files[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context, "require_starttls": True}
    try:
        controller, handler, port = serving(**options)
    except ssl.SSLError:  # aiosmtpd's own look whether it has started checks certificates too
        pytest.skip("this mail server cannot be started with a certificate of its own")
    with SMTPMailer(f"{scheme}://127.0.0.1:{port}", "elections@example.org") as postman:
        assert deliver_outbox(sqlite, postman) == Delivered(delayed=1)
    controller.stop()
    assert handler.envelopes == []
    with sqlite.reading() as session:
        assert "certificate verify failed" in session.scalars(select(OutboxMessage.error)).first()
