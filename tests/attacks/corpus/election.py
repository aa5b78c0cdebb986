"""V2: the election record."""

from __future__ import annotations

import json
from typing import Any

from ballot.crypto.proofs import prove_knowledge
from ballot.protocol.setup import TrusteeSecret
from ballot.protocol.trustees import combine_keys
from ballot.records.canonical import encode
from ballot.records.types import proof_record
from tests.attacks.corpus.base import (
    evil,
    setting,
    tampered,
)
from tests.factory.container import Step
from tests.factory.elections import Maker
from tests.factory.forging import IDENTITY, outside


def bad_setup_hash(name: str) -> dict[str, Any]:
    """A Setup payload that names a record which is not there."""

    def change(maker: Maker, steps: list[Step]) -> None:
        absent = {"election": maker.election_raw, "trustees": maker.trustees_raw, "credentials": maker.credentials_raw}
        steps[0].data.remove(absent[name])

    return tampered("steps", change)


for name in ("election", "trustees", "credentials"):
    evil(f"Setup names {name} that are not there", "2.1", "B11", height=lambda m: 0, votes=(), **bad_setup_hash(name))


def other_uuid(uuid: str) -> dict[str, Any]:
    """An election with a chosen uuid."""

    def change(maker: Maker, record: dict[str, Any]) -> None:
        maker.uuid = record["uuid"] = uuid

    return tampered("election", change)


evil("version 2", "2.2", "", height=lambda m: 0, **tampered("election", setting("version", 2)))
evil("version 0", "2.2", "", height=lambda m: 0, **tampered("election", setting("version", 0)))
evil("uuid of 13 characters", "2.2", "", height=lambda m: 0, votes=(), **other_uuid("1" * 13))
evil("uuid with a zero", "2.2", "", height=lambda m: 0, votes=(), **other_uuid("0" * 14))
evil("unknown group", "2.2", "C5", height=lambda m: 0, votes=(), **tampered("election", setting("group", "Ed448")))
evil(
    "group of another spelling",
    "2.2",
    "C5",
    height=lambda m: 0,
    votes=(),
    **tampered("election", setting("group", "ed25519")),
)
evil(
    "group with parameters inside",
    "2.2",
    "C5",
    height=lambda m: 0,
    votes=(),
    **tampered("election", setting("group", json.dumps({"g": "2", "p": "23", "q": "11"}))),
)


def cancelling_keys(maker: Maker, entries: list[Any]) -> list[Any]:
    """Make the second trustee's private key the negative of the first one's."""
    first = maker.secrets[0]
    maker.secrets[1] = TrusteeSecret(1, str(maker.group.q - first.exponent(maker.group)), maker.secrets[1].signing_seed)
    entries[1] = ["Single", trustee_entry(maker, 1)]
    maker.y = combine_keys([maker.group.g ** s.exponent(maker.group) for s in maker.secrets], maker.group)
    return entries


def trustee_entry(maker: Maker, index: int) -> dict[str, Any]:
    """The public key record of a trustee from its (replaced) secret."""
    x = maker.secrets[index].exponent(maker.group)
    key = maker.group.g**x
    proof = json.loads(encode(proof_record(prove_knowledge(maker.group, x, key))))
    return {"pok": proof, "public_key": str(key)}


evil(
    "keys that cancel each other out",
    "2.3",
    "C10 T1",
    height=lambda m: 0,
    trustees=2,
    **tampered("trustees", cancelling_keys),
)
evil(
    "public key outside the group",
    "2.3~3.7",
    "C3 C6",
    height=lambda m: 0,
    votes=(),
    **tampered("election", lambda maker, record: record.update(public_key=outside(record["public_key"]))),
)
evil(
    "public key is the identity",
    "2.3~3.7",
    "C10",
    height=lambda m: 0,
    votes=(),
    **tampered("election", setting("public_key", IDENTITY)),
)
evil(
    "public key in upper case",
    "2.3~3.7",
    "C9",
    height=lambda m: 0,
    votes=(),
    **tampered("election", lambda maker, record: record.update(public_key="F" + record["public_key"][1:].upper())),
)

for label, path, value in (
    ("minimum above maximum", ("min",), 2),
    ("maximum above the number of answers", ("max",), 3),
    ("minimum below zero", ("min",), -1),
    ("no answers", ("answers",), []),
):
    evil(
        label, "2.4", "C13", height=lambda m: 0, votes=(), **tampered("election", setting("questions", 0, *path, value))
    )
evil(
    "Setup names a certificate that is not there",
    "2.1",
    "B11",
    height=lambda m: 0,
    **tampered("setup_data", lambda maker, record: record.update(credentials_certificate="ab" * 32)),
)
evil(
    "unknown type of question",
    "2.4",
    "",
    height=lambda m: 0,
    votes=(),
    **tampered("election", setting("questions", 0, {"type": "Surprise", "value": {}})),
)
