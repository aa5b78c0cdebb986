"""V6 to V9: what is said of what was checked, and of what could not be; nothing is left out in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ballot.records.canonical import encode
from ballot.verify import verify_archive
from tests.factory.container import Step, sha256_hex
from tests.factory.elections import Maker, ranked
from tests.verify.conftest import Verify

RANKED: dict[str, Any] = {
    "questions": (ranked(3),),
    "voters": 3,
    "votes": ((0, [[1, 2, 3]]), (1, [[2, 1, 0]]), (2, [[2, 1, 0]])),
    "trustees": 2,
}
NO_ELECTION: dict[str, Any] = {"tamper": {"election": lambda maker, record: b"{"}}


def without_data(kind: str) -> dict[str, Any]:
    """The first event of a type, without the records that it needs."""

    def change(maker: Maker, steps: list[Step]) -> list[Step]:
        place = next(number for number, step in enumerate(steps) if step.type == kind)
        return [*steps[:place], Step(kind, steps[place].payload), *steps[place + 1 :]]

    return {"tamper": {"steps": change}}


def with_tally(raw: bytes) -> dict[str, Any]:
    """An election whose last event is a tally of these bytes."""

    def change(maker: Maker, steps: list[Step]) -> list[Step]:
        sized = encode({"num_tallied": 2, "total_weight": 2, "encrypted_tally": sha256_hex(raw)})
        return [*steps[:-1], Step("EncryptedTally", sized, [raw, sized])]

    return {"until": "EncryptedTally", "tamper": {"steps": change}}


# What was done; the checks that fail; the checks that are said to be left out, and why.
LEFT_OUT: dict[str, tuple[dict[str, Any], set[str], str, str]] = {
    "tally's payload": (
        {"until": "EncryptedTally", **without_data("EncryptedTally")},
        {"1.3"},
        "6.2 6.3 6.4",
        "The payload of the tally's event could not be read.",
    ),
    "shuffle": ({**RANKED, **without_data("Shuffle")}, {"1.3"}, "7.2 7.3 7.4 7.5 7.6", "A shuffle could not be read."),
    "share": (
        {"until": "PartialDecryption", **without_data("PartialDecryption")},
        {"1.3"},
        "8.1",
        "A share could not be read.",
    ),
    "result": (without_data("Result"), {"1.3"}, "9.1 9.2 9.5", "The result could not be read."),
    "ranked result": (
        {**RANKED, **without_data("Result")},
        {"1.3"},
        "9.1 9.3 9.4 9.5",
        "The result could not be read.",
    ),
    "ballots": (NO_ELECTION, {"0.5"}, "6.4 6.5", "The ballots could not be read."),
    "tally without an election": (NO_ELECTION, {"0.5"}, "6.2 6.3", "The encrypted tally could not be read."),
    "questions": (
        {**RANKED, **NO_ELECTION},
        {"0.5"},
        "7.1 7.2 7.3 7.4 7.5 7.6",
        "The questions could not be read.",
    ),
    "trustees": (
        NO_ELECTION,
        {"0.5"},
        "8.1 8.2 8.3 8.4 8.5",
        "The election or its trustees could not be read.",
    ),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_cannot_be_checked_is_said(name: str, verify: Verify) -> None:
    arguments, failed, checks, why = LEFT_OUT[name]
    report = verify(Maker(**arguments).build())
    assert report.failed == failed, report.failures
    assert " ".join(check for check, said in report.not_checked if said == why) == checks


def test_without_the_companion_file_nothing_that_rests_on_it_was_checked(verify: Verify) -> None:
    why = dict(verify(Maker(**RANKED).build(), companion=False).not_checked)
    assert why["7.2"] == "The charter is not at hand, so it is not known who was to shuffle."
    assert why["8.5"] == "There is no companion file."
    assert why["9.5"] == "The charter is not at hand, so the rule of the count is not known."


@pytest.mark.parametrize(("raw", "check"), [(b"[]", "6.2"), (b"{}", "6.3"), (b"[[]]", "6.2")])
def test_tally_of_another_shape_is_one_failure(raw: bytes, check: str, verify: Verify) -> None:
    report = verify(Maker(**with_tally(raw)).build())
    assert [one.id for one in report.failures] == [check], report.failures


@pytest.mark.parametrize(
    ("arguments", "checked"),
    [
        ({}, ["2 ballots added up", "", "1 share of 1 trustee", "2 totals"]),
        (
            RANKED,
            ["3 ballots added up", "2 shuffles of 3 ranked papers", "2 shares of 2 trustees", "3 ranked papers"],
        ),
    ],
    ids=["totals", "papers"],
)
def test_each_phase_says_how_much_it_checked(arguments: dict[str, Any], checked: list[str], verify: Verify) -> None:
    said = {phase.id: phase.checked for phase in verify(Maker(**arguments).build()).phases}
    assert [said[phase] for phase in ("V6", "V7", "V8", "V9")] == checked


def test_each_check_that_ran_says_so(verify: Verify) -> None:
    passed = {one.id for one in verify(Maker(**RANKED).build()).findings if one.ok and not one.warning}
    wanted = [f"6.{n}" for n in range(1, 6)] + [f"7.{n}" for n in range(1, 7)]
    wanted += [f"8.{n}" for n in range(1, 6)] + ["9.1", "9.3", "9.4", "9.5"]
    assert [check for check in wanted if check not in passed] == []
    assert "9.2" in {one.id for one in verify(Maker().build()).findings if one.ok}


@pytest.mark.parametrize(
    ("minimum", "until", "said"),
    [
        (2, "Result", "passed"),
        (3, "EncryptedTally", "warning"),
        (3, "PartialDecryption", "failure"),
    ],
)
def test_fewer_ballots_than_the_minimum_must_not_be_opened(minimum: int, until: str, said: str, verify: Verify) -> None:
    report = verify(Maker(minimum_ballots=minimum, until=until).build())
    found = next(one for one in report.findings if one.id == "6.5")  # what is wrong comes first
    assert (found.ok, found.warning) == {
        "passed": (True, False),
        "warning": (True, True),
        "failure": (False, False),
    }[said]


def test_progress_is_said_of_shuffles_and_shares(tmp_path: Path) -> None:
    archive, companion = Maker(**RANKED).build().write(tmp_path)
    seen: list[tuple[str, int, int]] = []
    verify_archive(archive, companion, jobs=1, progress=lambda *step: seen.append(step))
    for what in ("Verifying shuffles", "Verifying shares"):
        assert [step for step in seen if step[0] == what] == [(what, 0, 2), (what, 1, 2)]
