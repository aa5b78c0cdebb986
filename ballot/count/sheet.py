"""The record of a count: what a returning officer can read out and anybody can recompute."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Rule(NamedTuple):
    """A counting rule with all its parameters, as the charter fixes them."""

    name: str
    seats: int
    quotas: tuple[str, ...] = ()


class Draw(msgspec.Struct, frozen=True):
    """One draw of the public lot: candidate number `result` (from 0) of those still tied."""

    counter: int
    among: tuple[str, ...]
    result: int
    drawn: str


class Tie(msgspec.Struct, frozen=True):
    """A tie and how it was broken."""

    candidates: tuple[str, ...]
    places: int
    method: str
    seed: str
    draws: tuple[Draw, ...]


class Stage(msgspec.Struct, frozen=True):
    """The state after one action. Numbers are decimal strings at the rule's precision."""

    action: str
    kind: str
    candidates: tuple[str, ...]
    totals: dict[str, str]
    non_transferable: str
    rounding_loss: str


class Sheet(msgspec.Struct, frozen=True):
    """A whole count. `blank` is the number of blank votes, which take no part in it."""

    rule: str
    seats: int
    quota: str | None
    final_quota: str | None
    blank: str
    stages: tuple[Stage, ...]
    elected: tuple[str, ...]
    elected_groups: tuple[tuple[str, ...], ...]
    excluded_order: tuple[tuple[str, ...], ...]
    status: dict[str, str]
    ties: tuple[Tie, ...]
