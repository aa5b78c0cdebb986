"""A count stage by stage as tables: totals and changes, keep values, and the papers that moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ballot.count import TOTALS, Sheet
from ballot.count.formats.words import action_words, difference, figure, is_uncontested
from ballot.count.sheet import Stage, Transfer
from ballot.language import N_, _, decimal
from ballot.report.tables import COLUMNS, STAGES, Cell, Row, Table, split_table

NOT_TRANSFERABLE = N_("Not transferable")
# The statuses in a sheet, and how each reads with the stage.
OUTCOMES = {
    "elected": (N_("Elected"), N_("Elected at stage %(stage)s")),
    "excluded": (N_("Excluded"), N_("Excluded at stage %(stage)s")),
    "not elected": (N_("Not elected"), N_("Not elected at stage %(stage)s")),
    "withdrawn": (N_("Withdrawn"), N_("Withdrawn at stage %(stage)s")),
}


@dataclass(frozen=True)
class State:
    """What a column of the stage table shows: a stage, or one batch of an exclusion made in several batches."""

    title: str
    stage: int  # from 1
    totals: dict[str, str]
    non_transferable: str
    quota: str = ""
    exhausted: str = ""
    rounding_loss: str = ""


@dataclass(frozen=True)
class Parcel:
    """Papers of one value; `to`: how many went to whom, largest first; "" means no further preference."""

    value: str
    papers: int
    votes: str
    to: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Moved:
    """All papers that left a candidate at a stage."""

    stage: int
    source: str
    parcels: tuple[Parcel, ...]


def has_stages(sheet: Sheet) -> bool:
    """Return whether a sheet is a count by stages, not one that only adds up votes."""
    return bool(sheet.stages) and sheet.rule not in TOTALS and not is_uncontested(sheet)


def result_order(sheet: Sheet) -> list[str]:
    """Return the elected in order, then the others: those who stayed longest, those with most votes; withdrawn last."""
    excluded = [name for group in reversed(sheet.excluded_order) for name in reversed(group)]
    ranked = [name for level in sheet.ranking for name in level]
    last = sheet.stages[-1].totals if sheet.stages else {}
    rest = [name for name in sheet.status if name not in sheet.elected and name not in excluded]
    place = {name: number for number, name in enumerate(ranked)}
    rest.sort(key=lambda name: (place.get(name, 0), -Fraction(last.get(name, 0))))
    gone = [name for name in rest if sheet.status[name].status == "withdrawn"]
    return [*sheet.elected, *(name for name in rest if name not in gone), *excluded, *gone]


def outcome(sheet: Sheet, name: str) -> str:
    """Return the outcome for a candidate."""
    status = sheet.status[name]
    alone, with_stage = OUTCOMES[status.status]
    return _(with_stage, stage=status.stage) if status.stage else _(alone)


def stage_tables(sheet: Sheet) -> list[Table]:
    """Return everybody's totals and changes at each stage, split into tables that fit on a page."""
    if not has_stages(sheet):
        return []
    states = list(_states(sheet))
    whole = [_is_whole([*state.totals.values(), state.non_transferable]) for state in states]
    rows = []
    for number, name in enumerate(result_order(sheet), start=1):
        if sheet.status[name].status != "withdrawn":
            rows.append(Row(name, tuple(_cells(sheet, name, states, whole)), outcome(sheet, name), number))
    table = Table(
        title=_("Stage by stage"),
        columns=tuple(state.title for state in states),
        rows=tuple(rows),
        below=tuple(_below(sheet, states, whole)),
        note=_("The votes of each candidate after each stage, above them the change. Bold: elected or excluded there."),
    )
    return split_table(table, COLUMNS if len(states) > len(sheet.stages) else STAGES)


def _states(sheet: Sheet) -> Iterable[State]:
    for number, stage in enumerate(sheet.stages, start=1):
        title = f"{number}. {action_words(stage)}"
        for batch in stage.batches[:-1]:
            yield State(_at(title, batch.value), number, batch.totals, batch.non_transferable, batch.quota)
        yield State(
            _at(title, stage.batches[-1].value) if stage.batches else title,
            number,
            stage.totals,
            stage.non_transferable,
            stage.quota or sheet.quota or "",
            stage.exhausted,
            stage.rounding_loss,
        )


def _at(title: str, value: str) -> str:
    return _("%(stage)s: papers at %(value)s", stage=title, value=figure(value))


def _is_whole(numbers: Iterable[str]) -> bool:
    return not any(number.partition(".")[2].strip("0") for number in numbers)


def aligned(number: str, *, whole: bool) -> str:
    """Write a number so that it lines up with the others in its column.

    >>> aligned("1825.00000", whole=True), aligned("1825.50000", whole=False)
    ('1,825', '1,825.50000')
    """
    before = number.partition(".")[0]
    return decimal(before if whole else number)


def _change(before: str, now: str) -> str:
    moved = difference(before, now)
    return f"{'+' if moved.startswith('+') else '−'}{figure(moved[1:])}" if moved else ""


def _cells(sheet: Sheet, name: str, states: list[State], whole: list[bool]) -> Iterable[Cell]:
    status = sheet.status[name]
    gone = False
    for index, state in enumerate(states):
        change = _change(states[index - 1].totals[name], state.totals[name]) if index else ""
        last = index + 1 == len(states) or states[index + 1].stage != state.stage
        total = aligned(state.totals[name], whole=whole[index])
        yield Cell("" if gone else total, change, marked=last and state.stage == status.stage)
        gone = gone or status.status == "excluded" and state.stage >= status.stage and not Fraction(state.totals[name])


def _below(sheet: Sheet, states: list[State], whole: list[bool]) -> Iterable[Row]:
    losses = [state.non_transferable for state in states]
    changes = ["", *(_change(a, b) for a, b in zip(losses, losses[1:], strict=False))]
    cells = (Cell(aligned(n, whole=w), c) for n, w, c in zip(losses, whole, changes, strict=True))
    yield Row(_(NOT_TRANSFERABLE), tuple(cells))
    if any(state.rounding_loss.strip("0.") for state in states):
        yield _line(_("of them without a further preference"), [state.exhausted for state in states], whole)
        yield _line(_("of them lost by rounding"), [state.rounding_loss for state in states], whole)
    yield _line(_("All papers"), [sheet.valid] * len(states), [True] * len(states))
    if sheet.quota:
        quotas = [state.quota for state in states]
        yield _line(_("Quota"), quotas, [_is_whole([quota]) for quota in quotas])


def _line(name: str, numbers: list[str], whole: list[bool]) -> Row:
    return Row(name, tuple(Cell(aligned(n, whole=w) if n else "") for n, w in zip(numbers, whole, strict=True)))


def keep_tables(sheet: Sheet) -> list[Table]:
    """Return, for Meek's rules, the keep values of candidates who passed something on; [] for other rules."""
    kept = [(number, stage) for number, stage in enumerate(sheet.stages, start=1) if stage.keep]
    if not kept:
        return []
    rows = [
        Row(name, tuple(Cell(decimal(stage.keep[name])) for _number, stage in kept), outcome(sheet, name), number)
        for number, name in enumerate(result_order(sheet), start=1)
        if name in sheet.elected and any(0 < Fraction(stage.keep[name]) < 1 for _number, stage in kept)
    ]
    table = Table(
        title=_("Keep values"),
        columns=tuple(f"{number}. {action_words(stage)}" for number, stage in kept),
        rows=tuple(rows),
        note=_(
            "The share of each paper that an elected candidate keeps; the rest is passed on. Everybody else keeps "
            "all, and whoever is excluded nothing."
        ),
    )
    return split_table(table, COLUMNS) if rows else []


def moved_papers(sheet: Sheet) -> list[Moved]:
    """Return the papers that moved, by stage and source."""
    return [moved for number, stage in enumerate(sheet.stages, start=1) for moved in _moved_papers(number, stage)]


def _moved_papers(number: int, stage: Stage) -> Iterable[Moved]:
    sources: dict[str, dict[str, list[Transfer]]] = {}
    for transfer in stage.transfers:
        sources.setdefault(transfer.source, {}).setdefault(transfer.value, []).append(transfer)
    for source, values in sources.items():
        yield Moved(number, source, tuple(_parcel(value, transfers) for value, transfers in values.items()))


def _parcel(value: str, transfers: list[Transfer]) -> Parcel:
    papers = sum(transfer.papers for transfer in transfers)
    to = tuple((transfer.target, transfer.papers) for transfer in sorted(transfers, key=_by_papers))
    return Parcel(figure(value), papers, figure(_product(value, papers)), to)


def _by_papers(transfer: Transfer) -> tuple[bool, int]:
    return not transfer.target, -transfer.papers


def _product(value: str, papers: int) -> str:
    """Multiply a value by a number of papers, exactly."""
    whole, _point, fraction = value.partition(".")
    units = int(whole + fraction) * papers
    if not fraction:
        return str(units)
    return f"{units // 10 ** len(fraction)}.{units % 10 ** len(fraction):0{len(fraction)}d}"
