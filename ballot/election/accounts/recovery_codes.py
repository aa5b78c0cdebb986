"""Recovery codes: ten, made with the first second factor, each valid for one log-in without phone or passkey."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ballot.crypto.credentials import random_base58
from ballot.election.accounts.bearer import hash_secret
from ballot.election.accounts.notices import CODE_USED, NEW_CODES, tell_owner
from ballot.store.models.people import Officer, RecoveryCode

NUMBER = 10
_GROUPS = (5, 6, 5, 6)  # 22 characters of Base58: 128 bits


def renew(session: Session, officer: Officer) -> list[str]:
    """Make fresh codes and return them; they are not shown again, and earlier ones stop working."""
    forget(session, officer)
    codes = ["-".join(random_base58(size) for size in _GROUPS) for _one in range(NUMBER)]
    session.add_all(RecoveryCode(officer_id=officer.id, code_hash=_hash(officer, text)) for text in codes)
    session.flush()
    return codes


def renew_alone(session: Session, officer: Officer) -> list[str]:
    """Make fresh codes without adding a second factor, and notify the owner of the account."""
    tell_owner(session, officer, NEW_CODES)
    return renew(session, officer)


def forget(session: Session, officer: Officer) -> None:
    """Delete all codes of an account."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))


def left(session: Session, officer: Officer) -> int:
    """Return how many unspent codes there are."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.officer_id == officer.id)
    return session.scalar(query) or 0


def spend(session: Session, officer: Officer, code: str) -> bool:
    """Return whether this is an unspent code of the account, and spend it."""
    characters = "".join(character for character in code if character.isalnum())
    ends = [sum(_GROUPS[:number]) for number in range(len(_GROUPS) + 1)]
    canonical = "-".join(characters[start:end] for start, end in zip(ends, ends[1:], strict=False))
    found = session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.officer_id == officer.id,
            RecoveryCode.code_hash == _hash(officer, canonical),
        )
    )
    if found is None or len(characters) != ends[-1]:
        return False
    session.delete(found)
    tell_owner(session, officer, CODE_USED)
    return True


def _hash(officer: Officer, code: str) -> str:
    return hash_secret("recovery-code", f"{officer.id}|{code}")
