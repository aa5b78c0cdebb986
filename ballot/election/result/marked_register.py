"""The marked register: who has voted, for organisations whose rules require one.

It is off unless the settings ask for it before the freeze. Then the charter says so, and so do the pages that members
read before they vote. Two officers request it together, and only after the end of the voting. It says who has voted and
nothing else: no time, no public credential, no tracking number; and nothing is stored for it.
"""

from __future__ import annotations

import csv
import io
from typing import Final

from sqlalchemy import select

from ballot.election.proposals import Payload, number_done
from ballot.election.scene import Scene
from ballot.election.state import require_people, require_state
from ballot.errors import NotPermitted
from ballot.language import Lazy, _, lazy
from ballot.records.roll import defuse
from ballot.store.models.board import Receipt
from ballot.store.models.election import Election
from ballot.store.models.roll import Member

KIND: Final = "marked-register"
STATES: Final = ("closed", "tallied", "declared", "published")
COLUMNS: Final = ("member_id", "name", "voted")


def check(scene: Scene, payload: Payload) -> Payload:
    """Refuse a register that is not available now.

    Raises: NotPermitted before the end of the voting, or if the charter does not mention a register.
    """
    refuse_register(scene.election)
    if register_is_open(scene):
        raise NotPermitted(_("Two officers have agreed to it already: the register can be downloaded."))
    return payload


def register_is_open(scene: Scene) -> bool:
    """Return whether two officers have agreed to download the register."""
    return number_done(scene, KIND) > 0


def register_csv(scene: Scene) -> bytes:
    """Return the register: one row for each member, in the order of the roll, with "yes" or "no" for having voted.

    Raises: NotPermitted unless two officers have agreed to it.
    """
    refuse_register(scene.election)
    if not register_is_open(scene):
        raise NotPermitted(_("The register is taken by two officers: propose it, and let another one confirm it."))
    voted = set(
        scene.session.scalars(select(Receipt.credential).where(Receipt.election_id == scene.election.id).distinct())
    )
    members = select(Member).where(Member.election_id == scene.election.id).order_by(Member.id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for member in scene.session.scalars(members):
        has_voted = "yes" if member.credential in voted else "no"
        writer.writerow([defuse(member.number or ""), defuse(member.name), has_voted])
    return out.getvalue().encode("utf-8-sig")


def refuse_register(election: Election) -> None:
    """Refuse to proceed if there is no register, or it is too early or too late for it. Raises: NotPermitted."""
    if not election.marked_register:
        raise NotPermitted(_("The charter of this election speaks of no register of who has voted, so there is none."))
    require_state(election, *STATES)
    require_people(election)


def open_register(scene: Scene, payload: Payload) -> Lazy:
    """Let the two officers download the register."""
    scene.session.refresh(scene.election)
    refuse_register(scene.election)
    return lazy("The marked register (who has voted, and nothing else) can be downloaded by the two officers.")


def detail(scene: Scene, payload: Payload) -> str:
    """Say what the register contains."""
    return _("A list of all members that says who has voted, and nothing else. It can be downloaded when this is done.")
