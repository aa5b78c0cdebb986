"""V3: trustees."""

from __future__ import annotations

from typing import Any

from ballot.protocol.trustees import combine_keys
from ballot.records.charter import Charter
from tests.attacks.corpus.base import (
    evil,
    other_number,
    plus_q,
    replace_fields,
    tampered,
)
from tests.attacks.corpus.election import trustee_entry
from tests.factory.elections import Maker, ranked
from tests.factory.forging import put


def same_key_twice(maker: Maker, entries: list[Any]) -> list[Any]:
    """Let the second trustee use the key of the first one, proof and all (attack T2)."""
    maker.secrets[1] = type(maker.secrets[0])(1, maker.secrets[0].private_key, maker.secrets[1].signing_seed)
    entries[1] = ["Single", {**entries[0][1], "name": "Trustee 2"}]
    maker.y = combine_keys([maker.group.g ** s.exponent(maker.group) for s in maker.secrets], maker.group)
    return entries


def one_signing_key(maker: Maker, charter: Charter) -> Charter:
    """Let the second trustee sign with the key of the first one, from the charter to the last share."""
    first, second = maker.secrets
    maker.secrets[1] = type(first)(1, second.private_key, first.signing_seed)
    return replace_fields(charter, {"signing_keys": (charter.signing_keys[0],) * 2})


def no_secret(maker: Maker, entries: list[Any]) -> list[Any]:
    """Let the second trustee's key be the identity."""
    maker.secrets[1] = type(maker.secrets[0])(1, "0", maker.secrets[1].signing_seed)
    entries[1] = ["Single", trustee_entry(maker, 1)]
    maker.y = combine_keys([maker.group.g ** s.exponent(maker.group) for s in maker.secrets], maker.group)
    return entries


evil(
    "proof of knowledge altered",
    "3.1",
    "T1",
    height=lambda m: 0,
    **tampered(
        "trustees", lambda maker, e: put(e, (0, 1, "pok", "response"), other_number(e[0][1]["pok"]["response"]))
    ),
)
evil(
    "proof of knowledge of another key",
    "3.1",
    "T1",
    height=lambda m: 0,
    trustees=2,
    **tampered("trustees", lambda maker, e: put(e, (0, 1, "pok"), e[1][1]["pok"])),
)
evil(
    "challenge not below q",
    "3.1",
    "C12",
    height=lambda m: 0,
    **tampered(
        "trustees", lambda maker, e: put(e, (0, 1, "pok", "challenge"), plus_q(maker, e[0][1]["pok"]["challenge"]))
    ),
)
evil("a trustee's key is the identity", "3.1", "C10", height=lambda m: 0, trustees=2, **tampered("trustees", no_secret))
evil(
    "public key is not the product",
    "3.7",
    "T1",
    height=lambda m: 0,
    votes=(),
    **tampered("election", lambda maker, r: r.update(public_key=str(maker.group.g**7))),
)
evil(
    "one trustee with two keys alike",
    "3.8",
    "T2",
    height=lambda m: 0,
    trustees=2,
    **tampered("trustees", same_key_twice),
)
evil(
    "two trustees with one signing key",
    "3.8",
    "T2",
    height=lambda m: 0,
    trustees=2,
    questions=(ranked(3),),
    votes=((0, [[1, 2, 3]]), (1, [[2, 1, 3]])),
    **tampered("charter", one_signing_key),
)
evil("fewer trustees than the charter says", "3.8", "T2", height=lambda m: 0, policy_trustees=2)
