"""The registrar's own file of tokens: a CSV file with the columns of the roll, and token, link and credential.

A row without a name is a spare token. The registrar's page in the browser reads and writes the same file
(`frontend/src/registrar_file.js`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from ballot.errors import NotPermitted
from ballot.records.roll import COLUMNS as ROLL_COLUMNS
from ballot.records.roll import defuse, unguarded
from ballot.secret_file import replace_file

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
new_file = click.Path(dir_okay=False, path_type=Path)
OF_TOKEN: Final = ("token", "link", "credential")
COLUMNS: Final = (*ROLL_COLUMNS, *OF_TOKEN)
Row = dict[str, str]


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a CSV file, with what guards a spreadsheet taken off.

    Raises: NotPermitted if it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
            yield {name: unguarded(value or "") for name, value in row.items() if name}
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotPermitted(f"{path} cannot be read as CSV in UTF-8: {error}.") from None


def read_tokens(path: Path) -> list[Row]:
    """Return the rows of a file of tokens. Raises: NotPermitted if it is another file."""
    rows = list(read_rows(path))
    if not rows or not set(COLUMNS) <= rows[0].keys():
        raise NotPermitted(f"{path} is not a file of tokens: it needs the columns {', '.join(COLUMNS)}.")
    return rows


def table(rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> bytes:
    """Return rows as a CSV file that no spreadsheet takes for formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defuse(row.get(name, "")) for name in columns])
    return out.getvalue().encode("utf-8-sig")


def pair_of(rows: list[Row], member: str, path: Path) -> tuple[Row, Row]:
    """Return a member's row, and the spare one that replaces its token.

    Raises: NotPermitted if nobody or several are meant, or no spare token is left.
    """
    row = row_of(rows, member, path)
    return row, spare_of(rows, row["weight"], path)


def row_of(rows: list[Row], member: str, path: Path) -> Row:
    """Return a member's row. Raises: NotPermitted if nobody or several are meant."""
    whose = [row for row in rows if row["name"] and member in (row["member_id"], row["email"])]
    if len(whose) != 1:
        found = "several members have it" if whose else "nobody has it"
        raise NotPermitted(f"“{member}”: {found} in {path}. Give a membership number or an e-mail address.")
    return whose[0]


def spare_of(rows: list[Row], weight: str, path: Path) -> Row:
    """Return a spare row of a weight. Raises: NotPermitted if none is left."""
    spare = next((row for row in rows if not row["name"] and row["weight"] == weight), None)
    if spare is None:
        raise NotPermitted(f"No spare token of weight {weight} is left in {path}.")
    return spare


def exchange(path: Path, revoked: str, spare: str) -> None:
    """Write a spare token into the row of the member who has lost one, both named by their public credentials."""
    rows = {row["credential"]: row for row in read_tokens(path)}
    fresh = rows.pop(spare)
    rows[revoked] |= {name: fresh[name] for name in OF_TOKEN}
    replace_file(path, table(list(rows.values())))
