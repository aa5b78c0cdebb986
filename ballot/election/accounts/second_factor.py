"""The second factor: six digits from an app (TOTP, RFC 6238), a passkey (`passkeys.py`), or a recovery code.

The app's secret is kept sealed (AES-256-GCM) under a key that is derived from the configuration's secret key and bound
to the account: a copy of the database alone is not enough to log in. A code works once, within a minute and a half.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.accounts import notices, recovery_codes
from ballot.election.accounts.logins import lock_account
from ballot.election.accounts.notices import tell_owner
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.people import Login, Officer

_RECENT = dt.timedelta(minutes=10)  # how long a second step need not be repeated when a second factor is changed
_ISSUER = "ballot"
STEP = 30  # seconds
_NONCE = 12


def is_on(officer: Officer) -> bool:
    """Return whether a log-in of the account needs more than the password: a code from an app, or a passkey."""
    return officer.second_factor is not None or bool(officer.passkeys)


def missing_step(login: Login) -> str:
    """Return what a change of the second factor requires besides the password: "", "code" or "log-in" (with a passkey).

    A log-in of an account with a second factor began with the second step, which is enough for a while.
    """
    if clock.now() < login.began_at + _RECENT or not is_on(login.officer):
        return ""
    return "log-in" if login.officer.second_factor is None else "code"


class SecondFactor:
    """All operations on second factors that need the sealing key."""

    def __init__(self, secret_key: str) -> None:
        """Derive the sealing key from the configuration's secret key."""
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ballot/second-factor/1")
        self._seal = AESGCM(kdf.derive(secret_key.encode()))

    def new(self, officer: Officer) -> bytes:
        """Make a secret for an app and return it sealed; nothing is stored."""
        return self._sealed(officer, pyotp.random_base32())

    def address(self, officer: Officer, sealed: bytes) -> str:
        """Return the otpauth address that an app reads from the QR code."""
        return pyotp.TOTP(self.opened(officer, sealed)).provisioning_uri(name=officer.email, issuer_name=_ISSUER)

    def turn_on(self, session: Session, officer: Officer, sealed: bytes, code: str) -> list[str]:
        """Turn the app on with a first code, and return fresh recovery codes, which are not shown again.

        Raises: NotPermitted if the code is wrong, or an app is on already.
        """
        lock_account(session, officer)
        if officer.second_factor is not None:
            raise NotPermitted(_("The second factor is on already."))
        step = _matching_step(self.opened(officer, sealed), code)
        if step is None:
            raise NotPermitted(_("This code is not right. Type the six digits that the app shows now."))
        officer.second_factor, officer.second_factor_step = sealed, step
        tell_owner(session, officer, notices.APP_ON)
        return recovery_codes.renew(session, officer)

    def accepts(self, session: Session, officer: Officer, code: str) -> bool:
        """Return whether a code is right, and spend it: neither kind works twice."""
        lock_account(session, officer)
        sealed = officer.second_factor
        step = _matching_step(self.opened(officer, sealed), code) if sealed is not None else None
        if step is None:
            return recovery_codes.spend(session, officer, code)
        # The first code after this one belongs to a later step, so a replayed code is refused.
        if officer.second_factor_step is not None and step <= officer.second_factor_step:
            return False
        officer.second_factor_step = step
        session.flush()
        return True

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
    """Remove the app, if there is one; recovery codes go with the last second factor."""
    if officer.second_factor is not None:
        tell_owner(session, officer, notices.APP_OFF)
    officer.second_factor, officer.second_factor_step = None, None
    if not is_on(officer):
        recovery_codes.forget(session, officer)
    session.flush()


def _matching_step(secret: str, code: str) -> int | None:
    """Return the time step that this code belongs to: the present one, the one before, or the one after."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdecimal()):
        return None
    now = int(clock.machine().timestamp()) // STEP  # in doubt, an officer's telephone is right more often than we are
    made = pyotp.TOTP(secret)
    matches = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(made.generate_otp(step), typed)]
    return max(matches, default=None)


def _account(officer: Officer) -> bytes:
    return f"officer {officer.id}".encode()
