"""Lists questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ballot.records.canonical import encode
from tests.attacks.corpus.ballots import edited, with_extra_ballot
from tests.attacks.corpus.base import evil, of, other_number, plus_q, tampered
from tests.factory.elections import Maker, lists
from tests.factory.forging import IDENTITY, SMALL_ORDER_TEXTS, forge_lists, outside, put

LISTS: dict[str, Any] = {
    "questions": (lists(2, 1),),
    "votes": ((0, [[[1, 1, 0], [0, 0]]]), (1, [[[1, 1, 1], [0, 0]]])),
}
GOOD = ([[1, 0, 1], [0, 0]],)


def answer(name: str, failed: str, rows: str, change: Callable[[Maker, Any], Any]) -> None:
    """A bad ballot before the good ones, signed by its voter."""
    made = edited(lambda maker, ballot: change(maker, ballot["answers"][0]) and None, choices=GOOD)
    evil(name, failed, rows, **LISTS, **made)


def vote(name: str, failed: str, rows: Any) -> None:
    """A ballot with a forbidden vote."""
    evil(name, failed, "C15", **LISTS, **with_extra_ballot(lambda maker: forge_lists(maker, 0, rows)))


def number(*path: Any) -> Callable[[Maker, Any], Any]:
    """Another number at a place of the answer."""

    def apply(maker: Maker, answer: Any) -> None:
        value = answer
        for key in path:
            value = value[key]
        put(answer, path, other_number(value))

    return apply


def commitment(text: Callable[[Any], str]) -> Callable[[Maker, Any], Any]:
    """Another commitment in the non-zero proof (attack C3)."""
    return lambda maker, a: put(a, ("nonzero_proof", "commitment"), text(a))


evil(
    "a list without candidates",
    "2.4",
    "",
    height=lambda m: 0,
    votes=(),
    until="Setup",
    **tampered(
        "election",
        lambda m, r: r.update(questions=[{"type": "Lists", "value": {"answers": [["Alone"]], "question": "?"}}]),
    ),
)
evil(
    "no lists",
    "2.4",
    "",
    height=lambda m: 0,
    votes=(),
    until="Setup",
    **tampered(
        "election", lambda m, r: r.update(questions=[{"type": "Lists", "value": {"answers": [], "question": "?"}}])
    ),
)
answer("lists in each other's rows", "5.5", "C13", lambda m, a: a["choices"].reverse())
answer("a list's proofs are missing", "5.5", "C13", lambda m, a: a["list_proofs"].pop())
answer("a list's proof with three parts", "5.5", "C13", lambda m, a: a["list_proofs"][0].append(a["overall_proof"]))
answer("individual proofs in one row", "5.5", "C13", lambda m, a: put(a, ("individual_proofs",), [[], []]))
answer(
    "a list's choice outside the group",
    "5.6",
    "C6",
    lambda m, a: put(a, ("choices", 0, 0, "alpha"), outside(a["choices"][0][0]["alpha"])),
)
answer(
    "overall challenge of lists not below q",
    "5.6",
    "C12",
    lambda m, a: put(a, ("overall_proof", "challenge"), plus_q(m, a["overall_proof"]["challenge"])),
)
answer("individual proof of lists altered", "5.7", "C4", number("individual_proofs", 0, 1, 0, "response"))
answer("overall proof of lists altered", "5.9", "C4", number("overall_proof", "response"))
answer("a list's proof altered", "5.9", "C4", number("list_proofs", 1, 0, "response"))
answer("non-zero proof altered", "5.9", "C4", number("nonzero_proof", "response", 0))
answer("non-zero commitment is the identity", "5.9", "C3", commitment(lambda a: IDENTITY))
for small in SMALL_ORDER_TEXTS:
    answer(f"non-zero commitment of small order {small[:8]}", "5.9", "C3", commitment(lambda a, text=small: text))  # type: ignore[misc]
answer(
    "non-zero commitment outside the group",
    "5.9",
    "C3",
    commitment(lambda a: outside(a["nonzero_proof"]["commitment"])),
)
vote("two lists", "5.9", [[1, 1, 0], [1, 1]])
vote("no list", "5.9", [[0, 0, 0], [0, 0]])
vote("a candidate without the list", "5.9", [[1, 1, 0], [0, 1]])
vote("a list and nobody on it", "5.9", [[1, 0, 0], [0, 0]])


def result(change: Callable[[Any], Any]) -> dict[str, Any]:
    """Another result."""

    def apply(maker: Maker, raw: bytes) -> bytes:
        rows = json.loads(raw)["result"]
        changed = change(rows)
        return encode({"result": rows if changed is None else changed})

    return {**LISTS, **tampered("result", apply), "with_charter": False, "height": of("Result")}


evil("lists of the result in one row", "9.1", "T19", **result(lambda r: [[total for row in r[0] for total in row]]))
evil("a list's total too many", "9.1", "T19", **result(lambda r: r[0][1].append(0)))
evil("a vote moved between lists", "9.2", "T19", **result(lambda r: [[[1, 2, 1], [1, 0]]]))


def flat(maker: Maker, raw: bytes) -> bytes:
    return encode([[entry for row in rows for entry in row] for rows in json.loads(raw)])


evil(
    "the tally of lists in one row",
    "6.3",
    "T18",
    height=of("EncryptedTally"),
    **LISTS,
    until="EncryptedTally",
    tamper={"steps": lambda maker, s: _with_tally(maker, s)},
)


def _with_tally(maker: Maker, steps: list[Any]) -> list[Any]:
    """Put a flat tally in the place of the one in rows."""
    from tests.factory.container import Step, sha256_hex

    raw = flat(maker, maker.tally_raw)
    sized = encode({**json.loads(maker.sized_raw), "encrypted_tally": sha256_hex(raw)})
    return [*steps[:-1], Step("EncryptedTally", sized, [raw, sized])]
