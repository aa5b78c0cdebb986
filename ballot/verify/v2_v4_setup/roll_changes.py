"""Check 4.5: spare credentials, and what became of the roll since the freeze.

Tokens were replaced, members added and removed. All this is bookkeeping that the mathematics of the protocol does not
know: to belenios-tool a spare credential is one like any other. So everything about it is checked here, and whether a
ballot may be with it is check 5.14.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import UNSET, UnsetType

from ballot.board.companion import AdmissionRecord, RemovalRecord, ReplacementRecord, RollChange
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.case.digests import NOWHERE
from ballot.verify.case.report import some
from ballot.verify.v2_v4_setup.token_history import NEVER, TokenHistory

_WHILE: Final = (EventType.SETUP, EventType.BALLOT)
_NAMES: Final = {ReplacementRecord: "replacement", AdmissionRecord: "admission", RemovalRecord: "removal"}


def verify_roll_changes(case: Case) -> None:
    """Check the charter's spares and every change of the roll since the freeze, and keep what 5.14 needs (4.5)."""
    if case.weights is None:
        case.recorder.skip("the list of public credentials could not be read", "4.5")
        return
    if case.charter is None:
        if not case.foreign and case.known_kind:
            case.recorder.skip("the charter is not at hand", "4.5")
        return
    spares = case.charter.spares
    records = [(line, record) for line, record in case.companion.records if isinstance(record, RollChange)]
    if spares is UNSET and not records:
        return
    for fault in () if isinstance(spares, UnsetType) else _take_spares(case, spares):
        case.recorder.fail("4.5", f"the charter's list of spare credentials does not hold: {fault}", 0)
    _Ledger(case).take_all(records)
    case.recorder.passed("4.5", _summary(case.tokens, len(case.weights)))


def _summary(history: TokenHistory, listed: int) -> str:
    members = listed - len(history.spares)
    said = [some(members, "voter"), some(len(history.spares), "spare credential")]
    said.append(f"{some(len(history.replaced), 'token')} replaced")
    if history.added or history.removed:
        said.append(
            f"{some(history.added, 'member')} added and {len(history.removed)} removed after the roll was frozen"
        )
    in_force = members + history.added - len(history.removed)
    return f"{', '.join(said)}: no more than {in_force} credentials are in force"


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
    """Goes through the changes in the order in which they were written down."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.history: TokenHistory = case.tokens
        self.height = 0  # of the event of the last change
        late = (kind for kind in EventType if kind not in _WHILE)
        ended = {event.digest.hex() for kind in late for event in case.events.of(kind)}
        self.end = next((line for line, record in case.companion.records if record.event in ended), NEVER)

    def take_all(self, records: list[tuple[int, RollChange]]) -> None:
        """Check each change, and note what it does even where it does not hold."""
        for number, (line, record) in enumerate(records, 1):
            what = f"{_NAMES[type(record)]} {record.number}, in line {line} of the companion file,"
            for fault in self._faults(number, line, record):
                self.case.recorder.fail("4.5", f"{what} does not hold: {fault}")
            self._take(record)

    def _find(self, credential: str) -> int:
        assert self.case.weights is not None
        return self.case.weights.find(credential)

    def _weight(self, credential: int) -> int:
        assert self.case.weights is not None
        return self.case.weights.weight(credential)

    def _faults(self, number: int, line: int, record: RollChange) -> Iterator[str]:
        if record.number != number:
            yield f"it should have number {number}"
        yield from self._of_its_time(line, record)
        if not isinstance(record, AdmissionRecord):
            yield from self._of_the_revoked(self._find(record.revoked))
        if not isinstance(record, RemovalRecord):
            yield from self._of_the_spare(self._find(record.spare))
        if isinstance(record, ReplacementRecord):
            yield from self._of_both(self._find(record.revoked), self._find(record.spare))

    def _of_its_time(self, line: int, record: RollChange) -> Iterator[str]:
        event = self.case.events.find(bytes.fromhex(record.event))
        if line > self.end or (event is not None and event.type not in (*_WHILE, None)):
            yield "it came after the voting had ended"
        elif event is not None:
            if event.height < self.height:
                yield "it names an earlier event than the one before it"
            self.height = max(self.height, event.height)

    def _of_the_revoked(self, revoked: int) -> Iterator[str]:
        if revoked == NOWHERE:
            yield "the credential that it revokes is not in the list of public credentials"
        elif revoked in self.history.replaced:
            yield "the credential that it revokes was replaced before"
        elif revoked in self.history.removed:
            yield "the credential that it revokes was revoked before, when its member was removed"
        elif self.history.spares.get(revoked) == NEVER:
            yield "the credential that it revokes is a spare that belongs to nobody"

    def _of_the_spare(self, spare: int) -> Iterator[str]:
        if spare not in self.history.spares:
            yield "the credential that it issues is not among the charter's spares"
        elif self.history.spares[spare] != NEVER:
            yield "the spare credential that it issues was issued before"

    def _of_both(self, revoked: int, spare: int) -> Iterator[str]:
        if revoked != NOWHERE and self.history.spares.get(spare) == NEVER:
            old, new = self._weight(revoked), self._weight(spare)
            if old != new:
                yield f"it issues weight {new} in the place of weight {old}"

    def _take(self, record: RollChange) -> None:
        history = self.history
        if not isinstance(record, AdmissionRecord):
            self._revoke(self._find(record.revoked), record)
        if isinstance(record, RemovalRecord):
            return
        spare = self._find(record.spare)
        if history.spares.get(spare) == NEVER:
            event = self.case.events.find(bytes.fromhex(record.event))
            # Of an event that this archive does not have yet there can be no ballot behind it either.
            history.spares[spare] = NEVER - 1 if event is None else event.height
            if isinstance(record, AdmissionRecord):
                history.added += 1
                history.moved_weight += self._weight(spare)

    def _revoke(self, revoked: int, record: ReplacementRecord | RemovalRecord) -> None:
        if revoked == NOWHERE or self.history.is_revoked(revoked):
            return
        if isinstance(record, ReplacementRecord):
            self.history.replaced[revoked] = record.number
        else:
            self.history.removed[revoked] = record.number
            self.history.moved_weight -= self._weight(revoked)
