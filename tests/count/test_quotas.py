"""Quotas by group: against brute force, and met by every rule."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.count import Conditions, Papers, Rule, count_papers, count_totals
from ballot.count.feasibility import Feasibility
from ballot.count.integer_points import Sums
from ballot.count.quotas import parse_bound, parse_quotas
from ballot.errors import CountNeedsLot, InvalidCount
from tests.count.strategies import SEED, STV, quick, quotas_for, reordered, strict_papers, texts


def allowed(quotas, elected) -> bool:
    return all(q.minimum <= len(q.members.intersection(elected)) <= q.maximum for q in quotas)


def completions(quotas, seats, chosen, free):
    sets = (set(chosen) | set(more) for more in combinations(free, seats - len(chosen)))
    return [s for s in sets if allowed(quotas, s)]


@quick
@given(st.data(), st.integers(2, 7))
def test_guarded_and_doomed_are_those_of_all_completions(data, size) -> None:
    seats = data.draw(st.integers(1, size))
    quotas = data.draw(quotas_for(size, seats))
    state = data.draw(st.lists(st.sampled_from("ecx"), min_size=size, max_size=size))
    chosen = [c for c in range(size) if state[c] == "e"][:seats]
    free = [c for c in range(size) if state[c] == "c"]
    every = completions(quotas, seats, chosen, free)
    feasibility = Feasibility(quotas, seats)
    assert feasibility.completes(chosen, free) is bool(every)
    assert feasibility.guarded(chosen, free) == {c for c in free if all(c in s for s in every)}
    assert feasibility.doomed(chosen, free) == {c for c in free if not any(c in s for s in every)}


@quick
@given(st.data(), st.integers(2, 7))
def test_a_block_vote_elects_the_lexicographically_best_set(data, size) -> None:
    """Totals from a small range, so that there are ties; the lot never makes the result worse."""
    seats = data.draw(st.integers(1, size))
    quotas = data.draw(quotas_for(size, seats))
    totals = data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size))
    names = [f"C{i}" for i in range(size)]
    rule = Rule("block", seats, texts(quotas))
    every = completions(quotas, seats, (), range(size))
    if not every:
        with pytest.raises(InvalidCount):
            count_totals(rule, names, totals, seed=SEED)
        return
    vectors = {frozenset(s): sorted((totals[c] for c in s), reverse=True) for s in every}
    top = max(vectors.values())
    best = [s for s, vector in vectors.items() if vector == top]
    sheet = count_totals(rule, names, totals, seed=SEED)
    assert frozenset(names.index(name) for name in sheet.elected) in best
    if len(best) == 1:
        assert count_totals(rule, names, totals) == sheet and not sheet.ties
    else:
        with pytest.raises(CountNeedsLot):
            count_totals(rule, names, totals)


@quick
@given(st.data())
def test_without_a_binding_quota_the_lot_draws_as_without_quotas(data) -> None:
    totals = data.draw(st.lists(st.integers(0, 3), min_size=5, max_size=5))
    names = [f"C{i}" for i in range(5)]
    plain = count_totals(Rule("block", 3), names, totals, seed=SEED)
    free = count_totals(Rule("block", 3, ("all<=3: 1,2,3,4,5",)), names, totals, seed=SEED)
    assert plain.elected == free.elected
    assert [(t.candidates, t.places, t.draws) for t in plain.ties] == [
        (t.candidates, t.places, t.draws) for t in free.ties
    ]


@quick
@given(st.data(), strict_papers(most=6), st.sampled_from(STV))
def test_every_stv_rule_meets_the_quotas_or_refuses_them(data, papers, name) -> None:
    size = len(papers.names)
    seats = data.draw(st.integers(1, size - 1))
    quotas = data.draw(quotas_for(size, seats))
    rule = Rule(name, seats, texts(quotas))
    if not completions(quotas, seats, (), range(size)):
        with pytest.raises(InvalidCount, match="quota"):
            count_papers(rule, papers, Conditions(seed=SEED))
        return
    sheet = count_papers(rule, papers, Conditions(seed=SEED))
    elected = [papers.names.index(name) for name in sheet.elected]
    assert len(elected) == seats and allowed(quotas, elected)
    assert all(check.minimum <= check.elected <= check.maximum for check in sheet.groups)


@quick
@given(st.data(), strict_papers(most=5), st.sampled_from(STV))
def test_with_quotas_the_order_of_candidates_never_changes_who_is_elected(data, papers, name) -> None:
    """W33."""
    size = len(papers.names)
    members = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
    order = data.draw(st.permutations(range(size)))
    moved = {order.index(c) for c in members}

    def outcome(ballots: Papers, group: set[int]):
        listed = ",".join(str(c + 1) for c in sorted(group))
        try:
            return set(count_papers(Rule(name, 2, (f"g>=1: {listed}",)), ballots).elected)
        except CountNeedsLot as needed:
            return frozenset(ballots.names[c] for c in needed.tied)

    assert outcome(papers, members) == outcome(reordered(papers, list(order)), moved)


def test_two_crossing_categories_are_not_looked_at_one_by_one() -> None:
    """Three seats, at least two women and at least two from the north: one of each alone leaves a wrong choice."""
    quotas = parse_quotas(["women>=2: 1,2", "north>=2: 1,3"], 3, 5)
    feasibility = Feasibility(quotas, 3)
    assert feasibility.guarded((), range(5)) == {0, 1, 2} and feasibility.doomed((), range(5)) == {3, 4}


def test_a_guarded_candidate_is_passed_over_and_a_doomed_one_excluded_first() -> None:
    """One woman among four, at least one to be elected of two: she has fewest votes and is elected all the same."""
    papers = Papers(("Ada", "Ben", "Cem", "Dov"), {((1,),): 40, ((2,),): 30, ((3,),): 20, ((0,),): 1})
    plain = count_papers(Rule("scottish-stv", 2), papers)
    assert plain.elected == ("Ben", "Cem") and plain.excluded_order[0] == ("Ada",)
    sheet = count_papers(Rule("scottish-stv", 2, ("women>=half-up: 1",)), papers)
    assert set(sheet.elected) == {"Ben", "Ada"} and sheet.status["Ada"].status == "elected"
    (first, *_) = [stage for stage in sheet.stages if stage.kind == "exclude"]
    assert first.candidates == ("Dov",) and "quota by group" in first.action


@pytest.mark.parametrize(
    ("bound", "seats", "number"),
    [("half-up", 5, 3), ("half-down", 5, 2), ("1/3-up", 7, 3), ("2/5-down", 7, 2), ("40%-up", 6, 3), ("2", 9, 2)],
)
def test_the_rounding_of_a_bound_is_explicit(bound, seats, number) -> None:
    assert parse_bound(bound, seats) == number


@pytest.mark.parametrize(
    "text",
    [
        "women",
        "women>=half: 1",
        "women>=1",
        "women>=1: 9",
        "women>=1: 1 2",
        "women>=1: 1,,2",
        "women>=1: ١",
        "women>=1/0-up: 1",
        ">=1: 1",
        "a>1: 1",
        "a>=1<=2: 1",
        f"women>={'9' * 5000}: 1",
        f"women>=1: {'9' * 5000}",
        f"women{' ' * 100_000}x: 1",
    ],
    ids=lambda text: text[:20],
)
def test_a_quota_that_says_nothing_clear_is_refused(text) -> None:
    with pytest.raises(InvalidCount):
        parse_quotas([text], 3, 4)


def test_an_impossible_quota_is_refused_with_the_reason() -> None:
    papers = Papers(("Ada", "Ben", "Cem"), {((0,),): 1})
    with pytest.raises(InvalidCount, match="“women” cannot be met: 2 to 2 of 2 seats.*of whom 1 stand"):
        count_papers(Rule("meek-prf", 2, ("women==2: 1",)), papers)
    with pytest.raises(InvalidCount, match="all of them together"):
        count_papers(Rule("meek-prf", 2, ("women==1: 1", "north==2: 2,3")), papers)
    with pytest.raises(InvalidCount, match="knows no quotas"):
        count_papers(Rule("schulze", 1, ("women>=1: 1",)), papers)


def test_of_two_with_the_quota_only_one_may_be_elected() -> None:
    """Quota 10: Ada and Bea have it, but only one of the two women may be elected; only the lot can say which."""
    papers = Papers(("Ada", "Bea", "Cem"), {((0,),): 10, ((1,),): 10, ((2,),): 9})
    rule = Rule("scottish-stv", 2, ("women<=1: 1,2",))
    with pytest.raises(CountNeedsLot, match="Ada, Bea are level, and not all of them can be elected"):
        count_papers(rule, papers)
    sheet = count_papers(rule, papers, Conditions(seed=SEED))
    (tie,) = sheet.ties
    (other,) = {"Ada", "Bea"} - set(tie.chosen)
    assert tie.purpose == "seat" and set(sheet.elected) == {"Cem", *tie.chosen}
    assert sheet.stages[0].elected == tie.chosen and sheet.excluded_order == ((other,),)


def test_quotas_and_reopened_nominations_exclude_each_other() -> None:
    with pytest.raises(InvalidCount, match="cannot be combined with reopening"):
        count_papers(Rule("meek-prf", 1, ("g>=1: 1",), reopen=1), Papers(("A", "B"), {((0,),): 1}))


def test_groups_that_cross_in_more_ways_than_can_be_looked_at_are_refused() -> None:
    """Branches, which have no member in common, are one way; each further group that crosses the others is one more."""
    branches = [f"branch {b}<=2: {','.join(str(i + 1) for i in range(512) if i % 70 == b)}" for b in range(70)]
    crossing = [f"g{k}<=9: {','.join(str(i + 1) for i in range(512) if i >> k & 1)}" for k in range(8)]
    quotas = parse_quotas([*branches, *crossing[:7]], 9, 512)
    assert Feasibility(quotas, 9).completes((), range(512))
    with pytest.raises(InvalidCount, match="cross in too many ways: 9, and at most 8"):
        parse_quotas([*branches, *crossing], 9, 512)


def test_the_highest_first_is_not_always_best_among_equals() -> None:
    """A excludes B and C by the quotas. All three are level: two of them are better than one, so A is not elected."""
    names = ["A", "B", "C", "D", "E"]
    quotas = ("one of A and B<=1: 1,2", "one of A and C<=1: 1,3")
    sheet = count_totals(Rule("block", 2, quotas), names, [5, 5, 5, 1, 1])
    assert sheet.elected == ("B", "C") and not sheet.ties


@quick
@given(st.data(), st.integers(3, 8))
def test_with_different_totals_a_block_vote_takes_the_highest_who_leaves_a_completion(data, size) -> None:
    """The greedy pass, from the highest total down: a candidate who leaves a way to meet all quotas is elected."""
    seats = data.draw(st.integers(1, size))
    quotas = data.draw(quotas_for(size, seats))
    totals = data.draw(st.permutations(range(size)))
    every = completions(quotas, seats, (), range(size))
    if not every:
        return
    elected: set[int] = set()
    for candidate in sorted(range(size), key=lambda c: -totals[c]):
        if any(elected | {candidate} <= s for s in every):
            elected.add(candidate)
    names = [f"C{i}" for i in range(size)]
    sheet = count_totals(Rule("block", seats, texts(quotas)), names, totals)
    assert {names.index(name) for name in sheet.elected} == elected


@settings(max_examples=200, deadline=None)
@given(st.data(), st.integers(1, 5), st.integers(1, 4))
def test_numbers_within_bounds_are_found_whenever_there_are_some(data, size, number) -> None:
    """The search behind all quotas, against trying everything; each search of one object continues from the last."""
    members = st.lists(st.integers(0, size - 1), unique=True)
    sets = data.draw(st.lists(members, min_size=number, max_size=number))
    ranges = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted)
    bounds = [tuple(one) for one in data.draw(st.lists(ranges, min_size=number, max_size=number))]
    sums = Sums(size, sets, bounds)
    for _ in range(3):
        limits = [data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted)) for _ in range(size)]

        def fits(point) -> bool:
            return all(low <= sum(point[i] for i in s) <= high for s, (low, high) in zip(sets, bounds, strict=True))

        found = sums.find([low for low, _ in limits], [high for _, high in limits])
        every = product(*(range(low, high + 1) for low, high in limits))
        assert (found is not None) is any(map(fits, every))
        if found is not None:
            assert fits(found) and all(low <= n <= high for n, (low, high) in zip(found, limits, strict=True))
