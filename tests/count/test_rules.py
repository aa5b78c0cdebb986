"""What is not about one rule only: descriptions, uncontested, reopened nominations, vacancies, rows, grades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot.count import (
    GRADED,
    RANKED,
    RULES,
    TOTALS,
    Conditions,
    Contest,
    Papers,
    Rule,
    count_contest,
    count_papers,
    count_rows,
    count_totals,
    describe_rule,
    papers_from_rows,
    recount_vacancy,
)
from ballot.count.contest import contest_of_papers
from ballot.count.papers import ranking_of_row, strict_preferences
from ballot.errors import CountNeedsLot, InvalidCount
from tests.count.strategies import SEED, STV, papers_of, quick, strict_papers, weak_papers


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_described_with_its_tie(name) -> None:
    text = describe_rule(Rule(name, 1 if name == "av" else 3), 0, 3)
    assert "lot" in text and text.endswith(".") and "  " not in text


@pytest.mark.parametrize("name", [n for n in RANKED if n not in ("av", "schulze")])
def test_an_uncontested_contest_is_declared_not_counted(name) -> None:
    papers = Papers(("A", "B", "C"), {((0,),): 3}, withdrawn=frozenset({2}))
    sheet = count_papers(Rule(name, 2), papers)
    assert set(sheet.elected) == {"A", "B"} and "Uncontested" in sheet.stages[0].action
    assert sheet.status["C"].status == "withdrawn"


@pytest.mark.parametrize("name", STV)
def test_without_a_usable_paper_there_is_nothing_to_count(name) -> None:
    with pytest.raises(InvalidCount, match="nothing to count"):
        count_papers(Rule(name, 1), Papers(("A", "B"), {((0, 1),): 3, (): 2}))


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_refuses_what_it_does_not_count(name) -> None:
    rule = Rule(name, 1)
    if name not in TOTALS:
        with pytest.raises(InvalidCount, match="does not count totals"):
            count_totals(rule, ["A", "B"], [1, 2])
    if name not in RANKED:
        with pytest.raises(InvalidCount, match="does not count ranked papers"):
            count_papers(rule, Papers(("A", "B"), {((0,),): 1}))
    if name not in GRADED:
        assert name in RANKED or name in TOTALS


@pytest.mark.parametrize(
    "rule", [Rule("scottish-stv", 0), Rule("av", 2), Rule("scottish-stv", 1, reopen=7), Rule("stv-by-ear", 1)]
)
def test_nonsense_is_refused(rule) -> None:
    with pytest.raises(InvalidCount):
        count_papers(rule, Papers(("A", "B"), {((0,),): 1}))
    with pytest.raises(InvalidCount):
        count_papers(Rule("meek-prf", 1), Papers(("A", "B"), {((0,),): 1}), Conditions(withdrawn=frozenset({5})))


def test_half_of_the_papers_is_no_majority() -> None:
    sheet = count_papers(Rule("av", 1), papers_of("10 A, 6 B, 4 CA"))
    assert len(sheet.stages) == 2 and sheet.excluded_order[0] == ("C",) and sheet.stages[0].elected == ()


# -- papers


def test_a_paper_ends_at_a_gap_and_at_equal_preferences() -> None:
    assert strict_preferences(((0,), (), (1,))) == (0,)
    assert strict_preferences(((0,), (1, 2), (3,))) == (0,)
    assert strict_preferences(((), (1,))) == ()
    assert strict_preferences(((2,), (0,)), frozenset({2})) == (0,)  # who withdrew leaves no gap
    assert strict_preferences(((0, 2), (1,)), frozenset({2})) == (0, 1)  # and makes nobody level
    assert strict_preferences(((0,), (1, 2, 3)), frozenset({2})) == (0,)


def test_the_examples_in_the_specification_of_papers() -> None:
    """docs/spec/papers.md"""
    rows = {(2, 0, 1, 4): (2, 0), (1, 1, 2): (), (0, 2, 3): ()}
    assert {row: strict_preferences(ranking_of_row(row)) for row in rows} == rows


def test_rows_of_small_integers_are_papers() -> None:
    assert ranking_of_row([2, 1, 0, 2]) == ((1,), (0, 3))
    assert ranking_of_row([0, 3, 1]) == ((2,), (), (1,))
    papers = papers_from_rows(["A", "B", "C"], [[1, 2, 0], [1, 2, 0], [0, 0, 0]])
    assert papers.rankings == {((0,), (1,)): 2, (): 1}
    sheet = count_rows(Rule("av", 1), ["A", "B", "C"], [[1, 2, 0], [1, 2, 0], [0, 1, 0]])
    assert sheet.elected == ("A",) and sheet.valid == "3"
    with pytest.raises(InvalidCount, match="Paper 2 has 1 numbers"):
        papers_from_rows(["A", "B"], [[1, 2], [1]])


@quick
@given(st.integers(1, 5).flatmap(weak_papers))
def test_schulze_elects_a_condorcet_winner_where_there_is_one(papers) -> None:
    size = len(papers.names)
    sheet = count_papers(Rule("schulze", 1), papers, Conditions(seed=SEED))
    matrix = sheet.pairwise
    winners = [i for i in range(size) if all(matrix[i][j] > matrix[j][i] for j in range(size) if j != i)]
    if winners:
        assert sheet.winners == sheet.elected == (papers.names[winners[0]],)
    assert sorted(name for level in sheet.ranking for name in level) == sorted(papers.names)
    assert sum(matrix[0]) <= papers.number * size


@quick
@given(st.data(), st.integers(1, 4), st.integers(1, 9), st.integers(2, 5))
def test_majority_judgment_takes_the_middle_away_again_and_again(data, size, number, grades) -> None:
    """Against a count that does so literally."""
    rows = data.draw(
        st.lists(st.lists(st.integers(1, grades), min_size=size, max_size=size), min_size=number, max_size=number)
    )
    names = [f"C{i}" for i in range(size)]
    sheet = count_rows(
        Rule("majority-judgment", 1), names, rows, conditions=Conditions(seed=SEED), number_of_grades=grades
    )

    def values(candidate: int) -> list[int]:
        left = sorted(row[candidate] for row in rows)
        return [left.pop((len(left) + 1) // 2 - 1) for _ in range(number)]

    keys = {name: values(i) for i, name in enumerate(names)}
    expected = [
        {n for n in names if keys[n] == key} for key in sorted({tuple(k) for k in keys.values()}) for key in [list(key)]
    ]
    assert list(map(set, sheet.ranking)) == expected
    assert all(sheet.median_grade[name] == keys[name][0] for name in names)


def test_the_better_middle_grade_counts_with_an_even_number() -> None:
    """A has grades 1 and 3, B 2 and 2: Balinski and Laraki would elect B."""
    sheet = count_rows(Rule("majority-judgment", 1), ["A", "B"], [[1, 2], [3, 2]], number_of_grades=3)
    assert sheet.elected == ("A",) and sheet.median_grade == {"A": 1, "B": 2}


def test_a_paper_that_leaves_a_grade_out_is_invalid_and_one_without_any_is_blank() -> None:
    rows = [[1, 2], [2, 0], [4, 1], [0, 0]]
    sheet = count_rows(Rule("majority-judgment", 1), ["A", "B"], rows, number_of_grades=3)
    assert (sheet.valid, sheet.invalid, sheet.blank, sheet.elected) == ("1", "2", "1", ("A",))
    ranked = count_rows(Rule("scottish-stv", 1), ["A", "B"], [[1, 2], [1, 1], [0, 0], [0, 2]])
    assert (ranked.valid, ranked.invalid, ranked.blank) == ("1", "2", "1")


@quick
@given(
    st.lists(st.integers(0, 50), min_size=2, max_size=5),
    st.integers(1, 12),
    st.sampled_from(["dhondt", "sainte-lague"]),
)
def test_lists_get_the_highest_quotients(votes, seats, name) -> None:
    """Against all quotients sorted, as integers over a common denominator."""
    names = [f"L{i}" for i in range(len(votes))]
    if not any(votes):
        with pytest.raises(InvalidCount, match="No list has a vote"):
            count_totals(Rule(name, seats), names, votes)
        return
    sheet = count_totals(Rule(name, seats), names, votes, seed=SEED)
    divisors = [1 + (1 if name == "dhondt" else 2) * k for k in range(seats)]
    product = 1
    for divisor in divisors:
        product *= divisor
    quotients = sorted(-v * product // d for v in votes for d in divisors)[:seats]
    ours = sorted(-v * product // d for v, n in zip(votes, names, strict=True) for d in divisors[: sheet.allocation[n]])
    assert ours == quotients and sum(sheet.allocation.values()) == seats


# -- reopening nominations


def test_reopen_nominations_beats_those_below_it() -> None:
    names = ["Ada", "Ben", "Cem", "Reopen nominations"]
    sheet = count_totals(Rule("block", 3, reopen=3), names, [9, 2, 5, 4])
    assert sheet.elected == ("Ada", "Cem") and sheet.reopened == 1 and sheet.status[names[3]].status == "not elected"
    assert count_totals(Rule("block", 3, reopen=3), names, [9, 4, 5, 4]).reopened == 0  # level is not below
    papers = Papers(tuple(names), {((3,),): 60, ((0,),): 50, ((1,),): 5})
    stv = count_papers(Rule("scottish-stv", 2, reopen=3), papers)
    assert stv.elected == () and stv.reopened == 2
    av = count_papers(Rule("av", 1, reopen=3), Papers(tuple(names), {((0,),): 3, ((3,),): 2}))
    assert av.elected == ("Ada",) and av.reopened == 0
    with pytest.raises(InvalidCount, match="reopening"):
        count_totals(Rule("block", 3, ("g>=1: 1",), reopen=3), names, [9, 2, 5, 4])


@quick
@given(strict_papers(), st.sampled_from(STV), st.integers(1, 3))
def test_reopened_and_elected_seats_add_up(papers, name, seats) -> None:
    sheet = count_papers(Rule(name, seats, reopen=0), papers, Conditions(seed=SEED))
    assert papers.names[0] not in sheet.elected
    assert len(sheet.elected) + sheet.reopened == seats


# -- casual vacancies


@quick
@given(strict_papers(fewest=4), st.sampled_from([*STV, "block"]), st.integers(1, 3), st.data())
def test_a_vacancy_is_filled_and_the_others_keep_their_seats(papers, name, seats, data) -> None:
    contest = contest_of_papers(papers)
    conditions = Conditions(seed=SEED)
    elected = count_contest(Rule(name, seats), contest, conditions).elected
    departed = papers.names.index(data.draw(st.sampled_from(elected)))
    try:
        before, after = recount_vacancy(Rule(name, seats), contest, conditions, departed)
    except InvalidCount as error:
        assert "nothing to count" in str(error)  # all papers were for the departed member alone
        return
    assert before.elected == elected and len(after.elected) == seats
    assert set(before.elected) - {papers.names[departed]} <= set(after.elected)
    assert papers.names[departed] not in after.elected


def test_a_vacancy_that_is_none_is_refused() -> None:
    contest = Contest(("A", "B", "C"), totals=(3, 2, 1))
    with pytest.raises(InvalidCount, match="C was not elected"):
        recount_vacancy(Rule("block", 2), contest, Conditions(), 2)
    with pytest.raises(InvalidCount, match="no recount for a vacancy"):
        recount_vacancy(Rule("dhondt", 2), contest, Conditions(), 0)
    with pytest.raises(InvalidCount, match="Nobody else stood"):
        recount_vacancy(Rule("block", 3), contest, Conditions(), 0)


# -- what-if


def test_sixty_to_forty_gives_five_seats_to_one_slate_or_three_to_two() -> None:
    """The same papers by `block` and by `scottish-stv`: why a contest's rule is in the charter."""
    names = tuple(f"H{i}" for i in range(5)) + tuple(f"B{i}" for i in range(5))
    rankings = {}
    for first, votes in ((0, 600), (5, 400)):
        for turn in range(5):
            order = tuple((first + (turn + place) % 5,) for place in range(5))
            rankings[order] = votes // 5 + turn
    contest = Contest(names, papers=Papers(names, rankings))
    block = count_contest(Rule("block", 5), contest, Conditions(seed=SEED))
    stv = count_contest(Rule("scottish-stv", 5), contest, Conditions(seed=SEED))
    assert {name[0] for name in block.elected} == {"H"}
    assert sorted(name[0] for name in stv.elected) == ["B", "B", "H", "H", "H"]
    with pytest.raises(InvalidCount):
        count_contest(Rule("scottish-stv", 5), Contest(names, totals=(1,) * 10), Conditions())
    with pytest.raises(CountNeedsLot):
        count_contest(Rule("block", 1), Contest(names, totals=(1,) * 10), Conditions())
