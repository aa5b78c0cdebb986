"""What the companion file and a receipt say of ballots, without an election: when it is asked, and when it is not."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ballot.board.companion import TimesRecord, TrackingNumbersRecord
from ballot.verify.case.case import Case, Options
from ballot.verify.case.companion import Companion
from ballot.verify.v0_v1_file.references import References
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v5_ballots.receipt import follow_receipt
from ballot.verify.v5_ballots.times import verify_times
from ballot.verify.v5_ballots.tracking import check_tracking_numbers
from tests.factory.board import GOOD, ZEROS, read
from tests.factory.container import chain, pack

BOARD = pack(chain(GOOD))
END = 3  # the event that ends the voting


def board(folder: Path, *records: Any, present: bool = True, raw: bytes = BOARD) -> tuple[Case, Any]:
    """A board of two ballots, with a companion file of these records."""
    case, file = read(raw, folder / "x.bel")
    companion = Companion(present)
    for line, record in enumerate(records, 2):
        companion.add(line, record)
    return Case(case.path, case.stream, Options(), companion), file


def outcome(case: Case, check: str) -> str:
    """What became of a check."""
    if case.recorder.was_skipped(check):
        return "skipped"
    found = {one.ok for one in case.recorder.findings() if one.id == check}
    return "failed" if False in found else "passed" if found else "nothing"


# -- changes of the times


@pytest.mark.parametrize(
    ("foreign", "present", "expected"),
    [(False, True, "passed"), (False, False, "skipped"), (True, True, "nothing"), (True, False, "nothing")],
)
def test_without_a_companion_file_nobody_knows_whether_the_voting_was_stopped(
    foreign: bool, present: bool, expected: str, tmp_path: Path
) -> None:
    case, file = board(tmp_path, present=present)
    verify_times(case, file, Setup(foreign=foreign))
    assert outcome(case, "5.15") == expected


def test_a_stop_during_which_the_board_grew(tmp_path: Path) -> None:
    _, file = board(tmp_path)
    events = [event.digest.hex() for event in file.events]
    noon, one, later = (f"2026-01-01T{hour}:00:00Z" for hour in (12, 13, 14))
    for until, expected in ((1, "passed"), (2, "failed")):
        stop = TimesRecord(events[1], "stopped", at=noon, closes_at=later)
        case, file = board(tmp_path, stop, TimesRecord(events[until], "resumed", at=one, closes_at=later))
        verify_times(case, file, Setup())
        assert outcome(case, "5.15") == expected


# -- tracking numbers


def published(numbers: tuple[str, ...] = ()) -> TrackingNumbersRecord:
    return TrackingNumbersRecord(event=ZEROS, numbers=numbers)


@pytest.mark.parametrize("foreign", [False, True])
@pytest.mark.parametrize(
    ("events", "listed", "present", "expected"),
    [
        (len(GOOD), True, True, "skipped"),  # a list, but of another event
        (len(GOOD), False, True, "skipped"),
        (len(GOOD), False, False, "skipped"),
        (END, True, True, "nothing"),
        (END, False, True, "nothing"),
        (END, False, False, "nothing"),
    ],
)
def test_when_a_list_of_tracking_numbers_is_expected(
    foreign: bool, events: int, listed: bool, present: bool, expected: str, tmp_path: Path
) -> None:
    """Of another program's election only if there is one at all."""
    case, file = board(tmp_path, *[published()] * listed, present=present, raw=pack(chain(GOOD[:events])))
    unread: Any = SimpleNamespace()
    check_tracking_numbers(case, file, Setup(foreign=foreign), unread)
    assert outcome(case, "5.12") == ("nothing" if foreign and not listed else expected)


# -- receipts


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (4, "No later ballot of the same voter replaced it."),
        (7, "A later ballot of the same voter replaced it: event 7, which is the one that counts."),
        (None, "Whether it counts could not be determined, since ballots could not be read."),
    ],
)
@pytest.mark.parametrize("failed", [False, True])
def test_only_of_a_receipt_that_fits_is_said_whether_its_ballot_counts(
    last: int | None, said: str, failed: bool
) -> None:
    case = Case(Path("x.bel"), io.BytesIO(), Options())
    if failed:
        case.recorder.fail("1.4", "the receipt is not genuine")
    older: Any = SimpleNamespace(receipt=SimpleNamespace(height=4))
    ballots: Any = SimpleNamespace(cast=SimpleNamespace(last_of_voter_at={4: last}.get))
    follow_receipt(case, References(older), ballots)
    assert case.recorder.receipt == ([] if failed else [said])
    follow_receipt(case, References(), ballots)
    assert case.recorder.receipt == ([] if failed else [said])
