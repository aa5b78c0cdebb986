"""Members who are added to the roll after the freeze: by two people, with a reason, and each with a spare credential.

No credential can be made after the freeze, so nobody can be added once no spare is left. The new member's token is sent
by mail or by letter, as a replacement for a lost one is; where a registrar makes the tokens, the registrar names the
spare and hands it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select

from ballot.election.amendments.corrections import FIELDS, refuse_unreachable
from ballot.election.amendments.removals import was_removed
from ballot.election.amendments.replacing import CHANNELS
from ballot.election.proposals import Payload
from ballot.election.roll.roll import member_values, refuse_taken_number
from ballot.election.roll.rows import RollRow, read_member
from ballot.election.scene import Scene
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.tokens.roll_changes import issue_credential, refuse_after_the_voting, weight_of_spare
from ballot.election.tokens.spares import next_spare
from ballot.errors import NotPermitted
from ballot.language import N_, Lazy, _, grouped, isolated, lazy
from ballot.store import board
from ballot.store.models.roll import Member, SealedToken

KIND: Final = "admit-member"
REASONS: Final = {
    "left-out": N_("The member was left out by mistake"),
    "joined": N_("The member joined after the freeze, and may vote"),
    "put-back": N_("The member was removed, and is put back"),
    "other": N_("Another reason"),
}
ADMITTED: Final = (*FIELDS, "weight")


def check(scene: Scene, payload: Mapping[str, str]) -> Payload:
    """Refuse to add a member who could not be added now, and return what is proposed.

    `payload`: ADMITTED, the new member's fields on the roll; `reason` (of REASONS); and either `channel` (of CHANNELS)
    or, where a registrar makes the tokens, `spare`: the public credential that the registrar names.

    Raises: NotPermitted if it would be refused now.
    """
    if payload["reason"] not in REASONS:
        raise ValueError("an admission has one of the known reasons")
    row = _checked(scene, payload)
    _spare_for(scene, row, payload)
    as_read = {name: str(getattr(row, name) or "") for name in ADMITTED}
    return {**payload, **as_read}


def admit_member(scene: Scene, payload: Mapping[str, Any]) -> Lazy:
    """Add a member now, and return a sentence that names nobody.

    Raises: NotPermitted if no spare is left, somebody else now has the number or the address, or the voting is over.
    """
    head = board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    row = _checked(scene, payload)
    spare = _spare_for(scene, row, payload)
    member = Member(election_id=scene.election.id, **member_values(row))
    scene.session.add(member)
    scene.session.flush()
    if isinstance(spare, SealedToken):
        member.credential, member.delivery = spare.credential, "mail" if payload["channel"] == "mail" else "file"
        spare.member_id, spare.channel = member.id, payload["channel"]
    issued = spare.credential if isinstance(spare, SealedToken) else spare
    number = issue_credential(scene, head, issued, payload["reason"])
    return lazy("Added a member to the roll (change %(number)s of this election).", number=number)


def _checked(scene: Scene, payload: Mapping[str, str]) -> RollRow:
    refuse_after_the_voting(scene.election)
    row = read_member({name: payload[name] for name in ADMITTED})
    refuse_taken_number(scene, row.number)
    if row.email and _is_on_roll(scene, func.lower(Member.email) == row.email.lower()):
        raise NotPermitted(_("Somebody on the roll has the address %(email)s already.", email=row.email))
    refuse_unreachable(scene.election, row)
    if payload["reason"] != "put-back" and was_removed(scene, row):
        raise NotPermitted(
            _("This member was removed from the roll before. Choose as the reason that they are put back.")
        )
    return row


def _is_on_roll(scene: Scene, named: Any) -> bool:
    query = select(Member.id).where(Member.election_id == scene.election.id, named)
    return scene.session.scalar(query.limit(1)) is not None


def _spare_for(scene: Scene, row: RollRow, payload: Mapping[str, str]) -> SealedToken | str:
    """Return the spare token for the new member or, where a registrar makes them, the credential of one."""
    if is_registrars(scene.election):
        if weight_of_spare(scene, payload["spare"]) != row.weight:
            raise NotPermitted(_("The spare credential has another weight than the member's vote. Take another one."))
        return payload["spare"]
    _check_channel(row, payload["channel"])
    spare = next_spare(scene, row.weight)
    if spare is None:
        raise NotPermitted(
            _(
                "No spare token of weight %(weight)s is left, so nobody can be added: no public credential "
                "can be made after the freeze.",
                weight=grouped(row.weight),
            )
        )
    return spare


def _check_channel(row: RollRow, channel: str) -> None:
    if channel not in CHANNELS:
        raise ValueError("a token goes out in one of the known ways")
    if channel == "mail" and not row.email:
        raise NotPermitted(
            _("The token cannot go out by mail without an e-mail address. Enter one, or choose the letter.")
        )
    if channel == "letter" and not row.address:
        raise NotPermitted(
            _("The token cannot go out by letter without a postal address. Enter one, or choose the mail.")
        )


def detail(scene: Scene, payload: Mapping[str, Any]) -> str:
    """Say who is added, and how the token is sent."""
    said = (payload["email"], payload["address"].replace("\n", ", "), payload["country"], payload["language"])
    whose = f"{payload['name']} ({payload['number']})" if payload["number"] else payload["name"]
    parts = [f"{'; '.join(map(isolated, (whose, *filter(None, said))))}.", f"{_(REASONS[payload['reason']])}."]
    if payload["weight"] != "1":
        parts.append(_("The vote weighs %(weight)s.", weight=payload["weight"]))
    if _is_on_roll(scene, func.lower(Member.name) == payload["name"].lower()):
        parts.append(_("Look twice: somebody of this name is on the roll already."))
    return " ".join((*parts, _way(payload)))


def _way(payload: Mapping[str, str]) -> str:
    if "spare" in payload:
        begin = payload["spare"][:16]
        return _("The spare public credential %(begin)s… is in force; the registrar hands out its token.", begin=begin)
    if payload["channel"] == "mail":
        return _("A spare token goes out by mail to %(address)s.", address=isolated(payload["email"]))
    return _("A spare token goes out by letter, with the next ones that are printed.")
