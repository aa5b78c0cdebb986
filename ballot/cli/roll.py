"""The registrar's commands: check a roll, and import it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ballot.errors import NotPermitted

if TYPE_CHECKING:
    from ballot.election.roll.roll import RollPreview
    from ballot.election.scene import Scene


@click.group()
def roll() -> None:
    """Check a roll before it is imported."""


@roll.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--encoding", help="Of the file, such as windows-1252.  [default: UTF-8, or UTF-16 with its mark]")
def check(file: Path, encoding: str | None) -> None:
    """Read a roll and name each bad row and each duplicate. Nothing is stored. Exit 1 if there is any."""
    from ballot.election.roll.roll import read_roll

    preview = read_roll(file.read_bytes(), encoding)
    _show(preview, err=False)
    click.echo(f"{len(preview.rows)} good rows, {preview.rejected} bad, {len(preview.duplicates)} duplicates.")
    if preview.problems or preview.duplicates:
        raise SystemExit(1)


def take_roll(scene: Scene, content: bytes, leave_out_bad_rows: bool) -> None:
    """Import a roll; bad rows and duplicates are refused unless they are to be left out.

    Raises:
        NotPermitted: some rows are bad or repeat other rows.
    """
    from ballot.election.roll.roll import accept_roll, read_roll

    preview = read_roll(content)
    _show(preview, err=True)
    if (preview.problems or preview.duplicates) and not leave_out_bad_rows:
        raise NotPermitted(
            "Nothing was created. Correct the rows above, or use --leave-out-bad-rows to go on without them."
        )
    sums = accept_roll(scene, preview)
    click.echo(f"Roll: {sums.in_words()}.", err=True)


def _show(preview: RollPreview, err: bool) -> None:
    for problem in preview.problems:
        click.echo(problem.sentence, err=err)
    for duplicate in preview.duplicates:
        click.echo(duplicate.sentence, err=err)
