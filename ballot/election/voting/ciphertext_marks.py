"""What is remembered of each ciphertext on the board, so that a copy under another credential is refused (5.10, B1).

Eight bytes: whole digests would be two thirds of what a ballot writes. By chance one ballot in 2^64 / (ciphertexts on
the board) is refused, and made anew; who makes two ciphertexts with one mark has only a ballot of their own refused.
"""

from __future__ import annotations

from hashlib import sha256


def ciphertext_mark(alpha: str, beta: str) -> int:
    """Return the mark of a ciphertext, a signed number of 64 bits: the beginning of SHA-256 of `alpha,beta`."""
    return _number(sha256(f"{alpha},{beta}".encode()).digest())


def owner_mark(credential: str) -> int:
    """Return the mark of a credential: its beginning."""
    return _number(bytes.fromhex(credential))


def _number(raw: bytes) -> int:
    return int.from_bytes(raw[:8], "big", signed=True)
