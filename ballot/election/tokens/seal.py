"""Tokens that have to wait on the server are kept sealed (AES-256-GCM), each bound to its election and credential.

The key is derived from the configuration's secret key, so a copy of the database, or its backup, reveals no token.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ballot.errors import NotPermitted
from ballot.language import _

_NONCE = 12


class TokenSeal:
    """Seals tokens and opens them. Its repr does not show the key."""

    def __init__(self, secret_key: str) -> None:
        """Derive the sealing key from the configuration's secret key."""
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ballot/waiting-token/1")
        self._seal = AESGCM(kdf.derive(secret_key.encode()))

    def __repr__(self) -> str:
        return "TokenSeal()"

    def seal(self, uuid: str, credential: str, token: str) -> bytes:
        """Return a token sealed for one credential of one election."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._seal.encrypt(nonce, token.encode(), _place(uuid, credential))

    def open(self, uuid: str, credential: str, sealed: bytes) -> str:
        """Return the token that was sealed.

        Raises: NotPermitted if it was sealed with another key, or for another credential.
        """
        try:
            return self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], _place(uuid, credential)).decode()
        except InvalidTag:
            raise NotPermitted(
                _(
                    "The tokens that wait on this server cannot be opened: its secret key (BALLOT_SECRET_KEY) is "
                    "not the one with which they were sealed. Start the server with that key again."
                )
            ) from None


def _place(uuid: str, credential: str) -> bytes:
    return f"{uuid} {credential}".encode()
