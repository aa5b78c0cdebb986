"""The second factor: six digits from an app (TOTP, RFC 6238), or one of ten recovery codes.

The app's secret is kept sealed (AES-256-GCM) under a key that is derived from the configuration's secret key and bound
to the account: a copy of the database alone opens no second factor. A code is good once, within a minute and a half.
"""

from __future__ import annotations

import hmac
import secrets

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.crypto.credentials import random_base58
from ballot.crypto.hashing import sha256_hex
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models import Officer, RecoveryCode

ISSUER = "ballot"
STEP = 30  # seconds
RECOVERY_CODES = 10
_GROUPS = (4, 4, 4, 4)  # 16 characters of Base58: 93 bits
_NONCE = 12


class SecondFactor:
    """Everything about second factors that needs the key they are sealed with."""

    def __init__(self, secret_key: str) -> None:
        """Derive the sealing key from the configuration's secret key."""
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ballot/second-factor/1")
        self._seal = AESGCM(kdf.derive(secret_key.encode()))

    def new(self, officer: Officer) -> bytes:
        """Make a secret for an app and return it sealed; nothing is stored."""
        return self._sealed(officer, pyotp.random_base32())

    def address(self, officer: Officer, sealed: bytes) -> str:
        """Return the otpauth address that an app reads from the QR code."""
        return pyotp.TOTP(self.opened(officer, sealed)).provisioning_uri(name=officer.email, issuer_name=ISSUER)

    def turn_on(self, session: Session, officer: Officer, sealed: bytes, code: str) -> list[str]:
        """Turn the second factor on with a first code, and return the recovery codes, this once.

        Raises: NotPermitted if the code is wrong, or a second factor is on already.
        """
        session.refresh(officer, with_for_update=True)
        if officer.second_factor is not None:
            raise NotPermitted(_("The second factor is on already."))
        step = _matching_step(self.opened(officer, sealed), code)
        if step is None:
            raise NotPermitted(_("This code is not right. Type the six digits that the app shows now."))
        officer.second_factor, officer.second_factor_step = sealed, step
        codes = ["-".join(random_base58(size) for size in _GROUPS) for _one in range(RECOVERY_CODES)]
        session.add_all(RecoveryCode(officer_id=officer.id, code_hash=_hash(officer, text)) for text in codes)
        session.flush()
        return codes

    def accepts(self, session: Session, officer: Officer, code: str) -> bool:
        """Return whether a code is right, and spend it: neither kind is good twice."""
        session.refresh(officer, with_for_update=True)
        if officer.second_factor is None:
            return False
        step = _matching_step(self.opened(officer, officer.second_factor), code)
        if step is not None:
            # The first code after this one belongs to a later step: replay is refused.
            if officer.second_factor_step is not None and step <= officer.second_factor_step:
                return False
            officer.second_factor_step = step
            session.flush()
            return True
        return _spend_recovery_code(session, officer, code)

    def opened(self, officer: Officer, sealed: bytes) -> str:
        """Return the secret of an app.

        Raises: NotPermitted if it was sealed with another key or for another account.
        """
        try:
            return self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], _account(officer)).decode()
        except InvalidTag:
            raise NotPermitted(
                _(
                    "The second factor cannot be opened: the server's secret key has changed, or the page "
                    "belongs to another account. The people who run this server can remove it: ballot officer "
                    "forget-second-factor"
                )
            ) from None

    def _sealed(self, officer: Officer, secret: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._seal.encrypt(nonce, secret.encode(), _account(officer))


def turn_off(session: Session, officer: Officer) -> None:
    """Remove the second factor and its recovery codes."""
    officer.second_factor, officer.second_factor_step = None, None
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
    session.flush()


def recovery_codes_left(session: Session, officer: Officer) -> int:
    """Return how many recovery codes are unspent."""
    return len(session.scalars(select(RecoveryCode.id).where(RecoveryCode.officer_id == officer.id)).all())


def _spend_recovery_code(session: Session, officer: Officer, code: str) -> bool:
    characters = "".join(character for character in code if character.isalnum())
    ends = [sum(_GROUPS[:number]) for number in range(len(_GROUPS) + 1)]
    canonical = "-".join(characters[start:end] for start, end in zip(ends, ends[1:], strict=False))
    found = session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.officer_id == officer.id, RecoveryCode.code_hash == _hash(officer, canonical)
        )
    )
    if found is None or len(characters) != ends[-1]:
        return False
    session.delete(found)
    session.flush()
    return True


def _matching_step(secret: str, code: str) -> int | None:
    """Return the time step of which this is the code: the present one, or one before or after it."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdecimal()):
        return None
    now = int(clock.now().timestamp()) // STEP
    made = pyotp.TOTP(secret)
    matches = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(made.generate_otp(step), typed)]
    return max(matches, default=None)


def _hash(officer: Officer, code: str) -> str:
    return sha256_hex(f"ballot/recovery-code/1|{officer.id}|{code}".encode())


def _account(officer: Officer) -> bytes:
    return f"officer {officer.id}".encode()
