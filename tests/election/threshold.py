"""Trustees of a threshold group as their tools would act, for tests of the server."""

from __future__ import annotations

from dataclasses import dataclass, field

from ballot.board.shares import make_share
from ballot.board.shuffles import bundle_shuffle
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.election.scene import Scene
from ballot.election.setup import draft
from ballot.election.tally import mixing
from ballot.election.tally.opened import share_case
from ballot.election.tally.shares import accept_partial_decryption, commit_to_share
from ballot.election.trustees import keygen, rehearsal
from ballot.election.trustees.trustees import invite_trustee, remove_trustee
from ballot.protocol import mixnet
from ballot.protocol import threshold as dkg
from ballot.protocol.rehearsal import answer_rehearsal, exponent_of
from ballot.protocol.setup import ThresholdSecret
from ballot.records.canonical import decode, encode
from ballot.records.threshold import Voutput
from ballot.store.models.board import BoardHead


@dataclass
class Group:
    """The secrets of a threshold group, and what its members do on an election's server."""

    database: object
    uuid: str
    secrets: list[ThresholdSecret] = field(default_factory=list)

    def act(self, function, owner: int, *arguments):
        """Call an act of one trustee in a transaction of its own."""
        with self.database.session() as session:
            election = draft.find_election(session, self.uuid)
            return function(Scene(session, election), election.trustees[owner - 1], *arguments)

    def look(self, function):
        with self.database.reading() as session:
            return function(Scene(session, draft.find_election(session, self.uuid)))

    def invite(self, names: list[str], threshold: int) -> None:
        with self.database.session() as session:
            election = draft.find_election(session, self.uuid)
            for trustee in list(election.trustees):
                remove_trustee(Scene(session, election), trustee)
            for name in names:
                invite_trustee(Scene(session, election), name)
            keygen.set_threshold(Scene(session, election), threshold)
        self.secrets = [ThresholdSecret(1, dkg.new_seed()) for _ in names]

    def certificate(self, owner: int) -> bytes:
        seed = self.secrets[owner - 1].seed
        context = self.look(lambda scene: keygen.context_of(scene.election, scene.election.trustees[owner - 1]))
        certificate = dkg.make_certificate(ED25519, seed, context)
        commitment = dkg.commit_to_polynomial(ED25519, seed, context)
        return encode(
            keygen.CertificateMessage(certificate, commitment, self.secrets[owner - 1].signing_key.public_hex)
        )

    def polynomial(self, owner: int) -> bytes:
        certs, _ = self.look(lambda scene: keygen.certificates(scene.election))
        return encode(dkg.make_polynomial(ED25519, self.secrets[owner - 1].seed, certs))

    def voutput(self, owner: int) -> bytes:
        message = self.look(lambda scene: keygen.vinput_for(scene.election, scene.election.trustees[owner - 1]))
        return encode(dkg.make_voutput(ED25519, self.secrets[owner - 1].seed, message.certs, message.vinput))

    @property
    def owners(self) -> range:
        return range(1, len(self.secrets) + 1)

    def generate(self) -> None:
        """Run the key generation and the rehearsals."""
        for make, accept in (
            (self.certificate, keygen.accept_certificate),
            (self.polynomial, keygen.accept_polynomial),
            (self.voutput, keygen.accept_voutput),
        ):
            for owner in self.owners:
                self.act(accept, owner, make(owner))
        for owner in self.owners:
            test = self.act(rehearsal.rehearsal_for, owner)
            answer = answer_rehearsal(self.secrets[owner - 1], self.uuid, test)
            self.act(rehearsal.accept_rehearsal, owner, encode(answer))

    def shuffle(self, owner: int) -> bytes:
        def make(scene) -> bytes:
            case = share_case(scene)
            record = mixnet.make_shuffle(case.context, mixing.all_lists(scene)[-1])
            parent = scene.session.get_one(BoardHead, scene.election.id).hash
            key = self.secrets[owner - 1].signing_key
            return bundle_shuffle(case.context.phi, case.setup_event, owner, parent, record, key)

        return self.look(make)

    def share(self, owner: int) -> bytes:
        def make(scene) -> bytes:
            secret = self.secrets[owner - 1]
            voutput = decode(Voutput, scene.election.trustees[owner - 1].voutput)
            exponent = exponent_of(secret, voutput.private_key)
            return make_share(share_case(scene), owner, exponent, secret.signing_key)

        return self.look(make)

    def mix(self) -> None:
        for owner in self.owners:
            raw = self.shuffle(owner)
            with self.database.session() as session:
                mixing.accept_shuffle(Scene(session, draft.find_election(session, self.uuid)), raw)

    def decrypt(self, owners) -> None:
        """Commit, then reveal."""
        shares = {owner: self.share(owner) for owner in owners}
        for owner, share in shares.items():
            self.act(commit_to_share, owner, sha256_hex(share))
        for share in shares.values():
            with self.database.session() as session:
                accept_partial_decryption(Scene(session, draft.find_election(session, self.uuid)), share)
