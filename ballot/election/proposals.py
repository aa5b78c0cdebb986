"""Proposals by one person that another one has to confirm, as they are stored.

    proposed -> done | refused (by the other) | withdrawn (by the proposer) | expired

The two are the returning officer and the second officer. The table in `acts.py` says what can be proposed, and what is
carried out then; nothing here knows what a proposal is about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.crypto.hashing import sha256_hex
from ballot.election import log
from ballot.election.roles import TWO_PEOPLE, role_of, second_officers
from ballot.election.scene import Scene
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import N_, _
from ballot.store.models.election import Election
from ballot.store.models.people import JointAct

LIFETIME: Final = dt.timedelta(days=7)
MAX_REASON: Final = 500

Payload = Mapping[str, Any]

WAITS_ALREADY: Final = N_("This was proposed already and waits to be confirmed.")
OUTCOMES: Final = {
    "waiting": N_("Waiting"),
    "done": N_("Done"),
    "refused": N_("Refused"),
    "withdrawn": N_("Taken back"),
    "expired": N_("Expired"),
}
OVER: Final = {
    "done": N_("This proposal is done: nothing was changed. Propose it again if it is needed."),
    "refused": N_("This proposal is refused: nothing was changed. Propose it again if it is needed."),
    "withdrawn": N_("This proposal was taken back: nothing was changed. Propose it again if it is needed."),
    "expired": N_("This proposal is expired: nothing was changed. Propose it again if it is needed."),
}
_NOTHING: Final = b"{}"


def add(scene: Scene, kind: str, payload: Payload, reason: str) -> JointAct:
    """Store a proposal; it can be confirmed for a week.

    Raises: NotPermitted if the person is no officer of the election, there is nobody who could confirm, the reason is
    missing, or the same act is waiting already.
    """
    _require_two_people(scene)
    packed = msgspec.json.encode(dict(sorted(payload.items())))
    digest = _digest(kind, packed)
    if any(act.digest == digest for act in waiting(scene)):
        raise NotPermitted(_(WAITS_ALREADY))
    now = clock.now()
    act = JointAct(
        election_id=scene.election.id,
        kind=kind,
        payload=packed,
        digest=digest,
        reason=cleaned(reason),
        state="waiting",
        proposer=scene.actor,
        proposed_at=now,
        expires_at=now + LIFETIME,
    )
    scene.session.add(act)
    scene.session.flush()
    return act


def cleaned(reason: str) -> str:
    """Return the reason of a proposal as it is stored. Raises: NotPermitted if there is none, or it is too long."""
    return clean_line(reason, _("The reason"), MAX_REASON)


def find(scene: Scene, number: int) -> JointAct:
    """Return a waiting proposal, locked until the transaction ends, for a person who may decide on it.

    Raises: NotPermitted if the person is no officer of the election, or it is decided or expired.
    """
    _require_officer(scene)
    query = select(JointAct).where(JointAct.id == number, JointAct.election_id == scene.election.id)
    act = scene.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if act is None:
        raise NotPermitted(_("There is no such proposal in this election."))
    if outcome(act) != "waiting":
        raise NotPermitted(_(OVER[outcome(act)]))
    return act


def is_as_shown(act: JointAct, digest: str) -> bool:
    """Return whether the digest that a person was shown is that of what would be carried out."""
    return act.digest == digest == _digest(act.kind, act.payload)


def content(act: JointAct) -> Payload:
    """Return what was proposed."""
    found: dict[str, Any] = msgspec.json.decode(act.payload)
    return found


def conclude(scene: Scene, act: JointAct, state: str) -> None:
    """Record how the person of the scene has decided."""
    act.decided_by = scene.actor.id
    _end(act, state)


def refuse(scene: Scene, act: JointAct, title: str) -> None:
    """Refuse somebody else's proposal that was found, or take back one's own. `title`: for the log."""
    own = act.proposed_by == scene.actor.id
    conclude(scene, act, "withdrawn" if own else "refused")
    words = "Took back" if own else "Refused"
    log.write(scene, scene.actor.name, f"{words} act {act.id}: {title}.")
    scene.session.flush()


def drop(scene: Scene, member: int | None = None, kind: str | None = None) -> None:
    """Drop proposals about somebody who is no longer on the roll, or all (of a kind) that can no longer be done.

    An act that is being decided at this moment is skipped: it is done already, or waits for the board and is refused
    then. The payload's `member` is the id as text.
    """
    for act in scene.session.scalars(_waiting_acts(scene.election).with_for_update(skip_locked=True)):
        about = member is None or content(act).get("member") == str(member)
        if about and kind in (None, act.kind):
            _end(act, "withdrawn")


def forget_words(scene: Scene) -> None:
    """Drop waiting proposals, and wipe all proposals and their reasons, which may name members. The outcomes stay.

    Raises: NotPermitted if an act is being decided at this moment. Its transaction may wait for the board, as `drop`
    says, and forgetting has locked the board: waiting for the act would be a deadlock.
    """
    mine = JointAct.election_id == scene.election.id
    free = select(JointAct).where(mine).with_for_update(skip_locked=True)
    acts = scene.session.scalars(free.execution_options(populate_existing=True)).all()
    if len(acts) < (scene.session.scalar(select(func.count()).select_from(JointAct).where(mine)) or 0):
        raise NotPermitted(_("A proposal of this election is being decided at this moment. Try again in a minute."))
    for act in acts:
        if outcome(act) == "waiting":
            _end(act, "withdrawn")
        act.payload, act.digest, act.reason = _NOTHING, "", ""


def wipe_decided(scene: Scene, kinds: Collection[str]) -> None:
    """Wipe the proposals of these kinds in this election that no longer wait. The outcomes stay."""
    scene.session.flush()
    _wipe(scene.session, kinds, JointAct.election_id == scene.election.id, JointAct.state != "waiting")


def wipe_expired(session: Session, kinds: Collection[str]) -> None:
    """Wipe the proposals of these kinds that nobody decided on within a week, in all elections."""
    _wipe(session, kinds, JointAct.state == "waiting", JointAct.expires_at <= clock.now())


def _wipe(session: Session, kinds: Collection[str], *which: ColumnElement[bool]) -> None:
    over = update(JointAct).where(JointAct.kind.in_(kinds), JointAct.payload != _NOTHING, *which)
    session.execute(over.values(payload=_NOTHING))


def waiting(scene: Scene, kind: str | None = None) -> list[JointAct]:
    """Return the acts (of a kind) that can be confirmed now, oldest first."""
    return [act for act in scene.session.scalars(_waiting_acts(scene.election)) if kind in (None, act.kind)]


def _waiting_acts(election: Election) -> Select[JointAct]:
    return all_waiting().where(JointAct.election_id == election.id)


def all_waiting() -> Select[JointAct]:
    """Return the query for the acts that wait to be confirmed in any election, oldest first."""
    open_ = (JointAct.state == "waiting", JointAct.expires_at > clock.now())
    return select(JointAct).where(*open_).order_by(JointAct.id)


def decided(scene: Scene) -> list[JointAct]:
    """Return the acts that were decided or have expired, newest first."""
    open_ = {act.id for act in waiting(scene)}
    query = select(JointAct).where(JointAct.election_id == scene.election.id).order_by(JointAct.id.desc())
    return [act for act in scene.session.scalars(query) if act.id not in open_]


def number_done(scene: Scene, kind: str) -> int:
    """Return how many acts of a kind two people have done."""
    done = (JointAct.election_id == scene.election.id, JointAct.kind == kind, JointAct.state == "done")
    return scene.session.scalar(select(func.count()).select_from(JointAct).where(*done)) or 0


def outcome(act: JointAct) -> str:
    """Return the outcome of an act: "waiting", "done", "refused", "withdrawn" or "expired"."""
    return "expired" if act.state == "waiting" and act.expires_at <= clock.now() else act.state


def _require_two_people(scene: Scene) -> None:
    _require_officer(scene)
    if not second_officers(scene):
        raise NotPermitted(_("This takes two people, and the election has no second officer. Invite one first."))


def _require_officer(scene: Scene) -> None:
    if role_of(scene) not in TWO_PEOPLE:
        raise NotPermitted(_("Only the returning officer and the second officer take part in this."))


def _digest(kind: str, packed: bytes) -> str:
    return sha256_hex(kind.encode() + b"\0" + packed)


def _end(act: JointAct, state: str) -> None:
    act.state, act.decided_at = state, clock.now()
