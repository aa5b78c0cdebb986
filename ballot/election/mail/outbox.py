"""The outbox: every mail is a row, written in the transaction that causes it, and sent by `deliver_outbox`.

A mail goes from queued to sending to accepted, or back to queued with a later due time, or to failed; an unreachable
mail server makes none of them fail (`delivery.py`). An accepted mail that is returned becomes bounced; a token mail
that the officer withholds becomes stopped. After the freeze all token mails wait until the officer, who announces the
checksums first, releases them. A crash between the mail server's acceptance and our record of it leaves `sending`; when
its lease is over, such a mail is sent again under the same Message-ID, so that its reader sees one mail: a token that
arrives twice harms nobody, one that never arrives takes a vote away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Final

from msgspec import MsgspecError
from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.mail.codes import KINDS as CODES
from ballot.election.mail.codes import LIFETIME as CODE_LIFETIME
from ballot.election.scene import Scene
from ballot.election.state import accepts_ballots, require_state
from ballot.errors import BallotError, NotPermitted
from ballot.language import _, isolated
from ballot.store.models.election import Election
from ballot.store.models.mail import MAIL_STATES, OutboxMessage, TimesNotice
from ballot.store.models.roll import Member
from ballot.store.session import Database

# Placeholder in a stored body for the secret, which is kept in a column of its own and wiped.
SECRET_MARK = "{{secret}}"  # noqa: S105  (a placeholder, not a password)
# No recipients of these are kept. Mails with codes are sent before all others while the code is valid.
FORGOTTEN = ("reminder", "account", *CODES)
# Sent by the thousand: a mail to one person does not wait behind them, nor does the news of a changed end.
_TO_MANY = ("token", "reminder")
# The kinds whose numbers officers see. The numbers of the others equal those of members who voted, or did not (P5).
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


def turn_of(kind: str) -> int:
    """Return the order of sending: codes, mails to single people, news of changed times, tokens and reminders."""
    return 0 if kind in CODES else 2 if kind == "times" else 3 if kind in _TO_MANY else 1


def stop_mail(message: OutboxMessage) -> None:
    """Stop a mail that must not be sent; if it could reveal whether its member has voted, nothing of it is kept."""
    message.state, message.secret = "stopped", None
    if message.kind in FORGOTTEN:
        forget_recipient(message)


def forget_recipient(message: OutboxMessage) -> None:
    """Wipe the recipient of a mail: who was reminded had not voted, and who got a code was about to (P5)."""
    kept = f"reminder:{message.key.split(':')[1]}" if message.kind == "reminder" else message.kind
    message.key, message.member_id = f"{kept}:mail {message.id}", None
    message.name = message.address = message.subject = message.body = ""
    message.secret = None
    message.error = None  # a mail server's words name the address


def release_member(session: Session, member: Member) -> None:
    """Stop queued mails to somebody who is taken off the roll, and remove all references from mails to them.

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
            forget_recipient(message)
        else:  # the id in its key may be another member's one day
            message.member_id, message.key = None, f"{message.key.rpartition(':')[0]}:mail {message.id}"


def is_queued(scene: Scene, key: str) -> bool:
    """Return whether a mail with this key was ever put into the outbox, whatever became of it."""
    query = select(OutboxMessage.id).where(OutboxMessage.election_id == scene.election.id, OutboxMessage.key == key)
    return scene.session.scalar(query) is not None


def latest_mail(scene: Scene, key: str) -> OutboxMessage | None:
    """Return the newest mail with this key, or with a key that begins so if it ends with a colon."""
    named = OutboxMessage.key.startswith(key) if key.endswith(":") else OutboxMessage.key == key
    query = select(OutboxMessage).where(OutboxMessage.election_id == scene.election.id, named)
    return scene.session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1))


def outbox_counts(scene: Scene, kind: str = "token") -> dict[str, int]:
    """Return the number of mails of a kind in each state of `MAIL_STATES`."""
    return _counts(scene).get(kind, dict.fromkeys(MAIL_STATES, 0))


def shown_counts(scene: Scene) -> dict[str, dict[str, int]]:
    """Return the number of mails in each state, for those kinds of `SHOWN` that have any."""
    counts = _counts(scene)
    return {kind: counts[kind] for kind in SHOWN if kind in counts}


def _counts(scene: Scene) -> dict[str, dict[str, int]]:
    columns = (OutboxMessage.kind, OutboxMessage.state)
    query = select(*columns, func.count()).where(OutboxMessage.election_id == scene.election.id).group_by(*columns)
    counts: dict[str, dict[str, int]] = {}
    for kind, state, number in scene.session.execute(query):
        counts.setdefault(kind, dict.fromkeys(MAIL_STATES, 0))[state] = number
    return counts


def retry_failed(scene: Scene) -> int:
    """Queue the failed mails again, except the kinds that are forgotten; return the number of those in `SHOWN`."""
    of_these = (OutboxMessage.state == "failed", OutboxMessage.kind.not_in(FORGOTTEN))
    failed = (OutboxMessage.election_id == scene.election.id, *of_these)
    messages = list(
        scene.session.scalars(select(OutboxMessage).where(*failed).order_by(OutboxMessage.id).with_for_update())
    )
    for message in messages:
        message.state, message.attempts, message.due_at = "queued", 0, clock.now()
    again = sum(message.kind in SHOWN for message in messages)
    if again:
        log.write(scene, log.OFFICER, f"Queued {again} failed mails again.")
    return again


def release_tokens(scene: Scene) -> None:
    """Release the token mails, if they still wait for the officer."""
    require_state(scene.election, "frozen", "open")
    if scene.election.tokens_released_at is None:
        scene.election.tokens_released_at = clock.now()
        log.write(scene, log.OFFICER, "Let the mails with the tokens go out.")
        scene.session.flush()


AT_ONCE: Final = 200  # mails in one transaction: a tenth of a second
# Errors that reading an election's damaged or manually edited rows may raise (W26).
_FAULTS: Final = (BallotError, MsgspecError, ValueError, LookupError, IntegrityError)
_log = logging.getLogger(__name__)


def queue_in_batches(database: Database, due: Select[int], portion: Callable[[Scene], int]) -> int:
    """Queue the mails of the elections whose ids `due` selects, and return their number.

    `portion` queues the next ones of an election and returns how many; it is called, each time in a transaction of its
    own, until it queues none.
    """
    with database.reading() as session:
        numbers = session.scalars(due.distinct()).all()
    return sum(_queue(database, number, portion) for number in sorted(numbers))


def _queue(database: Database, number: int, portion: Callable[[Scene], int]) -> int:
    queued, some = 0, 1
    try:
        while some:
            with database.session() as session:
                some = portion(Scene(session, session.get_one(Election, number)))
            queued += some
    except _FAULTS as error:
        # Only the kind of error: a database's messages name people, and who is reminded has not voted (P5).
        _tell(f"Mails of election {_name(database, number)} cannot be queued: {type(error).__name__}")
    return queued


def _name(database: Database, number: int) -> str:
    with database.reading() as session:
        return session.scalars(select(Election.uuid).where(Election.id == number)).one()


@cache
def _tell(sentence: str) -> None:
    """Log a sentence once, not at every check."""
    _log.error("%s", sentence)


def is_obsolete(session: Session, message: OutboxMessage) -> bool:
    """Return whether a code has expired, a reminder's member has voted meanwhile, or news of times is out of date."""
    if message.kind in CODES:
        return message.created_at + CODE_LIFETIME <= clock.now()
    if message.kind == "reminder":
        return _is_reminded_in_vain(session, message)
    if message.kind == "times":
        notice = session.get(TimesNotice, int(message.key.split(":")[1]))
        return notice is not None and is_outdated(session, notice)
    return False


def _is_reminded_in_vain(session: Session, message: OutboxMessage) -> bool:
    member, election = session.get_one(Member, message.member_id), session.get_one(Election, message.election_id)
    return member.spent_at is not None or not accepts_ballots(election, clock.now())


def is_outdated(session: Session, notice: TimesNotice) -> bool:
    """Return whether an announced end of the voting has passed, or was changed again."""
    if notice.change not in ("extended", "resumed"):
        return False
    newest = select(func.max(TimesNotice.id)).where(TimesNotice.election_id == notice.election_id)
    return notice.closes_at <= clock.now() or session.scalar(newest) != notice.id
