"""Reminders: mails to those who have not voted, put into the outbox by the system when they are due.

Officers see neither the recipients nor their number, and what they record about a member's token changes nothing: a
number that an officer can change by one member reveals whether that member has voted. A reminder is forgotten as soon
as it is sent: name, address and text are wiped, because a list of the reminded is a list of those who had not voted. A
reminder whose member has voted meanwhile is not sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import func, insert, select

from ballot import clock
from ballot.election import log
from ballot.election.mail.outbox import AT_ONCE, queue_in_batches
from ballot.election.mail.texts import Addressee, reminder_mail
from ballot.election.mail.words import languages_of
from ballot.election.scene import Scene
from ballot.election.state import accepts_ballots, require_state
from ballot.election.tokens.ledger import HAS_LEFT, TOKEN_MAIL
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.wording import clean_text
from ballot.errors import NotPermitted
from ballot.language import LANGUAGES, _, isolated, ngettext
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage, Reminder, ReminderNote
from ballot.store.models.roll import Member
from ballot.store.session import Database

MOST = 5  # of one election
_SHORTEST_GAP = dt.timedelta(hours=24)
MAX_NOTE = 1000
FEWEST_FAILED = 10  # mails that are shown as failed: a smaller number could reveal something about particular members


class PlannedReminder(msgspec.Struct, frozen=True, kw_only=True):
    """One reminder as officers see it. `failed`: mails that were refused or returned, rounded down to whole tens."""

    id: int
    due_at: dt.datetime
    queued_at: dt.datetime | None
    waiting: bool  # whether some of its mails are still to be sent
    failed: int


def schedule_reminder(scene: Scene, at: dt.datetime | None, notes: Mapping[str, str]) -> Reminder:
    """Plan a reminder for a moment of the voting; None: for now. `notes`: the officer's own words, by language.

    Raises: NotPermitted outside the voting, too close to another reminder, or if there have been enough.
    """
    require_state(scene.election, "frozen", "open")
    if is_registrars(scene.election):
        raise NotPermitted(
            _("The registrar issues the tokens, so this server does not know who has voted. Write to all members.")
        )
    scene.session.refresh(scene.election, with_for_update=True)
    now = clock.now()
    moment = at or now
    _check_moment(scene.election, moment, now)
    others = list(scene.session.scalars(select(Reminder).where(Reminder.election_id == scene.election.id)))
    if len(others) >= MOST:
        raise NotPermitted(
            ngettext(
                "An election sends at most %(num)s reminder.", "An election sends at most %(num)s reminders.", MOST
            )
        )
    if any(abs(other.due_at - moment) < _SHORTEST_GAP for other in others):
        raise NotPermitted(
            _("There is another reminder less than 24 hours before or after. Choose another time."), "at"
        )
    reminder = Reminder(election_id=scene.election.id, due_at=moment, notes=_notes(scene.election, notes))
    scene.session.add(reminder)
    words = f"Planned a reminder for {moment.astimezone(dt.UTC):%-d %B %Y, %H:%M} UTC."
    log.write(scene, log.OFFICER, words)
    scene.session.flush()
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
        raise NotPermitted(_("A reminder is sent while the voting is open. Choose a time between the two dates."), "at")
    if moment < now:
        raise NotPermitted(_("This time has passed. Choose a later one."), "at")


def cancel_reminder(scene: Scene, number: int) -> None:
    """Take back a reminder that is not in the outbox yet. Raises: NotPermitted if it is, or does not exist."""
    query = select(Reminder).where(Reminder.id == number, Reminder.election_id == scene.election.id)
    reminder = scene.session.scalar(query.with_for_update())
    if reminder is None or reminder.queued_at is not None or reminder.reached:
        raise NotPermitted(_("This reminder is on its way already, or was taken back before."))
    scene.session.delete(reminder)
    log.write(scene, log.OFFICER, "Took back a planned reminder.")
    scene.session.flush()


def queue_due_reminders(database: Database, public_url: str) -> int:
    """Put the mails of every due reminder into the outbox, once each, and return their number."""
    due = (Reminder.queued_at.is_(None), Reminder.due_at <= clock.now())

    def portion(scene: Scene) -> int:
        first = select(Reminder).where(Reminder.election_id == scene.election.id, *due).order_by(Reminder.id).limit(1)
        reminder = scene.session.scalar(first.with_for_update(skip_locked=True))
        if reminder is None or not accepts_ballots(scene.election, clock.now()):
            return 0
        return _queue_some(scene, reminder, public_url)

    return queue_in_batches(database, select(Reminder.election_id).where(*due), portion)


def _queue_some(scene: Scene, reminder: Reminder, public_url: str) -> int:
    """Queue the next batch; the last one completes the reminder.

    The outbox does not show how far it has come: mails that were sent meanwhile name no member any more.
    """
    members = scene.session.execute(
        select(Member.id, Member.name, Member.email, Member.language)
        .outerjoin(OutboxMessage, TOKEN_MAIL)
        .where(Member.election_id == scene.election.id, Member.spent_at.is_(None), Member.email != "", HAS_LEFT)
        .where(Member.id > reminder.reached)
        .order_by(Member.id)
        .limit(AT_ONCE)
    ).all()
    notes = {one.language: one.note for one in reminder.notes}
    rows = [
        reminder_mail(scene.election, Addressee(*member), f"reminder:{reminder.id}:{member.id}", notes, public_url)
        for member in members
    ]
    if rows:
        scene.session.connection().execute(insert(OutboxMessage), rows)
    reminder.reached = members[-1].id if len(members) == AT_ONCE else 0
    if not reminder.reached:
        reminder.queued_at = clock.now()
        log.write(scene, log.SYSTEM, "Reminded those who had not voted.")
    scene.session.flush()
    return len(rows)


def reminders(scene: Scene) -> Sequence[PlannedReminder]:
    """Return the reminders of an election, earliest first."""
    query = select(Reminder).where(Reminder.election_id == scene.election.id).order_by(Reminder.due_at, Reminder.id)
    return [_shown(scene, reminder) for reminder in scene.session.scalars(query)]


def _shown(scene: Scene, reminder: Reminder) -> PlannedReminder:
    mails = (OutboxMessage.election_id == scene.election.id, OutboxMessage.key.startswith(f"reminder:{reminder.id}:"))
    states = scene.session.execute(
        select(OutboxMessage.state, func.count()).where(*mails).group_by(OutboxMessage.state)
    )
    counts = {row[0]: row[1] for row in states}
    failed = counts.get("failed", 0) + counts.get("bounced", 0)
    return PlannedReminder(
        id=reminder.id,
        due_at=reminder.due_at,
        queued_at=reminder.queued_at,
        waiting="queued" in counts or "sending" in counts,
        failed=failed - failed % FEWEST_FAILED,
    )
