"""ABIF, the Aggregated Ballot Information Format, in and out.

    # comment
    {title: "Committee"}
    =ada:[Ada Lovelace]
    27:ada>ben=cleo>dov
    12:ben/5>ada/2

A line of papers is their number, a colon and the ranking: `>` between ranks, `=` or `,` between equals, a score
after `/` (not used here). A candidate is a word or a name in square brackets. Candidates are numbered as they first
appear.
"""

from __future__ import annotations

import re
from typing import NoReturn

from ballot.count.papers import Papers, Ranking, check_names
from ballot.errors import InvalidCount

_LINE = re.compile(r"\s*(\d{1,9})\s*:\s*")
_DEFINITION = re.compile(r"\s*=\s*(\[[^\]]+\]|[^\s:\[\]]+)\s*:\s*\[([^\]]*)\]\s*")
_CANDIDATE = re.compile(r"\s*(?:\[([^\]]+)\]|\"([^\"]+)\"|([^\s><=,/:\[\]{}\"]+))\s*(?:/\s*-?\d+(?:\.\d+)?\s*)?")
_TITLE = re.compile(r"\s*\{\s*\"?title\"?\s*:\s*[\"'](.*)[\"']\s*\}\s*")


class _Reader:
    def __init__(self) -> None:
        self.tokens: dict[str, int] = {}
        self.names: dict[int, str] = {}
        self.rankings: dict[Ranking, int] = {}
        self.title = ""

    def candidate(self, token: str) -> int:
        number = self.tokens.setdefault(token, len(self.tokens))
        self.names.setdefault(number, token)
        return number


def _fail(line: int, column: int, what: str) -> NoReturn:
    raise InvalidCount(f"Line {line}, column {column}: {what}")


def parse_abif(text: str) -> Papers:
    """Return the papers in an ABIF file.

    Raises:
        InvalidCount: the text is not ABIF; the sentence gives line and column.
    """
    reader = _Reader()
    for number, whole in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = whole.split("#", 1)[0].rstrip()
        if not line.strip():
            continue
        if line.lstrip().startswith("{"):
            match = _TITLE.fullmatch(line)
            reader.title = match[1] if match else reader.title
        elif line.lstrip().startswith("="):
            _define(reader, number, line)
        else:
            _papers(reader, number, line)
    names = check_names([reader.names[index] for index in range(len(reader.names))])
    if not names:
        raise InvalidCount("The file holds no candidates and no papers.")
    return Papers(names, reader.rankings, title=reader.title)


def _define(reader: _Reader, number: int, line: str) -> None:
    match = _DEFINITION.fullmatch(line)
    if match is None:
        _fail(number, 1, "a candidate is defined as =token:[Name].")
    index = reader.candidate(match[1].strip("[]"))
    reader.names[index] = match[2].strip()


def _papers(reader: _Reader, number: int, line: str) -> None:
    head = _LINE.match(line)
    if head is None:
        _fail(number, 1, "a line of papers begins with their number and a colon, such as “12:ada>ben”.")
    place, tiers, seen = head.end(), [[]], set()  # type: tuple[int, list[list[int]], set[int]]
    while place < len(line):
        match = _CANDIDATE.match(line, place)
        if match is None:
            _fail(number, place + 1, "a candidate is expected here.")
        candidate = reader.candidate(match[1] or match[2] or match[3])
        if candidate in seen:
            _fail(number, place + 1, f"{reader.names[candidate]!r} is on this paper twice.")
        seen.add(candidate)
        tiers[-1].append(candidate)
        place = match.end()
        if place < len(line):
            place = _separator(number, line, place, tiers)
    ranking = tuple(tuple(sorted(tier)) for tier in tiers if tier)
    reader.rankings[ranking] = reader.rankings.get(ranking, 0) + int(head[1])


def _separator(number: int, line: str, place: int, tiers: list[list[int]]) -> int:
    if line[place] == ">":
        tiers.append([])
    elif line[place] not in "=,":
        _fail(number, place + 1, "“>”, “=” or “,” is expected between two candidates.")
    if not line[place + 1 :].strip():
        _fail(number, place + 2, "a candidate is expected here.")
    return place + 1


def write_abif(papers: Papers) -> str:
    """Return papers as ABIF, the most frequent first; skipped preferences cannot be written and are closed up."""
    lines = [f'{{title: "{_plain(papers.title)}"}}'] if papers.title else []
    lines += [f"=c{number}:[{_plain(name)}]" for number, name in enumerate(papers.names, 1)]
    for ranking, count in sorted(papers.rankings.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"{count}:" + ">".join("=".join(f"c{c + 1}" for c in tier) for tier in ranking if tier))
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Return a name without what the format gives a meaning: brackets, quotation marks, comments, line ends."""
    return " ".join(re.sub(r'[\[\]"#]', " ", text).split())
