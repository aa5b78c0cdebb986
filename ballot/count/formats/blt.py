"""BLT: the common file format for ranked papers, in and out.

    4 2            four candidates, two seats
    -3             candidate 3 has withdrawn
    12 1 2=4 - 3 0 twelve papers: first 1, then 2 and 4 level, one preference skipped, then 3
    0              end of papers
    "Ada"          names in the order of their numbers, quoted or not
    "Title"        optional

`#` begins a comment outside quotes. In a quoted name, \\" is a quote and \\\\ a backslash. A paper may be empty (`3
0`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from ballot.count.papers import Papers, Ranking, check_names
from ballot.errors import InvalidCount

_WORD = re.compile(r"\S+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*')
_ESCAPE = re.compile(r'\\(["\\])')
_Lines = Iterator[tuple[int, str]]
MAX_NUMBER = 10**9


def _fail(line: int, column: int, what: str) -> NoReturn:
    raise InvalidCount(f"Line {line}, column {column}: {what}")


def parse_blt(text: str) -> Papers:
    """Return the papers in a BLT file.

    Raises:
        InvalidCount: the text is not BLT; the sentence gives line and column.
    """
    lines = _lines(text)
    candidates, seats = _read_head(lines)
    rankings, withdrawn = _read_papers(lines, candidates)
    names = _read_names(lines)
    if not candidates <= len(names) <= candidates + 1:
        raise InvalidCount(
            f"The file has {len(names)} names after the papers; line 1 announces {candidates} candidates."
        )
    title = names[candidates] if len(names) > candidates else ""
    return Papers(check_names(names[:candidates]), rankings, frozenset(withdrawn), title, seats)


def _lines(text: str) -> _Lines:
    """Yield the lines that hold something, with their numbers, without comments."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        bare = _without_comment(line) if "#" in line else line
        if bare and not bare.isspace():
            yield number, bare


def _without_comment(line: str) -> str:
    inside = escaped = False
    for place, character in enumerate(line):
        if character == "#" and not inside:
            return line[:place]
        if character == '"' and not escaped:
            inside = not inside
        escaped = inside and character == "\\" and not escaped
    return line


def _read_head(lines: _Lines) -> tuple[int, int]:
    number, line = next(lines, (1, ""))
    words = line.split()
    if len(words) != 2:
        _fail(number, 1, "the first line holds the number of candidates and the number of seats, such as “5 2”.")
    candidates, seats = (_integer(number, line, place) for place in range(2))
    if candidates < 1 or seats < 1:
        _fail(number, 1, "there is at least one candidate and one seat.")
    if seats > candidates:
        _fail(number, _column(line, 1), f"{seats} seats are more than the {candidates} candidates.")
    return candidates, seats


def _column(line: str, word: int) -> int:
    return [match.start() + 1 for match in _WORD.finditer(line)][word]


def _integer(number: int, line: str, word: int) -> int:
    text = line.split()[word]
    if not (text.isascii() and text.isdecimal()) or len(text) > 10 or int(text) > MAX_NUMBER:
        _fail(number, _column(line, word), f"{text[:40]!r} is not a whole number.")
    return int(text)


def _read_papers(lines: _Lines, candidates: int) -> tuple[dict[Ranking, int], set[int]]:
    rankings: dict[Ranking, int] = {}
    withdrawn: set[int] = set()
    number = 1
    for number, line in lines:
        words = line.split()
        if words == ["0"]:
            return rankings, withdrawn
        if words[0].startswith("-"):
            withdrawn |= _withdrawn(number, line, candidates)
            continue
        count = _integer(number, line, 0)
        if words[-1] != "0" or len(words) == 1:
            _fail(number, len(line.rstrip()) + 1, "this paper does not end with 0.")
        ranking = _ranking(number, line, words[1:-1], candidates)
        rankings[ranking] = rankings.get(ranking, 0) + count
    _fail(number, 1, "the file ends before the line “0” that ends the papers.")


def _withdrawn(number: int, line: str, candidates: int) -> set[int]:
    found = set()
    for place, word in enumerate(line.split()):
        if not re.fullmatch(r"-\d{1,9}", word) or not 1 <= -int(word) <= candidates:
            _fail(
                number, _column(line, place), f"{word[:40]!r} is not a withdrawn candidate, from -1 to -{candidates}."
            )
        found.add(-int(word) - 1)
    return found


def _ranking(number: int, line: str, words: list[str], candidates: int) -> Ranking:
    tiers: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for place, word in enumerate(words, 1):
        if word == "-":
            tiers.append(())
            continue
        tier = []
        for part in word.split("="):
            if not (part.isascii() and part.isdecimal()):
                _fail(number, _column(line, place), f"{word[:40]!r} is not a preference.")
            candidate = int(part[:10]) - 1
            if not 0 <= candidate < candidates:
                _fail(number, _column(line, place), f"{part[:40]} is not a candidate; they are 1 to {candidates}.")
            if candidate in seen:
                _fail(number, _column(line, place), f"candidate {part} is on this paper twice.")
            seen.add(candidate)
            tier.append(candidate)
        tiers.append(tuple(sorted(tier)))
    while tiers and not tiers[-1]:
        tiers.pop()
    return tuple(tiers)


def _read_names(lines: _Lines) -> list[str]:
    names: list[str] = []
    for number, line in lines:
        text = line.strip()
        names += [text] if not text.startswith('"') else _quoted(number, line)
    return names


def _quoted(number: int, line: str) -> list[str]:
    place = len(line) - len(line.lstrip())
    found = []
    while place < len(line):
        match = _QUOTED.match(line, place)
        if match is None:
            _fail(number, place + 1, "this name is not closed by a quotation mark.")
        found.append(_ESCAPE.sub(r"\1", match[1]))
        place = match.end()
    return found


def write_blt(papers: Papers, seats: int) -> str:
    """Return papers as a BLT file, the most frequent first."""
    lines = [f"{len(papers.names)} {seats}"]
    if papers.withdrawn:
        lines.append(" ".join(f"-{candidate + 1}" for candidate in sorted(papers.withdrawn)))
    for ranking, count in sorted(papers.rankings.items(), key=lambda item: (-item[1], item[0])):
        words = ["=".join(str(c + 1) for c in tier) or "-" for tier in ranking]
        lines.append(" ".join([str(count), *words, "0"]))
    lines.append("0")
    lines += [_quote(name) for name in papers.names]
    if papers.title:
        lines.append(_quote(papers.title))
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    flat = " ".join(text.splitlines())
    return '"' + flat.replace("\\", "\\\\").replace('"', '\\"') + '"'
