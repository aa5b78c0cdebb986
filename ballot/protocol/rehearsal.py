"""The rehearsal: a trustee shows that file and passphrase open the key, by a proof of knowledge (docs/spec/labels.md).

Nothing is decrypted, so that no server can make a vote out of a test (T13).
"""

from __future__ import annotations

from ballot.crypto.group import ED25519, Scalar
from ballot.crypto.proofs import prove_rehearsal
from ballot.errors import NotPermitted
from ballot.protocol.setup import ThresholdSecret, TrusteeSecret
from ballot.protocol.threshold import open_private_key
from ballot.records.canonical import Record
from ballot.records.types import HexDigest, ProofRecord, proof_record


class Rehearsal(Record, frozen=True):
    """What the server sends: a challenge that it chose, and the private share that a threshold key file opens."""

    challenge: HexDigest
    voutput_private_key: str | None


class RehearsalAnswer(Record, frozen=True):
    """What the trustee's tool answers."""

    proof: ProofRecord


def exponent_of(secret: TrusteeSecret | ThresholdSecret, private_key: str | None) -> Scalar:
    """Return a trustee's decryption exponent: from the key file, or from the private share that the key file opens.

    Raises:
        NotPermitted: the key generation is not finished.
    """
    if isinstance(secret, TrusteeSecret):
        return secret.exponent()
    if private_key is None:
        raise NotPermitted("The key generation is not finished, so this key opens nothing yet.")
    return open_private_key(ED25519, secret.seed, private_key)


def answer_rehearsal(secret: TrusteeSecret | ThresholdSecret, election: str, rehearsal: Rehearsal) -> RehearsalAnswer:
    """Return the answer to a rehearsal of the election with this uuid, made with the secret from a key file."""
    exponent = exponent_of(secret, rehearsal.voutput_private_key)
    proof = prove_rehearsal(ED25519, exponent, election, rehearsal.challenge)
    return RehearsalAnswer(proof_record(proof))
