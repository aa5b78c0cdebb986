"""Backups: a consistent copy of the whole database, encrypted to the operator, made while the server runs (W17, B24).

The first line of what is encrypted is the manifest (JSON); the copy follows. docs/spec/backup.md.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import select

import ballot
from ballot import clock
from ballot.crypto.sealed_stream import seal_stream
from ballot.election.board_facts import checkpoint
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.watch import Watch
from ballot.election.identity import ServerIdentity
from ballot.election.scene import Scene
from ballot.errors import ConfigurationError, NotPermitted
from ballot.records.canonical import Record
from ballot.secret_file import sync_folder
from ballot.store.copies import copies_of
from ballot.store.models.board import BoardHead
from ballot.store.models.election import Election
from ballot.store.session import Database, known_revisions, schema_revision

KEY_KIND: Final = "BACKUP KEY"
LAST_BACKUP: Final = ".last-backup"  # in the data folder; its time is that of the newest backup
_SUFFIX: Final = ".ballot-backup"
_NAME: Final = re.compile(r"ballot-\d{8}T\d{6}Z" + re.escape(_SUFFIX))
_WORK: Final = ".backup-"


class Manifest(Record, frozen=True):
    """What a backup says about itself: every board in it is at least as long as its checkpoint here."""

    version: str
    kind: str
    schema: str
    made_at: str
    checkpoints: tuple[str, ...]


def write_backup(
    database: Database, identity: ServerIdentity, known: KnownCheckpoints, recipient: str, out: Path
) -> dict[str, str]:
    """Write a backup to a new file, complete or not at all; return the elections whose boards are wrong, with reasons.

    Wrong boards are backed up as they are: the backup may be needed to find out what happened.

    Raises: ConfigurationError if the file exists already or cannot be written. NotPermitted if the copy fails.
    """
    if out.exists():
        raise ConfigurationError(f"{out} is there already. Choose another name, or a folder.")
    _refuse_other_schema(database)
    wrong = Watch(database, identity, known).look()
    manifest = _manifest(database, identity, frozenset(wrong))
    try:
        with _work_folder(out.parent) as folder:
            unfinished = folder / "backup"
            parts = chain([msgspec.json.encode(manifest) + b"\n"], copies_of(_url(database)).read(database, folder))
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.writelines(seal_stream(parts, recipient, identity.key))
                stream.flush()
                os.fsync(stream.fileno())
            os.link(unfinished, out)  # unlike a rename, this never overwrites a file that appeared meanwhile
            sync_folder(out.parent)
    except OSError as error:
        raise ConfigurationError(f"{out} cannot be written: {error.strerror or error}.") from None
    return wrong


def _refuse_other_schema(database: Database) -> None:
    """Refuse a database of another version, which this one would misread; only the server itself upgrades it."""
    stored, newest = schema_revision(database), known_revisions()[0]
    if stored != newest:
        raise NotPermitted(
            f"The database has the schema {stored}, and this version of ballot has {newest}. Restart the server, which "
            "brings it up to date, or make the backup with the version that serves."
        )


def _url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def _manifest(database: Database, identity: ServerIdentity, wrong: frozenset[str]) -> Manifest:
    with database.reading() as session:
        elections = session.scalars(select(Election).join(BoardHead).order_by(Election.id)).all()
        notes = tuple(
            checkpoint(Scene(session, each, identity=identity)) for each in elections if each.uuid not in wrong
        )
    return Manifest(
        version=ballot.__version__,
        kind=copies_of(_url(database)).kind,
        schema=schema_revision(database) or "",
        made_at=f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
        checkpoints=notes,
    )


@contextmanager
def _work_folder(parent: Path) -> Iterator[Path]:
    """Provide a private folder, and delete it afterwards, with any that killed runs left. One backup at a time."""
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(parent / f"{_WORK}lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for left in parent.glob(f"{_WORK}*/"):
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=_WORK, dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
    finally:
        os.close(descriptor)


def name_of_now() -> str:
    """Return the name of a backup that is made now, in a folder with several."""
    return f"ballot-{clock.now():%Y%m%dT%H%M%SZ}{_SUFFIX}"


def backups_in(folder: Path) -> list[Path]:
    """Return the backups of a folder, oldest first."""
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)) if folder.is_dir() else []


def keep_newest(folder: Path, number: int) -> int:
    """Delete all but the newest backups of a folder, and return how many were deleted."""
    if number < 1:
        raise NotPermitted("At least one backup must be kept.")
    old = backups_in(folder)[:-number]
    for path in old:
        path.unlink()
    return len(old)
