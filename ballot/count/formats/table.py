"""A sheet as CSV: candidates down, stages across, with change and total."""

from __future__ import annotations

import csv
import io

from ballot.count.formats.words import change, status_words
from ballot.count.sheet import Sheet

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def sheet_csv(sheet: Sheet) -> str:
    """Return the stage table. Names that a spreadsheet could take for a formula get an apostrophe before them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = ["candidate", "status"]
    for number, stage in enumerate(sheet.stages, 1):
        head += [f"{number} change", f"{number} {_safe(stage.action)}"]
    writer.writerow(head)
    for name in sheet.status:
        cells = [(change(sheet, i, name), stage.totals[name]) for i, stage in enumerate(sheet.stages)]
        writer.writerow([_safe(name), status_words(sheet, name), *(cell for pair in cells for cell in pair)])
    for label, field in (
        ("non-transferable", "non_transferable"),
        ("rounding loss", "rounding_loss"),
        ("quota", "quota"),
    ):
        values = [getattr(stage, field) or (sheet.quota or "" if field == "quota" else "") for stage in sheet.stages]
        if any(values):
            writer.writerow([f"({label})", "", *(cell for value in values for cell in ("", value))])
    if sheet.allocation:
        writer.writerow(["(seats)", "", *(f"{_safe(name)}: {seats}" for name, seats in sheet.allocation.items())])
    for place, level in enumerate(sheet.ranking, 1):
        writer.writerow([f"(place {place})", "", *map(_safe, level)])
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text
