"""After the freeze: the registrar reports what became of the tokens, and replaces lost ones with two officers (B6)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
from sqlalchemy import select

from ballot import clock
from ballot.board.companion import ReplacementRecord
from ballot.election import log, proposals
from ballot.election.amendments.replacing import REASONS
from ballot.election.proposals import Payload
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.election.tokens import spares
from ballot.election.tokens.ledger import MAX_REASON
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.tokens.roll_changes import (
    refuse_after_the_voting,
    replace_credential,
    weight_in_force,
    weight_of_spare,
)
from ballot.election.voting.ballot_box import is_spent
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import Lazy, _, isolated, lazy, ngettext
from ballot.store import board
from ballot.store.models.roll import Member, RegistrarRequest

KIND: Final = "replace-registrar"
STATES: Final = ("issued", "held", "undeliverable")
MAX_ROWS: Final = 100_000


def take_states(scene: Scene, raw: bytes) -> dict[str, int]:
    """Record what became of the tokens, from a CSV file: member_id or email, state, and a reason; return the sums.

    Raises: NotPermitted naming the row that cannot be read; then nothing is changed.
    """
    require_state(scene.election, "frozen", "open")
    if not is_registrars(scene.election):
        raise NotPermitted(_("The server issues the tokens of this election, and knows what became of them."))
    roll = select(Member).where(Member.election_id == scene.election.id).order_by(Member.id)
    members = list(scene.session.scalars(roll.with_for_update()))  # somebody may be removed at this moment
    by_number = {member.number: [member] for member in members if member.number}
    by_address = _by_address(members)
    sums, told = dict.fromkeys(STATES, 0), set[int]()
    for row, fields in enumerate(_records(raw), start=1):
        who = (fields.get("member_id") or fields.get("email") or "").strip().lstrip("'")
        member = _only_one(by_number.get(who) or by_address.get(who.lower(), []), told, row, who)
        told.add(member.id)
        sums[_write_state(member, row, who, fields)] += 1
    words = ", ".join(f"{number:,} {state}" for state, number in sums.items())
    log.write(scene, log.OFFICER, f"The registrar's tokens: {words}.")
    scene.session.flush()
    return sums


def _by_address(members: Iterable[Member]) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for member in members:
        if member.email:
            found.setdefault(member.email.lower(), []).append(member)
    return found


def _only_one(found: Sequence[Member], told: Collection[int], row: int, who: str) -> Member:
    """Return the member a row names; nobody may be named by two rows (`told`: earlier ones). Raises: NotPermitted."""
    if not found:
        raise NotPermitted(
            _(
                "Row %(row)s of those with a state: nobody on the roll is “%(who)s”. Nothing was changed.",
                row=row,
                who=isolated(who),
            )
        )
    if len(found) > 1:
        raise NotPermitted(
            _(
                "Row %(row)s of those with a state: several members have the address “%(who)s”. Name each by the "
                "membership number in the column member_id; whoever has none is ticked on the page with the delivery "
                "of the tokens. Nothing was changed.",
                row=row,
                who=isolated(who),
            )
        )
    if found[0].id in told:
        raise NotPermitted(
            _(
                "Row %(row)s of those with a state names “%(who)s” again. Nothing was changed.",
                row=row,
                who=isolated(who),
            )
        )
    return found[0]


def _write_state(member: Member, row: int, who: str, fields: Mapping[str, str]) -> str:
    """Record the state of a member's token as a row gives it, and return the state. Raises: NotPermitted."""
    state, reason = (fields.get("state") or "").strip().lower(), (fields.get("reason") or "").strip()
    if state not in STATES:
        raise NotPermitted(
            _(
                "Row %(row)s of those with a state, “%(who)s”: the state is “%(state)s”; it must be %(states)s. "
                "Nothing was changed.",
                row=row,
                who=isolated(who),
                state=state,
                states=", ".join(STATES),
            )
        )
    if state == "issued":
        member.delivery, member.delivery_reason = "file", None
    else:
        member.delivery, member.delivery_reason = state, clean_line(reason or "No reason", _("The reason"), MAX_REASON)
    return state


def _records(raw: bytes) -> list[dict[str, str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotPermitted(_("The file is not in UTF-8. Save it as “CSV UTF-8”.")) from None
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise NotPermitted(_("The file cannot be read as CSV: %(error)s.", error=error)) from None
    if not rows or "state" not in rows[0] or not {"member_id", "email"} & rows[0].keys():
        raise NotPermitted(_("The first row must name the columns: member_id or email, state, and if you want reason."))
    if {"token", "link"} & rows[0].keys():
        raise NotPermitted(
            _(
                "The file has tokens, which must never come here. Nothing was kept. Leave out the columns "
                "token and link."
            )
        )
    if len(rows) > MAX_ROWS:
        raise NotPermitted(
            ngettext("The file has more than %(num)s row.", "The file has more than %(num)s rows.", MAX_ROWS)
        )
    return rows


def check(scene: Scene, payload: Mapping[str, str]) -> Payload:
    """Refuse a replacement that could not be made now. `payload`: `revoked`, `spare` and `reason` (of REASONS).

    Raises: NotPermitted if it would be refused now.
    """
    if payload["reason"] not in REASONS:
        raise ValueError("a replacement has one of the known reasons")
    _refuse_impossible(scene, payload)
    return payload


def _refuse_wrong_pair(scene: Scene, payload: Mapping[str, str]) -> None:
    """Refuse public credentials that cannot be exchanged, whether a ballot was cast or not. Raises: NotPermitted."""
    refuse_after_the_voting(scene.election)
    if not is_registrars(scene.election):
        raise NotPermitted(_("The server issues the tokens of this election: replace the member's token."))
    weight = weight_in_force(scene, payload["revoked"])
    if weight_of_spare(scene, payload["spare"]) != weight:
        raise NotPermitted(_("The spare credential has another weight than the lost one. Take another one."))


def _refuse_impossible(scene: Scene, payload: Mapping[str, str]) -> None:
    _refuse_wrong_pair(scene, payload)
    if is_spent(scene.session, scene.election.id, payload["revoked"]):
        raise NotPermitted(_("A ballot was cast with this token, so it cannot be replaced: both ballots would count."))


def replace_token(scene: Scene, payload: Mapping[str, Any]) -> Lazy:
    """Replace one of the registrar's tokens now, and return a sentence that names nobody.

    Raises: NotPermitted if a ballot was cast with it, or the two credentials cannot be exchanged.
    """
    head = board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    _refuse_impossible(scene, payload)
    number = replace_credential(scene, head, payload["revoked"], payload["spare"], payload["reason"])
    return lazy(
        "Replaced a ballot token of the registrar’s (number %(number)s of this election). The old one is dead.",
        number=number,
    )


def detail(scene: Scene, payload: Mapping[str, Any]) -> str:
    """Say which public credential replaces which."""
    exchanged = _(
        "Public credential %(revoked)s… is revoked, the spare one %(spare)s… is in force instead. Whose it is, the "
        "registrar knows.",
        revoked=payload["revoked"][:16],
        spare=payload["spare"][:16],
    )
    return f"{REASONS[payload['reason']]}. {exchanged}"


Credential = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Exchange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public credential to revoke, the spare one that comes into force, and why (one of REASONS)."""

    revoked: Credential
    spare: Credential
    reason: str


class Asked(Exchange, frozen=True, kw_only=True):
    """A request and its state: waiting, proposed, done or void."""

    asked_at: dt.datetime
    state: str


def ask(scene: Scene, wanted: Exchange) -> None:
    """Put a request on the officers' list, replacing an earlier one about the same token.

    Raises: NotPermitted if these credentials cannot be exchanged, another request has the spare one, or two
        officers are about to replace the token.
    """
    if wanted.reason not in REASONS:
        raise NotPermitted(
            _(
                "The reason is “%(reason)s”; it must be %(reasons)s.",
                reason=wanted.reason[:40],
                reasons=", ".join(REASONS),
            )
        )
    board.lock(scene.session, scene.election.id)  # another request for either may arrive now
    _refuse_wrong_pair(scene, {"revoked": wanted.revoked, "spare": wanted.spare})
    if any(one.spare == wanted.spare and one.revoked != wanted.revoked for one in _rows(scene)):
        raise NotPermitted(_("Another request has this spare credential. Take the next one of your file."))
    if wanted.revoked in _proposed(scene):
        raise NotPermitted(
            _("A replacement of this token waits for the second officer already. Ask again when it is decided.")
        )
    row = scene.session.get(RegistrarRequest, (scene.election.id, wanted.revoked))
    if row is None:
        row = RegistrarRequest(election_id=scene.election.id, revoked=wanted.revoked)
        scene.session.add(row)
    row.spare, row.reason, row.asked_at = wanted.spare, wanted.reason, clock.now()
    log.write(scene, log.OFFICER, "Asked for the replacement of a ballot token of the registrar's.")
    scene.session.flush()


def asked(scene: Scene) -> list[Asked]:
    """Return all requests with their states, oldest first."""
    proposed = _proposed(scene)
    replaced = {
        one.revoked: one.spare for one in board.companion_records_of(scene.session, scene.election, ReplacementRecord)
    }
    barred = {row.credential: row.revoked_at is None for row in spares.barred(scene)}
    return [
        Asked(
            revoked=row.revoked,
            spare=row.spare,
            reason=row.reason,
            asked_at=row.asked_at,
            state=_state(row, replaced, barred, proposed),
        )
        for row in _rows(scene)
    ]


def waiting_requests(scene: Scene) -> list[Asked]:
    """Return the requests that wait for an officer to propose them."""
    return [one for one in asked(scene) if one.state == "waiting"]


def _state(row: RegistrarRequest, replaced: dict[str, str], barred: dict[str, bool], proposed: set[str]) -> str:
    """Return the state of a request. `barred`: whether each barred credential is a spare one that nobody has."""
    if replaced.get(row.revoked) == row.spare:
        return "done"
    if row.revoked in barred or not barred.get(row.spare, False):
        return "void"
    return "proposed" if row.revoked in proposed else "waiting"


def _proposed(scene: Scene) -> set[str]:
    """Return the lost credentials of the replacements that a second officer may confirm at any moment."""
    return {proposals.content(act)["revoked"] for act in proposals.waiting(scene, KIND)}


def _rows(scene: Scene) -> list[RegistrarRequest]:
    query = select(RegistrarRequest).where(RegistrarRequest.election_id == scene.election.id)
    return list(scene.session.scalars(query.order_by(RegistrarRequest.asked_at, RegistrarRequest.revoked)))
