"""A sheet as CSV: candidates down, stages across, with change and total."""

from __future__ import annotations

import csv
import io

from ballot.count.formats.words import change, status_words
from ballot.count.sheet import Sheet

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def sheet_csv(sheet: Sheet) -> str:
    """Return the stage table. Names that a spreadsheet could take for a formula get a leading apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = ["candidate", "status", *(["seats"] if sheet.allocation else [])]
    for number, stage in enumerate(sheet.stages, 1):
        head += [f"{number} change", f"{number} {_safe(stage.action)}"]
    writer.writerow(head)
    for name in sheet.status:
        cells = [(change(sheet, i, name), stage.totals[name]) for i, stage in enumerate(sheet.stages)]
        seats = [str(sheet.allocation.get(name, 0))] if sheet.allocation else []
        writer.writerow([_safe(name), status_words(sheet, name), *seats, *(cell for pair in cells for cell in pair)])
    for label, field in (
        ("non-transferable", "non_transferable"),
        ("rounding loss", "rounding_loss"),
        ("quota", "quota"),
    ):
        values = [getattr(stage, field) or (sheet.quota or "" if field == "quota" else "") for stage in sheet.stages]
        if any(values) and not sheet.allocation:
            writer.writerow([f"({label})", "", *(cell for value in values for cell in ("", value))])
    for listed, people in sheet.people.items():
        for person in people:
            outcome = "elected" if person.elected else "not elected"
            writer.writerow([f"(on {listed}) {person.name}", outcome, "", "", person.votes])
    for place, level in enumerate(sheet.ranking, 1):
        writer.writerow([f"(place {place})", "", *map(_safe, level)])
    for name, row in sheet.histogram.items():
        writer.writerow([f"(grades of {name}, from the best)", str(sheet.median_grade.get(name, "")), *map(str, row)])
    for name, row in zip(sheet.status, sheet.pairwise, strict=False):
        writer.writerow([f"(papers that rank {name} above)", "", *map(str, row)])
    for name, path in zip(sheet.status, sheet.beatpaths, strict=False):
        writer.writerow([f"(strongest path of {name} to)", "", *(f"{won} to {lost}" for won, lost in path)])
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text
