"""Search members in the roll: by parts of name, number or address, a page at a time.

Results show what the roll says about a person, in the roll's order: nothing here knows who has voted (P5).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

import msgspec
from sqlalchemy import ColumnElement, func, or_, select

from ballot.election.roll.rows import canonical_address
from ballot.election.scene import Scene
from ballot.election.wording import is_control
from ballot.store.models.election import Election
from ballot.store.models.roll import Member

LONGEST = 100  # characters of the search that are used
# All that is searched, as one text, converted to one case only once; no word matches across a line's end.
_LINES = (Member.name, func.coalesce(Member.number, ""), Member.email, func.coalesce(Member.address, ""))
_TEXT = functools.reduce(lambda text, line: text + "\n" + line, _LINES)
_SHOWN = (Member.id, Member.number, Member.name, Member.email, Member.address, Member.country, Member.weight)


class RollEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What the roll says about a member."""

    id: int
    number: str | None
    name: str
    email: str
    address: str | None
    country: str | None
    weight: int


def found_count(scene: Scene, words: str) -> int:
    """Return how many members have every one of these words in name, number, e-mail or postal address."""
    query = select(func.count()).select_from(Member).where(*_fitting(scene.election, words))
    return scene.session.scalar(query) or 0


def found_page(scene: Scene, words: str, offset: int, limit: int) -> list[RollEntry]:
    """Return a page of these members, in the order of the roll."""
    query = select(*_SHOWN).where(*_fitting(scene.election, words)).order_by(Member.id)
    return [RollEntry(**row) for row in scene.session.execute(query.offset(offset).limit(limit)).mappings()]


def entries(scene: Scene, ids: Iterable[int]) -> list[RollEntry]:
    """Return members of this roll by their ids; ids that belong to nobody are skipped."""
    query = select(*_SHOWN).where(Member.election_id == scene.election.id, Member.id.in_(ids)).order_by(Member.id)
    return [RollEntry(**row) for row in scene.session.execute(query).mappings()]


def whose(member: Member | RollEntry) -> str:
    """Identify a member in one line: by name and number, or by the addresses if there is no number."""
    if member.number:
        return f"{member.name} ({member.number})"
    return ", ".join(filter(None, (member.name, member.email, (member.address or "").replace("\n", ", "))))


def _fitting(election: Election, words: str) -> list[ColumnElement[bool]]:
    # A database may not even accept a control character.
    readable = "".join(" " if is_control(character) else character for character in words[:LONGEST])
    return [Member.election_id == election.id, *map(_has, readable.split())]


def _has(word: str) -> ColumnElement[bool]:
    return or_(*(_TEXT.icontains(form, autoescape=True) for form in _forms(word)))


def _forms(word: str) -> set[str]:
    """Return the forms of a word on the roll: SQLite ignores case only for the letters of ASCII."""
    return {word} if word.isascii() else {word.lower(), word.upper(), word.title(), canonical_address(word)}
