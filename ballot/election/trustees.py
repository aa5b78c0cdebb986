"""Trustees: who holds a share of the election's key.

The server stores public values only. A trustee who uses the command line hands in a public key with its proof of
knowledge; an officer-run trustee's key is made here, handed out once as a sealed file, and forgotten.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot.store.models import Election, Trustee


def invite_trustee(session: Session, election: Election, name: str) -> Trustee:
    """Add a trustee whose key is made elsewhere (`ballot trustee key`), and wait for it."""
    raise NotImplementedError


def accept_trustee_key(session: Session, election: Election, trustee: Trustee, public_key_json: bytes) -> None:
    """Verify a trustee's public key file and keep it.

    `public_key_json` is what `ballot trustee key` printed: the trustee's public key with its proof of knowledge, and
    the verification key of the trustee's signatures.

    Raises: InvalidEncoding, InvalidProof, or NotPermitted if another trustee of this election has the same key.
    """
    raise NotImplementedError


def make_officer_trustee(session: Session, election: Election, name: str, passphrase: str) -> str:
    """Make the key of a trustee who is run by the officer and return the sealed key file, which is kept nowhere."""
    raise NotImplementedError


def remove_trustee(session: Session, trustee: Trustee) -> None:
    """Remove a trustee from a draft election; the owner numbers of those after move up."""
    raise NotImplementedError
