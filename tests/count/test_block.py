"""The block vote, the lot, and what they refuse."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot.count import Rule, count_totals, describe_rule
from ballot.errors import CountNeedsLot, InvalidCount
from tests.count.strategies import quick

NAMES = [f"C{index}" for index in range(6)]


def test_sixty_to_forty_gives_five_of_five() -> None:
    names = [f"H{i}" for i in range(5)] + [f"B{i}" for i in range(5)]
    totals = [1250, 1230, 1220, 1210, 1190, 860, 850, 840, 820, 790]
    sheet = count_totals(Rule("block", 5), names, totals, blank=12)
    assert sheet.elected == ("H0", "H1", "H2", "H3", "H4") and sheet.blank == "12" and not sheet.ties
    assert sheet.status["B0"].status == "not elected" and sheet.stages[0].totals["B4"] == "790"


@quick
@given(st.lists(st.integers(0, 30), min_size=6, max_size=6), st.integers(1, 6), st.permutations(range(6)))
def test_the_elected_have_the_most_votes_whatever_the_order_of_candidates(totals, seats, order) -> None:
    """W33: against sorting, the oracle; and reordering candidates changes nothing."""

    def outcome(names, votes):
        try:
            return set(count_totals(Rule("block", seats), names, votes).elected)
        except CountNeedsLot as needed:
            return "lot", frozenset(names[index] for index in needed.tied)

    result = outcome(NAMES, totals)
    assert result == outcome([NAMES[i] for i in order], [totals[i] for i in order])
    ranked = sorted(totals, reverse=True)
    if isinstance(result, set):
        assert sorted((totals[NAMES.index(name)] for name in result), reverse=True) == ranked[:seats]
    else:
        assert ranked[seats - 1] == ranked[seats]


def test_a_tie_for_the_last_seat_needs_the_lot_and_shows_every_draw() -> None:
    with pytest.raises(CountNeedsLot, match=r"C1, C2, C3 have equally many votes, and only 2 of these 3") as caught:
        count_totals(Rule("block", 3), NAMES[:4], [9, 4, 4, 4])
    assert caught.value.tied == (1, 2, 3)
    sheet = count_totals(Rule("block", 3), NAMES[:4], [9, 4, 4, 4], seed="3 5 2 6 1")
    (tie,) = sheet.ties
    left = list(tie.candidates)
    for counter, draw in enumerate(tie.draws, start=1):
        number = int(hashlib.sha256(f"3 5 2 6 1,{counter}".encode()).hexdigest(), 16)
        assert draw.counter == counter and draw.drawn == left.pop(number % len(left))
    assert set(sheet.elected) == {"C0", *(draw.drawn for draw in tie.draws)} and len(tie.draws) == 2


def test_a_tie_above_the_last_seat_needs_no_lot() -> None:
    sheet = count_totals(Rule("block", 2), NAMES[:3], [4, 4, 1])
    assert sheet.elected_groups == (("C0", "C1"),) and not sheet.ties


def test_withdrawn_and_uncontested() -> None:
    sheet = count_totals(Rule("block", 2), NAMES[:3], [9, 4, 1], withdrawn=frozenset({0}))
    assert sheet.elected == ("C1", "C2") and sheet.status["C0"].status == "withdrawn"
    assert "Uncontested" in sheet.stages[0].action


@pytest.mark.parametrize(
    ("rule", "names", "totals", "withdrawn"),
    [
        (Rule("block", 0), ["A"], [1], frozenset()),
        (Rule("block", 1), ["A", "A"], [1, 2], frozenset()),
        (Rule("block", 1), ["A"], [1, 2], frozenset()),
        (Rule("block", 1), ["A"], [-1], frozenset()),
        (Rule("block", 1), ["A"], [1], frozenset({3})),
        (Rule("blok", 1), ["A"], [1], frozenset()),
        (Rule("block", 1, ("women>=1",)), ["A"], [1], frozenset()),
    ],
)
def test_nonsense_is_refused(rule, names, totals, withdrawn) -> None:
    with pytest.raises(InvalidCount):
        count_totals(rule, names, totals, withdrawn=withdrawn)
    assert "lot" in describe_rule(Rule("block", 5), 0, 5)
