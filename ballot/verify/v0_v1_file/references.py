"""What stands beside the archive: an older copy or a receipt (check 1.4), companion file, charter (1.5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ballot.board.archive import read_records
from ballot.board.checkpoint import Checkpoint, Receipt, parse_checkpoint, verify_receipt
from ballot.board.companion import CheckpointRecord
from ballot.crypto.hashing import sha256_hex
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.canonical import decode
from ballot.records.charter import charter_hash, split_description
from ballot.records.event import EventType
from ballot.verify.case.case import Case, Unusable
from ballot.verify.case.companion import events_of
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.container import is_archive
from ballot.verify.v0_v1_file.incremental import Earlier, Hashed
from ballot.verify.v0_v1_file.server_keys import check_changes, check_signature

MAX_NOTE_BYTES: Final = 20_000  # of a checkpoint or a receipt
NO_CHARTER: Final = "the rule of the count and the policy could not be checked"


class Older:
    """What is known from before: the last event of an older archive, a checkpoint, or a voter's receipt."""

    def __init__(self, path: Path) -> None:
        self.checkpoint: Checkpoint | None = None
        self.receipt: Receipt | None = None
        self.note = ""
        self.last_event = b""
        self.size = 0
        self.path, self.sha256, self.bytes = path, "", 0
        try:
            with path.open("rb") as stream:
                if is_archive(stream):
                    self._read_archive(stream)
                else:
                    self._read_note(stream.read(MAX_NOTE_BYTES + 1))
        except OSError as error:
            raise Unusable(f"The older copy {path} cannot be read: {error.strerror}.") from None
        except (InvalidEncoding, InvalidProof) as error:
            raise Unusable(f"The older copy {path} cannot be used: {error}.") from None

    def _read_archive(self, stream: Any) -> None:
        reading = Hashed(stream)
        for record in read_records(reading):
            if record.deviations:
                raise InvalidEncoding(record.deviations[0][1])
            if record.kind == "event":
                self.last_event, self.size = bytes.fromhex(record.digest), self.size + 1
        if not self.size:
            raise InvalidEncoding("it has no event")
        self.sha256, self.bytes = reading.hexdigest(), reading.position

    def as_earlier(self) -> Earlier:
        """Return what the user says who verified this copy before.

        Raises:
            Unusable: it is a checkpoint or a receipt, of which nothing can be verified.
        """
        if self.checkpoint is not None:
            raise Unusable(
                f"{self.path} is a checkpoint or a receipt: only the ballots of an older archive can be taken over."
            )
        name = f"the older copy {self.path}"
        said_by = f"{name}, which you say that you have verified"
        return Earlier(name, said_by, self.bytes, self.sha256, self.size, self.last_event)

    def _read_note(self, raw: bytes) -> None:
        if raw.lstrip().startswith(b"{"):
            self.receipt = decode(Receipt, raw.strip())
            verify_receipt(self.receipt, self.receipt.server_key)
            self.note = self.receipt.checkpoint
        else:
            self.note = _text(raw)
        self.checkpoint = parse_checkpoint(self.note)
        self.size = self.checkpoint.size


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidEncoding("it is neither an archive nor a checkpoint nor a receipt") from None


def sizes_of_checkpoints(case: Case, older: Older | None) -> list[int]:
    """Return the numbers of events for which the Merkle root is needed."""
    sizes = [older.size] if older is not None and older.checkpoint is not None else []
    for _, record in case.companion.checkpoints:
        try:
            sizes.append(parse_checkpoint(record.note).size)
        except InvalidEncoding:
            continue  # reported with the companion file
    return sizes


def compare_with_older(case: Case, older: Older) -> str:
    """Check that this archive continues the older copy (1.4); return what was found."""
    fail = case.recorder.fail
    if older.checkpoint is None and not case.options.only_new and case.options.state is None:
        case.notes.append(
            f"Nothing was taken over from the older copy {older.path}: all ballots were verified. "
            "If you have verified it yourself, --only-new takes its ballots over."
        )
    if older.size > len(case.events):
        fail(
            "1.4", f"the older copy has {older.size} events, this archive only {len(case.events)}: events were removed"
        )
    elif older.checkpoint is None:
        if case.events[older.size - 1].digest != older.last_event:
            fail(
                "1.4",
                "the event that was last in the older copy is another one here: history was changed",
                older.size - 1,
            )
    else:
        _compare_checkpoint(case, "1.4", older.note, older.checkpoint)
    if older.receipt is not None:
        _compare_receipt(case, older.receipt)
    signature = ", whose signature was not checked" if older.checkpoint and case.options.server_key is None else ""
    if older.receipt is not None:
        return f"the ballot of the receipt is event {older.receipt.height}{signature}"
    return f"the first {older.size} events are those of the older copy{signature}"


def _compare_receipt(case: Case, receipt: Receipt) -> None:
    """Look for the ballot that the server has confirmed: the very bytes of its event, at its place."""
    promised = sha256_hex(receipt.event.encode("utf-8"))
    if receipt.height >= len(case.events) or case.events[receipt.height].digest.hex() != promised:
        whose = "the server's receipt" if case.options.server_key else "a receipt (its key was compared with none)"
        number = receipt.tracking_number
        case.recorder.fail("1.4", f"the ballot {number}, of which this is {whose}, is not here: history was changed")


def _compare_checkpoint(case: Case, check: str, note: str, checkpoint: Checkpoint) -> None:
    """Compare a checkpoint's root, origin and signature with this archive."""
    fail = case.recorder.fail
    if checkpoint.size and case.roots.get(checkpoint.size, b"").hex() != checkpoint.root:
        fail(
            check,
            f"the checkpoint of {checkpoint.size} events has another root than this archive: history was changed",
            checkpoint.size - 1,
        )
    if case.election is not None and checkpoint.origin.rsplit("/", 1)[-1] != case.election.uuid:
        fail(check, f"the checkpoint is of {checkpoint.origin}, another election")
    try:
        check_signature(case, note, checkpoint)
    except (InvalidProof, InvalidEncoding) as error:
        fail(check, f"a checkpoint of {checkpoint.size} events: {error}")


# -- the companion file


def settle_charter(case: Case) -> None:
    """Take the charter from the companion file if the election's description names it (1.5)."""
    if case.election is None:
        if case.companion.present:
            case.recorder.skip("the election record could not be read", "1.5")
        return
    wanted = split_description(case.election.description)[1]
    charter = case.companion.charter
    if wanted is None:
        if charter is not None:
            case.recorder.warn("1.5", "the companion file has a charter that the election does not name; it is ignored")
        return
    if charter is None:
        beside = "the companion file has no charter" if case.companion.present else "there is no companion file"
        case.recorder.skip(beside, "1.5")
        strict = case.options.strict and case.companion.present  # that there is no file at all is check 8.5's
        report = case.recorder.fail if strict else case.recorder.warn
        report("1.5", f"{beside}: {NO_CHARTER}")
    elif charter_hash(charter) != wanted:
        case.recorder.fail("1.5", "the charter in the companion file is not the one that the election names", 0)
    else:
        case.charter = charter


def check_companion(case: Case) -> None:
    """Check that the companion file belongs to this archive, and its checkpoints (1.5)."""
    companion, recorder = case.companion, case.recorder
    if not companion.present:
        return
    for problem in companion.problems:
        recorder.fail("1.5", problem)
    ended = bool(case.events_of(EventType.RESULT))
    for line, record in companion.records:
        expected = events_of(record)
        event = case.events.find(bytes.fromhex(record.event))
        if event is None:
            report = recorder.fail if ended else recorder.warn  # an archive may be older than its companion file
            report("1.5", f"line {line} of the companion file belongs to an event that is not in this archive")
        elif expected is not None and event.type not in (*expected, None):
            recorder.fail("1.5", f"line {line} of the companion file belongs to an event of another type")
    check_changes(case)
    for line, record in companion.checkpoints:
        _check_checkpoint(case, line, record)
    _settle_signatures(case)
    recorder.passed("1.5", f"{len(companion.hashes) - 1} lines of the companion file belong to this archive")


def _settle_signatures(case: Case) -> None:
    """Say of what no signature was checked: without it, the companion file is nobody's word (1.5)."""
    companion, skip = case.companion, case.recorder.skip
    if case.options.server_key is None:
        if companion.checkpoints:
            which = f"the signatures of {some(len(companion.checkpoints), 'checkpoint')} were not checked"
            skip(f"{which}, since no server key was given (--server-key); all else that 1.5 demands was", "1.5")
        return
    covered = max((_records_covered(record) for _, record in companion.checkpoints), default=0)
    beyond = [line for line, record in companion.records if line > covered and not _is_checkpoint(record)]
    if beyond or not companion.checkpoints:
        none = "there is no checkpoint"
        which = f"line {beyond[0]} is the first that no checkpoint covers" if companion.checkpoints else none
        skip(f"the server's signature does not cover the whole companion file: {which}", "1.5")


def _is_checkpoint(record: Any) -> bool:
    return isinstance(record, CheckpointRecord)


def _records_covered(record: CheckpointRecord) -> int:
    """Return how many lines a checkpoint speaks of, wherever it stands itself."""
    try:
        return parse_checkpoint(record.note).companion_records
    except InvalidEncoding:
        return 0  # reported with the companion file


def _check_checkpoint(case: Case, line: int, record: Any) -> None:
    fail = case.recorder.fail
    try:
        checkpoint = parse_checkpoint(record.note)
    except InvalidEncoding as error:
        fail("1.5", f"line {line} of the companion file: {error}")
        return
    if checkpoint.size > len(case.events):
        report = fail if case.events_of(EventType.RESULT) else case.recorder.warn  # the archive may be the older one
        report("1.5", f"a checkpoint in the companion file is of {checkpoint.size} events; this archive has fewer")
        return
    _compare_checkpoint(case, "1.5", record.note, checkpoint)
    if checkpoint.size and case.events[checkpoint.size - 1].digest.hex() != record.event:
        fail(
            "1.5", f"line {line} of the companion file: the checkpoint does not end with the event that the line names"
        )
    known = case.companion.hashes
    if checkpoint.companion_records >= len(known) or known[checkpoint.companion_records] != checkpoint.companion_hash:
        fail(
            "1.5", f"line {line} of the companion file: the checkpoint lists other companion records than this file has"
        )
