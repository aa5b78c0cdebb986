"""What must hold in every count by single transferable vote, whatever the papers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ballot.count import Conditions, Papers, Rule, count_papers
from ballot.errors import CountNeedsLot
from tests.count.strategies import SEED, STV, quick, reordered, strict_papers

PLACES = {"scottish-stv": 5, "ers97": 2, "meek-prf": 9, "nz-meek": 9, "wigm-prf": 4, "av": 0}
rules = st.sampled_from(STV)


def outcome(rule: Rule, papers: Papers):
    try:
        sheet = count_papers(rule, papers)
    except CountNeedsLot as needed:
        return "lot", frozenset(papers.names[c] for c in needed.tied)
    stages = [(s.kind, frozenset(s.candidates), s.totals, s.non_transferable) for s in sheet.stages]
    return stages, list(map(set, sheet.elected_groups)), list(map(set, sheet.excluded_order))


@quick
@given(strict_papers(), rules, st.integers(1, 5))
def test_papers_are_conserved_at_every_stage(papers, name, seats) -> None:
    sheet = count_papers(Rule(name, seats), papers, Conditions(seed=SEED))
    for stage in sheet.stages:
        total = sum(map(Decimal, stage.totals.values())) + Decimal(stage.non_transferable)
        assert total == papers.number == int(sheet.valid)
        assert Decimal(stage.exhausted) + Decimal(stage.rounding_loss) == Decimal(stage.non_transferable)
        assert min(map(Decimal, stage.totals.values())) >= 0 and Decimal(stage.rounding_loss) >= 0
        assert all(-Decimal(v).as_tuple().exponent == PLACES[name] for v in stage.totals.values())


@quick
@given(strict_papers(), rules, st.integers(1, 5))
def test_exactly_the_seats_are_filled_and_everybody_has_one_status(papers, name, seats) -> None:
    sheet = count_papers(Rule(name, seats), papers, Conditions(seed=SEED))
    elected = [c for c, status in sheet.status.items() if status.status == "elected"]
    excluded = [c for c, status in sheet.status.items() if status.status == "excluded"]
    assert sorted(elected) == sorted(sheet.elected) and len(set(sheet.elected)) == min(seats, len(papers.names))
    assert sorted(excluded) == sorted(c for group in sheet.excluded_order for c in group)
    for candidate in elected:
        assert candidate in sheet.stages[sheet.status[candidate].stage - 1].elected


@quick
@given(strict_papers(), st.sampled_from(["scottish-stv", "wigm-prf"]), st.integers(1, 4))
def test_the_quota_is_constant_and_the_elected_keep_it(papers, name, seats) -> None:
    sheet = count_papers(Rule(name, seats), papers, Conditions(seed=SEED))
    if sheet.quota is None:
        return
    quota, done = Decimal(sheet.quota), set()
    for stage in sheet.stages:
        done |= set(stage.candidates) if stage.kind == "surplus" else set()
        assert all(Decimal(stage.totals[c]) == quota for c in done)
    assert sheet.final_quota == sheet.quota


@quick
@given(strict_papers(), st.sampled_from([*STV, "av"]), st.integers(1, 4), st.data())
def test_the_order_of_candidates_never_changes_a_count(papers, name, seats, data) -> None:
    """W33. Where the lot is needed, it is needed for the same candidates."""
    rule = Rule(name, 1 if name == "av" else seats)
    order = data.draw(st.permutations(range(len(papers.names))))
    assert outcome(rule, papers) == outcome(rule, reordered(papers, order))


@quick
@given(strict_papers(), st.sampled_from([*STV, "av"]), st.integers(1, 4), st.data())
def test_names_never_change_a_count(papers, name, seats, data) -> None:
    rule = Rule(name, 1 if name == "av" else seats)
    names = data.draw(st.permutations([f"{chr(65 + i)}" for i in range(len(papers.names))]))
    first = count_papers(rule, papers, Conditions(seed=SEED))
    second = count_papers(rule, papers._replace(names=tuple(names)), Conditions(seed=SEED))
    renamed = dict(zip(papers.names, names, strict=True))
    assert [renamed[c] for c in first.elected] == list(second.elected)
    assert [list(s.totals.values()) for s in first.stages] == [list(s.totals.values()) for s in second.stages]


@quick
@given(strict_papers(), st.integers(1, 4))
def test_each_meek_state_comes_from_its_keep_values(papers, seats) -> None:
    """Distribute every paper by hand with the keep values of the sheet: the totals come out."""
    sheet = count_papers(Rule("meek-prf", seats), papers, Conditions(seed=SEED))
    for stage in sheet.stages[1:]:
        keep = {name: int(value.replace(".", "")) for name, value in stage.keep.items()}
        votes = dict.fromkeys(papers.names, 0)
        for ranking, count in papers.rankings.items():
            weight = 10**9
            for (candidate,) in ranking:
                name = papers.names[candidate]
                share = -(-weight * keep[name] // 10**9)
                votes[name] += share * count
                weight -= share
        assert {name: int(v.replace(".", "")) for name, v in stage.totals.items()} == votes


@quick
@given(strict_papers(), st.sampled_from([*STV, "av"]), st.integers(1, 3), st.integers(0, 2))
def test_a_withdrawn_candidate_is_as_if_never_on_the_paper(papers, name, seats, gone) -> None:
    rule = Rule(name, 1 if name == "av" else seats)
    left = [c for c in range(len(papers.names)) if c != gone]
    rankings: dict = {}
    for ranking, count in papers.rankings.items():
        without = tuple((left.index(c),) for (c,) in ranking if c != gone)
        rankings[without] = rankings.get(without, 0) + count
    assume(any(rankings))
    fewer = Papers(tuple(papers.names[c] for c in left), rankings)
    try:
        ours = count_papers(rule, papers, Conditions(frozenset({gone})))
    except CountNeedsLot as needed:
        with pytest.raises(CountNeedsLot) as other:
            count_papers(rule, fewer)
        assert [papers.names[c] for c in needed.tied] == [fewer.names[c] for c in other.value.tied]
        return
    theirs = count_papers(rule, fewer)
    assert ours.elected == theirs.elected and ours.excluded_order == theirs.excluded_order
    assert ours.status[papers.names[gone]].status == "withdrawn"
