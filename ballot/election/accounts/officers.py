"""Accounts of officers and of others with a role: made on the command line or by an invitation.

Passwords: `passwords.py`; the second factor: `second_factor.py`; who is logged in where: `logins.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.accounts import notices
from ballot.election.accounts.logins import end_logins
from ballot.election.accounts.notices import tell_owner
from ballot.election.accounts.passwords import (
    MAXIMUM_PASSWORD_LENGTH,
    has_weak_hash,
    hash_again,
    hash_password,
    is_right,
)
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.people import Officer


def normal_address(email: str) -> str:
    """Return the normalised form in which an account's address is kept and looked up."""
    return email.strip().lower()


def add_officer(session: Session, email: str, name: str, password: str, about: Iterable[str] = ()) -> Officer:
    """Add the account of somebody who may run elections. `about`: what else a guesser knows.

    Raises:
        NotPermitted: the address is taken or not an address, or the password is not accepted (`hash_password`).
    """
    return add_account(session, email, name, hash_password(password, (email, name, *about)), creates_elections=True)


def add_account(session: Session, email: str, name: str, password_hash: str, *, creates_elections: bool) -> Officer:
    """Add an account whose password is already hashed: hashing is slow, and must not keep the writer's lock.

    Raises:
        NotPermitted: the address is taken or not an address.
    """
    address = normal_address(email)
    if address.count("@") != 1 or not all(address.split("@")) or not address.isprintable() or len(address) > 254:
        raise NotPermitted(_("“%(email)s” is not an e-mail address.", email=email))
    if find_officer_by_address(session, address) is not None:
        raise NotPermitted(_("There is already an account for %(address)s.", address=address))
    officer = Officer(
        email=address,
        name=name.strip() or address,
        created_at=clock.now(),
        password_hash=password_hash,
        creates_elections=creates_elections,
    )
    session.add(officer)
    session.flush()
    return officer


def set_password_hash(session: Session, officer: Officer, password_hash: str, *, but: int | None = None) -> None:
    """Set a new password, already hashed, end log-ins of the account (all, or all but one), and notify its owner."""
    officer.password_hash = password_hash
    tell_owner(session, officer, notices.PASSWORD)
    end_logins(session, officer, but=but)


def find_officer_by_address(session: Session, email: str) -> Officer | None:
    """Return the account with this address, if there is one."""
    return session.scalar(select(Officer).where(Officer.email == normal_address(email)))


def check_password(session: Session, email: str, password: str) -> Officer | None:
    """Return the officer with this address and password. Unknown accounts take as long as known ones (W7)."""
    officer = find_officer_by_address(session, email)
    right = is_right(officer.password_hash if officer is not None else None, password)
    if officer is None or officer.disabled_at is not None or not right:
        return None
    return officer


def stronger_hash(officer: Officer, password: str) -> str | None:
    """Return a new hash of the right password, if the stored one was made with weaker parameters."""
    return hash_again(password[:MAXIMUM_PASSWORD_LENGTH]) if has_weak_hash(officer.password_hash) else None
