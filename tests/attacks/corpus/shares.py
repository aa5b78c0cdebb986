"""V8: shares."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ballot.records.canonical import encode
from tests.attacks.corpus.base import (
    edit_record,
    evil,
    of,
    other_number,
    tampered,
)
from tests.factory.elections import Maker
from tests.factory.forging import forge_share, outside, put


def extra_share(owner: int) -> dict[str, Any]:
    """One more share, under a wrong owner."""
    return tampered("shares", lambda maker, shares: [*shares, (owner, maker.share(1))])


def broken_share(change: Callable[[Maker, dict[str, Any]], Any]) -> dict[str, Any]:
    """The only share of the only trustee, changed."""

    def apply(maker: Maker, shares: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        record = json.loads(shares[0][1])
        change(maker, record)
        return [(1, encode(record))]

    return tampered("shares", apply)


for owner in (0, 2, -1, 2**62):
    evil(f"share of owner {owner}", "8.1", "T10", height=of("PartialDecryption", 1), **extra_share(owner))
evil(
    "a factor is missing",
    "8.2~8.4",
    "T12",
    height=of("PartialDecryption"),
    **broken_share(lambda maker, record: record["decryption_factors"][0].pop()),
)
evil(
    "factors transposed",
    "8.2~8.4",
    "T12",
    height=of("PartialDecryption"),
    **broken_share(
        lambda maker, record: record.update(decryption_factors=[[f] for f in record["decryption_factors"][0]])
    ),
)
evil(
    "a factor outside the group",
    "8.2~8.4",
    "C3",
    height=of("PartialDecryption"),
    **broken_share(
        lambda maker, record: put(record, ("decryption_factors", 0, 0), outside(record["decryption_factors"][0][0]))
    ),
)
evil(
    "a response not below q",
    "8.2~8.4",
    "C12",
    height=of("PartialDecryption"),
    **broken_share(lambda maker, record: put(record, ("decryption_proofs", 0, 0, "response"), str(maker.group.q))),
)
evil(
    "factors in another order",
    "8.3~8.4",
    "T12",
    height=of("PartialDecryption"),
    **broken_share(lambda maker, record: record["decryption_factors"][0].reverse()),
)
evil(
    "share for another tally",
    "8.3~8.4",
    "T12",
    height=of("PartialDecryption"),
    **tampered("shares", lambda maker, shares: [(1, Maker().build().shares[0][1])]),
)
evil(
    "shares under each other's owner",
    "8.3~8.4",
    "T10",
    trustees=2,
    **tampered("shares", lambda maker, shares: [(1, shares[1][1]), (2, shares[0][1])]),
)
evil(
    "result without one trustee's share",
    "8.4",
    "T9",
    trustees=2,
    **tampered("shares", lambda maker, shares: shares[:1]),
)
evil(
    "strong proof altered",
    "8.5",
    "C2",
    height=of("PartialDecryption"),
    **tampered(
        "companion",
        lambda maker, records: edit_record(
            records, "strong_proof", lambda r: r.update(response=other_number(r["response"]))
        ),
    ),
)
evil(
    "strong proof missing",
    "8.5",
    "C2",
    **tampered("companion", lambda maker, records: [r for r in records if type(r).__name__ != "StrongProofRecord"]),
)
evil(
    "trustee's signature altered",
    "8.5",
    "T10",
    height=of("PartialDecryption"),
    **tampered(
        "companion", lambda maker, records: edit_record(records, "signature", lambda r: r.update(signature="0" * 128))
    ),
)
evil(
    "trustee's signature missing",
    "8.5",
    "T10",
    **tampered("companion", lambda maker, records: [r for r in records if type(r).__name__ != "SignatureRecord"]),
)
evil(
    "the share is not the one that was committed to",
    "8.5",
    "P10",
    height=of("PartialDecryption"),
    **tampered(
        "companion",
        lambda maker, records: edit_record(records, "share_commitment", lambda r: r.update(commitment="0" * 64)),
    ),
)
evil(
    "a commitment to a share of somebody else",
    "8.5",
    "P10",
    height=of("PartialDecryption"),
    **tampered(
        "companion", lambda maker, records: edit_record(records, "share_commitment", lambda r: r.update(owner=2))
    ),
)
evil(
    "commitment to the share missing",
    "8.5",
    "P10",
    **tampered("companion", lambda maker, records: [r for r in records if type(r).__name__ != "ShareCommitmentRecord"]),
)
evil(
    "false factors with proofs that hold",
    "8.5",
    "C1 C2",
    height=of("PartialDecryption"),
    until="PartialDecryption",
    **tampered("shares", lambda maker, shares: [(1, forge_share(maker, 1))]),
)
