"""The rehearsal: before the election can be frozen, every trustee proves that the backup of the key opens (T21).

The server sends a random challenge, and the trustee's tool proves that it knows the secret half of the key.
"""

from __future__ import annotations

import secrets

from ballot import clock
from ballot.crypto.group import ED25519
from ballot.crypto.proofs import verify_rehearsal
from ballot.election import log
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.election.trustees.trustees import public_key
from ballot.errors import InvalidProof, NotPermitted
from ballot.language import _
from ballot.protocol.rehearsal import Rehearsal, RehearsalAnswer, answer_rehearsal
from ballot.protocol.setup import TrusteeSecret
from ballot.records.canonical import decode, encode
from ballot.records.threshold import Voutput
from ballot.store.models.election import Trustee


def rehearsal_for(scene: Scene, trustee: Trustee) -> Rehearsal:
    """Return a trustee's challenge; it is made when it is first asked for."""
    require_draft(scene)
    public_key(trustee)  # there is one
    if trustee.rehearsal is None:
        trustee.rehearsal = secrets.token_hex(32)
        scene.session.flush()
    share = None if trustee.voutput is None else decode(Voutput, trustee.voutput).private_key
    return Rehearsal(trustee.rehearsal, share)


def accept_rehearsal(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    """Accept a trustee's answer.

    Raises: InvalidEncoding, or InvalidProof: the key file that was opened is not the one that was handed in.
    """
    require_draft(scene)
    if trustee.rehearsal is None:
        raise NotPermitted(_("Ask for the test first."))
    proof = decode(RehearsalAnswer, raw.strip()).proof.parse(ED25519)
    key = ED25519.parse(public_key(trustee).public_key)
    try:
        verify_rehearsal(ED25519, key, scene.election.uuid, trustee.rehearsal, proof)
    except InvalidProof:
        raise InvalidProof(_("The test was not answered with this trustee's key. Is it the right key file?")) from None
    if trustee.rehearsed_at is None:
        trustee.rehearsed_at = clock.now()
        log.write(scene, trustee.name, f"{trustee.name} has passed the rehearsal: the key's backup opens.")
        scene.session.flush()


def rehearse_with_secret(scene: Scene, trustee: Trustee, secret: TrusteeSecret) -> None:
    """Let an officer-run trustee pass the rehearsal with the key file that was handed out."""
    test = rehearsal_for(scene, trustee)
    accept_rehearsal(scene, trustee, encode(answer_rehearsal(secret, scene.election.uuid, test)))
