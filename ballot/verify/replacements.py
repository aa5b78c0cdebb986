"""Check 4.5: spare credentials, and the tokens that were replaced by them.

A replacement is bookkeeping that the mathematics of the protocol does not know: to belenios-tool a spare credential is
one like any other. So everything about it is checked here, and whether a ballot may be with it is check 5.14.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import UNSET

from ballot.board.companion import ReplacementRecord
from ballot.records.event import EventType
from ballot.verify.case import Case
from ballot.verify.digests import NOWHERE
from ballot.verify.report import some
from ballot.verify.token_history import NEVER, TokenHistory

_WHILE: Final = (EventType.SETUP, EventType.BALLOT)


def verify_replacements(case: Case) -> None:
    """Check the charter's spares and every replacement, and keep what 5.14 needs (4.5)."""
    if case.weights is None:
        case.recorder.skip("the list of public credentials could not be read", "4.5")
        return
    if case.charter is None:
        if not case.foreign and case.known_kind:
            case.recorder.skip("the charter is not at hand", "4.5")
        return
    spares = () if case.charter.spares is UNSET else case.charter.spares
    records = [(line, record) for line, record in case.companion.records if isinstance(record, ReplacementRecord)]
    if case.charter.spares is UNSET and not records:
        return
    for fault in _take_spares(case, spares):
        case.recorder.fail("4.5", f"the charter's list of spare credentials does not hold: {fault}", 0)
    _Ledger(case).take_all(records)
    history, listed = case.tokens, len(case.weights)
    members = listed - len(history.spares)
    case.recorder.passed(
        "4.5",
        f"{some(members, 'voter')}, {some(len(history.spares), 'spare credential')}, "
        f"{some(len(records), 'token')} replaced: no more than {members} credentials are in force",
    )


def _take_spares(case: Case, spares: tuple[str, ...]) -> Iterator[str]:
    """Note the spares; yield what is wrong with their list."""
    assert case.weights is not None
    if not spares:
        yield "it is empty, and then it is left out"
    if any(one >= other for one, other in zip(spares, spares[1:], strict=False)):
        yield "it is not sorted, or one stands twice in it"
    for place, spare in enumerate(spares, 1):
        number = case.weights.find(spare)
        if number == NOWHERE:
            yield f"spare credential {place} is not in the list of public credentials"
        elif number not in case.tokens.spares:
            case.tokens.spares[number] = NEVER
            case.tokens.spare_weight += case.weights.weight(number)
    if spares and len(case.tokens.spares) == len(case.weights):
        yield "all credentials are spare, so that there is nobody to vote"


class _Ledger:
    """Goes through the replacements in the order in which they were written down."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.height = 0  # of the event of the last replacement
        late = (kind for kind in EventType if kind not in _WHILE)
        ended = {event.digest.hex() for kind in late for event in case.events.of(kind)}
        self.end = next((line for line, record in case.companion.records if record.event in ended), NEVER)

    def take_all(self, records: list[tuple[int, ReplacementRecord]]) -> None:
        """Check each replacement, and note what it does even where it does not hold."""
        for number, (line, record) in enumerate(records, 1):
            for fault in self._faults(number, line, record):
                sentence = f"replacement {record.number}, in line {line} of the companion file, does not hold: {fault}"
                self.case.recorder.fail("4.5", sentence)
            self._take(record)

    def _faults(self, number: int, line: int, record: ReplacementRecord) -> Iterator[str]:
        if record.number != number:
            yield f"it should have number {number}"
        yield from self._of_its_time(line, record)
        assert self.case.weights is not None
        history, weights = self.case.tokens, self.case.weights
        revoked, spare = weights.find(record.revoked), weights.find(record.spare)
        if revoked == NOWHERE:
            yield "the credential that it revokes is not in the list of public credentials"
        elif revoked in history.replaced:
            yield "the credential that it revokes was replaced before"
        elif history.spares.get(revoked) == NEVER:
            yield "the credential that it revokes is a spare that belongs to nobody"
        if spare not in history.spares:
            yield "the credential that it issues is not among the charter's spares"
        elif history.spares[spare] != NEVER:
            yield "the spare credential that it issues was issued before"
        elif revoked != NOWHERE and weights.weight(revoked) != weights.weight(spare):
            yield f"it issues weight {weights.weight(spare)} in the place of weight {weights.weight(revoked)}"

    def _of_its_time(self, line: int, record: ReplacementRecord) -> Iterator[str]:
        event = self.case.events.find(bytes.fromhex(record.event))
        if line > self.end or (event is not None and event.type not in (*_WHILE, None)):
            yield "it came after the voting had ended"
        elif event is not None:
            if event.height < self.height:
                yield "it names an earlier event than the one before it"
            self.height = max(self.height, event.height)

    def _take(self, record: ReplacementRecord) -> None:
        assert self.case.weights is not None
        history: TokenHistory = self.case.tokens
        revoked, spare = self.case.weights.find(record.revoked), self.case.weights.find(record.spare)
        event = self.case.events.find(bytes.fromhex(record.event))
        if revoked != NOWHERE:
            history.replaced.setdefault(revoked, record.number)
        if history.spares.get(spare) == NEVER:
            # Of an event that this archive does not have yet there can be no ballot behind it either.
            history.spares[spare] = NEVER - 1 if event is None else event.height
