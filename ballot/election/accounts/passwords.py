"""Passwords: hashed with Argon2id, and hashed again at log-in when our parameters have become stronger.

The parameters are RFC 9106's second recommended choice: 64 MiB of memory, three passes, four lanes. Hashes that an
earlier version made (scrypt) are still understood, and are replaced at the next log-in.

Because of the memory, each process computes one hash at a time, and lets two more wait for it. All others are refused
at once, so that log-ins never occupy more than three threads (W25).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from werkzeug.security import check_password_hash

from ballot.election.accounts.weak_passwords import is_weak
from ballot.errors import NotPermitted, TooBusy
from ballot.language import _, lazy, ngettext

MINIMUM_PASSWORD_LENGTH = 12
MAXIMUM_PASSWORD_LENGTH = 200
WAITING = 2  # at most, in each process
RETRY_AFTER = 30  # seconds
_BUSY = lazy("Nothing was changed. Try again in a minute.")
_OLD_METHOD = "scrypt:"
_places = threading.BoundedSemaphore(1 + WAITING)
_turn = threading.Lock()

_hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
# Checked when there is no such account, so that the answer takes as long as for an existing one (W7).
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str, about: Iterable[str] = ()) -> str:
    """Return what is stored of a new password. `about`: what a guesser knows, such as name, address and host.

    Raises: NotPermitted if it is too short, too long or easy to guess. TooBusy if too many are waiting.
    """
    if len(password) < MINIMUM_PASSWORD_LENGTH:
        raise NotPermitted(
            ngettext(
                "The password is too short. Use at least %(num)s character.",
                "The password is too short. Use at least %(num)s characters.",
                MINIMUM_PASSWORD_LENGTH,
            )
        )
    if len(password) > MAXIMUM_PASSWORD_LENGTH:
        raise NotPermitted(
            ngettext(
                "The password is too long. Use at most %(num)s character.",
                "The password is too long. Use at most %(num)s characters.",
                MAXIMUM_PASSWORD_LENGTH,
            )
        )
    if is_weak(password, about):
        raise NotPermitted(
            _("This password is easy to guess. Use several words that have nothing to do with you."), "new"
        )
    return hash_again(password)


def hash_again(password: str) -> str:
    """Return what is stored of a password that is in use already. Raises: TooBusy if too many are waiting."""
    with _one_at_a_time():
        return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Return whether a password matches the stored one; `None` means that there is no account, and takes as long.

    Raises: TooBusy if too many are waiting.
    """
    password = password[:MAXIMUM_PASSWORD_LENGTH]
    with _one_at_a_time():
        if stored is not None and stored.startswith(_OLD_METHOD):
            return check_password_hash(stored, password)
        try:
            _hasher.verify(stored or _NOBODY, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
    return stored is not None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise TooBusy(_BUSY, RETRY_AFTER)
    try:
        with _turn:
            yield
    finally:
        _places.release()


def has_weak_hash(stored: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return stored.startswith(_OLD_METHOD) or _hasher.check_needs_rehash(stored)
