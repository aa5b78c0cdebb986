"""Log-ins: who is logged in, on which device, since when. Each can be ended from any other.

The cookie contains a secret, the database its hash: a stolen backup logs nobody in. No address is kept. A log-in of an
account with a second factor is incomplete at first: it allows only the second step, for ten minutes and five tries. A
log-in also keeps the challenge that a passkey has to sign: random, usable once, and valid for five minutes.
"""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.accounts.bearer import hash_secret
from ballot.store.models.people import Login, Officer

LIFETIME = dt.timedelta(hours=12)
_HALF_LIFETIME = dt.timedelta(minutes=10)
CHALLENGE_LIFETIME = dt.timedelta(minutes=5)
_CHALLENGE_BYTES = 32
_CODE_TRIES = 5
_MAX_DEVICE = 60


def begin_login(session: Session, officer: Officer, device: str, *, half: bool = False) -> str:
    """Begin a log-in and return the secret for the cookie; log-ins that are over are deleted."""
    now = clock.now()
    over = or_(Login.ended_at.is_not(None), Login.expires_at <= now)
    session.execute(delete(Login).where(Login.officer_id == officer.id, over))
    secret = secrets.token_urlsafe(24)
    session.add(
        Login(
            officer_id=officer.id,
            secret_hash=hash_secret("login", secret),
            device=device[:_MAX_DEVICE],
            half=half,
            tries=0,
            began_at=now,
            expires_at=now + (_HALF_LIFETIME if half else LIFETIME),
        )
    )
    session.flush()
    return secret


def find_login(session: Session, secret: str, *, half: bool = False, lock: bool = False) -> Login | None:
    """Return the log-in that a cookie names, unless it has ended or its account is disabled.

    Code that locks a log-in, a passkey or a code of an account must lock the account first, to avoid deadlocks.
    """
    query = select(Login).join(Officer).where(
        Login.secret_hash == hash_secret("login", secret),
        Login.half.is_(half),
        Login.ended_at.is_(None),
        Login.expires_at > clock.now(),
        Officer.disabled_at.is_(None),
    )  # fmt: skip
    found = session.scalar(query)
    if found is None or not lock:
        return found
    lock_account(session, found.officer)
    return session.scalar(query.with_for_update(of=Login).execution_options(populate_existing=True))


def lock_account(session: Session, officer: Officer) -> None:
    """Wait for any other transaction that is changing the account, and read it again."""
    session.flush()  # reading again would undo what was changed here
    session.refresh(officer, with_for_update=True)


def count_try(login: Login) -> None:
    """Count a wrong code or passkey; the fifth ends the incomplete log-in (W6)."""
    login.tries += 1
    if login.tries >= _CODE_TRIES:
        login.ended_at = clock.now()


def new_challenge(login: Login) -> bytes:
    """Make a challenge for a passkey; it replaces any earlier one."""
    login.challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    login.challenge_expires_at = clock.machine() + CHALLENGE_LIFETIME
    return login.challenge


def take_challenge(login: Login) -> bytes | None:
    """Return the challenge if it is still valid, and forget it: it is used up whatever the answer."""
    challenge, until = login.challenge, login.challenge_expires_at
    login.challenge, login.challenge_expires_at = None, None
    return challenge if until is not None and clock.machine() < until else None


def logins_of(session: Session, officer: Officer) -> list[Login]:
    """Return where an account is logged in, newest first."""
    query = select(Login).where(
        Login.officer_id == officer.id,
        Login.half.is_(False),
        Login.ended_at.is_(None),
        Login.expires_at > clock.now(),
    )
    return list(session.scalars(query.order_by(Login.id.desc())))


def end_logins(session: Session, officer: Officer, *, but: int | None = None, only: int | None = None) -> int:
    """End log-ins of an account: all, all but one, or only one. Returns how many were ended."""
    running = [Login.officer_id == officer.id, Login.ended_at.is_(None)]
    if but is not None:
        running.append(Login.id != but)
    if only is not None:
        running.append(Login.id == only)
    lock_account(session, officer)
    found = list(session.scalars(select(Login.id).where(*running)))
    session.execute(update(Login).where(Login.id.in_(found)).values(ended_at=clock.now()))
    return len(found)
