"""Tables of a sheet that have a line for each candidate: grades, pairs, strongest paths, quotients of lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ballot.count import Person, Sheet
from ballot.count.formats.words import figure, grade_name, reason
from ballot.language import N_, _, grouped, isolated

WIDTH = 80  # characters of numbers that fit next to the names, on paper and on a desktop screen
FEWEST, MOST = 3, 9  # columns of one table
# How a part of a split table says which columns it has.
COLUMNS = N_("%(title)s: columns %(first)s to %(last)s of %(all)s")
STAGES = N_("%(title)s: stages %(first)s to %(last)s of %(all)s")
_QUOTIENTS = 20  # divisors shown at most; a list that needs more has won a seat with each of these


@dataclass(frozen=True)
class Cell:
    """A number, how much it changed, and whether it decided something."""

    text: str
    change: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Row:
    """One candidate's line. `number`: the candidate's in this sheet, or 0 if there is none; `note`: the outcome."""

    name: str
    cells: tuple[Cell, ...]
    note: str = ""
    number: int = 0

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells up to the last one with a number."""
        return self.cells[: max((at for at, cell in enumerate(self.cells, start=1) if cell.text), default=0)]


@dataclass(frozen=True)
class Table:
    """A table with one line for each candidate, and lines below about the whole count."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    below: tuple[Row, ...] = ()
    note: str = ""
    corner: str = N_("Candidate")  # in English


def split_table(table: Table, part: str) -> list[Table]:
    """Split a table that is too wide for a page; `part` says how the columns are named: STAGES or COLUMNS.

    A candidate who has no more numbers in a part, because they were excluded earlier, has no line in it.
    """
    widest = max((len(cell.text) for row in (*table.rows, *table.below) for cell in row.cells), default=1)
    fit = max(FEWEST, min(MOST, WIDTH // (widest + 2)))
    number = -(-len(table.columns) // fit)
    if number < 2:
        return [table]
    size = -(-len(table.columns) // number)
    starts = range(0, len(table.columns), size)
    return [_part(table, start, min(start + size, len(table.columns)), part, first=start == 0) for start in starts]


def _part(table: Table, start: int, end: int, part: str, *, first: bool) -> Table:
    rows = [replace(row, cells=row.cells[start:end]) for row in table.rows]
    below = tuple(replace(row, cells=row.cells[start:end]) for row in table.below)
    return replace(
        table,
        title=_(part, title=table.title, first=start + 1, last=end, all=len(table.columns)),
        columns=table.columns[start:end],
        rows=tuple(row for row in rows if first or any(cell.text for cell in row.cells)),
        below=below,
        note=table.note if first else "",
    )


def grade_table(sheet: Sheet, grades: Sequence[str]) -> Table | None:
    """Return how many papers gave each grade; None if nothing was graded."""
    if not sheet.histogram:
        return None
    rows = []
    for name in (name for level in sheet.ranking for name in level):
        median = sheet.median_grade.get(name, 0)
        cells = tuple(
            Cell(grouped(papers), marked=grade == median) for grade, papers in enumerate(sheet.histogram[name], start=1)
        )
        rows.append(
            Row(name, cells, _("Middle grade: %(grade)s", grade=isolated(grade_name(grades, median))) if median else "")
        )
    number = max(map(len, sheet.histogram.values()))
    return Table(
        title=_("Grades"),
        columns=tuple(grade_name(grades, grade) for grade in range(1, number + 1)),
        rows=tuple(rows),
        note=_(
            "How many papers gave each grade; candidates in the order of the result. The middle grade is in bold: at "
            "least half of the papers gave it or a better one."
        ),
    )


def pair_tables(sheet: Sheet) -> list[Table]:
    """Return the pairwise comparisons and the strongest paths; [] if nothing was compared."""
    if not sheet.pairwise:
        return []
    names = list(sheet.status)
    order = [names.index(name) for level in sheet.ranking for name in level]

    def table(title: str, note: str, text: Sequence[Sequence[str]], wins: Sequence[Sequence[bool]]) -> Table:
        rows = tuple(
            Row(names[i], tuple(Cell("–") if i == j else Cell(text[i][j], marked=wins[i][j]) for j in order))
            for i in order
        )
        return Table(title, tuple(_("over %(name)s", name=isolated(names[j])) for j in order), rows, note=note)

    pairs, paths = sheet.pairwise, sheet.beatpaths
    everybody = range(len(names))
    by_pairs = table(
        _("Pair by pair"),
        _("How many papers put the candidate of the line above the one of the column. Where the line wins, in bold."),
        [[grouped(pairs[i][j]) for j in everybody] for i in everybody],
        [[pairs[i][j] > pairs[j][i] for j in everybody] for i in everybody],
    )
    by_paths = table(
        _("Strongest paths"),
        _(
            "From the candidate of the line to the one of the column: winning and losing papers at the weakest link of "
            "the strongest path. Whoever has the stronger path, in bold, is ahead."
        ),
        [[_link(paths[i][j]) for j in everybody] for i in everybody],
        [[_stronger(paths[i][j], paths[j][i]) for j in everybody] for i in everybody],
    )
    return [*split_table(by_pairs, COLUMNS), *split_table(by_paths, COLUMNS)]


def _link(link: tuple[int, int]) -> str:
    return f"{grouped(link[0])} : {grouped(link[1])}" if any(link) else _("none")


def _stronger(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return (one[0], -one[1]) > (other[0], -other[1])


def people_tables(sheet: Sheet) -> list[Table]:
    """Return the candidates of each list in the order in which they get its seats, with their votes."""
    closed = all(not person.votes for people in sheet.people.values() for person in people)
    note = _("In the order in which they get the list’s seats.")
    return [
        Table(
            title=_("On the list %(list)s", list=isolated(name)),
            columns=() if closed else (_("Votes"),),
            rows=tuple(_person_row(person, closed=closed) for person in people),
            note=note,
        )
        for name, people in sheet.people.items()
    ]


def _person_row(person: Person, *, closed: bool) -> Row:
    cells = () if closed else (Cell(figure(person.votes), marked=person.elected),)
    return Row(person.name, cells, _("Elected") if person.elected else "")


def quotient_tables(sheet: Sheet) -> list[Table]:
    """Return votes, quotients and seats of lists; [] if there are none."""
    if not sheet.allocation:
        return []
    step = 2 if sheet.rule == "sainte-lague" else 1
    votes = {name: int(sheet.stages[0].totals[name]) for name in sheet.allocation}
    divisors = [1 + step * k for k in range(min(_QUOTIENTS, max(sheet.allocation.values()) + 1))]
    ordered = sorted(sheet.allocation, key=lambda name: (-sheet.allocation[name], -votes[name], name))
    rows = tuple(
        Row(
            name,
            tuple(Cell(quotient(votes[name], d), marked=k < sheet.allocation[name]) for k, d in enumerate(divisors)),
            reason(sheet, name),
        )
        for name in ordered
    )
    note = _(
        "The votes of each list divided by one number after the other. The seats go to the largest quotients, which "
        "are in bold. Quotients are compared exactly; here they are cut off after two decimals."
    )
    if sheet.last_quotient:
        last = quotient(*sheet.last_quotient)
        note += " " + _("The last one that won a seat: %(quotient)s.", quotient=last)
    columns = tuple(_("divided by %(divisor)s", divisor=divisor) for divisor in divisors)
    return split_table(Table(_("Quotients"), columns, rows, note=note, corner=N_("List")), COLUMNS)


def quotient(votes: int, divisor: int) -> str:
    """Write a quotient, truncated to two decimals.

    >>> quotient(100, 3), quotient(9000, 2)
    ('33.33', '4,500')
    """
    hundredths = Fraction(votes * 100, divisor).__floor__()
    return figure(f"{hundredths // 100}.{hundredths % 100:02d}")
