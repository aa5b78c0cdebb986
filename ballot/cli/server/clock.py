"""The machine's clock: show whether it is in doubt, and accept it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ballot import clock as time

if TYPE_CHECKING:
    from datetime import datetime


@click.group("clock")
def clock() -> None:
    """The machine's clock: show whether it is in doubt, or accept it. In doubt, no voting is opened or closed."""


@clock.command()
def show() -> None:
    """Show what the clock shows, and what is known. Exit 1 if the clock is in doubt."""
    from ballot.cli.database import open_server

    open_server()
    _show()
    if time.is_doubtful():
        click.echo("The clock is in doubt. If it is right: ballot clock accept")
        raise SystemExit(1)


@clock.command()
@click.confirmation_option(prompt="Is the time that the machine's clock shows right? Votings open and close by it.")
def accept() -> None:
    """Accept what the clock shows: after this, votings open and close by it, and what it closes stays closed."""
    from ballot.cli.database import open_server
    from ballot.election.custody.timekeeping import accept as accept_clock

    database = open_server().database
    _show()
    if not time.is_doubtful():
        click.echo("The clock is not in doubt, so there is nothing to accept.")
        return
    accept_clock(database)
    click.echo("It is accepted. A running server follows within ten seconds.")


def _show() -> None:
    click.echo(f"The machine's clock shows {_in_words(time.machine())}.")
    if time.is_doubtful():
        known = time.machine() - time.ahead()
        click.echo(f"By the boot clock and the database it is {_in_words(known)}, or later if the machine was off.")


def _in_words(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
