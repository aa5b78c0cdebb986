"""Who gets the seats of a list: closed, open and flexible lists.

Each list has its candidates in the order that it chose itself, with the number of votes for each (the ballots for the
list on which the candidate is ticked).

- `closed`: the seats go to the candidates in the order of the list; votes for people do not count.
- `open`: to the candidates with the most votes.
- `flexible`: candidates with at least `lift` percent of the list's votes come first, those with the most votes before
  the others; then the rest in the order of the list.

The order of the list decides between candidates of one list with equally many votes. It is the rule's own method, so
that no lot is needed; where it decided about a seat, the sheet says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ballot.count.sheet import Person, Rule, Tie
from ballot.errors import InvalidCount
from ballot.language import N_, _, ngettext

LIST_TYPES: Final = ("closed", "open", "flexible")
_WORDS: Final = {
    "closed": N_("The seats of a list go to its candidates in the order of the list."),
    "open": N_("The seats of a list go to its candidates with the most votes; if they are equal, the order decides."),
}


class Candidate(NamedTuple):
    """A candidate of a list, with the number of ballots on which they are ticked."""

    name: str
    votes: int


Lists = Sequence[Sequence[Candidate]]


def describe_people(rule: Rule) -> str:
    """Return in plain words who gets the seats of a list; "" if the rule does not say it."""
    if rule.list_type == "flexible":
        return ngettext(
            "Candidates with at least %(num)s percent of their list's votes get its seats first, most votes first; "
            "then the others in the order of the list.",
            "Candidates with at least %(num)s percent of their list's votes get its seats first, most votes first; "
            "then the others in the order of the list.",
            rule.lift,
        )
    return _(_WORDS[rule.list_type]) if rule.list_type else ""


def check_people(rule: Rule, lists: int, people: Lists) -> None:
    """Check that the rule for people can be followed.

    Raises:
        InvalidCount: an unknown type of list, a share that is none, or other lists than those that are counted.
    """
    if not rule.list_type:
        return
    if rule.list_type not in LIST_TYPES:
        raise InvalidCount(f"A list is {', '.join(LIST_TYPES)}, not {rule.list_type[:40]!r}.")
    if (rule.list_type == "flexible") != bool(rule.lift) or not 0 <= rule.lift <= 100:
        raise InvalidCount("A share of 1 to 100 percent lifts a candidate of a flexible list, and of no other.")
    if len(people) != lists:
        raise InvalidCount(
            f"The seats of {lists} lists cannot go to people: the candidates of {len(people)} are known."
        )


def order_people(rule: Rule, votes: int, people: Sequence[Candidate]) -> list[int]:
    """Return the candidates of a list (from 0, in its order) in the order in which they get its seats."""

    def key(index: int) -> tuple[int, int]:
        ticks = people[index].votes
        first = rule.list_type == "open" or (rule.list_type == "flexible" and _is_lifted(rule, votes, ticks))
        return (0, -ticks) if first else (1, 0)

    return sorted(range(len(people)), key=key)  # stable: then the order of the list


def _is_lifted(rule: Rule, votes: int, ticks: int) -> bool:
    return ticks > 0 and 100 * ticks >= rule.lift * votes


def seat_people(
    rule: Rule, votes: int, people: Sequence[Candidate], seats: int
) -> tuple[tuple[Person, ...], tuple[Tie, ...]]:
    """Return the candidates of a list in the order of the result, and the tie if its order decided about a seat."""
    order = order_people(rule, votes, people)
    closed = rule.list_type == "closed"
    persons = tuple(
        Person(people[index].name, place < seats, "" if closed else str(people[index].votes))
        for place, index in enumerate(order)
    )
    if closed or not 0 < seats < len(order):
        return persons, ()
    edge = people[order[seats - 1]].votes
    level = [place for place, index in enumerate(order) if people[index].votes == edge and _counts(rule, votes, edge)]
    if not level or level[-1] < seats:
        return persons, ()
    names = tuple(people[index].name for index in sorted(order[place] for place in level))
    chosen = tuple(persons[place].name for place in level if place < seats)
    return persons, (Tie(names, len(chosen), "list order", purpose="seat", chosen=chosen),)


def _counts(rule: Rule, votes: int, ticks: int) -> bool:
    """Return whether enough votes have put a candidate in their place, and not the order of the list alone."""
    return rule.list_type == "open" or _is_lifted(rule, votes, ticks)
