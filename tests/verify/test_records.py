"""V0 and V1 over a made-up board: each fault of the records is reported once, and what later phases are told."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from ballot.board import merkle
from ballot.board.checkpoint import Checkpoint
from ballot.records.canonical import encode
from ballot.verify.case.case import Case, ChangedWhileReading, Options
from ballot.verify.v0_v1_file.chain import read_archive
from ballot.verify.v0_v1_file.container import is_archive
from ballot.verify.v0_v1_file.hashed import Hashed
from ballot.verify.v0_v1_file.older import Older
from ballot.verify.v0_v1_file.references import References
from tests.factory.board import (
    BALLOTS,
    END,
    FIRST_BALLOT,
    FIRST_EVENT,
    GOOD,
    RESULT,
    SECOND_BALLOT,
    SECOND_EVENT,
    SETUP,
    SHARE,
    SHUFFLES,
    TALLY,
    TALLY_EVENT,
    ZEROS,
    Fault,
    assert_faults,
    faults,
    made_up,
    read,
    records,
    steps,
)
from tests.factory.container import RawRecord, Step, chain, pack, tar_record, with_record


def test_a_good_board(tmp_path: Path) -> None:
    case, file = read(pack(chain(GOOD)), tmp_path / "x.bel")
    assert {one.id for one in case.recorder.findings()} == {"0.1", "0.2", "0.3", "0.4", "1.1", "1.2", "1.3"}
    assert all(one.ok for one in case.recorder.findings())
    assert (file.unreadable, file.superfluous_ends, file.index.borrowed) == ((), (), set())
    assert [event.type.value for event in file.events if event.type] == [step.type for step in GOOD]
    for events in range(1, len(GOOD)):
        assert not faults(pack(chain(GOOD[:events])), tmp_path)


def unreadable(height: int, event: dict[str, Any]) -> None:
    """Make the first ballot's event one that cannot be read."""
    if height == 1:
        event["height"] = "1"


ORPHAN = RawRecord("data", made_up("nobody's"))
PLACES: dict[str, tuple[bytes, list[Fault]]] = {
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
    "a record that nobody needs, and a file that is cut off": (
        records(lambda r: [*r[:6], ORPHAN, *r[6:]])[:-700],
        [("0.1", None, "archive is incomplete"), ("0.3", None, "is superfluous")],
    ),
    "a record that nobody needs behind an event that cannot be read": (
        pack([*(r := chain(GOOD[:4], unreadable))[:-1], ORPHAN, r[-1]]),
        [("0.3", None, "is superfluous"), ("0.5", 1, "cannot be read")],
    ),
    "a record before a ballot without a payload": (
        steps(SETUP, Step("Ballot", None, [made_up("x")]), END),
        [("0.3", None, "is superfluous"), ("1.3", 1, "has no payload")],
    ),
    "a size of the tally that is missing": (
        records(lambda r: [*r[: TALLY_EVENT - 1], *r[TALLY_EVENT:]]),
        [("1.3", 4, "is not in the archive")],
    ),
    "no header": (records(lambda r: r[1:]), [("0.1", None, "first record is")]),
    "a header with its time as a number": (
        records(lambda r: with_record(r, 0, content=encode({"version": 1, "timestamp": r[0].timestamp}))),
        [],
    ),
    "no event at all": (pack(chain(GOOD)[:3])[:-1], [("0.1", None, "archive is incomplete")]),
    "no more than half an event": (pack(chain(GOOD))[:-700], [("0.1", None, "archive is incomplete")]),
    "a share cut off": (pack(chain(GOOD[:-1]))[:-1], [("0.1", None, "archive is incomplete")]),
}


@pytest.mark.parametrize("what", PLACES)
def test_a_fault_of_the_records_is_reported_once(what: str, tmp_path: Path) -> None:
    assert_faults(PLACES[what][0], tmp_path, PLACES[what][1])


def test_a_share_may_be_written_again(tmp_path: Path) -> None:
    assert not faults(steps(*GOOD[:-1], SHARE, RESULT), tmp_path)


def test_what_later_phases_are_told(tmp_path: Path) -> None:
    _, file = read(steps(*GOOD[:5], SHUFFLES[1], SHARE, RESULT), tmp_path / "x.bel")
    assert file.superfluous_ends == (5,)
    _, file = read(steps(*GOOD[:-1], Step("PartialDecryption", SHARE.payload)), tmp_path / "x.bel")
    assert file.index.borrowed == {8}
    case, file = read(PLACES["a header with its time as a number"][0], tmp_path / "x.bel")
    assert [height for height, _ in case.reader.deviations] == [None]
    case, _ = read(PLACES["no header"][0], tmp_path / "x.bel")
    assert dict(case.recorder.not_checked()) == {"0.2": "The archive's header could not be read."}


def test_a_damaged_record_is_not_used_under_its_name(tmp_path: Path) -> None:
    path, old, new = tmp_path / "x.bel", BALLOTS[0].data[0], made_up("x")
    path.write_bytes(records(lambda r: with_record(r, FIRST_BALLOT, content=new, name=r[FIRST_BALLOT].own_name())))
    with path.open("rb") as stream:
        file = read_archive(Case(path, stream, Options()), References())
        assert file.content(hashlib.sha256(old).digest()) is None
        assert file.content(hashlib.sha256(new).digest()) == new
        assert file.content(hashlib.sha256(TALLY).digest()) == TALLY
        assert file.content(None) is None and file.content(bytes(32)) is None


def test_a_record_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.bel"
    path.write_bytes(pack(chain(GOOD)))
    with path.open("rb") as stream:
        file = read_archive(Case(path, stream, Options()), References())
        path.write_bytes(path.read_bytes().replace(TALLY, TALLY.replace(b"t", b"T")))
        with pytest.raises(ChangedWhileReading):
            file.content(hashlib.sha256(TALLY).digest())


@pytest.mark.parametrize("size", [1, 4, len(GOOD)])
def test_roots_and_hashes_that_are_compared(size: int, tmp_path: Path) -> None:
    path, raw = tmp_path / "x.bel", pack(chain(GOOD))
    path.write_bytes(raw)
    checkpoint = Checkpoint("x/y", size, ZEROS, 0, ZEROS)
    older = Older(path, size, checkpoint=checkpoint)
    said: list[tuple[str, int, int]] = []
    with path.open("rb") as stream:
        case = Case(path, stream, Options(progress=lambda *now: said.append(now)))
        file = read_archive(case, References(older, mark=700))
    frontier: list[bytes] = []
    events = [record.content for record in chain(GOOD) if record.kind == "event"]
    for number, content in enumerate(events[:size]):
        frontier = merkle.append(frontier, number, merkle.leaf_hash(content))
    assert file.roots == {size: merkle.root(frontier)}
    assert file.hashed is not None
    assert (file.hashed.hexdigest(), file.hashed.position) == (hashlib.sha256(raw).hexdigest(), len(raw))
    assert file.hashed.at_mark == hashlib.sha256(raw[:700]).hexdigest()
    assert said == [("Reading the archive", 0, len(raw))]


@pytest.mark.parametrize("mark", [0, 1, 512, 513, 2048])
def test_the_hash_of_the_beginning_whatever_is_read_at_once(mark: int) -> None:
    raw = bytes(range(256)) * 8
    hashed = Hashed(io.BytesIO(raw), mark)
    while hashed.read(512):
        assert (hashed.at_mark != "") == (0 < mark <= hashed.position)
    assert hashed.at_mark == (hashlib.sha256(raw[:mark]).hexdigest() if mark else "")
    assert (hashed.position, hashed.hexdigest()) == (2048, hashlib.sha256(raw).hexdigest())


def test_what_looks_like_an_archive() -> None:
    good = tar_record("anything", b"x", 1)
    other = tar_record("anything", b"x", 1, checksum=b"000001\0 ")
    marked = {good: True, b"BELENIOS": True, b"": False, good[:511]: False, good[:512]: True, other: False}
    marked |= {bytes(512): False, tar_record("", b"", 1): False, tar_record("a", b"", 1, checksum=b"x" * 8): False}
    for raw, expected in marked.items():
        stream = io.BytesIO(raw)
        assert is_archive(stream) == expected, raw[:20]
        assert stream.tell() == 0
