"""What the public may see, and when: checksums, board, archive and companion file.

While the voting is open, all of it ends with the last portion of ballots (`ballot.election.voting.portions`). Then,
until the result is published, the archive is public up to the encrypted tally: the trustees can decrypt, and only the
officer sees a share or a result early.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec import UNSET
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ballot.board import companion
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import fingerprint as key_fingerprint
from ballot.election.board_facts import (
    charter_of,
    checkpoint_of,
    context_of,
    setup_event_of,
)
from ballot.election.closing.calling_off import CalledOff, called_off
from ballot.election.closing.closing import EarlyEnd, early_end
from ballot.election.event_cache import Memory
from ballot.election.roll.roll import members_count
from ballot.election.scene import Scene
from ballot.election.state import booth_state, is_called_off
from ballot.election.tally.excusing import Excusal, excusals
from ballot.election.trustees.trustees import public_key
from ballot.election.voting.portions import public_head
from ballot.records.ballot import CastBallot
from ballot.records.canonical import decode
from ballot.records.charter import charter_hash
from ballot.records.event import EventType
from ballot.records.tally import Owned
from ballot.store import board
from ballot.store.models.board import BoardEvent, Receipt
from ballot.store.models.election import Election

# Records of events that are public only when the result is published.
_LATE_RECORDS = (
    companion.StrongProofRecord,
    companion.SignatureRecord,
    companion.ShareCommitmentRecord,
    companion.LotSeedRecord,
    companion.CountSheetRecord,
    companion.VacancyRecord,
)


_COMPLETE = 43  # characters of a tracking number


class BoardEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One ballot on the public board."""

    tracking_number: str
    height: int
    event: str
    counts: bool  # False when a later ballot of the same token replaced it


class TrusteeChecksum(msgspec.Struct, frozen=True, kw_only=True):
    """A trustee's public key, and fingerprint of the signing key, for comparing by eye."""

    owner: int
    name: str
    public_key: str
    signing_key: str


class Checksums(msgspec.Struct, frozen=True, kw_only=True):
    """Values to compare by eye (V10). `shares` are pairs of an owner and the hash of their partial decryption."""

    fingerprint: str  # phi
    setup_event: str
    charter: str
    credentials: str
    members: int
    total_weight: int
    trustees: tuple[TrusteeChecksum, ...]
    last_event: str
    events: int
    encrypted_tally: str | None
    shares: tuple[tuple[int, str], ...]


class PublicView(msgspec.Struct, frozen=True, kw_only=True):
    """An election as anybody may see it. Nothing in it comes from an event that is not public yet."""

    uuid: str
    name: str
    description: str
    state: str
    voting: str  # the state that the booth sees: waiting, open, stopped or closed, by the server's clock
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    members: int
    ballots: int
    re_voting: bool
    checksums: Checksums | None
    archive_complete: bool
    closed_early: EarlyEnd | None = None
    called_off: CalledOff | None = None
    excused: tuple[Excusal, ...] = ()  # mixers whom two officers have excused


def public_elections(session: Session) -> list[PublicView]:
    """Return the elections that the public may know about: those that are frozen or later, newest first."""
    query = select(Election).where(Election.state != "draft", Election.hidden_at.is_(None)).order_by(Election.id.desc())
    return [_view(Scene(session, election), None) for election in session.scalars(query)]


def public_view(scene: Scene) -> PublicView:
    """Return what anybody may see of this election. Raises: NotPermitted while it is a draft."""
    setup_event_of(scene.election)
    seen = _view(scene, _checksums(scene))
    early, off = early_end(scene), called_off(scene)
    return msgspec.structs.replace(seen, closed_early=early, called_off=off, excused=tuple(excusals(scene)))


def is_complete(election: Election) -> bool:
    """Return whether all of the archive is public, and nothing will be added to it."""
    return election.state == "published" or is_called_off(election)


def _view(scene: Scene, checksums: Checksums | None) -> PublicView:
    shown = is_complete(scene.election) or scene.election.state in ("frozen", "open")
    return PublicView(
        uuid=scene.election.uuid,
        name=scene.election.name,
        description=scene.election.description,
        state=scene.election.state if shown else "closed",
        voting=booth_state(scene.election),
        opens_at=scene.election.opens_at,
        closes_at=scene.election.closes_at,
        members=members_count(scene),
        ballots=_count_ballots(scene),
        re_voting=scene.election.re_voting,
        checksums=checksums,
        archive_complete=is_complete(scene.election),
    )


class _Listed(NamedTuple):
    """What never changes after the freeze, and takes long to compute from a long list of credentials."""

    credentials: str  # hash of the list
    members: int
    total_weight: int


_lists: Memory[_Listed] = Memory(50)  # by the hash of the Setup event


def _listed(scene: Scene) -> _Listed:
    context, charter = context_of(scene), charter_of(scene)
    spares = () if charter.spares is UNSET else charter.spares
    return _Listed(
        credentials=sha256_hex(board.data_of(scene.session, scene.election, 0)[2]),
        members=len(context.weights) - len(spares),
        total_weight=sum(context.weights.values()) - sum(context.weights[spare] for spare in spares),
    )


def _checksums(scene: Scene) -> Checksums:
    context = context_of(scene)
    listed = _lists.recall(setup_event_of(scene.election), lambda: _listed(scene))
    last = _last_public_event(scene)
    tallies = board.events_of_type(scene.session, scene.election, EventType.ENCRYPTED_TALLY)
    return Checksums(
        fingerprint=context.phi,
        setup_event=setup_event_of(scene.election),
        charter=charter_hash(charter_of(scene)),
        credentials=listed.credentials,
        members=listed.members,
        total_weight=listed.total_weight,
        trustees=tuple(
            TrusteeChecksum(
                owner=trustee.position,
                name=trustee.name,
                public_key=public_key(trustee).public_key,
                signing_key=key_fingerprint(trustee.signing_key or ""),
            )
            for trustee in scene.election.trustees
        ),
        last_event=last.hash,
        events=last.height + 1,
        encrypted_tally=sha256_hex(board.data_of(scene.session, scene.election, tallies[0].height)[0])
        if tallies
        else None,
        shares=_shares(scene) if scene.election.state == "published" else (),
    )


def _shares(scene: Scene) -> tuple[tuple[int, str], ...]:
    events = board.events_of_type(scene.session, scene.election, EventType.PARTIAL_DECRYPTION)
    owned = (decode(Owned, board.payload_of(scene.session, scene.election, event.height)) for event in events)
    return tuple(sorted((entry.owner, entry.payload) for entry in owned))


def _last_public_height(scene: Scene) -> int:
    """Return the height of the last event that is public."""
    last = public_head(scene).size - 1
    if is_complete(scene.election):
        return last
    tally = board.height_of(scene.session, scene.election, EventType.ENCRYPTED_TALLY)
    return last if tally is None else tally


def public_checkpoint(scene: Scene) -> str:
    """Return the signed checkpoint of what is public while the voting is open, or of a complete board."""
    return checkpoint_of(scene, public_head(scene))


def _last_public_event(scene: Scene) -> BoardEvent:
    mine = (BoardEvent.election_id == scene.election.id, BoardEvent.height == _last_public_height(scene))
    return scene.session.scalars(select(BoardEvent).where(*mine)).one()


def board_entries(scene: Scene, search: str = "", offset: int = 0, limit: int = 50) -> tuple[list[BoardEntry], int]:
    """Return a page of the board, in its order, and how many entries match; `search`: a part of a tracking number.

    A complete tracking number, which only the holder of a receipt knows, finds its ballot before its portion comes out.
    """
    if len(search) == _COMPLETE:
        entry = find_ballot(scene, search)
        return ([entry] if entry and not offset else []), int(entry is not None)
    ballots = _count_ballots(scene)
    found = _count_matches(scene, search, ballots) if search else ballots
    query = (
        select(Receipt.tracking_number, Receipt.height, Receipt.credential, BoardEvent.hash)
        .join(BoardEvent, (BoardEvent.election_id == Receipt.election_id) & (BoardEvent.height == Receipt.height))
        .where(Receipt.election_id == scene.election.id, Receipt.height <= ballots)
        .order_by(Receipt.height)
        .limit(limit)
    )
    # Nothing but ballots lies between the first event and the last ballot, so an offset is a height.
    query = query.where(_matches(search)).offset(offset) if search else query.where(Receipt.height > offset)
    rows = scene.session.execute(query).all()
    last = _last_heights(scene, [credential for _, _, credential, _ in rows], ballots)
    entries = [
        BoardEntry(tracking_number=number, height=height, event=event, counts=last[credential] == height)
        for number, height, credential, event in rows
    ]
    return entries, found


def _matches(search: str) -> ColumnElement[bool]:
    return Receipt.tracking_number.icontains(search, autoescape=True)


def _count_ballots(scene: Scene) -> int:
    """Return how many ballots are public, without counting them: they are what follows the Setup event."""
    if scene.election.setup_event is None:
        return 0
    last = public_head(scene).size - 1
    end = board.height_of(scene.session, scene.election, EventType.END_BALLOTS)
    return last if end is None else end - 1


def _count_matches(scene: Scene, search: str, ballots: int) -> int:
    mine = (Receipt.election_id == scene.election.id, Receipt.height <= ballots, _matches(search))
    return scene.session.scalar(select(func.count()).select_from(Receipt).where(*mine)) or 0


def _last_heights(scene: Scene, credentials: list[str], ballots: int) -> dict[str, int]:
    """Return the height of the last of the first `ballots` ballots of each credential."""
    query = (
        select(Receipt.credential, func.max(Receipt.height))
        .where(
            Receipt.election_id == scene.election.id,
            Receipt.credential.in_(credentials),
            Receipt.height + 0 <= ballots,  # no reason to walk along the heights: the credentials are few, and indexed
        )
        .group_by(Receipt.credential)
    )
    return dict(scene.session.execute(query).all())


def find_ballot(scene: Scene, tracking_number: str) -> BoardEntry | None:
    """Return the entry with this complete tracking number, or None.

    Of a ballot that is public it says only what is public: that it was replaced, when the later ballot is public too.
    """
    query = (
        select(Receipt.height, Receipt.credential, BoardEvent.hash)
        .join(BoardEvent, (BoardEvent.election_id == Receipt.election_id) & (BoardEvent.height == Receipt.height))
        .where(Receipt.election_id == scene.election.id, Receipt.tracking_number == tracking_number)
    )
    row = scene.session.execute(query).one_or_none()
    if row is None:
        return None
    height, credential, event = row
    ballots = _count_ballots(scene)
    counts = _last_heights(scene, [credential], ballots if height <= ballots else 2**31 - 1)[credential] == height
    return BoardEntry(tracking_number=tracking_number, height=height, event=event, counts=counts)


def receipt_of(scene: Scene, tracking_number: str) -> bytes:
    """Return the signed receipt of a ballot on the board, exact bytes: signatures and hashes, no person and no time."""
    mine = (Receipt.election_id == scene.election.id, Receipt.tracking_number == tracking_number)
    return scene.session.scalars(select(Receipt.content).where(*mine)).one()


def check_number_of(scene: Scene, height: int) -> str:
    """Return what the voter saw before casting the ballot at this height: the hash of the ballot without signature."""
    return decode(CastBallot, board.payload_of(scene.session, scene.election, height)).signature.hash


def archive_stream(scene: Scene, *, complete: bool = False) -> Iterator[bytes]:
    """Yield the `.bel` archive as far as it is public.

    `complete` is for the officer.
    """
    setup_event_of(scene.election)
    limit = None if complete else _last_public_height(scene)
    return board.archive_chunks(scene.session, scene.election, limit)


def companion_stream(scene: Scene, *, complete: bool = False) -> Iterator[bytes]:
    """Yield the companion file line by line, with the same limits as the archive."""
    setup_event_of(scene.election)
    everything = complete or is_complete(scene.election)
    lines = None if everything else public_head(scene).companion_size
    for line in board.companion_chunks(scene.session, scene.election, lines):
        if everything or not isinstance(companion.parse_line(line[:-1]), _LATE_RECORDS):
            yield line
