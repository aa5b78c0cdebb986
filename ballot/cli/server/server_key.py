"""The server's signing key: show its public half, and replace it."""

from __future__ import annotations

import re

import click

from ballot.config import Config
from ballot.errors import NotPermitted


@click.group("server-key")
def server_key() -> None:
    """Show the server's signing key, or change it."""


@server_key.command()
def show() -> None:
    """Show the public half, which auditors give to `ballot verify --server-key`, and those of earlier keys."""
    from ballot.cli.database import open_server
    from ballot.election.custody.server_key import former_keys

    server = open_server()
    click.echo(server.identity.key.public_hex)
    for former in former_keys(server.config.keys_dir):
        click.echo(f"{former} (earlier)")


@server_key.command()
@click.option("--lost", metavar="HEX", help="The key is gone: its public half, as in every receipt (server_key).")
@click.confirmation_option(prompt="Every board will say for ever that the key was changed. Go on?")
def change(lost: str | None) -> None:
    """Make a new signing key and say so on every board: after a theft, or when the key is lost.

    The server must be stopped. What the old key has signed before stays valid; from now on it can sign nothing more.
    Announce the new key where you announced the old one. If it is interrupted, give the same command again.
    """
    from ballot.election.custody.occupancy import alone
    from ballot.election.custody.server_key import change_server_key
    from ballot.store.session import migrate, open_database

    if lost is not None and not re.fullmatch("[0-9a-f]{64}", lost):
        raise NotPermitted(f"--lost takes 64 hexadecimal digits in lower case; {lost[:80]!r} is not that.")
    config = Config.from_env()
    with alone(config.data_dir):
        database = open_database(config.database_url)
        migrate(database)
        identity = change_server_key(database, config.public_url, config.keys_dir, lost)
        database.dispose()
    click.echo(f"The server signs with a new key now: {identity.key.public_hex}")
    click.echo("Announce it. Back up the folder of keys, and the database (ballot backup): no earlier backup can be")
    click.echo("restored any more. Then start the server again.")
