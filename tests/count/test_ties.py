"""Ties: each rule's own method, then the lot; a count that needs a seed stops and goes on with it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot.count import Conditions, Rule, count_papers, count_totals
from ballot.count.stv.decisions import Decisions
from ballot.count.ties import Lot, narrow
from ballot.errors import CountNeedsLot, InvalidCount
from tests.count.strategies import SEED, STV, papers_of, quick, strict_papers


def test_scottish_ties_go_backwards() -> None:
    """A and B are level in the end; at the stage before, A was behind: A is excluded."""
    sheet = count_papers(Rule("scottish-stv", 1), papers_of("5 A, 6 B, 20 C, 2 DA, 1 EB, 21 F"))
    assert sheet.excluded_order[:2] == (("E",), ("D",))
    (tie,) = [t for t in sheet.ties if set(t.candidates) == {"A", "B"}]
    assert tie.method == "backwards" and tie.purpose == "exclude" and tie.chosen == ("A",) and not tie.draws


def test_backwards_and_forwards_look_at_opposite_ends() -> None:
    history = [(3, 1), (1, 4), (2, 2)]
    assert narrow([0, 1], history[::-1], highest=False) == [0]
    assert narrow([0, 1], history, highest=False) == [1]


def test_partly_separated_ties_go_on_among_those_still_level() -> None:
    """A > B = C: B and C are compared further back (docs/counting.md)."""
    points = [(5, 4, 4), (9, 2, 3)]
    assert narrow([0, 1, 2], points, highest=False) == [1]
    assert narrow([0, 1, 2], [(5, 4, 4)], highest=False) == [1, 2]


def test_a_tie_on_first_preferences_stops_and_says_who_and_why() -> None:
    contest = papers_of("10 A, 4 BA, 4 CA")
    with pytest.raises(CountNeedsLot, match="B, C are level, and one of them has to be excluded") as stopped:
        count_papers(Rule("scottish-stv", 1), papers_of("9 A, 5 BA, 5 CA"))
    assert stopped.value.tied == (1, 2)
    assert count_papers(Rule("scottish-stv", 1), contest).elected == ("A",)  # half of the papers and one more


def test_the_count_goes_on_with_the_seed_and_shows_the_draw() -> None:
    sheet = count_papers(Rule("scottish-stv", 1), papers_of("9 A, 5 BA, 5 CA"), Conditions(seed=SEED))
    (tie,) = sheet.ties
    (draw,) = tie.draws
    number = int(hashlib.sha256(f"{SEED},1".encode()).hexdigest(), 16)
    assert (tie.method, tie.seed, tie.before_stage, draw.among) == ("lot", SEED, 2, ("B", "C"))
    assert draw.result == number % 2 and sheet.excluded_order[0] == (draw.drawn,) == tie.chosen


@pytest.mark.parametrize("name", ["meek-prf", "wigm-prf"])
def test_the_reference_rules_use_one_random_order(name) -> None:
    """The order of all candidates is drawn once, at the first tie; later ties show no draws."""
    contest = papers_of("9 A, 5 BA, 5 CA, 5 DA, 5 EA")
    with pytest.raises(CountNeedsLot):
        count_papers(Rule(name, 1), contest)
    sheet = count_papers(Rule(name, 1), contest, Conditions(seed=SEED))
    first, *later = sheet.ties
    order = [draw.drawn for draw in first.draws]
    assert len(order) == 4 and later and not any(tie.draws for tie in later)
    place = {candidate: order.index(candidate) if candidate in order else 4 for candidate in "ABCDE"}
    assert all(tie.chosen[0] == min(tie.candidates, key=place.__getitem__) for tie in sheet.ties)


@quick
@given(strict_papers(), st.sampled_from(STV), st.integers(1, 3), st.text("0123456789", min_size=1, max_size=9))
def test_a_seed_matters_only_where_the_lot_is_needed(papers_, name, seats, seed) -> None:
    with_seed = count_papers(Rule(name, seats), papers_, Conditions(seed=seed))
    try:
        assert count_papers(Rule(name, seats), papers_) == with_seed
    except CountNeedsLot:
        assert any(tie.method == "lot" and tie.seed == seed for tie in with_seed.ties)


def test_draws_are_uniform_over_seeds() -> None:
    seen = [Lot(f"seed {i}").draw("ABC", [0, 1, 2])[0] for i in range(600)]
    assert all(150 < seen.count(candidate) < 250 for candidate in range(3))


def test_a_rejected_number_uses_up_its_counter(monkeypatch) -> None:
    """k >= floor(2^256 / n) n is rejected, so that no candidate is favoured."""

    class Digest:
        def __init__(self, data: bytes) -> None:
            self.high = data.endswith(b",1")

        def digest(self) -> bytes:
            return b"\xff" * 32 if self.high else (5).to_bytes(32, "big")

    monkeypatch.setattr("ballot.count.ties.hashlib.sha256", Digest)
    candidate, draw = Lot("s").draw("ABC", [0, 1, 2])
    assert (candidate, draw.counter, draw.result) == (2, 2, 2)


def test_the_example_in_the_specification(repo_root) -> None:
    text = (repo_root / "docs" / "spec" / "lot.md").read_text(encoding="utf-8")
    candidate, draw = Lot("7 31 44").draw("ABC", [0, 1, 2])
    assert hashlib.sha256(b"7 31 44,1").hexdigest() in text
    assert f"which is {draw.result} modulo 3: {'ABC'[candidate]} is drawn" in text


@pytest.mark.parametrize("seed", ["", "a\nb", "x" * 1001])
def test_a_seed_must_be_printable(seed) -> None:
    with pytest.raises(InvalidCount):
        Lot(seed)


def test_the_last_seat_of_lists_goes_to_more_votes_then_to_the_lot() -> None:
    more = count_totals(Rule("dhondt", 2), ["X", "Y"], [8, 4], seed=None)
    assert more.allocation == {"X": 2, "Y": 0} and more.ties[0].method == "votes"
    with pytest.raises(CountNeedsLot, match="equal quotients"):
        count_totals(Rule("sainte-lague", 3), ["X", "Y"], [5, 5])
    drawn = count_totals(Rule("sainte-lague", 3), ["X", "Y"], [5, 5], seed=SEED)
    assert sorted(drawn.allocation.values()) == [1, 2] and drawn.ties[0].draws


# -- contests found by search, in which the direction or the width of a tie decides


def test_ers97_ties_go_forwards_for_a_seat() -> None:
    """B and C are level for the one seat; C was ahead at the first point, B at the last before."""
    sheet = count_papers(Rule("ers97", 1), papers_of("5 DEA, 1 BCAE, 5 BEC, 1 EDC, 1 A, 8 C, 3 EB"))
    (tie,) = sheet.ties
    assert (tie.candidates, tie.method, tie.purpose, sheet.elected) == (("B", "C"), "forwards", "seat", ("C",))


def test_new_zealand_ties_go_forwards() -> None:
    contest = papers_of("24 EDACB, 6 B, 6 BA, 23 A, 6 AEDBC, 10 DCBEA, 11 EA, 25 CDBE")
    sheet = count_papers(Rule("nz-meek", 2), contest)
    assert sheet.excluded_order == (("D",), ("B",), ("C",)) and sheet.ties[-1].method == "forwards"


def test_by_the_meek_reference_rule_a_gap_smaller_than_the_surplus_is_a_tie() -> None:
    """B has 38.999999734 and E 39 votes, but what is left of the surpluses could still close the gap."""
    contest = papers_of("26 ECA, 21 BCDEA, 6 BCAE, 13 EDBCA, 17 DACB, 12 CAD, 22 DC, 8 BACD")
    with pytest.raises(CountNeedsLot, match="B, E are level"):
        count_papers(Rule("meek-prf", 2), contest)


def test_ers97_ties_go_forwards_for_an_exclusion() -> None:
    sheet = count_papers(Rule("ers97", 1), papers_of("9 AC, 6 CBDA, 1 ECD, 6 DECA, 5 BD, 4 C, 7 EABD"))
    (tie,) = sheet.ties
    assert (tie.candidates, tie.method, tie.purpose, tie.chosen) == (("C", "D"), "forwards", "exclude", ("D",))
    assert sheet.elected == ("C",)


def test_ers97_elects_none_of_those_who_were_always_level() -> None:
    """5.6.2. Quota 6.50. C is excluded; of twelve active votes A and B have half each, and only one place is left."""
    contest = papers_of("6 A, 6 B, 1 C")
    with pytest.raises(CountNeedsLot, match="A, B are level, and one of them has to be excluded"):
        count_papers(Rule("ers97", 1), contest)
    sheet = count_papers(Rule("ers97", 1), contest, Conditions(seed=SEED))
    none, lot = sheet.ties
    assert (none.method, none.purpose, none.candidates, none.chosen) == ("none", "seat", ("A", "B"), ())
    assert (lot.method, lot.purpose) == ("lot", "exclude") and sheet.excluded_order == (("C",), lot.chosen)
    assert set(sheet.elected) == {"A", "B"} - set(lot.chosen) and sheet.stages[-1].kind == "exclude"


def test_new_zealand_looks_at_the_first_difference_only() -> None:
    """Clause 40: A was ahead at the first point; that C was behind B later does not count any more."""
    decisions = Decisions(("A", "B", "C"), frozenset(), None)
    decisions.totals = [5, 5, 5]
    decisions.history = [(2, 2, 2), (4, 3, 3), (4, 4, 3)]
    with pytest.raises(CountNeedsLot, match="B, C are level"):
        decisions.pick_at_first_difference([0, 1, 2], "exclude")
    assert decisions.pick_forwards([0, 1, 2], "exclude") == 2
    assert decisions.pick_backwards([0, 1], "exclude") == 1 and decisions.ties[-1].candidates == ("A", "B")
