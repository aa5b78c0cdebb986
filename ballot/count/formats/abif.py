"""ABIF, the Aggregated Ballot Information Format, in and out.

    # comment
    {title: "Committee"}
    =ada:[Ada Lovelace]
    27:ada>ben=cleo>dov
    12:ben/5,ada/2

A line of papers is their number, a colon and the ranking: `>` between ranks, `=` between equals. A score may follow
after `/`. Candidates with a comma between them are ranked by their scores, the highest first, or are equal if none has
a score. A candidate is a word, or a name in square brackets or quotation marks. Candidates are numbered in order of
first appearance.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from ballot.count.formats.reading import check_name, check_number_of_candidates, fail, number_at, shown
from ballot.count.papers import Papers, Ranking, strict_preferences
from ballot.errors import InvalidCount

_LINE = re.compile(r"\s*([0-9]+)\s*:\s*")
_DEFINITION = re.compile(r"\s*=\s*(?:\[([^\]]+)\]|([^\s:\[\]]+))\s*:\s*\[([^\]]*)\]\s*")
_CANDIDATE = re.compile(
    r"\s*(?:\[([^\]]+)\]|\"([^\"]+)\"|([^\s><=,/:\[\]{}\"]+))\s*(?:/\s*(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*)?"
)
_TITLE = re.compile(r"\s*\{\s*\"?title\"?\s*:\s*[\"'](.*)[\"']\s*\}\s*")
_CLOSING = {"[": "]", '"': '"'}


class _Mark(NamedTuple):
    """A candidate on a paper, with the separator before it and its column."""

    candidate: int
    score: Decimal | None
    separator: str
    column: int


class _Reader:
    """The candidates by token, with their names and the position where each first appears."""

    def __init__(self) -> None:
        self.tokens: dict[str, int] = {}
        self.names: dict[int, str] = {}
        self.places: dict[int, tuple[int, int]] = {}
        self.rankings: dict[Ranking, int] = {}
        self.title = ""

    def candidate(self, token: str, line: int, column: int) -> int:
        number = self.tokens.setdefault(token, len(self.tokens))
        check_number_of_candidates(number + 1, line, column)
        self.names.setdefault(number, token)
        self.places.setdefault(number, (line, column))
        return number

    def checked_names(self) -> tuple[str, ...]:
        earlier: dict[str, tuple[int, int]] = {}
        for number, name in self.names.items():
            check_name(name, earlier, *self.places[number])
        return tuple(self.names[number] for number in range(len(self.names)))


def parse_abif(text: str) -> Papers:
    """Return the papers in an ABIF file.

    Raises:
        InvalidCount: the text is not ABIF; the sentence gives line and column.
    """
    reader = _Reader()
    for number, whole in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = _without_comment(whole).rstrip()
        if line.lstrip().startswith("{"):
            _about(reader, number, line)
        elif line.lstrip().startswith("="):
            _define(reader, number, line)
        elif line:
            _papers(reader, number, line)
    names = reader.checked_names()
    if not names:
        fail(1, 1, "the file holds no candidates and no papers.")
    return Papers(names, reader.rankings, title=reader.title)


def _without_comment(line: str) -> str:
    """Return a line up to the first `#` outside of brackets and quotation marks."""
    if "#" not in line:
        return line
    last, closing = {opening: line.rfind(end) for opening, end in _CLOSING.items()}, ""
    for place, character in enumerate(line):
        if character == "#" and not closing:
            return line[:place]
        if closing:
            closing = "" if character == closing else closing
        elif last.get(character, -1) > place:
            closing = _CLOSING[character]
    return line


def _about(reader: _Reader, number: int, line: str) -> None:
    if not line.endswith("}"):
        fail(number, len(line) + 1, "the brace that opens this line is not closed.")
    match = _TITLE.fullmatch(line)
    reader.title = match[1] if match else reader.title


def _define(reader: _Reader, number: int, line: str) -> None:
    match = _DEFINITION.fullmatch(line)
    if match is None:
        fail(number, 1, "a candidate is defined as =token:[Name].")
    index = reader.candidate(match[1] or match[2], number, line.index("=") + 1)
    reader.names[index] = match[3].strip()


def _papers(reader: _Reader, number: int, line: str) -> None:
    head = _LINE.match(line)
    if head is None:
        fail(number, 1, "a line of papers begins with their number and a colon, such as “12:ada>ben”.")
    count = number_at(head[1], number, head.start(1) + 1)
    ranking = _ranking(number, _marks(reader, number, line, head.end()))
    reader.rankings[ranking] = reader.rankings.get(ranking, 0) + count


def _marks(reader: _Reader, number: int, line: str, place: int) -> list[_Mark]:
    marks: list[_Mark] = []
    separator, seen = "", set()
    while place < len(line):
        match = _CANDIDATE.match(line, place)
        if match is None:
            fail(number, place + 1, "a candidate is expected here.")
        column = place + len(match[0]) - len(match[0].lstrip()) + 1
        candidate = reader.candidate(match[1] or match[2] or match[3], number, column)
        if candidate in seen:
            fail(number, column, f"{shown(reader.names[candidate])} is on this paper twice.")
        seen.add(candidate)
        marks.append(_Mark(candidate, Decimal(match[4]) if match[4] else None, separator, column))
        place = match.end()
        if place < len(line):
            separator, place = _separator(number, line, place)
    return marks


def _separator(number: int, line: str, place: int) -> tuple[str, int]:
    if line[place] not in ">=,":
        fail(number, place + 1, "“>”, “=” or “,” is expected between two candidates.")
    if not line[place + 1 :].strip():
        fail(number, place + 2, "a candidate is expected here.")
    return line[place], place + 1


def _ranking(number: int, marks: list[_Mark]) -> Ranking:
    """Return the ranking; scores decide between candidates with commas, and may not contradict `>` and `=`."""
    by_score = any(mark.separator == "," for mark in marks) and any(mark.score is not None for mark in marks)
    if by_score:
        for mark in marks:
            if mark.score is None or mark.separator in (">", "="):
                fail(number, mark.column, "with commas, every candidate on the paper has a score, or none has.")
        ordered = sorted(marks, key=lambda mark: -(mark.score or 0))
        return tuple(tuple(sorted(m.candidate for m in same)) for _, same in groupby(ordered, key=lambda m: m.score))
    tiers: list[list[int]] = []
    last: Decimal | None = None
    for mark in marks:
        higher = mark.score is not None and last is not None and mark.score > last
        if higher or mark.separator == "=" and mark.score is not None and last is not None and mark.score != last:
            fail(number, mark.column, "this score contradicts the order of the paper.")
        last = mark.score if mark.score is not None else last
        tiers += [[]] if mark.separator in ("", ">") else []
        tiers[-1].append(mark.candidate)
    return tuple(tuple(sorted(tier)) for tier in tiers)


def write_abif(papers: Papers, rule: str) -> str:
    """Return papers as ABIF as a rule counts them, the most frequent first.

    Withdrawn candidates are left out, and named in comments. Where the rule wants single preferences in consecutive
    order, a paper ends where it stops counting; for other rules, the gaps of skipped preferences are closed.

    Raises:
        InvalidCount: the format cannot hold a name.
    """
    grouped: Counter[Ranking] = Counter()
    for ranking, count in papers.rankings.items():
        grouped[_as_counted(ranking, papers.withdrawn, rule)] += count
    lines = [f'{{title: "{_plain(papers.title)}"}}'] if papers.title else []
    for number, name in enumerate(papers.names, 1):
        gone = number - 1 in papers.withdrawn
        lines.append(f"# withdrawn, and left out: {name}" if gone else f"=c{number}:[{_held(name)}]")
    for ranking, count in sorted(grouped.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"{count}:" + ">".join("=".join(f"c{c + 1}" for c in tier) for tier in ranking))
    return "\n".join(lines) + "\n"


def _as_counted(ranking: Ranking, withdrawn: frozenset[int], rule: str) -> Ranking:
    if rule not in ("schulze", "approval"):
        return tuple((candidate,) for candidate in strict_preferences(ranking, withdrawn))
    tiers = (tuple(candidate for candidate in tier if candidate not in withdrawn) for tier in ranking)
    return tuple(tier for tier in tiers if tier)


def _held(name: str) -> str:
    """Return a name that stands in square brackets."""
    if "]" in name or name != name.strip() or len(name.splitlines()) != 1:
        raise InvalidCount(
            f"ABIF cannot hold the name {shown(name)}: it has no way to write “]”, a line break, or blanks at the "
            "ends. Write BLT instead."
        )
    return name


def _plain(text: str) -> str:
    """Return a title without what has a meaning in the format: quotation marks, comments, line ends."""
    return " ".join(re.sub(r'["#]', " ", text).split())
