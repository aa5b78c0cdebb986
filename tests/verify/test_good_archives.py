"""Good archives are valid, or valid so far while there is no result; and the report says what was checked."""

from __future__ import annotations

from typing import Any

import pytest

from ballot.crypto._finite import BELENIOS_2048, RFC_3526_2048
from ballot.verify.case.checks import CHECKS
from tests.attacks.corpus.ranked import EXCUSED
from tests.attacks.corpus.roll_changes import MOVED, WITHOUT_SPARES
from tests.daily import daily
from tests.factory.container import cut
from tests.factory.elections import Maker, lists, question, ranked
from tests.verify.conftest import Verify

RANKED: dict[str, Any] = {"questions": (ranked(3),), "votes": ((0, [[1, 2, 3]]), (1, [[3, 0, 1]]))}
KINDS: dict[str, dict[str, Any]] = {
    "ranked": {**RANKED, "trustees": 3, "mixers": (3, 1, 2)},
    "ranked, one mixer": {**RANKED, "trustees": 2, "mixers": (2,)},
    "ranked by a group": {**RANKED, "trustees": 0, "groups": ((2, 3),), "mixers": (1, 3), "decrypting": (2, 3)},
    "graded": {**RANKED, "rules": ("majority-judgment",), "grades": {0: ("Excellent", "Good", "Poor")}},
    "two ranked questions": {
        "questions": (ranked(2), ranked(3)),
        "votes": ((0, [[1, 2], [1, 2, 3]]), (1, [[2, 1], [0, 1, 0]]), (0, [[2, 1], [3, 2, 1]])),
        "rules": ("schulze", "meek-prf"),
    },
    "lists with weights": {
        "questions": (lists(2, 1), lists(1)),
        "votes": ((0, [[[1, 1, 1], [0, 0]], [[1, 1]]]), (1, [[[0, 0, 0], [1, 1]], [[1, 1]]])),
        "weights": (2, 2**31),
    },
    "two groups and a single trustee": {"trustees": 1, "groups": ((2, 3), (1, 2)), "decrypting": (4, 1, 2, 6)},
    "more shares than needed": {"trustees": 0, "groups": ((2, 4),), "decrypting": (1, 2, 3, 4)},
    "one of three opens": {"trustees": 0, "groups": ((1, 3),), "decrypting": (3,)},
}


def test_whole_election_is_valid(small: Maker, verify: Verify) -> None:
    report = verify(small)
    assert (report.verdict, report.exit_code) == ("valid", 0), report.failures
    assert not report.warnings
    assert not report.not_checked
    passed = {finding.id for finding in report.findings}
    of_others = {"3.2", "3.3", "3.4", "3.5", "3.6", "3.9", "5.8", "5.9", "8.6", "9.3", "9.4"}  # other kinds of election
    shuffles = {check for check in CHECKS if check.startswith("7.")}
    # No older copy, no registrar's word, re-votes allowed, no spare credentials.
    assert passed == set(CHECKS) - {"1.4", "4.4", "4.5", "5.13", "5.14"} - of_others - shuffles


def test_every_check_runs_in_an_election_of_all_kinds(everything: Maker, verify: Verify) -> None:
    report = verify(everything)
    assert (report.verdict, report.exit_code) == ("valid", 0), report.failures
    assert not report.warnings
    assert not report.not_checked
    assert {finding.id for finding in report.findings} == set(CHECKS) - {"1.4", "4.4", "4.5", "5.13", "5.14"}
    assert verify(everything, strict=True).verdict == "valid"


@pytest.mark.parametrize(
    "until",
    ["Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result"],
)
def test_an_election_of_all_kinds_on_its_way(everything: Maker, until: str, verify: Verify) -> None:
    kinds = [step.type for step in everything.steps]
    last = len(kinds) - kinds[::-1].index(until)
    report = verify(everything, archive=cut(everything.archive, last))
    assert report.verdict == ("valid" if until == "Result" else "valid so far"), report.failures


@pytest.mark.parametrize("name", daily(set(KINDS) - {"lists with weights"}, KINDS))
def test_kinds_of_elections(name: str, verify: Verify) -> None:
    maker = Maker(**KINDS[name]).build()
    report = verify(maker)
    assert report.verdict == "valid", report.failures
    alone = verify(maker, companion=False, archive=maker.archive)
    assert (alone.verdict, alone.failures) == ("valid in part" if maker.with_charter else "valid", ())


def test_T16_an_excused_mixer_is_named_with_the_reason(verify: Verify) -> None:
    report = verify(Maker(**EXCUSED).build(), strict=True)
    assert report.verdict == "valid", report.failures
    assert [(warning.id, warning.message) for warning in report.warnings] == [
        ("7.2", "Trustee 2 (Trustee 2) was excused from shuffling; the reason given: In hospital.")
    ]
    assert any("excusal of trustee 2 (Trustee 2) from shuffling (“In hospital”)" in one for one in report.reminders)


@pytest.mark.parametrize("until", ["EncryptedTally", "Shuffle", "EndShuffles"])
def test_T16_a_mixer_is_excused_while_others_still_shuffle(until: str, verify: Verify) -> None:
    """Before the first shuffle, after it, and when nobody is waited for any more."""
    report = verify(Maker(**{**EXCUSED, "until": until}).build(), strict=True)
    assert report.verdict == "valid so far", report.failures


def test_C11_C18_zero_and_one_ranked_ballots(verify: Verify) -> None:
    """An empty list and a list of one are shuffled and proved; only that nothing is to be counted is said."""
    for questions, choices in (((ranked(3),), [[1, 0, 0]]), ((lists(1, 2), ranked(1)), [[[1, 1], [0, 0, 0]], [7]])):
        for votes in ((), ((1, choices),)):
            maker = Maker(questions=questions, votes=votes, trustees=1, groups=((2, 2),)).build()
            report = verify(maker)
            assert report.verdict == "valid", report.failures
            assert {warning.id for warning in report.warnings} <= {"9.5"}


@pytest.mark.thorough
def test_finite_field_groups(verify: Verify) -> None:
    """Lists and threshold trustees in both, ranked papers in the one that has room for them."""
    for maker in (
        Maker(group=BELENIOS_2048, questions=(lists(1, 1),), votes=((0, [[[0, 0], [1, 1]]]),), groups=((1, 2),)),
        Maker(group=RFC_3526_2048, questions=(ranked(40),), votes=((0, [[*range(40)]]),), trustees=0, groups=((2, 2),)),
    ):
        report = verify(maker.build())
        assert report.verdict == "valid", report.failures


@pytest.mark.thorough
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


def test_a_member_removed_where_there_are_no_spares(verify: Verify) -> None:
    report = verify(Maker(**WITHOUT_SPARES).build())
    assert report.verdict == "valid", report.failures
    (finding,) = [one for one in report.findings if one.id == "4.5"]
    assert finding.message.endswith("no more than 3 credentials are in force.")


def test_members_added_and_removed_after_the_freeze(verify: Verify) -> None:
    maker = Maker(**{**MOVED, "weights": (1, 5, 3, 1)}).build()
    report = verify(maker)
    assert report.verdict == "valid", report.failures
    numbers = dict(report.numbers)
    assert (numbers["Voters"], numbers["Total weight of all voters"]) == ("2", "4"), "members 0 and 2 are in force"
    assert (numbers["Members added after the freeze"], numbers["Members removed after the freeze"]) == ("1", "1")
    said = "1 member was added and 1 removed after the roll was frozen: have two officers confirmed each"
    assert any(reminder.startswith(said) for reminder in report.reminders)
    (finding,) = [one for one in report.findings if one.id == "4.5"]
    assert finding.message.endswith("removed after the roll was frozen: no more than 2 credentials are in force.")
