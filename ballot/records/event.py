"""Events of the bulletin board and the header of an archive (specification 4.4)."""

from __future__ import annotations

import enum
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from ballot.records.canonical import Record
from ballot.records.types import HexDigest


class EventType(enum.Enum):
    """The eight kinds of event."""

    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    SHUFFLE = "Shuffle"
    END_SHUFFLES = "EndShuffles"
    PARTIAL_DECRYPTION = "PartialDecryption"
    RESULT = "Result"


class Header(Record, frozen=True):
    """The first record of an archive; the timestamp is seconds since 1970, as a string."""

    version: Literal[1]
    timestamp: Annotated[str, Meta(pattern=r"\A(?:0|[1-9][0-9]{0,10})\Z")]


class Event(Record, frozen=True, kw_only=True):
    """One step of the election: its predecessor's hash, its number, its kind, and its payload's hash, if it has one."""

    parent: HexDigest | UnsetType = UNSET
    height: Annotated[int, Meta(ge=0)]
    type: EventType
    payload: HexDigest | UnsetType = UNSET


def make_event(parent: str | None, height: int, type_: EventType, payload: str | None) -> Event:
    """Return an event; None stands for a field that is left out."""
    return Event(
        parent=UNSET if parent is None else parent,
        height=height,
        type=type_,
        payload=UNSET if payload is None else payload,
    )
