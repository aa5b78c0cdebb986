"""The record of a count, which a returning officer can read aloud and anybody can recompute.

Fields that a rule does not use are omitted from the JSON. All numbers of votes are decimal strings at the rule's
precision, so that no program rounds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec


class Rule(NamedTuple):
    """A counting rule with all its parameters, as defined in the charter.

    `quotas`: see ballot.count.quotas. `reopen`: the index of the candidate "reopen nominations", if there is one.
    `list_type` and `lift`: see ballot.count.list_people; "" if lists are counted, and not the people on them.
    """

    name: str
    seats: int
    quotas: tuple[str, ...] = ()
    reopen: int | None = None
    list_type: str = ""
    lift: int = 0


class Draw(msgspec.Struct, frozen=True):
    """One draw of the public lot: candidate number `result` (from 0) of those still tied."""

    counter: int
    among: tuple[str, ...]
    result: int
    drawn: str


class Tie(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tie and how it was broken: by earlier votes ("backwards", "forwards"), the order of the list ("list order"),
    or the public lot ("lot").

    `purpose`: what was decided: "seat", "surplus", "exclude". `chosen`: the candidates chosen.
    """

    candidates: tuple[str, ...]
    places: int
    method: str
    seed: str = ""
    draws: tuple[Draw, ...] = ()
    purpose: str = msgspec.field(default="", name="for")
    chosen: tuple[str, ...] = ()
    before_stage: int = 0


class Transfer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Papers that moved at one value; no `target` means that they had no further usable preference."""

    source: str
    value: str
    papers: int
    votes: str
    target: str = ""


class Batch(msgspec.Struct, frozen=True):
    """The state after one batch of an exclusion that is made in several."""

    value: str
    totals: dict[str, str]
    non_transferable: str
    quota: str


class Stage(msgspec.Struct, frozen=True, omit_defaults=True):
    """The state after one action (for Meek's rules: the state on which the action was decided).

    `non_transferable` is cumulative and includes `rounding_loss`; `exhausted` is the rest of it.
    """

    action: str
    kind: str
    candidates: tuple[str, ...]
    totals: dict[str, str]
    non_transferable: str
    rounding_loss: str
    exhausted: str = ""
    quota: str = ""
    elected: tuple[str, ...] = ()
    keep: dict[str, str] = {}
    batches: tuple[Batch, ...] = ()
    transfers: tuple[Transfer, ...] = ()


class Status(msgspec.Struct, frozen=True, omit_defaults=True):
    """The outcome for a candidate: "elected", "excluded", "not elected" or "withdrawn", and at which stage (from 1)."""

    status: str
    stage: int = 0


class GroupCheck(msgspec.Struct, frozen=True):
    """A quota by group: how many of its members were to be elected, and how many were."""

    group: str
    minimum: int
    maximum: int
    elected: int


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """A candidate of a list. `votes`: the ballots on which they are ticked; "" on a closed list, where none counts."""

    name: str
    elected: bool = False
    votes: str = ""


class Sheet(msgspec.Struct, frozen=True, omit_defaults=True):
    """A whole count. `blank`: papers without any preference or grade, or blank votes; they are not counted.

    `invalid`: papers without a usable first preference, or without all grades; they are not counted either. `reopened`:
    seats that stay open. For rules that put all candidates in order: `ranking` from first to last; `pairwise[i][j]`,
    the papers that rank candidate i above j; `beatpaths[i][j]`, winning and losing votes of the weakest link of the
    strongest path; `histogram`, the number of papers by grade, from the best; `median_grade`, from 1, the best. For
    lists: `allocation`, the seats of each, and `last_quotient`, the last one that won a seat, as a fraction; `people`,
    the candidates of each list in the order in which they get its seats, which is also who comes next; `empty`, seats
    that stay empty, since no list with votes has anybody left.
    """

    rule: str
    seats: int
    quota: str | None
    final_quota: str | None
    blank: str
    stages: tuple[Stage, ...]
    elected: tuple[str, ...]
    elected_groups: tuple[tuple[str, ...], ...]
    excluded_order: tuple[tuple[str, ...], ...]
    status: dict[str, Status]
    ties: tuple[Tie, ...]
    valid: str = ""
    invalid: str = ""
    groups: tuple[GroupCheck, ...] = ()
    reopened: int = 0
    ranking: tuple[tuple[str, ...], ...] = ()
    winners: tuple[str, ...] = ()
    pairwise: tuple[tuple[int, ...], ...] = ()
    beatpaths: tuple[tuple[tuple[int, int], ...], ...] = ()
    histogram: dict[str, tuple[int, ...]] = {}
    median_grade: dict[str, int] = {}
    allocation: dict[str, int] = {}
    last_quotient: tuple[int, ...] = ()
    people: dict[str, tuple[Person, ...]] = {}
    empty: int = 0


def seated(sheet: Sheet, listed: str) -> tuple[Person, ...]:
    """Return who is elected on a list, in order; () if lists were counted, and not the people on them."""
    return tuple(person for person in sheet.people.get(listed, ()) if person.elected)


def names_of(names: Sequence[str], candidates: Sequence[int]) -> tuple[str, ...]:
    """Return the names of candidates given as indices."""
    return tuple(names[index] for index in candidates)


def decimal(value: int, places: int) -> str:
    """Return an integer scaled by 10**places as a decimal string."""
    if not places:
        return str(value)
    sign = "-" if value < 0 else ""
    whole, fraction = divmod(abs(value), 10**places)
    return f"{sign}{whole}.{fraction:0{places}d}"
