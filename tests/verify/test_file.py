"""V0 and V1 over a made-up board, whose payloads nobody decrypts: each fault is reported once, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ballot.records.canonical import encode
from ballot.verify.case.case import Case, Options
from ballot.verify.v0_v1_file.chain import read_archive
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.references import References
from tests.factory.container import RawRecord, Step, chain, pack, sha256_hex, with_record

Records = list[RawRecord]


def made_up(text: str) -> bytes:
    """A record that nobody reads here."""
    return encode({"made": text})


def naming(payload: dict[str, Any], *records: bytes) -> tuple[bytes, list[bytes]]:
    """A payload that names records, and what stands before its event."""
    raw = encode(payload)
    return raw, [*records, raw]


def owned(owner: int, record: bytes) -> tuple[bytes, list[bytes]]:
    return naming({"owner": owner, "payload": sha256_hex(record)}, record)


ELECTION, TRUSTEES, CREDENTIALS = map(made_up, ("election", "trustees", "credentials"))
NAMES = {"election": ELECTION, "trustees": TRUSTEES, "credentials": CREDENTIALS}
SETUP = Step("Setup", *naming({name: sha256_hex(raw) for name, raw in NAMES.items()}, *NAMES.values()))
BALLOTS = [Step("Ballot", made_up(text), [made_up(text)]) for text in ("one", "two")]
TALLY = made_up("tally")
SIZED = naming({"num_tallied": 2, "total_weight": 2, "encrypted_tally": sha256_hex(TALLY)}, TALLY)
END, OPENED = Step("EndBallots"), Step("EncryptedTally", *SIZED)
SHUFFLES = [Step("Shuffle", *owned(1, made_up("shuffle"))), Step("EndShuffles")]
SHARE = Step("PartialDecryption", *owned(1, made_up("share")))
RESULT = Step("Result", made_up("result"), [made_up("result")])
GOOD = [SETUP, *BALLOTS, END, OPENED, *SHUFFLES, SHARE, RESULT]
# Places among the records: header, four records of the Setup event and itself, two of each ballot, and so on.
FIRST_BALLOT, FIRST_EVENT, SECOND_BALLOT, SECOND_EVENT, END_EVENT = 6, 7, 8, 9, 10
TALLY_EVENT, SHUFFLE_EVENT, RESULT_EVENT = 13, 16, 22


def read(raw: bytes, path: Path) -> tuple[Case, File]:
    """V0 and V1 of an archive."""
    path.write_bytes(raw)
    with path.open("rb") as stream:
        case = Case(path, stream, Options())
        return case, read_archive(case, References())


def faults(raw: bytes, folder: Path) -> list[tuple[str, int | None, str]]:
    """What fails."""
    case, _ = read(raw, folder / "x.bel")
    return [(one.id, one.height, one.message) for one in case.recorder.findings() if not one.ok]


def assert_faults(raw: bytes, folder: Path, expected: Sequence[tuple[str, int | None, str]]) -> None:
    """These failures, each with these words, and no others."""
    found = faults(raw, folder)
    assert [one[:2] for one in found] == [one[:2] for one in expected], found
    for (_, _, said), (_, _, words) in zip(found, expected, strict=True):
        assert words in said


def test_a_good_board(tmp_path: Path) -> None:
    case, file = read(pack(chain(GOOD)), tmp_path / "x.bel")
    assert {one.id for one in case.recorder.findings()} == {"0.1", "0.2", "0.3", "0.4", "1.1", "1.2", "1.3"}
    assert all(one.ok for one in case.recorder.findings())
    assert [event.type.value for event in file.events if event.type] == [step.type for step in GOOD]
    for events in range(1, len(GOOD)):
        assert not faults(pack(chain(GOOD[:events])), tmp_path)


def event_change(at: int, **change: Any) -> bytes:
    """Other fields of one event, chained again; None: without the field."""

    def apply(height: int, event: dict[str, Any]) -> None:
        if height == at:
            fields = {**event, **change}
            event.clear()
            order = ("parent", "height", "type", "payload")
            event.update({name: fields[name] for name in order if fields.get(name) is not None})

    return pack(chain(GOOD, apply))


def records(change: Callable[[Records], Records]) -> bytes:
    """The records of the good board, changed."""
    return pack(change(chain(GOOD)))


def steps(*chosen: Step) -> bytes:
    return pack(chain(list(chosen)))


ZEROS = "0" * 64
CHAIN: dict[str, tuple[bytes, list[tuple[str, int | None, str]]]] = {
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


ORPHAN = RawRecord("data", made_up("nobody's"))
PLACES: dict[str, tuple[bytes, list[tuple[str, int | None, str]]]] = {
    "a record that nobody needs": (
        records(lambda r: [*r[:6], ORPHAN, *r[6:]]),
        [("0.3", None, "is superfluous: no event needs it.")],
    ),
    "a record behind the last event": (
        records(lambda r: [*r, ORPHAN]),
        [("0.3", None, "it stands at the end: the archive may be incomplete")],
    ),
    "a record twice": (records(lambda r: [*r[:2], r[1], *r[2:]]), [("0.3", None, "stands twice")]),
    "a ballot that is missing": (
        records(lambda r: [*r[:FIRST_BALLOT], *r[FIRST_EVENT:]]),
        [("1.3", 1, "is not in the archive")],
    ),
    "a ballot behind its event": (
        records(lambda r: [*r[:FIRST_BALLOT], r[FIRST_EVENT], r[FIRST_BALLOT], *r[SECOND_BALLOT:]]),
        [("1.3", 1, "stands behind it instead of before it")],
    ),
    "a ballot before an earlier event": (
        records(lambda r: [*r[:FIRST_BALLOT], r[SECOND_BALLOT], *r[FIRST_BALLOT:SECOND_BALLOT], *r[SECOND_EVENT:]]),
        [("0.4", 2, "do not stand where the protocol writes them")],
    ),
    "records of the Setup event in another order": (
        records(lambda r: [r[0], r[2], r[1], *r[3:]]),
        [("0.4", 0, "do not stand where the protocol writes them")],
    ),
    "a named record behind its event": (
        records(lambda r: [*r[: TALLY_EVENT - 2], *r[TALLY_EVENT - 1 : TALLY_EVENT + 1], r[TALLY_EVENT - 2], *r[14:]]),
        [("0.4", 4, "do not stand where the protocol writes them")],
    ),
    "a share again, written once": (
        steps(*GOOD[:-1], Step("PartialDecryption", SHARE.payload)),
        [("0.4", 8, "is not written again before it")],
    ),
    "another time": (
        records(lambda r: with_record(r, FIRST_BALLOT, timestamp=1)),
        [("0.2", None, "carries another time than the archive's header")],
    ),
    "a header of another version": (
        records(lambda r: with_record(r, 0, content=r[0].content.replace(b":1,", b":2,"))),
        [("0.2", None, "archive's version is 2")],
    ),
    "a header whose version is true": (
        records(lambda r: with_record(r, 0, content=r[0].content.replace(b":1,", b":true,"))),
        [("0.2", None, "archive's version is True")],
    ),
    "a header without a time": (
        records(lambda r: with_record(r, 0, content=encode({"version": 1}))),
        [("0.2", None, "archive's header is malformed")],
    ),
    "a header with a field twice": (
        records(lambda r: with_record(r, 0, content=r[0].content.replace(b"{", b'{"version":1,'))),
        [("0.5", None, "archive's header: ")],
    ),
    "a ballot changed under its name": (
        records(lambda r: with_record(r, FIRST_BALLOT, content=made_up("x"), name=r[FIRST_BALLOT].own_name())),
        [("0.3", None, "does not have the hash in its name")],
    ),
    "a ballot under a false name": (
        records(lambda r: with_record(r, FIRST_BALLOT, name=f"{ZEROS}.data.json")),
        [("0.3", None, "does not have the hash in its name")],
    ),
    "an event under no name": (
        records(lambda r: with_record(r, FIRST_EVENT, name="event.json")),
        [("0.1", None, "record is named")],
    ),
    "a ballot under no name": (
        records(lambda r: with_record(r, FIRST_BALLOT, name="ballot.json")),
        [("0.1", None, "record is named")],
    ),
    "a record that nobody needs under no name": (
        records(lambda r: [*r[:6], RawRecord("data", made_up("x"), name="x"), *r[6:]]),
        [("0.1", None, "record is named")],
    ),
    "no more than half an event": (pack(chain(GOOD))[:-700], [("0.1", None, "archive is incomplete")]),
    "a share cut off": (pack(chain(GOOD[:-1]))[:-1], [("0.1", None, "archive is incomplete")]),
}


@pytest.mark.parametrize("what", PLACES)
def test_a_fault_of_the_records_is_reported_once(what: str, tmp_path: Path) -> None:
    assert_faults(PLACES[what][0], tmp_path, PLACES[what][1])


def test_a_share_may_be_written_again(tmp_path: Path) -> None:
    assert not faults(steps(*GOOD[:-1], SHARE, RESULT), tmp_path)
