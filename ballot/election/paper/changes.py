"""What a change of a draft has changed, in English for the log: which field, from what to what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ballot.election.paper.contests import CandidateDraft, ContestDraft

_CONTEST = {
    "title": "title", "kind": "kind", "rule": "rule", "seats": "seats", "minimum": "least choices",
    "maximum": "most choices", "blank": "blank vote", "grades": "grades", "quotas": "quotas",
    "withdrawals": "withdrawals", "reopen": "reopen nominations", "under_vote": "fewer choices",
    "rank_gaps": "ranks left out", "equal_ranks": "equal ranks", "list_type": "type of list",
    "lift": "percent that lift", "order": "order of the candidates",
}  # fmt: skip
_CANDIDATE = {"slate": "slate", "groups": "groups"}
_LONG = {"statement": "statement", "photograph": "photograph"}  # named only
_MOST_NAMES = 20


def contest_changes(old: ContestDraft, new: ContestDraft) -> list[str]:
    """Return what differs between two contests; the names of candidates who came, went or changed with it."""
    before = {one.name: one for one in old.candidates}
    after = {one.was or one.name: one for one in new.candidates}
    came = [one.name for one in new.candidates if (one.was or one.name) not in before]
    gone = [name for name in before if name not in after]
    changed = [f"{name} ({_candidate(before[name], one)})" for name, one in after.items() if name in before]
    said = differences(values_of(old, _CONTEST), values_of(new, _CONTEST), _CONTEST)
    said += [f"added {_names(came)}"] * bool(came) + [f"removed {_names(gone)}"] * bool(gone)
    said += [f"changed {one}" for one in changed if not one.endswith(" ()")]
    kept = [name for name in after if name in before]
    moved = kept != [name for name in before if name in after]
    return [*said, *["moved candidates"] * moved]


def _candidate(old: CandidateDraft, new: CandidateDraft) -> str:
    parts = [f"name → {new.name}"] * (old.name != new.name)
    parts += differences(values_of(old, _CANDIDATE), values_of(new, _CANDIDATE), _CANDIDATE)
    return ", ".join([*parts, *(word for name, word in _LONG.items() if getattr(old, name) != getattr(new, name))])


def differences(old: Mapping[str, Any], new: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
    """Return the values that differ, by their labels: "seats 1 → 2"."""
    return [
        f"{label} {_word(old[name])} → {_word(new[name])}" for name, label in labels.items() if old[name] != new[name]
    ]


def values_of(thing: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return some attributes by name."""
    return {name: getattr(thing, name) for name in names}


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    return "none" if value in ("", None) else str(value)


def _names(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
