"""V9: counts that do not follow from the charter: quotas, withdrawals, reopened nominations, vacancies (9.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET, Raw

from ballot.board.companion import CountSheetRecord, VacancyRecord, WithdrawalRecord
from ballot.records.canonical import encode
from tests.attacks.corpus.base import edit_record, evil, replace_fields
from tests.factory.elections import SEED, Maker, lists, question, ranked

# Four candidates for two seats: A has three votes, B two, C one, D none.
FOUR: dict[str, Any] = {
    "questions": (question(4, 0, 2),),
    "seats": 2,
    "voters": 3,
    "votes": ((0, [[1, 1, 0, 0]]), (1, [[1, 1, 0, 0]]), (2, [[1, 0, 1, 0]])),
}
PREFERENCES: dict[str, Any] = {
    "questions": (ranked(3),),
    "voters": 3,
    "votes": ((0, [[1, 2, 3]]), (1, [[1, 3, 2]]), (2, [[1, 2, 3]])),
}


def companion(change: Callable[[Maker, list[Any]], list[Any]]) -> dict[str, Any]:
    """Another companion file."""
    return {"tamper": {"companion": change}}


def count_of(**other: Any) -> Callable[[Maker, list[Any]], list[Any]]:
    """The sheets of the same election as if the charter had said something else."""

    def change(maker: Maker, records: list[Any]) -> list[Any]:
        kept = [record for record in records if not isinstance(record, CountSheetRecord)]
        charter, withdrawn = maker.charter, maker.withdrawn
        rule = replace_fields(charter.contests[0], {key: value for key, value in other.items() if key != "withdrawn"})
        maker.charter = replace_fields(charter, {"contests": (rule,)})
        maker.withdrawn = other.get("withdrawn", withdrawn)
        sheet = encode(maker.count_contest(0))
        maker.charter, maker.withdrawn = charter, withdrawn
        return [*kept, CountSheetRecord(maker.hash_of("Result"), 0, Raw(sheet))]

    return change


def later(event: str, candidate: int = 3) -> Callable[[Maker, list[Any]], list[Any]]:
    """A withdrawal at the end of the companion file, said to have been made at an event."""
    return lambda maker, records: [*records, WithdrawalRecord(maker.hash_of(event), 0, candidate)]


def vacancy(**fields: Any) -> Callable[[Maker, list[Any]], list[Any]]:
    """The recount of a vacancy with other fields."""

    def change(maker: Maker, records: list[Any]) -> list[Any]:
        return [replace_fields(r, fields) if isinstance(r, VacancyRecord) else r for r in records]

    return change


def new_vacancy(candidate: int, contest: int = 0) -> Callable[[Maker, list[Any]], list[Any]]:
    """A vacancy for which the count itself is published as the recount."""

    def change(maker: Maker, records: list[Any]) -> list[Any]:
        sheet = Raw(encode(maker.count_contest(0)))
        event = maker.hash_of("Result")
        return [*records, VacancyRecord(event=event, contest=contest, candidate=candidate, sheet=sheet)]

    return change


def another_successor(maker: Maker, records: list[Any]) -> list[Any]:
    """The recount elects candidate 4 instead of 3."""

    def swap(record: dict[str, Any]) -> None:
        sheet = record["sheet"]
        sheet["elected"] = ["Candidate 2", "Candidate 4"]
        sheet["elected_groups"] = [["Candidate 2"], ["Candidate 4"]]

    return edit_record(records, "vacancy", swap)


QUOTA = {0: ("women>=1: 3,4",)}

evil("quota by group that the count ignores", "9.5", "W33", **FOUR, quotas=QUOTA, **companion(count_of(quotas=())))
evil("quota by group that is in no charter", "9.5", "W33", **FOUR, **companion(count_of(quotas=QUOTA[0])))
evil(
    "quota by group that nobody can meet",
    "2.5+9.5",
    "W33",
    **FOUR,
    quotas={0: ("women>=2: 3",)},
    **companion(count_of(quotas=())),
)
evil(
    "reopening nominations counted as if it were a candidate",
    "9.5",
    "W33",
    **FOUR,
    reopen={0: 1},
    **companion(lambda maker, records: count_of(reopen=2)(maker, records)),
)
evil(
    "preferences counted although the charter says votes",
    "9.5",
    "W33",
    **PREFERENCES,
    rules=("block",),
    **companion(count_of(rule="scottish-stv")),
)

evil("withdrawal that the charter does not permit", "9.5", "W33", **FOUR, withdrawn=((0, 3),))
evil("withdrawal at a share", "9.5", "W33", **FOUR, may_withdraw=True, **companion(later("PartialDecryption")))
evil("withdrawal at the result", "9.5", "W33", **FOUR, may_withdraw=True, **companion(later("Result")))
evil("withdrawal written down after the shares", "9.5", "W33", **FOUR, may_withdraw=True, **companion(later("Setup")))
evil("withdrawal at a shuffle", "9.5", "W33", **PREFERENCES, may_withdraw=True, **companion(later("Shuffle", 2)))
evil("one candidate withdrawn twice", "9.5", "W33", **FOUR, may_withdraw=True, withdrawn=((0, 3), (0, 3)))
evil("withdrawal in a contest that does not exist", "9.5", "W33", **FOUR, may_withdraw=True, withdrawn=((1, 3),))
evil("withdrawal of reopening nominations", "9.5", "W33", **FOUR, may_withdraw=True, withdrawn=((0, 3),), reopen={0: 4})
evil(
    "withdrawal that the count ignores",
    "9.5",
    "W33",
    **FOUR,
    may_withdraw=True,
    withdrawn=((0, 0),),
    **companion(count_of(withdrawn=())),
)
evil(
    "withdrawal that only the count knows",
    "9.5",
    "W33",
    **FOUR,
    may_withdraw=True,
    **companion(count_of(withdrawn=((0, 0),))),
)
evil(
    "withdrawal of a candidate who does not stand, before there is a result",
    "9.5",
    "W33",
    **FOUR,
    may_withdraw=True,
    withdrawn=((0, 4),),
    until="EndBallots",
)

evil("vacancy filled with another successor", "9.5", "W33", **FOUR, vacancies=((0, 0),), **companion(another_successor))
evil("vacancy of another member", "9.5", "W33", **FOUR, vacancies=((0, 0),), **companion(vacancy(candidate=1)))
evil("vacancy of somebody who was not elected", "9.5", "W33", **FOUR, **companion(new_vacancy(3)))
evil("vacancy of somebody who does not stand", "9.5", "W33", **FOUR, **companion(new_vacancy(9)))
evil("vacancy in a contest that does not exist", "9.5", "W33", **FOUR, **companion(new_vacancy(0, contest=1)))
evil("seed of a lot that no tie asks for", "9.5", "W33", **FOUR, vacancies=((0, 0),), **companion(vacancy(seed=SEED)))
evil(
    "vacancy filled by a rule that has no recount",
    "9.5",
    "W33",
    **PREFERENCES,
    rules=("schulze",),
    **companion(new_vacancy(0)),
)
evil(
    "vacancy of which the count was not published",
    "9.5",
    "W33",
    **FOUR,
    vacancies=((0, 0),),
    **companion(lambda maker, records: [r for r in records if not isinstance(r, CountSheetRecord)]),
)

# Two lists with two votes and one, and three blank votes, for two seats.
BLANK: dict[str, Any] = {
    "questions": (lists(2, 1, blank=True),),
    "blank_list": {0: 3},
    "seats": 2,
    "voters": 6,
    "votes": (
        *((voter, [[[1, 1, 0], [0, 0], [0, 0]]]) for voter in (0, 1)),
        (2, [[[0, 0, 0], [1, 1], [0, 0]]]),
        *((voter, [[[0, 0, 0], [0, 0], [1, 1]]]) for voter in (3, 4, 5)),
    ),
}


def other_sheet(**fields: Any) -> dict[str, Any]:
    """The published sheet with other fields."""
    return companion(lambda maker, records: edit_record(records, "count_sheet", lambda r: r["sheet"].update(fields)))


evil("blank votes share in the seats like a list", "9.5", "W33", **BLANK, **companion(count_of(blank_list=UNSET)))
evil("blank votes hidden in a count of lists", "9.5", "W33", **BLANK, **other_sheet(blank="0"))
evil("blank votes counted as votes for lists", "9.5", "W33", **BLANK, **other_sheet(valid="6", invalid="0"))
evil(
    "a seat for the blank list",
    "9.5",
    "W33",
    **BLANK,
    **other_sheet(elected=["List 1", "Blank vote"], allocation={"List 1": 1, "List 2": 0, "Blank vote": 1}),
)
evil("withdrawal of the blank list", "9.5", "W33", **BLANK, may_withdraw=True, **companion(later("Setup", 2)))

# One list of three people with one seat, whose voters want the third and not the first.
PEOPLE: dict[str, Any] = {
    "questions": (lists(3, 1),),
    "seats": 1,
    "voters": 3,
    "votes": tuple((voter, [[[1, 0, 0, 1], [0, 0]]]) for voter in (0, 1, 2)),
}


def other_people(**fields: Any) -> dict[str, Any]:
    """The published sheet with another first person of the first list."""
    return companion(
        lambda maker, records: edit_record(
            records, "count_sheet", lambda r: next(iter(r["sheet"]["people"].values()))[0].update(fields)
        )
    )


evil("the seat of an open list by its order", "9.5", "W33", **PEOPLE, **companion(count_of(list_type="closed")))
evil(
    "the seat of a closed list by votes",
    "9.5",
    "W33",
    **PEOPLE,
    list_type="closed",
    **companion(count_of(list_type="open")),
)
evil(
    "the seat of a flexible list by another share",
    "9.5",
    "W33",
    **{**PEOPLE, "votes": ((0, [[[1, 0, 0, 1], [0, 0]]]), *((voter, [[[1, 1, 0, 0], [0, 0]]]) for voter in (1, 2)))},
    list_type="flexible",
    **companion(count_of(lift=50)),
)
evil("another person elected on a list", "9.5", "W33", **PEOPLE, **other_people(name="Ada"))
evil("other votes for a person on a list", "9.5", "W33", **PEOPLE, **other_people(votes="2"))
evil("nobody elected on a list that has a seat", "9.5", "W33", **PEOPLE, **other_people(elected=False))
evil(
    "a count of lists that names no people",
    "9.5",
    "W33",
    **PEOPLE,
    **companion(lambda maker, records: edit_record(records, "count_sheet", lambda r: r["sheet"].pop("people"))),
)
