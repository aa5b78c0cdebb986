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
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v5_ballots.ballot_list import BallotList, Ballots


def check_tracking_numbers(case: Case, file: File, setup: Setup, ballots: Ballots) -> None:
    """Compare the published list of tracking numbers with the ballots that count (5.12)."""
    ended = next(file.events.of(EventType.END_BALLOTS), None)
    if ended is None or setup.foreign and not case.companion.of(TrackingNumbersRecord):
        return
    if not case.companion.present:
        case.recorder.skip("there is no companion file", "5.12")
        return
    records = case.companion.of(TrackingNumbersRecord, ended.digest.hex())
    if not records:
        case.recorder.skip("the companion file has no list of tracking numbers", "5.12")
        case.recorder.warn("5.12", "the list of tracking numbers was not published", ended.height)
        return
    if ballots.missing:
        return
    if len(records) > 1:
        case.recorder.fail("5.12", f"{len(records)} lists of tracking numbers were published", ended.height)
    if ballots.faulty or not _is_exact(ballots.cast, records[0].numbers):
        _compare(case, ballots, records[0], ended.height)
    case.recorder.passed("5.12", f"{ballots.cast.voted} tracking numbers, as published")


def _is_exact(cast: BallotList, numbers: tuple[str, ...]) -> bool:
    """Say whether these are the tracking numbers of the ballots that count, sorted, without making a list of those."""
    if len(numbers) != cast.voted or any(one >= other for one, other in pairwise(numbers)):
        return False
    counts = bytearray(len(cast.index))
    for number in cast.counted():
        counts[cast.index.find(cast.digest(number))] = True
    return all(_counts(cast, counts, number) for number in numbers)


def _counts(cast: BallotList, counts: bytearray, number: str) -> bool:
    digest = base64.b64decode(f"{number}=")
    place = cast.index.find(digest)
    return place != NOWHERE and bool(counts[place]) and hex_to_base64(digest.hex()) == number


def _compare(case: Case, ballots: Ballots, record: TrackingNumbersRecord, height: int) -> None:
    """Say what is wrong with a published list."""
    cast = ballots.cast
    own, published = _numbers(cast, cast.counted()), set(record.numbers)
    # A faulty ballot is reported as such, whether the published list has it or not.
    valid = _numbers(cast, ballots.last_valid())
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


def _numbers(cast: BallotList, numbers: Iterable[int]) -> set[str]:
    return {hex_to_base64(cast.digest(number).hex()) for number in numbers}
