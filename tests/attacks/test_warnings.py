"""What is only a warning: nobody can void an election by it, and it is still said, with its number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ballot.records.canonical import encode
from tests.attacks.corpus import tampered
from tests.attacks.verdicts import examine
from tests.factory.container import Step
from tests.factory.elections import Maker

FOREIGN: dict[str, Any] = {"with_charter": False}


def warned(maker: Maker, **options: Any) -> tuple[str, set[str]]:
    """The verdict, and the numbers of the warnings."""
    report = examine(maker, **options)
    assert not report.failures, [(f.id, f.message) for f in report.failures]
    assert all(finding.message.endswith(".") for finding in report.warnings)
    return report.verdict, {finding.id for finding in report.warnings}


def test_a_good_election_has_no_warning() -> None:
    assert warned(Maker().build()) == ("valid", set())


@pytest.mark.parametrize("until", ["Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption"])
def test_an_unfinished_election_is_valid_so_far(until: str) -> None:
    assert warned(Maker(until=until).build()) == ("valid so far", set())


def test_superfluous_end_shuffles() -> None:
    maker = Maker(**FOREIGN, **tampered("steps", lambda maker, s: [*s[:5], Step("EndShuffles"), *s[5:]])).build()
    verdict, numbers = warned(maker)
    assert verdict == "valid"
    assert "1.2" in numbers
    assert {f.height for f in examine(maker).warnings if f.id == "1.2"} == {5}


def test_a_share_published_twice_by_its_owner() -> None:
    maker = Maker(**FOREIGN, **tampered("shares", lambda maker, shares: [(1, maker.share(1)), *shares])).build()
    verdict, numbers = warned(maker)
    assert verdict == "valid"
    assert "8.1" in numbers


def test_a_bad_share_followed_by_a_good_one_of_the_same_owner() -> None:
    bad = encode({"decryption_factors": [[]], "decryption_proofs": [[]]})
    maker = Maker(**FOREIGN, **tampered("shares", lambda maker, shares: [(1, bad), *shares])).build()
    assert warned(maker)[0] == "valid"
    assert "8.1" in warned(maker)[1]


def test_a_good_share_followed_by_a_bad_one_of_the_same_owner_is_none() -> None:
    bad = encode({"decryption_factors": [[]], "decryption_proofs": [[]]})
    maker = Maker(**FOREIGN, **tampered("shares", lambda maker, shares: [*shares, (1, bad)])).build()
    report = examine(maker)
    assert report.verdict == "invalid"
    assert {"8.2"} <= report.failed <= {"8.2", "8.4"}


def test_unsorted_credentials_of_a_foreign_archive() -> None:
    maker = Maker(**FOREIGN, **tampered("credentials", lambda maker, entries: entries[::-1])).build()
    verdict, numbers = warned(maker)
    assert verdict == "valid"
    assert "4.2" in numbers


def test_the_same_share_again_byte_for_byte() -> None:
    """The protocol writes its records again before the second event."""
    maker = Maker(**FOREIGN, **tampered("steps", lambda maker, s: [*s[:6], s[5], *s[6:]])).build()
    assert warned(maker) == ("valid", {"8.1", "8.5"})


SPELLINGS = {
    "result": lambda maker, raw: raw.replace(b":", b" : "),
    "sized": lambda maker, record: dict(reversed(list(record.items()))),
    "trustees": lambda maker, entries: json.dumps(entries).encode(),
    "credentials": lambda maker, entries: json.dumps(entries).encode(),
    "setup_data": lambda maker, record: json.dumps(record, indent=1).encode(),
    "election": lambda maker, record: json.dumps(record).encode(),
}


@pytest.mark.parametrize("stage", SPELLINGS)
def test_harmless_spellings_of_a_foreign_archives_records(stage: str) -> None:
    verdict, numbers = warned(Maker(**FOREIGN, **tampered(stage, SPELLINGS[stage])).build())
    assert verdict == "valid"
    assert "0.5" in numbers


@pytest.mark.parametrize("stage", SPELLINGS)
def test_the_same_spellings_in_our_own_archive_are_failures(stage: str) -> None:
    report = examine(Maker(**tampered(stage, SPELLINGS[stage])).build())
    assert (report.verdict, report.failed) == ("invalid", {"0.5"})


def test_a_field_twice_is_no_harmless_spelling() -> None:
    twice = tampered("result", lambda maker, raw: raw[:-1] + b',"result":[[2,0]]}')
    assert examine(Maker(**FOREIGN, **twice).build()).verdict == "invalid"


def test_missing_companion_is_named_with_its_consequence() -> None:
    maker = Maker().build()
    verdict, numbers = warned(maker, companion=False)
    assert verdict == "valid"
    assert numbers == {"1.5", "8.5"}
    report = examine(maker, companion=False)
    assert any("rests on the trustees" in finding.message for finding in report.warnings)


def test_strict_turns_a_missing_companion_into_a_failure() -> None:
    maker = Maker().build()
    assert examine(maker, strict=True).verdict == "valid"
    report = examine(maker, companion=False, strict=True)
    assert (report.verdict, report.exit_code) == ("invalid", 1)
    assert "8.5" in report.failed


def test_strict_is_not_satisfied_by_an_empty_companion() -> None:
    """Without the charter, or without strong proofs, a file beside the archive proves nothing."""
    for maker in (Maker(**tampered("companion", lambda maker, records: [])).build(), Maker(**FOREIGN).build()):
        report = examine(maker, companion=True, strict=True)
        assert report.verdict == "invalid", maker.with_charter
    no_charter = Maker(**tampered("companion", lambda maker, records: records[1:])).build()
    assert examine(no_charter, strict=True).verdict == "invalid"


def test_c1_false_factors_pass_without_the_companion_only_as_long_as_nothing_is_opened() -> None:
    """Protocol version 1 cannot see it: why a missing companion is a warning with a named consequence."""
    from tests.factory.forging import forge_share

    maker = Maker(
        until="PartialDecryption", **tampered("shares", lambda maker, s: [(1, forge_share(maker, 1))])
    ).build()
    verdict, numbers = warned(maker, companion=False)
    assert verdict == "valid so far"
    assert "8.5" in numbers
    assert examine(maker).failed == {"8.5"}
