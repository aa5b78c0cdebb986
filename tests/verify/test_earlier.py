"""Verifying only what is new: state files, older copies, and what the report says of what was taken over."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ballot.board.archive import header_record
from ballot.cli.auditor.verify import verify as command
from ballot.verify import Report, verify_archive
from ballot.verify.case.case import Unusable
from ballot.verify.case.text import render
from ballot.verify.v0_v1_file import incremental
from ballot.verify.v5_ballots import work
from tests.factory.container import cut
from tests.factory.elections import Maker

VOTES = [(voter, [[1, 0]]) for voter in range(6)]
FIRST = 4  # events in the older copy: Setup and three ballots


@pytest.fixture(scope="module")
def six() -> Maker:
    """Six ballots, and a result."""
    return Maker(voters=6, votes=VOTES).build()


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The ballots that are really verified from now on."""
    ballots: list[bytes] = []

    def watch(context: Any, raw: bytes) -> Any:
        ballots.append(raw)
        return examine(context, raw)

    examine = work.examine
    monkeypatch.setattr(work, "examine", watch)
    return ballots


def write(folder: Path, name: str, archive: bytes) -> Path:
    """Write an archive."""
    path = folder / name
    path.write_bytes(archive)
    return path


def first_run(maker: Maker, folder: Path, events: int = FIRST) -> tuple[Path, Path]:
    """Verify the first events; return that archive and the state file."""
    path, state = write(folder, "first.bel", cut(maker.archive, events)), folder / "state"
    report = verify_archive(path, jobs=1, state=state)
    assert report.verdict == "valid in part", report.failures  # without its companion file
    return path, state


def second_run(maker: Maker, folder: Path, archive: bytes | None = None, **options: Any) -> Report:
    """Verify the whole election, with its companion file."""
    path, companion = maker.write(folder)
    if archive is not None:
        path.write_bytes(archive)
    return verify_archive(path, companion, jobs=1, **options)


def test_only_new_ballots_are_verified(six: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    _, state = first_run(six, tmp_path)
    assert examined == six.ballots[:3]
    examined.clear()
    report = second_run(six, tmp_path, state=state)
    assert report.verdict == "valid", report.failures
    assert examined == six.ballots[3:]


def test_the_report_tells_taken_over_from_passed(six: Maker, tmp_path: Path) -> None:
    _, state = first_run(six, tmp_path)
    report = second_run(six, tmp_path, state=state)
    applying = ["5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7"]
    assert [(taken.id, taken.ballots) for taken in report.taken_over] == [(check, 3) for check in applying]
    assert "3 of 6 ballots were not verified anew" in report.reason
    passed = {finding.id: finding.message for finding in report.findings if finding.ok and not finding.warning}
    assert passed["5.7"] == "3 new ballots, each proved to be a permitted vote."
    assert passed["5.10"].startswith("6 ballots")
    assert passed["1.4"].startswith("The first ")
    text = render(report)
    assert "Taken over from the verification of " in text
    assert f" UTC (the state file {state}), not verified anew\n    5.1  3 ballots taken over, 3 verified now.\n" in text
    assert "passed, part taken over" in text


def test_what_is_wholly_taken_over_has_not_passed(six: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    _, state = first_run(six, tmp_path, 7)
    examined.clear()
    report = second_run(six, tmp_path, state=state)
    assert (report.verdict, examined) == ("valid", [])
    assert report.reason.endswith("All ballots (6) were taken over, and none was verified now.")
    assert "5.7" not in {finding.id for finding in report.findings}
    assert {"5.10", "5.11", "6.2"} <= {finding.id for finding in report.findings}
    assert report.taken_over[-1].message == "6 ballots taken over, 0 verified now."


def test_json_report(six: Maker, tmp_path: Path) -> None:
    _, state = first_run(six, tmp_path)
    path, _ = six.write(tmp_path)
    output = CliRunner().invoke(command, [str(path), "--state", str(state), "--json", "--jobs", "1"]).output
    report = json.loads(output)
    entry = report["taken_over"][-1]
    assert (entry["id"], entry["ballots"], entry["message"]) == ("5.7", 3, "3 ballots taken over, 3 verified now.")
    assert entry["from"].endswith(f"UTC (the state file {state})")
    assert report["notes"] == [f"The state file {state} now says that 6 ballots were verified."]
    assert json.loads(CliRunner().invoke(command, [str(path), "--json"]).output)["taken_over"] == []


def test_each_run_is_remembered(six: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = tmp_path / "state"
    for events in (1, 3, 3, 5):
        path = write(tmp_path, "a.bel", cut(six.archive, events))
        report = verify_archive(path, jobs=1, state=state)
    runs = json.loads(state.read_bytes())["runs"]
    assert [run["ballots"] for run in runs] == [0, 2, 4]  # the third had nothing new
    assert report.taken_over[0].source.startswith("2 verifications from 20")
    assert second_run(six, tmp_path, state=state).verdict == "valid"


@pytest.mark.parametrize("events", [4, 7, 8])
def test_all_kinds_of_questions(events: int, everything: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    _, state = first_run(everything, tmp_path, events)
    examined.clear()
    report = second_run(everything, tmp_path, state=state)
    assert report.verdict == "valid", report.failures
    assert len(examined) == max(0, 5 - events)
    assert {taken.id for taken in report.taken_over} >= {"5.7", "5.8", "5.9"}


@pytest.mark.thorough
def test_weights_and_revotes(varied: Maker, tmp_path: Path) -> None:
    """The second vote of a voter, who has a weight, replaces one that was taken over."""
    _, state = first_run(varied, tmp_path, 2)
    report = second_run(varied, tmp_path, state=state)
    assert report.verdict == "valid", report.failures
    assert report.taken_over[0].ballots == 1


def test_several_processes(six: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballot.verify.v5_ballots.ballots._SMALL", 0)
    monkeypatch.setattr("ballot.verify.v5_ballots.ballots.CHUNK", 2)
    _, state = first_run(six, tmp_path)
    path, companion = six.write(tmp_path)
    report = verify_archive(path, companion, jobs=2, state=state)
    assert (report.verdict, report.taken_over[0].ballots) == ("valid", 3)


def test_nothing_is_remembered_of_a_failure(six: Maker, tmp_path: Path) -> None:
    state = tmp_path / "state"
    path = write(tmp_path, "bad.bel", six.archive + b"x")
    report = verify_archive(path, jobs=1, state=state)
    assert not state.exists()
    assert report.notes == (f"The state file {state} was not written, since something failed or could not be checked.",)
    _, state = first_run(six, tmp_path)
    before = state.read_bytes()
    assert second_run(six, tmp_path, six.archive + b"x", state=state).failed == {"0.1"}
    assert state.read_bytes() == before


def test_a_state_file_that_cannot_be_written_changes_no_verdict(
    six: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(incremental, "replace_file", full)
    report = second_run(six, tmp_path, state=tmp_path / "state")
    assert report.verdict == "valid"
    assert report.notes == (f"The state file {tmp_path / 'state'} could not be written: No space left on device.",)


def test_writing_follows_no_link(six: Maker, tmp_path: Path) -> None:
    victim = write(tmp_path, "victim", b"precious")
    (tmp_path / "state.new").symlink_to(victim)
    _, state = first_run(six, tmp_path)
    assert victim.read_bytes() == b"precious"
    assert not state.is_symlink()


# -- state files that do not fit


def edit(state: Path, **change: Any) -> None:
    """Change fields of a state file."""
    tree = {**json.loads(state.read_bytes()), **change}
    state.write_text(json.dumps(tree, separators=(",", ":")))


def test_another_program_takes_nothing_over(six: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    _, state = first_run(six, tmp_path)
    edit(state, code="0" * 64, program="ballot 0.0.9")
    examined.clear()
    report = second_run(six, tmp_path, state=state)
    assert (report.verdict, len(examined), report.taken_over) == ("valid", 6, ())
    assert "another version of this program (ballot 0.0.9). Everything was verified." in report.notes[0]
    runs = json.loads(state.read_bytes())["runs"]
    assert [run["ballots"] for run in runs] == [6]  # what the other program said is forgotten


def test_the_same_events_in_other_bytes(six: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    """An archive with another time in its header: not a changed history, but not what was verified either."""
    _, state = first_run(six, tmp_path)
    edit(state, sha256="0" * 64)
    examined.clear()
    report = second_run(six, tmp_path, state=state)
    assert (report.verdict, len(examined), report.taken_over) == ("valid", 6, ())
    assert "in other bytes. Everything was verified." in report.notes[0]


def test_another_election(six: Maker, small: Maker, tmp_path: Path) -> None:
    _, state = first_run(six, tmp_path)
    before = state.read_bytes()
    report = second_run(small, tmp_path, state=state)
    assert report.failed == {"1.4"}
    assert f"is of election {six.uuid}, this archive of {small.uuid}" in report.failures[0].message
    assert state.read_bytes() == before


def test_fewer_events_than_were_verified(six: Maker, tmp_path: Path) -> None:
    _, state = first_run(six, tmp_path)
    report = second_run(six, tmp_path, cut(six.archive, FIRST - 1), state=state)
    assert report.failed == {"1.4"}
    assert "events were removed" in report.failures[0].message


@pytest.mark.parametrize("change", [{"events": FIRST - 1}, {"events": 999}, {"last_event": "0" * 64}])
def test_a_state_file_that_contradicts_itself(change: dict[str, Any], six: Maker, tmp_path: Path) -> None:
    _, state = first_run(six, tmp_path)
    edit(state, **change)
    report = second_run(six, tmp_path, state=state)
    assert (report.verdict, "does not fit its own bytes" in report.reason) == ("error", True)


@pytest.mark.parametrize("raw", [b"", b"{}", b"nonsense", b'{"format":"ballot verify state 2"}', b"x" * 2**21])
def test_a_file_that_is_no_state_file_is_left_alone(raw: bytes, six: Maker, tmp_path: Path) -> None:
    state = write(tmp_path, "mine", raw)
    report = second_run(six, tmp_path, state=state)
    assert report.verdict == "error"
    assert "is not a state file" in report.reason
    assert state.read_bytes() == raw


def test_state_file_is_for_its_owner_only(six: Maker, tmp_path: Path) -> None:
    _, state = first_run(six, tmp_path)
    assert state.stat().st_mode & 0o777 == 0o600
    state.chmod(0o620)
    report = second_run(six, tmp_path, state=state)
    assert report.verdict == "error"
    assert "can be changed by others" in report.reason


def test_state_file_of_somebody_else(six: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, state = first_run(six, tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: state.stat().st_uid + 1)
    report = second_run(six, tmp_path, state=state)
    assert (report.verdict, "belongs to somebody else" in report.reason) == ("error", True)
    monkeypatch.delattr(os, "getuid")
    assert "no state file can be trusted" in second_run(six, tmp_path, state=state).reason


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_state_file_that_is_no_file(kind: str, six: Maker, tmp_path: Path) -> None:
    _, state = first_run(six, tmp_path)
    other = tmp_path / "other"
    if kind == "link":
        other.symlink_to(state)
    elif kind == "folder":
        other.mkdir()
    else:
        os.mkfifo(other)
    report = second_run(six, tmp_path, state=other)
    words = "cannot be read: Too many levels of symbolic links." if kind == "link" else "is not a file."
    assert (report.verdict, report.reason) == ("error", f"The state file {other} {words}")


@pytest.mark.parametrize("kind", ["state", "folder"])
def test_a_state_file_is_closed_whatever_it_is(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    write(tmp_path, "state", b"nonsense")
    opened: list[int] = []
    original = os.open
    monkeypatch.setattr(os, "open", lambda *arguments: opened.append(original(*arguments)) or opened[-1])
    with pytest.raises(Unusable):
        incremental.read_state(tmp_path / kind)
    (descriptor,) = opened
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


# -- an older copy


def test_older_copy_that_the_user_has_verified(six: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    older = write(tmp_path, "older.bel", cut(six.archive, FIRST))
    report = second_run(six, tmp_path, against=older, only_new=True)
    assert (report.verdict, examined) == ("valid", six.ballots[3:])
    assert report.taken_over[0].source == f"the older copy {older}, which you say that you have verified"
    assert report.notes == ()


def test_B8_an_archive_is_no_older_copy_of_itself(six: Maker, tmp_path: Path) -> None:
    """One could have everything taken over on one's own word, and read VALID."""
    path, companion = six.write(tmp_path)
    link = tmp_path / "link.bel"
    link.symlink_to(path)
    for older in (path, link):
        report = verify_archive(path, companion, against=older, only_new=True, jobs=1)
        assert (report.verdict, "is the archive itself" in report.reason) == ("error", True)
        assert verify_archive(path, companion, against=older, jobs=1).verdict == "valid"
    copied = write(tmp_path, "copy.bel", six.archive)
    report = verify_archive(path, companion, against=copied, only_new=True, jobs=1)
    assert report.reason.endswith("All ballots (6) were taken over, and none was verified now.")


def test_older_copy_alone_is_no_verification(six: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    older = write(tmp_path, "older.bel", cut(six.archive, FIRST))
    report = second_run(six, tmp_path, against=older)
    assert (report.verdict, report.taken_over, len(examined)) == ("valid", (), 6)
    assert "Nothing was taken over" in report.notes[0] and "--only-new" in report.notes[0]


def test_older_copy_of_another_history(six: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    other = Maker(voters=6, votes=VOTES).build()
    older = write(tmp_path, "older.bel", cut(other.archive, FIRST))
    report = second_run(six, tmp_path, against=older, only_new=True)
    assert (report.failed, report.taken_over, len(examined)) == ({"1.4"}, (), 6)


def test_older_copy_with_another_time(six: Maker, tmp_path: Path, examined: list[bytes]) -> None:
    from tests.factory.container import TIMESTAMP, chain, pack, steps_of

    older = write(tmp_path, "older.bel", pack(chain(steps_of(six.archive)[:FIRST], timestamp=TIMESTAMP + 1)))
    assert not six.archive.startswith(header_record(TIMESTAMP + 1))
    report = second_run(six, tmp_path, against=older, only_new=True)
    assert (report.verdict, report.taken_over, len(examined)) == ("valid", (), 6)
    assert "in other bytes" in report.notes[0]


def test_options_that_make_no_sense_together(six: Maker, tmp_path: Path) -> None:
    older, state = first_run(six, tmp_path)
    assert "--against" in second_run(six, tmp_path, only_new=True).reason
    both = second_run(six, tmp_path, against=older, only_new=True, state=state)
    assert (both.verdict, "not both" in both.reason) == ("error", True)
    note = tmp_path / "checkpoint"
    note.write_text(f"vote.example/{six.uuid}\n1\n{'A' * 43}=\ncompanion 0 {'0' * 64}\n\n— vote.example AAAA\n")
    report = second_run(six, tmp_path, against=note, only_new=True)
    assert (report.verdict, "is a checkpoint" in report.reason) == ("error", True)


def test_older_copy_and_state_file_are_both_compared(six: Maker, tmp_path: Path) -> None:
    older, state = first_run(six, tmp_path)
    report = second_run(six, tmp_path, against=older, state=state)
    (said,) = [finding.message for finding in report.findings if finding.id == "1.4"]
    assert "older copy" in said and "verified before" in said
    assert report.taken_over


@pytest.mark.parametrize("changed", ["verify/v5_ballots/one_ballot.py", "crypto/group.py"])
def test_a_program_with_one_other_file_is_another(
    changed: str, tmp_path: Path, repo_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "ballot"
    shutil.copytree(repo_root / "ballot", copy, ignore=shutil.ignore_patterns("static", "__pycache__"))
    monkeypatch.setattr(incremental.ballot, "__file__", str(copy / "__init__.py"))
    digest = incremental.code_digest.__wrapped__  # not what it said before
    before = digest()
    with (copy / changed).open("a") as stream:
        stream.write("# changed\n")
    assert digest() != before
