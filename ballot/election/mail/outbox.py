"""The outbox: every mail is a row, written in the transaction that causes it, and sent by `deliver_outbox`.

queued -> sending -> accepted, or back to queued with a later due time, or failed; a mail server that cannot be reached
fails none of them (`mail_outage.py`). An accepted mail that comes back is
bounced; a token mail that the officer holds back is stopped. After the freeze all token mails wait until the officer,
who announces the checksums first, lets them go. A crash between the mail server's
yes and ours leaves `sending`; when its lease is over such a mail is sent again under the same Message-ID, so that it
is one mail to its reader: a token that arrives twice harms nobody, one that never arrives takes a vote away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.mail.codes import KINDS as CODES
from ballot.election.mail.obsolete import is_pointless
from ballot.election.mail.outage import RETRY, forget_outage, is_paused, note_outage
from ballot.election.mail.pace import AWAITS_RELEASE, held_until
from ballot.election.mail.times import with_times
from ballot.election.state import require_state
from ballot.errors import BallotError, NotPermitted
from ballot.language import _, isolated
from ballot.store.models.election import Election
from ballot.store.models.mail import MAIL_STATES, OutboxMessage
from ballot.store.models.roll import Member
from ballot.store.session import Database

# Stands in a stored body for the secret, which is kept in a column of its own and wiped.
SECRET_MARK = "{{secret}}"  # noqa: S105  (a placeholder, not a password)
LEASE = dt.timedelta(minutes=10)  # longer than any SMTP dialogue takes with its time limits
FIRST_DELAY = dt.timedelta(minutes=1)
LONGEST_DELAY = dt.timedelta(hours=1)
MAX_ATTEMPTS = 8
# Nothing is kept of whom these were for. Mails with codes are sent before all others, for as long as the code is good.
FORGOTTEN = ("reminder", "account", *CODES)
# Thousands at once: a mail to one person does not wait behind them, nor does the news of a changed end.
_TO_MANY = ("token", "reminder")
_TURNS = (0, 1, 2, 3)
# The kinds whose numbers officers see. Of each other one there are as many mails as members who voted, or did not (P5).
SHOWN = (
    "token",
    "times",
    "corrected",
    "replaced",
    "removed",
    "request",
    "invitation",
    "act-waiting",
    "handed-over",
    "unopened",
    "stopped",
    "your-turn",
    "trustee",
    "test",
)


class MailRefused(BallotError):
    """The mail server, or the rules of mail, refuse this mail for good."""


class MailDelayed(BallotError):
    """The mail was not accepted now, and may be later. `unreachable`: no other mail would be either."""

    def __init__(self, message: str, *, unreachable: bool = False) -> None:
        super().__init__(message)
        self.unreachable = unreachable


class OutgoingMail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail as a mailer gets it; `text` holds the secret. `message_id` is the same however often it is sent.

    `number`: the mail's in the outbox, which its return address names.
    """

    number: int = 0
    message_id: str
    address: str
    subject: str
    text: str


class Mailer(Protocol):
    """Whatever hands mails to a mail server."""

    def send(self, mail: OutgoingMail) -> None:
        """Return when the mail server has accepted the mail. Raises: MailRefused (for good) or MailDelayed."""


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of the outbox did. `held_until`: when more may be sent, if the pace has held mails back."""

    accepted: int = 0
    delayed: int = 0
    failed: int = 0
    held_until: dt.datetime | None = None


def deliver_outbox(
    database: Database, mailer: Mailer, limit: int | None = None, per_minute: int | None = None
) -> Delivered:
    """Send what is due, at most `limit` mails, and `per_minute` by all processes together.

    Safe to run in several processes, to be killed, and to be run again.
    """
    done, held_until = dict.fromkeys(MAIL_STATES, 0), None
    while limit is None or sum(done.values()) < limit:
        claimed = _claim(database, per_minute)
        if not isinstance(claimed, tuple):
            held_until = claimed
            break
        number, mail = claimed
        try:
            mailer.send(mail)
        except MailRefused as error:
            done[_settle(database, number, "failed", str(error))] += 1
        except MailDelayed as error:
            if error.unreachable:
                _put_back(database, number, str(error))
                done["queued"] += 1
                break
            done[_settle(database, number, "queued", str(error))] += 1
        else:
            done[_settle(database, number, "accepted", None)] += 1
    if done["accepted"]:
        database.forget_deleted()
    numbers = {"accepted": done["accepted"], "delayed": done["queued"], "failed": done["failed"]}
    return Delivered(**numbers, held_until=held_until)


def _claim(database: Database, per_minute: int | None) -> tuple[int, OutgoingMail] | dt.datetime | None:
    """Take the next due mail: mark it `sending`, durably, before a byte of it leaves.

    If there is none, return until when the pace holds one back. A mail server that could not be reached is left alone.
    """
    while True:
        with database.session() as session:
            if is_paused(session):
                return None
            held = held_until(session, per_minute)
            message = _next_due(session, _TURNS[:1] if held else _TURNS)
            if message is None:
                return held if held and _next_due(session, _TURNS) else None
            if is_pointless(session, message):
                stop_mail(message)
                continue
            message.state, message.tried_at = "sending", clock.now()
            message.attempts += 1
            message.due_at = message.tried_at + LEASE
            return message.id, _outgoing(session, message)


def _outgoing(session: Session, message: OutboxMessage) -> OutgoingMail:
    """Return a mail as it leaves now: with its secret, and with the times of the voting as they are."""
    election = session.get_one(Election, message.election_id) if message.election_id else None
    body = with_times(election, message.body) if election else message.body
    return OutgoingMail(
        number=message.id,
        message_id=f"{message.key.replace(':', '.')}.{election.uuid if election else 'accounts'}",
        address=message.address,
        subject=message.subject,
        text=body.replace(SECRET_MARK, message.secret or ""),
    )


def turn_of(kind: str) -> int:
    """Return which mails are sent first: codes, those to single people, news of changed times, tokens and reminders."""
    return 0 if kind in CODES else 2 if kind == "times" else 3 if kind in _TO_MANY else 1


def _next_due(session: Session, turns: Iterable[int]) -> OutboxMessage | None:
    """Return the next mail, locked. An index has them in this order; unreleased tokens are passed over one by one."""
    due = (OutboxMessage.state.in_(("queued", "sending")), OutboxMessage.due_at <= clock.now())
    for turn in turns:
        query = select(OutboxMessage).where(OutboxMessage.turn == turn, *due, ~AWAITS_RELEASE)
        query = query.order_by(OutboxMessage.due_at, OutboxMessage.id).limit(1)
        message = session.scalar(query.with_for_update(skip_locked=True))
        if message is not None:
            return message
    return None


def stop_mail(message: OutboxMessage) -> None:
    """Stop a mail that must not go out; nothing is left of one that tells whether its member has voted."""
    message.state, message.secret = "stopped", None
    if message.kind in FORGOTTEN:
        _forget(message)


def _forget(message: OutboxMessage) -> None:
    """Wipe whom a mail was for: who was reminded had not voted, and who got a code was about to (P5)."""
    kept = f"reminder:{message.key.split(':')[1]}" if message.kind == "reminder" else message.kind
    message.key, message.member_id = f"{kept}:mail {message.id}", None
    message.name = message.address = message.subject = message.body = ""
    message.secret = None
    message.error = None  # a mail server's words name the address


def release_member(session: Session, member: Member) -> None:
    """Stop what waits for somebody who is taken off the roll, and let no mail point to them any more.

    Raises: NotPermitted if a mail to them is being sent.
    """
    mails = select(OutboxMessage).where(OutboxMessage.member_id == member.id)
    for message in session.scalars(mails.with_for_update()):
        if message.state == "sending":
            raise NotPermitted(
                _(
                    "A mail to %(name)s is being sent at this moment. Look again in ten minutes.",
                    name=isolated(member.name),
                )
            )
        if message.state in ("queued", "failed"):
            message.state, message.secret = "stopped", None
        if message.kind in FORGOTTEN:
            _forget(message)
        else:  # the id in its key may be another member's one day
            message.member_id, message.key = None, f"{message.key.rpartition(':')[0]}:mail {message.id}"


def _put_back(database: Database, number: int, error: str) -> None:
    """Let a claimed mail wait for the mail server: that was no attempt, since no mail would have been taken."""
    with database.session() as session:
        note_outage(session, error)
        message = session.get_one(OutboxMessage, number, with_for_update=True)
        if message.state == "sending":
            message.state, message.error = "queued", error
            message.attempts, message.due_at = message.attempts - 1, clock.now() + RETRY


def _settle(database: Database, number: int, state: str, error: str | None) -> str:
    """Write down what became of a claimed mail, and return its new state.

    One that was stopped meanwhile stays so, unless it was accepted: its secret is wiped, and it is not tried again.
    """
    with database.session() as session:
        forget_outage(session)
        message = session.get_one(OutboxMessage, number, with_for_update=True)
        if message.state != "sending" and state != "accepted":
            return message.state
        if state == "queued" and message.attempts >= MAX_ATTEMPTS:
            state = "failed"
        message.state = state
        message.error = error
        if state == "accepted":
            message.secret = None
            message.accepted_at = clock.now()
        if message.kind == "notice" and state == "failed":
            # A member and a tracking number (P5); the warning itself can still go out later.
            message.secret, message.body = None, message.body.replace(SECRET_MARK, "–")
        if message.kind in FORGOTTEN and state in ("accepted", "failed"):
            _forget(message)
        if state == "queued":
            message.due_at = clock.now() + min(FIRST_DELAY * 2 ** (message.attempts - 1), LONGEST_DELAY)
    return state


def is_queued(session: Session, election: Election, key: str) -> bool:
    """Return whether a mail with this key was put into the outbox, whatever became of it."""
    query = select(OutboxMessage.id).where(OutboxMessage.election_id == election.id, OutboxMessage.key == key)
    return session.scalar(query) is not None


def latest_mail(session: Session, election: Election, key: str) -> OutboxMessage | None:
    """Return the newest of the mails with this key, or whose keys begin so if it ends with a colon."""
    named = OutboxMessage.key.startswith(key) if key.endswith(":") else OutboxMessage.key == key
    query = select(OutboxMessage).where(OutboxMessage.election_id == election.id, named)
    return session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1))


def outbox_counts(session: Session, election: Election, kind: str = "token") -> dict[str, int]:
    """Return the number of mails of a kind by each state of `MAIL_STATES`."""
    return _counts(session, election).get(kind, dict.fromkeys(MAIL_STATES, 0))


def shown_counts(session: Session, election: Election) -> dict[str, dict[str, int]]:
    """Return the number of mails by each state, of those kinds of `SHOWN` of which there are any."""
    counts = _counts(session, election)
    return {kind: counts[kind] for kind in SHOWN if kind in counts}


def _counts(session: Session, election: Election) -> dict[str, dict[str, int]]:
    columns = (OutboxMessage.kind, OutboxMessage.state)
    query = select(*columns, func.count()).where(OutboxMessage.election_id == election.id).group_by(*columns)
    counts: dict[str, dict[str, int]] = {}
    for kind, state, number in session.execute(query):
        counts.setdefault(kind, dict.fromkeys(MAIL_STATES, 0))[state] = number
    return counts


def retry_failed(session: Session, election: Election) -> int:
    """Queue the failed mails again, of every kind that was not forgotten; return the number of those in `SHOWN`."""
    of_these = (OutboxMessage.state == "failed", OutboxMessage.kind.not_in(FORGOTTEN))
    failed = (OutboxMessage.election_id == election.id, *of_these)
    messages = list(session.scalars(select(OutboxMessage).where(*failed).order_by(OutboxMessage.id).with_for_update()))
    for message in messages:
        message.state, message.attempts, message.due_at = "queued", 0, clock.now()
    again = sum(message.kind in SHOWN for message in messages)
    if again:
        log.write(session, election, log.OFFICER, f"Queued {again} failed mails again.")
    return again


def release_tokens(session: Session, election: Election) -> None:
    """Let the token mails go out, if they still wait for the officer."""
    require_state(election, "frozen", "open")
    if election.tokens_released_at is None:
        election.tokens_released_at = clock.now()
        log.write(session, election, log.OFFICER, "Let the mails with the tokens go out.")
        session.flush()
