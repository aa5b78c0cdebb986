"""V0 and V1 over a made-up board: each fault of the chain of events is reported once, and where it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ballot.records.canonical import encode
from ballot.records.event import EventType
from tests.factory.board import (
    BALLOTS,
    END,
    END_EVENT,
    FIRST_EVENT,
    GOOD,
    OPENED,
    RESULT,
    RESULT_EVENT,
    SECOND_EVENT,
    SETUP,
    SHARE,
    SHUFFLES,
    SIZED,
    ZEROS,
    Fault,
    assert_faults,
    event_change,
    read,
    records,
    steps,
)
from tests.factory.container import Step, chain, pack, sha256_hex, with_record


def twice(raw: bytes) -> bytes:
    """The same record with its first field twice."""
    return raw.replace(b"{", b"{" + raw[1 : raw.index(b",") + 1], 1)


CHAIN: dict[str, tuple[bytes, list[Fault]]] = {
    "an event twice": (
        records(lambda r: [*r[: FIRST_EVENT + 1], r[FIRST_EVENT], *r[FIRST_EVENT + 1 :]]),
        [("0.3", 2, "stands twice")],
    ),
    "an event under a false name": (
        records(lambda r: with_record(r, FIRST_EVENT, name=f"{ZEROS}.event.json")),
        [("0.3", None, "does not have the hash in its name")],
    ),
    "an event under a false name and again under its own": (
        records(
            lambda r: [
                *r[:FIRST_EVENT],
                *with_record([r[FIRST_EVENT]], 0, name=f"{ZEROS}.event.json"),
                *r[FIRST_EVENT:],
            ]
        ),
        [("0.3", None, "does not have the hash in its name"), ("0.3", 2, "stands twice")],
    ),
    "a false name twice": (
        records(
            lambda r: [
                *r[:FIRST_EVENT],
                *with_record([r[FIRST_EVENT]] * 2, 0, name=f"{ZEROS}.event.json")[:1] * 2,
                *r[FIRST_EVENT + 1 :],
            ]
        ),
        [("0.3", None, "does not have"), ("0.3", 2, f"event {ZEROS} stands twice")],
    ),
    "another parent": (event_change(2, parent=ZEROS), [("1.1", 2, "which is not the event before it")]),
    "no parent": (event_change(2, parent=None), [("1.1", 2, "names no predecessor")]),
    "a beginning with a parent": (event_change(0, parent=ZEROS), [("1.1", 0, "the beginning of the chain is missing")]),
    "a height left out": (
        event_change(2, height=3),
        [("1.1", 2, "number 3; the one before it asks for 2"), ("1.1", 3, "number 3; the one before it asks for 4")],
    ),
    "an unknown type": (event_change(2, type="Vote"), [("1.2", 2, "no event of type 'Vote'")]),
    "an unreadable event": (event_change(2, height="2"), [("0.5", 2, "This event cannot be read")]),
    "a type that is no text": (event_change(2, type=5), [("0.5", 2, "This event cannot be read")]),
    "an end of the vote that cannot be read": (event_change(3, height="3"), [("0.5", 3, "This event cannot be read")]),
    "a beginning that cannot be read": (event_change(0, height="0"), [("0.5", 0, "This event cannot be read")]),
    "a beginning without a payload": (event_change(0, payload=None), [("1.3", 0, "has no payload")]),
    "an event with a field twice": (
        records(lambda r: with_record(r, RESULT_EVENT, content=twice(r[RESULT_EVENT].content))),
        [("0.5", 8, "This event cannot be read")],
    ),
    "an end under a false name": (
        records(lambda r: with_record(r, END_EVENT, name=f"{ZEROS}.event.json")),
        [("0.3", None, "does not have the hash in its name")],
    ),
    "a payload that is not there for an event that has none": (
        event_change(3, payload=ZEROS),
        [("1.3", 3, "has a payload, which it must not have")],
    ),
    "an end of shuffles without shuffles": (steps(*GOOD[:5], SHUFFLES[1], SHARE, RESULT), []),
    "an end with a payload": (
        event_change(3, payload=sha256_hex(BALLOTS[0].data[0])),
        [("1.3", 3, "has a payload, which it must not have")],
    ),
    "a ballot without a payload": (
        steps(SETUP, Step("Ballot"), *GOOD[3:]),
        [("1.3", 1, "has no payload")],
    ),
    "no beginning": (steps(*BALLOTS), [("1.2", 0, "at the start"), ("1.2", None, "it has no Setup event")]),
    "a ballot after the end": (
        steps(SETUP, BALLOTS[0], END, BALLOTS[1], OPENED),
        [("1.2", 3, "after EndBallots"), ("6.1", 3, "after voting had ended")],
    ),
    "a ballot after the tally": (
        steps(SETUP, BALLOTS[0], END, OPENED, BALLOTS[1]),
        [("1.2", 4, "after EncryptedTally"), ("6.1", 4, "after voting had ended")],
    ),
    "a tally before the end": (
        steps(SETUP, BALLOTS[0], OPENED, SHARE),
        [("1.2", 2, "after Ballot"), ("6.1", 2, "before voting had ended")],
    ),
    "a second tally": (
        steps(*GOOD[:5], Step("EncryptedTally", SIZED[0], SIZED[1])),
        [("1.2", 5, "after EncryptedTally")],
    ),
    "an event after the result": (
        steps(*GOOD, Step("EndBallots")),
        [("1.2", len(GOOD), "after Result"), ("9.1", len(GOOD), "follows the result")],
    ),
}


@pytest.mark.parametrize("what", CHAIN)
def test_a_fault_of_the_chain_is_reported_once(what: str, tmp_path: Path) -> None:
    assert_faults(CHAIN[what][0], tmp_path, CHAIN[what][1])


@pytest.mark.parametrize("change", [{"parent": ZEROS}, {"height": 3}, {"payload": ZEROS}])
def test_an_event_changed_under_its_name_is_one_fault(change: dict[str, Any], tmp_path: Path) -> None:
    """Only its name may be wrong if it is to be believed: a changed event is like one that cannot be read."""
    made = chain(GOOD)
    changed = encode({**json.loads(made[SECOND_EVENT].content), **change})
    raw = pack(with_record(made, SECOND_EVENT, content=changed, name=made[SECOND_EVENT].own_name()))
    assert_faults(raw, tmp_path, [("0.3", None, "does not have the hash in its name")])
    assert read(raw, tmp_path / "x.bel")[1].unreadable == (2,)


def test_an_event_of_which_only_the_name_is_wrong_is_believed(tmp_path: Path) -> None:
    for place, height in ((SECOND_EVENT, 2), (END_EVENT, 3), (5, 0)):
        raw = records(lambda r, at=place: with_record(r, at, name=f"{ZEROS}.event.json"))
        _, file = read(raw, tmp_path / "x.bel")
        assert (file.unreadable, file.events[height].type) == ((), EventType(GOOD[height].type))
