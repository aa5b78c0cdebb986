"""Restore a backup: next to the present database, examined as a whole, and switched in only if no ballot is missing.

This protects every accepted ballot (W26, W31, B24). What must not be missing is known from outside the database: the
known checkpoints next to the server's key (docs/decisions/0009), and any checkpoints and receipts that somebody
supplies.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from sqlalchemy import and_, or_, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from ballot import clock
from ballot.board.checkpoint import Checkpoint, Receipt, parse_checkpoint, verify_checkpoint, verify_receipt
from ballot.config import Config
from ballot.crypto.sealed_stream import open_stream
from ballot.election import log
from ballot.election.custody.agreement import disagreements
from ballot.election.custody.backups import Manifest
from ballot.election.custody.known_checkpoints import KnownCheckpoints, uuid_of
from ballot.election.custody.watch import Watch, examine_boards, gone, verify_continues
from ballot.election.identity import ServerIdentity
from ballot.election.scene import Scene
from ballot.election.voting.opening import EARLIEST
from ballot.errors import BallotError, BoardInconsistent, InvalidEncoding, NotPermitted
from ballot.records.canonical import decode
from ballot.store.chain import Growth, verify_chain, verify_head
from ballot.store.copies import Copies, copies_of
from ballot.store.models.board import BoardHead
from ballot.store.models.election import Election
from ballot.store.session import Database, migrate, open_database, schema_revision

_LONGEST_MANIFEST: Final = 16 * 2**20
_WORK: Final = ".restore-"
_REFUSED: Final = "This backup cannot be restored, and nothing was changed."


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What was restored. `open_boards`: the number of events of each board that may have more ballots by now.

    `kept`: where the replaced database is; None if nothing was switched in.
    """

    manifest: Manifest
    boards: int
    events: int
    open_boards: dict[str, int]
    remarks: tuple[str, ...]
    kept: str | None


class Restoration:
    """One restoration: from which server, and what is known of its boards."""

    def __init__(self, config: Config, identity: ServerIdentity, known: KnownCheckpoints) -> None:
        self._config = config
        self._identity = identity
        self._known = known
        self._copies: Copies = copies_of(config.database_url)

    def run(
        self, backup: BinaryIO, secret: bytes, proofs: Iterable[Checkpoint] = (), *,
        give_up: Collection[str] = (), check_only: bool = False,
    ) -> Restored:  # fmt: skip
        """Restore a backup, or find out whether it could be restored.

        `proofs`: checkpoints from elsewhere. `give_up`: the elections of which events may be missing, on purpose.

        Raises: NotPermitted if accepted ballots would be lost; InvalidProof if the backup is damaged or foreign.
        Whatever is raised, the present database is unchanged, and no other files are left.
        """
        remarks = self._look_at_present()
        with self._place() as (beside, _):
            manifest = self._fill(backup, secret, beside)
            from_elsewhere = [*self._newest_known(), *proofs]
            wanted = [*from_elsewhere, *map(parse_checkpoint, manifest.checkpoints)]
            found = _try_out(beside, manifest, wanted, give_up)
            _refuse_unproven(found.open_boards, from_elsewhere, give_up)
            found = msgspec.structs.replace(found, remarks=(*remarks, *found.remarks))
            if check_only:
                return found
            kept = self._copies.switch(self._config.database_url, beside, f"before-{clock.now():%Y%m%dT%H%M%SZ}")
        return self._settle(msgspec.structs.replace(found, kept=kept), give_up)

    def _look_at_present(self) -> list[str]:
        """Record how far the boards of the present database have come, if it can still be read; warn if not."""
        url = make_url(self._config.database_url)
        if url.drivername == "sqlite" and not Path(str(url.database)).exists():
            return []
        try:
            present = open_database(self._config.database_url)
            try:
                if schema_revision(present) is None:
                    return []
                Watch(present, self._identity, self._known).look()
                present.forget_deleted()
            finally:
                present.dispose()
        except (BallotError, DBAPIError) as error:
            reason = str(error).partition("\n")[0]
            return [f"The present database could not be read, so the newest of its ballots may not be known: {reason}"]
        return []

    def _fill(self, backup: BinaryIO, secret: bytes, beside: str) -> Manifest:
        """Decrypt the backup into its new place."""
        manifest, parts = _read_manifest(open_stream(backup, secret, self._identity.key.public_hex))
        if manifest.kind != self._copies.kind:
            raise NotPermitted(
                f"This is a backup of {manifest.kind}, and BALLOT_DATABASE names {self._copies.kind}. Restore it into "
                "the same kind."
            )
        self._copies.fill(beside, parts)
        return manifest

    @contextmanager
    def _place(self) -> Iterator[tuple[str, Path]]:
        """Provide the URL of a new place and a private folder; whatever is left in them afterwards is deleted."""
        url = make_url(self._config.database_url)
        parent = Path(str(url.database)).parent if url.drivername == "sqlite" else self._config.data_dir
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_WORK, dir=parent))
        beside = self._copies.beside(self._config.database_url, folder)
        try:
            yield beside, folder
        finally:
            self._copies.discard(beside)
            shutil.rmtree(folder)

    def _newest_known(self) -> list[Checkpoint]:
        found = (self._known.newest(uuid) for uuid in self._known.uuids())
        return [checkpoint for checkpoint in found if checkpoint is not None]

    def _settle(self, restored: Restored, give_up: Collection[str]) -> Restored:
        """Set aside the checkpoints of discarded events, and lift the bars of boards that are right now."""
        for uuid in give_up:
            if self._known.newest(uuid) is not None:
                self._known.supersede(uuid)
        database = open_database(self._config.database_url)
        try:
            wrong = examine_boards(database, self._identity, self._known).wrong
        finally:
            database.dispose()
        remarks = tuple(f"The election {uuid} is barred: {reason}" for uuid, reason in wrong.items())
        return msgspec.structs.replace(restored, remarks=(*restored.remarks, *remarks))


def _try_out(beside: str, manifest: Manifest, wanted: Iterable[Checkpoint], give_up: Collection[str]) -> Restored:
    """Upgrade and examine the restored database before it is switched in."""
    database = open_database(beside)
    try:
        migrate(database)
        events, remarks = examine(database, wanted, give_up)
        open_boards = {uuid: events[uuid] for uuid in _open_elections(database)}
        _note_loss(database, manifest, give_up)
        database.forget_deleted()
    finally:
        database.dispose()
    return Restored(
        manifest=manifest, boards=len(events), events=sum(events.values()), open_boards=open_boards, remarks=remarks,
        kept=None,
    )  # fmt: skip


def _open_elections(database: Database) -> list[str]:
    """Return the elections whose voting is open, or may have been opened since the backup was made."""
    soon = or_(Election.opens_at.is_(None), Election.opens_at <= clock.now() + EARLIEST)
    may_be_open = or_(Election.state == "open", and_(Election.state == "frozen", soon))
    with database.reading() as session:
        return list(session.scalars(select(Election.uuid).where(may_be_open).order_by(Election.uuid)))


def _refuse_unproven(open_boards: dict[str, int], known: Iterable[Checkpoint], give_up: Collection[str]) -> None:
    """Refuse a backup whose board is or may be open, if only the backup itself says how far the board had come.

    `known`: checkpoints that do not come from the backup. There are none if the folder of keys is an old copy: then it
    does not cover the ballots that were accepted after the backup. Raises: NotPermitted.
    """
    newest = dict[str, int]()
    for checkpoint in known:
        uuid = uuid_of(checkpoint)
        newest[uuid] = max(newest.get(uuid, 0), checkpoint.size)
    wrong = {
        uuid: f"the voting may be open, the backup has {size} events, and elsewhere no more than "
        f"{newest.get(uuid, 0)} are known of. The folder of keys is an older copy: ballots may have been accepted "
        "after this backup. Bring the newest checkpoint or receipts (--proof FILE) that members or auditors have."
        for uuid, size in open_boards.items()
        if newest.get(uuid, 0) < size and uuid not in give_up
    }
    if wrong:
        raise NotPermitted("\n".join([_REFUSED, *_lines(wrong)]))


def _read_manifest(parts: Iterator[bytes]) -> tuple[Manifest, Iterator[bytes]]:
    """Split the manifest from the copy that follows it."""
    head = b""
    for part in parts:
        line, newline, rest = (head + part).partition(b"\n")
        if newline:
            return decode(Manifest, line), chain([rest], parts)
        head = line
        if len(head) > _LONGEST_MANIFEST:
            break
    raise InvalidEncoding("This backup has no manifest. Take another one.")


def examine(
    database: Database, wanted: Iterable[Checkpoint], give_up: Collection[str]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Examine every board as a whole; return the size of each, and where the tables disagree with the boards.

    Raises: NotPermitted if a board is damaged, or lacks events that a checkpoint proves.
    """
    by_election = dict[str, list[Checkpoint]]()
    for checkpoint in wanted:
        by_election.setdefault(uuid_of(checkpoint), []).append(checkpoint)
    wrong, events, remarks = dict[str, str](), dict[str, int](), list[str]()
    with database.reading() as session:
        elections = {each.uuid: each for each in session.scalars(select(Election).join(BoardHead))}
        for uuid, election in elections.items():
            try:
                events[uuid] = verify_chain(session, election).size
                if uuid not in give_up:
                    _verify_all(Scene(session, election), by_election.get(uuid, []))
                remarks += disagreements(Scene(session, election))
            except BoardInconsistent as error:
                wrong[uuid] = str(error)
    missing = by_election.keys() - elections.keys() - set(give_up)
    wrong |= {uuid: gone(uuid) for uuid in missing}
    if wrong:
        raise NotPermitted("\n".join([_REFUSED, *_lines(wrong)]))
    return events, tuple(remarks)


def _verify_all(scene: Scene, checkpoints: Iterable[Checkpoint]) -> None:
    head = verify_head(scene.session, scene.election)
    for checkpoint in checkpoints:
        verify_continues(scene, Growth(), checkpoint, head)


def _lines(wrong: dict[str, str]) -> list[str]:
    return [f"Election {uuid}: {reason}" for uuid, reason in sorted(wrong.items())]


def _note_loss(database: Database, manifest: Manifest, give_up: Collection[str]) -> None:
    """Record in the log of each such election that events were discarded."""
    with database.session() as session:
        for election in session.scalars(select(Election).where(Election.uuid.in_(give_up))):
            log.write(
                Scene(session, election),
                log.SYSTEM,
                f"A backup of {manifest.made_at} was restored although the board was longer then: the people who run "
                "this server gave up what came after it.",
            )


def read_proof(raw: bytes, public_hex: str) -> Checkpoint:
    """Return what a checkpoint or a receipt of this server proves.

    Raises: InvalidEncoding, InvalidProof: it is neither, or this server has not signed it.
    """
    if raw.lstrip().startswith(b"{"):
        return verify_receipt(decode(Receipt, raw.strip()), public_hex)
    try:
        return verify_checkpoint(raw.decode("utf-8"), public_hex)
    except UnicodeDecodeError:
        raise InvalidEncoding("This is neither a checkpoint nor a receipt.") from None
