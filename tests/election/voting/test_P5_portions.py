"""P5: while the voting is open, the public sees ballots in portions, and nobody sees when a credential votes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ballot.board.checkpoint import Receipt, parse_checkpoint
from ballot.board.companion import companion_hash
from ballot.crypto.credentials import new_token
from ballot.crypto.hashing import sha256_hex
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.schedule import Schedule
from ballot.election.result.public_view import (
    archive_stream,
    board_entries,
    companion_stream,
    find_ballot,
    public_checkpoint,
    public_elections,
    public_view,
    receipt_of,
)
from ballot.election.scene import Scene
from ballot.election.voting import portions
from ballot.errors import BallotRefused
from ballot.records.canonical import decode
from ballot.verify import verify_archive
from tests.election.scenario import URL, Scenario, opened

FEW = 3  # the smallest portion in these tests


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "SMALLEST", FEW)


@pytest.fixture
def election(database) -> Scenario:
    return opened(database, members=6, re_voting=True)


def cast(election: Scenario, *members: int) -> list[str]:
    """Cast ballots; return their tracking numbers."""
    return [decode(Receipt, election.cast(election.ballot(member))).tracking_number for member in members]


def look_after(election: Scenario, folder: Path) -> None:
    """Let the server's clock do what is due."""
    Schedule(election.database, election.identity, KnownCheckpoints(folder), URL).keep()


def shown(election: Scenario) -> dict[str, object]:
    """Return all that tells the public how far the board is; every part must say the same."""
    view = election.look(public_view)
    note = parse_checkpoint(election.look(public_checkpoint, identity=election.identity))
    archive = b"".join(election.look(lambda scene: list(archive_stream(scene))))
    lines = election.look(lambda scene: [line[:-1] for line in companion_stream(scene)])
    entries, found = election.look(board_entries)
    with election.database.reading() as session:
        listed = public_elections(session)[0].ballots
    assert companion_hash(lines) == note.companion_hash and len(lines) == note.companion_records
    assert (
        view.ballots == found == len(entries) == listed == len(re.findall(rb"[0-9a-f]{64}\.event\.json", archive)) - 1
    )
    assert view.checksums is not None and view.checksums.events == note.size == view.ballots + 1
    assert [entry.height for entry in entries] == list(range(1, view.ballots + 1))
    return {"ballots": view.ballots, "numbers": [entry.tracking_number for entry in entries]}


def test_nothing_of_a_ballot_is_public_before_its_portion(election, time, tmp_path: Path) -> None:
    cast(election, 0, 1, 2, 3)
    time.move(minutes=59)
    look_after(election, tmp_path)
    assert shown(election)["ballots"] == 0
    assert election.ask(election.tokens[0], as_owner=False).fresh, "the question about a credential tells it too"
    assert election.look(board_entries, "/")[0] == election.look(board_entries, "A")[0] == []
    time.move(minutes=1)
    look_after(election, tmp_path)
    assert shown(election)["ballots"] == 4
    assert not election.ask(election.tokens[0], as_owner=False).fresh


def test_a_made_up_ballot_does_not_tell_whether_a_credential_has_voted(sqlite) -> None:
    election = opened(sqlite, members=3)
    forged = []
    for member in (0, 1):
        ballot = json.loads(election.ballot(member))
        token, election.tokens[member] = election.tokens[member], new_token()
        ballot["signature"]["proof"] = json.loads(election.ballot(member))["signature"]["proof"]
        election.tokens[member] = token
        forged.append(json.dumps(ballot, separators=(",", ":")).encode())
    cast(election, 0)
    said = []
    for raw in forged:
        with pytest.raises(BallotRefused) as refused:
            election.cast(raw)
        said.append((refused.value.code, refused.value.check, str(refused.value)))
    assert said[0] == said[1] and said[0][:2] == ("invalid-ballot", "5.4")


def test_the_ballot_that_fills_a_portion_does_not_release_it(election, time, tmp_path: Path) -> None:
    cast(election, *range(FEW - 1))
    time.move(hours=1)
    look_after(election, tmp_path)
    cast(election, FEW)
    for minutes in (1, 30, 28):
        time.move(minutes=minutes)
        look_after(election, tmp_path)
        assert shown(election)["ballots"] == 0
    time.move(minutes=1)
    look_after(election, tmp_path)
    assert shown(election)["ballots"] == FEW


def test_a_small_portion_comes_out_after_a_day(election, time, tmp_path: Path) -> None:
    cast(election, 0)
    for _ in range(23):
        time.move(hours=1)
        look_after(election, tmp_path)
    assert shown(election)["ballots"] == 0
    time.move(hours=1)
    look_after(election, tmp_path)
    assert shown(election)["ballots"] == 1


def test_the_holder_of_a_receipt_waits_for_nothing(election) -> None:
    (number,) = cast(election, 0)
    assert shown(election)["ballots"] == 0
    entries, found = election.look(board_entries, number)
    assert found == 1 and [entry.tracking_number for entry in entries] == [number]
    assert election.look(find_ballot, number) == entries[0]
    assert decode(Receipt, election.look(receipt_of, number)).tracking_number == number
    assert election.ask(election.tokens[0]).spent_at is not None
    for part in (number[:-1], number[1:], number[:-1] + ("A" if number[-1] != "A" else "B")):
        assert election.look(board_entries, part) == ([], 0)


def test_a_ballot_that_is_shown_does_not_tell_when_it_is_replaced(election, time, tmp_path: Path) -> None:
    numbers = cast(election, 0, 1, 2)
    time.move(hours=1)
    look_after(election, tmp_path)
    cast(election, 0)
    assert all(entry.counts for entry in election.look(board_entries)[0])
    assert election.look(find_ballot, numbers[0]).counts
    cast(election, 3, 4)
    time.move(hours=1)
    look_after(election, tmp_path)
    assert [entry.counts for entry in election.look(board_entries)[0]] == [False, *[True] * 5]
    assert not election.look(find_ballot, numbers[0]).counts


# The companion file of an open board has no signed checkpoint yet.
SO_FAR = ("valid in part", ("the server's signatures",))


def test_what_is_shown_can_be_verified_against_its_checkpoint_and_the_one_before(
    election, time, tmp_path: Path
) -> None:
    key, files = election.identity.key.public_hex, tmp_path / "files"
    files.mkdir()
    (files / "before.note").write_text(election.look(public_checkpoint, identity=election.identity))
    cast(election, 0, 1, 2)
    time.move(hours=1)
    look_after(election, tmp_path)
    (late,) = cast(election, 3)
    (files / "now.note").write_text(election.look(public_checkpoint, identity=election.identity))
    archive, companion = files / "so_far.bel", files / "so_far.jsonl"
    archive.write_bytes(b"".join(election.look(lambda scene: list(archive_stream(scene)))))
    companion.write_bytes(b"".join(election.look(lambda scene: list(companion_stream(scene)))))
    for note in ("before.note", "now.note"):
        report = verify_archive(archive, companion, against=files / note, server_key=key, jobs=1)
        assert (report.verdict, report.unchecked) == SO_FAR, report.failures
    (files / "receipt.json").write_bytes(election.look(receipt_of, late))
    report = verify_archive(archive, companion, against=files / "receipt.json", server_key=key, jobs=1)
    assert (report.verdict, report.unchecked) == SO_FAR, "its portion has not come out yet"
    assert any("has not come out yet" in warning.message for warning in report.warnings)


def test_after_the_end_everything_is_shown(election) -> None:
    numbers = cast(election, 0, 1)
    election.close()
    view = election.look(public_view)
    assert view.ballots == 2 and view.checksums.events == 5
    assert [entry.tracking_number for entry in election.look(board_entries)[0]] == numbers
    archive = b"".join(election.look(lambda scene: list(archive_stream(scene))))
    assert len(re.findall(rb"[0-9a-f]{64}\.event\.json", archive)) == 5


def test_the_officer_sees_everything_at_once(election) -> None:
    raw = election.ballot(0)
    election.cast(raw)
    archive = b"".join(election.look(lambda scene: list(archive_stream(scene, complete=True))))
    assert f"{sha256_hex(raw)}.data.json".encode() in archive


def test_a_stopped_voting_shows_its_portions_too(election, time, tmp_path: Path) -> None:
    cast(election, 0, 1, 2)

    def stop(scene: Scene) -> None:
        scene.election.stopped_at = time.now()

    election.act(stop)
    time.move(hours=1)
    look_after(election, tmp_path)
    assert shown(election)["ballots"] == 3
