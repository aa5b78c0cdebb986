"""The electoral roll: read a CSV file strictly, show every problem by row, and take what the officer decides.

Nothing is dropped in silence: rows = accepted + rejected + merged, and each rejected or merged row is named.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ballot.election import log
from ballot.election.countries import COUNTRIES
from ballot.election.states import require_draft
from ballot.election.wording import is_control
from ballot.errors import NotPermitted
from ballot.store.models import Election, Member

MAX_BYTES = 20 * 2**20
MAX_ROWS = 100_000
MAX_FIELD = 300
MAX_ADDRESS_LINES = 7  # what fits into the window of an envelope
MAX_WEIGHT = 1_000_000

COLUMNS = {
    "number": ("memberid", "id", "number", "membernumber", "membershipnumber", "membershipid", "memberno", "no"),
    "name": ("name", "fullname", "membername"),
    "email": ("email", "emailaddress", "mail", "mailaddress"),
    "address": ("address", "postaladdress", "letteraddress"),
    "country": ("country", "countrycode"),
    "language": ("language", "lang", "locale"),
    "weight": ("weight", "votes"),
}
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_WEIGHT = re.compile(r"[1-9][0-9]{0,6}")


class RollRow(msgspec.Struct, frozen=True, kw_only=True):
    """One good row. `row` is its line in the file as a spreadsheet counts: the header is row 1.

    There is an e-mail address, or a postal address (of several lines, without the name), or both.
    """

    row: int
    name: str
    email: str = ""
    address: str | None = None
    country: str | None = None
    number: str | None = None
    language: str | None = None
    weight: int = 1


class RollProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One rejected row: which field is wrong, and a sentence that says what to do."""

    row: int
    field: str
    sentence: str


class RollDuplicate(msgspec.Struct, frozen=True, kw_only=True):
    """Two good rows that seem to be one person: `row` repeats the `field` (email or member_id) of `first_row`."""

    row: int
    first_row: int
    field: str
    sentence: str


class RollPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a roll file holds: rows read = good rows + rejected rows; duplicates are among the good ones."""

    rows: tuple[RollRow, ...]
    problems: tuple[RollProblem, ...]
    duplicates: tuple[RollDuplicate, ...]

    @property
    def rejected(self) -> int:
        """The number of rows that cannot be taken; a row with two problems counts once."""
        return len({problem.row for problem in self.problems})


class RollAccepted(msgspec.Struct, frozen=True, kw_only=True):
    """The sum that must add up: rows = accepted + rejected + merged."""

    rows: int
    accepted: int
    rejected: int
    merged: int


def read_roll(csv_bytes: bytes) -> RollPreview:
    """Read a roll from CSV (comma, semicolon or tab; UTF-8) and return every row's verdict.

    Columns, with tolerant names: member_id (optional), name, email or address or both, country, language and weight
    (optional).

    Raises: NotPermitted if the file as a whole cannot be read: too large, not UTF-8, or no header with a name and an
    address.
    """
    records = _records(_decode(csv_bytes))
    places = _places(records)
    rows: list[RollRow] = []
    problems: list[RollProblem] = []
    for number, fields in enumerate(records[1:], start=2):
        if not any(field.strip() for field in fields):
            continue
        found = _read_row(number, fields, places, len(records[0]))
        if isinstance(found, RollRow):
            rows.append(found)
        else:
            problems.extend(found)
    if not rows and not problems:
        raise NotPermitted("The file has a header but no members.")
    return RollPreview(rows=tuple(rows), problems=tuple(problems), duplicates=tuple(_duplicates(rows)))


def _decode(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise NotPermitted(f"The file is larger than {MAX_BYTES // 2**20} MB. Is it a roll? Split it if it is.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NotPermitted("The file is in UTF-16. Save it as “CSV UTF-8” and upload it again.")
    if raw[:4] == b"PK\x03\x04":
        raise NotPermitted("This is a spreadsheet or an archive. Save it as “CSV UTF-8” and upload that file.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise NotPermitted(
            f"Line {row} is not in UTF-8. Save the file as “CSV UTF-8”, so that names keep their letters."
        ) from None
    if "\0" in text:
        raise NotPermitted("The file holds NUL characters, so it is not a plain CSV file.")
    return text


def _records(text: str) -> list[list[str]]:
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) > MAX_ROWS + 1:
                raise NotPermitted(f"The file has more than {MAX_ROWS} rows.")
    except csv.Error as error:
        raise NotPermitted(f"Line {reader.line_num} cannot be read: {error}. Check its quotation marks.") from None
    if not records:
        raise NotPermitted("The file is empty.")
    return records


def _places(records: list[list[str]]) -> dict[str, int]:
    """Return which column holds which field, from the header."""
    places: dict[str, int] = {}
    for place, title in enumerate(records[0]):
        normal = re.sub(r"[\s_.\-]", "", title).lower()
        for field, names in COLUMNS.items():
            if normal in names:
                if field in places:
                    raise NotPermitted(f"Two columns of the header seem to be the {field}: keep one of them.")
                places[field] = place
    missing = [] if "name" in places else ["name"]
    if not {"email", "address"} & places.keys():
        missing.append("email")
    if missing:
        raise NotPermitted(
            f"The first row must name the columns. Missing: {' and '.join(missing)}. "
            "Known columns: member_id, name, email, address, country, language, weight."
        )
    return places


def _read_row(number: int, fields: list[str], places: dict[str, int], width: int) -> RollRow | list[RollProblem]:
    if len(fields) != width:
        sentence = (
            f"Row {number}: it has {len(fields)} fields, but the header has {width}. Check for a stray separator."
        )
        return [RollProblem(row=number, field="row", sentence=sentence)]
    texts = {field: fields[place].strip() for field, place in places.items()}
    texts["address"] = "\n".join(line.strip() for line in texts.get("address", "").splitlines() if line.strip())
    complaints = [(field, _complaint(field, text)) for field, text in texts.items()]
    if not texts.get("email") and not texts["address"]:
        complaints.append(
            ("email", "no e-mail address and no postal address. Add one of them, or leave the member out.")
        )
    problems = [
        RollProblem(row=number, field=field, sentence=f"Row {number}: {complaint}")
        for field, complaint in complaints
        if complaint
    ]
    if problems:
        return problems
    return RollRow(
        row=number,
        name=texts["name"],
        email=_canonical_address(texts.get("email", "")),
        address=texts["address"] or None,
        country=texts.get("country", "").upper() or None,
        number=texts.get("number") or None,
        language=texts.get("language") or None,
        weight=int(texts.get("weight") or "1"),
    )


def _complaint(field: str, text: str) -> str | None:
    """Return what is wrong with a field, or None."""
    if len(text) > MAX_FIELD:
        return f"the {field} is longer than {MAX_FIELD} characters."
    if any(is_control(character) for character in (text.replace("\n", "") if field == "address" else text)):
        return f"the {field} holds a line break or a control character. Remove it."
    return _COMPLAINTS[field](text)


def _about_name(text: str) -> str | None:
    return None if text else "no name. Add the member's name."


def _about_email(text: str) -> str | None:
    return None if not text or is_address(text) else f"“{text}” is not an e-mail address. Correct it."


def _about_postal_address(text: str) -> str | None:
    lines = text.count("\n") + 1
    return f"the address has {lines} lines; at most {MAX_ADDRESS_LINES} fit." if lines > MAX_ADDRESS_LINES else None


def _about_country(text: str) -> str | None:
    if not text or text.upper() in COUNTRIES:
        return None
    return f"“{text}” is not a country's two-letter code such as FR or BR."


def _about_language(text: str) -> str | None:
    if not text or _LANGUAGE.fullmatch(text):
        return None
    return f"“{text}” is not a language code such as en or pt-BR."


def _about_weight(text: str) -> str | None:
    if not text or (_WEIGHT.fullmatch(text) and int(text) <= MAX_WEIGHT):
        return None
    return f"the weight “{text}” is not a whole number from 1 to {MAX_WEIGHT}."


_COMPLAINTS: dict[str, Callable[[str], str | None]] = {
    "number": lambda text: None,
    "name": _about_name,
    "email": _about_email,
    "address": _about_postal_address,
    "country": _about_country,
    "language": _about_language,
    "weight": _about_weight,
}


def is_address(text: str) -> bool:
    """Return whether a text is one plain e-mail address that every mail server takes."""
    local, at, _ = text.rpartition("@")
    if not at or len(text) > 254 or len(local) > 64 or not _LOCAL.fullmatch(local):
        return False
    return _DOMAIN.fullmatch(_ascii_domain(text)) is not None


def _ascii_domain(address: str) -> str:
    """Return the domain as mail servers write it; an empty text if there is no such form."""
    try:
        return address.rpartition("@")[2].encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _canonical_address(address: str) -> str:
    return address and f"{address.rpartition('@')[0]}@{_ascii_domain(address).lower()}"


def _duplicates(rows: Iterable[RollRow]) -> list[RollDuplicate]:
    found: list[RollDuplicate] = []
    first_by_address: dict[str, RollRow] = {}
    first_by_number: dict[str, RollRow] = {}
    for row in rows:
        same_number = first_by_number.setdefault(row.number, row) if row.number else row
        same_address = first_by_address.setdefault(row.email.lower(), row) if row.email else row
        if same_number is not row:
            found.append(_duplicate(row, same_number, "member_id", row.number or ""))
        elif same_address is not row:
            found.append(_duplicate(row, same_address, "email", row.email))
    return found


def _duplicate(row: RollRow, first: RollRow, field: str, value: str) -> RollDuplicate:
    sentence = f"Row {row.row} ({row.name}) has the same {field} as row {first.row} ({first.name}): {value}."
    return RollDuplicate(row=row.row, first_row=first.row, field=field, sentence=sentence)


def accept_roll(
    session: Session, election: Election, preview: RollPreview, keep: Iterable[int] = (), *, replace: bool = True
) -> RollAccepted:
    """Take the good rows into the roll. Of duplicates only the first is taken, and those whose row is in `keep`.

    `replace` (the default) replaces the whole roll; otherwise the rows are added, and an address that is on the roll
    already counts as a duplicate.
    """
    require_draft(session, election)
    dropped = {duplicate.row for duplicate in preview.duplicates} - set(keep)
    if replace:
        session.execute(delete(Member).where(Member.election_id == election.id))
    else:
        on_roll = session.scalars(select(Member.email).where(Member.election_id == election.id))
        known = {address.lower() for address in on_roll if address}
        dropped |= {row.row for row in preview.rows if row.email.lower() in known} - set(keep)
    taken = [row for row in preview.rows if row.row not in dropped]
    if taken:
        session.execute(insert(Member), [_values(election, row) for row in taken])
    rows = len(preview.rows) + preview.rejected
    accepted = RollAccepted(rows=rows, accepted=len(taken), rejected=preview.rejected, merged=len(dropped))
    log.write(
        session,
        election,
        log.OFFICER,
        f"Imported a roll: {accepted.rows} rows, {accepted.accepted} accepted, {accepted.rejected} rejected, "
        f"{accepted.merged} left out as duplicates.",
    )
    return accepted


def _values(election: Election, row: RollRow) -> dict[str, object]:
    return {
        "election_id": election.id,
        "number": row.number,
        "name": row.name,
        "email": row.email,
        "address": row.address,
        "country": row.country,
        "language": row.language,
        "weight": row.weight,
    }


def members_count(session: Session, election: Election) -> int:
    """Return the number of members on the roll."""
    query = select(func.count()).select_from(Member).where(Member.election_id == election.id)
    return session.scalar(query) or 0


def members_page(session: Session, election: Election, offset: int = 0, limit: int = 50) -> list[Member]:
    """Return a page of the roll, in its order."""
    query = select(Member).where(Member.election_id == election.id).order_by(Member.id).offset(offset).limit(limit)
    return list(session.scalars(query))
