"""One question's entries in tallies, shares and results: flat in the program, in rows on the board if lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Raw

from ballot.errors import InvalidEncoding
from ballot.records.canonical import decode, encode
from ballot.records.questions import ListsQuestion, Question

T = TypeVar("T")


class Read(Protocol):
    """Reads a record: `canonical.decode`, or a reader that also accepts other spellings and reports them."""

    def __call__(self, type_: type[T], raw: bytes, /) -> T: ...


def nest(question: Question, entries: Sequence[object]) -> Raw:
    """Return the bytes of one question's entries."""
    if not isinstance(question, ListsQuestion):
        return Raw(encode(entries))
    rows, start = [], 0
    for names in question.answers:
        rows.append(entries[start : start + len(names)])
        start += len(names)
    return Raw(encode(rows))


# `leaf` is what msgspec decodes an entry to. It may be Annotated, which the type checker does not take for a type.
def flatten(question: Question, raw: bytes, leaf: Any, read: Read = decode) -> list[Any]:
    """Return one question's entries, each of type `leaf`.

    Raises:
        InvalidEncoding: not a list of such entries, or, for a lists question, not in its rows.
    """
    if not isinstance(question, ListsQuestion):
        return list(read(tuple[leaf, ...], raw))
    rows = read(tuple[tuple[leaf, ...], ...], raw)
    if [len(row) for row in rows] != [len(names) for names in question.answers]:
        raise InvalidEncoding(f"the entries of “{question.question[:60]}” are not in the rows of its lists")
    return [entry for row in rows for entry in row]


def flatten_all(questions: Sequence[Question], rows: Sequence[Raw], leaf: Any, read: Read = decode) -> list[list[Any]]:
    """Return the entries of all questions.

    Raises:
        InvalidEncoding: as `flatten`, or not one entry for each question.
    """
    if len(rows) != len(questions):
        raise InvalidEncoding(f"there are {len(rows)} entries for {len(questions)} questions")
    return [flatten(question, bytes(row), leaf, read) for question, row in zip(questions, rows, strict=True)]
