"""Secret keys at rest: scrypt (RFC 7914) and AES-256-GCM, after a first line that says what the file is.

    BALLOT SECRET TRUSTEE KEY 1 - keep this file and its passphrase secret, and apart
    For election <uuid>, signing key <64 hex>, trustee <name>
    <Base64 of salt (16) | nonce (12) | ciphertext and tag, in lines of 64>

The second line is left out where the owner is not known. Both lines are authenticated with the ciphertext.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import unicodedata
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ballot.errors import InvalidEncoding, InvalidProof

_PREFIX: Final = "BALLOT SECRET "
_ADVICE: Final = " - keep this file and its passphrase secret, and apart"
_OWNED: Final = "For election "
_SALT, _NONCE = 16, 12
_COST: Final = 2**15  # 32 MiB and about 0.1 s: a laptop of ten years ago opens it, and guessing stays expensive
_MIN_PASSPHRASE: Final = 10


def _first_line(kind: str) -> str:
    return f"{_PREFIX}{kind} 1{_ADVICE}"


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode("utf-8")))


def owner_line(election: str, signing_key: str, name: str) -> str:
    """Return the line that says whose a key file is, so that people and tools recognise it before it is opened."""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in name)
    return f"{_OWNED}{election}, signing key {signing_key}, trustee {plain}"


def seal(kind: str, secret: bytes, passphrase: str, owner: str = "") -> str:
    """Return the text of a key file of `kind` (capital letters) that only `passphrase` opens; `owner`: its second line.

    Raises:
        InvalidEncoding: the passphrase has fewer than ten characters.
    """
    if len(passphrase) < _MIN_PASSPHRASE:
        raise InvalidEncoding(f"The passphrase is too short: use at least {_MIN_PASSPHRASE} characters.")
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    head = f"{_first_line(kind)}\n{owner}" if owner else _first_line(kind)
    body = salt + nonce + _cipher(passphrase, salt).encrypt(nonce, secret, head.encode())
    text = base64.b64encode(body).decode("ascii")
    return "\n".join([head, *(text[i : i + 64] for i in range(0, len(text), 64)), ""])


def open_sealed(kind: str, text: str, passphrase: str) -> bytes:
    """Return the secret inside a key file.

    Raises:
        InvalidEncoding: the text is not a key file of this kind.
        InvalidProof: the passphrase is wrong, or the file was changed.
    """
    first, _, rest = text.replace("\r\n", "\n").partition("\n")
    if first != _first_line(kind):
        raise InvalidEncoding(f"This is not a key file: its first line must be “{_first_line(kind)}”.")
    head = first
    if rest.startswith(_OWNED):
        owner, _, rest = rest.partition("\n")
        head = f"{first}\n{owner}"
    try:
        body = base64.b64decode("".join(rest.split()), validate=True)
    except binascii.Error:
        raise InvalidEncoding("The key file is damaged: what follows its first line is not Base64.") from None
    salt, nonce, sealed = body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]
    if len(sealed) < 16:
        raise InvalidEncoding("The key file is cut off.")
    try:
        return _cipher(passphrase, salt).decrypt(nonce, sealed, head.encode())
    except InvalidTag:
        raise InvalidProof("The passphrase does not open this key file, or the file was changed.") from None
