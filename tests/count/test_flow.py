"""The flow of votes: at every stage what leaves is what arrives, by every rule that counts by stages."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ballot.count import Conditions, Rule, count_papers
from ballot.count.flow import LOST, Step, amounts, flow
from tests.count.strategies import SEED, STV, papers_of, quick, strict_papers


def leaves(step: Step, name: str) -> Fraction:
    return step.stays.get(name, Fraction(0)) + sum(v for (source, _), v in step.moves.items() if source == name)


def arrives(step: Step, name: str) -> Fraction:
    return step.stays.get(name, Fraction(0)) + sum(v for (_, target), v in step.moves.items() if target == name)


@quick
@given(strict_papers(), st.sampled_from([*STV, "av"]), st.integers(1, 5))
def test_the_flow_loses_no_vote_at_any_stage(papers, name, seats) -> None:
    sheet = count_papers(Rule(name, 1 if name == "av" else seats), papers, Conditions(seed=SEED))
    steps = flow(sheet)
    assert len(steps) == len(sheet.stages) - 1
    for number, step in enumerate(steps, start=1):
        assert step.stage == number
        assert (step.before, step.after) == (amounts(sheet.stages[number - 1]), amounts(sheet.stages[number]))
        assert sum(step.before.values()) == sum(step.after.values()) == papers.number
        for who in (*papers.names, LOST):
            assert leaves(step, who) == step.before.get(who, 0)
            assert arrives(step, who) == step.after.get(who, 0)
        assert min([*step.stays.values(), *step.moves.values()]) > 0
        assert all(source != target for source, target in step.moves)


@quick
@given(strict_papers(), st.sampled_from(["scottish-stv", "ers97", "wigm-prf", "av"]), st.integers(1, 5))
def test_the_flow_is_what_the_sheet_records(papers, name, seats) -> None:
    sheet = count_papers(Rule(name, 1 if name == "av" else seats), papers, Conditions(seed=SEED))
    for step in flow(sheet):
        recorded = sheet.stages[step.stage].transfers
        for source in {transfer.source for transfer in recorded}:
            for target in papers.names:
                votes = sum(Fraction(t.votes) for t in recorded if (t.source, t.target) == (source, target))
                assert step.moves.get((source, target), 0) == votes


def test_what_is_lost_by_rounding_goes_to_what_is_not_transferable() -> None:
    sheet = count_papers(Rule("scottish-stv", 2), papers_of("10 AB, 4 AC, 5 B, 4 C, 3 A"), Conditions(seed=SEED))
    (step,) = [step for step in flow(sheet) if sheet.stages[step.stage].kind == "surplus"]
    stage = sheet.stages[step.stage]
    assert stage.rounding_loss != "0.00000"
    assert step.moves["A", LOST] == Fraction(stage.exhausted) + Fraction(stage.rounding_loss)
