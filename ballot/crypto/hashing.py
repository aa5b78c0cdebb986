"""The protocol's hashes, and the labelled, length-prefixed hash input of everything that we add to it."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterable


def sha256_hex(content: bytes) -> str:
    """Return SHA-256 as 64 hex digits: the names of archive records."""
    return hashlib.sha256(content).hexdigest()


def sha256_base64(content: bytes) -> str:
    """Return SHA-256 in unpadded Base64: phi, a ballot's hash, a tracking number (specification 4.10, 4.17)."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode("ascii").rstrip("=")


def hex_to_base64(digest: str) -> str:
    """Turn 64 hex digits into unpadded standard Base64."""
    return base64.b64encode(bytes.fromhex(digest)).decode("ascii").rstrip("=")


def challenge(q: int, prefix: str, elements: Iterable[object]) -> int:
    """Return SHA-256(prefix + elements joined with commas), big-endian, modulo q (specification, all H functions)."""
    text = prefix + ",".join(map(str, elements))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest(), "big") % q


def labelled(label: str, *parts: bytes) -> bytes:
    """Return label and parts in one, each preceded by its length in 8 bytes (docs/spec/labels.md)."""
    fields = (label.encode("ascii"), *parts)
    return b"".join(struct.pack(">Q", len(field)) + field for field in fields)


def labelled_scalar(q: int, label: str, *parts: bytes) -> int:
    """Return SHA-512 of `labelled(...)` modulo q; the bias is below 2^-250 for Ed25519."""
    return int.from_bytes(hashlib.sha512(labelled(label, *parts)).digest(), "big") % q
