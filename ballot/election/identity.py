"""The server as it signs: its host name (the origin of checkpoints) and its signing key in `keys/server.key`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from ballot.crypto.signing import SigningKey
from ballot.errors import ConfigurationError
from ballot.secret_file import read_secret, write_secret

KEY_FILE = "server.key"
NEXT_FILE = "server.key.next"  # only while a change of the key is under way
# The prefix marks it as a key, so that the file is recognised wherever it turns up.
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

    Raises: ConfigurationError if the key file is damaged or readable by others, or a change of the key was interrupted.
    """
    if (keys_dir / NEXT_FILE).exists():
        raise ConfigurationError(
            f"A change of the server's key was interrupted: {keys_dir / NEXT_FILE} is still there. Finish it with "
            "`ballot server-key change` before anything else."
        )
    path = keys_dir / KEY_FILE
    if not path.exists():
        _make(path)
    return identity_of(public_url, read_key(path))


def identity_of(public_url: str, key: SigningKey) -> ServerIdentity:
    """Return the identity of a server at this address with this key."""
    address = urlsplit(public_url)
    return ServerIdentity(host=address.netloc, key=key, scheme=address.scheme)


def read_key(path: Path) -> SigningKey:
    """Return the signing key in a file.

    Raises: ConfigurationError if it is damaged, or readable by others.
    """
    seed = read_secret(path).strip().removeprefix(PREFIX)
    try:
        return SigningKey.from_seed(bytes.fromhex(seed.decode("ascii")))
    except ValueError:
        raise ConfigurationError(f"{path} is not a server signing key, or it is damaged. Restore it.") from None


def write_key(path: Path, key: SigningKey) -> None:
    """Write a new key file. Raises: ConfigurationError if it is there already."""
    write_secret(path, PREFIX + key.seed.hex().encode() + b"\n")


def _make(path: Path) -> None:
    try:
        write_key(path, SigningKey.generate())
    except ConfigurationError:
        # Another process of the same server may have made it a moment ago.
        if not path.exists():
            raise
