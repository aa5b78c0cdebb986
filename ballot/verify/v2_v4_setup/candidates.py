"""The candidates or lists of a contest, and what the charter says of the blank vote."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ballot.records.charter import ContestRule
from ballot.records.questions import BLANK_LIST, ListsQuestion, Question


def names_of(question: Question, rule: ContestRule) -> tuple[str, ...]:
    """Return who is counted: the candidates, or the lists of a lists question, without the blank one."""
    if isinstance(question, ListsQuestion):
        lists = tuple(names[0] for names in question.answers)
        return lists[:-1] if has_blank_list(question, rule) else lists
    return question.answers


def has_blank_list(question: Question, rule: ContestRule) -> bool:
    """Return whether the last list of a contest stands for the blank vote."""
    return rule.blank_list is not UNSET and not blank_list_fault(question, rule)


def blank_list_fault(question: Question, rule: ContestRule) -> str:
    """Return why the list that the charter calls the blank vote cannot be one, or "" (docs/spec/charter.md)."""
    if isinstance(rule.blank_list, UnsetType):
        return ""
    if not isinstance(question, ListsQuestion):
        return "it names a list as the blank vote, and no lists stand here"
    lists = len(question.answers)
    if rule.blank_list > lists:
        return f"list {rule.blank_list} is to be the blank vote, and there are {lists}"
    if rule.blank_list < lists:
        return f"list {rule.blank_list} is to be the blank vote, which would be the last one"
    if question.answers[-1] != BLANK_LIST:
        return "the list that is to be the blank vote has a name or candidates of its own"
    if lists == 1:
        return "nothing but the blank vote stands on the paper"
    if any(names[0] == BLANK_LIST[0] for names in question.answers[:-1]):
        return "another list bears the name of the blank vote"
    return ""


def count_candidates(rule: ContestRule, question: Question) -> int:
    """Return the number of candidates. The first name of a list is its own; the blank list has no candidates."""
    if isinstance(question, ListsQuestion):
        return sum(len(names) - 1 for names in question.answers) - (rule.blank_list is not UNSET)
    return len(question.answers)
