"""V5: ballots."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ballot.crypto import credentials
from ballot.protocol.ballots import create_ballot, encrypt_ballot, sign_ballot
from ballot.records.canonical import encode
from tests.attacks.corpus.base import (
    TWICE,
    at_path,
    edit_record,
    evil,
    of,
    other_number,
    plus_q,
    tampered,
    without,
)
from tests.factory.container import Step
from tests.factory.elections import Maker, question
from tests.factory.forging import IDENTITY, edit_ballot, forge_ballot, outside, put, sign_again


def with_extra_ballot(make: Callable[[Maker], bytes], at: int = 0) -> dict[str, Any]:
    """A bad ballot on the board, before the good ones: whatever becomes of it, the tally is that of the good ones."""

    def change(maker: Maker, ballots: list[bytes]) -> list[bytes]:
        return [*ballots[:at], make(maker), *ballots[at:]]

    return {**tampered("ballots", change), "height": lambda maker: maker.height_of("Ballot", at)}


def edited(change: Callable[[Maker, Any], Any], voter: int = 0, choices: Any = ((1, 0),)) -> dict[str, Any]:
    """A bad ballot: a good one, changed, and signed again by its voter."""
    return with_extra_ballot(
        lambda maker: edit_ballot(maker, voter, maker.ballot(voter, choices), lambda b: change(maker, b))
    )


def respelt(old: bytes, new: bytes) -> dict[str, Any]:
    """A ballot in another spelling; what is signed is the canonical form."""
    return with_extra_ballot(lambda maker: maker.ballot(0, [[1, 0]]).replace(old, new, 1))


def stranger(maker: Maker) -> bytes:
    """A ballot signed with a token that is on no list."""
    public = credentials.public_credential(maker.group, maker.uuid, token := credentials.new_token())
    return create_ballot(replace(maker.context, weights={str(public): 1}), token, [[1, 0]])


def for_another_election(maker: Maker) -> bytes:
    """The ballot that the same token would cast in an earlier draft of the election (other phi)."""
    return create_ballot(replace(maker.context, phi="A" * 43), maker.tokens[0], [[1, 0]])


def copied(maker: Maker) -> bytes:
    """Voter 1's answers under voter 0's credential and signature."""
    other = json.loads(maker.ballot(1, [[0, 1]]))
    return sign_again(maker, 0, {**other, "credential": maker.public[0]})


def signed_by_another(maker: Maker) -> bytes:
    """Voter 0's ballot with a signature made with voter 1's token."""
    return sign_again(maker, 1, json.loads(maker.ballot(0, [[1, 0]])))


FIRST = ("answers", 0)
evil("ballot with white space", "5.1", "B15", **respelt(b'","', b'", "'))
evil("ballot with an escaped letter", "5.1", "B15", **respelt(b'"election_uuid"', b'"election\\u005fuuid"'))
evil("ballot with a field more", "5.1", "B15", **edited(lambda maker, b: {**b, "note": "hello"}))
evil(
    "ballot with a field less",
    "5.1",
    "B15",
    **with_extra_ballot(
        lambda maker: encode({k: v for k, v in json.loads(maker.ballot(0, [[1, 0]])).items() if k != "signature"})
    ),
)
evil("ballot that is no JSON", "5.1", "B15", **with_extra_ballot(lambda maker: maker.ballot(0, [[1, 0]])[:-1] + b"]"))
evil("ballot cut off", "5.1", "B15", **with_extra_ballot(lambda maker: maker.ballot(0, [[1, 0]])[:200]))
evil(
    "another record in place of a ballot", "1.3", "B19", **with_extra_ballot(lambda maker: encode({"not": "a ballot"}))
)
evil(
    "ballot with fields in another order",
    "5.1",
    "B15",
    **with_extra_ballot(lambda maker: encode(dict(reversed(list(json.loads(maker.ballot(0, [[1, 0]])).items()))))),
)
evil("ballot of an unknown credential", "5.2", "B5", **with_extra_ballot(stranger))
evil("ballot for an earlier draft", "5.3", "B3", **with_extra_ballot(for_another_election))
evil("ballot for another uuid", "5.3", "B3", **edited(lambda maker, b: {**b, "election_uuid": credentials.new_uuid()}))
evil("stuffed ballot: signature altered", "5.4", "B5", **with_extra_ballot(lambda maker: _bad_signature(maker)))
evil("stuffed ballot: signed by another token", "5.4", "B5", **with_extra_ballot(signed_by_another))
evil("signature over another hash", "5.4", "B5", **with_extra_ballot(lambda maker: _bad_hash(maker)))
evil("answers missing", "5.5", "C13", **edited(lambda maker, b: put(b, ("answers",), [])))
evil("one answer too many", "5.5", "C13", **edited(lambda maker, b: b["answers"].append(b["answers"][0])))
evil(
    "one choice too many",
    "5.5",
    "C13",
    **edited(lambda maker, b: b["answers"][0]["choices"].append(b["answers"][0]["choices"][0])),
)
evil("no individual proof", "5.5", "C13", **edited(lambda maker, b: put(b, (*FIRST, "individual_proofs"), [])))
evil(
    "overall proof too short", "5.5", "C13", **edited(lambda maker, b: b["answers"][0]["overall_proof"].pop() and None)
)
evil(
    "blank proof where blank is not allowed",
    "5.5",
    "C14",
    **edited(lambda maker, b: put(b, (*FIRST, "blank_proof"), b["answers"][0]["overall_proof"][:2])),
)
evil(
    "no blank proof where blank is allowed",
    "5.5",
    "C14",
    questions=(question(2, 0, 1, blank=True),),
    votes=((0, [[0, 1, 0]]), (1, [[1, 0, 0]])),
    **edited(lambda maker, b: without(b, (*FIRST, "blank_proof")), choices=((0, 1, 0),)),
)
for part in ("alpha", "beta"):
    place = (*FIRST, "choices", 0, part)
    evil(
        f"{part} times a point of order 8",
        "5.6",
        "C3 C6",
        **edited(lambda maker, b, place=place: put(b, place, outside(at_path(b, place)))),
    )
    evil(
        f"{part} of order 2",
        "5.6",
        "C3 C6",
        **edited(lambda maker, b, place=place: put(b, place, "7f" + "ff" * 30 + "ec")),
    )
evil(
    "response not below q",
    "5.6",
    "C12",
    **edited(
        lambda maker, b: put(
            b,
            (*FIRST, "overall_proof", 0, "response"),
            plus_q(maker, at_path(b, (*FIRST, "overall_proof", 0, "response"))),
        )
    ),
)
evil("vote of two", "5.7", "C15", **with_extra_ballot(lambda maker: forge_ballot(maker, 0, [[2, 0]])))
evil("vote of minus one", "5.7", "C15", **with_extra_ballot(lambda maker: forge_ballot(maker, 0, [[-1, 1]])))
evil("over-vote", "5.7", "C15", **with_extra_ballot(lambda maker: forge_ballot(maker, 0, [[1, 1]])))
evil("copied answers", "5.7", "B1", **with_extra_ballot(copied))
evil(
    "proof altered",
    "5.7",
    "B1",
    **edited(
        lambda maker, b: put(
            b,
            (*FIRST, "individual_proofs", 0, 1, "response"),
            other_number(at_path(b, (*FIRST, "individual_proofs", 0, 1, "response"))),
        )
    ),
)
evil(
    "identity as ciphertext without a proof",
    "5.7",
    "C11",
    **edited(lambda maker, b: put(b, (*FIRST, "choices", 0), {"alpha": IDENTITY, "beta": IDENTITY})),
)


def _bad_signature(maker: Maker) -> bytes:
    ballot = json.loads(maker.ballot(0, [[1, 0]]))
    ballot["signature"]["proof"]["response"] = other_number(ballot["signature"]["proof"]["response"])
    return encode(ballot)


def _bad_hash(maker: Maker) -> bytes:
    """A signature that holds, over the hash of another ballot of the same voter."""
    one, other = (json.loads(maker.ballot(0, [[1, 0]])) for _ in range(2))
    return encode({**one, "signature": other["signature"]})


def same_ciphertexts(maker: Maker) -> list[bytes]:
    """Two voters who help each other: the second encrypts the same choice with the same randomness."""
    unsigned, randomness = encrypt_ballot(maker.context, maker.tokens[0], [[1, 0]])
    return [sign_ballot(maker.context, maker.tokens[0], unsigned), forge_ballot(maker, 1, [[1, 0]], randomness)]


evil(
    "the same ballot twice",
    "5.10",
    "B2",
    height=of("Ballot", 2),
    **tampered("steps", lambda maker, steps: [*steps[:3], steps[1], *steps[3:]]),
)
evil(
    "the same ballot twice, written once",
    "5.10",
    "B2",
    height=of("Ballot", 2),
    **tampered("steps", lambda maker, steps: [*steps[:3], Step("Ballot", steps[1].payload), *steps[3:]]),
)
evil(
    "a ciphertext under two credentials",
    "5.10",
    "B1",
    height=of("Ballot", 1),
    **tampered("ballots", lambda maker, ballots: same_ciphertexts(maker)),
)
evil(
    "a tracking number is missing",
    "5.12",
    "B8",
    **tampered(
        "companion", lambda maker, records: edit_record(records, "tracking_numbers", lambda r: r["numbers"].pop())
    ),
)
evil(
    "a tracking number too many",
    "5.12",
    "B7",
    **tampered(
        "companion",
        lambda maker, records: edit_record(records, "tracking_numbers", lambda r: r["numbers"].append("z" * 43)),
    ),
)
evil("two ballots of one credential", "5.13", "B8", height=of("Ballot", 2), votes=TWICE, re_voting=False)
