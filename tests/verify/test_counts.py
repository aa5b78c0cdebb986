"""Check 9.5 in good archives: quotas, withdrawals, reopened nominations, ranked papers counted by votes, vacancies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ballot.board.companion import WithdrawalRecord
from ballot.records.canonical import encode
from tests.attacks.corpus.base import replace_fields
from tests.attacks.corpus.counts import FOUR, PREFERENCES, QUOTA
from tests.factory.elections import Maker, lists, question
from tests.verify.conftest import Verify

EQUAL: dict[str, Any] = {
    "questions": PREFERENCES["questions"],
    "voters": 2,
    "votes": ((0, [[1, 2, 0]]), (1, [[1, 0, 2]])),
}
GOOD: dict[str, tuple[dict[str, Any], list[list[str]]]] = {
    "quota": ({**FOUR, "quotas": QUOTA}, [["1", "3"]]),
    "crossing quotas": ({**FOUR, "quotas": {0: ("women>=1: 3,4", "young==half-up: 2,4")}}, [["1", "4"]]),
    "withdrawal": ({**FOUR, "may_withdraw": True, "withdrawn": ((0, 1),)}, [["1", "3"]]),
    "withdrawal until nothing is contested": (
        {**FOUR, "may_withdraw": True, "withdrawn": ((0, 0), (0, 1))},
        [["3", "4"]],
    ),
    "withdrawal with quota": ({**FOUR, "quotas": QUOTA, "may_withdraw": True, "withdrawn": ((0, 2),)}, [["1", "4"]]),
    "reopened": ({**FOUR, "reopen": {0: 2}}, [["1"]]),
    "ranked papers by block": ({**PREFERENCES, "rules": ("block",), "seats": 2}, [["1", "2"]]),
    "ranked papers by approval": ({**PREFERENCES, "rules": ("approval",), "seats": 3}, [["1", "2", "3"]]),
    "vacancy": ({**FOUR, "vacancies": ((0, 0),)}, [["1", "2"], ["2", "3"]]),
    "two vacancies": ({**FOUR, "vacancies": ((0, 0), (0, 2))}, [["1", "2"], ["2", "3"], ["2", "4"]]),
    "vacancy by preferences": ({**PREFERENCES, "vacancies": ((0, 0),)}, [["1"], ["2"]]),
    "vacancy with quota": ({**FOUR, "quotas": QUOTA, "vacancies": ((0, 2),)}, [["1", "3"], ["1", "4"]]),
}


def elected(maker: Maker) -> list[list[str]]:
    """Who was elected by each published sheet, by the numbers in their names."""
    lines = [json.loads(line) for line in maker.companion.lines]
    sheets = [line["sheet"] for line in lines if line["record"] in ("count_sheet", "vacancy")]
    return [sorted(name.removeprefix("Candidate ") for name in sheet["elected"]) for sheet in sheets]


@pytest.mark.parametrize("name", GOOD)
def test_a_count_by_the_charter_is_valid(name: str, verify: Verify) -> None:
    arguments, expected = GOOD[name]
    maker = Maker(**arguments).build()
    report = verify(maker, strict=True)
    assert (report.verdict, report.warnings) == ("valid", ()), report.failures
    assert elected(maker) == expected


def test_a_lot_of_a_vacancy_stands_beside_its_recount(verify: Verify) -> None:
    maker = Maker(**EQUAL, vacancies=((0, 0),)).build()
    assert verify(maker).verdict == "valid"
    line = next(json.loads(line) for line in maker.companion.lines if b'"record":"vacancy"' in line)
    assert line["seed"] and line["sheet"]["ties"][0]["seed"] == line["seed"]
    without = Maker(**EQUAL, vacancies=((0, 0),), tamper={"companion": _without_seeds}).build()
    assert verify(without).failed == {"9.5"}


def _without_seeds(maker: Maker, records: list[Any]) -> list[Any]:
    lines = [json.loads(encode(record)) for record in records]
    for line in lines:
        if line["record"] == "vacancy":
            del line["seed"]
    return [encode(line) for line in lines]


@pytest.mark.parametrize("event", ["Setup", "Ballot", "EndBallots", "EncryptedTally"])
def test_a_candidate_may_withdraw_at_any_time_before_the_count(event: str, verify: Verify) -> None:
    def place(maker: Maker, records: list[Any]) -> list[Any]:
        lines = [json.loads(encode(record)) for record in records]
        for line in lines:
            if line["record"] == "withdrawal":
                line["event"] = maker.hash_of(event)
        return [encode(line) for line in lines]

    maker = Maker(**FOUR, may_withdraw=True, withdrawn=((0, 0),), tamper={"companion": place}).build()
    assert verify(maker, strict=True).verdict == "valid"


def test_a_list_can_withdraw(verify: Verify) -> None:
    votes = tuple((voter, [[[0, 0], [1, 1]]]) for voter in range(2))
    maker = Maker(questions=(lists(1, 1),), votes=votes, may_withdraw=True, withdrawn=((0, 0),)).build()
    assert verify(maker).verdict == "valid"


def test_withdrawals_are_checked_before_there_is_a_result(verify: Verify) -> None:
    """A trustee's tool sees them before it opens anything."""
    early = {**FOUR, "withdrawn": ((0, 3),), "until": "EncryptedTally"}
    assert verify(Maker(**early, may_withdraw=True).build()).verdict == "valid so far"
    report = verify(Maker(**early).build())
    assert (report.verdict, report.failed) == ("invalid", {"9.5"})
    assert "line 2" in report.failures[0].message and "charter does not permit" in report.failures[0].message


def test_a_charter_without_the_new_field_has_the_bytes_that_it_had() -> None:
    maker = Maker().build()
    assert b"reopen" not in encode(maker.charter)
    assert b'"reopen":2}' in encode(Maker(**FOUR, reopen={0: 2}).build().charter)


def test_withdrawal_at_an_event_that_is_not_there_yet_is_no_late_one(verify: Verify) -> None:
    def add(maker: Maker, records: list[Any]) -> list[Any]:
        return [records[0], WithdrawalRecord("0" * 64, 0, 3, "Asked by letter"), *records[1:]]

    more: dict[str, Any] = {"may_withdraw": True, "until": "EndBallots", "tamper": {"companion": add}}
    report = verify(Maker(**FOUR, **more).build())
    assert report.verdict == "valid so far", report.reason


def test_withdrawal_where_the_charter_has_too_few_contests_is_said_with_the_charter(verify: Verify) -> None:
    tamper = {"charter": lambda maker, made: replace_fields(made, {"contests": made.contests[:1]})}
    two: dict[str, Any] = {"questions": (question(), question(text="And who?")), "votes": ((0, [[1, 0], [1, 0]]),)}
    report = verify(Maker(**two, withdrawn=((1, 0),), until="EndBallots", tamper=tamper).build())
    assert report.failed == {"2.5"}, report.failures
