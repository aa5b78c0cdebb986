"""Secret keys at rest: scrypt (RFC 7914) and AES-256-GCM, after a first line that says what the file is.

    BALLOT SECRET TRUSTEE KEY 1 - keep this file and its passphrase secret, and apart
    <Base64 of salt (16) | nonce (12) | ciphertext and tag, in lines of 64>

The first line is authenticated with the ciphertext.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ballot.errors import InvalidEncoding, InvalidProof

_PREFIX: Final = "BALLOT SECRET "
_ADVICE: Final = " - keep this file and its passphrase secret, and apart"
_SALT, _NONCE = 16, 12
_COST: Final = 2**15  # 32 MiB and about 0.1 s: a laptop of ten years ago opens it, and guessing stays expensive
_MIN_PASSPHRASE: Final = 10


def _first_line(kind: str) -> str:
    return f"{_PREFIX}{kind} 1{_ADVICE}"


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode("utf-8")))


def seal(kind: str, secret: bytes, passphrase: str) -> str:
    """Return the text of a key file of `kind` (capital letters) that only `passphrase` opens.

    Raises:
        InvalidEncoding: the passphrase has fewer than ten characters.
    """
    if len(passphrase) < _MIN_PASSPHRASE:
        raise InvalidEncoding(f"The passphrase is too short: use at least {_MIN_PASSPHRASE} characters.")
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    first = _first_line(kind)
    body = salt + nonce + _cipher(passphrase, salt).encrypt(nonce, secret, first.encode("ascii"))
    text = base64.b64encode(body).decode("ascii")
    return "\n".join([first, *(text[i : i + 64] for i in range(0, len(text), 64)), ""])


def open_sealed(kind: str, text: str, passphrase: str) -> bytes:
    """Return the secret inside a key file.

    Raises:
        InvalidEncoding: the text is not a key file of this kind.
        InvalidProof: the passphrase is wrong, or the file was changed.
    """
    first, _, rest = text.replace("\r\n", "\n").partition("\n")
    if first != _first_line(kind):
        raise InvalidEncoding(f"This is not a key file: its first line must be “{_first_line(kind)}”.")
    try:
        body = base64.b64decode("".join(rest.split()), validate=True)
    except binascii.Error:
        raise InvalidEncoding("The key file is damaged: what follows its first line is not Base64.") from None
    salt, nonce, sealed = body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]
    if len(sealed) < 16:
        raise InvalidEncoding("The key file is cut off.")
    try:
        return _cipher(passphrase, salt).decrypt(nonce, sealed, first.encode("ascii"))
    except InvalidTag:
        raise InvalidProof("The passphrase does not open this key file, or the file was changed.") from None
