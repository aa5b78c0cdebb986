"""The proof that the person who asks about a public credential has its token.

Public credentials are in the archive for all to see, but only its owner may learn when one was used (P5).
The proof is one of knowledge of the secret exponent x, as a ballot's signature is, and can never be used as one: it is
under another hash, with a label (docs/spec/labels.md).

    A = g^w,  c = SHA-512(labelled(_LABEL, election uuid, credential, A)) mod q,  response = w - x c mod q
"""

from __future__ import annotations

from ballot.crypto.batches import vartime_double_power
from ballot.crypto.credentials import secret_exponent
from ballot.crypto.group import Group, Point, Scalar, random_scalar
from ballot.crypto.hashing import labelled_scalar
from ballot.crypto.proofs import Proof
from ballot.errors import InvalidProof

_LABEL = "ballot/token-question/1"


def _challenge(group: Group, uuid: str, credential: Point, commitment: Point) -> Scalar:
    return labelled_scalar(group.q, _LABEL, *(str(part).encode() for part in (uuid, credential, commitment)))


def prove_ownership(group: Group, uuid: str, token: str) -> Proof:
    """Prove possession of this token, given in canonical form."""
    secret, nonce = secret_exponent(group, uuid, token), random_scalar(group)
    own = _challenge(group, uuid, group.g**secret, group.g**nonce)
    return Proof(own, (nonce - secret * own) % group.q)


def verify_ownership(group: Group, uuid: str, credential: Point, proof: Proof) -> None:
    """Verify that the person who asks has the token of this credential.

    Raises:
        InvalidProof: it was not made with the token, or for another election.
    """
    commitment = vartime_double_power(group, group.g, proof.response, credential, proof.challenge)
    if _challenge(group, uuid, credential, commitment) != proof.challenge:
        raise InvalidProof("the proof was not made with the ballot token of this credential")
