"""`ballot demo`: a whole election with made-up members, from roll to verified result, in one command."""

from __future__ import annotations

import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from ballot.config import Config
from ballot.errors import NotPermitted
from ballot.secret_file import refuse_tracked_path, write_secret

if TYPE_CHECKING:
    from ballot.election.practice.demo import Demo
    from ballot.store.session import Database

_NOTES = "demo.json"
OFFICER = "officer@demo.example.org"
SECOND = "second@demo.example.org"
_UNFINISHED = ".unfinished"
_DATABASE = "ballot.sqlite3"


class _DemoNotes(msgspec.Struct, frozen=True):
    """What a newcomer needs, stored next to the database: `demo.json`, readable only by its owner."""

    finished: str
    open: str
    officer: str
    second: str
    password: str
    links: list[str]


@click.command()
@click.option("--members", default=3200, show_default=True, type=click.IntRange(20, 100_000), help="Size of the roll.")
@click.option(
    "--out",
    default="demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for database, archive and companion file.",
)
@click.option("--seed", default=2026, show_default=True, help="Made-up names and choices follow from it; keys do not.")
def demo(members: int, out: Path, seed: int) -> None:
    """Run a whole election with made-up members.

    Five executive seats by block vote, one secretary, fourteen delegates by STV, at least half of them women; and, as
    a what-if, the delegates' papers by most votes. Three trustees shuffle, any two of them decrypt; a turnout of 65 %.
    Every ballot is really encrypted, cast, counted and verified. A second election is left open for you to vote in.
    """
    if (out / _NOTES).exists():
        raise NotPermitted(f"{out} holds a demo already. Delete the folder, or choose another one with --out.")
    if (out / _DATABASE).exists():
        raise NotPermitted(f"{out / _DATABASE} is a database that is not the demo's. Choose another folder with --out.")
    refuse_tracked_path(out / _NOTES)
    # Made in a temporary folder and moved when complete, so that an interrupted demo leaves nothing behind.
    work = out / _UNFINISHED
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    made = _make(work, members, seed)
    for path in sorted(work.iterdir(), key=lambda path: path.name == _NOTES):
        path.rename(out / path.name)
    work.rmdir()
    _explain(out, made)


def _make(work: Path, members: int, seed: int) -> Demo:
    from ballot.election.accounts.officers import add_officer
    from ballot.election.identity import load_identity
    from ballot.election.practice import demo as practice
    from ballot.election.tokens.seal import TokenSeal
    from ballot.store.session import migrate, open_database

    config = Config.from_env()
    url = f"sqlite:///{(work / _DATABASE).absolute()}"
    identity, seal = load_identity(config.public_url, config.keys_dir), TokenSeal(config.secret_key)
    server = practice.Server(url, identity, config.public_url, seal)
    database = open_database(url)
    migrate(database)
    password = secrets.token_urlsafe(12)
    with database.session() as session:
        officer_id = add_officer(session, OFFICER, "Officer of the demo", password).id
        second_id = add_officer(session, SECOND, "Second officer of the demo", password).id
    click.echo(f"A whole election with {members:,} made-up members; every ballot is really encrypted.\n")
    with _progress() as advance:
        made = practice.run_demo(server, database, officer_id, members, seed, advance)
    archive = _finish(work, database, made)
    open_uuid, tokens = practice.prepare_open_election(server, database, officer_id, second_id, seed)
    database.dispose()
    links = [f"{config.public_url}/vote/{open_uuid}#{token}" for token in tokens]
    notes = _DemoNotes(made.uuid, open_uuid, OFFICER, SECOND, password, links)
    write_secret(work / _NOTES, msgspec.json.format(msgspec.json.encode(notes)))
    _report_phases(made, work, archive)
    return made


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar while ballots are cast and shuffled; nothing if the output is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Casting ballots", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def _finish(work: Path, database: Database, made: Demo) -> Path:
    """Write the archive, show the result, verify everything; return the archive's path."""
    from ballot.cli.database import export, find_election
    from ballot.cli.results import result_table, what_if_lines
    from ballot.election.result.counting import election_result
    from ballot.election.result.what_if import Alternative, what_if
    from ballot.election.scene import Scene
    from ballot.verify import verify_archive

    with database.reading() as session:
        election = find_election(session, made.uuid)
        with made.phase("write archive"):
            archive, companion = export(Scene(session, election), work, complete=True)
        result = election_result(Scene(session, election))
        click.echo(result_table(result))
        delegates = len(result.contests) - 1
        other = what_if(Scene(session, election), delegates, Alternative("block"))
        click.echo(f"\n{what_if_lines(result.contests[delegates], other)}")
    with made.phase("verify everything"):
        report = verify_archive(archive, companion)
    click.echo(f"\nVerified: the election is {report.verdict}.\n")
    if report.verdict != "valid":
        raise NotPermitted("The demo's own archive did not verify. This is a fault of the program; please report it.")
    return archive


def _report_phases(made: Demo, work: Path, archive: Path) -> None:
    click.echo(f"{'phase':<24}{'seconds':>9}")
    for name, seconds in made.seconds.items():
        click.echo(f"{name:<24}{seconds:>9.1f}")
    click.echo(f"{'together':<24}{sum(made.seconds.values()):>9.1f}\n")
    for what, path in (("archive", archive), ("companion file", archive.with_suffix(".companion.jsonl"))):
        click.echo(f"{what:<24}{path.stat().st_size / 1e6:>9.2f} MB")
    click.echo(f"{'database':<24}{(work / _DATABASE).stat().st_size / 1e6:>9.2f} MB\n")


def _explain(out: Path, made: Demo) -> None:
    click.echo("Verify it yourself, with our verifier and with a program that we did not write:\n")
    click.echo(f"  {_this_program()} verify {out / made.uuid}.bel")
    click.echo(f"  {belenios_tool(out)}\n")
    click.echo(
        f"Made {time.strftime('%Y-%m-%d %H:%M')}. A second election is open: its ballot links are in {out / _NOTES}."
    )


def _this_program() -> str:
    """Return how this program is called from here, so that the printed command works as it is."""
    if shutil.which("ballot"):
        return "ballot"
    beside = Path(sys.executable).parent / "ballot"
    return str(beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside)


def belenios_tool(folder: Path) -> str:
    """Return the command that verifies the archive in a folder with Belenios's own program, which it installs first."""
    command = f"belenios-tool election verify --dir {folder}"
    if shutil.which("belenios-tool") or not Path("scripts/install_belenios_tool").exists():
        return command
    return f"scripts/install_belenios_tool && .cache/belenios/bin/{command}"
