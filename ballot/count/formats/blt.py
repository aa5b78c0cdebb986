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

from ballot.count.formats.reading import check_name, check_number_of_candidates, fail, number_at, shown
from ballot.count.papers import Papers, Ranking

_WORD = re.compile(r"\S+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*')
_ESCAPE = re.compile(r'\\(["\\])')
_Lines = Iterator[tuple[int, str]]


def parse_blt(text: str) -> Papers:
    """Return the papers in a BLT file.

    Raises:
        InvalidCount: the text is not BLT; the sentence gives line and column.
    """
    lines = _lines(text)
    candidates, seats = _read_head(lines)
    rankings, withdrawn, end = _read_papers(lines, candidates)
    names = _read_names(lines)
    _check_names(names, candidates, end)
    title = names[candidates][2] if len(names) > candidates else ""
    return Papers(tuple(name for _, _, name in names[:candidates]), rankings, frozenset(withdrawn), title, seats)


def _lines(text: str) -> _Lines:
    """Yield the lines that are not empty, with their numbers and without comments."""
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
        fail(number, 1, "the first line holds the number of candidates and the number of seats, such as “5 2”.")
    candidates, seats = (number_at(word, number, _column(line, place)) for place, word in enumerate(words))
    check_number_of_candidates(candidates, number, 1)
    if candidates < 1 or seats < 1:
        fail(number, _column(line, 0 if candidates < 1 else 1), "there is at least one candidate and one seat.")
    return candidates, seats


def _column(line: str, word: int) -> int:
    return [match.start() + 1 for match in _WORD.finditer(line)][word]


def _read_papers(lines: _Lines, candidates: int) -> tuple[dict[Ranking, int], set[int], int]:
    """Return the papers, the withdrawn candidates, and the number of the line that ends the papers."""
    rankings: dict[Ranking, int] = {}
    withdrawn: set[int] = set()
    known = {"-": (), **{str(candidate + 1): (candidate,) for candidate in range(candidates)}}
    number = 1
    for number, line in lines:
        words = line.split()
        if words == ["0"]:
            return rankings, withdrawn, number
        if words[0].startswith("-"):
            withdrawn |= _withdrawn(number, line, candidates)
            continue
        count = number_at(words[0], number, _column(line, 0))
        if words[-1] != "0" or len(words) == 1:
            fail(number, len(line.rstrip()) + 1, "this paper does not end with 0.")
        ranking = _ranking(number, line, words[1:-1], known)
        rankings[ranking] = rankings.get(ranking, 0) + count
    fail(number, 1, "the file ends before the line “0” that ends the papers.")


def _withdrawn(number: int, line: str, candidates: int) -> set[int]:
    found = set()
    for place, word in enumerate(line.split()):
        if not re.fullmatch(r"-[0-9]{1,9}", word) or not 1 <= -int(word) <= candidates:
            fail(number, _column(line, place), f"{shown(word)} is not a withdrawn candidate, from -1 to -{candidates}.")
        found.add(-int(word) - 1)
    return found


def _ranking(number: int, line: str, words: list[str], known: dict[str, tuple[int, ...]]) -> Ranking:
    tiers: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for place, word in enumerate(words, 1):
        tier = known.get(word)
        if tier is None:
            tier = _equal(number, _column(line, place), word, len(known) - 1)
        if not seen.isdisjoint(tier):
            twice = next(candidate for candidate in tier if candidate in seen)
            fail(number, _column(line, place), f"candidate {twice + 1} is on this paper twice.")
        seen.update(tier)
        tiers.append(tier)
    while tiers and not tiers[-1]:
        tiers.pop()
    return tuple(tiers)


def _equal(line: int, column: int, word: str, candidates: int) -> tuple[int, ...]:
    """Return the candidates of an equal preference such as `2=4`."""
    tier: list[int] = []
    for text in word.split("="):
        if not (text.isascii() and text.isdecimal()):
            fail(line, column, f"{shown(text)} is not a preference.")
        if len(text) > 9 or not 1 <= int(text) <= candidates:
            fail(line, column, f"{text[:40]} is not a candidate; they are 1 to {candidates}.")
        if int(text) - 1 in tier:
            fail(line, column, f"candidate {text} is on this paper twice.")
        tier.append(int(text) - 1)
    return tuple(sorted(tier))


def _read_names(lines: _Lines) -> list[tuple[int, int, str]]:
    """Return the names after the papers, each with its line and column."""
    names: list[tuple[int, int, str]] = []
    for number, line in lines:
        start = len(line) - len(line.lstrip())
        text = line.strip()
        names += _quoted(number, line, start) if text.startswith('"') else [(number, start + 1, text)]
    return names


def _quoted(number: int, line: str, place: int) -> list[tuple[int, int, str]]:
    found = []
    while place < len(line):
        match = _QUOTED.match(line, place)
        if match is None:
            fail(number, place + 1, "this name is not closed by a quotation mark.")
        found.append((number, place + 1, _ESCAPE.sub(r"\1", match[1])))
        place = match.end()
    return found


def _check_names(names: list[tuple[int, int, str]], candidates: int, end: int) -> None:
    if not candidates <= len(names) <= candidates + 1:
        line, column, _ = names[candidates + 1] if len(names) > candidates else names[-1] if names else (end, 1, "")
        fail(
            line,
            column,
            f"the file has {len(names)} names after the papers; line 1 announces {candidates} candidates, and a title "
            "may follow.",
        )
    earlier: dict[str, tuple[int, int]] = {}
    for line, column, name in names[:candidates]:
        check_name(name, earlier, line, column)


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
