"""The hash of the archive, computed while it is read."""

from __future__ import annotations

import hashlib

from ballot.board.archive import Readable


class Hashed:
    """Hashes everything that is read, from front to back, and separately the part before `mark`."""

    def __init__(self, stream: Readable, mark: int = 0) -> None:
        self._stream, self._mark, self._hash = stream, mark, hashlib.sha256()
        self.position = 0
        self.at_mark = ""  # "": the mark has not been reached

    def read(self, size: int, /) -> bytes:
        """Return the next bytes of the stream."""
        raw = self._stream.read(size)
        before = self._mark - self.position
        if 0 < before <= len(raw):
            self._hash.update(raw[:before])
            self.at_mark = self._hash.hexdigest()
            self._hash.update(raw[before:])
        else:
            self._hash.update(raw)
        self.position += len(raw)
        return raw

    def hexdigest(self) -> str:
        """Return the hash of everything that was read."""
        return self._hash.hexdigest()
