"""Open and close the voting, compute the tally, take the trustees' shares, and open the result.

Every share is verified (proofs per factor, strong proof M2, signature M5) before its event is appended (C2).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot.store.models import Election, Trustee


def open_voting(session: Session, election: Election) -> None:
    """Open the voting: ballots are accepted from `opens_at` on. Raises: NotPermitted unless frozen."""
    raise NotImplementedError


def close_voting(session: Session, election: Election) -> None:
    """Close the voting under the lock of the board and append EndBallots and EncryptedTally.

    Raises: NotPermitted unless the election is open; closing before `closes_at` is the officer's right and is logged.
    """
    raise NotImplementedError


def accept_partial_decryption(session: Session, election: Election, bundle: bytes) -> Trustee:
    """Verify a trustee's share and append it; return whose it is.

    `bundle` is the JSON file made by `ballot trustee decrypt`: {"owner", "partial_decryption", "strong_proof",
    "signature"}.
    Raises: NotPermitted (not closed yet, T20; share already there, T10; too few ballots), InvalidEncoding or
    InvalidProof with the trustee's name (C2).
    """
    raise NotImplementedError


def decrypt_with_key_file(
    session: Session, election: Election, trustee: Trustee, key_file: str, passphrase: str
) -> None:
    """Make an officer-run trustee's share with the sealed key file and append it; the key is forgotten at once."""
    raise NotImplementedError


def missing_shares(election: Election) -> list[Trustee]:
    """Return the trustees whose share is still needed."""
    raise NotImplementedError


def open_count(session: Session, election: Election) -> None:
    """Open the result when all shares are there: append Result, count by the charter's rule, add the count sheet.

    Raises: NotPermitted if a share is missing (T9).
    """
    raise NotImplementedError
