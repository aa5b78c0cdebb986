"""Many digests in little memory: 32 bytes each and about ten for finding them, where a dictionary takes two hundred."""

from __future__ import annotations

from array import array
from typing import Final

NOWHERE: Final = -1
_FIRST_SLOTS: Final = 1024  # a power of two; doubled whenever more than two thirds are taken
_BLOCK: Final = 2048  # digests in one piece of memory: pieces never move, so memory is not fragmented


class Digests:
    """A list of digests of one width with a fast search for the first that is equal (open addressing).

    Places come from Python's keyed hash, so nobody can prepare digests that collide.
    """

    def __init__(self, width: int = 32) -> None:
        self._width = width
        self._blocks: list[bytearray] = []
        self._slots = array("I", bytes(4 * _FIRST_SLOTS))  # number of the digest + 1; 0: free
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < self._count:
            raise IndexError(number)
        block, place = divmod(number, _BLOCK)
        return bytes(self._blocks[block][place * self._width : (place + 1) * self._width])

    def find(self, digest: bytes) -> int:
        """Return the number of the first equal digest, or NOWHERE."""
        slots, blocks, width = self._slots, self._blocks, self._width
        mask = len(slots) - 1
        slot = hash(digest) & mask
        while entry := slots[slot]:
            block, place = divmod(entry - 1, _BLOCK)
            if blocks[block].startswith(digest, place * width):
                return entry - 1
            slot = (slot + 1) & mask
        return NOWHERE

    def __contains__(self, digest: bytes) -> bool:
        return self.find(digest) != NOWHERE

    def append(self, digest: bytes) -> None:
        """Add a digest at the end."""
        if len(digest) != self._width:
            raise ValueError(f"a digest of {len(digest)} bytes in a list of {self._width}")
        block, place = divmod(self._count, _BLOCK)
        if not place:
            self._blocks.append(bytearray(_BLOCK * self._width))
        self._blocks[block][place * self._width : (place + 1) * self._width] = digest
        self._count += 1
        if 3 * self._count > 2 * len(self._slots):
            self._double()
        else:
            self._note(digest, self._count)

    def _note(self, digest: bytes, entry: int) -> None:
        mask = len(self._slots) - 1
        slot = hash(digest) & mask
        while self._slots[slot]:
            slot = (slot + 1) & mask
        self._slots[slot] = entry

    def _double(self) -> None:
        self._slots = array("I", bytes(8 * len(self._slots)))
        for number in range(self._count):
            self._note(self[number], number + 1)
