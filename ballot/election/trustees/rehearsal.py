"""The rehearsal: before the election can be frozen, every trustee proves that the backup of the key opens (T21).

The server encrypts a random element to the trustee's own verification key and keeps only a hash of the answer.
"""

from __future__ import annotations

import hashlib

import msgspec

from ballot import clock
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import ED25519, random_scalar
from ballot.election import log
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.election.trustees.trustees import public_key
from ballot.errors import InvalidProof, NotPermitted
from ballot.language import _
from ballot.protocol import threshold as dkg
from ballot.protocol.setup import ThresholdSecret, TrusteeSecret
from ballot.records.canonical import decode, encode
from ballot.records.threshold import Voutput
from ballot.records.types import CiphertextRecord, ciphertext_record
from ballot.store.models.election import Trustee


class Rehearsal(msgspec.Struct, frozen=True):
    """The test: a ciphertext, and for a threshold trustee the encrypted private share that the key file opens."""

    alpha: str
    beta: str
    voutput_private_key: str | None


def rehearsal_for(scene: Scene, trustee: Trustee) -> Rehearsal:
    """Return a trustee's test ciphertext; it is made when it is first asked for."""
    require_draft(scene)
    if trustee.rehearsal is None:
        key = ED25519.parse(public_key(trustee).public_key)
        randomness, plaintext = random_scalar(ED25519), ED25519.g ** random_scalar(ED25519)
        trustee.rehearsal = encode(ciphertext_record(Ciphertext(ED25519.g**randomness, key**randomness * plaintext)))
        trustee.rehearsal_answer = _hash(str(plaintext))
        scene.session.flush()
    test = decode(CiphertextRecord, trustee.rehearsal)
    share = None if trustee.voutput is None else decode(Voutput, trustee.voutput).private_key
    return Rehearsal(test.alpha, test.beta, share)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def accept_rehearsal(scene: Scene, trustee: Trustee, plaintext: str) -> None:
    """Accept a trustee's answer to the test.

    Raises: InvalidProof if it is wrong: the key file that was opened is not the one that was handed in.
    """
    require_draft(scene)
    if trustee.rehearsal_answer is None:
        raise NotPermitted(_("Ask for the test first."))
    if _hash(plaintext) != trustee.rehearsal_answer:
        raise InvalidProof(_("The test was not decrypted with this trustee's key. Is it the right key file?"))
    if trustee.rehearsed_at is None:
        trustee.rehearsed_at = clock.now()
        log.write(scene, trustee.name, f"{trustee.name} has passed the rehearsal: the key's backup opens.")
        scene.session.flush()


def answer(rehearsal: Rehearsal, secret: TrusteeSecret | ThresholdSecret) -> str:
    """Return the answer to a test, computed with the secret from a key file (the trustee's tool does this)."""
    exponent = private_exponent(secret, rehearsal.voutput_private_key)
    test = CiphertextRecord(rehearsal.alpha, rehearsal.beta).parse(ED25519)
    return str(test.beta / test.alpha**exponent)


def private_exponent(secret: TrusteeSecret | ThresholdSecret, voutput_private_key: str | None) -> int:
    """Return a trustee's decryption exponent: from the key file, or from the share on the server that it decrypts."""
    if isinstance(secret, TrusteeSecret):
        return secret.exponent()
    if voutput_private_key is None:
        raise NotPermitted(_("The key generation is not finished, so this key opens nothing yet."))
    return dkg.open_private_key(ED25519, secret.seed, voutput_private_key)


def rehearse_with_secret(scene: Scene, trustee: Trustee, secret: TrusteeSecret) -> None:
    """Let an officer-run trustee pass the rehearsal with the key file that was handed out."""
    accept_rehearsal(scene, trustee, answer(rehearsal_for(scene, trustee), secret))
