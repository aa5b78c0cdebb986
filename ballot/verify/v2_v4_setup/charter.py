"""Check 2.5: the charter contradicts neither itself nor the questions, so that it can be followed at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import UNSET

from ballot.count import GRADED, LISTS, RANKED, RULES, WITH_QUOTAS, WITH_REOPENING
from ballot.count.feasibility import Feasibility
from ballot.count.quotas import parse_quotas
from ballot.errors import InvalidCount
from ballot.records.charter import ContestRule, Policy
from ballot.records.questions import (
    BLANK_LIST,
    HomomorphicQuestion,
    ListsQuestion,
    Question,
    RankedQuestion,
    says_closed,
)
from ballot.verify.case.case import Case
from ballot.verify.case.report import some
from ballot.verify.v2_v4_setup.candidates import blank_list_fault, count_candidates
from ballot.verify.v2_v4_setup.setup import Setup

_VOTES: Final = frozenset(RULES) - {*RANKED, *LISTS, *GRADED}
_COUNTED_BY: Final[dict[type, frozenset[str]]] = {
    HomomorphicQuestion: _VOTES,
    RankedQuestion: _VOTES | {*RANKED, *GRADED},
    ListsQuestion: frozenset(LISTS),
}


def check_charter(case: Case, setup: Setup) -> None:
    """Check that the charter can be followed (2.5)."""
    charter, questions = setup.charter, setup.questions
    if charter is None:
        if not setup.foreign and setup.origin_known:
            case.recorder.skip("the charter is not at hand", "2.5")
        return
    fail, warn = case.recorder.fail, case.recorder.warn
    for fault in _policy_faults(charter.policy):
        fail("2.5", f"the charter contradicts itself: {fault}", 0)
    if questions is None:
        case.recorder.skip("the questions could not be read", "2.5")
        return
    if len(charter.contests) != len(questions):
        asked = some(len(questions), "question")
        fail("2.5", f"the charter has {some(len(charter.contests), 'contest')}, the election has {asked}", 0)
        return
    raw = setup.election.questions if setup.election is not None else ()
    for number, (rule, question, said) in enumerate(zip(charter.contests, questions, raw, strict=True), 1):
        for fault in (*_contest_faults(rule, question), *_booth_faults(rule, bytes(said))):
            fail("2.5", f"the charter's contest {number}: {fault}", 0)
        for oddity in _oddities(rule, question):
            warn("2.5", f"the charter's contest {number} has {oddity}", 0)
    if charter.policy.practice is True:
        warn("2.5", "this is a practice election: nobody on its roll is a real member")
    case.recorder.passed("2.5", "the charter contradicts neither itself nor the questions")


def _oddities(rule: ContestRule, question: Question) -> Iterator[str]:
    candidates = count_candidates(rule, question) - (rule.reopen is not UNSET)
    if rule.seats > candidates:
        yield f"{some(rule.seats, 'seat')} for {some(candidates, 'candidate')}: some stay empty"
    if rule.blank_list is UNSET and isinstance(question, ListsQuestion) and BLANK_LIST in question.answers:
        yield f"a list “{BLANK_LIST[0]}” that takes part in the sharing of the seats like any other"


def _policy_faults(policy: Policy) -> Iterator[str]:
    if policy.threshold > policy.trustees:
        yield f"{policy.threshold} of {some(policy.trustees, 'trustee')} would be needed to open the tally"
    beyond = [owner for owner in policy.mixers if owner > policy.trustees]
    if beyond:
        yield f"trustee {beyond[0]} is to shuffle, and there are {policy.trustees}"
    if len(set(policy.mixers)) != len(policy.mixers):
        yield "one trustee is to shuffle twice"
    if policy.minimum_mixers is not UNSET and not 2 <= policy.minimum_mixers <= len(policy.mixers):
        yield f"{policy.minimum_mixers} of {some(len(policy.mixers), 'mixer')} must shuffle; it is 2 at least, or all"


def _contest_faults(rule: ContestRule, question: Question) -> Iterator[str]:
    if rule.rule not in RULES:
        return  # said with the count (9.5): a later version may know it
    if rule.rule not in _COUNTED_BY[type(question)]:
        yield f"the rule {rule.rule!r} does not count this kind of question"
    if rule.slates and len(rule.slates) != len(question.answers):
        yield f"it has {some(len(rule.slates), 'slate')} for {some(len(question.answers), 'candidate')}"
    yield from _portrait_faults(rule, count_candidates(rule, question))
    yield from filter(None, [blank_list_fault(question, rule), _list_type_fault(rule, question)])
    if rule.reopen is not UNSET:
        if rule.rule not in WITH_REOPENING:
            yield f"by the rule {rule.rule!r} nominations cannot be reopened"
        elif rule.reopen > len(question.answers):
            yield f"candidate {rule.reopen} stands for reopening nominations, and there are {len(question.answers)}"
    if rule.quotas:
        yield from _quota_faults(rule, len(question.answers))


def _booth_faults(rule: ContestRule, question: bytes) -> Iterator[str]:
    """Yield what the question tells booths to ask for, and the count does not go by."""
    if says_closed(question) != (rule.list_type == "closed"):
        yield "booths go by the question, and it does not say the same about closed lists"


def _list_type_fault(rule: ContestRule, question: Question) -> str:
    """Return why nobody knows which candidates get the seats of a list, or ""."""
    if not isinstance(question, ListsQuestion):
        stray = rule.list_type is not UNSET or rule.lift is not UNSET
        return "it says who gets the seats of a list, and no lists stand here" if stray else ""
    if rule.list_type is UNSET:
        return "it does not say who gets the seats of a list"
    if (rule.list_type == "flexible") != (rule.lift is not UNSET):
        return "a share of votes lifts a candidate of a flexible list, and of no other"
    return ""


def _portrait_faults(rule: ContestRule, candidates: int) -> Iterator[str]:
    if rule.statements is not UNSET and len(rule.statements) != candidates:
        yield f"it has {some(len(rule.statements), 'statement')} for {some(candidates, 'candidate')}"
    if rule.photographs is not UNSET:
        if len(rule.photographs) != candidates:
            yield f"it has {some(len(rule.photographs), 'photograph')} for {some(candidates, 'candidate')}"
        if any(len(hashes) not in (0, 2) for hashes in rule.photographs):
            yield "a photograph has other hashes than those of its small and its large picture"


def _quota_faults(rule: ContestRule, candidates: int) -> Iterator[str]:
    if rule.rule not in WITH_QUOTAS:
        yield f"the rule {rule.rule!r} knows no quotas by group"
        return
    try:
        quotas = parse_quotas(rule.quotas, rule.seats, candidates)
        Feasibility(quotas, min(rule.seats, candidates)).require(range(candidates))
    except InvalidCount as error:
        yield str(error)
