"""The demo's trustees: what three people do with their own tools, one after the other.

Their secrets stay in this process and are forgotten with it; every message passes through the same acts as a real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ballot.board.shares import make_share
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.election.tally.mixing import shuffle_with_key
from ballot.election.tally.opened import share_case
from ballot.election.tally.shares import accept_partial_decryption, commit_to_share
from ballot.election.trustees import keygen, rehearsal
from ballot.election.trustees.trustees import invite_trustee
from ballot.errors import NotPermitted
from ballot.protocol import threshold as dkg
from ballot.protocol.rehearsal import answer_rehearsal, exponent_of
from ballot.protocol.setup import ThresholdSecret
from ballot.records.canonical import decode, encode
from ballot.records.threshold import Voutput
from ballot.store.models.election import Election
from ballot.store.session import Database

TRUSTEES = ("Amina Yusuf", "Jonas Lindqvist", "Rosa Moreau")
THRESHOLD = 2
_DECRYPTING = (1, 3)  # one trustee is on holiday: two of three are enough
Progress = Callable[[int, int], None]


def generate(scene: Scene) -> list[ThresholdSecret]:
    """Invite the trustees, let them make a common key of which any two open the count, and rehearse."""
    for name in TRUSTEES:
        invite_trustee(scene, name)
    keygen.set_threshold(scene, THRESHOLD)
    secrets = [ThresholdSecret(1, dkg.new_seed()) for _ in TRUSTEES]  # the demo forgets them, practice keeps them
    people = list(zip(scene.election.trustees, secrets, strict=True))
    for trustee, secret in people:
        context = keygen.context_of(scene.election, trustee)
        message = keygen.CertificateMessage(
            dkg.make_certificate(ED25519, secret.seed, context),
            dkg.commit_to_polynomial(ED25519, secret.seed, context),
            secret.signing_key.public_hex,
        )
        keygen.accept_certificate(scene, trustee, encode(message))
    certs, _ = keygen.certificates(scene.election)
    for trustee, secret in people:
        polynomial = dkg.make_polynomial(ED25519, secret.seed, certs)
        keygen.accept_polynomial(scene, trustee, encode(polynomial))
    for trustee, secret in people:
        vinput = keygen.vinput_for(scene.election, trustee).vinput
        voutput = dkg.make_voutput(ED25519, secret.seed, certs, vinput)
        keygen.accept_voutput(scene, trustee, encode(voutput))
    for trustee, secret in people:
        test = rehearsal.rehearsal_for(scene, trustee)
        rehearsal.accept_rehearsal(scene, trustee, encode(answer_rehearsal(secret, scene.election.uuid, test)))
    return secrets


def shuffle(database: Database, uuid: str, secrets: list[ThresholdSecret], progress: Progress | None) -> None:
    """Let every trustee shuffle the ranked papers once; each shuffle is verified before it is put on the board."""
    for owner, secret in enumerate(secrets, start=1):
        with _election(database, uuid) as (session, election):
            shuffle_with_key(Scene(session, election), election.trustees[owner - 1], secret.signing_key)
        if progress is not None:
            progress(owner, len(secrets))


def decrypt(database: Database, uuid: str, secrets: list[ThresholdSecret]) -> None:
    """Let two trustees commit to their shares, and then hand them in."""
    shares: dict[int, bytes] = {}
    for owner in _DECRYPTING:
        with _election(database, uuid) as (session, election):
            trustee, secret = election.trustees[owner - 1], secrets[owner - 1]
            private_key = decode(Voutput, trustee.voutput or b"").private_key
            exponent = exponent_of(secret, private_key)
            shares[owner] = make_share(share_case(Scene(session, election)), owner, exponent, secret.signing_key)
            commit_to_share(Scene(session, election), trustee, sha256_hex(shares[owner]))
    for share in shares.values():
        with _election(database, uuid) as (session, election):
            accept_partial_decryption(Scene(session, election), share)


@contextmanager
def _election(database: Database, uuid: str) -> Iterator[tuple[Any, Election]]:
    with database.session() as session:
        election = find_election(session, uuid)
        if election is None:
            raise NotPermitted(f"The election {uuid} has disappeared from the database.")
        yield session, election
