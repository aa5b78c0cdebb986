"""What an evil archive is: each is a good election in which one thing is wrong, made by code.

Each entry says which checks must fail, and no others. Where one fault cannot but break two checks, the pair stands in
COUPLED with the reason. Rows of the attack catalogue that an entry covers stand in its `rows`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ballot.records.canonical import encode
from tests.factory.elections import Maker
from tests.factory.forging import put

# One fault, two checks, and why.
COUPLED = {
    ("0.1", "0.4"): "without the header, no record stands where it would be written",
    ("0.5", "6.3"): "a respelt tally is no canonical record, and its hash is not the recomputed one",
    ("0.5", "9.1"): "a total in another spelling is no canonical record and no number as the protocol writes it",
    ("1.2", "6.1"): "ballots and tally on the wrong side of the end of the vote break the state machine as well",
    ("1.2", "7.1"): "shuffles without their end, or behind it, break the state machine as well",
    ("7.4", "7.6"): "a shuffle that is published again starts from another list and gives a list that is there already",
    ("1.3", "0.4"): "a payload behind its event is not there when the event needs it, and is in the wrong place",
    ("2.3", "3.7"): "what is no good key is not the product of good keys",
    ("2.5", "3.8"): "more trustees than there are cannot be what it takes to open the tally",
    ("2.5", "9.5"): "by quotas that cannot be met, a count cannot have come about",
    ("5.11", "6.2"): "a tally of superseded ballots is not the sum of the ballots that count",
    ("8.2", "8.4"): "a share that cannot be read does not count, so its trustee has none",
    ("8.3", "8.4"): "a share that is not proved does not count, so its trustee has none",
    ("6.2", "6.4"): "a ballot that is left out is missing in the sum and in the number",
}

TWICE = ((0, [[1, 0]]), (1, [[0, 1]]), (0, [[1, 0]]))


@dataclass(frozen=True)
class Evil:
    """One evil archive: its name, the checks that fail, and how it is made."""

    name: str
    failed: frozenset[str]
    make: Callable[[], Maker]
    height: Callable[[Maker], int | None] | None = None
    rows: str = ""
    coupled: frozenset[str] = frozenset()
    options: Callable[[Maker, Path], dict[str, Any]] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{'+'.join(sorted(self.failed))}: {self.name}"


EVIL: list[Evil] = []


def evil(name: str, failed: str, rows: str = "", height: Any = None, options: Any = None, **arguments: Any) -> None:
    """Add an archive made by `Maker(**arguments)`.

    `failed` is "5.4", "1.2+6.1" (both must fail), or "2.3~3.7" (the second may fail as well).
    """
    must, _, may = failed.partition("~")
    sets = frozenset(must.split("+")), frozenset(may.split("+")) - {""}
    EVIL.append(Evil(name, sets[0], lambda: Maker(**arguments).build(), height, rows, sets[1], options))


def tampered(stage: str, change: Callable[[Maker, Any], Any]) -> dict[str, Any]:
    """The argument that lets `change` modify one stage."""
    return {"tamper": {stage: change}}


def setting(*path_and_value: Any) -> Callable[[Maker, Any], Any]:
    """A change that sets the value at a path of a JSON value."""
    *path, new = path_and_value
    return lambda maker, value: put(value, path, new)


def of(kind: str, number: int = 0) -> Callable[[Maker], int]:
    """The height of the n-th event of a type."""
    return lambda maker: maker.height_of(kind, number)


def other_number(number: str) -> str:
    return str(int(number) ^ 1)


def plus_q(maker: Maker, number: str) -> str:
    return str(int(number) + maker.group.q)


def at_path(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def without(value: Any, path: tuple[Any, ...]) -> Any:
    del at_path(value, path[:-1])[path[-1]]
    return value


def edit_record(records: list[Any], kind: str, change: Callable[[dict[str, Any]], Any]) -> list[Any]:
    """Change the records of one kind in the companion file."""
    result = []
    for record in records:
        line = json.loads(encode(record))
        if line["record"] == kind:
            change(line)
        result.append(encode(line))
    return result


def replace_fields(value: Any, change: dict[str, Any]) -> Any:
    """A record with some fields changed."""
    return type(value)(**{**{name: getattr(value, name) for name in value.__struct_fields__}, **change})


def file_in(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
