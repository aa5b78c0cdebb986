"""Ballot tokens (the specification's secret credentials), public credentials and election identifiers (4.2, 4.8)."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

from ballot.crypto.group import Group, Point, Scalar
from ballot.errors import InvalidEncoding

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_UUID_LENGTH: Final = 14
_BLOCKS: Final = (5, 6, 5, 6)
_SEPARATORS: Final = re.compile(r"[\s\-‐‑‒–—]+")


def random_base58(length: int) -> str:
    """Return `length` uniform Base58 characters from the operating system's generator."""
    return "".join(secrets.choice(BASE58) for _ in range(length))


def new_uuid() -> str:
    """Return a fresh election identifier."""
    return random_base58(_UUID_LENGTH)


def _format_token(characters: str) -> str:
    blocks, start = [], 0
    for length in _BLOCKS:
        blocks.append(characters[start : start + length])
        start += length
    return "-".join(blocks)


def new_token() -> str:
    """Return a fresh ballot token XXXXX-XXXXXX-XXXXX-XXXXXX: 22 Base58 characters, 128.8 bits."""
    return _format_token(random_base58(sum(_BLOCKS)))


def parse_token(text: str) -> str:
    """Return the canonical form of a typed ballot token; blanks and dashes are allowed anywhere.

    Raises:
        InvalidEncoding: not 22 characters, or one that Base58 does not have (0, O, I and l are left out on purpose).
    """
    characters = _SEPARATORS.sub("", text)
    strange = sorted({character for character in characters if character not in BASE58})
    if strange:
        shown = ", ".join(strange[:8])
        raise InvalidEncoding(
            f"A ballot token never contains {shown}. Check for letters that look alike: "
            "the digit 0, the letters O and I, and the small l are not used."
        )
    if len(characters) != sum(_BLOCKS):
        raise InvalidEncoding(f"A ballot token has 22 letters and digits; this one has {len(characters)}.")
    return _format_token(characters)


def secret_exponent(group: Group, uuid: str, token: str) -> Scalar:
    """Return secret(c), the exponent behind a ballot token in canonical form (specification 4.8)."""
    digests = (hashlib.sha256(f"derive_credential|{uuid}|{i}|{token}".encode()).hexdigest() for i in (0, 1))
    return int("".join(digests), 16) % group.q


def public_credential(group: Group, uuid: str, token: str) -> Point:
    """Return public(c) = g^secret(c)."""
    return group.g ** secret_exponent(group, uuid, token)
