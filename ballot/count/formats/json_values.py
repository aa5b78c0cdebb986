"""Values of a JSON file that know their position, so that errors are reported with line and column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

from ballot.count.formats.positions import place_of, place_of_number
from ballot.count.formats.reading import MAX_CANDIDATES, MAX_NUMBER, fail, name_trouble, shown
from ballot.errors import InvalidCount

_Path = tuple[str | int, ...]


class _WrongValue(Exception):
    """Something is wrong with the value at a path; `located` turns this into a sentence with line and column."""

    def __init__(self, path: _Path, what: str) -> None:
        super().__init__(what)
        self.path, self.what = path, what


class Value(NamedTuple):
    """A value and the path to it from the top of the file."""

    value: Any
    path: _Path = ()

    def wrong(self, what: str, *further: str | int) -> NoReturn:
        """Refuse this value, or one further down."""
        raise _WrongValue((*self.path, *further), what)

    def get(self, key: str) -> Value | None:
        """Return the value of a key of this object, if it has it."""
        members = self.members()
        return members.get(key)

    def require(self, key: str) -> Value:
        """Return the value of a key of this object."""
        found = self.get(key)
        if found is None:
            self.wrong(f"“{key}” is missing here.")
        return found

    def members(self) -> dict[str, Value]:
        """Return the values of this object by key."""
        if not isinstance(self.value, dict):
            self.wrong("an object in braces is expected here.")
        if isinstance(self.value, _Twice):
            self.wrong(f"{shown(self.value.key)} is here twice.", self.value.key)
        return {key: Value(value, (*self.path, key)) for key, value in self.value.items()}

    def items(self) -> list[Value]:
        """Return the items of this list."""
        if not isinstance(self.value, list):
            self.wrong("a list in brackets is expected here.")
        return [Value(item, (*self.path, place)) for place, item in enumerate(self.value)]

    def text(self) -> str:
        """Return this text."""
        if not isinstance(self.value, str):
            self.wrong(f"a text is expected here, not {shown(json.dumps(self.value))}.")
        return self.value

    def number(self, least: int = 0, most: int = MAX_NUMBER) -> int:
        """Return this whole number."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or not least <= self.value <= most:
            self.wrong(f"a whole number from {least} to {most} is expected here, not {shown(json.dumps(self.value))}.")
        return self.value


def names_in(listed: Sequence[Value]) -> tuple[str, ...]:
    """Return the names of candidates: each is fit for a sheet, and none occurs twice."""
    seen: set[str] = set()
    for place, value in enumerate(listed):
        name = value.text()
        what = f"there are more than {MAX_CANDIDATES} candidates." if place == MAX_CANDIDATES else name_trouble(name)
        if what or name in seen:
            value.wrong(what or f"two candidates are called {shown(name)}.")
        seen.add(name)
    return tuple(value.text() for value in listed)


def parse_object(text: str) -> Value:
    """Return the object in a JSON file.

    Raises:
        InvalidCount: not JSON, or not an object; with line and column.
    """
    try:
        tree = json.loads(text, parse_int=_whole_number, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        fail(error.lineno, error.colno, f"this is not JSON ({error.msg}).")
    except _TooLong as error:
        fail(*place_of_number(text, error.args[0]), f"the number {shown(error.args[0])} is too large.")
    except RecursionError:
        raise InvalidCount("The JSON is nested too deeply.") from None
    if not isinstance(tree, dict):
        fail(1, 1, "a contest in JSON is an object with candidates and ballots, or with votes.")
    return Value(tree)


class _Twice(dict[str, Any]):
    """An object that has some key twice."""

    key = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = _Twice(found)
    keys = [key for key, _ in pairs]
    twice.key = next(key for place, key in enumerate(keys) if key in keys[:place])
    return twice


class _TooLong(Exception):
    pass


def _whole_number(digits: str) -> int:
    if len(digits) > 30:
        raise _TooLong(digits)
    return int(digits)


@contextmanager
def located(text: str) -> Iterator[None]:
    """Turn errors about a value in this text into sentences with line and column."""
    try:
        yield
    except _WrongValue as error:
        fail(*place_of(text, error.path), error.what)
