"""V5, the ballots (checks 5.1 to 5.13): each one alone, in several processes, and then all of them together."""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ballot.board.companion import TrackingNumbersRecord
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import hex_to_base64
from ballot.protocol.ballots import MAX_BALLOT_BYTES
from ballot.protocol.tally import Aggregate
from ballot.records.event import EventType
from ballot.verify.ballot_work import CHUNK, ChunkResult, Examiner, Task, Work, run_all
from ballot.verify.case import Case
from ballot.verify.one_ballot import glimpse, proof_checks
from ballot.verify.report import some

NOBODY: Final = -1
_SMALL: Final = 400  # ciphertexts: below this, starting processes takes longer than the work
_PART: Final = 100_000  # fingerprints that are sorted at a time, to save memory
_EACH: Final = {
    "5.1": "ballots, each in its one spelling",
    "5.2": "ballots, each with a credential of the list",
    "5.3": "ballots, each made for this election",
    "5.4": "signatures",
    "5.5": "ballots with the right number and kind of answers",
    "5.6": "ballots: all elements in the group, all numbers in range",
    "5.7": "ballots, each proved to be a permitted vote",
    "5.8": "ballots, whose ranked answers are proved",
    "5.9": "ballots, whose lists answers are proved",
}
_PROOFS: Final = ("5.7", "5.8", "5.9")
_ALL: Final = (*(check for check in _EACH if check not in _PROOFS), "5.10", "5.11", "5.12", "5.13")


@dataclass
class BallotBox:
    """What is known of all ballots: one entry for each Ballot event whose ballot is there."""

    digests: list[bytes] = field(default_factory=list)
    heights: array[int] = field(default_factory=lambda: array("L"))
    voters: array[int] = field(default_factory=lambda: array("q"))  # the number of the credential, or NOBODY
    last: dict[int, int] = field(default_factory=dict)  # number of the credential -> its last ballot
    faulty: set[int] = field(default_factory=set)  # reported: whether the server counted them is no second failure
    unusable: list[int] = field(default_factory=list)
    missing: int = 0  # ballots whose record is missing or damaged
    aggregate: Aggregate | None = None
    work: Work | None = None
    weights: list[int] = field(default_factory=list)  # of each credential of the list

    def last_valid(self) -> dict[int, int]:
        """Return the last ballot of each credential, counting only ballots without fault."""
        result: dict[int, int] = {}
        for number, voter in enumerate(self.voters):
            if voter != NOBODY and number not in self.faulty:
                result[voter] = number
        return result

    def task(self, case: Case, number: int) -> Task:
        """Return what a process has to know of one ballot."""
        digest = self.digests[number]
        counts = self.last.get(self.voters[number]) == number
        return Task(number, *case.index.place(digest), digest, counts)


def verify_ballots(case: Case) -> None:
    """Verify all ballots and add up those that count."""
    if case.context is None:
        case.recorder.skip("the election, its public key or the credentials could not be read", *_ALL, "5.7")
        return
    box = case.ballots = BallotBox()
    box.work = Work(case.path, case.context, secrets.token_bytes(32))
    _look_through(case, box)
    fingerprints, owners = _verify_each(case, box)
    _report_missing(case, box)
    _check_repeated(case, box)
    _check_copied(case, box, fingerprints, owners)
    _check_revotes(case, box)
    _check_tracking_numbers(case, box)
    case.recorder.checked["V5"] = f"{some(len(box.digests), 'ballot')}, {len(box.last)} of them count"


def _look_through(case: Case, box: BallotBox) -> None:
    """Find out whose ballots they are, so that it is known which of them count."""
    assert case.context is not None
    box.weights = list(case.context.weights.values())
    numbers = {credential: number for number, credential in enumerate(case.context.weights)}
    events = case.events_of(EventType.BALLOT)
    ended = [event.height for event in case.events_of(EventType.END_BALLOTS)] or [len(case.events)]
    box.missing = sum(height < ended[0] for height in case.unreadable_events)
    for event in events:
        place = None if event.payload is None or event.payload not in case.index else case.index.place(event.payload)
        if event.payload is None or place is None or event.payload in case.index.corrupt:
            box.missing += 1
            continue
        voter = NOBODY
        if place[1] <= MAX_BALLOT_BYTES:
            case.stream.seek(place[0])
            credential = glimpse(case.stream.read(place[1]))
            voter = NOBODY if credential is None else numbers.setdefault(credential, len(numbers))
        number = len(box.digests)
        box.digests.append(event.payload)
        box.heights.append(event.height)
        box.voters.append(voter)
        if event.height > ended[0]:
            box.faulty.add(number)  # reported with the order of events (1.2, 6.1)
        if voter == NOBODY:
            box.unusable.append(number)
        else:
            box.last[voter] = number
        if case.options.progress is not None and number % 512 == 0:
            case.options.progress("Looking through the ballots", number, len(events))


def _chunks(case: Case, box: BallotBox) -> Iterator[list[Task]]:
    for start in range(0, len(box.digests), CHUNK):
        yield [box.task(case, number) for number in range(start, min(start + CHUNK, len(box.digests)))]


def _verify_each(case: Case, box: BallotBox) -> tuple[array[int], array[int]]:
    """Verify each ballot; return the fingerprints of all ciphertexts and whose they are."""
    assert case.context is not None and box.work is not None
    fingerprints, owners = array("Q"), array("L")
    box.aggregate = Aggregate(case.context)
    size = sum(question.ciphertexts for question in case.context.questions)
    jobs = 1 if len(box.digests) * size < _SMALL else case.options.jobs
    done = 0
    applying = proof_checks(case.context.questions)
    for check, what in _EACH.items():
        if check not in _PROOFS or check in applying:
            case.recorder.passed(check, f"{len(box.digests)} {what}")
    for result in run_all(box.work, _chunks(case, box), jobs):
        fingerprints.frombytes(result.fingerprints)
        owners.extend(result.owners)
        _take(case, box, result)
        done = min(done + CHUNK, len(box.digests))
        if case.options.progress is not None:
            case.options.progress("Verifying ballots", done, len(box.digests))
    return fingerprints, owners


def _take(case: Case, box: BallotBox, result: ChunkResult) -> None:
    assert box.aggregate is not None and case.context is not None
    for number, check, sentence in result.problems:
        case.recorder.fail(check, sentence, box.heights[number])
        box.faulty.add(number)
    for check in result.skipped:
        case.recorder.skip("a ballot could not be checked, since an earlier check failed", check)
    box.unusable += [number for number in result.unusable if box.voters[number] != NOBODY]
    if result.num_tallied:
        part = Aggregate(case.context)
        part.sums = [_parse(case, row) for row in result.sums]
        part.num_tallied, part.total_weight = result.num_tallied, result.total_weight
        box.aggregate.merge(part)


def _parse(case: Case, row: list[tuple[str, str]]) -> list[Ciphertext]:
    elements = iter(case.group.parse_all([text for pair in row for text in pair]))
    return list(map(Ciphertext, elements, elements))


def _report_missing(case: Case, box: BallotBox) -> None:
    if box.missing:
        assert case.context is not None
        checks = proof_checks(case.context.questions)
        case.recorder.skip(f"{box.missing} ballots are missing or damaged", *_ALL, *checks)


# -- all ballots together


def _check_repeated(case: Case, box: BallotBox) -> None:
    """Check that no ballot stands twice (5.10)."""
    first: dict[bytes, int] = {}
    for number, digest in enumerate(box.digests):
        earlier = first.setdefault(digest, number)
        if earlier != number:
            case.recorder.fail(
                "5.10", f"the same ballot stands already at event {box.heights[earlier]}", box.heights[number]
            )
    case.recorder.passed("5.10", f"{len(box.digests)} ballots, all different, none copied from another voter's")


def _check_copied(case: Case, box: BallotBox, fingerprints: array[int], owners: array[int]) -> None:
    """Check that no ciphertext of one credential stands under another (5.10), a part of the fingerprints at a time."""
    parts = max(1, len(fingerprints) // _PART)
    reported: set[tuple[int, int]] = set()
    for part in range(parts):
        own = sorted((value, place) for place, value in enumerate(fingerprints) if parts == 1 or value % parts == part)
        for (value, place), (other, later) in zip(own, own[1:], strict=False):
            pair = (owners[place], owners[later])
            if value == other and box.voters[pair[0]] != box.voters[pair[1]] and pair not in reported:
                reported.add(pair)
                _report_copy(case, box, *pair)


def _report_copy(case: Case, box: BallotBox, first: int, second: int) -> None:
    """Compare two ballots exactly, since fingerprints are short, and report the later one as the copy."""
    assert box.work is not None
    examiner = Examiner(box.work)
    try:
        both = [examiner.choices(box.task(case, number)) or () for number in (first, second)]
    finally:
        examiner.close()
    texts = [{str(c) for row in choices for c in row if not c.alpha.is_identity} for choices in both]
    if texts[0] & texts[1]:
        earlier, later = sorted((first, second))
        box.faulty.add(later)
        case.recorder.fail(
            "5.10",
            f"this ballot contains an encrypted choice of another voter's ballot, that of event {box.heights[earlier]}",
            box.heights[later],
        )


def _check_revotes(case: Case, box: BallotBox) -> None:
    """Check that only the last ballot of a voter counts (5.11: see the tally), and that there is one only (5.13)."""
    again = sum(voter != NOBODY for voter in box.voters) - len(box.last)
    case.recorder.passed(
        "5.11", f"{len(box.last)} ballots count, {again} were replaced by a later one of the same voter"
    )
    if case.charter is None:
        if not case.foreign:
            case.recorder.skip("the charter is not at hand", "5.13")
        return
    if case.charter.policy.re_voting:
        return
    kept: dict[int, int] = {}
    for number, voter in enumerate(box.voters):
        if voter == NOBODY or number in box.faulty:
            continue
        earlier = kept.setdefault(voter, number)
        if box.digests[earlier] != box.digests[number]:
            box.faulty.add(number)
            case.recorder.fail(
                "5.13",
                "this is a second ballot of the same voter; the first is event "
                f"{box.heights[earlier]}, and the charter allows one only",
                box.heights[number],
            )
    case.recorder.passed("5.13", "one ballot per voter, as the charter demands")


def _check_tracking_numbers(case: Case, box: BallotBox) -> None:
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
    own = {hex_to_base64(box.digests[number].hex()) for number in box.last.values()}
    valid = {hex_to_base64(box.digests[number].hex()) for number in box.last_valid().values()} if box.faulty else own
    for record in records:
        # A faulty ballot is reported as such, whether the published list has it or not.
        _compare_numbers(case, valid if set(record.numbers) == valid else own, record, ended[0].height)
    case.recorder.passed("5.12", f"{len(own)} tracking numbers, as published")


def _compare_numbers(case: Case, own: set[str], record: TrackingNumbersRecord, height: int) -> None:
    published = set(record.numbers)
    missing, extra = sorted(own - published), sorted(published - own)
    if len(published) != len(record.numbers):
        case.recorder.fail("5.12", "a tracking number stands twice in the published list", height)
    elif list(record.numbers) != sorted(record.numbers):
        case.recorder.fail("5.12", "the published tracking numbers are not sorted", height)
    if missing:
        case.recorder.fail(
            "5.12", f"{len(missing)} ballots that count are not in the published list, first {missing[0]}", height
        )
    if extra:
        case.recorder.fail(
            "5.12", f"{len(extra)} published tracking numbers belong to no ballot that counts, first {extra[0]}", height
        )
