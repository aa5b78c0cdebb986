"""Ranked questions: papers, the mixnet (V7), and results."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ballot.board.companion import SignatureRecord
from ballot.crypto._finite import BELENIOS_2048
from ballot.crypto.elgamal import Ciphertext
from ballot.protocol import mixnet
from ballot.records.canonical import encode
from tests.attacks.corpus.ballots import edited, with_extra_ballot
from tests.attacks.corpus.base import edit_record, evil, of, other_number, tampered
from tests.factory.container import Step
from tests.factory.elections import Maker, ranked
from tests.factory.forging import forge_shuffle, outside, put

RANKED: dict[str, Any] = {
    "questions": (ranked(3),),
    "votes": ((0, [[1, 2, 3]]), (1, [[2, 1, 0]])),
    "trustees": 2,
}
FOREIGN: dict[str, Any] = {**RANKED, "with_charter": False}
Shuffles = list[tuple[int, bytes]]

evil(
    "more candidates than a paper holds",
    "2.4",
    "",
    height=lambda m: 0,
    questions=(ranked(31),),
    votes=(),
    trustees=1,
    until="Setup",
    mixers=(),
)
evil(
    "ranked question in a group that has no papers",
    "2.4",
    "",
    height=lambda m: 0,
    questions=(ranked(2),),
    votes=(),
    group=BELENIOS_2048,
    until="Setup",
    mixers=(),
)
evil("voters with weights rank", "4.3", "B12", height=lambda m: 0, weights=(1, 2), **RANKED)

# -- V5


def paper(change: Callable[[Maker, Any], Any]) -> dict[str, Any]:
    """A bad ranked ballot before the good ones, signed by its voter."""
    return {**RANKED, **edited(change, choices=([3, 2, 1],))}


def encrypted_anew(maker: Maker, ballot: Any) -> None:
    """The same paper under other randomness, with the old proof (attack B1)."""
    choices = ballot["answers"][0]["choices"]
    alpha, beta = (maker.group.parse(choices[name]) for name in ("alpha", "beta"))
    ballot["answers"][0]["choices"] = {"alpha": str(alpha * maker.group.g), "beta": str(beta * maker.y)}


evil(
    "ranked proof altered",
    "5.8",
    "C4",
    **paper(
        lambda m, b: put(b, ("answers", 0, "proof", "response"), other_number(b["answers"][0]["proof"]["response"]))
    ),
)
evil("ranked paper encrypted anew", "5.8", "B1 C4", **paper(encrypted_anew))
evil(
    "ranked paper outside the group",
    "5.6",
    "C6",
    **paper(lambda m, b: put(b, ("answers", 0, "choices", "beta"), outside(b["answers"][0]["choices"]["beta"]))),
)
evil("ranked paper with an answer's fields", "5.1", "C13", **paper(lambda m, b: b["answers"][0].pop("proof") and None))


def another_paper(maker: Maker) -> bytes:
    """Voter 1's paper under voter 0's name."""
    from tests.factory.forging import sign_again

    other = json.loads(maker.ballot(1, [[2, 1, 0]]))
    return sign_again(maker, 0, {**other, "credential": maker.public[0]})


evil("another's ranked paper", "5.8", "B1", **RANKED, **with_extra_ballot(another_paper))

# -- V6

evil(
    "ranked papers are not sorted in the tally",
    "6.2",
    "T18 B14",
    height=of("EncryptedTally"),
    **RANKED,
    **tampered("tally", lambda maker, raw: encode([row[::-1] for row in json.loads(raw)])),
)
evil(
    "a ranked paper is left out of the tally",
    "6.2+6.4",
    "T18",
    height=of("EncryptedTally"),
    **RANKED,
    **tampered("counted", lambda maker, counted: counted[:1]),
)

# -- V7


def steps(change: Callable[[list[Step]], list[Step]]) -> dict[str, Any]:
    """Another order of events."""
    return tampered("steps", lambda maker, made: change(made))


def without(*kinds: str) -> dict[str, Any]:
    """No event of some types."""
    return steps(lambda made: [step for step in made if step.type not in kinds])


def cut_off(made: list[Step]) -> list[Step]:
    """EndShuffles before the last shuffle."""
    end = [step.type for step in made].index("EndShuffles")
    return [*made[: end - 1], made[end], made[end - 1], *made[end + 1 :]]


evil("nobody shuffled", "7.1", "T16", height=of("EndShuffles"), **RANKED, mixers=(), policy_mixers=(1, 2))
evil(
    "nobody shuffled, and no end of the shuffles",
    "7.1",
    "T16",
    height=of("PartialDecryption"),
    **RANKED,
    mixers=(),
    policy_mixers=(1, 2),
    **without("EndShuffles"),
)
evil("shuffles without their end", "1.2+7.1", "T16", height=of("PartialDecryption"), **RANKED, **without("EndShuffles"))
evil("a shuffle behind the end of the shuffles", "1.2+7.1", "T16", height=of("Shuffle", 1), **RANKED, **steps(cut_off))
evil("a charter's mixer did not shuffle", "7.2", "T16", **RANKED, mixers=(1,), policy_mixers=(1, 2))
evil("somebody else shuffled too", "7.2", "T16", height=of("Shuffle", 1), **RANKED, policy_mixers=(1,))
evil("the charter names no mixers", "7.2", "T16", height=lambda m: 0, **RANKED, policy_mixers=())

# Two officers may excuse a mixer: three are in the charter, two of them must shuffle, and the third is in hospital.
EXCUSED: dict[str, Any] = {
    **RANKED,
    "trustees": 3,
    "mixers": (1, 3),
    "policy_mixers": (1, 2, 3),
    "policy_floor": 2,
    "excused": (2,),
}


def excusals(*owners: int) -> dict[str, Any]:
    """Other excusals than that of trustee 2, so many above the floor that it refuses none of them."""
    mixers = {"trustees": 4, "mixers": (1, 3, 4), "policy_mixers": (1, 2, 3, 4)}
    return {**EXCUSED, **mixers, "excused": owners}


def excused_later(kind: str, *, before: str) -> dict[str, Any]:
    """The excusal names the last event of a type, and stands before or behind the records of the shuffles."""

    def add(maker: Maker, records: list[Any]) -> list[Any]:
        number = [step.type for step in maker.steps].count(kind) - 1
        place = next(i for i, r in enumerate(records) if getattr(r, "event", "") == maker.hash_of(before))
        return [*records[:place], maker.excusal(2, kind, number), *records[place:]]

    return {**EXCUSED, "excused": (), **tampered("companion", add)}


evil("a mixer did not shuffle, and nobody excused them", "7.2", "T16", of("Shuffle", 1), **{**EXCUSED, "excused": ()})
evil("a mixer is excused, and another one is missing", "7.2", "T16", of("Shuffle"), **{**EXCUSED, "mixers": (1,)})
evil("a mixer is excused twice", "7.2", "T16", **excusals(2, 2))
evil("a mixer is excused who has shuffled", "7.2", "T16", **excusals(2, 1))
evil("a trustee is excused whom the election does not have", "7.2", "T16", **excusals(2, 5))
evil("a trustee is excused who is no mixer", "7.2", "T16", **{**excusals(2, 5), "trustees": 5})
evil("more mixers are excused than the charter permits", "7.2", "T16", **{**EXCUSED, "policy_floor": 3})
evil(
    "mixers are excused until one is left",
    "7.2",
    "T16",
    **{**EXCUSED, "mixers": (1,), "excused": (2, 3)},
)
evil("a mixer is excused where all must shuffle", "7.2", "T16", **{**EXCUSED, "policy_floor": None})
evil(
    "a mixer is excused before the first shuffle, below the floor",
    "7.2",
    "T16",
    **{**EXCUSED, "excused": (2, 3)},
    until="EncryptedTally",
)
evil(
    "a mixer is excused at the end of the shuffles",
    "7.2",
    "T16",
    **excused_later("EndShuffles", before="PartialDecryption"),
)
evil("a mixer is excused behind the first share", "7.2", "T16", **excused_later("Shuffle", before="Result"))
evil(
    "a mixer is excused before the ballots were tallied", "7.2", "T16", **excused_later("EndBallots", before="Shuffle")
)
evil("a mixer is excused where nothing is shuffled", "7.2", "T16", trustees=3, policy_mixers=(), excused=(2,))
for owner in (0, 3, -1, 2**62):
    evil(
        f"shuffle of owner {owner}",
        "7.2",
        "T16 T10",
        height=of("Shuffle", 1),
        **FOREIGN,
        **tampered("shuffles", lambda maker, shuffles, owner=owner: [shuffles[0], (owner, shuffles[1][1])]),  # type: ignore[misc]
    )
evil(
    "the same trustee shuffles twice",
    "7.2",
    "T16",
    height=of("Shuffle", 1),
    **FOREIGN,
    **tampered("shuffles", lambda maker, shuffles: [(1, raw) for _, raw in shuffles]),
)


def signature(change: Callable[[Maker, dict[str, Any]], Any]) -> dict[str, Any]:
    """The first mixer's signature, changed."""

    def apply(maker: Maker, records: list[Any]) -> list[Any]:
        def edit(record: dict[str, Any]) -> None:
            if record["event"] == maker.hash_of("Shuffle"):
                change(maker, record)

        return edit_record(records, "signature", edit)

    return {**RANKED, **tampered("companion", apply), "height": of("Shuffle")}


def unsigned(maker: Maker, records: list[Any]) -> list[Any]:
    event = maker.hash_of("Shuffle")
    return [r for r in records if not (isinstance(r, SignatureRecord) and r.event == event)]


evil("a mixer's signature altered", "7.2", "T16", **signature(lambda m, r: r.update(signature="0" * 128)))
evil("a mixer's signature of another", "7.2", "T16", **signature(lambda m, r: r.update(owner=2)))
evil(
    "a mixer's signature with a key that is not the charter's",
    "7.2",
    "T16",
    **signature(lambda m, r: r.update(signing_key=m.secrets[1].signing_key.public_hex)),
)
evil(
    "a mixer signed another state of the board",
    "7.2",
    "T16",
    **signature(lambda m, r: r.update(answers=m.event_hashes[0])),
)
evil("a mixer's signature is missing", "7.2", "T16", height=of("Shuffle"), **RANKED, **tampered("companion", unsigned))


def last(change: Callable[[Maker, Any], Any], *, opened: bool = False) -> dict[str, Any]:
    """The last shuffle, changed; `opened`: what is changed is what the trustees open."""

    def apply(maker: Maker, shuffles: Shuffles) -> Shuffles:
        record = json.loads(shuffles[1][1])
        change(maker, record)
        if opened:
            parse = maker.group.parse
            rows = [[Ciphertext(parse(c["alpha"]), parse(c["beta"])) for c in row] for row in record["ciphertexts"]]
            maker.open_instead(rows)
        return [shuffles[0], (2, encode(record))]

    return {**FOREIGN, **tampered("shuffles", apply), "height": of("Shuffle", 1)}


def at(record: Any, *path: Any) -> Any:
    for key in path:
        record = record[key]
    return record


evil("a shuffle drops a paper", "7.3", "C18 T16", **last(lambda m, r: r["ciphertexts"][0].pop()))
evil("a shuffle adds a paper", "7.3", "C18", **last(lambda m, r: r["ciphertexts"][0].append(r["ciphertexts"][0][0])))
evil("a shuffle has a list more", "7.3", "C13", **last(lambda m, r: r["ciphertexts"].append([])))
evil("a shuffle without its proof", "7.3", "C13", **last(lambda m, r: r["proofs"].pop()))
evil(
    "a shuffled paper outside the group",
    "7.3",
    "C7",
    **last(lambda m, r: put(r, ("ciphertexts", 0, 0, "alpha"), outside(at(r, "ciphertexts", 0, 0, "alpha")))),
)
evil(
    "a shuffle's commitment outside the group",
    "7.3",
    "C3 C7",
    **last(lambda m, r: put(r, ("proofs", 0, 2, 0), outside(at(r, "proofs", 0, 2, 0)))),
)
evil(
    "a shuffle's response not below q",
    "7.3",
    "C12",
    **last(lambda m, r: put(r, ("proofs", 0, 1, 0), str(m.group.q))),
)
evil("a shuffle is no shuffle", "7.3", "B15", **last(lambda m, r: r.update(proofs=7)))
evil(
    "a shuffle's proof altered",
    "7.5",
    "C16",
    **last(lambda m, r: put(r, ("proofs", 0, 1, 3), other_number(at(r, "proofs", 0, 1, 3)))),
)
evil(
    "a shuffle's proof with fields in each other's place",
    "7.5",
    "C16",
    **last(lambda m, r: at(r, "proofs", 0, 1, 4).reverse()),
)
evil("a shuffle's proof is too short", "7.5", "C13 C16", **last(lambda m, r: at(r, "proofs", 0, 0, 4).pop()))


def another_vote(maker: Maker, record: Any) -> None:
    """The mixer puts its own paper in the place of one."""
    alpha, beta = maker.group.g**5, maker.y**5 * maker.group.g
    record["ciphertexts"][0][0] = {"alpha": str(alpha), "beta": str(beta)}


evil("a shuffle replaces a paper", "7.5", "C16", **last(another_vote, opened=True))


def shuffled(make: Callable[[Maker, mixnet.Lists], tuple[bytes, mixnet.Lists]]) -> dict[str, Any]:
    """The second of the two shuffles, made in another way, and opened as it is."""

    def apply(maker: Maker, shuffles: Shuffles) -> Shuffles:
        lists = mixnet.ranked_lists(maker.context, maker.before)
        after = mixnet.parse_shuffle(maker.context, lists, shuffles[0][1])[0]
        raw, out = make(maker, after)
        maker.open_instead(out)
        return [shuffles[0], (2, raw)]

    return {**RANKED, **tampered("shuffles", apply), "height": of("Shuffle", 1)}


def of_another_election(maker: Maker, lists: mixnet.Lists) -> tuple[bytes, mixnet.Lists]:
    from dataclasses import replace

    raw = mixnet.make_shuffle(replace(maker.context, phi="A" * 43), lists)
    return raw, mixnet.parse_shuffle(maker.context, lists, raw)[0]


def under_another_key(maker: Maker, lists: mixnet.Lists) -> tuple[bytes, mixnet.Lists]:
    from dataclasses import replace

    raw = mixnet.make_shuffle(replace(maker.context, y=maker.y * maker.group.g), lists)
    return raw, mixnet.parse_shuffle(maker.context, lists, raw)[0]


evil("two trustees shuffle the same list", "7.4", "C16 T16", **shuffled(lambda maker, lists: maker.shuffle()))
evil("a shuffle of another election", "7.5", "C16", **shuffled(of_another_election))
evil("a shuffle under another key", "7.5", "C16", **shuffled(under_another_key), until="EndShuffles")
evil(
    "a shuffle that changes nothing", "7.6", "T17", **shuffled(lambda m, lists: forge_shuffle(m, lists, permute=False))
)
evil(
    "a shuffle that only permutes", "7.6", "T17 C19", **shuffled(lambda m, lists: forge_shuffle(m, lists, permute=True))
)


def published_again(maker: Maker, shuffles: Shuffles) -> Shuffles:
    """The second mixer publishes the first one's shuffle under its own name."""
    first = mixnet.ranked_lists(maker.context, maker.before)
    maker.open_instead(mixnet.parse_shuffle(maker.context, first, shuffles[0][1])[0])
    return [shuffles[0], (2, shuffles[0][1])]


evil(
    "the same shuffle twice",
    "7.4+7.6",
    "T17",
    height=of("Shuffle", 1),
    **RANKED,
    **tampered("shuffles", published_again),
)

# -- V8 and V9


def old_answers(maker: Maker, record: dict[str, Any]) -> None:
    if record["event"] == maker.hash_of("PartialDecryption"):
        record["answers"] = maker.hash_of("EncryptedTally")


evil(
    "a share signed for the tally before the mixnet",
    "8.5",
    "T12",
    height=of("PartialDecryption"),
    **RANKED,
    **tampered("companion", lambda maker, records: edit_record(records, "signature", lambda r: old_answers(maker, r))),
)
evil(
    "shares of the tally before the mixnet",
    "8.3~8.4",
    "T12",
    height=of("PartialDecryption"),
    **FOREIGN,
    **tampered("shares", lambda maker, shares: [(owner, _of_old_tally(maker, owner)) for owner, _ in shares]),
)


def _of_old_tally(maker: Maker, owner: int) -> bytes:
    from ballot.protocol.decryption import make_partial_decryption

    return make_partial_decryption(maker.context, maker.before, maker.secrets[owner - 1].exponent(maker.group))


def papers(change: Callable[[Any], Any]) -> dict[str, Any]:
    """Another result."""

    def apply(maker: Maker, raw: bytes) -> bytes:
        rows = json.loads(raw)["result"]
        change(rows)
        return encode({"result": rows})

    return {**FOREIGN, **tampered("result", apply), "height": of("Result")}


evil("a paper is missing in the result", "9.1", "T19", **papers(lambda r: r[0].pop()))
evil("a paper too many in the result", "9.1", "T19", **papers(lambda r: r[0].append([1, 2, 3])))
evil("a paper of the result with a number more", "9.1", "T19", **papers(lambda r: r[0][0].append(4)))
evil("a number of a paper is text", "9.1", "T19", **papers(lambda r: put(r, (0, 0, 0), "1")))
evil("papers of the result as totals", "9.1", "T19", **papers(lambda r: put(r, (0,), [1, 1, 0])))
evil("a paper of the result is changed", "9.3", "T19", **papers(lambda r: put(r, (0, 0), [3, 1, 2])))
evil("papers of the result in another order", "9.3", "T19", **papers(lambda r: r[0].reverse()))
evil("a number of a paper below zero", "9.3", "T19", **papers(lambda r: put(r, (0, 0, 0), -1)))
evil("a number of a paper beyond its bits", "9.3", "T19", **papers(lambda r: put(r, (0, 0, 0), 2**40)))
evil(
    "another winner on a ranked count sheet",
    "9.5",
    "W33",
    **RANKED,
    **tampered(
        "companion",
        lambda maker, records: edit_record(
            records, "count_sheet", lambda r: r["sheet"].update(elected=["Candidate 3"])
        ),
    ),
)
