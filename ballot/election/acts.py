"""Acts that take two people: one proposes with a reason, another one confirms, and only then it is done.

    proposed -> done | refused (by the other) | withdrawn (by the proposer) | expired

Returning officer and second officer are the two. Which acts there are is said by `register`: each kind brings a title
for the log, a detail for the two people, and what is carried out when it is confirmed, in the transaction of the
confirmation. The log holds titles only: reason and detail may name a member, and the log never does (P5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.crypto.hashing import sha256_hex
from ballot.election import log
from ballot.election.roles import TWO_PEOPLE, role_of, second_officers
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, _
from ballot.store.models.election import Election
from ballot.store.models.people import JointAct, Officer

LIFETIME = dt.timedelta(days=7)
MAX_REASON = 500

Payload = Mapping[str, Any]

WAITS_ALREADY = N_("This was proposed already and waits to be confirmed.")
OUTCOMES = {
    "waiting": N_("Waiting"),
    "done": N_("Done"),
    "refused": N_("Refused"),
    "withdrawn": N_("Taken back"),
    "expired": N_("Expired"),
}
OVER = {
    "done": N_("This proposal is done: nothing was changed. Propose it again if it is needed."),
    "refused": N_("This proposal is refused: nothing was changed. Propose it again if it is needed."),
    "withdrawn": N_("This proposal was taken back: nothing was changed. Propose it again if it is needed."),
    "expired": N_("This proposal is expired: nothing was changed. Propose it again if it is needed."),
}


class Kind(msgspec.Struct, frozen=True):
    """One kind of joint act.

    `title`: what is done, for everybody ("Replace a lost ballot token"). `detail`: what exactly, for the two people
    who decide. `carry_out`: do it and return a sentence that names no member, lazy: the log is English, and whoever
    confirms may read another language. It may refuse. `confirmer`: the account that alone may confirm it, where not
    every other officer may.
    """

    title: str
    detail: Callable[[Session, Election, Payload], str]
    carry_out: Callable[[Session, Election, Payload], str]
    forgotten: bool = False  # whether what was proposed is wiped when it is over: it says whose token is whose
    confirmer: Callable[[Payload], int] | None = None


_kinds: dict[str, Kind] = {}
_NOTHING = b"{}"


def register(name: str, kind: Kind) -> None:
    """Make a kind of joint act known, once, when its module is loaded."""
    if name in _kinds and _kinds[name] != kind:
        raise ValueError(f"there is already a joint act {name!r}")
    _kinds[name] = kind


def propose(
    session: Session, election: Election, person: Officer, kind: str, payload: Payload, reason: str
) -> JointAct:
    """Propose an act; it is carried out when another officer confirms it within a week.

    Raises: NotPermitted if the person is no officer of the election, there is nobody who could confirm, the reason is
    missing, or the same act waits already.
    """
    _require_two_people(session, election, person)
    packed = msgspec.json.encode(dict(sorted(payload.items())))
    digest = sha256_hex(kind.encode() + b"\0" + packed)
    if any(act.digest == digest for act in waiting(session, election)):
        raise NotPermitted(_(WAITS_ALREADY))
    now = clock.now()
    act = JointAct(
        election_id=election.id,
        kind=kind,
        payload=packed,
        digest=digest,
        reason=clean_line(reason, _("The reason"), MAX_REASON),
        state="waiting",
        proposer=person,
        proposed_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(act)
    session.flush()
    log.write(
        session, election, person.name, f"Proposed act {act.id}, which another officer must confirm: {title(act)}."
    )
    return act


def confirm(session: Session, election: Election, person: Officer, number: int, digest: str) -> str:
    """Confirm somebody else's proposal and carry it out. `digest`: of what the person was shown.

    Returns the sentence that says what was done.

    Raises: NotPermitted if it is one's own or another one has to confirm it, if it is decided or expired, or if the act
    itself refuses.
    """
    act = _waiting(session, election, person, number)
    if act.proposed_by == person.id:
        raise NotPermitted(_("You proposed this yourself. Another officer must confirm it."))
    if not can_confirm(act, person):
        raise NotPermitted(_("Only the officer whom this proposal names can confirm it."))
    if act.digest != digest or sha256_hex(act.kind.encode() + b"\0" + act.payload) != act.digest:
        raise NotPermitted(_("What you were shown is not what was proposed. Load the page again and compare."))
    done = _kinds[act.kind].carry_out(session, election, msgspec.json.decode(act.payload))
    _decide(act, person, "done")
    said = log.in_english(lambda: f"Confirmed act {act.id}, proposed by {act.proposer.name}: {done}")
    log.write(session, election, person.name, said)
    session.flush()
    return str(done)


def refuse(session: Session, election: Election, person: Officer, number: int) -> None:
    """Refuse somebody else's proposal, or take one's own back.

    Raises: NotPermitted if it is decided or expired.
    """
    act = _waiting(session, election, person, number)
    own = act.proposed_by == person.id
    _decide(act, person, "withdrawn" if own else "refused")
    words = "Took back" if own else "Refused"
    log.write(session, election, person.name, f"{words} act {act.id}: {title(act)}.")
    session.flush()


def drop(session: Session, election: Election, member: int | None = None, kind: str | None = None) -> None:
    """Drop what waits about somebody who is no longer on the roll, or all (of a kind) that cannot be done any more.

    An act that is being decided at this moment is passed over: it is done already, or waits for the board and is
    refused then. The payload's `member` is the id as text.
    """
    for act in session.scalars(_waiting_acts(election).with_for_update(skip_locked=True)):
        about = member is None or msgspec.json.decode(act.payload).get("member") == str(member)
        if about and kind in (None, act.kind):
            _end(act, "withdrawn")


def forget_words(session: Session, election: Election) -> None:
    """Drop what waits, and wipe what was proposed, and why: it may name members. What became of the acts stays.

    Raises: NotPermitted if an act is being decided at this moment. Its transaction may wait for the board, as `drop`
    says, and whoever forgets holds the board: to wait for the act would be a deadlock.
    """
    mine = JointAct.election_id == election.id
    free = select(JointAct).where(mine).with_for_update(skip_locked=True)
    acts = session.scalars(free.execution_options(populate_existing=True)).all()
    if len(acts) < (session.scalar(select(func.count()).select_from(JointAct).where(mine)) or 0):
        raise NotPermitted(_("A proposal of this election is being decided at this moment. Try again in a minute."))
    for act in acts:
        if outcome(act) == "waiting":
            _end(act, "withdrawn")
        act.payload, act.digest, act.reason = _NOTHING, "", ""


def forget_expired(session: Session) -> None:
    """Wipe what was proposed and nobody decided on in a week, in all elections, where it names people."""
    kinds = [name for name, kind in _kinds.items() if kind.forgotten]
    over = (JointAct.state == "waiting", JointAct.expires_at <= clock.now(), JointAct.payload != _NOTHING)
    session.execute(update(JointAct).where(JointAct.kind.in_(kinds), *over).values(payload=_NOTHING))


def waiting(session: Session, election: Election) -> list[JointAct]:
    """Return the acts that can be confirmed now, the oldest first."""
    return list(session.scalars(_waiting_acts(election)))


def _waiting_acts(election: Election) -> Select[JointAct]:
    return all_waiting().where(JointAct.election_id == election.id)


def all_waiting() -> Select[JointAct]:
    """Return the query for what waits to be confirmed in any election, the oldest first."""
    open_ = (JointAct.state == "waiting", JointAct.expires_at > clock.now())
    return select(JointAct).where(*open_).order_by(JointAct.id)


def decided(session: Session, election: Election) -> list[JointAct]:
    """Return the acts that were decided or have expired, the newest first."""
    open_ = {act.id for act in waiting(session, election)}
    query = select(JointAct).where(JointAct.election_id == election.id).order_by(JointAct.id.desc())
    return [act for act in session.scalars(query) if act.id not in open_]


def who_can_confirm(session: Session, election: Election, act: JointAct) -> list[Officer]:
    """Return the officers who can confirm an act: all but its proposer, or the one whom it names."""
    officers = (election.officer, *second_officers(session, election))
    return [one for one in officers if can_confirm(act, one) and one.disabled_at is None]


def can_confirm(act: JointAct, officer: Officer) -> bool:
    """Return whether an act is for this officer of the election to confirm. Nobody confirms an own proposal."""
    confirmer = _kinds[act.kind].confirmer
    named = officer.id if confirmer is None else confirmer(msgspec.json.decode(act.payload))
    return officer.id == named and officer.id != act.proposed_by


def title(act: JointAct) -> str:
    """Return what an act does, in words for everybody."""
    return _kinds[act.kind].title


def detail(session: Session, election: Election, act: JointAct) -> str:
    """Return what exactly an act does, for the two people who decide; or why it can be done no more."""
    try:
        return _kinds[act.kind].detail(session, election, msgspec.json.decode(act.payload))
    except NotPermitted as error:  # who is spoken of has left the roll
        return str(error)


def outcome(act: JointAct) -> str:
    """Return what became of an act: "waiting", "done", "refused", "withdrawn" or "expired"."""
    return "expired" if act.state == "waiting" and act.expires_at <= clock.now() else act.state


def _require_two_people(session: Session, election: Election, person: Officer) -> None:
    if role_of(session, election, person) not in TWO_PEOPLE:
        raise NotPermitted(_("Only the returning officer and the second officer take part in this."))
    if not second_officers(session, election):
        raise NotPermitted(_("This takes two people, and the election has no second officer. Invite one first."))


def _waiting(session: Session, election: Election, person: Officer, number: int) -> JointAct:
    """Return a proposal that is open, locked until the transaction ends, for a person who may decide on it."""
    if role_of(session, election, person) not in TWO_PEOPLE:
        raise NotPermitted(_("Only the returning officer and the second officer take part in this."))
    query = select(JointAct).where(JointAct.id == number, JointAct.election_id == election.id)
    act = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if act is None:
        raise NotPermitted(_("There is no such proposal in this election."))
    if outcome(act) != "waiting":
        raise NotPermitted(_(OVER[outcome(act)]))
    return act


def _decide(act: JointAct, person: Officer, state: str) -> None:
    act.decided_by = person.id
    _end(act, state)


def _end(act: JointAct, state: str) -> None:
    act.state, act.decided_at = state, clock.now()
    if _kinds[act.kind].forgotten:
        act.payload = _NOTHING
