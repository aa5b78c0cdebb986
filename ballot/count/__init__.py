"""From plain results to seats, with a complete and reproducible record. Of our own code it imports only errors."""

from ballot.count.contest import (
    NO_RECOUNT,
    Contest,
    check_recountable,
    count_contest,
    fill_vacancy,
    rank_contest,
    recount_vacancy,
)
from ballot.count.list_people import LIST_TYPES
from ballot.count.list_people import Candidate as ListCandidate
from ballot.count.papers import Grades, Papers, grades_from_rows, papers_from_rows
from ballot.count.rules import (
    ALIASES,
    GRADED,
    LISTS,
    RANKED,
    RULES,
    TOTALS,
    WITH_QUOTAS,
    WITH_REOPENING,
    count_grades,
    count_papers,
    count_rows,
    count_totals,
    describe_rule,
)
from ballot.count.sheet import Person, Rule, Sheet, seated
from ballot.count.stv.poll import Conditions

__all__ = [
    "ALIASES",
    "GRADED",
    "LISTS",
    "LIST_TYPES",
    "NO_RECOUNT",
    "RANKED",
    "RULES",
    "TOTALS",
    "WITH_QUOTAS",
    "WITH_REOPENING",
    "Conditions",
    "Contest",
    "Grades",
    "ListCandidate",
    "Papers",
    "Person",
    "Rule",
    "Sheet",
    "check_recountable",
    "count_contest",
    "count_grades",
    "count_papers",
    "count_rows",
    "count_totals",
    "describe_rule",
    "fill_vacancy",
    "grades_from_rows",
    "papers_from_rows",
    "rank_contest",
    "recount_vacancy",
    "seated",
]
