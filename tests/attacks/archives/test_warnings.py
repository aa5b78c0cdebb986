"""What is only a warning: nobody can void an election by it, and it is still said, with its number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ballot.protocol import mixnet
from ballot.records.canonical import encode
from tests.attacks.corpus import tampered
from tests.attacks.corpus.base import edit_record
from tests.attacks.verdicts import examine
from tests.factory.container import Step
from tests.factory.elections import Companion, Maker, ranked

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
    assert verdict == "valid in part"
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


def test_c1_c2_false_factors_are_found_without_the_companion_when_all_shares_are_there() -> None:
    """Protocol version 1 cannot see them in the proofs, but they open to nothing possible; the trustees are named."""
    from tests.factory.forging import forge_share

    forged = tampered("shares", lambda maker, shares: [shares[0], (2, forge_share(maker, 2))])
    maker = Maker(until="PartialDecryption", trustees=2, with_charter=False, **forged).build()
    report = examine(maker)
    assert (report.verdict, report.failed) == ("invalid", {"9.2"})
    assert len(report.failures) == 2
    assert "trustee 1 (Trustee 1), trustee 2 (Trustee 2)" in report.failures[0].message
    ours = Maker(until="PartialDecryption", trustees=2, **forged).build()
    assert examine(ours).failed == {"8.5"}, "the strong proof says whose factor it is"
    assert examine(ours, companion=False).failed == {"9.2"}


def test_c1_one_forged_share_of_two_that_are_needed_opens_nothing_yet() -> None:
    from tests.factory.forging import forge_share

    forged = tampered("shares", lambda maker, shares: [(1, forge_share(maker, 1))])
    verdict, numbers = warned(Maker(until="PartialDecryption", trustees=2, **forged).build(), companion=False)
    assert verdict == "valid in part"
    assert "8.5" in numbers


def test_c1_a_forged_share_of_ranked_papers_opens_to_papers_that_nobody_writes() -> None:
    from tests.factory.forging import forge_share

    forged = tampered("shares", lambda maker, shares: [(1, forge_share(maker, 1))])
    maker = Maker(**RANKED, until="PartialDecryption", with_charter=False, **forged).build()
    report = examine(maker)
    said = [finding.message for finding in report.warnings if finding.id == "9.4"]
    assert len(said) == 1 and "3 ranked papers, 3 of them" in said[0] and "trustee 1 (Trustee 1)" in said[0]


@pytest.mark.parametrize(
    "arguments",
    [{}, {"trustees": 0, "groups": ((2, 3),)}, {"weights": (3, 2**31)}],
    ids=["single", "group", "weights"],
)
def test_what_all_shares_open_is_said_before_there_is_a_result(arguments: dict[str, Any]) -> None:
    maker = Maker(until="PartialDecryption", **arguments).build()
    report = examine(maker)
    totals = ", ".join(str(total) for total in json.loads(maker.honest_raw)["result"][0])
    assert report.verdict == "valid so far"
    assert report.notes == (f"All shares are there, and no result: they open question 1 to {totals}.",)
    assert examine(Maker(**arguments).build()).notes == ()


# -- ranked questions and threshold trustees


def broken(*owners: int) -> dict[str, Any]:
    """The shares of these owners, not proved any more."""

    def apply(maker: Maker, shares: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        result = []
        for owner, raw in shares:
            record = json.loads(raw)
            if owner in owners:
                record["decryption_factors"][0].reverse()
            result.append((owner, encode(record)))
        return result

    return tampered("shares", apply)


GROUP: dict[str, Any] = {"trustees": 0, "groups": ((2, 3),), "decrypting": (1, 2, 3)}


@pytest.mark.parametrize("owner", [1, 2, 3])
def test_t11_an_invalid_share_of_a_group_is_set_aside_if_enough_others_are_there(owner: int) -> None:
    for more in ({}, FOREIGN):
        report = examine(Maker(**GROUP, **more, **broken(owner)).build())
        assert report.verdict == "valid", report.failures
        assert [f.height for f in report.warnings if f.id == "8.3"] == [4 + owner]
        assert any("set aside" in finding.message for finding in report.warnings)


def test_t11_two_invalid_shares_of_a_group_are_too_many() -> None:
    assert examine(Maker(**GROUP, **broken(1, 3)).build()).failed == {"8.3"}
    single = Maker(trustees=1, groups=((1, 2),), decrypting=(1, 2, 3), **broken(1)).build()
    assert examine(single).failed == {"8.3"}, "nobody can stand in for a single trustee"


def test_an_invalid_share_of_a_group_does_not_count_among_the_extra_ones() -> None:
    report = examine(Maker(**GROUP, **broken(3)).build())
    assert "8.6" not in {finding.id for finding in report.findings}


def test_a_threshold_share_published_twice() -> None:
    maker = Maker(**GROUP, **FOREIGN, **tampered("shares", lambda m, s: [(2, m.share(2)), *s])).build()
    assert warned(maker) == ("valid", {"8.1", "8.5"})


def marked(maker: Maker, ballots: list[bytes]) -> list[bytes]:
    """Voter 0's paper carries data outside the answer."""
    from tests.factory.forging import forge_paper

    return [forge_paper(maker, 0, maker.group.g**1234), *ballots[1:]]


RANKED: dict[str, Any] = {
    "questions": (ranked(3),),
    "voters": 3,
    "votes": ((0, [[1, 2, 3]]), (1, [[2, 1, 0]]), (2, [[2, 1, 0]])),
}


def test_c1_a_marked_paper_is_named_and_counts_as_an_invalid_one() -> None:
    """M1: any voter alone can do this, so that it must not void the election."""
    maker = Maker(**RANKED, **tampered("ballots", marked)).build()
    report = examine(maker)
    assert report.verdict == "valid", report.failures
    assert [(f.id, f.height) for f in report.warnings] == [("9.4", maker.height_of("Result"))]
    assert "9.4" not in report.failed


def test_a_count_sheet_that_counts_a_marked_paper_fails() -> None:
    maker = Maker(**RANKED, **tampered("ballots", marked)).build()
    honest = json.loads(encode(maker.count_contest(0)))
    maker.tamper["companion"] = lambda m, records: edit_record(
        records, "count_sheet", lambda r: r.update(sheet={**honest, "ballots": 3})
    )
    maker.make_companion()
    assert examine(maker).failed == {"9.5"}


def test_honest_papers_are_never_marked() -> None:
    maker = Maker(**RANKED).build()
    assert warned(maker) == ("valid", set())


def test_t17_a_single_ciphertext_that_a_mixer_left_as_it_was() -> None:
    """Who cast it can be followed through this one mixer; the papers are the same."""
    from tests.factory.forging import forge_shuffle

    def lazy(maker: Maker, shuffles: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        before = mixnet.parse_shuffle(maker.context, mixnet.ranked_lists(maker.context, maker.before), shuffles[0][1])[
            0
        ]
        raw, after = forge_shuffle(maker, before, permute=False, fresh=1)
        maker.open_instead(after)
        return [shuffles[0], (2, raw)]

    maker = Maker(**RANKED, trustees=2, **tampered("shuffles", lazy)).build()
    assert warned(maker) == ("valid", {"7.6"})


def test_strict_demands_commitments_and_signatures_of_mixers() -> None:
    maker = Maker(**RANKED, trustees=0, groups=((2, 3),)).build()
    assert examine(maker, strict=True).verdict == "valid"
    for kind in ("ShareCommitmentRecord", "SignatureRecord", "StrongProofRecord"):
        lines = [record for record in maker.companion.records if type(record).__name__ != kind]
        fewer = Maker(**RANKED, trustees=0, groups=((2, 3),))
        fewer.__dict__.update(maker.__dict__)
        fewer.companion = Companion(lines)
        assert examine(fewer, strict=True).failed <= {"7.2", "8.5"}
        assert examine(fewer, strict=True).verdict == "invalid"
