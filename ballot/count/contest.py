"""One contest with everything that a count needs, independent of the file format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from ballot.count.list_people import Lists
from ballot.count.papers import Grades, Papers, strict_preferences
from ballot.count.rules import GRADED, LISTS, RANKED, check_known, count_grades, count_papers, count_totals
from ballot.count.sheet import Rule, Sheet, Tie, names_of
from ballot.count.stv.poll import Conditions
from ballot.errors import CountNeedsLot, InvalidCount

# Rules that do not say who comes next when a seat falls vacant: a ranking may change without the departed, and a list
# has its own order.
NO_RECOUNT: Final = frozenset({"schulze", *LISTS, *GRADED})


class Contest(NamedTuple):
    """A contest in a file. One of `totals`, `papers` and `grades` is set. `slates`: of each candidate, or ().

    `people`: of lists, the candidates of each, and `list_type` and `lift` say who of them gets its seats; or nothing.
    """

    names: tuple[str, ...]
    totals: tuple[int, ...] | None = None
    papers: Papers | None = None
    grades: Grades | None = None
    title: str = ""
    seats: int | None = None
    rule: str | None = None
    blank: int = 0
    quotas: tuple[str, ...] = ()
    groups: Mapping[str, frozenset[int]] = {}
    withdrawn: frozenset[int] = frozenset()
    seed: str | None = None
    reopen: int | None = None  # the candidate that stands for reopening nominations
    slates: tuple[str, ...] = ()
    grade_names: tuple[str, ...] = ()
    people: Lists = ()
    list_type: str = ""
    lift: int = 0


def contest_of_papers(papers: Papers) -> Contest:
    """Return the contest in a file of ranked papers."""
    return Contest(papers.names, papers=papers, title=papers.title, seats=papers.seats, withdrawn=papers.withdrawn)


def count_contest(rule: Rule, contest: Contest, conditions: Conditions) -> Sheet:
    """Count a contest by a rule.

    Ranked papers can also be counted by `block`, where a paper gives one vote to each of its first preferences, as many
    as there are seats, and by `approval`, where it gives one to every candidate that it ranks.

    Raises:
        InvalidCount: the contest is not of the kind that the rule counts, or the parameters make no sense.
        CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    check_known(rule)
    conditions = conditions._replace(withdrawn=conditions.withdrawn | contest.withdrawn)
    if rule.name in GRADED and contest.grades is not None:
        return count_grades(rule, contest.grades, conditions)
    if rule.name in RANKED and contest.papers is not None:
        return count_papers(rule, contest.papers, conditions)
    totals, blank = contest.totals, contest.blank
    if contest.papers is not None:
        totals, blank = totals_of_papers(rule, contest.papers, conditions.withdrawn)
    if totals is None or rule.name in RANKED or rule.name in GRADED:
        raise InvalidCount(f"The rule {rule.name!r} does not count {_kind(contest)}.")
    return count_totals(
        rule,
        contest.names,
        totals,
        blank=blank,
        withdrawn=conditions.withdrawn,
        seed=conditions.seed,
        sitting=conditions.sitting,
        people=contest.people,
    )


def _kind(contest: Contest) -> str:
    if contest.papers is not None:
        return "ranked papers"
    return "grades" if contest.grades is not None else "totals: it needs each voter's preferences"


def totals_of_papers(rule: Rule, papers: Papers, withdrawn: frozenset[int]) -> tuple[tuple[int, ...], int]:
    """Return the votes that ranked papers give by `block` or `approval`, and the number of papers that give none."""
    if rule.name not in ("block", "approval"):
        raise InvalidCount(f"The rule {rule.name!r} does not count ranked papers.")
    totals, blank = [0] * len(papers.names), 0
    for ranking, count in papers.rankings.items():
        if rule.name == "block":
            votes = strict_preferences(ranking, withdrawn | papers.withdrawn)[: rule.seats]
        else:
            votes = tuple(candidate for tier in ranking for candidate in tier if candidate not in withdrawn)
        blank += 0 if votes else count
        for candidate in votes:
            totals[candidate] += count
    return tuple(totals), blank


def rank_contest(rule: Rule, contest: Contest, conditions: Conditions) -> Sheet:
    """Count by a rule that puts all candidates in order, without stopping at a tie for the seat.

    A tie that the lot has to break is recorded on the sheet with the method "open", and nobody is elected yet.
    """
    try:
        return count_contest(rule, contest, conditions)
    except CountNeedsLot as error:
        sheet = count_contest(rule._replace(seats=0), contest, conditions)
        tie = Tie(names_of(contest.names, error.tied), 1, "open", purpose="seat")
        return msgspec.structs.replace(sheet, seats=rule.seats, ties=(tie,))


def recount_vacancy(rule: Rule, contest: Contest, conditions: Conditions, departed: int) -> tuple[Sheet, Sheet]:
    """Return the original count, and the recount that fills the seat of a departed member.

    Raises:
        InvalidCount: the departed candidate was not elected, or nobody is left who could be elected.
        CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    check_recountable(rule)
    before = count_contest(rule, contest, conditions)
    members = frozenset(map(contest.names.index, before.elected))
    return before, fill_vacancy(rule, contest, conditions, members, departed)


def check_recountable(rule: Rule) -> None:
    """Check that a rule can fill a casual vacancy from the same papers.

    Raises:
        InvalidCount: it cannot.
    """
    if rule.name in NO_RECOUNT:
        raise InvalidCount(
            f"The rule {rule.name!r} has no recount for a vacancy; elect anew, or use the next in order."
        )
    if rule.reopen is not None:
        raise InvalidCount(
            "A contest in which nominations could be reopened has no recount for a vacancy: who comes next may have "
            "fewer votes than reopening. Elect anew."
        )


def fill_vacancy(rule: Rule, contest: Contest, conditions: Conditions, members: frozenset[int], departed: int) -> Sheet:
    """Return the recount that fills the seat of one of the current members.

    The same papers are counted again without the departed member and without those who departed before (who are among
    the `withdrawn` of the conditions); the other members keep their seats: they cannot be excluded, and nobody can take
    their seats.

    Raises:
        InvalidCount: the departed candidate is not a member, or nobody is left who could be elected.
        CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    check_recountable(rule)
    if departed not in members:
        name = contest.names[departed] if 0 <= departed < len(contest.names) else f"Candidate {departed + 1}"
        raise InvalidCount(f"{name} was not elected in this count, so that there is no vacancy to fill.")
    sitting, withdrawn = members - {departed}, conditions.withdrawn | {departed}
    if len(contest.names) - len(withdrawn | contest.withdrawn) <= len(sitting):
        raise InvalidCount("Nobody else stood in this contest, so that the vacancy cannot be filled by a recount.")
    return count_contest(rule, contest, conditions._replace(withdrawn=withdrawn, sitting=sitting))
