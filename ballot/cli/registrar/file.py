"""The registrar's own file of tokens: a CSV file with the columns of the roll, plus token, link and credential.

A row without a name is a spare token. The registrar's page in the browser reads and writes the same file
(`frontend/src/registrar/token_file.js`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from ballot.errors import ConfigurationError, NotPermitted
from ballot.records.roll import COLUMNS as ROLL_COLUMNS
from ballot.records.roll import defuse, unguarded
from ballot.secret_file import replace_file

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
new_file = click.Path(dir_okay=False, path_type=Path)
_OF_TOKEN: Final = ("token", "link", "credential")
COLUMNS: Final = (*ROLL_COLUMNS, *_OF_TOKEN)
Row = dict[str, str]


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a CSV file, without the prefixes that protect spreadsheets.

    Raises: NotPermitted if it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
            yield {name: unguarded(value or "") for name, value in row.items() if name}
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotPermitted(f"{path} cannot be read as CSV in UTF-8: {error}.") from None


def read_tokens(path: Path) -> list[Row]:
    """Return the rows of a file of tokens. Raises: NotPermitted if it is some other file."""
    rows = list(read_rows(path))
    if not rows or not set(COLUMNS) <= rows[0].keys():
        raise NotPermitted(f"{path} is not a file of tokens: it needs the columns {', '.join(COLUMNS)}.")
    return rows


def table(rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> bytes:
    """Return rows as a CSV file in which no spreadsheet finds formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defuse(row.get(name, "")) for name in columns])
    return out.getvalue().encode("utf-8-sig")


def row_of(rows: list[Row], member: str, path: Path) -> Row:
    """Return a member's row. Raises: NotPermitted if none or several match."""
    whose = [row for row in rows if row["name"] and member in (row["member_id"], row["email"])]
    if len(whose) != 1:
        found = "several members have it" if whose else "nobody has it"
        raise NotPermitted(f"“{member}”: {found} in {path}. Give a membership number or an e-mail address.")
    return whose[0]


def spare_of(rows: list[Row], weight: str, path: Path, credential: str | None = None) -> Row:
    """Return a spare row of a weight: the first one, or the one with this public credential.

    Raises: NotPermitted if none is left.
    """
    spares = [row for row in rows if not row["name"] and row["weight"] == weight]
    spare = next((row for row in spares if credential in (None, row["credential"])), None)
    if spare is None:
        which = f" with the public credential {credential}" if credential else ""
        raise NotPermitted(f"No spare token of weight {weight}{which} is left in {path}. Nothing was changed.")
    return spare


def exchange(path: Path, revoked: str, spare: str) -> None:
    """Move a spare token to the row of a member who has lost one, both given by their public credentials."""
    rows = {row["credential"]: row for row in read_tokens(path)}
    fresh = rows.pop(spare)
    rows[revoked] |= {name: fresh[name] for name in _OF_TOKEN}
    write_tokens(path, list(rows.values()))


def write_tokens(path: Path, rows: list[Row]) -> None:
    """Replace a file of tokens. Raises: ConfigurationError; then the old file is unchanged."""
    write_file(path, table(rows))


def write_file(path: Path, content: bytes) -> None:
    """Write or replace a file. Raises: ConfigurationError if it cannot be written; then nothing has changed."""
    try:
        replace_file(path, content)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}. It is as it was before.") from None
