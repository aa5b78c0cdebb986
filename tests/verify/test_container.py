"""V0: what is no archive, what is cut off, and damage that is reported once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot.verify import verify_archive
from tests.factory.container import BLOCK, pack, with_record
from tests.factory.elections import Maker
from tests.verify.conftest import Verify


@pytest.mark.parametrize(
    "raw", [b"", b"BEL", b"hello, world\n", bytes(1024), b"\x1f\x8b" + b"x" * 2000, b"%PDF-1.7" * 200]
)
def test_what_is_no_archive_is_an_error(raw: bytes, verify_bytes: Verify) -> None:
    report = verify_bytes(raw)
    assert (report.verdict, report.exit_code) == ("error", 2)
    assert "is not an archive" in report.reason
    assert not report.findings


def test_missing_file_and_folder_are_errors(tmp_path: Path) -> None:
    missing = verify_archive(tmp_path / "nowhere.bel")
    assert missing.verdict == "error"
    assert "nowhere.bel cannot be read" in missing.reason
    assert verify_archive(tmp_path).reason.endswith("is not a file.")


def test_B22_cut_at_every_block_and_beside_it(small: Maker, verify_bytes: Verify) -> None:
    """Only a cut exactly behind an event leaves a good archive, and that one has no result."""
    raw = small.archive
    so_far = 0
    for cut in range(0, len(raw), BLOCK):
        for length in {cut, cut + 1, cut + BLOCK - 1}:
            report = verify_bytes(raw[:length])
            assert report.verdict in ("invalid", "error", "valid in part"), length
            if length % BLOCK:
                assert report.verdict != "valid in part", length
            if report.verdict == "invalid":
                assert any("incomplete" in failure.message for failure in report.failures), length
            so_far += report.verdict == "valid in part" and "there is no result yet" in report.reason
    assert so_far == len(small.steps) - 1


def test_bytes_behind_the_end_are_reported_and_the_rest_is_still_checked(small: Maker, verify_bytes: Verify) -> None:
    report = verify_bytes(small.archive + bytes(1024))
    assert report.failed == {"0.1"}
    assert "9.2" in {finding.id for finding in report.findings if finding.ok}


def test_damaged_ballot_is_one_failure_and_later_checks_are_not_called_passed(
    small: Maker, verify_bytes: Verify
) -> None:
    index = next(i for i, record in enumerate(small.records) if record.content == small.ballots[0])
    record = small.records[index]
    changed = with_record(small.records, index, name=record.own_name(), content=record.content.replace(b"1", b"2"))
    report = verify_bytes(pack(changed))
    assert report.failed == {"0.3"}
    assert {"5.7", "6.2"} <= {check for check, _ in report.not_checked}
    assert {"5.7", "6.2"}.isdisjoint({finding.id for finding in report.findings})


def test_damaged_share_is_one_failure(small: Maker, verify_bytes: Verify) -> None:
    index = next(i for i, record in enumerate(small.records) if record.content == small.shares[0][1])
    record = small.records[index]
    changed = with_record(small.records, index, name=record.own_name(), content=record.content.replace(b"1", b"2"))
    report = verify_bytes(pack(changed))
    assert report.failed == {"0.3"}
    assert {"8.3", "9.2"} <= {check for check, _ in report.not_checked}


def test_any_damaged_record_is_one_failure(small: Maker, verify: Verify) -> None:
    """Whatever hangs on the record is left unchecked, with the companion file at hand as well."""
    for index, record in enumerate(small.records[1:], 1):
        broken = with_record(small.records, index, name=record.own_name(), content=record.content[:-1] + b"?")
        report = verify(small, archive=pack(broken))
        assert report.failed == {"0.3"}, (index, report.failures)


@pytest.mark.parametrize("kind", ["data", "event"])
def test_wrong_name_is_one_failure(kind: str, small: Maker, verify_bytes: Verify) -> None:
    index = [i for i, record in enumerate(small.records) if record.kind == kind][1]
    report = verify_bytes(pack(with_record(small.records, index, name=f"{'0' * 64}.{kind}.json")))
    assert report.failed == {"0.3"}
    assert "9.2" in {finding.id for finding in report.findings if finding.ok}


def test_damaged_event_is_one_failure(small: Maker, verify_bytes: Verify) -> None:
    index = [i for i, record in enumerate(small.records) if record.kind == "event"][1]
    record = small.records[index]
    broken = with_record(
        small.records, index, name=record.own_name(), content=record.content.replace(b"Ballot", b"Ballad")
    )
    assert verify_bytes(pack(broken)).failed == {"0.3"}


def test_records_of_setup_in_another_order(small: Maker, verify_bytes: Verify) -> None:
    records = list(small.records)
    records[1], records[2] = records[2], records[1]
    assert verify_bytes(pack(records)).failed == {"0.4"}


def test_foreign_spelling_is_a_warning_but_not_of_a_ballot(verify: Verify) -> None:
    spaced = {"result": lambda maker, raw: raw.replace(b":", b": ")}
    report = verify(Maker(with_charter=False, tamper=spaced).build())
    assert report.verdict == "valid"
    assert "0.5" in {warning.id for warning in report.warnings}
    assert verify(Maker(tamper=spaced).build()).failed == {"0.5"}
    ballots = {"ballots": lambda maker, ballots: [ballots[0].replace(b'","', b'", "', 1), *ballots[1:]]}
    assert verify(Maker(with_charter=False, tamper=ballots).build()).failed == {"5.1"}


def test_a_field_twice_is_no_harmless_spelling(verify: Verify) -> None:
    twice = {"result": lambda maker, raw: raw[:-1] + b',"result":[[9,9]]}'}
    assert verify(Maker(with_charter=False, tamper=twice).build()).failed == {"0.5"}


def test_unread_parts_of_a_record_have_one_spelling_too(verify: Verify) -> None:
    def respell(maker: Maker, record: dict[str, object]) -> bytes:
        from ballot.records.canonical import encode

        wrapped = {"type": "Homomorphic", "value": maker.questions[0], "extra": {"a": 1}}
        return encode({**record, "questions": [wrapped]}).replace(b'{"a":1}', b'{ "a":1}')

    assert verify(Maker(tamper={"election": respell}).build()).failed == {"0.5"}
