"""What V6 to V8 give to later phases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ballot.crypto.elgamal import Ciphertext
from ballot.protocol.decryption import Shares

Entries = list[list[Ciphertext]]


@dataclass(frozen=True, slots=True)
class Tally:
    """The encrypted tally: the published one, or the recomputed one if that cannot be read."""

    entries: Entries | None = None
    digest: str = ""
    total_weight: int | None = None


@dataclass(frozen=True, slots=True)
class Shuffled:
    """What trustees decrypt: the tally, its ranked papers shuffled. None: it could not be read."""

    entries: Entries | None = None
    shuffles: tuple[tuple[int, str], ...] = ()  # owner and hash of each shuffle that was read


@dataclass(frozen=True, slots=True)
class PartialDecryptions:
    """The shares of the trustees: those that are valid, and the hashes of all that count."""

    shares: Mapping[int, Shares] = field(default_factory=dict)  # by owner
    digests: Mapping[int, str] = field(default_factory=dict)
    complete: bool = False  # whether they suffice to open the tally
