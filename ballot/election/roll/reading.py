"""Read an uploaded roll in the background, in short transactions that record the progress.

The officer can leave the page and return, ballots of other elections need not wait, and a reader whose process died is
replaced by the next one, which starts again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.roll.duplicates import DuplicateFinder, RollDuplicate
from ballot.election.roll.file import decode, records
from ballot.election.roll.roll import member_values
from ballot.election.roll.rows import RollProblem, RollRow, Verdict, verdicts
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.roll import RollUpload, RollUploadDuplicate, RollUploadProblem, RollUploadRow
from ballot.store.session import Database

_AT_ONCE = 2000  # rows in one transaction: some 50 ms
SIGN_OF_LIFE = dt.timedelta(seconds=30)  # a reader without a heartbeat for so long is considered dead

T = TypeVar("T")


class Reading(NamedTuple):
    """One reading of one upload."""

    upload_id: int
    run: int


class _Replaced(Exception):
    """The upload is gone, or is being read again."""


def has_stopped(upload: RollUpload) -> bool:
    """Return whether a file needs to be read and no reader seems to be active."""
    return upload.state == "reading" and upload.seen_at + SIGN_OF_LIFE < clock.now()


def read_upload(database: Database, reading: Reading) -> None:
    """Read a file to its end and leave its good rows, problems and duplicates in the database."""
    for _step in reading_steps(database, reading):
        pass


def reading_steps(database: Database, reading: Reading) -> Iterator[None]:
    """Read a file as `read_upload` does, in short steps; no transaction is open between them."""
    try:
        yield from _read(database, reading)
    except NotPermitted as error:
        _finish(database, reading, "unreadable", str(error))
    except _Replaced:
        return


def _read(database: Database, reading: Reading) -> Iterator[None]:
    with database.session() as session:
        upload = _upload(session, reading)
        raw, encoding, delimiter, roles = upload.content, upload.encoding, upload.delimiter, upload.roles.split(",")
    text = decode(raw, encoding)
    _tell_length(database, reading, text.count("\n"))
    table = records(text, delimiter)
    next(table)
    duplicates = DuplicateFinder()
    rows = 0
    for part in _parts(verdicts(table, roles), _AT_ONCE):
        rows += len(part)
        for verdict in part:
            if isinstance(verdict, RollRow):
                duplicates.add(verdict)
        with database.session() as session:
            _keep(session, reading, part)
        yield
    if not rows:
        raise NotPermitted(_("The file has a header but no members."))
    for found in _parts(duplicates.found(), _AT_ONCE):
        with database.session() as session:
            _upload(session, reading)
            session.execute(insert(RollUploadDuplicate), [_values(reading, duplicate) for duplicate in found])
        yield
    _finish(database, reading, "read")


def _parts(values: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(values)
    while part := list(islice(iterator, size)):
        yield part


def _upload(session: Session, reading: Reading) -> RollUpload:
    """Return the upload, locked until the transaction ends, and record a heartbeat. Raises: _Replaced."""
    query = select(RollUpload).where(RollUpload.id == reading.upload_id).with_for_update()
    upload = session.scalar(query)
    if upload is None or upload.run != reading.run or upload.state != "reading":
        raise _Replaced
    return upload


def _tell_length(database: Database, reading: Reading, lines: int) -> None:
    with database.session() as session:
        _upload(session, reading).lines = lines


def _keep(session: Session, reading: Reading, part: list[Verdict]) -> None:
    upload = _upload(session, reading)
    good = [row for row in part if isinstance(row, RollRow)]
    problems: list[RollProblem] = [problem for found in part if not isinstance(found, RollRow) for problem in found]
    mine = {"upload_id": upload.id}
    if good:
        session.execute(insert(RollUploadRow), [{**mine, "row": row.row, **member_values(row)} for row in good])
    if problems:
        session.execute(insert(RollUploadProblem), [{**mine, **msgspec.structs.asdict(one)} for one in problems])
    upload.rows += len(part)
    upload.rejected += len(part) - len(good)
    upload.seen_at = clock.now()


def _values(reading: Reading, duplicate: RollDuplicate) -> dict[str, object]:
    content = msgspec.json.encode(duplicate)
    return {"upload_id": reading.upload_id, "content": content, "size": len(duplicate.rows)}


def _finish(database: Database, reading: Reading, state: str, error: str | None = None) -> None:
    with database.session() as session:
        upload = _upload(session, reading)
        upload.state, upload.error, upload.seen_at = state, error, clock.now()
