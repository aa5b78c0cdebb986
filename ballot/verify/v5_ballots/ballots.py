"""V5, the ballots (checks 5.1 to 5.14): each one alone, in several processes, and then all of them together."""

from __future__ import annotations

import secrets
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from ballot.crypto.elgamal import Ciphertext
from ballot.protocol.ballots import MAX_BALLOT_BYTES, ElectionContext
from ballot.protocol.tally import Aggregate
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.case.checks import proof_checks
from ballot.verify.case.report import TakenOver, some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.incremental import VerifiedBefore
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.token_history import TokenHistory
from ballot.verify.v2_v4_setup.voters import Voters
from ballot.verify.v5_ballots.ballot_list import NOBODY, BallotList, Ballots
from ballot.verify.v5_ballots.copies import CopySearch
from ballot.verify.v5_ballots.one_ballot import glimpse
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
BALLOTS_SKIPPED: Final = (*_ALL, "5.7")  # if there is nothing to verify ballots against


def verify_ballots(
    case: Case,
    file: File,
    setup: Setup,
    before: VerifiedBefore,
    voters: Voters,
    tokens: TokenHistory,
    context: ElectionContext,
) -> Ballots:
    """Verify all ballots and add up those that count."""
    examination = _Examination(case, file, setup, context, BallotList(file.index, file.events, voters))
    examination.look_through()
    examination.verify_each(before)
    examination.check_in_force(tokens)
    examination.check_revotes()
    return examination.result()


class _Examination:
    """Goes through the ballots several times, and collects what is wrong with them."""

    def __init__(self, case: Case, file: File, setup: Setup, context: ElectionContext, cast: BallotList) -> None:
        self.case, self.file, self.setup, self.context, self.cast = case, file, setup, context, cast
        self.work = Work(case.path, context, secrets.token_bytes(32))
        self.faulty: set[int] = set()
        self.unusable: list[int] = []
        self.missing = self.taken_over = 0
        self.aggregate = Aggregate(context)

    def result(self) -> Ballots:
        """Check the tracking numbers (5.12), and return what was found."""
        ballots = Ballots(
            self.cast,
            self.work,
            self.aggregate,
            frozenset(self.faulty),
            tuple(self.unusable),
            self.missing,
            self.taken_over,
        )
        check_tracking_numbers(self.case, self.file, self.setup, ballots)
        over = f"; {self.taken_over} taken over, not verified anew" if self.taken_over else ""
        counted = f"{some(len(self.cast), 'ballot')}, {self.cast.voted} of them count"
        self.case.recorder.checked["V5"] = f"{counted}{over}"
        return ballots

    def look_through(self) -> None:
        """Find out who cast which ballot, so that it is known which of them count."""
        file = self.file
        end = next(file.events.of(EventType.END_BALLOTS), None)
        ended = len(file.events) if end is None else end.height
        self.missing = sum(height < ended for height in file.unreadable)
        total = file.events.count(EventType.BALLOT)
        for event in file.events.of(EventType.BALLOT):
            if event.payload is None or event.payload not in file.index or event.payload in file.index.corrupt:
                self.missing += 1
                continue
            credential = self._credential(event.payload)
            number = self.cast.add(event.height, credential)
            if credential is None:
                self.unusable.append(number)
            if event.height > ended:
                self.faulty.add(number)  # reported with the order of events (1.2, 6.1)
            if number % 512 == 0:
                self.case.progress("Looking through the ballots", number, total)

    def _credential(self, digest: bytes) -> str | None:
        if self.file.index.place(digest)[1] > MAX_BALLOT_BYTES:
            return None
        raw = self.file.content(digest)
        return None if raw is None else glimpse(raw)

    # -- each ballot alone

    def verify_each(self, before: VerifiedBefore) -> None:
        """Verify each ballot alone (5.1 to 5.9), and look for copies among all of them (5.10)."""
        self.taken_over = bisect_left(self.cast.heights, before.events)
        search = CopySearch()
        try:
            self._announce(before)
            self._run(search)
            self._report_missing()
            self._check_repeated()
            self.faulty.update(search.check(self.case, self.cast, self.work))
        finally:
            search.close()

    def _announce(self, before: VerifiedBefore) -> None:
        """Say which checks apply to how many ballots; what was taken over is never said to have passed."""
        applying = proof_checks(self.context.questions)
        old, new = self.taken_over, len(self.cast) - self.taken_over
        for check, what in _EACH.items():
            if check in _PROOFS and check not in applying:
                continue
            if old:
                message = f"{some(old, 'ballot')} taken over, {new} verified now."
                self.case.recorder.take_over(TakenOver(check, old, before.said_by, message))
            if new or not old:
                self.case.recorder.passed(check, f"{new} {'new ' if old else ''}{what}")

    def _run(self, search: CopySearch) -> None:
        """Verify the ballots chunk by chunk, and note the fingerprints of their ciphertexts."""
        size = sum(question.ciphertexts for question in self.context.questions)
        jobs = 1 if len(self.cast) * size < _SMALL else self.case.options.jobs
        done = 0
        for result in run_all(self.work, self._chunks(), jobs):
            search.add(result.fingerprints, result.owners, self.cast.voters)
            self._collect(result)
            done = min(done + CHUNK, len(self.cast))
            self.case.progress("Verifying ballots", done, len(self.cast))

    def _chunks(self) -> Iterator[list[Task]]:
        cast, adding = self.cast, self.file.events.count(EventType.ENCRYPTED_TALLY) > 0
        for start in range(0, len(cast), CHUNK):
            numbers = filter(self._is_read, range(start, min(start + CHUNK, len(cast))))
            yield [cast.task(number, adding=adding, verified=number < self.taken_over) for number in numbers]

    def _is_read(self, number: int) -> bool:
        """Say whether a ballot is verified: not one that stands already earlier (5.10), unless it is to be counted."""
        return self.cast.heights[number] not in self.file.index.borrowed or self.cast.counts(number)

    def _collect(self, result: ChunkResult) -> None:
        for number, check, sentence in result.problems:
            self._fail(check, sentence, number)
        for check in result.skipped:
            self.case.recorder.skip("a ballot could not be checked, since an earlier check failed", check)
        self.unusable += [number for number in result.unusable if self.cast.voters[number] != NOBODY]
        if result.num_tallied:
            part = Aggregate(self.context)
            part.sums = [self._parse(row) for row in result.sums]
            part.num_tallied, part.total_weight = result.num_tallied, result.total_weight
            self.aggregate.merge(part)

    def _parse(self, row: list[tuple[str, str]]) -> list[Ciphertext]:
        elements = iter(self.context.group.parse_all([text for pair in row for text in pair]))
        return list(map(Ciphertext, elements, elements))

    def _fail(self, check: str, sentence: str, number: int) -> None:
        self.case.recorder.fail(check, sentence, self.cast.heights[number])
        self.faulty.add(number)

    def _report_missing(self) -> None:
        if self.missing:
            checks = proof_checks(self.context.questions)
            self.case.recorder.skip(f"{self.missing} ballots are missing or damaged", *_ALL, *checks)

    # -- all ballots together

    def _check_repeated(self) -> None:
        """Check that no ballot occurs twice (5.10)."""
        cast, recorder = self.cast, self.case.recorder
        first = array("i", [NOBODY]) * len(cast.index)
        for number in range(len(cast)):
            place = cast.index.find(cast.digest(number))
            if first[place] == NOBODY:
                first[place] = number
            else:
                earlier = cast.heights[first[place]]
                recorder.fail("5.10", f"the same ballot stands already at event {earlier}", cast.heights[number])
        recorder.passed("5.10", f"{len(cast)} ballots, all different, none copied from another voter's")

    def check_in_force(self, tokens: TokenHistory) -> None:
        """Check that each ballot's credential was in force: not revoked, and no spare that was not issued (5.14)."""
        if self.setup.charter is None:
            if not self.setup.foreign:
                self.case.recorder.skip("the charter is not at hand", "5.14")
            return
        if not tokens.changed:
            return
        for number, voter in enumerate(self.cast.voters):
            fault = tokens.fault(voter, self.cast.heights[number])
            if fault and number not in self.faulty:
                self._fail("5.14", fault, number)
        self.case.recorder.passed("5.14", f"{some(len(self.cast), 'ballot')}, each with a token that was in force")

    def check_revotes(self) -> None:
        """Say how many ballots count (5.11); where voting again is not allowed, check that nobody did (5.13)."""
        cast, recorder, charter = self.cast, self.case.recorder, self.setup.charter
        recorder.passed(
            "5.11", f"{cast.voted} ballots count, {cast.replaced} were replaced by a later one of the same voter"
        )
        if charter is None:
            if not self.setup.foreign:
                recorder.skip("the charter is not at hand", "5.13")
            return
        if charter.policy.re_voting:
            return
        kept: dict[int, int] = {}
        for number, voter in enumerate(cast.voters):
            if voter == NOBODY or number in self.faulty:
                continue
            earlier = kept.setdefault(voter, number)
            if cast.digest(earlier) != cast.digest(number):
                first = f"the first is event {cast.heights[earlier]}, and the charter allows one only"
                self._fail("5.13", f"this is a second ballot of the same voter; {first}", number)
        recorder.passed("5.13", "one ballot per voter, as the charter demands")
