"""A roll as a file: from bytes in some encoding to the rows of a table, strictly and without keeping it twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from ballot.errors import NotPermitted
from ballot.language import _, lazy, ngettext

MAX_BYTES = 32 * 2**20
MAX_ROWS = 200_000
_UTF16: Final = ("utf-16", "utf-16-be")
ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-16": lazy("UTF-16 (“Unicode text” of spreadsheets)"),
    "utf-16-be": lazy("UTF-16, big-endian"),
    "windows-1252": lazy("Windows, Western Europe and the Americas (Windows-1252)"),
    "iso-8859-1": lazy("Latin-1 (ISO 8859-1)"),
    "iso-8859-15": lazy("Latin-9, with the euro sign (ISO 8859-15)"),
    "windows-1250": lazy("Windows, Central Europe (Windows-1250)"),
    "windows-1251": lazy("Windows, Cyrillic (Windows-1251)"),
    "windows-1254": lazy("Windows, Turkish (Windows-1254)"),
    "windows-1256": lazy("Windows, Arabic (Windows-1256)"),
    "mac-roman": lazy("Older Macs, Western Europe (Mac Roman)"),
    "cp850": lazy("DOS, Western Europe (code page 850)"),
}
DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_SAMPLE = 1000  # bytes that show which half of each character is empty
_MARKS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def guess_encoding(raw: bytes) -> str:
    """Return the encoding that a file seems to have: a key of ENCODINGS.

    UTF-8 and UTF-16 are recognised. Only the names themselves distinguish the old single-byte encodings, so the guess
    must be shown to somebody who knows the names.
    """
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return encoding
    if b"\0" in raw[:_SAMPLE]:
        return "utf-16-be" if raw[:_SAMPLE:2].count(0) > raw[1:_SAMPLE:2].count(0) else "utf-16"
    for encoding in ("utf-8", "windows-1252"):
        try:
            raw.decode(encoding)
            return encoding
        except UnicodeDecodeError:
            continue
    return "iso-8859-1"


def decode(raw: bytes, encoding: str | None = None) -> str:
    """Return the text of a file. Without an encoding it must be UTF-8, or UTF-16 with its mark: nothing is guessed.

    Raises: NotPermitted if it is too large, no text in that encoding, or a spreadsheet.
    """
    if len(raw) > MAX_BYTES:
        raise NotPermitted(
            _(
                "The file is larger than %(most)s MB. Is it a roll? Split it if it is.",
                most=MAX_BYTES // 2**20,
            )
        )
    if raw[:4] == b"PK\x03\x04":
        raise NotPermitted(_("This is a spreadsheet or an archive. Save it as “CSV UTF-8” and upload that file."))
    if encoding is None:
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    if encoding not in ENCODINGS:
        raise NotPermitted(
            _(
                "“%(encoding)s” is none of the known encodings: %(encodings)s.",
                encoding=encoding,
                encodings=", ".join(ENCODINGS),
            )
        )
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(raw, encoding, error.start) from None
    if "\0" in text:
        raise NotPermitted(_("The file holds NUL characters, so it is not a plain CSV file in this encoding."))
    return text.removeprefix("\ufeff")


def _undecodable(raw: bytes, encoding: str, start: int) -> NotPermitted:
    if encoding in _UTF16:
        return NotPermitted(_("The file is not in UTF-16. Save it as “CSV UTF-8” and upload it again."))
    line = raw[:start].count(b"\n") + 1
    return NotPermitted(
        _(
            "Line %(line)s is not in %(encoding)s. Save the file as “CSV UTF-8”, so that names keep their letters.",
            line=line,
            encoding=encoding.upper(),
        )
    )


def guess_delimiter(text: str) -> str:
    """Return what separates the columns: the most frequent separator in the first line."""
    return max(DELIMITERS, key=text.partition("\n")[0].count)


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a table, the header first.

    Raises: NotPermitted when a line cannot be read, or there are too many rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, record in enumerate(reader):
            if number > MAX_ROWS:
                raise NotPermitted(
                    ngettext("The file has more than %(num)s row.", "The file has more than %(num)s rows.", MAX_ROWS)
                )
            yield record
    except csv.Error as error:
        raise NotPermitted(
            _(
                "Line %(line)s cannot be read: %(error)s. Check its quotation marks.",
                line=reader.line_num,
                error=error,
            )
        ) from None


def header(text: str, delimiter: str) -> list[str]:
    """Return the first row. Raises: NotPermitted if there is none."""
    first = next(records(text, delimiter), None)
    if not first:
        raise NotPermitted(_("The file is empty."))
    return first
