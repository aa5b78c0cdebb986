"""W33: what must not change a count, by any rule: names, the order of candidates, the order and grouping of papers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from unittest import mock

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ballot.count import (
    GRADED,
    RANKED,
    RULES,
    TOTALS,
    Conditions,
    Contest,
    Rule,
    Sheet,
    count_contest,
    grades_from_rows,
    papers_from_rows,
)
from ballot.count.sheet import Draw
from ballot.count.ties import Lot
from ballot.errors import CountNeedsLot, InvalidCount
from tests.count.strategies import SEED, STV, quotas_for, texts

many = settings(max_examples=100, deadline=None)
GRADES = 4


@st.composite
def elections(draw: st.DrawFn, *, quotas: bool = False) -> tuple[Rule, list[list[int]], list[str]]:
    """A rule, rows of small integers (ranks, grades, or votes) and names. Few papers, so that there are many ties."""
    name = draw(st.sampled_from([n for n in RULES if not quotas or n in ("block", "approval", *STV)]))
    size = draw(st.integers(2, 5))
    seats = 1 if name == "av" else draw(st.integers(1, size - 1 if name in STV else size))
    row = st.lists(st.integers(0, 1 if name in TOTALS else GRADES), min_size=size, max_size=size)
    if name in STV or name == "av":  # single preferences in most papers, now and then any row
        strict = st.permutations(range(1, size + 1)).flatmap(
            lambda ranks: st.integers(1, size).map(lambda last: [r if r <= last else 0 for r in ranks])
        )
        row = st.one_of(strict, strict, row)
    rows = draw(st.lists(row, min_size=1, max_size=10))
    bounds = texts(draw(quotas_for(size, seats))) if quotas else ()
    return Rule(name, seats, bounds), rows, [f"C{i}" for i in range(size)]


def contest_of(rule: Rule, rows: list[list[int]], names: list[str], counts: list[int] | None = None) -> Contest:
    numbers = counts or [1] * len(rows)
    if rule.name in GRADED:
        return Contest(tuple(names), grades=grades_from_rows(names, rows, GRADES, numbers))
    if rule.name in RANKED:
        return Contest(tuple(names), papers=papers_from_rows(names, rows, numbers))
    totals = tuple(sum(n * row[c] for row, n in zip(rows, numbers, strict=True)) for c in range(len(names)))
    return Contest(tuple(names), totals=totals)


def outcome(count: Callable[[], Sheet], rename: Callable[[str], str] = str) -> Any:
    """The sheet without any order that numbers of candidates give; or how many need the lot, or that it is refused."""
    try:
        sheet = msgspec.to_builtins(count())
    except CountNeedsLot as needed:
        return "needs lot", len(needed.tied)
    except InvalidCount as error:
        return "refused", "quota" in str(error)
    return plain(sheet, rename)


def plain(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        left_out = ("action", "pairwise", "beatpaths", "seed", "draws")
        kept = {rename(k): plain(v, rename) for k, v in value.items() if k not in left_out}
        return {k: sorted(v, key=repr) if k == "transfers" else v for k, v in kept.items()}
    if isinstance(value, list | tuple):
        items = [plain(item, rename) for item in value]
        return sorted(items) if all(isinstance(item, str) for item in items) else items
    return rename(value) if isinstance(value, str) else value


@contextmanager
def a_lot_that_follows(of: Callable[[str], str]) -> Iterator[None]:
    """Draw by the candidate and not by their place in the list, so that draws can be compared across orders."""

    def draw(self: Lot, names: tuple[str, ...], among: list[int]) -> tuple[int, Draw]:
        left = sorted(among)
        chosen = min(left, key=lambda c: hashlib.sha256(of(names[c]).encode()).digest())
        return chosen, Draw(1, tuple(names[i] for i in left), left.index(chosen), names[chosen])

    with mock.patch.object(Lot, "draw", draw):
        yield


seeds = st.sampled_from([None, SEED])


@many
@given(st.one_of(elections(), elections(quotas=True)), seeds, st.data())
def test_reordering_candidates_changes_nothing(election, seed, data) -> None:
    rule, rows, names = election
    order = data.draw(st.permutations(range(len(names))))
    moved = rule._replace(quotas=tuple(with_members_moved(text, order) for text in rule.quotas))
    with a_lot_that_follows(str):
        first = outcome(lambda: count_contest(rule, contest_of(rule, rows, names), Conditions(seed=seed)))
        shuffled = contest_of(rule, [[row[c] for c in order] for row in rows], [names[c] for c in order])
        assert first == outcome(lambda: count_contest(moved, shuffled, Conditions(seed=seed)))


def with_members_moved(text: str, order: list[int]) -> str:
    head, members = text.split(":")
    return f"{head}: {','.join(str(order.index(int(m) - 1) + 1) for m in members.split(',') if m.strip())}"


@many
@given(st.one_of(elections(), elections(quotas=True)), seeds, st.data())
def test_renaming_candidates_changes_nothing(election, seed, data) -> None:
    """The real lot: it draws by numbers, not by names."""
    rule, rows, names = election
    new = data.draw(st.permutations([f"{letter}." for letter in "zyxwv"[: len(names)]]))
    back = dict(zip(new, names, strict=True))
    first = outcome(lambda: count_contest(rule, contest_of(rule, rows, names), Conditions(seed=seed)))
    renamed = contest_of(rule, rows, list(new))
    second = outcome(lambda: count_contest(rule, renamed, Conditions(seed=seed)), lambda n: back.get(n, n))
    assert first == second


@many
@given(st.one_of(elections(), elections(quotas=True)), seeds, st.data())
def test_the_order_and_the_grouping_of_papers_change_nothing(election, seed, data) -> None:
    """Papers one by one, in another order, and equal ones added up as weights."""
    rule, rows, names = election
    conditions = Conditions(seed=seed)
    first = outcome(lambda: count_contest(rule, contest_of(rule, rows, names), conditions))
    shuffled = data.draw(st.permutations(rows))
    assert first == outcome(lambda: count_contest(rule, contest_of(rule, list(shuffled), names), conditions))
    weights = Counter(map(tuple, shuffled))
    grouped = contest_of(rule, list(map(list, weights)), names, list(weights.values()))
    assert first == outcome(lambda: count_contest(rule, grouped, conditions))


@many
@given(elections(), st.data())
def test_whoever_withdrew_is_never_listed_and_counts_as_never_on_the_paper(election, data) -> None:
    rule, rows, names = election
    gone = data.draw(st.integers(0, len(names) - 1))
    assume(len(names) > 2 and not (rule.name in STV and rule.seats > len(names) - 2))
    conditions = Conditions(frozenset({gone}), SEED)
    try:
        sheet = count_contest(rule, contest_of(rule, rows, names), conditions)
    except InvalidCount as error:
        assert "nothing to count" in str(error) or "No list has a vote" in str(error)
        return
    name = names[gone]
    assert sheet.status.pop(name).status == "withdrawn"
    assert name not in sheet.elected and name not in sheet.winners and not any(name in g for g in sheet.ranking)
    assert name not in sheet.allocation and not any(name in group for group in sheet.excluded_order)
    for tie in sheet.ties:
        assert name not in tie.candidates + tie.chosen and not any(name in draw.among for draw in tie.draws)
    for stage in sheet.stages:
        assert name not in stage.candidates + stage.elected
        assert not any(name in (t.source, t.target) for t in stage.transfers)
        assert rule.name in TOTALS or Decimal(stage.totals[name]) == 0


@many
@given(elections())
def test_every_paper_is_valid_or_invalid_or_blank_and_votes_are_conserved(election) -> None:
    """At every stage, and after every batch of ERS97."""
    rule, rows, names = election
    try:
        sheet = count_contest(rule, contest_of(rule, rows, names), Conditions(seed=SEED))
    except InvalidCount:
        return
    if rule.name in TOTALS:
        assert sum(int(v) for v in sheet.stages[0].totals.values()) == sum(map(sum, rows))
        return
    assert int(sheet.valid) + int(sheet.invalid or 0) + int(sheet.blank) == len(rows)
    for stage in sheet.stages:
        assert sum(map(Decimal, stage.totals.values())) + Decimal(stage.non_transferable) == int(sheet.valid)
        assert Decimal(stage.exhausted) + Decimal(stage.rounding_loss) == Decimal(stage.non_transferable)
        for batch in stage.batches:
            assert sum(map(Decimal, batch.totals.values())) + Decimal(batch.non_transferable) == int(sheet.valid)


@many
@given(elections(), seeds)
def test_transfers_are_what_moved(election, seed) -> None:
    """Of the rules that record transfers: what the papers of a stage carry is the difference of the totals."""
    rule, rows, names = election
    assume(rule.name in ("av", "scottish-stv", "ers97", "wigm-prf"))
    try:
        sheet = count_contest(rule, contest_of(rule, rows, names), Conditions(seed=seed))
    except (InvalidCount, CountNeedsLot):
        return
    for before, after in zip(sheet.stages, sheet.stages[1:], strict=False):
        received: Counter = Counter()
        for transfer in after.transfers:
            assert Decimal(transfer.votes) == Decimal(transfer.value) * transfer.papers
            received[transfer.target] += Decimal(transfer.votes)
        for name in names:
            if name not in after.candidates:
                assert Decimal(after.totals[name]) - Decimal(before.totals[name]) == received[name]
