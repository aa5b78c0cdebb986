"""Backups: the operator's key, writing a backup, and restoring one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ballot import logs
from ballot.cli.database import occupy_until_the_end, read_passphrase
from ballot.config import Config
from ballot.errors import ConfigurationError, NotPermitted

if TYPE_CHECKING:
    from ballot.board.checkpoint import Checkpoint
    from ballot.election.custody.restoring import Restored
    from ballot.election.identity import ServerIdentity

_FILE = click.Path(path_type=Path)
_READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("backup-key")
@click.argument("file", type=_FILE)
@click.option("--passphrase-file", type=_READABLE, help="Read the passphrase from here instead of asking.")
def backup_key(file: Path, passphrase_file: Path | None) -> None:
    """Make the key that backups are encrypted to: its secret half into FILE, its public half on the screen.

    Keep FILE and its passphrase away from the server: who has both can read every backup.
    """
    from ballot.crypto.keyfile import seal
    from ballot.crypto.sealed_stream import new_recipient
    from ballot.election.custody.backups import KEY_KIND
    from ballot.secret_file import write_secret

    passphrase = read_passphrase(passphrase_file, "Passphrase for the backup key", confirm=True)
    secret, public = new_recipient()
    write_secret(file, seal(KEY_KIND, secret, passphrase).encode("ascii"))
    click.echo(f"BALLOT_BACKUP_KEY={public}")


@click.command()
@click.argument("out", type=_FILE)
@click.option("--to", "recipient", help="Public key to encrypt to.  [default: BALLOT_BACKUP_KEY]")
@click.option("--keep", type=click.IntRange(1), help="In a folder: delete all but so many of the newest backups.")
def backup(out: Path, recipient: str | None, keep: int | None) -> None:
    """Write an encrypted backup of the database to OUT: a new file, or a folder in which it gets the time as its name.

    The server may run meanwhile. The folder of keys is not in it: keep a copy of that apart.
    """
    from ballot.election.custody.backups import LAST_BACKUP, keep_newest, name_of_now, write_backup
    from ballot.election.custody.known_checkpoints import KnownCheckpoints
    from ballot.store.session import open_database

    config = Config.from_env()
    logs.of_command(config.environment)
    key = recipient or config.backup_key
    if key is None:
        raise ConfigurationError("BALLOT_BACKUP_KEY is not set. `ballot backup-key FILE` makes a key and shows it.")
    if keep is not None and not out.is_dir():
        raise NotPermitted(f"--keep is for a folder of backups, and {out} is none.")
    identity = _identity(config)
    occupy_until_the_end(config)
    _refuse_missing(config)
    database = open_database(config.database_url)
    path = out / name_of_now() if out.is_dir() else out
    wrong = write_backup(database, identity, KnownCheckpoints(config.keys_dir), key, path)
    database.dispose()
    deleted = 0
    if not wrong:  # a backup of a damaged database must not displace the last good one
        (config.data_dir / LAST_BACKUP).touch()
        deleted = keep_newest(out, keep) if keep is not None else 0
    click.echo(f"{path}: {path.stat().st_size:,} bytes" + (f"; {deleted} older deleted" if deleted else ""))
    for uuid, reason in wrong.items():
        click.echo(f"Election {uuid} takes nothing until it is examined: {reason}", err=True)
    if wrong:
        raise SystemExit(1)


@click.command()
@click.argument("file", type=_READABLE)
@click.option("--key", "key_file", type=_READABLE, required=True, help="The secret half of the backup key.")
@click.option("--passphrase-file", type=_READABLE, help="Read the key's passphrase from here instead of asking.")
@click.option(
    "--proof", "proofs", type=_READABLE, multiple=True, help="A checkpoint or receipt of what must not be missing."
)
@click.option("--give-up", "give_up", multiple=True, metavar="UUID", help="Lose events of this election on purpose.")
@click.option("--check", is_flag=True, help="Only find out whether it could be restored.")
def restore(
    file: Path, key_file: Path, passphrase_file: Path | None, proofs: tuple[Path, ...], give_up: tuple[str, ...],
    check: bool,
) -> None:  # fmt: skip
    """Put the backup FILE in the place of the present database, which is kept under another name.

    Refused while the server runs, when the backup is damaged, and when a board in it is older than the newest
    checkpoint that is known: accepted ballots would be lost.
    """
    from ballot.crypto.keyfile import open_sealed
    from ballot.election.custody.backups import KEY_KIND
    from ballot.election.custody.known_checkpoints import KnownCheckpoints
    from ballot.election.custody.occupancy import alone
    from ballot.election.custody.restoring import Restoration

    config = Config.from_env()
    identity = _identity(config)
    passphrase = read_passphrase(passphrase_file, "Passphrase of the backup key")
    secret = open_sealed(KEY_KIND, key_file.read_text(encoding="utf-8", errors="replace"), passphrase)
    with alone(config.data_dir), file.open("rb") as stream:
        restoration = Restoration(config, identity, KnownCheckpoints(config.keys_dir))
        brought = [_proof(path, config, identity) for path in proofs]
        _report(restoration.run(stream, secret, brought, give_up=give_up, check_only=check))


def _proof(path: Path, config: Config, identity: ServerIdentity) -> Checkpoint:
    """Read a checkpoint or receipt of this server; signatures by its earlier keys are valid too."""
    from ballot.election.custody.restoring import read_proof
    from ballot.election.custody.server_key import former_keys
    from ballot.errors import InvalidProof

    raw = path.read_bytes()
    for former in former_keys(config.keys_dir):
        try:
            return read_proof(raw, former)
        except InvalidProof:
            continue
    return read_proof(raw, identity.key.public_hex)


def _report(restored: Restored) -> None:
    boards, events = _number(restored.boards, "board"), _number(restored.events, "event")
    click.echo(
        f"A backup of {restored.manifest.made_at}: {boards} with {events}; every chain holds, and continues what is "
        "known of it."
    )
    for uuid, number in restored.open_boards.items():
        click.echo(
            f"The voting of {uuid} is open, or may have been opened since: {_number(number, 'event')}. Ask auditors "
            "and members whether they know of more, and bring it as --proof."
        )
    for remark in restored.remarks:
        click.echo(remark, err=True)
    if restored.kept is None:
        click.echo("It can be restored. Nothing was changed.")
    else:
        click.echo(f"It is in place now. The database before it is kept: {restored.kept}")


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"


def _identity(config: Config) -> ServerIdentity:
    """Return the server's identity; a newly made key would be that of another server."""
    from ballot.election.identity import KEY_FILE, load_identity

    path = config.keys_dir / KEY_FILE
    if not path.exists():
        raise ConfigurationError(
            f"{path} is missing. Put your copy of the keys folder back first: it holds the server's signing key, and "
            "what is known of every board."
        )
    return load_identity(config.public_url, config.keys_dir)


def _refuse_missing(config: Config) -> None:
    file = config.database_url.removeprefix("sqlite:///")
    if file != config.database_url and not Path(file).exists():
        raise ConfigurationError(f"There is no database {file} yet, so there is nothing to back up.")
