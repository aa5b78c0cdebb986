"""Declare and publish; and what the public may see, when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec
from sqlalchemy.orm import Session

from ballot.election.identity import ServerIdentity
from ballot.store.models import Election


class BoardEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One ballot on the public board."""

    tracking_number: str
    height: int
    event: str
    counts: bool  # False when a later ballot of the same token replaced it


class TrusteeChecksum(msgspec.Struct, frozen=True, kw_only=True):
    """A trustee's public key fingerprints, for comparing by eye."""

    owner: int
    name: str
    public_key: str
    signing_key: str


class Checksums(msgspec.Struct, frozen=True, kw_only=True):
    """What a person compares by eye (V10)."""

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
    """An election as anybody may see it."""

    uuid: str
    name: str
    description: str
    state: str
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    members: int
    ballots: int
    re_voting: bool
    checksums: Checksums | None
    archive_complete: bool


def declare_result(session: Session, election: Election) -> None:
    """Declare the result: the officer's word that the count is right."""
    raise NotImplementedError


def publish_result(session: Session, election: Election) -> None:
    """Publish the result: result, archive and companion become public as a whole."""
    raise NotImplementedError


def public_elections(session: Session) -> list[PublicView]:
    """Return the elections that the public may know of: those that are frozen or later, newest first."""
    raise NotImplementedError


def public_view(session: Session, election: Election) -> PublicView:
    """Return what anybody may see of this election. Raises: NotPermitted while it is a draft."""
    raise NotImplementedError


def board_entries(
    session: Session, election: Election, search: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[BoardEntry], int]:
    """Return a page of the board and the number of entries that match; `search` is a part of a tracking number."""
    raise NotImplementedError


def find_ballot(session: Session, election: Election, tracking_number: str) -> BoardEntry | None:
    """Return the entry of a tracking number, or None."""
    raise NotImplementedError


def archive_stream(session: Session, election: Election, *, complete: bool = False) -> Iterator[bytes]:
    """Yield the `.bel` archive: up to the encrypted tally until published, then whole. `complete` is for the officer."""
    raise NotImplementedError


def companion_stream(session: Session, election: Election, *, complete: bool = False) -> Iterator[bytes]:
    """Yield the companion file line by line, with the same limits as the archive."""
    raise NotImplementedError


def checkpoint(session: Session, election: Election, identity: ServerIdentity) -> str:
    """Return the signed checkpoint (a signed note) of the board as it is now."""
    raise NotImplementedError


def booth_data(session: Session, election: Election, identity: ServerIdentity) -> dict[str, object]:
    """Return the JSON that `/vote/UUID/booth.json` serves."""
    raise NotImplementedError


def election_record(session: Session, election: Election) -> bytes:
    """Return the exact bytes of the election record."""
    raise NotImplementedError
