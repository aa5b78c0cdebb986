"""Send what is queued in the outbox: one mail at a time, at the server's pace, with retries after a failure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from typing import Final, Protocol

import msgspec
from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.mail.outbox import FORGOTTEN, SECRET_MARK, forget_recipient, is_obsolete, stop_mail
from ballot.election.mail.times import with_times
from ballot.errors import BallotError
from ballot.store.models.election import Election
from ballot.store.models.mail import MAIL_STATES, MailOutage, OutboxMessage
from ballot.store.session import Database

LEASE = dt.timedelta(minutes=10)  # longer than any SMTP dialogue takes with its time limits
_FIRST_DELAY = dt.timedelta(minutes=1)
_LONGEST_DELAY = dt.timedelta(hours=1)
MAX_ATTEMPTS = 8
MOST_REFUSED = 10  # different recipients in a row: then the fault is the mail server's, or our account's
_TURNS = (0, 1, 2, 3)


class MailRefused(BallotError):
    """The mail server, or the rules of mail, refuse this mail permanently."""


class MailDelayed(BallotError):
    """The mail was not accepted now, and may be later. `unreachable`: nor would any other mail be."""

    def __init__(self, message: str, *, unreachable: bool = False) -> None:
        super().__init__(message)
        self.unreachable = unreachable


class OutgoingMail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail as a mailer gets it; `text` contains the secret. `message_id` stays the same each time it is sent.

    `number`: the mail's number in the outbox, which is part of its return address.
    """

    number: int = 0
    message_id: str
    address: str
    subject: str
    text: str


class Mailer(Protocol):
    """Anything that passes mails to a mail server."""

    def send(self, mail: OutgoingMail) -> None:
        """Return when the mail server has accepted the mail. Raises: MailRefused (permanently) or MailDelayed."""


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of the outbox did. `held_until`: when more may be sent, if the pace has delayed mails."""

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
            done[_refuse(database, number, str(error))] += 1
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
    """Claim the next due mail: mark it `sending`, durably, before a byte of it is sent.

    If there is none, return until when the pace delays one. A mail server that could not be reached is not tried yet.
    """
    while True:
        with database.session() as session:
            if _is_paused(session):
                return None
            held = held_until(session, per_minute)
            message = _next_due(session, _TURNS[:1] if held else _TURNS)
            if message is None:
                return held if held and _next_due(session, _TURNS) else None
            if is_obsolete(session, message):
                stop_mail(message)
                continue
            message.state, message.tried_at = "sending", clock.now()
            message.attempts += 1
            message.due_at = message.tried_at + LEASE
            return message.id, _outgoing(session, message)


def _outgoing(session: Session, message: OutboxMessage) -> OutgoingMail:
    """Return a mail as it is sent now: with its secret, and with the present times of the voting."""
    election = session.get_one(Election, message.election_id) if message.election_id else None
    body = with_times(election, message.body) if election else message.body
    return OutgoingMail(
        number=message.id,
        message_id=f"{message.key.replace(':', '.')}.{election.uuid if election else 'accounts'}",
        address=message.address,
        subject=message.subject,
        text=body.replace(SECRET_MARK, message.secret or ""),
    )


def _next_due(session: Session, turns: Iterable[int]) -> OutboxMessage | None:
    """Return the next mail, locked. An index has them in this order; unreleased tokens are skipped one by one."""
    due = (OutboxMessage.state.in_(("queued", "sending")), OutboxMessage.due_at <= clock.now())
    for turn in turns:
        query = select(OutboxMessage).where(OutboxMessage.turn == turn, *due, ~AWAITS_RELEASE)
        query = query.order_by(OutboxMessage.due_at, OutboxMessage.id).limit(1)
        message = session.scalar(query.with_for_update(skip_locked=True))
        if message is not None:
            return message
    return None


def _put_back(database: Database, number: int, error: str) -> None:
    """Let a claimed mail wait for the mail server: this is no attempt, since no mail would have been accepted."""
    with database.session() as session:
        note_outage(session, error)
        message = session.get_one(OutboxMessage, number, with_for_update=True)
        if message.state == "sending":
            message.state, message.error = "queued", error
            message.attempts, message.due_at = message.attempts - 1, clock.now() + _RETRY


def _refuse(database: Database, number: int, error: str) -> str:
    """Record a mail as failed, and return its new state; while the server refuses everybody, the mail waits instead."""
    with database.reading() as session:
        found = outage(session)
    if found is not None and found.refusing:
        _put_back(database, number, error)
        return "queued"
    state = _settle(database, number, "failed", error)
    with database.session() as session:
        if _refused_in_a_row(session) >= MOST_REFUSED:
            note_outage(session, f"It has refused {MOST_REFUSED} recipients in a row. {error}", refusing=True)
    return state


def _refused_in_a_row(session: Session) -> int:
    """Return how many different recipients were refused since the last mail was accepted."""
    accepted = OutboxMessage.state.in_(("accepted", "bounced"))
    newest = session.scalar(select(func.max(OutboxMessage.tried_at)).where(accepted))
    failed = [OutboxMessage.state == "failed", OutboxMessage.address != ""]
    if newest is not None:
        failed.append(OutboxMessage.tried_at > newest)
    return session.scalar(select(func.count(OutboxMessage.address.distinct())).where(*failed)) or 0


def _settle(database: Database, number: int, state: str, error: str | None) -> str:
    """Record what became of a claimed mail, and return its new state.

    A mail that was stopped meanwhile stays stopped, unless it was accepted: its secret is wiped, and it is not retried.
    """
    with database.session() as session:
        forget_outage(session, also_refusing=state == "accepted")
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
            # A member and a tracking number (P5); the warning itself can still be sent later.
            message.secret, message.body = None, message.body.replace(SECRET_MARK, "–")
        if message.kind in FORGOTTEN and state in ("accepted", "failed"):
            forget_recipient(message)
        if state == "queued":
            message.due_at = clock.now() + min(_FIRST_DELAY * 2 ** (message.attempts - 1), _LONGEST_DELAY)
    return state


IS_CODE = OutboxMessage.turn == 0
_UNRELEASED = select(Election.id).where(Election.tokens_released_at.is_(None))
AWAITS_RELEASE = and_(OutboxMessage.kind == "token", OutboxMessage.election_id.in_(_UNRELEASED))
_MINUTE = dt.timedelta(minutes=1)
_LOCK = 7_216_043_119  # an arbitrary number: on PostgreSQL, one process at a time counts and claims a mail


def held_until(session: Session, per_minute: int | None) -> dt.datetime | None:
    """Return when the next mail may be tried, or None if one may be tried now.

    Other processes wait for their answer until the transaction ends: two would use the same place in the pace.
    """
    if per_minute is None:
        return None
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    now = clock.now()
    # What was sent while the clock ran ahead delays nothing.
    lately = (OutboxMessage.tried_at > now - _MINUTE, OutboxMessage.tried_at <= now)
    codes = session.scalar(select(func.count()).where(*lately, IS_CODE)) or 0
    places = max(per_minute - codes, -(-per_minute // 2))
    others = select(OutboxMessage.tried_at).where(*lately, ~IS_CODE).order_by(OutboxMessage.tried_at.desc())
    last = session.scalar(others.offset(places - 1).limit(1))
    return last and last + _MINUTE


def waiting_mails(session: Session) -> int:
    """Return how many mails of all elections are waiting, due now or later; without tokens that are not released."""
    waiting = (OutboxMessage.state.in_(("queued", "sending")), ~AWAITS_RELEASE)
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(*waiting)) or 0


def minutes_needed(session: Session, per_minute: int) -> int:
    """Return in how many minutes all waiting mails will have been tried at this pace."""
    return -(-waiting_mails(session) // per_minute)


_RETRY: Final = dt.timedelta(minutes=1)
_ONLY: Final = 1


def outage(session: Session) -> MailOutage | None:
    """Return since when and why the mail server cannot be reached; None if it answered last time."""
    return session.get(MailOutage, _ONLY)


def _is_paused(session: Session) -> bool:
    """Return whether the server was unreachable a moment ago, so that it is not tried again yet."""
    found = outage(session)
    return found is not None and found.tried_at <= clock.now() < found.tried_at + _RETRY


def note_outage(session: Session, error: str, *, refusing: bool = False) -> None:
    """Record that the mail server cannot be reached, or refuses everybody; an earlier start of the outage is kept."""
    now = clock.now()
    if outage(session) is not None:
        session.execute(update(MailOutage).values(tried_at=now, error=error))
        return
    with suppress(IntegrityError), session.begin_nested():  # another process may be first
        session.execute(insert(MailOutage).values(id=_ONLY, since=now, tried_at=now, error=error, refusing=refusing))


def forget_outage(session: Session, *, also_refusing: bool = True) -> None:
    """Record that the mail server answers. If it refuses everybody, only an accepted mail ends that, or a person."""
    gone = delete(MailOutage)
    session.execute(gone if also_refusing else gone.where(~MailOutage.refusing))


def outage_in_words(session: Session) -> str:
    """Say since when and why it cannot be reached, in English for the operator; "" if it answers."""
    found = outage(session)
    if found is None:
        return ""
    return f"No mail is sent since {found.since:%Y-%m-%d %H:%M} UTC, and one is tried every minute. {found.error}"
