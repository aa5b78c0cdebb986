"""W12: the verifier's work grows with the file. Small lines and events cannot cause the work of large records.

Nothing here measures time: calls of what is costly are counted.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from ballot.board import merkle
from ballot.board.checkpoint import Checkpoint, sign_checkpoint
from ballot.board.companion import (
    CheckpointRecord,
    ShareCommitmentRecord,
    SignatureRecord,
    StrongProofRecord,
    TrackingNumbersRecord,
)
from ballot.crypto.signing import SigningKey
from ballot.protocol import mixnet, threshold, trustees
from ballot.records.canonical import encode
from ballot.verify.case import companion as companion_file
from ballot.verify.v2_v4_setup import threshold as threshold_check
from ballot.verify.v5_ballots import tracking, work
from ballot.verify.v6_v8_tally import decryption, share_proofs, shuffle_owners
from tests.attacks.corpus.base import tampered
from tests.attacks.verdicts import examine
from tests.factory.container import Step
from tests.factory.elections import Maker, owned_step, question, ranked
from tests.factory.forging import put

MANY = 30


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Count the calls of a function of a module."""
    counted: Counter[str] = Counter()

    def count(module: Any, name: str) -> Counter[str]:
        real = getattr(module, name)

        def counting(*arguments: Any, **named: Any) -> Any:
            counted[name] += 1
            return real(*arguments, **named)

        monkeypatch.setattr(module, name, counting)
        return counted

    return count


# -- lines of the companion file


@pytest.mark.parametrize(
    ("kind", "module", "costly"),
    [
        (StrongProofRecord, share_proofs, "verify_strong"),
        (SignatureRecord, share_proofs, "verify"),
        (ShareCommitmentRecord, share_proofs, "encode"),
    ],
)
def test_w12_repeated_lines_of_a_share(calls: Any, kind: type, module: Any, costly: str) -> None:
    """One line is all that a share can have; the second is a fault, and not verified."""

    def repeat(maker: Maker, records: list[Any]) -> list[Any]:
        return [*records, *[record for record in records if isinstance(record, kind)] * MANY]

    counted = calls(module, costly)
    assert examine(Maker(**tampered("companion", repeat)).build()).failed == {"8.5"}
    assert counted[costly] == 1


def test_w12_repeated_signatures_of_a_mixer(calls: Any) -> None:
    def repeat(maker: Maker, records: list[Any]) -> list[Any]:
        event = maker.hash_of("Shuffle")
        return [*records, *[r for r in records if isinstance(r, SignatureRecord) and r.event == event] * MANY]

    counted = calls(shuffle_owners, "verify")
    assert examine(ranked_election(**tampered("companion", repeat))).failed == {"7.2"}
    assert counted["verify"] == 2


def test_w12_many_lists_of_tracking_numbers(calls: Any) -> None:
    def publish(maker: Maker, records: list[Any]) -> list[Any]:
        empty = TrackingNumbersRecord(maker.hash_of("EndBallots"), ())
        return [*[record for record in records if not isinstance(record, TrackingNumbersRecord)], *[empty] * MANY]

    counted = calls(tracking, "_compare")
    assert examine(Maker(**tampered("companion", publish)).build()).failed == {"5.12"}
    assert counted["_compare"] == 1


def test_w12_two_lists_of_tracking_numbers_are_a_fault_even_if_both_are_right() -> None:
    twice = tampered("companion", lambda maker, records: [*records, records[1]])
    maker = Maker(**twice).build()
    assert type(maker.companion.records[1]).__name__ == "TrackingNumbersRecord"
    assert examine(maker).failed == {"5.12"}


def test_w12_many_checkpoints_do_not_read_the_companion_file_again(calls: Any) -> None:
    key = SigningKey.generate()

    def add(maker: Maker, records: list[Any]) -> list[Any]:
        origin, empty = f"vote.example/{maker.uuid}", companion_file.hashlib.sha256().hexdigest()
        note = sign_checkpoint(Checkpoint(origin, 1, _root(maker), 0, empty), key)
        return [*records, *[CheckpointRecord(maker.event_hashes[0], note)] * MANY]

    counted = calls(companion_file, "Succession")
    report = examine(Maker(**tampered("companion", add)).build(), server_key=key.public_hex)
    assert not {"1.5"} & {finding.id for finding in report.failures if "root" in finding.message}, report.failures
    assert counted["Succession"] == 1


def _root(maker: Maker) -> str:
    content = next(record.content for record in maker.records if record.kind == "event")
    return merkle.root(merkle.append([], 0, merkle.leaf_hash(content))).hex()


# -- shuffles


def ranked_election(**more: Any) -> Maker:
    """Two papers, two mixers."""
    return Maker(questions=(ranked(2),), votes=((0, [[1, 2]]), (1, [[2, 1]])), trustees=2, **more).build()


def test_w12_many_bad_shuffles(calls: Any) -> None:
    """Where a bad shuffle came from is looked for once: all others would be tried for each of them."""

    def spoil(maker: Maker, shuffles: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        bad = []
        for owner, raw in shuffles:
            record = json.loads(raw)
            put(record, ("proofs", 0, 1, 0), str(int(record["proofs"][0][1][0]) ^ 1))
            bad.append((owner, encode(record)))
        return bad

    number = 8
    maker = Maker(
        questions=(ranked(2),),
        votes=((0, [[1, 2]]), (1, [[2, 1]])),
        trustees=number,
        mixers=range(1, number + 1),
        with_charter=False,
        **tampered("shuffles", spoil),
    ).build()
    counted = calls(mixnet, "verify_shuffles")
    assert examine(maker).failed == {"7.5"}
    assert counted["verify_shuffles"] == number + number + 1


def test_w12_events_that_name_one_shuffle_again_and_again(calls: Any) -> None:
    """A shuffle that is not written again belongs to the event before which it stands."""

    def name_again(maker: Maker, steps: list[Step]) -> list[Step]:
        last = next(i for i, step in enumerate(steps) if step.type == "EndShuffles")
        again = owned_step("Shuffle", 2, maker.shuffles[1][1])
        return [*steps[:last], *[Step("Shuffle", again.payload, []) for _ in range(MANY)], *steps[last:]]

    maker = ranked_election(with_charter=False, **tampered("steps", name_again))
    counted = calls(mixnet, "parse_shuffle")
    assert {"0.4"} <= examine(maker).failed <= {"0.4", "7.2"}
    assert counted["parse_shuffle"] == 2


# -- shares and ballots


def test_w12_events_that_name_one_share_again_and_again(calls: Any) -> None:
    def name_again(maker: Maker, steps: list[Step]) -> list[Step]:
        last = next(i for i, step in enumerate(steps) if step.type == "Result")
        again = owned_step("PartialDecryption", 1, maker.shares[0][1])
        return [*steps[:last], *[Step("PartialDecryption", again.payload, []) for _ in range(MANY)], *steps[last:]]

    maker = Maker(with_charter=False, **tampered("steps", name_again)).build()
    counted = calls(decryption, "parse_partial_decryption")
    assert examine(maker).failed == {"0.4"}
    assert counted["parse_partial_decryption"] == 1


def test_w12_events_that_name_one_ballot_again_and_again(calls: Any) -> None:
    def name_again(maker: Maker, steps: list[Step]) -> list[Step]:
        return [*steps[:2], *[Step("Ballot", steps[1].payload, []) for _ in range(MANY)], *steps[2:]]

    maker = Maker(with_charter=False, **tampered("steps", name_again)).build()
    counted = calls(work, "examine")
    assert examine(maker).failed == {"5.10"}
    assert counted["examine"] <= 3  # the first one, the one that counts, and the other voter's


# -- threshold groups

GROUP: dict[str, Any] = {"trustees": 0, "groups": ((2, 5),), "decrypting": (1, 2, 3, 4, 5)}


def test_w12_shares_beyond_the_threshold(calls: Any) -> None:
    """They are compared as a whole, not each of their factors by an interpolation of its own."""
    maker = Maker(questions=(question(6),), votes=((0, [[1, 0, 0, 0, 0, 0]]),), **GROUP).build()
    counted = calls(trustees, "interpolate_in_exponent")
    assert examine(maker).verdict == "valid"
    assert counted["interpolate_in_exponent"] == 3


def test_w12_the_polynomials_of_a_group_are_added_up_once(calls: Any) -> None:
    maker = Maker(until="Setup", **GROUP).build()
    counted = calls(threshold.threshold, "add_polynomials")
    assert examine(maker).verdict == "valid so far"
    assert counted["add_polynomials"] == 1


def test_w12_a_group_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each trustee signs the certificates of all, so that the work grows with the square of their number."""
    maker = Maker(until="Setup", with_charter=False, **GROUP).build()
    assert threshold.MAX_GROUP == 200
    monkeypatch.setattr(threshold_check, "MAX_GROUP", 4)
    assert examine(maker).failed == {"3.2"}
