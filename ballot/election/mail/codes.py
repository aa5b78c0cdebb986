"""Six digits by e-mail, to prove that somebody reads that mailbox. Valid for ten minutes and five tries, once (W6).

Only a keyed hash of a code is stored: six digits are quickly tried, and a copy of the database alone does not reveal
them.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets

from ballot.crypto.hashing import labelled
from ballot.election.identity import ServerIdentity

KINDS = ("casting-code", "login-code")  # of the mails that contain one
LIFETIME = dt.timedelta(minutes=10)
TRIES = 5
_DIGITS = 6


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


def code_hash(identity: ServerIdentity, purpose: str, whose: str, code: str) -> str:
    """Return what is stored of a code: 64 hex digits. Spaces between the digits do not matter.

    `purpose` and `whose`: what the code is for and whom it belongs to, so that it works for nothing else.
    """
    digits = "".join(code.split())
    message = labelled("ballot/mail-code/1", purpose.encode(), whose.encode(), digits.encode())
    return hmac.digest(identity.key.seed, message, "sha256").hex()


def is_right(stored: str, identity: ServerIdentity, purpose: str, whose: str, code: str) -> bool:
    """Return whether a code is the one whose hash is stored."""
    return hmac.compare_digest(stored, code_hash(identity, purpose, whose, code))
