"""Shared code of the commands that work on the server's own database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ballot.config import Config
from ballot.errors import NotPermitted

if TYPE_CHECKING:
    from ballot.election.identity import ServerIdentity
    from ballot.election.scene import Scene
    from ballot.store.models.election import Election
    from ballot.store.session import Database


@dataclass(frozen=True, slots=True)
class Server:
    """The configuration, its database, and the identity that signs."""

    config: Config
    database: Database
    identity: ServerIdentity


def open_server() -> Server:
    """Open the configured database, upgraded to the newest schema, and the server's signing key."""
    from ballot.election.custody.server_key import identity_beside
    from ballot.election.custody.timekeeping import settle
    from ballot.store.session import migrate, open_database

    config = Config.from_env()
    occupy_until_the_end(config)
    database = open_database(config.database_url)
    migrate(database)
    settle(database)
    return Server(config, database, identity_beside(database, config.public_url, config.keys_dir))


def occupy_until_the_end(config: Config) -> None:
    """Prevent `ballot restore` from replacing the database before this command has ended."""
    from ballot.election.custody.occupancy import occupy

    descriptor = occupy(config.data_dir)
    click.get_current_context().call_on_close(lambda: os.close(descriptor))


def find_election(session: Any, uuid: str) -> Election:
    """Return the election with this uuid.

    Raises:
        NotPermitted: there is none.
    """
    from ballot.election.setup.draft import find_election

    election = find_election(session, uuid)
    if election is None:
        raise NotPermitted(f"There is no election {uuid!r} here. `ballot election list` shows those that are.")
    return election


def export(scene: Scene, folder: Path, *, complete: bool) -> list[Path]:
    """Write the archive and next to it the companion file, and return both paths."""
    from ballot.election.result.public_view import archive_stream, companion_stream

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for suffix, stream in ((".bel", archive_stream), (".companion.jsonl", companion_stream)):
        path = folder / f"{scene.election.uuid}{suffix}"
        with path.open("wb") as out:
            out.writelines(stream(scene, complete=complete))
        paths.append(path)
    return paths


def read_passphrase(path: Path | None, prompt: str, confirm: bool = False) -> str:
    """Return the first line of the file, or a passphrase typed without echo."""
    if path is None:
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm))
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines:
        raise NotPermitted(f"{path} is empty. Its first line must be the passphrase.")
    return lines[0]
