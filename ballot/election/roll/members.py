"""The roll of a draft, one member at a time: added, mended, removed. After the freeze it takes two officers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from ballot.election import log
from ballot.election.roll.columns import ROLES
from ballot.election.roll.roll import member_values, refuse_taken_number
from ballot.election.roll.rows import RollRow, read_member
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _, isolated
from ballot.store.models.roll import Member, RegistrarList

FIELDS = ("number", "name", "email", "address", "country", "language", "weight")


def add_member(scene: Scene, values: Mapping[str, str]) -> Member:
    """Add a member to the roll of a draft; `values` by FIELDS. Raises: NotPermitted naming every fault."""
    require_draft(scene)
    row = _checked(scene, values)
    member = Member(election_id=scene.election.id, **member_values(row))
    scene.session.add(member)
    _drop_registrar_list(scene)
    log.write(scene, log.OFFICER, "Added a member to the roll.")
    scene.session.flush()
    return member


def change_member(scene: Scene, member: Member, values: Mapping[str, str]) -> None:
    """Mend a member's row on the roll of a draft; `values` by FIELDS. Raises: NotPermitted naming every fault."""
    require_draft(scene)
    new = member_values(_checked(scene, values, member.id))
    changed = [name for name in FIELDS if getattr(member, name) != new[name]]
    if not changed:
        return
    for name in changed:
        setattr(member, name, new[name])
    if "weight" in changed:
        _drop_registrar_list(scene)
    words = log.in_english(lambda: ", ".join(str(ROLES[name]).lower() for name in changed))
    log.write(scene, log.OFFICER, f"Mended a row of the roll: {words}.")
    scene.session.flush()


def remove_member(scene: Scene, member: Member) -> None:
    """Remove a member from the roll of a draft."""
    require_draft(scene)
    scene.session.delete(member)
    _drop_registrar_list(scene)
    log.write(scene, log.OFFICER, "Removed a member from the roll.")
    scene.session.flush()


def _checked(scene: Scene, values: Mapping[str, str], but: int | None = None) -> RollRow:
    row = read_member({name: values[name] for name in FIELDS})
    refuse_taken_number(scene, row.number, but=but)
    same = (Member.election_id == scene.election.id, Member.id.is_distinct_from(but), Member.name == row.name)
    where = (Member.email == row.email, Member.address.is_not_distinct_from(row.address))
    here = (Member.number.is_not_distinct_from(row.number), *same, *where)
    if scene.session.scalar(select(Member.id).where(*here).limit(1)) is not None:
        raise NotPermitted(_("%(name)s is on the roll already, with this address.", name=isolated(row.name)))
    return row


def _drop_registrar_list(scene: Scene) -> None:
    """Delete the registrar's list: it has a token for each of the people before."""
    scene.session.execute(delete(RegistrarList).where(RegistrarList.election_id == scene.election.id))
