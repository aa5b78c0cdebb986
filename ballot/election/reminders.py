"""Reminders: mails to those who have not voted, put into the outbox by the system when they are due.

Officers see how many, never to whom. What is sent is forgotten at once: name, address and text are wiped, because a
list of the reminded is a list of those who had not voted. A reminder whose member has voted meanwhile is not sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.ledger import STANDING, TOKEN_MAIL
from ballot.election.mail_words import languages_of
from ballot.election.mails import Addressee, reminder_mail
from ballot.election.portions import AT_ONCE, queue_in_portions
from ballot.election.registrar_list import is_registrars
from ballot.election.states import accepts_ballots, require_state
from ballot.election.wording import clean_text
from ballot.errors import NotPermitted
from ballot.language import LANGUAGES, _, isolated, ngettext
from ballot.store.models import Election, Member, OutboxMessage, Reminder, ReminderNote
from ballot.store.session import Database

MOST = 5  # of one election
SHORTEST_GAP = dt.timedelta(hours=24)
MAX_NOTE = 1000


class ReminderSums(msgspec.Struct, frozen=True, kw_only=True):
    """One reminder in numbers: `waiting` to be sent, `sent`, `dropped` because their members voted, `failed`."""

    id: int
    due_at: dt.datetime
    queued_at: dt.datetime | None
    members: int
    waiting: int
    sent: int
    dropped: int
    failed: int


def schedule_reminder(
    session: Session, election: Election, at: dt.datetime | None, notes: Mapping[str, str]
) -> Reminder:
    """Plan a reminder for a moment of the voting; None: for now. `notes`: the officer's own words, by language.

    Raises: NotPermitted outside of the voting, too near to another reminder, or if there have been enough.
    """
    require_state(election, "frozen", "open")
    if is_registrars(election):
        raise NotPermitted(
            _("The registrar issues the tokens, so this server does not know who has voted. Write to all members.")
        )
    session.refresh(election, with_for_update=True)
    now = clock.now()
    moment = at or now
    _check_moment(election, moment, now)
    others = list(session.scalars(select(Reminder).where(Reminder.election_id == election.id)))
    if len(others) >= MOST:
        raise NotPermitted(
            ngettext(
                "An election sends at most %(num)s reminder.", "An election sends at most %(num)s reminders.", MOST
            )
        )
    if any(abs(other.due_at - moment) < SHORTEST_GAP for other in others):
        raise NotPermitted(_("There is another reminder less than 24 hours before or after. Choose another time."))
    reminder = Reminder(election_id=election.id, due_at=moment, notes=_notes(election, notes))
    session.add(reminder)
    words = f"Planned a reminder for {moment.astimezone(dt.UTC):%-d %B %Y, %H:%M} UTC."
    log.write(session, election, log.OFFICER, words)
    session.flush()
    return reminder


def _notes(election: Election, typed: Mapping[str, str]) -> list[ReminderNote]:
    found = []
    for language in languages_of(election):
        what = _("Your own words (%(language)s)", language=isolated(LANGUAGES[language]))
        note = clean_text(typed.get(language, ""), what, MAX_NOTE)
        if note:
            found.append(ReminderNote(language=language, note=note))
    return found


def _check_moment(election: Election, moment: dt.datetime, now: dt.datetime) -> None:
    if election.opens_at is None or election.closes_at is None or not election.opens_at <= moment < election.closes_at:
        raise NotPermitted(_("A reminder is sent while the voting is open. Choose a time between the two dates."))
    if moment < now:
        raise NotPermitted(_("This time has passed. Choose a later one."))


def cancel_reminder(session: Session, election: Election, number: int) -> None:
    """Take back a reminder that is not in the outbox yet. Raises: NotPermitted if it is, or does not exist."""
    query = select(Reminder).where(Reminder.id == number, Reminder.election_id == election.id)
    reminder = session.scalar(query.with_for_update())
    if reminder is None or reminder.queued_at is not None or reminder.reached:
        raise NotPermitted(_("This reminder is on its way already, or was taken back before."))
    session.delete(reminder)
    log.write(session, election, log.OFFICER, "Took back a planned reminder.")
    session.flush()


def queue_due_reminders(database: Database, public_url: str) -> int:
    """Put the mails of every reminder that is due into the outbox, once each, and return their number."""
    due = (Reminder.queued_at.is_(None), Reminder.due_at <= clock.now())

    def portion(session: Session, election: Election) -> int:
        first = select(Reminder).where(Reminder.election_id == election.id, *due).order_by(Reminder.id).limit(1)
        reminder = session.scalar(first.with_for_update(skip_locked=True))
        if reminder is None or not accepts_ballots(election, clock.now()):
            return 0
        return _queue_some(session, election, reminder, public_url)

    return queue_in_portions(database, select(Reminder.election_id).where(*due), portion)


def _queue_some(session: Session, election: Election, reminder: Reminder, public_url: str) -> int:
    """Queue the next portion; with the last one the reminder is done.

    How far it is cannot be seen in the outbox: what is sent meanwhile names no member any more.
    """
    members = session.execute(
        _to_remind(select(Member.id, Member.name, Member.email, Member.language), election)
        .where(Member.id > reminder.reached)
        .order_by(Member.id)
        .limit(AT_ONCE)
    ).all()
    notes = {one.language: one.note for one in reminder.notes}
    rows = [
        reminder_mail(election, Addressee(*member), f"reminder:{reminder.id}:{member.id}", notes, public_url)
        for member in members
    ]
    if rows:
        session.connection().execute(insert(OutboxMessage), rows)
    reminder.members = (reminder.members or 0) + len(rows)
    reminder.reached = members[-1].id if len(members) == AT_ONCE else 0
    if not reminder.reached:
        reminder.queued_at = clock.now()
        log.write(session, election, log.SYSTEM, f"Reminded {reminder.members} members who had not voted.")
    session.flush()
    return len(rows)


def _to_remind(query: Select[*tuple[Any, ...]], election: Election) -> Select[*tuple[Any, ...]]:
    """Restrict a query to the members who have not voted and, as far as we know, have their token."""
    return (
        query.select_from(Member)
        .outerjoin(OutboxMessage, TOKEN_MAIL)
        .where(Member.election_id == election.id, Member.spent_at.is_(None), Member.email != "", STANDING == "issued")
    )


def members_to_remind(session: Session, election: Election) -> int:
    """Return how many members would be reminded now."""
    return session.scalar(_to_remind(select(func.count()), election)) or 0


def reminders(session: Session, election: Election) -> Sequence[ReminderSums]:
    """Return the reminders of an election in numbers, the earliest first."""
    query = select(Reminder).where(Reminder.election_id == election.id).order_by(Reminder.due_at, Reminder.id)
    return [_sums(session, election, reminder) for reminder in session.scalars(query)]


def _sums(session: Session, election: Election, reminder: Reminder) -> ReminderSums:
    mails = (OutboxMessage.election_id == election.id, OutboxMessage.key.startswith(f"reminder:{reminder.id}:"))
    states = session.execute(select(OutboxMessage.state, func.count()).where(*mails).group_by(OutboxMessage.state))
    counts = {row[0]: row[1] for row in states}
    return ReminderSums(
        id=reminder.id,
        due_at=reminder.due_at,
        queued_at=reminder.queued_at,
        members=reminder.members or 0,
        waiting=counts.get("queued", 0) + counts.get("sending", 0),
        sent=counts.get("accepted", 0),
        dropped=counts.get("stopped", 0),
        failed=counts.get("failed", 0) + counts.get("bounced", 0),
    )
