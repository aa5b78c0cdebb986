"""Check 7.2, the excusals: mixers who need not shuffle, since two officers excused them in public.

They are checked as soon as they are published, even before the first shuffle: a trustee's tool that finds one against
the rules opens nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from ballot.board.companion import ExcusedMixerRecord
from ballot.board.mixers import required_mixers
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys

_IN_TIME: Final = (EventType.ENCRYPTED_TALLY, EventType.SHUFFLE)


def check_excusals(case: Case, file: File, setup: Setup, keys: TrusteeKeys, mixed: Collection[int]) -> tuple[int, ...]:
    """Check each excusal (7.2), and return whose shuffles must be there. `mixed`: who has shuffled."""
    if setup.charter is None:
        return ()
    records = list(_excusals(case, file))
    required, faults = required_mixers(setup.charter.policy, [record.owner for _, record, _ in records], mixed)
    refused = dict(faults)
    for place, (line, record, lateness) in enumerate(records):
        fault, who = lateness or refused.get(place), keys.who(record.owner)
        if fault:
            sentence = f"the excusal of {who} in line {line} of the companion file does not hold: {fault}"
            case.recorder.fail("7.2", sentence)
        else:
            case.recorder.warn("7.2", f"{who} was excused from shuffling; the reason given: {reason_of(record)}")
    return required


def reason_of(record: ExcusedMixerRecord) -> str:
    """Return the reason on one line."""
    return " ".join(record.reason.split())


def _excusals(case: Case, file: File) -> Iterator[tuple[int, ExcusedMixerRecord, str]]:
    """Yield each excusal with its line, and why it was not made while the ballots were shuffled (empty: it was)."""
    reached = 0  # height of the latest event that a line up to here belongs to
    for line, record in case.companion.records:
        event = file.events.find(bytes.fromhex(record.event))
        if isinstance(record, ExcusedMixerRecord):
            late = event is not None and (event.type not in (*_IN_TIME, None) or event.height < reached)
            yield line, record, "it was not made while the ballots were being shuffled" if late else ""
        if event is not None:
            reached = max(reached, event.height)
