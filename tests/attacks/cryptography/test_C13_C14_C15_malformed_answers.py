"""C13: wrong array lengths. C14: blank proof against the question. C15: over-votes, negative votes, each edge.

The forged ballots are signed and carry the best proofs that an attacker can compute (tests/factory/forging.py).
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from ballot.errors import BallotError, InvalidEncoding, InvalidProof
from ballot.protocol.ballots import create_ballot, verify_ballot
from tests.factory.elections import Maker, question
from tests.factory.forging import edit_ballot, forge_ballot, get, put, remove, walk


def check_of(maker: Maker, raw: bytes) -> str:
    """The number of the check that refuses a ballot ("" if none does)."""
    try:
        verify_ballot(maker.context, raw)
    except (InvalidEncoding, InvalidProof) as error:
        assert error.check, f"a refusal without a number: {error}"
        return error.check
    return ""


def lists_in(raw: bytes) -> list[tuple[Any, ...]]:
    """Every array in a ballot."""
    return [path for path, value in walk(json.loads(raw)) if isinstance(value, list)]


def test_every_array_has_exactly_one_allowed_length(varied: Maker) -> None:
    for raw, voter in zip(varied.ballots, (0, 1), strict=True):
        paths = lists_in(raw)
        assert len(paths) == 1 + 3 * 3 + 1 + (4 + 4 + 2)
        for path in paths:
            size = len(get(json.loads(raw), path))
            for length in {0, 1, size - 1, size + 1, size + 2, 5 * size} - {size}:
                bad = edit_ballot(varied, voter, raw, lambda b, p=path, n=length: put(b, p, resized(get(b, p), n)))
                assert check_of(varied, bad) == "5.5", (path, size, length)


def resized(items: list[Any], length: int) -> list[Any]:
    """The same items, repeated or cut to a length."""
    return list(itertools.islice(itertools.cycle(items), length))


@pytest.mark.parametrize("value", [None, {}, "", 0, False, [[]], [None], [[[]]], [{}]])
def test_every_array_of_another_type_is_refused(varied: Maker, value: Any) -> None:
    raw = varied.ballots[0]
    for path in lists_in(raw):
        assert check_of(varied, edit_ballot(varied, 0, raw, lambda b, p=path: put(b, p, value))) in ("5.1", "5.5")


def test_every_field_is_needed_and_none_may_be_added(varied: Maker) -> None:
    raw = varied.ballots[0]
    for path, value in walk(json.loads(raw)):
        if path and isinstance(path[-1], str) and path[0] != "signature" and path != ("answers", 0, "blank_proof"):
            assert check_of(varied, edit_ballot(varied, 0, raw, lambda b, p=path: remove(b, p))) == "5.1", path
        if isinstance(value, dict) and path[:1] != ("signature",):
            assert (
                check_of(
                    varied,
                    edit_ballot(
                        varied, 0, raw, lambda b, p=path: {**b, "x": 1} if not p else put(b, p, {**get(b, p), "x": 1})
                    ),
                )
                == "5.1"
            ), path


def test_blank_proof_stands_if_and_only_if_blank_is_allowed(varied: Maker) -> None:
    raw = varied.ballots[0]
    assert check_of(varied, edit_ballot(varied, 0, raw, lambda b: remove(b, ("answers", 0, "blank_proof")))) == "5.5"
    blank = json.loads(raw)["answers"][0]["blank_proof"]
    for number in (1, 2):
        for value in (blank, [], blank[:1]):
            bad = edit_ballot(varied, 0, raw, lambda b, n=number, v=value: put(b, ("answers", n, "blank_proof"), v))
            assert check_of(varied, bad) == "5.5"
    assert check_of(varied, edit_ballot(varied, 0, raw, lambda b: put(b, ("answers", 0, "blank_proof"), None))) == "5.1"


# Question, what is encrypted, whether it is allowed.
EDGES = [
    (question(3, 1, 2), [1, 0, 0], True),
    (question(3, 1, 2), [1, 1, 0], True),
    (question(3, 1, 2), [0, 0, 0], False),
    (question(3, 1, 2), [1, 1, 1], False),
    (question(3, 0, 3), [1, 1, 1], True),
    (question(3, 0, 3), [2, 0, 0], False),
    (question(3, 0, 3), [2, -1, 0], False),
    (question(3, 0, 0), [0, 0, 0], True),
    (question(3, 0, 0), [1, -1, 0], False),
    (question(3, 0, 0), [1, 0, 0], False),
    (question(3, 3, 3), [1, 1, 1], True),
    (question(3, 3, 3), [3, 0, 0], False),
    (question(1, 1, 1), [1], True),
    (question(1, 1, 1), [0], False),
    (question(2, 1, 1), [10**6, 1 - 10**6], False),
    (question(2, 1, 2, blank=True), [1, 0, 0], True),
    (question(2, 1, 2, blank=True), [0, 1, 1], True),
    (question(2, 1, 2, blank=True), [0, 0, 0], False),
    (question(2, 1, 2, blank=True), [1, 1, 0], False),
    (question(2, 1, 2, blank=True), [2, 0, 0], False),
    (question(2, 1, 2, blank=True), [-1, 1, 1], False),
    (question(2, 0, 1, blank=True), [0, 0, 0], True),
    (question(2, 0, 1, blank=True), [0, 1, 1], False),
    (question(2, 0, 1, blank=True), [1, 1, 0], False),
]


@pytest.mark.parametrize(("asked", "numbers", "allowed"), EDGES)
def test_only_allowed_numbers_can_be_proved(asked: Any, numbers: list[int], allowed: bool) -> None:
    maker = Maker(questions=(asked,), votes=()).build()
    for _ in range(3):
        assert check_of(maker, forge_ballot(maker, 0, [numbers])) == ("" if allowed else "5.7")
    if allowed:
        assert check_of(maker, create_ballot(maker.context, maker.tokens[0], [numbers])) == ""
    else:
        with pytest.raises(BallotError):
            create_ballot(maker.context, maker.tokens[0], [numbers])


def test_proofs_for_wider_bounds_do_not_fit() -> None:
    """A ballot made as if two might be chosen, for a question that allows one."""
    narrow = Maker(questions=(question(3, 0, 1),), votes=()).build()
    wide = Maker(questions=(question(3, 0, 2),), votes=()).build()
    wide.context = type(wide.context)(
        narrow.context.election, narrow.context.phi, narrow.group, narrow.y, wide.questions, narrow.context.weights
    )
    ballot = create_ballot(wide.context, narrow.tokens[0], [[1, 1, 0]])
    assert check_of(narrow, ballot) == "5.5"
    trimmed = edit_ballot(narrow, 0, ballot, lambda b: b["answers"][0]["overall_proof"].pop() and None)
    assert check_of(narrow, trimmed) == "5.7"


def test_answers_do_not_fit_each_others_questions(varied: Maker) -> None:
    raw = varied.ballots[0]
    swapped = edit_ballot(varied, 0, raw, lambda b: {**b, "answers": b["answers"][::-1]})
    assert check_of(varied, swapped) == "5.5"
    same = Maker(questions=(question(2), question(2)), votes=((0, [[1, 0], [0, 1]]),)).build()
    swapped = edit_ballot(same, 0, same.ballots[0], lambda b: {**b, "answers": b["answers"][::-1]})
    assert check_of(same, swapped) == "", "both questions are alike; the voter may answer them as they like"
