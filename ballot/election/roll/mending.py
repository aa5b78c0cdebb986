"""Mend one rejected row of a roll file where it stands, so that nobody has to upload the file again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ballot.election.roll.duplicates import DuplicateFinder
from ballot.election.roll.file import decode, records
from ballot.election.roll.roll import member_values
from ballot.election.roll.rows import RollRow, read_row
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.roll import RollUpload, RollUploadDuplicate, RollUploadProblem, RollUploadRow


def rejected_row(session: Session, upload: RollUpload, number: int) -> tuple[list[str], list[str]]:
    """Return the header, and the cells of a rejected row. Raises: NotPermitted if this row was not rejected."""
    _require_rejected(session, upload, number)
    table = records(decode(upload.content, upload.encoding), upload.delimiter)
    titles = next(table)
    return titles, next(cells for at, cells in enumerate(table, start=2) if at == number)


def mend_row(session: Session, upload: RollUpload, number: int, cells: Sequence[str]) -> None:
    """Replace the cells of a rejected row, in the file too. Decisions on other duplicates are kept.

    Raises: NotPermitted naming every fault that is left.
    """
    _require_rejected(session, upload, number)
    row = read_row(number, cells, upload.roles.split(","))
    if not isinstance(row, RollRow):
        raise NotPermitted(" ".join(problem.sentence for problem in row))
    upload.content, upload.encoding = _with_row(upload, number, cells), "utf-8"
    of_it = (RollUploadProblem.upload_id == upload.id, RollUploadProblem.row == number)
    session.execute(delete(RollUploadProblem).where(*of_it))
    session.add(RollUploadRow(upload_id=upload.id, row=number, **member_values(row)))
    upload.rejected -= 1
    session.flush()
    _find_duplicates_again(session, upload)


def _require_rejected(session: Session, upload: RollUpload, number: int) -> None:
    of_it = (RollUploadProblem.upload_id == upload.id, RollUploadProblem.row == number)
    if upload.state != "read" or session.scalar(select(RollUploadProblem.id).where(*of_it).limit(1)) is None:
        raise NotPermitted(_("This row is not among the rejected ones any more."))


def _with_row(upload: RollUpload, number: int, cells: Sequence[str]) -> bytes:
    """Return the file with other cells in a row: choosing the columns again reads it so."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=upload.delimiter)
    table = records(decode(upload.content, upload.encoding), upload.delimiter)
    writer.writerows(cells if at == number else found for at, found in enumerate(table, start=1))
    return out.getvalue().encode()


def _find_duplicates_again(session: Session, upload: RollUpload) -> None:
    finder, mine = DuplicateFinder(), RollUploadDuplicate.upload_id == upload.id
    rows = session.scalars(
        select(RollUploadRow).where(RollUploadRow.upload_id == upload.id).order_by(RollUploadRow.row)
    )
    for row in rows.yield_per(1000):
        finder.add(RollRow(**{name: getattr(row, name) for name in RollRow.__struct_fields__}))
    decided = {
        found.content: (found.kept, found.decision)
        for found in session.scalars(select(RollUploadDuplicate).where(mine))
    }
    session.execute(delete(RollUploadDuplicate).where(mine))
    found = []
    for group in finder.found():
        content = msgspec.json.encode(group)
        kept, decision = decided.get(content, (None, None))
        values = {"content": content, "size": len(group.rows), "kept": kept, "decision": decision}
        found.append({"upload_id": upload.id, **values})
    if found:
        session.execute(insert(RollUploadDuplicate), found)
