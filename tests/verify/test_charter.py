"""2.5 without an archive: every charter that cannot be followed, and its neighbour that can."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from ballot.records.charter import Charter, ContestRule, Policy
from ballot.records.election import Election
from ballot.records.questions import BLANK_LIST, ListsQuestion, encode_question
from ballot.verify.case.case import Case, Options
from ballot.verify.v2_v4_setup.candidates import count_candidates, has_blank_list, names_of
from ballot.verify.v2_v4_setup.charter import check_charter
from ballot.verify.v2_v4_setup.setup import Setup
from tests.factory.elections import lists, question, ranked

FOUR, PAPERS, LISTS = question(4), ranked(3), lists(2, 1)
WITH_BLANK = lists(2, 1, blank=True)


def rule(**fields: Any) -> ContestRule:
    """How one contest is counted; lists are open unless something else is said."""
    if fields.get("rule") == "dhondt":
        fields = {"list_type": "open", **fields}
    return msgspec.structs.replace(ContestRule(1, "block", (), "public-lot", False, ()), **fields)


def charter(*contests: ContestRule, **policy: Any) -> Charter:
    """A charter of three trustees who all open the tally."""
    return Charter(1, contests, msgspec.structs.replace(Policy(3, 3, (), 0, True, False), **policy), (), (), "")


def said(
    questions: tuple[Any, ...] | None, made: Charter | None, *, closed: bool = False, **setup: Any
) -> tuple[list[str], list[str], str]:
    """Failures and warnings of 2.5, and why it was not checked. `closed`: whether the questions say so of lists."""
    case = Case(Path("x.bel"), io.BytesIO(), Options())
    raw = tuple(msgspec.Raw(encode_question(one, closed=closed)) for one in questions or ())
    election = Election(1, "", "", "Ed25519", "0" * 64, raw, "A" * 14)
    check_charter(case, Setup(election=election, questions=questions, charter=made, **setup))
    found = case.recorder.findings()
    assert {finding.id for finding in found} <= {"2.5"}
    faults = [finding.message for finding in found if not finding.ok]
    skipped = dict(case.recorder.not_checked()).get("2.5", "")
    reported = any(finding.ok and not finding.warning for finding in found)
    assert reported == (not faults and not skipped and made is not None)
    return faults, [finding.message for finding in found if finding.warning], skipped


POLICIES: list[tuple[dict[str, Any], str]] = [
    ({"threshold": 4}, "4 of 3 trustees would be needed"),
    ({"threshold": 3}, ""),
    ({"mixers": (1, 4)}, "trustee 4 is to shuffle, and there are 3"),
    ({"mixers": (1, 3)}, ""),
    ({"mixers": (2, 2)}, "one trustee is to shuffle twice"),
    ({"mixers": (1, 2, 3), "minimum_mixers": 1}, "1 of 3 mixers must shuffle"),
    ({"mixers": (1, 2, 3), "minimum_mixers": 4}, "4 of 3 mixers must shuffle"),
    ({"mixers": (1, 2, 3), "minimum_mixers": 2}, ""),
    ({"mixers": (1, 2, 3), "minimum_mixers": 3}, ""),
]
BLOCK, LISTED = rule(), rule(rule="dhondt")
CONTESTS: list[tuple[Any, ContestRule, str]] = [
    (FOUR, BLOCK, ""),
    (FOUR, rule(rule="of a later version"), ""),
    (FOUR, rule(rule="scottish-stv"), "does not count this kind of question"),
    (PAPERS, rule(rule="scottish-stv"), ""),
    (PAPERS, rule(rule="dhondt", list_type=UNSET), "does not count this kind of question"),
    (LISTS, LISTED, ""),
    (LISTS, rule(list_type="open"), "does not count this kind of question"),
    (LISTS, rule(rule="dhondt", list_type=UNSET), "it does not say who gets the seats of a list"),
    (LISTS, rule(rule="dhondt", list_type="flexible", lift=5), ""),
    (LISTS, rule(rule="dhondt", list_type="flexible"), "lifts a candidate of a flexible list, and of no other"),
    (LISTS, rule(rule="dhondt", lift=5), "lifts a candidate of a flexible list, and of no other"),
    (FOUR, rule(list_type="open"), "it says who gets the seats of a list, and no lists stand here"),
    (FOUR, rule(lift=5), "it says who gets the seats of a list, and no lists stand here"),
    (FOUR, rule(slates=("a",) * 3), "it has 3 slates for 4 candidates"),
    (FOUR, rule(slates=("a",) * 4), ""),
    (FOUR, rule(statements=("",) * 5), "it has 5 statements for 4 candidates"),
    (FOUR, rule(statements=("",) * 4), ""),
    (LISTS, rule(rule="dhondt", statements=("",) * 3), ""),
    (WITH_BLANK, rule(rule="dhondt", blank_list=3, statements=("",) * 3), ""),
    (FOUR, rule(photographs=((),) * 3), "it has 3 photographs for 4 candidates"),
    (FOUR, rule(photographs=((),) * 3 + (("0" * 64,) * 2,)), ""),
    (FOUR, rule(photographs=((),) * 3 + (("0" * 64,),)), "a photograph has other hashes"),
    (FOUR, rule(photographs=((),) * 3 + (("0" * 64,) * 3,)), "a photograph has other hashes"),
    (FOUR, rule(reopen=4), ""),
    (FOUR, rule(reopen=5), "candidate 5 stands for reopening nominations, and there are 4"),
    (LISTS, rule(rule="dhondt", reopen=1), "nominations cannot be reopened"),
    (FOUR, rule(quotas=("women>=1: 1,2",)), ""),
    (LISTS, rule(rule="dhondt", quotas=("women>=1: 1",)), "knows no quotas by group"),
    (FOUR, rule(blank_list=4), "no lists stand here"),
    (WITH_BLANK, rule(rule="dhondt", blank_list=3), ""),
    (WITH_BLANK, rule(rule="dhondt", blank_list=4), "list 4 is to be the blank vote, and there are 3"),
    (WITH_BLANK, rule(rule="dhondt", blank_list=2), "which would be the last one"),
    (LISTS, rule(rule="dhondt", blank_list=2), "has a name or candidates of its own"),
    (ListsQuestion((BLANK_LIST,), "?"), rule(rule="dhondt", blank_list=1), "nothing but the blank vote"),
    (
        ListsQuestion(((BLANK_LIST[0], "Ada"), BLANK_LIST), "?"),
        rule(rule="dhondt", blank_list=2),
        "another list bears the name of the blank vote",
    ),
]


def assert_said(faults: list[str], expected: str) -> None:
    """One fault with these words, or none."""
    assert len(faults) == bool(expected), faults
    assert not expected or expected in faults[0]


@pytest.mark.parametrize(("policy", "fault"), POLICIES)
def test_a_policy_that_contradicts_itself(policy: dict[str, Any], fault: str) -> None:
    assert_said(said((FOUR,), charter(BLOCK, **policy))[0], fault)
    assert_said(said(None, charter(BLOCK, **policy))[0], fault)


@pytest.mark.parametrize(("asked", "counted", "fault"), CONTESTS)
def test_a_contest_that_contradicts_its_question(asked: Any, counted: ContestRule, fault: str) -> None:
    assert_said(said((asked,), charter(counted))[0], fault)
    faults = said((FOUR, asked), charter(BLOCK, counted))[0]
    assert_said(faults, fault)
    assert all(sentence.startswith("The charter's contest 2: ") for sentence in faults)


@pytest.mark.parametrize(("kind", "closed"), [("open", True), ("closed", False)])
def test_lists_that_the_question_and_the_charter_do_not_both_call_closed(kind: str, closed: bool) -> None:
    rules = charter(rule(rule="dhondt", list_type=kind))
    assert_said(said((LISTS,), rules, closed=closed)[0], "does not say the same about closed lists")
    assert_said(said((LISTS,), rules, closed=not closed)[0], "")


@pytest.mark.parametrize("quota", ["women>=2: 1", "more women", "women>=1: 5"])
def test_a_quota_that_cannot_be_met(quota: str) -> None:
    assert len(said((FOUR,), charter(rule(seats=2, quotas=(quota,))))[0]) == 1


def test_as_many_contests_as_questions() -> None:
    assert said((FOUR,), charter(BLOCK, BLOCK))[0] == ["The charter has 2 contests, the election has 1 question."]
    assert said((FOUR, FOUR), charter(BLOCK))[0] == ["The charter has 1 contest, the election has 2 questions."]


def test_what_cannot_be_compared_is_said() -> None:
    assert said(None, charter(BLOCK))[2] == "The questions could not be read."
    assert said((FOUR,), None, origin_known=True)[2] == "The charter is not at hand."
    assert said((FOUR,), None, origin_known=True, foreign=True)[2] == ""
    assert said((FOUR,), None)[2] == ""  # what could not be read is said elsewhere


SEATS = "2 seats for 1 candidate: some stay empty"
ODDITIES: list[tuple[Any, ContestRule, str]] = [
    (question(1), rule(seats=2), SEATS),
    (question(1), rule(seats=1), ""),
    (question(2), rule(seats=2, reopen=2), SEATS),
    (question(3), rule(seats=2, reopen=2), ""),
    (lists(1), rule(rule="dhondt", seats=2), SEATS),
    (lists(1, blank=True), rule(rule="dhondt", seats=2, blank_list=2), SEATS),
    (WITH_BLANK, rule(rule="dhondt"), "takes part in the sharing of the seats"),
    (WITH_BLANK, rule(rule="dhondt", blank_list=3), ""),
]


@pytest.mark.parametrize(("asked", "counted", "oddity"), ODDITIES)
def test_a_charter_that_is_odd(asked: Any, counted: ContestRule, oddity: str) -> None:
    faults, warnings, _ = said((asked,), charter(counted))
    assert not faults
    assert_said(warnings, oddity)


def test_a_practice_election_is_called_one() -> None:
    assert said((FOUR,), charter(BLOCK, practice=True))[1] == [
        "This is a practice election: nobody on its roll is a real member."
    ]


def test_who_is_counted() -> None:
    counted = rule(rule="dhondt", blank_list=3)
    assert names_of(FOUR, BLOCK) == FOUR.answers
    assert names_of(WITH_BLANK, counted) == ("List 1", "List 2")
    assert names_of(WITH_BLANK, LISTED) == ("List 1", "List 2", BLANK_LIST[0])
    assert has_blank_list(WITH_BLANK, counted)
    assert not has_blank_list(WITH_BLANK, LISTED) and not has_blank_list(LISTS, rule(blank_list=2))
    assert (count_candidates(counted, WITH_BLANK), count_candidates(LISTED, LISTS)) == (3, 3)
