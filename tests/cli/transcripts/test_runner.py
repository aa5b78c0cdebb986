"""What runs the transcripts: a change is seen, and nothing is written by mistake."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from ballot import clock
from tests.cli.transcripts.transcript import Stage

TOKENS = "-- a --\n22222-abcdef-33333-abcdef\n-- b --\n44444-abcdef-55555-abcdef\n"
CHECK = "$ ballot roll check roll.csv\n"
ROLL = "-- roll.csv --\nname,email\nAna,ana@example.org\n"


def note_time(file: Path) -> None:
    """What somebody does in a browser, here."""
    file.write_text(f"{clock.now():%Y-%m-%d %H:%M}\n")


def play(folder: Path, script: str, *, write: bool = False) -> str:
    """Run a transcript, and return it as it is afterwards."""
    transcript = folder / "some.txt"
    transcript.write_text(script, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        stage = Stage(folder, patch)
        stage.acts = {"Rita looks at the clock.": lambda: note_time(folder / "time")}
        stage.play(transcript, write=write)
    return transcript.read_text(encoding="utf-8")


def differs(folder: Path, script: str) -> str:
    """Return what is said of a transcript that is not what happens."""
    with pytest.raises(pytest.fail.Exception) as failed:
        play(folder, script)
    assert (folder / "some.txt").read_text(encoding="utf-8") == script
    return str(failed.value)


def test_what_happens_as_it_is_written_passes(tmp_path: Path) -> None:
    script = f"# A good roll.\n{CHECK}1 good rows, 0 bad, 0 duplicates.\n\n\n# The end.\n{ROLL}"
    assert play(tmp_path, script) == script


def test_a_changed_output_fails_with_the_difference(tmp_path: Path) -> None:
    said = differs(tmp_path, f"# A good roll.\n{CHECK}2 good rows, 0 bad, 0 duplicates.\n{ROLL}")
    assert said.startswith("some.txt, line 2: $ ballot roll check roll.csv\n")
    assert "\n-2 good rows, 0 bad, 0 duplicates.\n+1 good rows, 0 bad, 0 duplicates." in said


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("$ cat a\n", "+<token>"),  # a line more
        ("$ true\n<token>\n", "-<token>"),  # a line less
        ("$ false\n", "+[exit 1]"),
        ("$ true\n[exit 1]\n", "-[exit 1]"),
        ("$ echo one; echo; echo two\none\ntwo\n", "\n+\n"),
    ],
)
def test_a_line_more_or_less_and_another_exit_code_fail(tmp_path: Path, written: str, shown: str) -> None:
    assert shown in differs(tmp_path, written + TOKENS)


def test_a_name_stands_for_one_value_wherever_it_appears(tmp_path: Path) -> None:
    play(tmp_path, f"% cat a\n$ cat b\n<token-2>\n$ cat a\n<token>\n$ grep -l <token-2> a b\nb\n{TOKENS}")


def test_the_folder_has_a_name(tmp_path: Path) -> None:
    play(tmp_path, "$ pwd\n<folder>\n")


def test_a_name_whose_value_changes_fails(tmp_path: Path) -> None:
    said = differs(tmp_path, f"$ cat a\n<token>\n$ cat b\n<token>\n{TOKENS}")
    assert said.startswith("some.txt, line 3: $ cat b") and "\n-<token>\n+<token-2>" in said


def test_a_value_that_stays_where_it_should_change_fails(tmp_path: Path) -> None:
    assert "\n-<token-2>\n+<token>" in differs(tmp_path, f"$ cat a\n<token>\n$ cat a\n<token-2>\n{TOKENS}")


def test_a_checksum_in_blocks_has_the_name_of_the_same_one_in_a_piece(tmp_path: Path) -> None:
    digest = "0123456789abcdef" * 4
    blocks = " ".join(digest[at : at + 4] for at in range(0, 64, 4))
    play(tmp_path, f"$ cat c\nSetup event  <setup-event>\n<setup-event>\n-- c --\nSetup event  {digest}\n{blocks}\n")


def test_a_name_that_has_not_appeared_is_no_command(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="<election> has not appeared yet"):
        play(tmp_path, "$ ballot election open <election>\n")


@pytest.mark.parametrize(
    "command", ["% false\n", "% Rita dances.\n", f"% {CHECK[2:]}-- roll.csv --\nname,email\nAna,\n"]
)
def test_what_others_do_must_succeed(tmp_path: Path, command: str) -> None:
    with pytest.raises(AssertionError, match="line 1"):
        play(tmp_path, command)


def test_a_line_that_belongs_to_no_command_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 2 belongs to no command"):
        play(tmp_path, "# A comment\nthat goes on.\n")


def test_a_fault_of_the_program_is_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tests.cli.transcripts.transcript.main", broken)
    with pytest.raises(ZeroDivisionError):
        play(tmp_path, "$ ballot\nTraceback\n")


def test_the_clock_stands_where_it_was_set_until_the_end(tmp_path: Path) -> None:
    before = clock.now
    play(tmp_path, "% It is 2027-03-15 20:00.\n% Rita looks at the clock.\n$ cat time\n2027-03-15 20:00\n")
    assert clock.now is before


def test_what_is_typed_read_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def echo() -> None:
        click.echo(click.prompt("First") + click.prompt("Second"))
        click.echo("Done.", err=True)

    monkeypatch.setattr("tests.cli.transcripts.transcript.main", echo)
    asked = "First: a\nSecond: b\nab\nDone.\n"
    files = "-- typed --\na\nb\n"
    play(tmp_path, f'$ ballot <<< "a\\nb"\n{asked}$ ballot < typed\n{asked}{files}')
    play(tmp_path, f"$ ballot < typed > out\nDone.\n$ tail -n 1 out\nab\n{files}")


def test_what_happens_is_written_and_comments_and_files_stay(tmp_path: Path) -> None:
    script = f"# A good roll.\n{CHECK}old\n\n% cat a\n$ cat a b\nold\n\n{TOKENS}{ROLL}"
    written = play(tmp_path, script, write=True)
    new = "1 good rows, 0 bad, 0 duplicates.\n"
    assert written == f"# A good roll.\n{CHECK}{new}\n% cat a\n$ cat a b\n<token>\n<token-2>\n\n{TOKENS}{ROLL}"
    assert play(tmp_path, written) == written


def test_after_a_failure_the_rest_stays_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="line 3"):
        play(tmp_path, "$ echo new\nold\n% false\n$ echo more\nolder\n", write=True)
    assert (tmp_path / "some.txt").read_text() == "$ echo new\nnew\n% false\n$ echo more\nolder\n"
