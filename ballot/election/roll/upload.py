"""A roll file from its upload to the roll: kept here, read in the background, decided on, imported, and wiped.

columns -> reading -> read -> imported or discarded (the row is gone)
                   -> unreadable (another choice of columns reads it again)
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.roll.columns import check_roles, guess_roles
from ballot.election.roll.duplicates import RollDuplicate, decide
from ballot.election.roll.file import DELIMITERS, ENCODINGS, decode, guess_delimiter, guess_encoding, header, records
from ballot.election.roll.roll import RollAccepted, drop_roll, member_values
from ballot.election.roll.rows import RollRow
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import BoardInconsistent, NotPermitted
from ballot.language import _, ngettext
from ballot.records.roll import defuse
from ballot.store.models.election import Election
from ballot.store.models.roll import Member, RollUpload, RollUploadDuplicate, RollUploadProblem, RollUploadRow

LIFETIME = dt.timedelta(days=2)  # of a file that nobody imports: it contains names and addresses
_SAMPLE_ROWS = 5
_SAMPLE_LENGTH = 20_000  # rows that are searched for foreign letters
_AT_ONCE = 500  # numbers in one statement
_STAGED = (RollUploadRow, RollUploadProblem, RollUploadDuplicate)


class RollSample(msgspec.Struct, frozen=True, kw_only=True):
    """What the officer needs to choose encoding and columns: the header, some rows, and rows with foreign letters."""

    header: list[str]
    rows: list[list[str]]
    foreign: list[str]

    def cells(self, column: int) -> list[str]:
        """Return the contents of a column (from 0) in these rows."""
        return [row[column].strip() for row in self.rows if column < len(row) and row[column].strip()]


class RollSum(msgspec.Struct, frozen=True, kw_only=True):
    """The sum of an upload: rows = accepted + rejected + merged + undecided (rows of groups, to be decided)."""

    rows: int
    accepted: int
    rejected: int
    merged: int
    undecided: int
    groups: int  # of duplicates
    open_groups: int  # of those, not decided


def find_upload(scene: Scene) -> RollUpload | None:
    """Return the file that is being imported into the roll, if there is one."""
    return scene.session.scalar(select(RollUpload).where(RollUpload.election_id == scene.election.id))


def keep_upload(scene: Scene, content: bytes, file_name: str) -> RollUpload:
    """Keep an uploaded file, replacing an earlier one, with a guess at its encoding and columns.

    Raises: NotPermitted if the election is frozen, or the file cannot be a roll.
    """
    require_draft(scene)
    encoding = guess_encoding(content)
    text = decode(content, encoding)
    delimiter = guess_delimiter(text)
    roles = guess_roles(header(text, delimiter))
    give_up(scene)
    now = clock.now()
    upload = RollUpload(
        election_id=scene.election.id,
        content=content,
        file_name=file_name[:200],
        encoding=encoding,
        delimiter=delimiter,
        roles=",".join(roles),
        state="columns",
        uploaded_at=now,
        seen_at=now,
    )
    scene.session.add(upload)
    scene.session.flush()
    return upload


def sample(upload: RollUpload, encoding: str, delimiter: str) -> RollSample:
    """Return the beginning of a file, decoded in an encoding. Raises: NotPermitted if it cannot be decoded."""
    if delimiter not in DELIMITERS:
        raise NotPermitted(_("Choose what separates the columns."))
    text = decode(upload.content, encoding)
    titles = header(text, delimiter)
    table = records(text, delimiter)
    next(table)
    rows: list[list[str]] = []
    foreign: list[str] = []
    with suppress(NotPermitted):  # reported when the file is read
        for row in islice(table, _SAMPLE_LENGTH):
            rows += [row] if len(rows) < _SAMPLE_ROWS else []
            foreign += [cell for cell in row if not cell.isascii()][:1] if len(foreign) < _SAMPLE_ROWS else []
    return RollSample(header=titles, rows=rows, foreign=foreign)


def choose_columns(session: Session, upload: RollUpload, encoding: str, delimiter: str, roles: Sequence[str]) -> None:
    """Store the officer's choice of encoding and columns, and let the file be read (`reading.read_upload`).

    Raises: NotPermitted if the file cannot be read so, or no member could be made from these columns.
    """
    if encoding not in ENCODINGS or delimiter not in DELIMITERS:
        raise NotPermitted(_("Choose an encoding, and what separates the columns."))
    check_roles(roles, sample(upload, encoding, delimiter).header)
    upload.encoding, upload.delimiter, upload.roles = encoding, delimiter, ",".join(roles)
    begin_reading(session, upload)


def begin_reading(session: Session, upload: RollUpload) -> None:
    """Let a file be read from its beginning; a reading that is under way stops."""
    _forget_findings(session, upload)
    upload.state, upload.error = "reading", None
    upload.run, upload.rows, upload.rejected, upload.seen_at = upload.run + 1, 0, 0, clock.now()
    session.flush()


def give_up(scene: Scene) -> None:
    """Wipe the file that is being imported into the roll, and all that was read from it."""
    upload = find_upload(scene)
    if upload is not None:
        _forget_findings(scene.session, upload)
        scene.session.delete(upload)
        scene.session.flush()


def _forget_findings(session: Session, upload: RollUpload) -> None:
    for table in _STAGED:
        session.execute(delete(table).where(table.upload_id == upload.id))


def forget_old_uploads(session: Session) -> None:
    """Wipe the files that nobody has imported for days."""
    old = select(Election).join(RollUpload).where(RollUpload.uploaded_at < clock.now() - LIFETIME)
    for election in session.scalars(old):
        give_up(Scene(session, election))


def sum_of(session: Session, upload: RollUpload) -> RollSum:
    """Return the sum of a file that was read."""
    mine = select(func.count()).select_from(RollUploadRow).where(RollUploadRow.upload_id == upload.id)
    good = session.scalar(mine) or 0
    undecided = RollUploadDuplicate.decision.is_(None)
    groups, open_groups, waiting, decided, kept = session.execute(
        select(
            func.count(),
            func.count().filter(undecided),
            _total(RollUploadDuplicate.size, undecided),
            _total(RollUploadDuplicate.size, ~undecided),
            _total(RollUploadDuplicate.kept, ~undecided),
        ).where(RollUploadDuplicate.upload_id == upload.id)
    ).one()
    merged = int(decided) - int(kept)
    return RollSum(
        rows=good + upload.rejected,
        accepted=good - merged - int(waiting),
        rejected=upload.rejected,
        merged=merged,
        undecided=int(waiting),
        groups=groups,
        open_groups=open_groups,
    )


def _total(column: Any, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column).filter(condition), 0)


def problems_page(session: Session, upload: RollUpload, offset: int, limit: int) -> list[RollUploadProblem]:
    """Return a page of the faults of rows, in their order."""
    query = select(RollUploadProblem).where(RollUploadProblem.upload_id == upload.id)
    ordered = query.order_by(RollUploadProblem.row, RollUploadProblem.id)
    return list(session.scalars(ordered.offset(offset).limit(limit)))


def problems_count(session: Session, upload: RollUpload) -> int:
    """Return the number of faults of rows."""
    query = select(func.count()).select_from(RollUploadProblem).where(RollUploadProblem.upload_id == upload.id)
    return session.scalar(query) or 0


def rows_page(session: Session, upload: RollUpload, limit: int) -> list[RollUploadRow]:
    """Return the first good rows."""
    query = select(RollUploadRow).where(RollUploadRow.upload_id == upload.id)
    return list(session.scalars(query.order_by(RollUploadRow.row).limit(limit)))


def duplicates_page(
    session: Session, upload: RollUpload, offset: int, limit: int
) -> list[tuple[RollUploadDuplicate, RollDuplicate]]:
    """Return a page of the groups of rows that seem to be one person, those to be decided first."""
    query = select(RollUploadDuplicate).where(RollUploadDuplicate.upload_id == upload.id)
    ordered = query.order_by(RollUploadDuplicate.decision.is_not(None), RollUploadDuplicate.id)
    return [(found, _group_of(found)) for found in session.scalars(ordered.offset(offset).limit(limit))]


def _group_of(found: RollUploadDuplicate) -> RollDuplicate:
    """Return the rows of a group."""
    return msgspec.json.decode(found.content, type=RollDuplicate)


def decide_duplicates(session: Session, upload: RollUpload, decisions: dict[int, str]) -> list[str]:
    """Record what the officer decided on groups, by id: "merge", or the rows to keep, separated by commas.

    Returns a sentence for each group that cannot be decided so; the others are decided.
    """
    refusals = []
    query = select(RollUploadDuplicate).where(RollUploadDuplicate.upload_id == upload.id)
    for found in session.scalars(query.where(RollUploadDuplicate.id.in_(decisions))):
        try:
            _decide(found, decisions[found.id])
        except NotPermitted as error:
            refusals.append(str(error))
    session.flush()
    return refusals


def decide_the_rest(session: Session, upload: RollUpload, how: str) -> int:
    """Decide all undecided groups in the same way: "first", "last", "all" or "merge".

    Groups that cannot be decided so are left; returns their number.
    """
    if how not in ("first", "last", "all", "merge"):
        raise NotPermitted(_("Choose what becomes of the duplicates."))
    query = select(RollUploadDuplicate).where(RollUploadDuplicate.upload_id == upload.id)
    left = 0
    for found in session.scalars(query.where(RollUploadDuplicate.decision.is_(None))):
        rows = [str(row.row) for row in _group_of(found).rows]
        chosen = {"first": rows[0], "last": rows[-1], "all": ",".join(rows), "merge": "merge"}[how]
        try:
            _decide(found, chosen)
        except NotPermitted:
            left += 1
    session.flush()
    return left


def _decide(found: RollUploadDuplicate, decision: str) -> None:
    found.kept = len(members_of(found, decision))
    found.decision = decision


def members_of(found: RollUploadDuplicate, decision: str) -> tuple[RollRow, ...]:
    """Return the members made from a group. Raises: NotPermitted if it cannot be decided so."""
    if decision == "merge":
        return decide(_group_of(found), (), merge=True)
    parts = [part for part in decision.split(",") if part]
    if not all(part.isascii() and part.isdecimal() and len(part) < 9 for part in parts):
        raise NotPermitted(_("Choose rows by their numbers."))
    return decide(_group_of(found), [int(part) for part in parts])


def take_upload(scene: Scene, upload: RollUpload) -> RollAccepted:
    """Make the roll from what was read and decided, replacing the previous roll; the file is wiped.

    Raises: NotPermitted if the election is frozen, the file is not read, a duplicate is undecided, or nobody is left;
    BoardInconsistent if the sum does not add up.
    """
    require_draft(scene)
    sums = sum_of(scene.session, upload)
    if upload.state != "read":
        raise NotPermitted(_("The file is not read yet."))
    if sums.open_groups:
        raise NotPermitted(
            ngettext("Decide first on %(num)s duplicate.", "Decide first on %(num)s duplicates.", sums.open_groups)
        )
    if not sums.accepted:
        raise NotPermitted(_("There is no good row in this file."))
    _carry_out_decisions(scene.session, upload)
    drop_roll(scene)
    names = [column.name for column in RollUploadRow.__table__.columns if column.name not in ("upload_id", "row")]
    rows = select(RollUpload.election_id, *(getattr(RollUploadRow, name) for name in names))
    taken = rows.join(RollUploadRow, RollUploadRow.upload_id == RollUpload.id).where(RollUpload.id == upload.id)
    scene.session.execute(insert(Member).from_select(["election_id", *names], taken.order_by(RollUploadRow.row)))
    made = scene.session.scalar(select(func.count()).select_from(Member).where(Member.election_id == scene.election.id))
    if made != sums.accepted:
        raise BoardInconsistent(f"The sum of the roll does not add up: {made} members, not {sums.accepted}.")
    accepted = RollAccepted(rows=sums.rows, accepted=made, rejected=sums.rejected, merged=sums.merged)
    give_up(scene)
    words = log.in_english(accepted.in_words)
    log.write(scene, log.OFFICER, f"Imported a roll: {words}.")
    return accepted


def _carry_out_decisions(session: Session, upload: RollUpload) -> None:
    dropped: list[int] = []
    for found in session.scalars(select(RollUploadDuplicate).where(RollUploadDuplicate.upload_id == upload.id)):
        kept = {row.row: row for row in members_of(found, found.decision or "")}
        dropped += [row.row for row in _group_of(found).rows if row.row not in kept]
        if found.decision == "merge":
            for row in kept.values():
                of_it = (RollUploadRow.upload_id == upload.id, RollUploadRow.row == row.row)
                session.execute(update(RollUploadRow).where(*of_it).values(**member_values(row)))
    for start in range(0, len(dropped), _AT_ONCE):
        part = RollUploadRow.row.in_(dropped[start : start + _AT_ONCE])
        session.execute(delete(RollUploadRow).where(RollUploadRow.upload_id == upload.id, part))


def rejected_rows(session: Session, upload: RollUpload) -> Iterator[bytes]:
    """Yield the rejected rows as a CSV file: row, what is wrong, and the cells as they were; safe to open (W11)."""
    query = select(RollUploadProblem.row, RollUploadProblem.sentence).where(RollUploadProblem.upload_id == upload.id)
    wrong: dict[int, list[str]] = {}
    for row, sentence in session.execute(query.order_by(RollUploadProblem.id)):
        wrong.setdefault(row, []).append(sentence.partition(": ")[2])
    table = records(decode(upload.content, upload.encoding), upload.delimiter)
    yield b"\xef\xbb\xbf" + _line(["row", _("what is wrong"), *next(table)])
    for number, cells in enumerate(table, start=2):
        if number in wrong:
            yield _line([str(number), " ".join(wrong[number]), *cells])


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([defuse(cell) for cell in cells])
    return out.getvalue().encode()
