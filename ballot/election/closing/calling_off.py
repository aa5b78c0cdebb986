"""Call an election off, for good, with a reason for everybody: no result will ever come of it.

What is wrong in a frozen election can no longer be mended, and an election with fewer ballots than its charter demands
can never be opened. Both end here. It is possible until a trustee has handed in a share: afterwards somebody might know
what the result will be, and nobody shall take back one that does not please. It takes two people wherever there are
two, as closing early does (docs/decisions/0020, 0027); only where too few ballots were cast, so that nothing else can
come of it, a second officer who has not answered for days is not waited for. The ballots stay on the board and are
never counted; it is the last record of the voting's times (check 5.15), and every member is told by mail.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.board.companion import MAX_REASON
from ballot.election import acts, log
from ballot.election.board_facts import append_checkpoint
from ballot.election.closing.closing import signer
from ballot.election.closing.time_records import moment_of, record_change, tell_everybody
from ballot.election.identity import ServerIdentity
from ballot.election.roles import UNREACHABLE, second_officers
from ballot.election.state import lock, require_state
from ballot.election.tally.tally import too_few
from ballot.election.tokens.ledger import forget_tokens
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, isolated
from ballot.store.models.election import CALLED_OFF, Election, Trustee
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.store.models.people import JointAct, Officer

CALL_OFF = "call-off"
STATES = ("frozen", "open", "closed")
# Kinds of mails that speak of what is to come.
_UNTRUE = ("token", "times", "trustee", "unopened", "act-waiting", "stopped", "your-turn")


class CalledOff(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody is told. `too_few`: a sentence, if the charter forbids to open so few ballots."""

    at: dt.datetime
    reason: str
    too_few: str


def called_off(election: Election) -> CalledOff | None:
    """Return when and why an election was called off, if it was."""
    if election.called_off_at is None:
        return None
    reason = election.call_off_reason or ""
    return CalledOff(at=election.called_off_at, reason=reason, too_few=too_few(election))


def can_be_called_off(session: Session, election: Election) -> bool:
    """Return whether the election can still be called off."""
    return election.state in STATES and not _is_decrypted(session, election)


def unanswered(session: Session, election: Election) -> JointAct | None:
    """Return what the returning officer has proposed to end an election with too few ballots, if it waits for days.

    They count from the closing on: what was proposed before it was about an election that could still have a result.
    """
    if election.closed_at is None or not too_few(election):
        return None
    for act in acts.waiting(session, election):
        own = act.kind == CALL_OFF and act.proposed_by == election.officer_id
        if own and clock.now() >= max(act.proposed_at, election.closed_at) + UNREACHABLE:
            return act
    return None


def takes_two(session: Session, election: Election, person: Officer) -> bool:
    """Return whether this person alone cannot call the election off now."""
    is_own = person.id == election.officer_id
    return bool(second_officers(session, election)) and not (is_own and unanswered(session, election))


def call_off_by_officer(session: Session, election: Election, identity: ServerIdentity, reason: str) -> None:
    """Call the election off as the returning officer may alone. `reason`: for everybody.

    Raises: NotPermitted if it is too late, if the reason is missing, or if it takes two.
    """
    lock(session, election)
    if takes_two(session, election, election.officer):
        raise NotPermitted(_("Two people call an election off: one proposes it, another one confirms it."))
    waits = unanswered(session, election) if second_officers(session, election) else None
    _call_off(session, election, identity, reason)
    if waits is not None:
        alone = f"Calls the election off alone: act {waits.id} proposed it, and nobody else had confirmed."
        log.write(session, election, log.OFFICER, alone)


def propose_calling_off(session: Session, election: Election, person: Officer, reason: str) -> None:
    """Propose to call the election off. Raises: NotPermitted if it is too late, or there is nobody to confirm it."""
    _refuse_late(session, election)
    cleaned = clean_line(reason, _("The reason"), MAX_REASON)
    acts.propose(session, election, person, CALL_OFF, {"reason": cleaned}, cleaned)


def _call_off(session: Session, election: Election, identity: ServerIdentity | None, reason: str) -> None:
    head = lock(session, election)
    _refuse_late(session, election)
    cleaned = clean_line(reason, _("The reason"), MAX_REASON)
    record = record_change(session, election, head, "called-off", cleaned)
    if identity is not None:
        append_checkpoint(session, election, identity)
    _end_what_waits(session, election)
    if not election.practice:
        tell_everybody(session, election, "called-off", cleaned)
    election.stopped_at = election.stop_reason = None
    election.state, election.called_off_at = CALLED_OFF, moment_of(record.at)
    election.call_off_reason = cleaned
    told = "" if election.practice else ", told to every member"
    log.write(session, election, log.OFFICER, f"Called the election off{told}: {cleaned}")
    session.flush()


def _refuse_late(session: Session, election: Election) -> None:
    require_state(election, *STATES)
    if _is_decrypted(session, election):
        raise NotPermitted(
            _("A trustee has handed in a share of the decryption, so the election cannot be called off any more.")
        )


def _is_decrypted(session: Session, election: Election) -> bool:
    handed_in = (Trustee.election_id == election.id, Trustee.decrypted_at.is_not(None))
    return session.scalar(select(Trustee.id).where(*handed_in).limit(1)) is not None


def _end_what_waits(session: Session, election: Election) -> None:
    """Send no token any more, and no mail about what will not be; a reminder is dropped when its turn comes.

    What mails are made of ends first: whoever makes some at this moment is waited for, and they are stopped as well.
    """
    session.execute(delete(TimesNotice).where(TimesNotice.election_id == election.id, TimesNotice.queued_at.is_(None)))
    acts.drop(session, election)
    forget_tokens(session, election, "The election was called off before it went out")
    unsent = (OutboxMessage.election_id == election.id, OutboxMessage.state.in_(("queued", "sending", "failed")))
    untrue = update(OutboxMessage).where(*unsent, OutboxMessage.kind.in_(_UNTRUE))
    session.execute(untrue.values(state="stopped", secret=None))


def _call_off_together(session: Session, election: Election, payload: acts.Payload) -> Lazy:
    _call_off(session, election, signer(session), payload["reason"])
    return Lazy(lambda: _("The election is called off: %(reason)s", reason=isolated(payload["reason"])))


def _for_good(session: Session, election: Election, payload: acts.Payload) -> str:
    return _(
        "The election ends for good, without a result. Its ballots stay on the board and are never counted. Every "
        "member is told, with the reason."
    )


acts.register(CALL_OFF, acts.Kind(N_("Call the election off"), _for_good, _call_off_together))
