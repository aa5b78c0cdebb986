"""Candidates as a table, pasted or as a file: name, slate, groups and statement, with or without a header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from ballot.election.paper.contests import MAX_CANDIDATES, CandidateDraft, is_blank_name
from ballot.election.roll.columns import guess_roles, plain_title, texts_of
from ballot.election.roll.file import guess_delimiter, records
from ballot.errors import NotPermitted
from ballot.language import _, isolated, ngettext

# Without spaces, marks and accents; English, French, Spanish, German, Arabic. Names are known as on a roll.
_TITLES: Final = {
    "name": "candidate candidat candidato candidatos candidata kandidat kandidatin kandidatur المرشح",
    "slate": "slate list listname liste lista candidatura wahlvorschlag القائمة",
    "groups": "group groups groupe groupes grupo grupos gruppe gruppen المجموعة المجموعات",
    "statement": "statement texte presentation declaration profession declaracion presentacion vorstellung text البيان",
}
_ROLE_OF: Final = {plain_title(title): role for role, titles in _TITLES.items() for title in titles.split()}
_NAMES: Final = ("name", "given", "family")
_WITHOUT_HEADER: Final = ("name", "slate", "groups", "statement")
_MOST_SENTENCES = 10


class CandidateTable(msgspec.Struct, frozen=True, kw_only=True):
    """The candidates of a table, and the titles of the columns that were not read."""

    candidates: tuple[CandidateDraft, ...]
    unread: tuple[str, ...]


def read_candidates(text: str, *, lists: bool = False) -> CandidateTable:
    """Read candidates, one a row. Without a header that names them, the columns are name, slate, groups, statement.

    `lists`: every candidate needs a list. Raises: NotPermitted naming every row that cannot be read.
    """
    text = text.strip("\r\n")
    delimiter, roles, unread, first = _columns(text)
    people: list[CandidateDraft] = []
    complaints: list[str] = []
    for number, fields in enumerate(islice(records(text, delimiter), first, MAX_CANDIDATES + first + 1), first + 1):
        if not any(field.strip() for field in fields):
            continue
        candidate = _candidate(fields, roles)
        complaint = _complaint(fields, roles, candidate, lists)
        if complaint:
            complaints.append(_("Row %(row)s: %(complaint)s", row=number, complaint=complaint))
        people.append(candidate)
    complaints += _twice(people)
    if complaints:
        raise NotPermitted(" ".join(complaints[:_MOST_SENTENCES]))
    if not people:
        raise NotPermitted(_("There is no candidate in it. Write one on each line."))
    return CandidateTable(candidates=tuple(people), unread=unread)


def _columns(text: str) -> tuple[str, Sequence[str], tuple[str, ...], int]:
    """Return the separator, what each column holds, the titles of those not read, and the number of header rows."""
    delimiter = guess_delimiter(text)
    titles = next(records(text, delimiter), [])
    roles = [_ROLE_OF.get(plain_title(title)) or role for title, role in zip(titles, guess_roles(titles), strict=True)]
    roles = [
        role if role in (*_NAMES, *_WITHOUT_HEADER) and role not in roles[:i] else "" for i, role in enumerate(roles)
    ]
    if set(_NAMES) & {*roles}:
        unread = (title for title, role in zip(titles, roles, strict=True) if not role and title.strip())
        return delimiter, roles, tuple(unread), 1
    # A comma alone separates nothing: many lists of names say “Weber, Jonas”.
    return next((sign for sign in "\t;" if sign in text), "\t"), _WITHOUT_HEADER, (), 0


def _candidate(fields: Sequence[str], roles: Sequence[str]) -> CandidateDraft:
    texts = dict(zip(roles, fields, strict=False))
    names = [(field, role) for field, role in zip(fields, roles, strict=False) if role in _NAMES]
    return CandidateDraft(
        name=texts_of([field for field, _role in names], [role for _field, role in names])["name"],
        slate=texts.get("slate", "").strip(),
        groups=tuple(name.strip() for name in re.split("[;,]", texts.get("groups", "")) if name.strip()),
        statement=texts.get("statement", ""),
    )


def _complaint(fields: Sequence[str], roles: Sequence[str], candidate: CandidateDraft, lists: bool) -> str:
    """Return what is wrong with a row, or ""."""
    if any(field.strip() for field in fields[len(roles) :]):
        return ngettext(
            "it has %(num)s field, but there are %(columns)s columns. Check for a stray separator.",
            "it has %(num)s fields, but there are %(columns)s columns. Check for a stray separator.",
            len(fields),
            columns=len(roles),
        )
    if not candidate.name:
        return _("no name. Add the candidate's name.")
    if lists and not candidate.slate:
        return _("no list. Add the list's name.")
    if lists and is_blank_name(candidate.slate):
        return _("a list cannot be called so, since it would look like the blank vote.")
    return ""


def _twice(people: Sequence[CandidateDraft]) -> Iterator[str]:
    seen: set[str] = set()
    for candidate in people:
        if candidate.name and candidate.name in seen:
            yield _("“%(name)s” stands here twice. Tell the two apart in their names.", name=isolated(candidate.name))
        seen.add(candidate.name)
