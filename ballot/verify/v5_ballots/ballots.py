"""V5, the ballots (checks 5.1 to 5.13): each one alone, in several processes, and then all of them together."""

from __future__ import annotations

import secrets
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from ballot.crypto.elgamal import Ciphertext
from ballot.protocol.ballots import MAX_BALLOT_BYTES
from ballot.protocol.tally import Aggregate
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.case.report import TakenOver, some
from ballot.verify.v5_ballots.arrays import NOBODY, BallotBox
from ballot.verify.v5_ballots.copies import CopySearch, check_copied
from ballot.verify.v5_ballots.one_ballot import glimpse, proof_checks
from ballot.verify.v5_ballots.tracking import check_tracking_numbers
from ballot.verify.v5_ballots.work import CHUNK, ChunkResult, Task, Work, run_all

_SMALL: Final = 400  # ciphertexts: below this, starting processes takes longer than the work
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


def verify_ballots(case: Case) -> None:
    """Verify all ballots and add up those that count."""
    if case.context is None or case.weights is None:
        case.recorder.skip("the election, its public key or the credentials could not be read", *_ALL, "5.7")
        return
    box = BallotBox(case.events, case.weights, Work(case.path, case.context, secrets.token_bytes(32)))
    case.ballots = box
    _look_through(case, box)
    box.adding = case.events.count(EventType.ENCRYPTED_TALLY) > 0
    box.taken_over = bisect_left(box.heights, case.taken_over)
    search = CopySearch()
    try:
        _verify_each(case, box, search)
        _report_missing(case, box)
        _check_repeated(case, box)
        check_copied(case, box, search)
    finally:
        search.close()
    _check_in_force(case, box)
    _check_revotes(case, box)
    check_tracking_numbers(case, box)
    over = f"; {box.taken_over} taken over, not verified anew" if box.taken_over else ""
    case.recorder.checked["V5"] = f"{some(len(box), 'ballot')}, {box.voted} of them count{over}"


def _look_through(case: Case, box: BallotBox) -> None:
    """Find out whose ballots they are, so that it is known which of them count."""
    end = next(case.events.of(EventType.END_BALLOTS), None)
    ended = len(case.events) if end is None else end.height
    box.missing = sum(height < ended for height in case.unreadable_events)
    total = case.events.count(EventType.BALLOT)
    for event in case.events.of(EventType.BALLOT):
        if event.payload is None or event.payload not in case.index or event.payload in case.index.corrupt:
            box.missing += 1
            continue
        number = box.add(event.height, _credential(case, event.payload))
        if event.height > ended:
            box.faulty.add(number)  # reported with the order of events (1.2, 6.1)
        if case.options.progress is not None and number % 512 == 0:
            case.options.progress("Looking through the ballots", number, total)


def _credential(case: Case, digest: bytes) -> str | None:
    if case.index.place(digest)[1] > MAX_BALLOT_BYTES:
        return None
    raw = case.content(digest)
    return None if raw is None else glimpse(raw)


def _chunks(case: Case, box: BallotBox) -> Iterator[list[Task]]:
    for start in range(0, len(box), CHUNK):
        yield [box.task(case, number) for number in range(start, min(start + CHUNK, len(box)))]


def _verify_each(case: Case, box: BallotBox, search: CopySearch) -> None:
    """Verify each ballot, and note the fingerprints of its ciphertexts."""
    assert case.context is not None
    box.aggregate = Aggregate(case.context)
    size = sum(question.ciphertexts for question in case.context.questions)
    jobs = 1 if len(box) * size < _SMALL else case.options.jobs
    done = 0
    _announce(case, box)
    for result in run_all(box.work, _chunks(case, box), jobs):
        search.add(result.fingerprints, result.owners, box.voters)
        _take(case, box, result)
        done = min(done + CHUNK, len(box))
        if case.options.progress is not None:
            case.options.progress("Verifying ballots", done, len(box))


def _announce(case: Case, box: BallotBox) -> None:
    """Say which checks apply to how many ballots; what was taken over is never said to have passed."""
    assert case.context is not None
    applying = proof_checks(case.context.questions)
    old, new = box.taken_over, len(box) - box.taken_over
    for check, what in _EACH.items():
        if check in _PROOFS and check not in applying:
            continue
        if old:
            message = f"{some(old, 'ballot')} taken over, {new} verified now."
            case.recorder.take_over(TakenOver(check, old, case.said_by, message))
        if new or not old:
            case.recorder.passed(check, f"{new} {'new ' if old else ''}{what}")


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
    first = array("i", [NOBODY]) * len(case.index)
    for number in range(len(box)):
        place = case.index.find(box.digest(number))
        if first[place] == NOBODY:
            first[place] = number
        else:
            earlier = box.heights[first[place]]
            case.recorder.fail("5.10", f"the same ballot stands already at event {earlier}", box.heights[number])
    case.recorder.passed("5.10", f"{len(box)} ballots, all different, none copied from another voter's")


def _check_in_force(case: Case, box: BallotBox) -> None:
    """Check that each ballot's credential was in force: not revoked, and no spare that was not issued (5.14)."""
    if case.charter is None:
        if not case.foreign:
            case.recorder.skip("the charter is not at hand", "5.14")
        return
    if not (case.tokens.spares or case.tokens.replaced or case.tokens.removed):
        return
    for number, voter in enumerate(box.voters):
        fault = case.tokens.fault(voter, box.heights[number])
        if fault and number not in box.faulty:
            box.faulty.add(number)
            case.recorder.fail("5.14", fault, box.heights[number])
    case.recorder.passed("5.14", f"{some(len(box), 'ballot')}, each with a token that was in force")


def _check_revotes(case: Case, box: BallotBox) -> None:
    """Check that only the last ballot of a voter counts (5.11: see the tally), and that there is one only (5.13)."""
    sentence = f"{box.voted} ballots count, {box.replaced} were replaced by a later one of the same voter"
    case.recorder.passed("5.11", sentence)
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
        if box.digest(earlier) != box.digest(number):
            box.faulty.add(number)
            case.recorder.fail(
                "5.13",
                "this is a second ballot of the same voter; the first is event "
                f"{box.heights[earlier]}, and the charter allows one only",
                box.heights[number],
            )
    case.recorder.passed("5.13", "one ballot per voter, as the charter demands")
