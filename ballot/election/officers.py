"""Officers' accounts: made by the command line, checked at log-in, with sessions that end when they should."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from ballot import clock
from ballot.errors import NotPermitted
from ballot.store.models import Officer

MINIMUM_PASSWORD_LENGTH = 12
MAXIMUM_PASSWORD_LENGTH = 200
PASSWORD_METHOD = "scrypt:32768:8:1"  # noqa: S105  (a method's name, not a password)

# Checked when there is no such account, so that the answer takes as long as for one that exists (W7).
_NOBODY = generate_password_hash(secrets.token_urlsafe(16), method=PASSWORD_METHOD)


def normal_address(email: str) -> str:
    """Return the one form in which an account's address is kept and looked up."""
    return email.strip().lower()


def add_officer(session: Session, email: str, name: str, password: str) -> Officer:
    """Add an officer's account.

    Raises:
        NotPermitted: the address is taken or not an address, or the password is too short or too long.
    """
    address = normal_address(email)
    if address.count("@") != 1 or not all(address.split("@")) or not address.isprintable() or len(address) > 254:
        raise NotPermitted(f"{email!r} is not an e-mail address.")
    if find_officer_by_address(session, address) is not None:
        raise NotPermitted(f"There is already an account for {address}.")
    officer = Officer(email=address, name=name.strip() or address, created_at=clock.now(), session_key=_new_key())
    set_password(officer, password)
    session.add(officer)
    session.flush()
    return officer


def set_password(officer: Officer, password: str) -> None:
    """Set an officer's password and end all their sessions.

    Raises:
        NotPermitted: the password is too short or too long.
    """
    if len(password) < MINIMUM_PASSWORD_LENGTH:
        raise NotPermitted(f"The password is too short. Use at least {MINIMUM_PASSWORD_LENGTH} characters.")
    if len(password) > MAXIMUM_PASSWORD_LENGTH:
        raise NotPermitted(f"The password is too long. Use at most {MAXIMUM_PASSWORD_LENGTH} characters.")
    officer.password_hash = generate_password_hash(password, method=PASSWORD_METHOD)
    renew_sessions(officer)


def renew_sessions(officer: Officer) -> None:
    """End every session of an officer: a copied cookie is worth nothing after log-out (W1)."""
    officer.session_key = _new_key()


def find_officer_by_address(session: Session, email: str) -> Officer | None:
    """Return the account with this address, if there is one."""
    return session.scalar(select(Officer).where(Officer.email == normal_address(email)))


def officer_of_session(session: Session, identity: str) -> Officer | None:
    """Return the officer whom a session names as ``ID:KEY``, unless it has ended or the account is disabled."""
    number, _, key = identity.partition(":")
    if not (number.isascii() and number.isdecimal() and len(number) < 12 and key):
        return None
    officer = session.get(Officer, int(number))
    if officer is None or officer.disabled_at is not None:
        return None
    return officer if secrets.compare_digest(officer.session_key.encode(), key.encode()) else None


def session_identity(officer: Officer) -> str:
    """Return what a session remembers of an officer."""
    return f"{officer.id}:{officer.session_key}"


def check_password(session: Session, email: str, password: str) -> Officer | None:
    """Return the officer whose password this is. Unknown accounts take as long as known ones (W7)."""
    officer = find_officer_by_address(session, email)
    stored = officer.password_hash if officer is not None else _NOBODY
    right = check_password_hash(stored, password[:MAXIMUM_PASSWORD_LENGTH])
    if officer is None or officer.disabled_at is not None or not right:
        return None
    return officer


def _new_key() -> str:
    """Make a session key that nobody can guess."""
    return secrets.token_urlsafe(24)
