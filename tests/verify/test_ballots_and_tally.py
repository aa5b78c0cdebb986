"""V5 and V6 where several things meet: faulty ballots and the tally, several processes, changed files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ballot.protocol.ballots import verify_ballot
from ballot.records.canonical import encode
from ballot.verify import verify_archive
from ballot.verify.v5_ballots import ballots, work
from tests.factory.container import Step
from tests.factory.elections import Maker, question
from tests.factory.forging import edit_ballot, forge_ballot
from tests.verify.conftest import Verify


def over_vote(maker: Maker, ballots_: list[bytes]) -> list[bytes]:
    """A third ballot, voter 0's second one, that chooses too many."""
    return [*ballots_, forge_ballot(maker, 0, [[1, 1]])]


def count_everything(maker: Maker, counted: list[Any]) -> list[Any]:
    """Let the server count the faulty ballot instead of the good one before it."""
    from dataclasses import replace

    from ballot.verify.v5_ballots.one_ballot import examine

    choices = examine(maker.context, maker.ballots[-1]).choices
    assert choices is not None
    own = verify_ballot(maker.context, maker.ballots[0]).credential
    return [replace(b, choices=choices) if b.credential == own else b for b in counted]


@pytest.mark.parametrize("counted", [True, False], ids=["counted", "left out"])
def test_faulty_ballot_is_one_failure_whether_it_was_counted_or_not(counted: bool, verify: Verify) -> None:
    tamper: dict[str, Any] = {"ballots": over_vote}
    if counted:
        tamper |= {"counted": count_everything, "companion": without_tracking_numbers}
    tamper["result"] = lambda maker, raw: raw
    report = verify(Maker(tamper=tamper).build())
    assert report.failed == {"5.7"}, report.failures
    assert {failure.height for failure in report.failures} == {3}


def without_tracking_numbers(maker: Maker, records: list[Any]) -> list[Any]:
    """The companion file without the list of tracking numbers."""
    return [record for record in records if type(record).__name__ != "TrackingNumbersRecord"]


def test_unreadable_ballot_leaves_the_sum_of_the_others_checkable(verify: Verify) -> None:
    def broken(maker: Maker, own: list[bytes]) -> list[bytes]:
        return [*own, edit_ballot(maker, 0, own[0], lambda b: {**b, "answers": []})]

    report = verify(Maker(tamper={"ballots": broken}).build())
    assert report.failed == {"5.5"}, report.failures
    assert "6.2" in {finding.id for finding in report.findings if finding.ok}


def test_white_space_inside_an_answer_is_one_failure(verify: Verify) -> None:
    def respell(maker: Maker, own: list[bytes]) -> list[bytes]:
        return [own[0].replace(b'"beta":', b'"beta": ', 1), own[1]]

    assert verify(Maker(tamper={"ballots": respell}).build()).failed == {"5.1"}


def test_everything_that_is_wrong_with_a_ballot_is_said(verify: Verify) -> None:
    def change(maker: Maker, own: list[bytes]) -> list[bytes]:
        ballot = json.loads(own[0])
        ballot["answers"][0]["overall_proof"][0]["response"] = "5"
        return [encode(ballot), own[1]]  # neither proved nor signed

    assert verify(Maker(tamper={"ballots": change}).build()).failed == {"5.4", "5.7"}


def test_T18_superseded_ballot_in_the_tally_is_found_and_explained(verify: Verify) -> None:
    def first_one(maker: Maker, counted: list[Any]) -> list[Any]:
        first = verify_ballot(maker.context, maker.ballots[0])
        return [first if b.credential == first.credential else b for b in counted]

    votes = ((0, [[1, 0]]), (1, [[1, 0]]), (0, [[0, 1]]))
    tamper = {"counted": first_one, "companion": without_tracking_numbers}
    report = verify(Maker(votes=votes, tamper=tamper).build())
    assert report.failed == {"5.11", "6.2"}


def test_C11_ciphertexts_of_the_identity_are_nobodys_copy(verify: Verify) -> None:
    """A ciphertext with alpha = 1 is a public plaintext: two voters may both have it."""

    def plain(maker: Maker, own: list[bytes]) -> list[bytes]:
        return [forge_ballot(maker, voter, [[1, 0]], [[0, 0]]) for voter in (0, 1)]

    report = verify(Maker(tamper={"ballots": plain}).build())
    assert report.verdict == "valid", report.failures


def test_B1_copied_ciphertext_among_many(verify: Verify) -> None:
    from ballot.protocol.ballots import encrypt_ballot, sign_ballot

    def copy_one(maker: Maker, own: list[bytes]) -> list[bytes]:
        unsigned, randomness = encrypt_ballot(maker.context, maker.tokens[0], [[1, 0]])
        raw = sign_ballot(maker.context, maker.tokens[0], unsigned)
        return [raw, *own[1:-1], forge_ballot(maker, 4, [[1, 0]], randomness)]

    votes = [(i, [[1, 0]]) for i in range(5)]
    report = verify(Maker(voters=5, votes=votes, tamper={"ballots": copy_one}).build())
    assert report.failed == {"5.10"}
    assert [failure.height for failure in report.failures] == [5]


@pytest.mark.parametrize("counted", [True, False], ids=["counted", "left out"])
def test_B4_ballot_after_the_end_is_the_same_failure_counted_or_not(counted: bool, verify: Verify) -> None:
    def late(maker: Maker, steps: list[Step]) -> list[Step]:
        raw = maker.ballots[1] if counted else maker.ballot(1, [[1, 0]])
        own = [step for step in steps if step.payload != raw]
        return [*own[:-3], Step("Ballot", raw, [raw]), *own[-3:]]

    report = verify(Maker(tamper={"steps": late}).build())
    assert report.failed == {"1.2", "6.1"}, report.failures


def test_faulty_second_ballot_is_no_second_vote(verify: Verify) -> None:
    report = verify(Maker(re_voting=False, tamper={"ballots": over_vote}).build())
    assert report.failed == {"5.7"}, report.failures


# -- several processes


@pytest.fixture(scope="module")
def many() -> Maker:
    """More ballots than fit in one chunk, two of them faulty."""

    def break_two(maker: Maker, own: list[bytes]) -> list[bytes]:
        own[3] = own[3].replace(b'","', b'", "', 1)
        own[37] = forge_ballot(maker, 37, [[1, 1]])
        return own

    votes = [(i, [[i % 2, 0]]) for i in range(40)]
    return Maker(voters=40, votes=votes, tamper={"ballots": break_two}).build()


def test_processes_say_the_same_as_one(many: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballots, "_SMALL", 0)
    monkeypatch.setattr(work, "CHUNK", 4)
    monkeypatch.setattr(ballots, "CHUNK", 4)
    archive, companion = many.write(tmp_path)
    alone, together = (verify_archive(archive, companion, jobs=jobs) for jobs in (1, 3))
    assert alone.findings == together.findings
    assert {(f.id, f.height) for f in together.failures} == {("5.1", 4), ("5.7", 38)}


def test_progress_counts_to_the_end(many: Maker, tmp_path: Path) -> None:
    archive, companion = many.write(tmp_path)
    seen: list[tuple[str, int, int]] = []
    verify_archive(archive, companion, jobs=1, progress=lambda *step: seen.append(step))
    assert ("Verifying ballots", 40, 40) in seen


def test_file_that_changes_under_the_verifier_is_an_error(many: Maker, tmp_path: Path) -> None:
    archive, companion = many.write(tmp_path)

    def change(what: str, done: int, total: int) -> None:
        if what == "Verifying ballots" and done < total:
            archive.write_bytes(many.archive.replace(many.ballots[39][:-50], b" " * (len(many.ballots[39]) - 50)))

    report = verify_archive(archive, companion, jobs=1, progress=change)
    assert report.verdict == "error"
    assert "changed while it was being read" in report.reason


# -- trustees' shares


def test_share_published_again_is_a_warning(verify: Verify) -> None:
    def again(maker: Maker, shares: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        return [(1, maker.share(1)), *shares]

    report = verify(Maker(tamper={"shares": again}).build())
    assert report.verdict == "valid", report.failures
    assert [(w.id, w.height) for w in report.warnings] == [("8.1", 5)]


def test_last_share_counts_even_if_it_is_not_valid(verify: Verify) -> None:
    def broken_again(maker: Maker, shares: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        record = json.loads(shares[0][1])
        record["decryption_factors"][0].reverse()
        return [*shares, (1, encode(record))]

    report = verify(Maker(votes=((0, [[1, 0]]),), tamper={"shares": broken_again}, with_charter=False).build())
    assert report.failed == {"8.3", "8.4"}
    assert "9.2" in {check for check, _ in report.not_checked}


def test_C24_huge_total_weight_costs_nothing(verify: Verify) -> None:
    huge = {"sized": lambda maker, record: record.update(total_weight=str(10**18))}
    report = verify(Maker(tamper=huge).build())
    assert report.failed == {"6.4"}
    assert report.seconds < 5


def test_weights_up_to_the_cap(verify: Verify) -> None:
    assert (
        verify(Maker(weights=(2**47, 2**47), questions=(question(1, 0, 0),), votes=((0, [[0]]),)).build()).verdict
        == "valid"
    )
    assert verify(Maker(weights=(2**48, 1), questions=(question(1, 0, 0),), votes=((1, [[0]]),)).build()).failed == {
        "4.3"
    }
