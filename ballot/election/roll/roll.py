"""The electoral roll: read a CSV file strictly, show every problem by row, and import what the officer decides.

Nothing is dropped in silence: rows = accepted + rejected + merged, and each rejected or merged row is named.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import delete, func, insert, select

from ballot.election import log
from ballot.election.roll.columns import check_roles, guess_roles
from ballot.election.roll.duplicates import DuplicateFinder, RollDuplicate, decide
from ballot.election.roll.file import decode, guess_delimiter, header, records
from ballot.election.roll.rows import RollProblem, RollRow, verdicts
from ballot.election.roll.rows import canonical_address as canonical_address
from ballot.election.roll.rows import is_address as is_address
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _, grouped, ngettext
from ballot.store.models.roll import Member, RegistrarList


class RollPreview(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of a roll file: rows read = good rows + rejected rows; duplicates are among the good ones."""

    rows: tuple[RollRow, ...]
    problems: tuple[RollProblem, ...]
    duplicates: tuple[RollDuplicate, ...]

    @property
    def rejected(self) -> int:
        """The number of rows that cannot be imported; a row with two problems counts once."""
        return len({problem.row for problem in self.problems})


class RollAccepted(msgspec.Struct, frozen=True, kw_only=True):
    """The sum that must add up: rows = accepted + rejected + merged (or left out as duplicates)."""

    rows: int
    accepted: int
    rejected: int
    merged: int

    def in_words(self) -> str:
        """Return the sum as a line."""
        return ngettext(
            "%(num)s row = %(accepted)s accepted + %(rejected)s rejected + %(merged)s merged or left out as duplicates",
            "%(num)s rows = %(accepted)s accepted + %(rejected)s rejected + %(merged)s merged or left out as "
            "duplicates",
            self.rows,
            accepted=grouped(self.accepted),
            rejected=grouped(self.rejected),
            merged=grouped(self.merged),
        )


def read_roll(csv_bytes: bytes, encoding: str | None = None) -> RollPreview:
    """Read a roll from CSV (comma, semicolon or tab) and return the verdict on every row.

    Columns: known names in several languages (`columns.py`); name, and email or address or both, are required.
    Without `encoding` it is UTF-8, or UTF-16 with a byte order mark.

    Raises: NotPermitted if the file as a whole cannot be read: too large, not in this encoding, or no header with a
    name and an address.
    """
    text = decode(csv_bytes, encoding)
    delimiter = guess_delimiter(text)
    titles = header(text, delimiter)
    roles = guess_roles(titles)
    check_roles(roles, titles)
    table = records(text, delimiter)
    next(table)
    rows: list[RollRow] = []
    problems: list[RollProblem] = []
    duplicates = DuplicateFinder()
    for verdict in verdicts(table, roles):
        if isinstance(verdict, RollRow):
            rows.append(verdict)
            duplicates.add(verdict)
        else:
            problems.extend(verdict)
    if not rows and not problems:
        raise NotPermitted(_("The file has a header but no members."))
    return RollPreview(rows=tuple(rows), problems=tuple(problems), duplicates=tuple(duplicates.found()))


def accept_roll(scene: Scene, preview: RollPreview, keep: Iterable[int] = ()) -> RollAccepted:
    """Import the good rows as the roll, replacing the previous one. Of duplicates, the first and those in `keep`.

    Raises: NotPermitted if the election is frozen, or two would be kept under one member number.
    """
    require_draft(scene)
    wanted = set(keep)
    dropped: set[int] = set()
    for duplicate in preview.duplicates:
        rows = [row.row for row in duplicate.rows]
        kept = [rows[0], *(row for row in rows[1:] if row in wanted)]
        decide(duplicate, kept)
        dropped |= {*rows} - {*kept}
    drop_roll(scene)
    taken = [{"election_id": scene.election.id, **member_values(row)} for row in preview.rows if row.row not in dropped]
    if taken:
        scene.session.execute(insert(Member), taken)
    rows_read = len(preview.rows) + preview.rejected
    accepted = RollAccepted(rows=rows_read, accepted=len(taken), rejected=preview.rejected, merged=len(dropped))
    words = log.in_english(accepted.in_words)
    log.write(scene, log.OFFICER, f"Imported a roll: {words}.")
    return accepted


def drop_roll(scene: Scene) -> None:
    """Delete the roll of a draft, and the registrar's list with it: its tokens were made for these people."""
    for table in (Member, RegistrarList):
        scene.session.execute(delete(table).where(table.election_id == scene.election.id))


def member_values(row: RollRow) -> dict[str, object]:
    """Return what a good row says about a member, by the names of the columns of the tables."""
    values = msgspec.structs.asdict(row)
    del values["row"]
    return values


def member_of(scene: Scene, number: str) -> Member:
    """Return a member by the id, as text. Raises: NotPermitted if nobody on this roll has it."""
    member = scene.session.get(Member, int(number))
    if member is None or member.election_id != scene.election.id:
        raise NotPermitted(_("There is no such member on this roll."))
    return member


def refuse_taken_number(scene: Scene, number: str | None, but: int | None = None) -> None:
    """Refuse a member number that belongs to another member than the one with the id `but`. Raises: NotPermitted."""
    taken = (Member.election_id == scene.election.id, Member.number == number, Member.id.is_distinct_from(but))
    if number and scene.session.scalar(select(Member.id).where(*taken).limit(1)) is not None:
        raise NotPermitted(_("Another member has the number %(number)s.", number=number))


def members_count(scene: Scene) -> int:
    """Return the number of members on the roll."""
    query = select(func.count()).select_from(Member).where(Member.election_id == scene.election.id)
    return scene.session.scalar(query) or 0


def members_page(scene: Scene, offset: int = 0, limit: int = 50) -> list[Member]:
    """Return a page of the roll, in its order."""
    query = (
        select(Member).where(Member.election_id == scene.election.id).order_by(Member.id).offset(offset).limit(limit)
    )
    return list(scene.session.scalars(query))
