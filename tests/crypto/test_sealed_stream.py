"""Encrypted files of any length: only the recipient reads them, and nothing can be missing or changed (W17)."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import pytest

from ballot.crypto.sealed_stream import (
    CHUNK,
    check_recipient,
    new_recipient,
    open_stream,
    recipient_named,
    recipient_of,
    seal_stream,
)
from ballot.crypto.signing import SigningKey
from ballot.errors import InvalidEncoding, InvalidProof

SIGNER = SigningKey.generate()
SECRET, PUBLIC = new_recipient()


def sealed(*parts: bytes) -> bytes:
    return b"".join(seal_stream(parts, PUBLIC, SIGNER))


def opened(raw: bytes, secret: bytes = SECRET, signer: str = SIGNER.public_hex) -> bytes:
    return b"".join(open_stream(io.BytesIO(raw), secret, signer))


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_sealed_comes_out(length: int) -> None:
    content = bytes(index % 251 for index in range(length))
    assert opened(sealed(content)) == content
    assert opened(sealed(content[:7], b"", content[7:])) == content


def test_W17_the_file_shows_nothing_and_is_never_the_same() -> None:
    content = b"a token that nobody should see" * 100
    first, second = sealed(content), sealed(content)
    assert b"a token" not in first and first != second
    assert recipient_named(io.BytesIO(first)) == PUBLIC == recipient_of(SECRET)


def test_a_file_cut_off_anywhere_is_refused() -> None:
    raw = sealed(bytes(2 * CHUNK + 100))
    for length in [*range(0, 400, 7), len(raw) // 2, CHUNK + 269, 2 * CHUNK + 286, len(raw) - 1]:
        with pytest.raises((InvalidProof, InvalidEncoding)):
            opened(raw[:length])


def test_a_byte_changed_anywhere_is_refused() -> None:
    raw = sealed(bytes(CHUNK + 100))
    for place in [*range(0, 400, 7), CHUNK, len(raw) - 1]:
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises((InvalidProof, InvalidEncoding)):
            opened(bytes(changed))


def test_chunks_that_change_places_or_come_again_are_refused() -> None:
    raw = sealed(bytes(4 * CHUNK))
    head, size = 84 + 80 + 24 + 64, CHUNK + 17
    chunks = [raw[head + index * size : head + (index + 1) * size] for index in range(4)]
    for order in ((1, 0, 2, 3), (0, 0, 1, 2, 3), (0, 2, 3), (0, 1, 2, 3, 3)):
        with pytest.raises(InvalidProof, match="cut off or was changed"):
            opened(raw[:head] + b"".join(chunks[index] for index in order))


def test_another_key_and_another_server_are_named() -> None:
    raw = sealed(b"x")
    with pytest.raises(InvalidProof, match="the key of another one"):
        opened(raw, secret=new_recipient()[0])
    with pytest.raises(InvalidProof, match="comes from another server"):
        opened(raw, signer=SigningKey.generate().public_hex)
    with pytest.raises(InvalidEncoding, match="not a backup"):
        opened(b"SQLite format 3\0")
    with pytest.raises(InvalidEncoding, match="64 lower-case hex digits"):
        check_recipient(PUBLIC.upper() + "x")


def test_memory_stays_small_however_long_the_file() -> None:
    class Sealed(io.RawIOBase):
        """Reads what is being sealed."""

        def __init__(self, pieces: Iterator[bytes]) -> None:
            self.pieces, self.kept = pieces, b""

        def read(self, size: int = -1, /) -> bytes:
            while len(self.kept) < size:
                piece = next(self.pieces, None)
                if piece is None:
                    break
                self.kept += piece
            taken, self.kept = self.kept[:size], self.kept[size:]
            return taken

    pieces = seal_stream((bytes(CHUNK) for _ in range(400)), PUBLIC, SIGNER)
    tracemalloc.start()
    total = sum(map(len, open_stream(Sealed(pieces), SECRET, SIGNER.public_hex)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 400 * CHUNK and peak < 40 * CHUNK
