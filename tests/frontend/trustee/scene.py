# SPDX-License-Identifier: Apache-2.0
"""The server of a trustee's page: one trustee is the browser's, the others are Python's. Everything that the browser
hands in is verified with the Python core before the next step, as the application does; a lie can be told at each."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from ballot.board.shares import ShareCase, parse_share, verify_share
from ballot.board.shuffles import parse_shuffle_bundle, verify_shuffle_signature
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.proofs import verify_rehearsal
from ballot.errors import BallotError
from ballot.protocol import mixnet
from ballot.protocol import threshold as dkg
from ballot.protocol.rehearsal import RehearsalAnswer
from ballot.protocol.setup import ThresholdSecret, new_trustee
from ballot.protocol.trustees import verify_trustee_key, verify_trustees
from ballot.records.canonical import decode, encode
from ballot.records.event import EventType
from ballot.records.threshold import Context, PolynomialRecord, Voutput
from ballot.records.trustees import SignedMessage, TrusteePublicKey
from tests.frontend.polls import CHOICES, QUESTIONS, Poll, make_charter

G = ED25519
SENTENCES = {
    "wait": "Next: the vote opens on 1 March.", "done": "The result will be published by the returning officer.",
}  # fmt: skip


class TrusteeScene:
    """What the server knows of the browser's trustee, owner 1."""

    def __init__(self, uuid: str, kind: str, link: str, questions: Any = QUESTIONS) -> None:
        self.uuid, self.kind, self.link, self.questions = uuid, kind, link, questions
        self.size = 3 if kind == "threshold" else 1
        self.step = "certificate" if kind == "threshold" else "key"
        self.state = "draft"
        self.waiting_for = ["Jonas", "<b>Zoë</b>"]
        self.received: dict[str, Any] = {}
        self.poll: Poll | None = None
        self.phi: str | None = None
        self.signing_key: str | None = None
        self.other_secret, other = new_trustee("Server")
        self.other_trustee = other.trustee
        self.seeds = [dkg.new_seed() for _ in range(2)]
        self.lie: Any = None  # changes what a GET answers: (name, value) -> value
        self.refusal: str | None = None  # the next post is refused with this sentence

    # -- requests

    def knows(self, path: str) -> bool:
        """Return whether this scene answers a path."""
        return path.startswith(f"/trustee/{self.uuid}/")

    def get(self, path: str, link: str | None) -> tuple[int, bytes]:
        """Answer a GET."""
        name = path.rsplit("/", 1)[1]
        if link != self.link:
            return self._error(403, "This personal link is not known. It may have been replaced.")
        if name in ("archive", "companion"):
            assert self.poll is not None
            raw = self.poll.raw if name == "archive" else self.poll.companion
            return 200, raw if self.lie is None else self.lie(name, raw)
        value = getattr(self, f"_get_{name.replace('-', '_')}")()
        return 200, json.dumps(value if self.lie is None else self.lie(name, value)).encode()

    def post(self, path: str, headers: Any, body: bytes) -> tuple[int, bytes]:
        """Take what the browser hands in, and go on."""
        assert headers["Content-Type"] == "application/json"
        if headers["X-Trustee-Link"] != self.link:
            return self._error(403, "This personal link is not known. It may have been replaced.")
        if self.refusal is not None:
            sentence, self.refusal = self.refusal, None
            return self._error(409, sentence)
        name = path.rsplit("/", 1)[1]
        self.received[name] = body
        try:
            getattr(self, f"_take_{name}")(body)
        except (BallotError, AssertionError) as error:
            return self._error(400, f"{type(error).__name__}: {error}")
        return 200, b"{}"

    def _error(self, status: int, message: str) -> tuple[int, bytes]:
        return status, json.dumps({"error": {"code": "refused", "message": message}}).encode()

    def _get_status(self) -> Any:
        setup_event = self.poll.setup_event if self.poll else None
        return {
            "election": {
                "name": "Elección", "state": self.state, "uuid": self.uuid, "phi": self.phi, "setup_event": setup_event,
            },
            "trustee": {
                "name": "Amina", "owner": 1, "signing_key": self.signing_key, "kind": self.kind, "size": self.size,
                "threshold": 2 if self.size == 3 else 1, "mixes": True,
            },
            "step": self.step, "waiting_for": self.waiting_for if self.step == "wait" else [],
            "sentence": SENTENCES.get(self.step, "Next: your step."),
            "context": json.loads(encode(self._context(1))) if self.size == 3 else None,
        }  # fmt: skip

    # -- keys

    def _context(self, index: int) -> Context:
        return Context("Ed25519", 3, 2, index)

    def _take_key(self, body: bytes) -> None:
        record = json.loads(body)
        self.key = decode(TrusteePublicKey, encode(record["trustee"]))
        self.public_key = verify_trustee_key(self.key)
        self.signing_key = record["signing_key"]
        self.step = "rehearsal"

    def _take_certificate(self, body: bytes) -> None:
        record = json.loads(body)
        others = [dkg.make_certificate(G, seed, self._context(i)) for i, seed in enumerate(self.seeds, 2)]
        self.certs = [decode(SignedMessage, encode(record["certificate"])), *others]
        dkg.verify_certificates(G, self.certs, 2)
        theirs = [dkg.commit_to_polynomial(G, seed, self._context(i)) for i, seed in enumerate(self.seeds, 2)]
        self.commitments = [record["commitment"], *theirs]
        self.signing_key = record["signing_key"]
        self.step = "polynomial"

    def _get_certificates(self) -> Any:
        return {"certs": json.loads(encode(self.certs)), "commitments": self.commitments}

    def _take_polynomial(self, body: bytes) -> None:
        own = decode(PolynomialRecord, encode(json.loads(body)))
        dkg.verify_commitment(own.coefexps, self.commitments[0])
        self.polynomials = [own, *(dkg.make_polynomial(G, seed, self.certs) for seed in self.seeds)]
        self.step = "voutput"

    def _get_vinput(self) -> Any:
        vinput = dkg.make_vinput(self.polynomials, 1)
        return {**self._get_certificates(), "vinput": json.loads(encode(vinput))}

    def _take_voutput(self, body: bytes) -> None:
        self.voutput = decode(Voutput, encode(json.loads(body)))
        others = [
            dkg.make_voutput(G, seed, self.certs, dkg.make_vinput(self.polynomials, i))
            for i, seed in enumerate(self.seeds, 2)
        ]
        self.key = dkg.make_parameters(G, self.certs, self.polynomials, [self.voutput, *others])
        self.public_key = G.parse(self.voutput.public_key.public_key)
        self.step = "rehearsal"

    def _get_rehearsal(self) -> Any:
        self.challenge = secrets.token_hex(32)
        return {
            "challenge": self.challenge,
            "voutput_private_key": self.voutput.private_key if self.size == 3 else None,
        }

    def _take_rehearsal(self, body: bytes) -> None:
        proof = decode(RehearsalAnswer, body).proof.parse(G)
        verify_rehearsal(G, self.public_key, self.uuid, self.challenge, proof)
        self.step = "wait"

    # -- after the voting

    def new_poll(self) -> Poll:
        """Set up the election: of the browser's trustee, those of the common key, and one of the server's own."""
        assert self.signing_key is not None
        others = [ThresholdSecret(1, seed).signing_key for seed in self.seeds if self.size == 3]
        signers = dict(enumerate([*others, self.other_secret.signing_key], 2))
        keys = [self.signing_key, *(key.public_hex for key in signers.values())]
        commitments = self.commitments if self.size == 3 else ()
        charter = make_charter(keys, 3 if self.size == 3 else 2, (1, len(keys)), 2, commitments)
        return Poll([self.key, self.other_trustee], charter, self.questions, signers=signers, uuid=self.uuid)

    def hold_voting(self, votes: int = 3) -> None:
        """Set up the election, vote, close; the browser's trustee shuffles first."""
        self.poll = self.new_poll()
        for voter, choices in enumerate(CHOICES[:votes]):
            self.poll.cast(voter, choices)
        self.poll.close()
        self.phi, self.state, self.step = self.poll.context.phi, "closed", "shuffle"

    def _take_shuffle(self, body: bytes) -> None:
        poll, bundle = self.poll, parse_shuffle_bundle(body)
        assert poll is not None and poll.head is not None
        raw = bytes(bundle.shuffle)
        after, proofs = mixnet.parse_shuffle(poll.context, poll.lists, raw)
        mixnet.verify_shuffles(poll.context, poll.lists, after, proofs)
        assert bundle.parent == poll.head[0] and bundle.owner == 1
        assert self.signing_key is not None
        verify_shuffle_signature(bundle, poll.context.phi, poll.setup_event, self.signing_key)
        self.own_shuffle = sha256_hex(raw)
        poll.mix(1, raw, (bundle.signing_key, bundle.signature))
        self.shuffle = sha256_hex(poll.mix(self.size + 1))
        self.answers = poll.add(EventType.END_SHUFFLES)
        self.step = "commit"

    def _take_commitment(self, body: bytes) -> None:
        self.commitment = json.loads(body)["commitment"]
        self.step = "decrypt"

    def _get_private_key(self) -> Any:
        return {"private_key": self.voutput.private_key}

    def _take_share(self, body: bytes) -> None:
        poll, bundle = self.poll, parse_share(body)
        assert poll is not None and bundle.owner == 1
        assert hashlib.sha256(body).hexdigest() == self.commitment, "the share is not what was committed to"
        tally = sha256_hex(poll.tally_raw)
        case = ShareCase(poll.context, poll.merged, tally, poll.setup_event, self.answers, self.shuffle)
        public_key = verify_trustees(G, poll.setup.trustees).keys[0]
        assert self.signing_key is not None
        verify_share(case, bundle, public_key, self.signing_key)
        self.step = "done"
