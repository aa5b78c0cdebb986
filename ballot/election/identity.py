"""The server as it signs: its host name (the origin of checkpoints) and its signing key in `keys/server.key`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from ballot.crypto.signing import SigningKey
from ballot.errors import ConfigurationError
from ballot.secret_file import read_secret, write_secret

KEY_FILE = "server.key"
# Self-announcing, so that the file is recognised wherever it turns up.
PREFIX = b"BALLOT SECRET SERVER SIGNING KEY 1 "


class ServerIdentity(msgspec.Struct, frozen=True):
    """Who signs receipts and checkpoints: `host` (as in vote.example.org) and the signing key."""

    host: str
    key: SigningKey
    scheme: str = "https"

    @property
    def address(self) -> str:
        """The address under which members reach this server."""
        return f"{self.scheme}://{self.host}"


def load_identity(public_url: str, keys_dir: Path) -> ServerIdentity:
    """Return the server's identity; the key is made on the first start (readable by its owner only).

    Raises: ConfigurationError if the key file is damaged or readable by others.
    """
    path = keys_dir / KEY_FILE
    if not path.exists():
        _make(path)
    raw = read_secret(path).strip()
    seed = raw.removeprefix(PREFIX)
    try:
        key = SigningKey.from_seed(bytes.fromhex(seed.decode("ascii")))
    except ValueError:
        raise ConfigurationError(f"{path} is not a server signing key, or it is damaged. Restore it.") from None
    address = urlsplit(public_url)
    return ServerIdentity(host=address.netloc, key=key, scheme=address.scheme)


def _make(path: Path) -> None:
    try:
        write_secret(path, PREFIX + SigningKey.generate().seed.hex().encode() + b"\n")
    except ConfigurationError:
        # Another process of the same server may have made it a moment ago.
        if not path.exists():
            raise
