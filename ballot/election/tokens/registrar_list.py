"""The registrar's list: public credentials of tokens that were made elsewhere. This server never sees a token (B6).

Only the registrar knows which credential belongs to whom. So the server cannot tell who has voted: it sends no
reminders to those who have not, no mail after each cast, and no code at casting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec
from sqlalchemy import delete, select

from ballot import clock
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.spare_numbers import MOST
from ballot.election import log
from ballot.election.event_cache import Memory
from ballot.election.roles import REGISTRAR, appointments, second_officers
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import InvalidEncoding, NotPermitted
from ballot.language import _, grouped, isolated, ngettext
from ballot.records.registrar import CredentialFile, parse_credential_file
from ballot.records.roll import roll_hash
from ballot.store.models.election import Election
from ballot.store.models.roll import Member, RegistrarList

CHANNEL = "registrar"
PROGRAM = "program"  # hands a list in with a key that the returning officer has made
_parsed: Memory[CredentialFile] = Memory(4)  # by their hash: checking a hundred thousand keys takes seconds


def is_registrars(election: Election) -> bool:
    """Return whether the registrar issues the tokens of this election."""
    return election.token_channel == CHANNEL


def choose_registrar(scene: Scene, *, chosen: bool) -> None:
    """Let the registrar issue the tokens, or this server again; then a list that was handed in is deleted."""
    require_draft(scene)
    if is_registrars(scene.election) == chosen:
        return
    scene.election.token_channel = CHANNEL if chosen else None
    scene.session.execute(delete(RegistrarList).where(RegistrarList.election_id == scene.election.id))
    words = "The registrar issues the tokens." if chosen else "This server issues the tokens, not the registrar."
    log.write(scene, log.OFFICER, words)
    scene.session.flush()


def hand_in(scene: Scene, raw: bytes, role: str) -> CredentialFile:
    """Accept the registrar's list, replacing an earlier one. `role`: REGISTRAR, OFFICER, or PROGRAM with a key.

    Raises: NotPermitted if it is not a list, belongs to another election, or does not fit the roll.
    """
    require_draft(scene)
    if not is_registrars(scene.election):
        raise NotPermitted(_("In this election the server issues the tokens. The returning officer can change that."))
    try:
        found = parse_credential_file(raw)
    except InvalidEncoding as error:
        raise NotPermitted(
            _("This is not a file of public credentials as the registrar's page makes it: %(error)s.", error=error)
        ) from None
    problems = list(_problems(scene, found))
    if problems:
        raise NotPermitted(" ".join(problems))
    scene.session.execute(delete(RegistrarList).where(RegistrarList.election_id == scene.election.id))
    scene.session.add(
        RegistrarList(
            election_id=scene.election.id,
            content=raw.strip(),
            uploaded_at=clock.now(),
            handed_in_as=role,
            handed_in_by=scene.who or log.OFFICER,
        )
    )
    spare = len(found.spares)
    words = f"Handed in {len(found.credentials) - spare:,} public credentials and {spare:,} spare ones."
    log.write(scene, log.OFFICER, words)
    scene.session.flush()
    return found


def registrar_list(scene: Scene) -> RegistrarList | None:
    """Return what was handed in last, if anything."""
    return scene.session.scalar(select(RegistrarList).where(RegistrarList.election_id == scene.election.id))


def list_to_freeze(scene: Scene) -> CredentialFile:
    """Return the list that the election is frozen with. Raises: NotPermitted if it is missing, or the roll changed."""
    row = registrar_list(scene)
    if row is None:
        raise NotPermitted(_("Waiting for the registrar to hand in the public credentials."))
    try:
        found = _parsed.recall(sha256_hex(row.content), lambda: parse_credential_file(row.content))
    except InvalidEncoding:
        raise NotPermitted(
            _("The registrar's list was made by another version of this program. The registrar must make it again.")
        ) from None
    problems = list(_problems(scene, found))
    if problems:
        raise NotPermitted(" ".join([_("The registrar's list does not fit the roll any more."), *problems]))
    return found


def _problems(scene: Scene, found: CredentialFile) -> Iterator[str]:
    if found.uuid != scene.election.uuid:
        yield _("The file is of another election (%(uuid)s).", uuid=found.uuid)
        return
    members = roll_rows(scene)
    weights = found.weights()
    of_spares = Counter(weights[spare] for spare in found.spares)
    listed = Counter(weights.values()) - of_spares
    roll = Counter(int(row[-1]) for row in members)
    if listed.total() != roll.total():
        yield ngettext(
            "The roll has %(num)s member, the file has credentials for %(total)s. Make it again.",
            "The roll has %(num)s members, the file has credentials for %(total)s. Make it again.",
            roll.total(),
            total=grouped(listed.total()),
        )
    elif listed != roll:
        yield _("The weights in the file are not those of the roll. Make it again.")
    elif found.roll != roll_hash(members):
        yield _(
            "The file was made for another state of the roll: somebody on it is new, gone or changed. Make it again."
        )
    if of_spares.total() > MOST or not set(of_spares) <= set(roll):
        yield ngettext(
            "The file has more than %(num)s spare credential, or some of a weight that nobody has.",
            "The file has more than %(num)s spare credentials, or some of a weight that nobody has.",
            MOST,
        )


def roll_rows(scene: Scene) -> list[tuple[str, ...]]:
    """Return the roll as a registrar gets it: the cells of `ballot.records.roll.COLUMNS` of each member."""
    query = select(Member).where(Member.election_id == scene.election.id).order_by(Member.id)
    return [
        (one.number or "", one.name, one.email, one.address or "", one.country or "", one.language or "")
        + (str(one.weight),)
        for one in scene.session.scalars(query)
    ]


SERVER = "server"


class TokenMaker(msgspec.Struct, frozen=True):
    """`role`: SERVER, or the role in which the list was handed in; `name`: whose account it was."""

    role: str
    name: str = ""


def token_maker(scene: Scene) -> TokenMaker | None:
    """Return who made the tokens, as far as this server knows; None before that, or if it was not recorded."""
    if not is_registrars(scene.election):
        return TokenMaker(SERVER)
    made = registrar_list(scene)
    if made is None or made.handed_in_as is None:
        return None
    return TokenMaker(made.handed_in_as, made.handed_in_by or "")


def token_warnings(scene: Scene) -> list[str]:
    """Return a caution for officers before the freeze, if no registrar has made the tokens or will make them."""
    if scene.election.practice:
        return []
    if not is_registrars(scene.election):
        return [
            _(
                "This server makes the tokens. Whoever has them and runs the server can vote for everybody who stays "
                "at home, and no check finds it. Let a registrar make them: another person than the returning "
                "officer and those who run the server."
            )
        ]
    if registrar_list(scene) is None:
        return [] if _has_registrar(scene) else [_nobody()]
    made = token_maker(scene)
    if made is None:
        return [_not_kept()]
    if made.role != REGISTRAR:
        return [_not_a_registrar()]
    officers = {person.name for person in (scene.election.officer, *second_officers(scene))}
    return [_now_an_officer(made.name)] if made.name in officers else []


def _has_registrar(scene: Scene) -> bool:
    return any(one.role == REGISTRAR for one in appointments(scene))


def _nobody() -> str:
    return _(
        "A registrar is to make the tokens, and nobody has that role yet. Invite another person than the returning "
        "officer and those who run the server."
    )


def _not_kept() -> str:
    return _(
        "It is not kept who handed in the public credentials. Make sure that it was another person than the returning "
        "officer, or let the registrar hand them in again."
    )


def _now_an_officer(name: str) -> str:
    return _(
        "%(name)s handed in the public credentials as registrar, and is an officer of this election now. Whoever makes "
        "the tokens and runs the election can vote for everybody who stays at home: let another person make them anew.",
        name=isolated(name),
    )


def _not_a_registrar() -> str:
    return _(
        "The public credentials were not handed in from the account of a registrar. Whoever makes the tokens and runs "
        "the election can vote for everybody who stays at home, and no check finds it: make sure that another person "
        "than the returning officer has made them."
    )
