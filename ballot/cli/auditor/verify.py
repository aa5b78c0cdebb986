"""`ballot verify`: the auditor's command. It needs no web framework, no database and no configuration."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ballot.verify import render, verify_archive

_FILE = click.Path(dir_okay=False, path_type=Path)
_NO_VERDICT = 2
_SHOWN_AFTER = 1.0  # seconds; short work needs no bar


@click.command()
@click.argument("archive", type=_FILE)
@click.option("--companion", type=_FILE, help="The companion file. Default: UUID.companion.jsonl beside the archive.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--strict", is_flag=True, help="Do not pass an archive if anything could not be checked.")
@click.option(
    "--against",
    type=_FILE,
    metavar="OLDER",
    help="An older copy of the archive, a checkpoint, or a receipt, to compare with.",
)
@click.option(
    "--only-new", is_flag=True, help="With --against: take over the ballots of OLDER, which you have verified before."
)
@click.option(
    "--state",
    type=_FILE,
    help="Take over what this file says that you have verified, and add to it what is verified now.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="How many processes work on the ballots. Default: one per processor."
)
@click.option("--server-key", metavar="HEX", help="The server's public key, to check the signatures of checkpoints.")
@click.option(
    "--credentials", metavar="FINGERPRINT", help="The fingerprint of the credentials that the registrar announced."
)
@click.option("--voters", type=click.IntRange(0), help="The number of voters that the registrar announced.")
def verify(
    archive: Path, companion: Path | None, as_json: bool, strict: bool, against: Path | None, only_new: bool,
    state: Path | None, jobs: int | None, server_key: str | None, credentials: str | None, voters: int | None,
) -> None:  # fmt: skip
    """Verify an election's archive UUID.bel, from the first record to the count.

    Exit codes: 0 valid, 3 valid so far (no result yet) or in part (the first line says what was not checked),
    1 invalid, 2 not an archive or not supported.
    """
    code = _NO_VERDICT  # if anything stops this program, the exit code must not look like the verdict "invalid"
    try:
        with _progress_bar() as progress:
            report = verify_archive(
                archive,
                companion,
                strict,
                against,
                progress,
                jobs,
                only_new=only_new,
                state=state,
                server_key=server_key,
                credentials_fingerprint=credentials,
                voters=voters,
            )
        click.echo(json.dumps(report.as_json(), indent=1) if as_json else render(report), nl=as_json)
        code = report.exit_code
    except KeyboardInterrupt:
        click.echo("Interrupted: nothing was found out.", err=True)
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        click.echo("This is a fault of the program, and no verdict about the archive. Please report it.", err=True)
    sys.exit(code)


@contextmanager
def _progress_bar() -> Iterator[Any]:
    """Yield a callback that shows a bar on a terminal if the work takes more than a moment; elsewhere yield None."""
    if not sys.stderr.isatty():
        yield None
        return
    from ballot.cli.progress import Bar

    with Bar(_SHOWN_AFTER) as bar:
        yield bar.update


if __name__ == "__main__":
    verify()
