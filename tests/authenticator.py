"""A passkey in software: it makes keys and signs as a phone or a security key does, and as an attacker would like."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey. `origin` and `host`: where its browser thinks that it is; `counts`: how often it has signed."""

    origin: str
    host: str = ""
    flags: int = PRESENT | VERIFIED
    counts: int = 0
    step: int = 1
    handle: bytes = b""
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str, **changed: Any) -> str:
        """Answer navigator.credentials.create."""
        asked = json.loads(options)
        self.host = self.host or asked["rp"]["id"]
        self.handle = base64url_to_bytes(asked["user"]["id"])
        made = b"\0" * 16 + len(self.credential).to_bytes(2) + self.credential + self._public_key()
        data = self._data(HAS_KEY) + made
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(asked, "webauthn.create", changed, attestationObject=attestation)

    def use(self, options: str, **changed: Any) -> str:
        """Answer navigator.credentials.get."""
        asked = json.loads(options)
        self.counts += self.step
        data = self._data()
        client = self._client(asked, "webauthn.get", changed)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._answer(asked, "webauthn.get", changed, **parts)

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})

    def _data(self, flags: int = 0) -> bytes:
        site = hashlib.sha256(self.host.encode()).digest()
        return site + bytes([self.flags | flags]) + self.counts.to_bytes(4)

    def _client(self, asked: dict[str, Any], kind: str, changed: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | changed).encode()

    def _answer(self, asked: dict[str, Any], kind: str, changed: dict[str, Any], **parts: bytes) -> str:
        response = {name: bytes_to_base64url(value) for name, value in parts.items()}
        response["clientDataJSON"] = bytes_to_base64url(self._client(asked, kind, changed))
        named = bytes_to_base64url(self.credential)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})
