"""What stands beside the archive: companion file, charter, checkpoints, older copies."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ballot.board import merkle
from ballot.board.checkpoint import Checkpoint, Receipt, sign_checkpoint, sign_receipt
from ballot.board.companion import CheckpointRecord, LotSeedRecord, TimesRecord, WithdrawalRecord
from ballot.crypto.hashing import sha256_base64
from ballot.crypto.signing import SigningKey
from ballot.records.canonical import encode
from ballot.verify import Report, render, verify_archive
from tests.factory.container import cut
from tests.factory.elections import SEED, Companion, Maker, companion_digest
from tests.verify.conftest import Verify

KEY = SigningKey.generate()


def test_missing_companion_is_a_warning_with_its_consequence(small: Maker, verify: Verify) -> None:
    report = verify(small, companion=False)
    assert (report.verdict, report.exit_code) == ("valid in part", 3)
    said = {warning.id: warning.message for warning in report.warnings}
    assert "decryption soundness rests on the trustees" in said["8.5"]
    assert "the rule of the count and the policy could not be checked" in said["1.5"]
    assert {"3.8", "5.12", "6.5", "8.5", "9.5"} <= {check for check, _ in report.not_checked}


def test_strict_does_not_pass_without_a_companion(small: Maker, verify: Verify) -> None:
    report = verify(small, companion=False, strict=True)
    assert (report.verdict, report.exit_code, report.failed) == ("invalid", 1, {"8.5"})


def test_companion_is_found_beside_the_archive_or_named(small: Maker, tmp_path: Path) -> None:
    archive, companion = small.write(tmp_path)
    assert not verify_archive(archive).warnings
    elsewhere = companion.rename(tmp_path / "elsewhere.jsonl")
    assert verify_archive(archive).warnings
    assert not verify_archive(archive, companion=elsewhere).warnings
    assert verify_archive(archive, companion=tmp_path / "missing").verdict == "error"


def test_companion_without_a_charter(verify: Verify) -> None:
    report = verify(Maker(tamper={"companion": lambda maker, records: records[1:]}).build())
    assert report.verdict == "valid in part"
    assert "the policy could not be checked" in report.warnings[0].message
    strict = verify(Maker(tamper={"companion": lambda maker, records: records[1:]}).build(), strict=True)
    assert strict.failed == {"1.5"}


def test_unreadable_line_is_one_failure(verify: Verify) -> None:
    def break_proof(maker: Maker, records: list[Any]) -> list[Any]:
        return [b"{}" if type(r).__name__ == "StrongProofRecord" else r for r in records]

    report = verify(Maker(tamper={"companion": break_proof}).build())
    assert report.failed == {"1.5"}
    assert "8.5" in {check for check, _ in report.not_checked}


def test_record_of_another_election(verify: Verify) -> None:
    foreign = LotSeedRecord("0" * 64, 0, "x")
    assert verify(Maker(tamper={"companion": lambda maker, r: [*r, foreign]}).build()).failed == {"1.5"}


def test_record_of_another_type_of_event(verify: Verify) -> None:
    def misplaced(maker: Maker, records: list[Any]) -> list[Any]:
        return [*records, LotSeedRecord(maker.hash_of("Setup"), 0, "x")]

    assert "1.5" in verify(Maker(tamper={"companion": misplaced}).build()).failed


def test_archive_that_is_older_than_its_companion_file(tmp_path: Path, small: Maker) -> None:
    archive, companion = small.write(tmp_path)
    archive.write_bytes(cut(small.archive, 4))
    report = verify_archive(archive, companion, jobs=1)
    assert report.verdict == "valid so far"
    assert {warning.id for warning in report.warnings} == {"1.5"}


def test_two_seeds_of_one_lot(verify: Verify) -> None:
    def second(maker: Maker, records: list[Any]) -> list[Any]:
        return [*records, LotSeedRecord(maker.hash_of("Result"), 0, SEED + "!")]

    assert verify(Maker(tamper={"companion": second}).build()).failed == {"9.5"}


def test_withdrawal_that_the_charter_does_not_permit(verify: Verify) -> None:
    def withdraw(maker: Maker, records: list[Any]) -> list[Any]:
        return [*records, WithdrawalRecord(maker.hash_of("EndBallots"), 0, 1)]

    assert verify(Maker(tamper={"companion": withdraw}).build()).failed == {"9.5"}


# -- checkpoints and older copies


def checkpoint_of(
    maker: Maker, size: int, lines: int, root: bytes | None = None, uuid: str | None = None, key: SigningKey = KEY
) -> str:
    """A signed checkpoint of the first events."""
    frontier: list[bytes] = []
    events = [record.content for record in maker.records if record.kind == "event"]
    for number, content in enumerate(events[:size]):
        frontier = merkle.append(frontier, number, merkle.leaf_hash(content))
    found = (merkle.root(frontier) if root is None else root).hex()
    digest = companion_digest(maker.companion, lines)
    return sign_checkpoint(Checkpoint(f"vote.example.org/{uuid or maker.uuid}", size, found, lines, digest), key)


def with_checkpoint(maker: Maker, note: str, event: str) -> Maker:
    """The same election, a checkpoint more in its companion file."""
    maker.companion.records.append(CheckpointRecord(event, note))
    return maker


def signed(maker: Maker) -> Maker:
    """The same election, its companion file signed as a server publishes it."""
    lines = len(maker.companion.records)
    return with_checkpoint(maker, checkpoint_of(maker, len(maker.event_hashes), lines), maker.event_hashes[-1])


def test_checkpoints_are_compared(verify: Verify) -> None:
    maker = signed(Maker().build())
    report = verify(maker)
    assert report.verdict == "valid", report.failures
    assert any("server key" in reminder for reminder in report.reminders)
    assert verify(maker, server_key=KEY.public_hex).verdict == "valid"
    assert verify(maker, server_key=SigningKey.generate().public_hex).failed == {"1.5"}


def not_checked(report: Report) -> str | None:
    """Why 1.5 was not checked completely; None: it was, and is said to hold."""
    passed = {finding.id for finding in report.findings if finding.ok and not finding.warning}
    reason = dict(report.not_checked).get("1.5")
    assert ("1.5" in passed) == (reason is None)
    return reason


def test_signatures_that_were_not_checked_are_not_said_to_hold(verify: Verify) -> None:
    maker = Maker().build()
    assert not_checked(verify(maker)) is None  # nothing is signed
    lines = len(maker.companion.records)
    with_checkpoint(maker, checkpoint_of(maker, 7, lines), maker.event_hashes[6])
    said = not_checked(verify(maker))
    assert said is not None and said.startswith("The signatures of 1 checkpoint were not checked")
    assert not_checked(verify(maker, server_key=KEY.public_hex)) is None


def test_lines_that_no_signature_covers(verify: Verify) -> None:
    """Whoever hands on a companion file could add a line, or leave the checkpoints out, and the count with it."""
    for until, verdict in (("Result", "invalid"), ("EncryptedTally", "invalid"), ("Ballot", "valid in part")):
        maker = Maker(until=until).build()
        report = verify(maker, server_key=KEY.public_hex)
        assert report.verdict == verdict, until
        assert "there is no checkpoint" in str([report.failures, report.not_checked])


@pytest.mark.parametrize(("until", "verdict"), [("Result", "invalid"), ("PartialDecryption", "valid in part")])
def test_B19_lines_behind_the_last_checkpoint(until: str, verdict: str, verify: Verify) -> None:
    """While the count goes on there are newer lines than the last signature; nothing follows the published result."""
    maker = Maker(until=until).build()
    size = len(maker.event_hashes)
    with_checkpoint(maker, checkpoint_of(maker, size, 2), maker.event_hashes[-1])  # a true one, moved to the end
    report = verify(maker, server_key=KEY.public_hex)
    assert (report.verdict, "1.5" in report.failed) == (verdict, verdict == "invalid")
    assert "line 3 is the first that no checkpoint covers" in str([report.failures, report.not_checked])
    assert report.unchecked == (() if report.failed else ("the server's signatures",))


def called_off(maker: Maker) -> Maker:
    """The same election, and a line by which it was called off."""
    moments = "2027-03-02T08:00:00Z", "2027-03-15T20:00:00Z"
    maker.companion.records.append(TimesRecord(maker.event_hashes[-1], "called-off", *moments, "A flaw"))
    return maker


def test_B19_only_a_signed_line_is_in_the_verdicts_sentence(verify: Verify) -> None:
    """Anybody who hands on a companion file could add that the election was called off."""
    maker = called_off(signed(Maker(until="Ballot").build()))
    for options in ({}, {"server_key": KEY.public_hex}):
        report = verify(maker, **options)
        assert "there is no result yet" in report.reason and "called off" not in report.reason
        assert [(w.id, "called off" in w.message) for w in report.warnings] == [("5.15", True)]
    signed(maker)
    assert "there is no result yet" in verify(maker).reason  # no key: whose signature it is was not checked
    report = verify(maker, server_key=KEY.public_hex)
    assert (report.verdict, "called off, and has no result" in report.reason) == ("valid so far", True)


def test_B19_a_checkpoint_of_a_longer_board_is_checked_before_it_covers_a_line(verify: Verify) -> None:
    """The archive may be older than its companion file, but a signature and the lines it covers can be checked."""
    maker = called_off(signed(Maker(until="Ballot").build()))
    lines = len(maker.companion.records)
    state = Checkpoint(f"vote.example.org/{maker.uuid}", 9, "0" * 64, lines, companion_digest(maker.companion, lines))
    notes = {
        "another key": sign_checkpoint(state, SigningKey.generate()),
        "other lines": sign_checkpoint(msgspec.structs.replace(state, companion_hash="0" * 64), KEY),
        "another election": sign_checkpoint(msgspec.structs.replace(state, origin="vote.example.org/1111"), KEY),
    }
    for what, note in notes.items():
        longer = copy.copy(maker)
        longer.companion = Companion([*maker.companion.records, CheckpointRecord(maker.event_hashes[-1], note)])
        assert verify(longer, server_key=KEY.public_hex).failed == {"1.5"}, what


@pytest.mark.parametrize("key", ["", "xyz", "0" * 63, "A" * 64, "0" * 65])
def test_a_server_key_that_is_none_is_an_error(key: str, small: Maker, verify: Verify) -> None:
    report = verify(small, server_key=key)
    assert (report.verdict, "64 hexadecimal digits" in report.reason) == ("error", True)


def test_decisions_of_people_are_to_be_compared(verify: Verify) -> None:
    def withdraw(maker: Maker, charter: Any) -> Any:
        return msgspec.structs.replace(
            charter, contests=(msgspec.structs.replace(charter.contests[0], withdrawals=True),)
        )

    def add(maker: Maker, records: list[Any]) -> list[Any]:
        return [*records[:1], WithdrawalRecord(maker.hash_of("EndBallots"), 0, 1), *records[1:]]

    report = verify(Maker(tamper={"charter": withdraw, "companion": add}).build())
    assert any("withdrawal of Candidate 2 (contest 1)" in reminder for reminder in report.reminders)
    assert any(f"The lot of contest 1: was “{SEED}” drawn in public" in reminder for reminder in report.reminders)


@pytest.mark.parametrize("fault", ["root", "uuid", "event", "companion", "note"])
def test_false_checkpoints(fault: str, verify: Verify) -> None:
    maker = Maker().build()
    note = checkpoint_of(
        maker,
        3,
        1,
        root=bytes(32) if fault == "root" else None,
        uuid="11111111111111" if fault == "uuid" else None,
    )
    if fault == "companion":
        note = checkpoint_of(maker, 3, 2).replace(companion_digest(maker.companion, 2), "0" * 64)
    event = maker.event_hashes[1 if fault == "event" else 2]
    with_checkpoint(maker, "no checkpoint" if fault == "note" else note, event)
    assert verify(maker).failed == {"1.5"}


@pytest.mark.parametrize("size", [1, 3, 7])
def test_B19_older_copies_of_the_same_board(size: int, small: Maker, tmp_path: Path, verify: Verify) -> None:
    older = tmp_path / "older"
    older.write_bytes(cut(small.archive, size))
    assert verify(small, against=older).verdict == "valid"
    older.write_text(checkpoint_of(small, size, 1))
    assert verify(small, against=older).verdict == "valid"


def test_B19_older_copies_of_another_history(small: Maker, tmp_path: Path, verify: Verify) -> None:
    older = tmp_path / "older"
    older.write_bytes(cut(Maker().build().archive, 3))
    report = verify(small, against=older)
    assert (report.failed, report.failures[0].height) == ({"1.4"}, 2)
    older.write_text(checkpoint_of(small, 3, 1, root=bytes(32)))
    assert verify(small, against=older).failed == {"1.4"}
    older.write_text(checkpoint_of(small, 7, 1))
    assert verify(Maker(until="EndBallots").build(), against=older).failed == {"1.4"}


def receipt_of(maker: Maker, height: int, key: SigningKey = KEY) -> Receipt:
    """The receipt of a ballot: the server's word that it is the event of this height."""
    events = [record.content for record in maker.records if record.kind == "event"]
    before: list[bytes] = []
    for number, content in enumerate(events[:height]):
        before = merkle.append(before, number, merkle.leaf_hash(content))
    unsigned = Receipt(
        election_uuid=maker.uuid,
        tracking_number=sha256_base64(maker.ballots[height - 1]),
        height=height,
        event=events[height].decode(),
        setup_event=maker.event_hashes[0],
        checkpoint=checkpoint_of(maker, height + 1, 1, key=key),
        inclusion=tuple(sibling.hex() for sibling in merkle.last_leaf_path(before)),
        server_key=key.public_hex,
        signature="",
    )
    return sign_receipt(unsigned, key)


def test_B8_a_members_receipt_is_compared_with_the_archive(tmp_path: Path, verify: Verify) -> None:
    kept, maker = tmp_path / "receipt.json", signed(Maker().build())
    kept.write_bytes(encode(receipt_of(maker, 2)) + b"\n")
    report = verify(maker, against=kept, server_key=KEY.public_hex)
    assert (report.verdict, report.failed) == ("valid", set())
    assert any(
        "ballot of the receipt is event 2" in finding.message for finding in report.findings if finding.id == "1.4"
    )


def test_B25_a_receipt_says_whose_it_is_and_what_became_of_its_ballot(tmp_path: Path, verify: Verify) -> None:
    kept = tmp_path / "receipt.json"
    maker = signed(Maker(votes=((0, [[1, 0]]), (1, [[0, 1]]), (0, [[0, 1]]))).build())
    ends = {
        1: "A later ballot of the same voter replaced it: event 3, which is the one that counts.",
        2: "No later ballot of the same voter replaced it.",
        3: "No later ballot of the same voter replaced it.",
    }
    for height, end in ends.items():
        receipt = receipt_of(maker, height)
        kept.write_bytes(encode(receipt))
        report = verify(maker, against=kept, server_key=KEY.public_hex)
        assert report.receipt == (
            f"It is genuine: the server signed it, with the key {KEY.public_hex}.",
            "It is of this election, with this Setup event.",
            f"Its ballot {receipt.tracking_number} is on the board, as event {height}.",
            end,
        )
        assert "\n\nReceipt\n  It is genuine: " in render(report)
        assert report.as_json()["receipt"] == list(report.receipt)
        unknown = verify(maker, against=kept).receipt
        assert unknown[:2] == (
            f"It is whole, and signed with the key {KEY.public_hex}.",
            "Whether that is the server's key was not checked: name the key with --server-key.",
        )


def test_B25_a_receipt_by_another_key_accuses_nobody(tmp_path: Path, verify: Verify) -> None:
    """Made of a true checkpoint and a ballot that was never cast: it must not look as if the server had dropped one."""
    kept, maker, own = tmp_path / "receipt.json", signed(Maker().build()), SigningKey.generate()
    kept.write_bytes(encode(receipt_of(Maker().build(), 2, own)))
    report = verify(maker, against=kept, server_key=KEY.public_hex)
    (failure,) = report.failures
    assert failure.id == "1.4" and own.public_hex in failure.message and "history" not in failure.message
    assert "is not genuine" in failure.message and report.receipt == ()


def test_B25_a_receipt_of_another_election(tmp_path: Path, verify: Verify) -> None:
    kept, maker, other = tmp_path / "receipt.json", signed(Maker().build()), Maker().build()
    kept.write_bytes(encode(receipt_of(other, 2)))
    for options in ({}, {"server_key": KEY.public_hex}):
        (failure,) = verify(maker, against=kept, **options).failures
        assert failure.message == f"The receipt is of election {other.uuid}, this archive of {maker.uuid}."


def test_B11_a_receipt_names_the_setup_event(tmp_path: Path, verify: Verify) -> None:
    """Other weights under the same election record and the same ballots: the fingerprint does not notice."""
    kept, maker = tmp_path / "receipt.json", Maker(weights=(1, 1)).build()
    kept.write_bytes(encode(receipt_of(maker, 2)))
    ballots, maker.weights = maker.ballots, (5, 1)
    maker.tamper["ballots"] = lambda maker, made: ballots
    maker.make_setup()
    for stage in ("ballots", "tally", "shuffles", "shares", "result", "archive", "companion"):
        getattr(maker, f"make_{stage}")()
    (failure,) = verify(signed(maker), against=kept, server_key=KEY.public_hex).failures
    assert failure.id == "1.4" and "names the Setup event" in failure.message


def test_B8_a_ballot_that_was_dropped_after_its_receipt_is_missed(small: Maker, tmp_path: Path, verify: Verify) -> None:
    """Another history of the same election, complete in itself; a copy of the open board may only be behind."""
    receipt, kept = receipt_of(small, 2), tmp_path / "receipt.json"
    kept.write_bytes(encode(receipt))
    shorter, another = copy.copy(small), copy.copy(small)
    shorter.archive = cut(small.archive, 2)
    for stage in ("ballots", "tally", "shuffles", "shares", "result", "archive", "companion"):
        getattr(another, f"make_{stage}")()
    assert verify(another).verdict == "valid"
    report = verify(another, against=kept)
    assert "1.4" in report.failed
    said = " ".join(failure.message for failure in report.failures)
    assert f"he ballot {receipt.tracking_number}, of which this is a receipt (its key was" in said
    assert [
        "has not come out yet" in one.message for one in verify(shorter, against=kept).warnings if one.id == "1.4"
    ] == [True]


def test_B7_a_receipt_with_the_number_of_another_ballot_is_none(small: Maker, tmp_path: Path, verify: Verify) -> None:
    """Else a server with a booth of its own could give one ballot to two members, under two numbers."""
    kept, receipt = tmp_path / "receipt.json", receipt_of(small, 2)
    other = msgspec.structs.replace(receipt, tracking_number=sha256_base64(small.ballots[0]))
    kept.write_bytes(encode(sign_receipt(other, KEY)))
    report = verify(small, against=kept)
    assert report.verdict == "error" and "tracking number is not that of its ballot" in report.reason


def test_B25_a_receipt_that_was_changed_or_made_by_another_is_none(tmp_path: Path, verify: Verify) -> None:
    small = signed(Maker().build())
    kept = tmp_path / "receipt.json"
    raw = encode(receipt_of(small, 2))
    kept.write_bytes(raw.replace(b'"height":2', b'"height":3'))
    assert (verify(small, against=kept).verdict, "older copy" in verify(small, against=kept).reason) == ("error", True)
    kept.write_bytes(encode(receipt_of(small, 2, SigningKey.generate())))
    assert verify(small, against=kept, server_key=KEY.public_hex).failed == {"1.4"}


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"{}", b"\xff" * 600])
def test_older_copy_that_is_none_is_an_error(raw: bytes, small: Maker, tmp_path: Path, verify: Verify) -> None:
    older = tmp_path / "older"
    older.write_bytes(raw)
    report = verify(small, against=older)
    assert report.verdict == "error"
    assert "older copy" in report.reason


# -- the count


def test_rule_that_this_version_does_not_know(verify: Verify) -> None:
    def other_rule(maker: Maker, charter: Any) -> Any:
        return msgspec.structs.replace(
            charter, contests=(msgspec.structs.replace(charter.contests[0], rule="later-rule"),)
        )

    report = verify(Maker(tamper={"charter": other_rule}).build())
    assert (report.verdict, report.exit_code) == ("valid in part", 3), report.failures
    assert report.unchecked == ("the rule of the count, and the count",)
    assert [warning.id for warning in report.warnings] == ["9.5"]
    assert "9.5" in {check for check, _ in report.not_checked}


def without(kind: str) -> Any:
    """Drop the records of one kind."""
    return lambda maker, records: [record for record in records if type(record).__name__ != kind]


def test_count_that_was_not_published(verify: Verify) -> None:
    report = verify(Maker(tamper={"companion": without("CountSheetRecord")}).build())
    assert report.verdict == "valid in part"
    assert report.unchecked == ("the rule of the count, and the count",)
    assert [(w.id, w.message) for w in report.warnings] == [("9.5", "No count of contest 1 was published.")]


def test_tie_without_the_seed_of_the_lot(verify: Verify) -> None:
    report = verify(Maker(tamper={"companion": without("LotSeedRecord")}).build())
    assert report.failed == {"9.5"}
    assert "lot" in report.failures[0].message


def test_count_of_a_contest_that_does_not_exist(verify: Verify) -> None:
    def one_more(maker: Maker, records: list[Any]) -> list[Any]:
        sheet = next(record for record in records if type(record).__name__ == "CountSheetRecord")
        return [*records, msgspec.structs.replace(sheet, contest=7)]

    assert verify(Maker(tamper={"companion": one_more}).build()).failed == {"9.5"}


def test_charter_with_another_number_of_contests(verify: Verify) -> None:
    def two(maker: Maker, charter: Any) -> Any:
        return msgspec.structs.replace(charter, contests=charter.contests * 2)

    assert verify(Maker(tamper={"charter": two}).build()).failed == {"2.5"}


PAIR = ("a" * 64, "b" * 64)


@pytest.mark.parametrize(
    ("about", "holds"),
    [
        ({"statements": ("a" * 64, "")}, True),
        ({"photographs": ((), PAIR)}, True),
        ({"order": "random"}, True),
        ({"statements": ("a" * 64,)}, False),
        ({"photographs": (PAIR, PAIR, PAIR)}, False),
        ({"photographs": ((), PAIR[:1])}, False),
    ],
)
def test_statements_and_photographs_belong_to_the_candidates(
    verify: Verify, about: dict[str, object], holds: bool
) -> None:
    def change(maker: Maker, charter: Any) -> Any:
        rule = msgspec.structs.replace(charter.contests[0], **about)
        return msgspec.structs.replace(charter, contests=(rule, *charter.contests[1:]))

    assert verify(Maker(tamper={"charter": change}).build()).failed == (set() if holds else {"2.5"})


def test_charter_that_lists_another_signing_key(verify: Verify) -> None:
    def other_key(maker: Maker, charter: Any) -> Any:
        return msgspec.structs.replace(charter, signing_keys=(SigningKey.generate().fingerprint,))

    assert verify(Maker(tamper={"charter": other_key}).build()).failed == {"8.5"}


def test_charter_of_more_trustees(verify: Verify) -> None:
    assert verify(Maker(policy_trustees=2).build()).failed == {"3.8"}


def test_more_seats_than_candidates_are_a_warning(verify: Verify) -> None:
    def many(maker: Maker, charter: Any) -> Any:
        return msgspec.structs.replace(charter, contests=(msgspec.structs.replace(charter.contests[0], seats=3),))

    report = verify(Maker(tamper={"charter": many}).build())
    assert report.verdict == "valid", report.failures
    assert [(w.id, w.message) for w in report.warnings] == [
        ("2.5", "The charter's contest 1 has 3 seats for 2 candidates: some stay empty.")
    ]


def test_charter_of_questions_that_cannot_be_read(verify: Verify) -> None:
    report = verify(
        Maker(tamper={"election": lambda maker, record: record.update(questions=[{"type": "Riddle"}])}).build()
    )
    assert "2.5" in {check for check, _ in report.not_checked}
