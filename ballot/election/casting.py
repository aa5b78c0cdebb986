"""Casting: one transaction from the posted bytes to the signed receipt.

Everything expensive (proofs and signature, about 8 ms) is verified before the writer's lock is taken; state, clock,
used token and copied ciphertexts are checked under it. The receipt is returned only after the database says it is
durable.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from ballot.election.identity import ServerIdentity
from ballot.store.session import Database


class TokenStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the booth may know about a public credential."""

    known: bool
    weight: int = 0
    spent_at: dt.datetime | None = None


def cast_ballot(database: Database, election_uuid: str, raw: bytes, identity: ServerIdentity) -> bytes:
    """Cast a ballot and return its signed receipt: the exact JSON bytes that the booth gets (and `checkpoint.Receipt`
    parses).

    The same ballot again gives the same receipt, also when the election has closed in the meantime.
    Raises: BallotRefused with `.code` one of unknown-election, not-open, closed, too-large, invalid-ballot,
    unknown-token, token-spent (then `.at` says when).
    """
    raise NotImplementedError


def token_status(database: Database, election_uuid: str, credential_hex: str) -> TokenStatus:
    """Return whether a public credential is on this election's list, its weight, and when it was used if it was."""
    raise NotImplementedError
