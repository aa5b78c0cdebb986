"""Check 4.5: spare credentials, and the changes of the roll since the freeze.

Tokens are replaced; members are added and removed. The protocol knows nothing of this: to belenios-tool a spare
credential is like any other. So it is checked here, and check 5.14 says whether a ballot may be cast with it.
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
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.token_history import NEVER, TokenHistory
from ballot.verify.v2_v4_setup.voters import Voters

_WHILE: Final = (EventType.SETUP, EventType.BALLOT)
_NAMES: Final = {ReplacementRecord: "replacement", AdmissionRecord: "admission", RemovalRecord: "removal"}


def verify_roll_changes(case: Case, file: File, setup: Setup, voters: Voters) -> TokenHistory:
    """Check the charter's spares and every change of the roll since the freeze (4.5)."""
    if setup.charter is None:
        if not setup.foreign and setup.origin_known:
            case.recorder.skip("the charter is not at hand", "4.5")
        return TokenHistory()
    spares = setup.charter.spares
    records = [(line, record) for line, record in case.companion.records if isinstance(record, RollChange)]
    if spares is UNSET and not records:
        return TokenHistory()
    ledger = _Ledger(case, file, voters)
    for fault in () if isinstance(spares, UnsetType) else ledger.accept_spares(spares):
        case.recorder.fail("4.5", f"the charter's list of spare credentials does not hold: {fault}", 0)
    ledger.accept_changes(records)
    history = ledger.history()
    case.recorder.passed("4.5", _summary(history, len(voters)))
    return history


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


class _Ledger:
    """Goes through the spares, and the changes in the order in which they were written down."""

    def __init__(self, case: Case, file: File, voters: Voters) -> None:
        self.case, self.file, self.voters = case, file, voters
        self.spares: dict[int, int] = {}
        self.replaced: dict[int, int] = {}
        self.removed: dict[int, int] = {}
        self.added = self.spare_weight = self.moved_weight = 0
        self.height = 0  # of the event of the last change
        late = (kind for kind in EventType if kind not in _WHILE)
        ended = {event.digest.hex() for kind in late for event in file.events.of(kind)}
        self.end = next((line for line, record in case.companion.records if record.event in ended), NEVER)

    def history(self) -> TokenHistory:
        """Return the changes of the roll."""
        return TokenHistory(self.spares, self.replaced, self.removed, self.added, self.spare_weight, self.moved_weight)

    def accept_spares(self, spares: tuple[str, ...]) -> Iterator[str]:
        """Note the spares; yield what is wrong with their list."""
        if not spares:
            yield "it is empty, and then it is left out"
        if any(one >= other for one, other in zip(spares, spares[1:], strict=False)):
            yield "it is not sorted, or one stands twice in it"
        for place, spare in enumerate(spares, 1):
            number = self.voters.find(spare)
            if number == NOWHERE:
                yield f"spare credential {place} is not in the list of public credentials"
            elif number not in self.spares:
                self.spares[number] = NEVER
                self.spare_weight += self.voters.weight(number)
        if spares and len(self.spares) == len(self.voters):
            yield "all credentials are spare, so that there is nobody to vote"

    def accept_changes(self, records: list[tuple[int, RollChange]]) -> None:
        """Check each change, and note what it does even if it is not valid."""
        for number, (line, record) in enumerate(records, 1):
            what = f"{_NAMES[type(record)]} {record.number}, in line {line} of the companion file,"
            for fault in self._faults(number, line, record):
                self.case.recorder.fail("4.5", f"{what} does not hold: {fault}")
            self._accept(record)

    def _faults(self, number: int, line: int, record: RollChange) -> Iterator[str]:
        if record.number != number:
            yield f"it should have number {number}"
        yield from self._of_its_time(line, record)
        if not isinstance(record, AdmissionRecord):
            yield from self._of_the_revoked(self.voters.find(record.revoked))
        if not isinstance(record, RemovalRecord):
            yield from self._of_the_spare(self.voters.find(record.spare))
        if isinstance(record, ReplacementRecord):
            yield from self._of_both(self.voters.find(record.revoked), self.voters.find(record.spare))

    def _of_its_time(self, line: int, record: RollChange) -> Iterator[str]:
        event = self.file.events.find(bytes.fromhex(record.event))
        if line > self.end or (event is not None and event.type not in (*_WHILE, None)):
            yield "it came after the voting had ended"
        elif event is not None:
            if event.height < self.height:
                yield "it names an earlier event than the one before it"
            self.height = max(self.height, event.height)

    def _of_the_revoked(self, revoked: int) -> Iterator[str]:
        if revoked == NOWHERE:
            yield "the credential that it revokes is not in the list of public credentials"
        elif revoked in self.replaced:
            yield "the credential that it revokes was replaced before"
        elif revoked in self.removed:
            yield "the credential that it revokes was revoked before, when its member was removed"
        elif self.spares.get(revoked) == NEVER:
            yield "the credential that it revokes is a spare that belongs to nobody"

    def _of_the_spare(self, spare: int) -> Iterator[str]:
        if spare not in self.spares:
            yield "the credential that it issues is not among the charter's spares"
        elif self.spares[spare] != NEVER:
            yield "the spare credential that it issues was issued before"

    def _of_both(self, revoked: int, spare: int) -> Iterator[str]:
        if revoked != NOWHERE and self.spares.get(spare) == NEVER:
            old, new = self.voters.weight(revoked), self.voters.weight(spare)
            if old != new:
                yield f"it issues weight {new} in the place of weight {old}"

    def _accept(self, record: RollChange) -> None:
        if not isinstance(record, AdmissionRecord):
            self._revoke(self.voters.find(record.revoked), record)
        if isinstance(record, RemovalRecord):
            return
        spare = self.voters.find(record.spare)
        if self.spares.get(spare) == NEVER:
            event = self.file.events.find(bytes.fromhex(record.event))
            # If this archive does not have the event yet, it has no ballot after it either.
            self.spares[spare] = NEVER - 1 if event is None else event.height
            if isinstance(record, AdmissionRecord):
                self.added += 1
                self.moved_weight += self.voters.weight(spare)

    def _revoke(self, revoked: int, record: ReplacementRecord | RemovalRecord) -> None:
        if revoked == NOWHERE or revoked in self.replaced or revoked in self.removed:
            return
        if isinstance(record, ReplacementRecord):
            self.replaced[revoked] = record.number
        else:
            self.removed[revoked] = record.number
            self.moved_weight -= self.voters.weight(revoked)
