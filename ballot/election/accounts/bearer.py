"""Secrets that give access to anybody who has them: a cookie, a link, a key. The database keeps only their hashes."""

from __future__ import annotations

from ballot.crypto.hashing import sha256_hex


def hash_secret(purpose: str, secret: str) -> str:
    """Return the hash that is kept of a secret; each purpose has its own label, so that no secret works for another."""
    return sha256_hex(f"ballot/{purpose}/1|{secret}".encode())
