"""The server as it signs: its host name (the origin of checkpoints) and its signing key in `keys/server.key`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ballot.crypto.signing import SigningKey


class ServerIdentity(msgspec.Struct, frozen=True):
    """Who signs receipts and checkpoints: `host` (as in vote.example.org) and the signing key."""

    host: str
    key: SigningKey


def load_identity(public_url: str, keys_dir: Path) -> ServerIdentity:
    """Return the server's identity; the key is made on the first start (readable by its owner only).

    Raises: ConfigurationError if the key file is damaged or readable by others.
    """
    raise NotImplementedError
