"""1.5 over a made-up board: what the companion file says, line by line, and what its checkpoints cover."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ballot.board import merkle
from ballot.board.checkpoint import Checkpoint, sign_checkpoint
from ballot.board.companion import (
    CharterRecord,
    CheckpointRecord,
    CountSheetRecord,
    LotSeedRecord,
    ShareCommitmentRecord,
    SignatureRecord,
    StrongProofRecord,
    TimesRecord,
    TrackingNumbersRecord,
    WithdrawalRecord,
    companion_hash,
    encode_line,
)
from ballot.board.server_keys import sign_change
from ballot.crypto.signing import SigningKey
from ballot.records.charter import Charter, Policy, describe
from ballot.verify.case.case import Case, Options
from ballot.verify.case.companion import Companion, read_companion
from ballot.verify.v0_v1_file.chain import read_archive
from ballot.verify.v0_v1_file.checkpoints import lines_signed
from ballot.verify.v0_v1_file.companion_file import check_companion, find_charter
from ballot.verify.v0_v1_file.references import References
from tests.factory.board import GOOD, ZEROS
from tests.factory.container import chain, pack, sha256_hex

KEY, OTHER = SigningKey.from_seed(bytes(range(32))), SigningKey.from_seed(bytes(range(1, 33)))
UUID = "AAAAAAAAAAAAAA"
EVENTS = [record.content for record in chain(GOOD) if record.kind == "event"]
HASHES = {step.type: sha256_hex(content) for step, content in zip(GOOD, EVENTS, strict=True)}
NOON, LATER = "2027-03-01T12:00:00Z", "2027-03-02T12:00:00Z"
WITHDRAWAL = WithdrawalRecord(HASHES["Setup"], 0, 0)


def looked_at(raw: bytes, folder: Path, events: int = len(GOOD), uuid: str | None = UUID, **options: Any) -> Case:
    """Compare a companion file with the first events of the board."""
    path = folder / "x.bel"
    path.write_bytes(pack(chain(GOOD[:events])))
    with path.open("rb") as stream:
        case = Case(path, stream, Options(**options), read_companion(io.BytesIO(raw)))
        file = read_archive(case, References())
        check_companion(case, file, uuid)
    return case


def lines(*records: Any) -> bytes:
    """A companion file of these lines."""
    return b"".join((one if isinstance(one, bytes) else encode_line(one)) + b"\n" for one in records)


def checkpoint(*before: Any, key: SigningKey = KEY, event: str | None = None, **change: Any) -> CheckpointRecord:
    """A checkpoint of the board and of these lines, some of it changed."""
    size = change.get("size", len(EVENTS))
    frontier: list[bytes] = []
    for number, content in enumerate(EVENTS[:size]):
        frontier = merkle.append(frontier, number, merkle.leaf_hash(content))
    covered = [one if isinstance(one, bytes) else encode_line(one) for one in before]
    root = merkle.root(frontier).hex() if frontier else ZEROS
    good = Checkpoint(f"vote.example.org/{UUID}", size, root, len(covered), companion_hash(covered))
    named = sha256_hex(EVENTS[min(size, len(EVENTS)) - 1])
    return CheckpointRecord(event or named, sign_checkpoint(msgspec.structs.replace(good, **change), key))


def faults(case: Case) -> list[str]:
    """What 1.5 says failed; nothing else can here."""
    assert {one.id for one in case.recorder.findings() if not one.ok} <= {"1.5"}
    return [one.message for one in case.recorder.findings() if not one.ok]


def warnings(case: Case) -> list[str]:
    return [one.message for one in case.recorder.findings() if one.warning]


def reason(case: Case) -> str:
    """Why 1.5 was not checked completely."""
    return dict(case.recorder.not_checked()).get("1.5", "")


# -- lines

SIGNATURE = (1, ZEROS, ZEROS, "0" * 128)
ALL = tuple(HASHES)
BEFORE_SHARES = {"Setup", "Ballot", "EncryptedTally", "Shuffle", "EndShuffles"}
BELONGS: dict[str, tuple[Any, set[str]]] = {
    "a strong proof": (lambda event: StrongProofRecord(event, 1, "1", "1"), {"PartialDecryption"}),
    "a signature": (lambda event: SignatureRecord(event, *SIGNATURE), {"PartialDecryption", "Shuffle"}),
    "a commitment": (lambda event: ShareCommitmentRecord(event, 1, ZEROS), {"PartialDecryption"}),
    "tracking numbers": (lambda event: TrackingNumbersRecord(event, ()), {"EndBallots"}),
    "a later end": (lambda event: TimesRecord(event, "extended", NOON, LATER), {"Setup", "Ballot"}),
    "an election called off": (lambda event: TimesRecord(event, "called-off", NOON, LATER), BEFORE_SHARES),
    "a seed": (lambda event: LotSeedRecord(event, 0, "x"), {"Result"}),
    "a count": (lambda event: CountSheetRecord(event, 0, msgspec.Raw(b"{}")), {"Result"}),
    "a withdrawal": (lambda event: WithdrawalRecord(event, 0, 0), set(ALL)),
}


@pytest.mark.parametrize("what", BELONGS)
def test_a_line_belongs_to_an_event_of_its_type(what: str, tmp_path: Path) -> None:
    make, permitted = BELONGS[what]
    for kind, event in HASHES.items():
        said = faults(looked_at(lines(make(event)), tmp_path))
        wrong = "Line 1 of the companion file belongs to an event of another type."
        assert said == ([] if kind in permitted else [wrong]), kind


@pytest.mark.parametrize("events", [len(GOOD), 4])
def test_a_line_of_an_event_that_is_not_there(events: int, tmp_path: Path) -> None:
    """An archive may be older than its companion file, unless it has the result."""
    case = looked_at(lines(WITHDRAWAL, WithdrawalRecord(ZEROS, 0, 0)), tmp_path, events)
    said = ["Line 2 of the companion file belongs to an event that is not in this archive."]
    assert (faults(case), warnings(case)) == ((said, []) if events == len(GOOD) else ([], said))


CHARTER = Charter(1, (), Policy(1, 1, (), 0, True, False), (), (), "")
UNREADABLE = {
    "cut off": (lines(WITHDRAWAL)[:-1], "Line 1 of the companion file is cut off or too long."),
    "too long": (lines(WITHDRAWAL, b"x" * 2**24 + b"x"), "Line 2 of the companion file is cut off or too long."),
    "no record": (lines(b"{}", WITHDRAWAL), "Line 1 of the companion file cannot be read: "),
    "a charter": (lines(WITHDRAWAL, CharterRecord(CHARTER)), "Line 2 of the companion file is a charter: "),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_line_that_cannot_be_read(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballot.verify.case.companion.MAX_LINE_BYTES", 2**24)
    raw, words = UNREADABLE[what]
    (said,) = faults(looked_at(raw, tmp_path))
    assert said.startswith(words)
    assert len(read_companion(io.BytesIO(raw)).hashes) == raw.count(b"\n") + (1 if raw.endswith(b"\n") else 2)


def test_lines_are_found_by_kind_and_event() -> None:
    others = [WithdrawalRecord(HASHES["Ballot"], 0, 1), StrongProofRecord(HASHES["Setup"], 1, "1", "1")]
    companion = read_companion(io.BytesIO(lines(CharterRecord(CHARTER), WITHDRAWAL, *others)))
    assert (companion.charter, companion.problems) == (CHARTER, [])
    assert companion.lines_of(WithdrawalRecord) == [(2, WITHDRAWAL), (3, others[0])]
    assert companion.lines_of(WithdrawalRecord, HASHES["Ballot"]) == [(3, others[0])]
    assert companion.of(WithdrawalRecord, HASHES["Setup"]) == [WITHDRAWAL]


def test_what_is_said_of_a_companion_file_that_belongs_to_the_archive(tmp_path: Path) -> None:
    (said,) = [one for one in looked_at(lines(WITHDRAWAL), tmp_path).recorder.findings() if one.id == "1.5"]
    assert (said.ok, said.message) == (True, "1 lines of the companion file belong to this archive.")
    with (tmp_path / "x.bel").open("rb") as stream:
        case = Case(tmp_path / "x.bel", stream, Options())
        check_companion(case, read_archive(case, References()), UUID)
    assert not [one for one in case.recorder.findings() if one.id == "1.5"]  # there is none


def test_a_change_of_the_servers_key_is_checked(tmp_path: Path) -> None:
    event = HASHES["Setup"]
    good, other = sign_change(UUID, event, KEY, OTHER), sign_change("B", event, KEY, OTHER)
    assert not faults(looked_at(lines(good), tmp_path))
    assert not faults(looked_at(lines(other), tmp_path, uuid=None))  # without an identifier nothing can be checked
    (said,) = faults(looked_at(lines(other), tmp_path))
    assert said.startswith("Line 1 of the companion file changes the server's key: ")
    assert faults(looked_at(lines(good, good), tmp_path)) == [
        "Line 2 of the companion file replaces another key of the server than the one before."
    ]


# -- checkpoints

CHECKPOINTS: dict[str, tuple[CheckpointRecord, str, bool]] = {
    "a good one": (checkpoint(WITHDRAWAL), "", True),
    "of an empty board": (checkpoint(WITHDRAWAL, size=0, event=HASHES["Setup"]), "", True),
    "of another root": (checkpoint(WITHDRAWAL, root=ZEROS), "has another root than this archive", True),
    "of another election": (checkpoint(WITHDRAWAL, origin="vote.example.org/B"), "another election", True),
    "of another event": (checkpoint(WITHDRAWAL, event=HASHES["Setup"]), "does not end with the event", True),
    "of a longer board": (checkpoint(WITHDRAWAL, size=20), "of 20 events; this archive has fewer", True),
    "of other lines": (checkpoint(WITHDRAWAL, companion_hash=ZEROS), "lists other companion records", True),
    "of more lines": (checkpoint(WITHDRAWAL, companion_records=9), "lists other companion records", True),
    "of one line too many": (checkpoint(WITHDRAWAL, companion_records=3), "lists other companion records", True),
    "by another key": (checkpoint(WITHDRAWAL, key=OTHER), "is not signed by the server's key", False),
    "that is none": (CheckpointRecord(HASHES["Result"], "x"), "is not a checkpoint", True),
}


@pytest.mark.parametrize("what", CHECKPOINTS)
def test_a_checkpoint_is_compared(what: str, tmp_path: Path) -> None:
    record, words, always = CHECKPOINTS[what]
    without = looked_at(lines(WITHDRAWAL, record), tmp_path)
    assert len(faults(without)) == (bool(words) and always)
    assert reason(without).startswith("" if faults(without) else "The signatures of 1 checkpoint were not checked")
    said = faults(looked_at(lines(WITHDRAWAL, record), tmp_path, server_key=KEY.public_hex))
    assert bool(said) == bool(words) and words in " ".join(said)


def test_a_checkpoint_of_an_election_that_could_not_be_read(tmp_path: Path) -> None:
    assert not faults(looked_at(lines(WITHDRAWAL, checkpoint(WITHDRAWAL)), tmp_path, uuid=None))


@pytest.mark.parametrize("fault", ["", "other key", "other election"])
def test_an_archive_older_than_its_checkpoint(fault: str, tmp_path: Path) -> None:
    key, origin = OTHER if fault == "other key" else KEY, "x/B" if fault == "other election" else f"x/{UUID}"
    record = checkpoint(WITHDRAWAL, key=key, origin=origin, event=HASHES["Setup"])
    case = looked_at(lines(WITHDRAWAL, record), tmp_path, events=4, server_key=KEY.public_hex)
    assert warnings(case) == ["A checkpoint in the companion file is of 9 events; this archive has fewer."]
    assert len(faults(case)) == bool(fault)


# -- what no signature covers


@pytest.mark.parametrize(
    ("events", "signed", "fails", "words"),
    [
        (3, "no", False, "there is no checkpoint"),
        (4, "no", False, "there is no checkpoint"),
        (5, "no", True, "there is no checkpoint"),
        (9, "no", True, "there is no checkpoint"),
        (3, "part", False, "line 3 is the first that no checkpoint covers"),
        (8, "part", False, "line 3 is the first that no checkpoint covers"),
        (9, "part", True, "line 3 is the first that no checkpoint covers"),
        (9, "all", False, ""),
    ],
)
def test_lines_that_no_signature_covers(events: int, signed: str, fails: bool, words: str, tmp_path: Path) -> None:
    first = checkpoint(WITHDRAWAL, size=1)
    all_of = checkpoint(WITHDRAWAL, first, WITHDRAWAL, size=1)
    raw = {
        "no": lines(WITHDRAWAL),
        "part": lines(WITHDRAWAL, first, WITHDRAWAL, WITHDRAWAL),
        "all": lines(WITHDRAWAL, first, WITHDRAWAL, all_of),
    }[signed]
    case = looked_at(raw, tmp_path, events, server_key=KEY.public_hex)
    assert len(faults(case)) == fails
    assert words in (" ".join(faults(case)) if fails else reason(case))
    assert bool(words) == bool(fails or reason(case))
    assert lines_signed(case) == {"no": 0, "part": 1, "all": 3}[signed]
    unsigned = looked_at(raw, tmp_path, events)
    assert (lines_signed(unsigned), faults(unsigned)) == (0, [])
    assert bool(reason(unsigned)) == (signed != "no")


# -- the charter

NAMED = describe("A test", CHARTER)
OTHER_CHARTER = msgspec.structs.replace(CHARTER, roll=ZEROS)


@pytest.mark.parametrize(
    ("description", "companion", "strict", "found", "said"),
    [
        (NAMED, Companion(True, CHARTER), False, True, ""),
        (NAMED, Companion(True, OTHER_CHARTER), False, False, "fail: The charter in the companion file is not the one"),
        (NAMED, Companion(True), False, False, "warn: The companion file has no charter: the rule"),
        (NAMED, Companion(True), True, False, "fail: The companion file has no charter: the rule"),
        (NAMED, Companion(), False, False, "warn: There is no companion file: the rule"),
        (NAMED, Companion(), True, False, "warn: There is no companion file: the rule"),
        ("A test", Companion(True, CHARTER), False, False, "fail: The companion file has a charter that the election"),
        ("A test", Companion(True), False, False, ""),
        (f"{NAMED}.", Companion(), False, False, "fail: “Charter SHA-256” is in the election's description"),
        (None, Companion(True, CHARTER), False, False, "skip: The election record could not be read"),
        (None, Companion(), False, False, ""),
    ],
)
def test_the_charter_is_the_one_that_the_election_names(
    description: str | None, companion: Companion, strict: bool, found: bool, said: str
) -> None:
    case = Case(Path("x.bel"), io.BytesIO(), Options(strict=strict), companion)
    assert (find_charter(case, description) == CHARTER) == found
    every = [f"fail: {one}" for one in faults(case)] + [f"warn: {one}" for one in warnings(case)]
    every = every or [f"skip: {one}" for one in [reason(case)] if one]
    assert len(every) == bool(said) and all(one.startswith(said) for one in every)
    assert case.recorder.was_skipped("1.5") == (
        description is None and companion.present or "no charter" in said or "no companion" in said
    )
