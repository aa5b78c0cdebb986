"""V2: charters that cannot be followed, since they contradict themselves or the questions (2.5)."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from ballot.records.charter import Charter
from ballot.records.questions import BLANK_LIST, ListsQuestion
from tests.attacks.corpus.base import evil, replace_fields, tampered
from tests.factory.elections import Maker, lists, question, ranked


def contest(**fields: Any) -> dict[str, Any]:
    """Change the charter's first contest."""

    def change(maker: Maker, charter: Charter) -> Charter:
        first, *others = charter.contests
        return replace_fields(charter, {"contests": (replace_fields(first, fields), *others)})

    return tampered("charter", change)


def policy(**fields: Any) -> dict[str, Any]:
    """Change the charter's policy."""
    return tampered(
        "charter", lambda maker, charter: replace_fields(charter, {"policy": replace_fields(charter.policy, fields)})
    )


def at_setup(maker: Maker) -> int:
    return 0


FOUR = {"questions": (question(4, 1, 2),), "votes": ((0, [[1, 1, 0, 0]]), (1, [[1, 0, 1, 0]]))}
RANKED = {"questions": (ranked(3),), "votes": ((0, [[1, 2, 3]]), (1, [[2, 1, 3]]))}
LISTS = {"questions": (lists(2, 1),), "votes": ((0, [[[1, 1, 0], [0, 0]]]), (1, [[[0, 0, 0], [1, 1]]]))}
evil("a charter that needs more trustees than there are", "2.5+3.8", "P9", at_setup, **policy(threshold=2))
evil("a mixer who is no trustee", "2.5", "T16", at_setup, **policy(mixers=(2,)))
evil("a mixer who is to shuffle twice", "2.5", "T16", at_setup, **policy(mixers=(1, 1)))
THREE: dict[str, Any] = {**RANKED, "trustees": 3, "mixers": (1, 2, 3)}
evil("one mixer may be enough", "2.5", "T16", at_setup, **THREE, policy_floor=1)
evil("more mixers must shuffle than there are", "2.5", "T16", at_setup, **THREE, policy_floor=4)
evil(
    "a charter of two contests for one question",
    "2.5",
    "W33",
    at_setup,
    **tampered("charter", lambda maker, charter: replace_fields(charter, {"contests": charter.contests * 2})),
)
evil("totals counted by a rule for papers", "2.5", "W33", at_setup, **FOUR, **contest(rule="scottish-stv"))
evil("papers counted by a rule for lists", "2.5", "W33", at_setup, **RANKED, **contest(rule="dhondt"))
evil("lists counted by a rule for candidates", "2.5", "W33", at_setup, **LISTS, **contest(rule="block"))
for what, text in {
    "in no form": "more women",
    "with an unknown bound": "women>=most: 1,2",
    "of candidates who do not stand": "women>=1: 4,5",
    "of nobody in particular": "women>=1",
    "that cannot be met": "women>=2: 1",
}.items():
    evil(f"a quota {what}", "2.5", "W33", at_setup, **FOUR, **contest(quotas=(text,), seats=2))
evil(
    "two quotas of which one breaks the other", "2.5", "W33", at_setup, **FOUR, **contest(quotas=("a>=1: 1", "b<=0: 1"))
)
evil(
    "a quota by a rule that knows none",
    "2.5",
    "W33",
    at_setup,
    **RANKED,
    **contest(rule="schulze", quotas=("a>=1: 1",)),
)
evil("slates for other candidates", "2.5", "W33", at_setup, **FOUR, **contest(slates=("Horizon",) * 3))
evil("reopening nominations behind the last candidate", "2.5", "W33", at_setup, **FOUR, **contest(reopen=5))
evil("a blank list among preferences", "2.5", "W33", at_setup, **RANKED, **contest(blank_list=3))
evil("a blank list among candidates", "2.5", "W33", at_setup, **FOUR, **contest(blank_list=4))
evil("a list of people who stand as the blank vote", "2.5", "W33", at_setup, **LISTS, **contest(blank_list=2))
for what, rows, number in (
    ("behind the last list", (("One", "Ada", "Ben"), BLANK_LIST), 3),
    ("before the others", (BLANK_LIST, ("One", "Ada")), 1),
    ("that is said to be another", (("One", "Ada", "Ben"), BLANK_LIST), 1),
    ("under another name", (("One", "Ada", "Ben"), ("Nobody", "Nobody")), 2),
    ("with a candidate", (("One", "Ada", "Ben"), ("Blank vote", "Cleo")), 2),
    ("beside a list of its name", (("Blank vote", "Ada", "Ben"), BLANK_LIST), 2),
):
    paper = ListsQuestion(rows, "Which list?")
    votes = tuple((voter, [[[int(row is rows[voter])] * len(row) for row in rows]]) for voter in (0, 1))
    evil(f"a blank list {what}", "2.5", "W33", at_setup, questions=(paper,), votes=votes, **contest(blank_list=number))
evil(
    "a blank list with two candidates",
    "2.5",
    "W33",
    at_setup,
    questions=(ListsQuestion((("One", "Ada"), (*BLANK_LIST, "Cleo")), "Which list?"),),
    votes=((0, [[[1, 1], [0, 0, 0]]]),),
    **contest(blank_list=2),
)
evil(
    "a blank list and no other",
    "2.5",
    "W33",
    at_setup,
    questions=(ListsQuestion((BLANK_LIST,), "Which list?"),),
    votes=((0, [[[1, 1]]]),),
    **contest(blank_list=1),
)
evil("nobody is said to get the seats of a list", "2.5", "W33", at_setup, **LISTS, **contest(list_type=UNSET))
evil("a flexible list that nobody can be lifted on", "2.5", "W33", at_setup, **LISTS, **contest(list_type="flexible"))
evil(
    "lists that booths show as open, and count as closed",
    "2.5",
    "B26",
    at_setup,
    **LISTS,
    **contest(list_type="closed"),
)
evil(
    "lists that booths show as closed, and count as open",
    "2.5",
    "B26",
    at_setup,
    **LISTS,
    list_type="closed",
    **contest(list_type="open"),
)
evil("a share that lifts on an open list", "2.5", "W33", at_setup, **LISTS, **contest(lift=5))
evil("an open list among candidates", "2.5", "W33", at_setup, **FOUR, **contest(list_type="open"))
evil("a share that lifts among preferences", "2.5", "W33", at_setup, **RANKED, **contest(lift=5))
evil("reopening nominations among lists", "2.5", "W33", at_setup, **LISTS, **contest(reopen=1))
