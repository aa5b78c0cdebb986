"""The flow of votes as a Sankey diagram, read from top to bottom: one row of bands for each stage.

All votes together are as wide as the page. A candidate's votes are a band that runs down through the stages; at each
stage, votes that move leave one band and join others. The bands are in the order of the result, with the first elected
on the left; non-transferable votes gather at the right edge. The diagram is cut into one strip for each stage, with its
description next to it, so that pages can break between stages and a phone needs no sideways scrolling.

Positions are exact until they are written, in thousandths of the width with one decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ballot.count import Sheet
from ballot.count.flow import LOST, Step, Votes, amounts, flow
from ballot.count.formats.words import action_words, figure
from ballot.language import _, isolated, ngettext
from ballot.report.bars import NOT_TRANSFERABLE
from ballot.report.stages import has_stages, result_order
from ballot.report.words import names_in_words, rounded

FULL = 1000  # units of width: all votes and the gaps between the bands
_DEPTH = 100  # units of height of a strip
GAP, ALL_GAPS = 8, 160  # between two bands, and between all of them at most
NAMED = 3  # receivers that a strip's description names
_LETTER = 7  # pixels of a letter in a label
NARROW, BROAD = 310, 400  # minimum width of a strip in pixels: on a phone, and on paper or a desktop screen


@dataclass(frozen=True)
class Label:
    """A label on a band: where it begins, in percent of the width, and the text that fits, on a phone and on a page."""

    x: str
    brief: str
    label: str


@dataclass(frozen=True)
class Row:
    """The bands after a stage: SVG paths of their heads by colour, in units, and their labels."""

    heads: tuple[tuple[int, str], ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Ribbons:
    """All ribbons that start in one colour: SVG paths of what stays and of what moves."""

    colour: int
    stays: str
    moves: str


@dataclass(frozen=True)
class Strip:
    """The step to one stage: what happened, in words, the ribbons, and the bands after it."""

    title: str
    words: str
    elected: tuple[str, ...]
    ribbons: tuple[Ribbons, ...]
    row: Row


@dataclass(frozen=True)
class FlowView:
    """The whole diagram: the bands of the first stage, then a strip for each further one."""

    title: str
    elected: tuple[str, ...]
    first: Row
    strips: tuple[Strip, ...]
    keys: tuple[tuple[int, str, int], ...]  # number, name and colour of everybody who has votes at some stage
    recorded: bool


Place = tuple[Fraction, Fraction]  # left edge and width, in units


class Drawing:
    """The positions of everything. `colours`: of each candidate."""

    def __init__(self, sheet: Sheet, colours: Mapping[str, int]) -> None:
        self.colours = {**colours, LOST: NOT_TRANSFERABLE}
        self.numbers = {name: number for number, name in enumerate(result_order(sheet), start=1)}
        self.order = [*self.numbers, LOST]
        states = [amounts(stage) for stage in sheet.stages]
        most = max(map(len, states))
        self.gap = Fraction(min(GAP * max(0, most - 1), ALL_GAPS), max(1, most - 1))
        self.unit = (FULL - self.gap * (most - 1)) / (sum(states[0].values()) or Fraction(1))
        self.present = [name for name in self.numbers if any(name in state for state in states)]

    def places(self, votes: Votes) -> dict[str, Place]:
        """Return where each band of a stage is."""
        found, x = {}, Fraction(0)
        for name in self.order[:-1]:
            if name in votes:
                width = votes[name] * self.unit
                found[name] = (x, width)
                x += width + self.gap
        if LOST in votes:
            width = votes[LOST] * self.unit
            found[LOST] = (FULL - width, width)
        return found

    def row(self, votes: Votes) -> Row:
        """Return the bands of a stage."""
        places = self.places(votes)
        heads: dict[int, str] = {}
        for name, (x, width) in places.items():
            path = f"M{decimal(x)} 0H{decimal(x + width)}V1H{decimal(x)}Z"
            heads[self.colours[name]] = heads.get(self.colours[name], "") + path
        labels = (self._label(name, *place) for name, place in places.items())
        return Row(tuple(heads.items()), tuple(label for label in labels if label.brief or label.label))

    def _label(self, name: str, x: Fraction, width: Fraction) -> Label:
        number = str(self.numbers.get(name, 0))
        full, least = (f"{number} {name}", number) if name else (_("not transferable"), _("n. t."))
        brief, label = (_fitting(full, least, width * pixels / FULL) for pixels in (NARROW, BROAD))
        return Label(decimal(x / 10), brief, label)

    def ribbons(self, step: Step) -> tuple[Ribbons, ...]:
        """Return what stays and what moves at a step, by colour."""
        links = {(name, name): votes for name, votes in step.stays.items()}
        paths = self._paths({**links, **step.moves}, self.places(step.before), self.places(step.after))
        found = []
        for colour in dict.fromkeys(self.colours[source] for source, _target in paths):
            own = [(link, path) for link, path in paths.items() if self.colours[link[0]] == colour]
            stays = "".join(path for (a, b), path in own if a == b)
            moves = "".join(path for (a, b), path in own if a != b)
            found.append(Ribbons(colour, stays, moves))
        return tuple(found)

    def _paths(
        self, links: Mapping[tuple[str, str], Fraction], above: dict[str, Place], below: dict[str, Place]
    ) -> dict[tuple[str, str], str]:
        """Return a path for each link. At both ends links are in the order of the bands, so that few cross."""
        rank = {name: place for place, name in enumerate(self.order)}
        start = {name: x for name, (x, _) in above.items()}
        end = {name: x for name, (x, _) in below.items()}
        tops: dict[tuple[str, str], Fraction] = {}
        for link in sorted(links, key=lambda link: (rank[link[0]], rank[link[1]])):
            tops[link] = start[link[0]]
            start[link[0]] += links[link] * self.unit
        paths = {}
        for link in sorted(links, key=lambda link: (rank[link[1]], rank[link[0]])):
            width = links[link] * self.unit
            paths[link] = ribbon(tops[link], end[link[1]], width)
            end[link[1]] += width
        return paths


def ribbon(top: Fraction, bottom: Fraction, width: Fraction) -> str:
    """Return the path of a ribbon from top to bottom."""
    a, b, c, d = (decimal(x) for x in (top, bottom, bottom + width, top + width))
    if top == bottom:
        return f"M{a} 0V{_DEPTH}H{d}V0Z"
    half = _DEPTH // 2
    return f"M{a} 0C{a} {half} {b} {half} {b} {_DEPTH}H{c}C{c} {half} {d} {half} {d} 0Z"


def decimal(number: Fraction) -> str:
    """Write a number truncated to at most one decimal, so that adjacent ribbons neither overlap nor leave a gap."""
    tenths = (number * 10).__floor__()
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _fitting(full: str, least: str, pixels: Fraction) -> str:
    """Return as much of a label as fits: all of it, its beginning, the number alone, or nothing.

    >>> fitting("12 Amina Diallo", "12", Fraction(110)), fitting("12 Amina Diallo", "12", Fraction(70))
    ('12 Amina Diallo', '12 Amina…')
    >>> fitting("12 Amina Diallo", "12", Fraction(16)), fitting("12 Amina Diallo", "12", Fraction(8))
    ('12', '')
    """
    letters = int(pixels // _LETTER)
    if letters >= len(full):
        return full
    if full.startswith(least) and letters >= len(least) + 6:
        return full[: letters - 1].rstrip() + "…"
    return least if letters >= len(least) else ""


def view_flow(sheet: Sheet, colours: Mapping[str, int]) -> FlowView | None:
    """Return the diagram of a count by stages; None if there is no flow."""
    if not has_stages(sheet) or len(sheet.stages) < 2:
        return None
    drawing = Drawing(sheet, colours)
    steps = flow(sheet)
    return FlowView(
        title=f"1. {action_words(sheet.stages[0])}",
        elected=sheet.stages[0].elected,
        first=drawing.row(steps[0].before),
        strips=tuple(_strip(sheet, drawing, step) for step in steps),
        keys=tuple((drawing.numbers[name], name, drawing.colours[name]) for name in drawing.present),
        recorded=any(step.recorded for step in steps),
    )


def _strip(sheet: Sheet, drawing: Drawing, step: Step) -> Strip:
    stage = sheet.stages[step.stage]
    return Strip(
        title=f"{step.stage + 1}. {action_words(stage)}",
        words=_moved(step) if step.recorded else _changed(step),
        elected=stage.elected,
        ribbons=drawing.ribbons(step),
        row=drawing.row(step.after),
    )


# -- in words


def _moved(step: Step) -> str:
    """Say who passes how many votes on to whom."""
    sources = dict.fromkeys(source for source, _target in step.moves)
    total = sum(step.moves.values(), Fraction(0))
    gains: Votes = {}
    for (_source, target), votes in step.moves.items():
        gains[target] = gains.get(target, Fraction(0)) + votes
    lost = gains.pop(LOST, None)
    values = {"names": names_in_words(list(sources)), "votes": _amount(total)}
    if len(sources) == 1:
        what = _("%(names)s passes on %(votes)s", **values)
    else:
        what = _("%(names)s pass on %(votes)s", **values)
    if gains and lost:
        return _(
            "%(what)s: to %(gains)s; %(lost)s not transferable.", what=what, gains=_listed(gains), lost=_votes(lost)
        )
    if gains:
        return _("%(what)s: to %(gains)s.", what=what, gains=_listed(gains))
    return _("%(what)s; %(lost)s not transferable.", what=what, lost=_votes(lost)) if lost else f"{what}."


def _amount(votes: Fraction) -> str:
    whole = int(votes) if votes.denominator == 1 else 5  # a fraction takes the plural
    return ngettext("%(num)s vote", "%(num)s votes", whole, num=_votes(votes))


def _changed(step: Step) -> str:
    """Say by how much votes changed, for rules that redistribute all papers instead of passing some on."""
    names = dict.fromkeys((*step.before, *step.after))
    change = {name: step.after.get(name, Fraction(0)) - step.before.get(name, Fraction(0)) for name in names}
    lost = change.pop(LOST, None)
    more = {name: votes for name, votes in change.items() if votes > 0}
    less = {name: -votes for name, votes in change.items() if votes < 0}
    parts = [_("More votes: %(names)s", names=_listed(more))] if more else []
    parts += [_("fewer: %(names)s", names=_listed(less))] if less else []
    parts += [_("not transferable: %(votes)s more", votes=_votes(lost))] if lost and lost > 0 else []
    return (_("; ").join(parts) or _("No votes move")) + "."


def _listed(gains: Votes) -> str:
    """Name those with the most, and add up the others."""
    ordered = sorted(gains.items(), key=lambda item: (-item[1], item[0]))
    named = ordered if len(ordered) == NAMED + 1 else ordered[:NAMED]
    listed = [f"{isolated(name)} {_votes(votes)}" for name, votes in named]
    others = ordered[len(named) :]
    if others:
        total = sum((votes for _name, votes in others), Fraction(0))
        listed.append(ngettext("%(num)s other %(votes)s", "%(num)s others %(votes)s", len(others), votes=_votes(total)))
    return names_in_words(listed)


def _votes(number: Fraction) -> str:
    return figure(rounded(number))
