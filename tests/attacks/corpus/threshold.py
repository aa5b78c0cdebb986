"""V3 and V8 with threshold trustees."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from ballot.crypto import channel
from ballot.crypto.group import ED25519 as G
from ballot.crypto.proofs import prove_knowledge
from ballot.protocol import threshold as dkg
from ballot.protocol.trustees import combine_keys
from ballot.records.canonical import encode
from ballot.records.threshold import Context
from ballot.records.types import proof_record
from tests.attacks.corpus.base import evil, of, other_number, tampered
from tests.factory.elections import Maker
from tests.factory.forging import IDENTITY, SMALL_ORDER_TEXTS, forge_share, put

SETUP: dict[str, Any] = {"trustees": 1, "groups": ((2, 3),), "votes": (), "until": "Setup"}
WHOLE: dict[str, Any] = {"trustees": 0, "groups": ((2, 3),)}
GROUP = (1, 1)  # where the parameters stand in the trustees record


def parameters(name: str, failed: str, rows: str, change: Callable[[Maker, Any], Any], **more: Any) -> None:
    """An archive whose threshold parameters are changed."""

    def apply(maker: Maker, entries: list[Any]) -> list[Any]:
        change(maker, entries[1][1])
        return entries

    evil(name, failed, rows, height=lambda m: 0, **{**SETUP, **more}, **tampered("trustees", apply))


def signed(maker: Maker, member: int, message: str) -> Any:
    """A text signed by a member of the group, as JSON."""
    keys = channel.derive_keys(G, maker.made_groups[0].members[member].seed)
    return {"message": message, "signature": proof_record(channel.sign_message(G, keys.signing, message))}


def coefexps(change: Callable[[list[str]], list[str]]) -> Callable[[Maker, Any], Any]:
    """The first member commits to something else, and signs it."""

    def apply(maker: Maker, p: Any) -> None:
        texts = json.loads(p["coefexps"][0]["message"])["coefexps"]
        p["coefexps"][0] = signed(maker, 0, encode({"coefexps": change(texts)}).decode())

    return apply


def certificate(context: Context, member: int = 0) -> Callable[[Maker, Any], Any]:
    """A member's certificate for another place or key generation."""

    def apply(maker: Maker, p: Any) -> None:
        seed = maker.made_groups[0].members[member].seed
        p["certs"][member] = json.loads(encode(dkg.make_certificate(G, seed, context)))

    return apply


def swap(name: str) -> Callable[[Maker, Any], Any]:
    """The first two of a list in each other's place."""

    def apply(maker: Maker, p: Any) -> None:
        p[name][0], p[name][1] = p[name][1], p[name][0]

    return apply


def altered(*path: Any) -> Callable[[Maker, Any], Any]:
    """Another number at a place."""

    def apply(maker: Maker, p: Any) -> None:
        value = p
        for key in path:
            value = value[key]
        put(p, path, other_number(value))

    return apply


parameters("threshold 0", "3.2", "T7", lambda m, p: p.update(threshold=0))
parameters("threshold above the size", "3.2", "T7", lambda m, p: p.update(threshold=4))
parameters("a certificate is missing", "3.2", "T7", lambda m, p: p["certs"].pop())
parameters("a commitment is missing", "3.2", "T7", lambda m, p: p["coefexps"].pop())
parameters("a signature over the certificates is missing", "3.2", "T7", lambda m, p: p["signatures"].pop())
parameters("no signatures at all", "3.2", "T7", lambda m, p: p.pop("signatures"))
parameters("a verification key is missing", "3.2", "T7", lambda m, p: p["verification_keys"].pop(), with_charter=False)
parameters("a certificate's signature altered", "3.3", "T5", altered("certs", 0, "signature", "response"))
parameters("certificates in each other's place", "3.3", "T6", swap("certs"))
parameters("a certificate for another place", "3.3", "T6 T7", certificate(Context("Ed25519", 3, 2, 2)))
parameters("a certificate for another size", "3.3", "T6 T7", certificate(Context("Ed25519", 4, 2, 1)))
parameters("a certificate for another group", "3.3", "T6 T7", certificate(Context("RFC-3526-2048", 3, 2, 1)))
parameters(
    "another threshold than in the certificates", "3.3", "T7", lambda m, p: p.update(threshold=3), with_charter=False
)
parameters("coefficients of another trustee", "3.4", "T7", swap("coefexps"), with_charter=False)
parameters("a coefficient too few", "3.4", "T7", coefexps(lambda texts: texts[:-1]), with_charter=False)
parameters("a coefficient too many", "3.4", "T7", coefexps(lambda texts: [*texts, texts[0]]), with_charter=False)
parameters(
    "a coefficient of small order",
    "3.4",
    "T8 C3",
    coefexps(lambda texts: [texts[0], SMALL_ORDER_TEXTS[0]]),
    with_charter=False,
)
parameters(
    "a coefficient is the identity", "3.4", "T8 C10", coefexps(lambda texts: [texts[0], IDENTITY]), with_charter=False
)
parameters("coefficients with an altered signature", "3.4", "T7", altered("coefexps", 2, "signature", "challenge"))
parameters("signatures over the certificates swapped", "3.5", "T5", swap("signatures"))
parameters("a signature over the certificates altered", "3.5", "T5", altered("signatures", 1, "response"))
parameters(
    "other coefficients than the certificates' signature covers",
    "3.5",
    "T5",
    coefexps(lambda t: t[::-1]),
    with_charter=False,
)
parameters("verification keys of each other", "3.6", "T7", swap("verification_keys"))
parameters("a verification key without signature", "3.6", "T7", lambda m, p: p["verification_keys"][0].pop("signature"))
parameters(
    "a verification key's signature of another",
    "3.6",
    "T7",
    lambda m, p: p["verification_keys"][0].update(signature=p["verification_keys"][1]["signature"]),
)
parameters("a verification key's proof altered", "3.6", "T1", altered("verification_keys", 0, "pok", "response"))
parameters(
    "a verification key that its owner chose", "3.6", "T1", lambda m, p: p["verification_keys"][2].update(chosen(m, 2))
)


def chosen(maker: Maker, member: int) -> dict[str, Any]:
    """A key with all that it needs, but not the one that follows from what all committed to."""
    keys = channel.derive_keys(G, maker.made_groups[0].members[member].seed)
    key = G.g**9
    signature = proof_record(channel.sign_message(G, keys.signing, str(key)))
    made: dict[str, Any] = json.loads(
        encode({"pok": proof_record(prove_knowledge(G, 9, key)), "public_key": str(key), "signature": signature})
    )
    return made


evil(
    "public key is not the product of the groups' keys",
    "3.7",
    "T1",
    height=lambda m: 0,
    **SETUP,
    **tampered("election", lambda maker, r: r.update(public_key=str(maker.group.g**7))),
)


def key_of_a_member(maker: Maker, entries: list[Any]) -> list[Any]:
    """Let the single trustee use the key of a member of the group, which that member could well prove."""
    x = maker.secrets[1].exponent(G)
    pok = json.loads(encode(proof_record(prove_knowledge(G, x, G.g**x))))
    entries[0][1].update(pok=pok, public_key=str(G.g**x))
    maker.y = combine_keys([G.g**x, maker.items[1].sub_key])
    return entries


evil(
    "a single trustee with the key of a threshold trustee",
    "3.8",
    "T2",
    height=lambda m: 0,
    **SETUP,
    **tampered("trustees", key_of_a_member),
)
evil("another threshold than the charter's", "3.8", "T7", height=lambda m: 0, **SETUP, policy_threshold=4)


def commitments(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> dict[str, Any]:
    """A charter with other commitments."""
    return {
        **SETUP,
        **tampered("charter", lambda maker, charter: replace(charter, commitments=change(charter.commitments))),
        "height": lambda m: 0,
    }


evil("a commitment to other coefficients", "3.9", "T3", **commitments(lambda c: ("0" * 64, *c[1:])))
evil("commitments in another order", "3.9", "T3", **commitments(lambda c: c[::-1]))
evil("a commitment is missing", "3.9", "T3", **commitments(lambda c: c[:-1]))
evil("no commitments", "3.9", "T3", **commitments(lambda c: ()))

# -- V8


def second(change: Callable[[Any], Any]) -> dict[str, Any]:
    """The second of the two shares that are there, changed."""

    def apply(maker: Maker, shares: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        record = json.loads(shares[1][1])
        change(record)
        return [shares[0], (2, encode(record))]

    return {**WHOLE, **tampered("shares", apply), "height": of("PartialDecryption", 1)}


evil(
    "a threshold share of nobody",
    "8.1",
    "T10",
    height=of("PartialDecryption", 2),
    **WHOLE,
    **tampered("shares", lambda maker, shares: [*shares, (4, shares[0][1])]),
)
evil("a threshold share too short", "8.2~8.4", "T11", **second(lambda r: r["decryption_factors"][0].pop()))
evil("a threshold share not proved", "8.3~8.4", "T11", **second(lambda r: r["decryption_factors"][0].reverse()))
evil("one share too few of a group", "8.4", "T9", **WHOLE, **tampered("shares", lambda maker, shares: shares[:1]))
evil(
    "a group is complete, the single trustee is missing",
    "8.4",
    "T9",
    trustees=1,
    groups=((1, 2),),
    **tampered("shares", lambda maker, shares: shares[1:]),
)
evil(
    "a share beyond the threshold with false factors and proofs that hold",
    "8.6",
    "C1 T11",
    height=of("PartialDecryption", 2),
    with_charter=False,
    decrypting=(1, 2, 3),
    **WHOLE,
    **tampered("shares", lambda maker, shares: [*shares[:2], (3, forge_share(maker, 3))]),
)
