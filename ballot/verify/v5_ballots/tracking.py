"""Check 5.12: the published list of tracking numbers is that of the ballots that count."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from itertools import pairwise

from ballot.board.companion import TrackingNumbersRecord
from ballot.crypto.hashing import hex_to_base64
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.case.digests import NOWHERE
from ballot.verify.v5_ballots.arrays import BallotBox


def check_tracking_numbers(case: Case, box: BallotBox) -> None:
    """Compare the published list of tracking numbers with the ballots that count (5.12)."""
    ended = case.events_of(EventType.END_BALLOTS)
    if not ended or case.foreign and not case.companion.of(TrackingNumbersRecord):
        return
    if not case.companion.present:
        case.recorder.skip("there is no companion file", "5.12")
        return
    records = case.companion.of(TrackingNumbersRecord, ended[0].digest.hex())
    if not records:
        case.recorder.skip("the companion file has no list of tracking numbers", "5.12")
        case.recorder.warn("5.12", "the list of tracking numbers was not published", ended[0].height)
        return
    if box.missing:
        return
    for record in records:
        if box.faulty or not _is_exact(case, box, record.numbers):
            _compare(case, box, record, ended[0].height)
    case.recorder.passed("5.12", f"{box.voted} tracking numbers, as published")


def _is_exact(case: Case, box: BallotBox, numbers: tuple[str, ...]) -> bool:
    """Say whether these are the tracking numbers of the ballots that count, sorted, without making a list of those."""
    if len(numbers) != box.voted or any(one >= other for one, other in pairwise(numbers)):
        return False
    counts = bytearray(len(case.index))
    for number in box.counted():
        counts[case.index.find(box.digest(number))] = True
    return all(_counts(case, counts, number) for number in numbers)


def _counts(case: Case, counts: bytearray, number: str) -> bool:
    digest = base64.b64decode(f"{number}=")
    place = case.index.find(digest)
    return place != NOWHERE and bool(counts[place]) and hex_to_base64(digest.hex()) == number


def _compare(case: Case, box: BallotBox, record: TrackingNumbersRecord, height: int) -> None:
    """Say what is wrong with a published list."""
    own, published = _numbers(box, box.counted()), set(record.numbers)
    # A faulty ballot is reported as such, whether the published list has it or not.
    valid = _numbers(box, box.last_valid())
    own = valid if published == valid else own
    missing, extra = sorted(own - published), sorted(published - own)
    fail = case.recorder.fail
    if len(published) != len(record.numbers):
        fail("5.12", "a tracking number stands twice in the published list", height)
    elif list(record.numbers) != sorted(record.numbers):
        fail("5.12", "the published tracking numbers are not sorted", height)
    if missing:
        fail("5.12", f"{len(missing)} ballots that count are not in the published list, first {missing[0]}", height)
    if extra:
        sentence = f"{len(extra)} published tracking numbers belong to no ballot that counts, first {extra[0]}"
        fail("5.12", sentence, height)


def _numbers(box: BallotBox, ballots: Iterable[int]) -> set[str]:
    return {hex_to_base64(box.digest(number).hex()) for number in ballots}
