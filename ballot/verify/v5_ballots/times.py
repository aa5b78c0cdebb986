"""Check 5.15: no ballot was cast during a stop or after an early closing, and the end of the voting only moved later.

After an election was called off, nothing may follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from ballot.board.companion import TimesRecord
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.checkpoints import lines_signed
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup


def verify_times(case: Case, file: File, setup: Setup) -> None:
    """Check the changes of the times that are in the companion file (5.15)."""
    if setup.foreign:
        return
    if not case.companion.present:
        case.recorder.skip("there is no companion file", "5.15")
        return
    records = case.companion.of(TimesRecord)
    for fault in (*_order_faults(records), *_stop_faults(file, records)):
        case.recorder.fail("5.15", fault)
    stops = sum(record.change == "stopped" for record in records)
    later = sum(earlier.closes_at < record.closes_at for earlier, record in pairwise(records))
    later += bool(records) and records[0].change == "extended"
    for before, record in zip((None, *records), records, strict=False):
        if record.change in _ENDS:
            case.recorder.warn("5.15", _ENDS[record.change](record, before))
    said = f"stopped {some(stops, 'time')}, end moved {some(later, 'time')}" if records else "neither stopped nor moved"
    case.recorder.passed("5.15", said)


def calling_off(records: Iterable[TimesRecord]) -> TimesRecord | None:
    """Return the record by which the election was called off, if a companion file has one."""
    return next((record for record in records if record.change == "called-off"), None)


def is_called_off(case: Case) -> bool:
    """Return whether the server has signed that the election was called off: anybody can add a line to the file."""
    signed = lines_signed(case)
    known = [record for line, record in case.companion.records if line <= signed and isinstance(record, TimesRecord)]
    return calling_off(known) is not None


def _early_end(record: TimesRecord, before: TimesRecord | None) -> str:
    if record.closes_at <= record.at:
        stop = f", stopped at {before.at}," if before and before.change == "stopped" else ""  # otherwise it is a fault
        said = f"the voting{stop} was closed at {record.at} by one officer alone, after its end {record.closes_at}"
    else:
        said = f"the voting was closed at {record.at}, before its announced end {record.closes_at}"
    return f"{said}; the reason given: {_reason(record)}"


def _called_off(record: TimesRecord, before: TimesRecord | None) -> str:
    return f"the election was called off at {record.at}, and has no result; the reason given: {_reason(record)}"


def _reason(record: TimesRecord) -> str:
    return " ".join(record.reason.split())


_ENDS = {"closed": _early_end, "called-off": _called_off}


def _order_faults(records: list[TimesRecord]) -> Iterator[str]:
    for earlier, record in pairwise(records):
        if record.at < earlier.at:
            yield f"a change of the times at {record.at} is written down after one at {earlier.at}"
        if record.closes_at < earlier.closes_at or (
            record.change == "extended" and record.closes_at == earlier.closes_at
        ):
            yield f"the end was moved from {earlier.closes_at} to {record.closes_at}, which is not later"
        if earlier.change == "closed" and record.change != "called-off":
            yield f"the voting was closed at {earlier.at}, and a change of the times at {record.at} comes after it"
        if earlier.change == "called-off":
            yield f"the election was called off at {earlier.at}, and a change at {record.at} comes after it"
    for before, record in zip(("", *(record.change for record in records)), records, strict=False):
        is_end_of_stop = (before, record.change) == ("stopped", "closed")
        if record.change not in ("stopped", "called-off") and not is_end_of_stop and record.closes_at <= record.at:
            yield f"at {record.at} the voting was {record.change}, and its end {record.closes_at} had passed"


def _stop_faults(file: File, records: list[TimesRecord]) -> Iterator[str]:
    """Compare each stop with the place on the board where the voting resumed; unknown events are reported by 1.5."""
    yield from _after_the_end(file, [record for record in records if record.change == "called-off"])
    stopped: int | None = None
    for record in records:
        event = file.events.find(bytes.fromhex(record.event))
        if event is None or record.change in ("extended", "called-off"):
            continue
        if record.change != "closed" and (record.change == "stopped") is (stopped is not None):
            yield f"the voting was {record.change} at {record.at}, and had been so before"
        yield from _grown(stopped, event.height)
        stopped = None if record.change == "resumed" else event.height
    if stopped is not None:
        ended = next(iter(file.events.of(EventType.END_BALLOTS)), None)
        yield from _grown(stopped, len(file.events) - 1 if ended is None else ended.height - 1)


def _after_the_end(file: File, records: list[TimesRecord]) -> Iterator[str]:
    last = len(file.events) - 1
    for record in records:
        event = file.events.find(bytes.fromhex(record.event))
        if event is not None and event.height != last:
            yield f"the election was called off after event {event.height}, and the board has grown to event {last}"


def _grown(stopped: int | None, now: int) -> Iterator[str]:
    if stopped is not None and now != stopped:
        yield f"the voting was halted after event {stopped}, and the board had grown to event {now} meanwhile"
