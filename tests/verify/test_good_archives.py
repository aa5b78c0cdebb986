"""Good archives are valid, or valid so far while there is no result; and the report says what was checked."""

from __future__ import annotations

import pytest

from ballot.verify.checks import CHECKS
from tests.factory.elections import Maker, question
from tests.verify.conftest import Verify


def test_whole_election_is_valid(small: Maker, verify: Verify) -> None:
    report = verify(small)
    assert (report.verdict, report.exit_code) == ("valid", 0), report.failures
    assert not report.warnings
    assert not report.not_checked
    passed = {finding.id for finding in report.findings}
    assert passed == set(CHECKS) - {"1.4", "4.4", "5.13"}  # no older copy, no registrar's word, re-votes allowed


def test_weights_blank_votes_revotes_and_three_trustees(varied: Maker, verify: Verify) -> None:
    report = verify(varied)
    assert report.verdict == "valid", report.failures
    assert dict(report.numbers)["Ballots that count"] == "2"


@pytest.mark.parametrize("until", ["Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption"])
def test_without_a_result_it_is_valid_so_far(until: str, verify: Verify) -> None:
    report = verify(Maker(until=until).build())
    assert (report.verdict, report.exit_code) == ("valid so far", 3), report.failures
    assert "9.2" not in {finding.id for finding in report.findings}
    assert {phase.id: phase.state for phase in report.phases}["V9"] == "not yet"


def test_C11_zero_ballots(verify: Verify) -> None:
    report = verify(Maker(votes=()).build())
    assert report.verdict == "valid", report.failures
    assert dict(report.numbers)["Ballots"] == "0"


def test_foreign_archive_without_a_charter(verify: Verify) -> None:
    report = verify(Maker(with_charter=False).build())
    assert report.verdict == "valid", report.failures
    assert [(w.id, "rests on the trustees" in w.message) for w in report.warnings] == [("8.5", True)]
    assert {"9.5", "6.5", "5.13"}.isdisjoint({finding.id for finding in report.findings})


def test_one_answer_and_exact_numbers(verify: Verify) -> None:
    maker = Maker(questions=(question(1, 0, 1), question(3, 3, 3)), votes=((1, [[0], [1, 1, 1]]),))
    assert verify(maker.build()).verdict == "valid"


def test_a_charter_that_forbids_voting_again(verify: Verify) -> None:
    report = verify(Maker(re_voting=False).build())
    assert report.verdict == "valid"
    assert "5.13" in {finding.id for finding in report.findings}


def test_what_the_registrar_announced(small: Maker, verify: Verify) -> None:
    fingerprint = next(c.value for c in verify(small).checksums if c.name == "Credentials")
    assert verify(small, credentials_fingerprint=fingerprint, voters=2).verdict == "valid"
    assert verify(small, credentials_fingerprint="A" * 43).failed == {"4.4"}
    assert verify(small, voters=3).failed == {"4.4"}


def test_too_small_a_tally_is_a_warning_until_it_is_opened(verify: Verify) -> None:
    closed = verify(Maker(minimum_ballots=3, until="EncryptedTally").build())
    assert closed.verdict == "valid so far"
    assert [warning.id for warning in closed.warnings] == ["6.5"]
    assert verify(Maker(minimum_ballots=3).build()).failed == {"6.5"}
