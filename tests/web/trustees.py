"""Trustees who act over HTTP, as their page or their command line does, with nothing but link and key."""

from __future__ import annotations

from typing import Any

import msgspec
from werkzeug.test import TestResponse

from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.protocol import threshold as dkg
from ballot.protocol.rehearsal import Rehearsal, answer_rehearsal
from ballot.protocol.setup import ThresholdSecret, TrusteeSecret, new_trustee
from ballot.records.canonical import decode, encode
from ballot.records.threshold import Context, Vinput
from ballot.records.trustees import SignedMessage
from tests.election.threshold import Group
from tests.web.world import World


class HttpTrustee:
    """One trustee. What is computed from the board comes from `Group`, everything handed in goes over HTTP."""

    def __init__(self, world: World, uuid: str, link: str) -> None:
        self.world, self.uuid, self.link = world, uuid, link
        self.client = world.app.test_client()
        self.secret: TrusteeSecret | ThresholdSecret = ThresholdSecret(1, dkg.new_seed())
        self.shares: dict[int, bytes] = {}

    def get(self, name: str) -> TestResponse:
        return self.client.get(f"/trustee/{self.uuid}/{name}", headers={"X-Trustee-Link": self.link})

    def post(self, name: str, body: bytes | dict[str, Any]) -> TestResponse:
        data = body if isinstance(body, bytes) else encode(body)
        headers = {"X-Trustee-Link": self.link, "Sec-Fetch-Site": "same-origin"}
        path = f"/trustee/{self.uuid}/{name}"
        return self.client.post(path, data=data, content_type="application/json", headers=headers)

    def status(self) -> dict[str, Any]:
        answer = self.get("status")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def step(self) -> str:
        """Do what the server asks for next, and return what it was."""
        status = self.status()
        act = getattr(self, f"_do_{status['step']}", None)
        if act is not None:
            answer = act(status)
            assert answer.status_code == 200, (status["step"], answer.text)
            assert answer.get_json()["step"] != status["step"] or status["step"] == "commit"
        return str(status["step"])

    # -- key

    def _do_key(self, status: dict[str, Any]) -> TestResponse:
        self.secret, key = new_trustee(status["trustee"]["name"])
        return self.post("key", encode(key))

    def _do_certificate(self, status: dict[str, Any]) -> TestResponse:
        assert isinstance(self.secret, ThresholdSecret)
        context = msgspec.convert(status["context"], Context)
        certificate = dkg.make_certificate(ED25519, self.secret.seed, context)
        commitment = dkg.commit_to_polynomial(ED25519, self.secret.seed, context)
        key = self.secret.signing_key.public_hex
        return self.post("certificate", {"certificate": certificate, "commitment": commitment, "signing_key": key})

    def _certs(self, name: str) -> tuple[dict[str, Any], list[SignedMessage]]:
        found = self.get(name).get_json()
        assert len(found["commitments"]) == len(found["certs"])
        return found, [msgspec.convert(entry, SignedMessage) for entry in found["certs"]]

    def _do_polynomial(self, status: dict[str, Any]) -> TestResponse:
        assert isinstance(self.secret, ThresholdSecret)
        _, certs = self._certs("certificates")
        return self.post("polynomial", encode(dkg.make_polynomial(ED25519, self.secret.seed, certs)))

    def _do_voutput(self, status: dict[str, Any]) -> TestResponse:
        assert isinstance(self.secret, ThresholdSecret)
        found, certs = self._certs("vinput")
        vinput = decode(Vinput, encode(found["vinput"]))
        return self.post("voutput", encode(dkg.make_voutput(ED25519, self.secret.seed, certs, vinput)))

    def _do_rehearsal(self, status: dict[str, Any]) -> TestResponse:
        test = msgspec.convert(self.get("rehearsal").get_json(), Rehearsal)
        return self.post("rehearsal", encode(answer_rehearsal(self.secret, self.uuid, test)))

    # -- count

    @property
    def group(self) -> Group:
        """Everybody's place in the group with this trustee's secret: only ours is used."""
        assert isinstance(self.secret, ThresholdSecret)
        size = self.status()["trustee"]["size"]
        return Group(self.world.database, self.uuid, [self.secret] * size)

    def _do_shuffle(self, status: dict[str, Any]) -> TestResponse:
        bundle = msgspec.json.decode(self.group.shuffle(status["trustee"]["owner"]))
        del bundle["owner"]
        return self.post("shuffle", bundle)

    def _do_commit(self, status: dict[str, Any]) -> TestResponse:
        owner = status["trustee"]["owner"]
        self.shares[owner] = self.group.share(owner)
        assert self.get("private-key").get_json()["private_key"]
        return self.post("commitment", {"commitment": sha256_hex(self.shares[owner])})

    def _do_decrypt(self, status: dict[str, Any]) -> TestResponse:
        return self.post("share", self.shares[status["trustee"]["owner"]])
