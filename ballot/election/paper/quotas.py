"""Quotas by group as the officer enters them, and as they are in the charter (ballot.count.quotas has the grammar).

A candidate belongs to groups by name; a quota of a contest names a group and a bound. The charter gets both in one
text, with the members' numbers: ``women>=half-up: 1,3,4``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ballot.count import WITH_QUOTAS, Rule
from ballot.count.feasibility import Feasibility
from ballot.count.quotas import parse_bound, parse_quotas, split_quota
from ballot.election.wording import clean_line
from ballot.errors import InvalidCount, NotPermitted
from ballot.language import _, isolated, ngettext
from ballot.report import rule_name
from ballot.store.models.paper import Contest

MAX_GROUP = 80
MAX_GROUPS = 20  # of one candidate
MAX_QUOTAS = 10
_FORBIDDEN = frozenset("<>=:;,")


def clean_groups(typed: Iterable[str]) -> list[str]:
    """Return the names of a candidate's groups, each once; empty ones are left out.

    Raises: NotPermitted if a name cannot be used in a quota.
    """
    groups: dict[str, str] = {}
    for text in typed:
        if text.strip():
            name = clean_group(text)
            groups.setdefault(name.casefold(), name)
    if len(groups) > MAX_GROUPS:
        raise NotPermitted(
            ngettext(
                "A candidate can belong to at most %(num)s group.",
                "A candidate can belong to at most %(num)s groups.",
                MAX_GROUPS,
            )
        )
    return list(groups.values())


def clean_group(text: str) -> str:
    """Return a group's name. Raises: NotPermitted if it is empty, too long, or contains a sign of the grammar."""
    name = clean_line(text, _("The name of the group"), MAX_GROUP)
    if _FORBIDDEN.intersection(name):
        raise NotPermitted(
            _(
                "The group “%(name)s” holds a sign that names of groups cannot have: < > = : ; or a comma.",
                name=isolated(name),
            )
        )
    return name


def rule_of(contest: Contest) -> Rule:
    """Return a contest's counting rule with all its parameters, as the charter will have or has it."""
    reopen = next((place for place, candidate in enumerate(contest.candidates) if candidate.reopens), None)
    list_type = contest.list_type if contest.kind == "lists" else ""
    lift = contest.lift if list_type == "flexible" else 0
    return Rule(contest.rule, contest.seats, _charter_quotas(contest), reopen, list_type, lift)


def _charter_quotas(contest: Contest) -> tuple[str, ...]:
    """Return a contest's quotas with their members."""
    return tuple(_with_members(contest, line) for line in contest.quotas.splitlines())


def _with_members(contest: Contest, line: str) -> str:
    group, operator, bound, _members = split_quota(line)
    numbers = (str(number) for number, groups in enumerate(_groups(contest), start=1) if group.casefold() in groups)
    return f"{group}{operator}{bound}: {','.join(numbers)}"


def _groups(contest: Contest) -> Iterator[dict[str, str]]:
    for candidate in contest.candidates:
        yield {name.casefold(): name for name in candidate.groups.splitlines()}


def settle_quotas(contest: Contest, typed: Sequence[str]) -> None:
    """Set a contest's quotas, once its candidates are entered; names are spelt as the first candidate's.

    Raises: NotPermitted if the rule has no quotas, a group has no member, or the quotas cannot be met.
    """
    spelling: dict[str, str] = {}
    for names in _groups(contest):
        for key, name in names.items():
            spelling.setdefault(key, name)
    for candidate in contest.candidates:
        candidate.groups = "\n".join(spelling[name.casefold()] for name in candidate.groups.splitlines())
    if len(typed) > MAX_QUOTAS:
        raise NotPermitted(
            ngettext(
                "A contest can have at most %(num)s quota.", "A contest can have at most %(num)s quotas.", MAX_QUOTAS
            )
        )
    lines = dict.fromkeys(_settled(contest, text, spelling) for text in typed)
    contest.quotas = "\n".join(lines)
    problem = quota_problem(contest)
    if problem:
        raise NotPermitted(problem)


def _settled(contest: Contest, text: str, spelling: dict[str, str]) -> str:
    try:
        group, operator, bound, members = split_quota(text)
        number = parse_bound(bound, contest.seats)
    except InvalidCount as error:
        raise NotPermitted(f"“{contest.title}”: {error}") from None
    if members is not None:
        raise NotPermitted(
            _(
                "“%(title)s”: who belongs to “%(group)s” stands with each candidate, not in the quota.",
                title=isolated(contest.title),
                group=isolated(group),
            )
        )
    if number > contest.seats:
        raise NotPermitted(
            ngettext(
                "“%(title)s”: the quota for “%(group)s” speaks of %(num)s seat; only %(seats)s are filled.",
                "“%(title)s”: the quota for “%(group)s” speaks of %(num)s seats; only %(seats)s are filled.",
                number,
                title=isolated(contest.title),
                group=isolated(group),
                seats=contest.seats,
            )
        )
    name = clean_group(group)
    return f"{spelling.get(name.casefold(), name)}{operator}{bound}"


def quota_problem(contest: Contest, withdrawn: frozenset[int] = frozenset()) -> str:
    """Return why the quotas of a contest do not suit its present rule and candidates; "" if they do."""
    if not contest.quotas:
        return ""
    if contest.rule not in WITH_QUOTAS:
        return _(
            "“%(title)s” has quotas by group, and its rule (%(rule)s) knows none. Choose a single "
            "transferable vote, most votes, approval or the alternative vote, or remove the quotas.",
            title=isolated(contest.title),
            rule=rule_name(contest.rule),
        )
    if any(candidate.reopens for candidate in contest.candidates):
        return _(
            "“%(title)s”: quotas by group and reopening nominations cannot be combined. Choose one of the two.",
            title=isolated(contest.title),
        )
    return _infeasible(contest, withdrawn)


def _infeasible(contest: Contest, withdrawn: frozenset[int]) -> str:
    candidates = len(contest.candidates)
    if candidates < contest.seats:
        return ""  # not all are entered yet; the freeze asks for them
    quotas = parse_quotas(_charter_quotas(contest), contest.seats, candidates)
    empty = [quota.group for quota in quotas if not quota.members]
    if empty:
        return _(
            "“%(title)s”: no candidate belongs to the group “%(group)s”. Look at the spelling.",
            title=isolated(contest.title),
            group=isolated(empty[0]),
        )
    standing = [index for index in range(candidates) if index not in withdrawn]
    try:
        Feasibility(quotas, min(contest.seats, len(standing))).require(standing)
    except InvalidCount as error:
        return f"“{contest.title}”: {error}"
    return ""
