"""A sheet as one self-contained HTML page: result, bars, flow of votes, stage table. No script, no other file."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import Final

from ballot.count.flow import BAR, LOST, Flow, flow
from ballot.count.formats.words import change, group_sentences, numbers_line, reason, status_words, tie_sentences
from ballot.count.sheet import Sheet

_COLOURS: Final = ("#0b6e99", "#b85c00", "#4b7f2b", "#8a3ffc", "#a8324a", "#00736b", "#6b5b00", "#44546a")
_GREY: Final = "#999"
_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:auto;padding:1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse}th,td{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:right}
th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:#fff}
.wide{overflow-x:auto}small{color:#555}.elected{font-weight:bold}
@media print{.wide{overflow:visible}body{max-width:none}table{font-size:8pt}}
"""


def sheet_html(sheet: Sheet, title: str, rule_text: str) -> str:
    """Return the whole sheet as a page."""
    body = [
        f"<h1>{escape(title or 'Count')}</h1>",
        f"<p>{escape(rule_text)}</p>",
        f"<p>{escape(numbers_line(sheet))}</p>",
    ]
    body += _elected(sheet)
    body += _list("Ties", tie_sentences(sheet)) + _list("Quotas by group", group_sentences(sheet))
    if sheet.stages:
        body += _bars(sheet)
    if len(sheet.stages) > 1:
        body += _flow(sheet)
    if sheet.stages:
        body += _stages(sheet)
    body += _list("Ranking", [", ".join(level) for level in sheet.ranking], ordered=True) + _matrices(sheet)
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title or 'Count')}</title><style>{_STYLE}</style>"
    )
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n' + "\n".join(body) + "\n</body></html>\n"


def _list(heading: str, lines: list[str], *, ordered: bool = False) -> list[str]:
    tag = "ol" if ordered else "ul"
    items = "".join(f"<li>{escape(line.strip())}</li>" for line in lines)
    return [f"<h2>{heading}</h2>", f"<{tag}>{items}</{tag}>"] if lines else []


def _elected(sheet: Sheet) -> list[str]:
    lines = [f"<li><b>{escape(name)}</b>: {escape(reason(sheet, name))}</li>" for name in sheet.elected]
    reopened = f"<p>Nominations are reopened for {sheet.reopened} of {sheet.seats} seats.</p>" if sheet.reopened else ""
    return ["<h2>Elected</h2>", f"<ol>{''.join(lines)}</ol>", reopened]


def colour(candidate: int) -> str:
    """Return a candidate's colour; non-transferable is grey."""
    return _GREY if candidate < 0 else _COLOURS[candidate % len(_COLOURS)]


def _bars(sheet: Sheet) -> list[str]:
    """Return the first totals as bars, each with its number in text."""
    totals = {name: Decimal(total) for name, total in sheet.stages[0].totals.items()}
    largest, whole = max(totals.values(), default=Decimal(0)) or Decimal(1), sum(totals.values()) or Decimal(1)
    rows = []
    for index, (name, votes) in enumerate(totals.items()):
        width = int(votes * 600 / largest)
        drawn = f'<rect width="{width}" height="14" fill="{colour(index)}"/>'
        bar = f'<svg width="600" height="14" aria-hidden="true">{drawn}</svg>'
        share = f"{votes * 100 / whole:.1f} %"
        marked = ' class="elected"' if name in sheet.elected else ""
        rows.append(f"<tr{marked}><td>{escape(name)}</td><td>{votes}</td><td>{share}</td><td>{bar}</td></tr>")
    return [f"<h2>{escape(sheet.stages[0].action)}</h2>", f'<div class="wide"><table>{"".join(rows)}</table></div>']


def _flow(sheet: Sheet) -> list[str]:
    drawing: Flow = flow(sheet)
    shapes = [
        f'<path d="{link.path}" fill="{colour(link.candidate)}" fill-opacity="0.35">'
        f"<title>{_label(link.source)} to {_label(link.target)}: {link.votes}</title></path>"
        for link in drawing.links
    ]
    for node in drawing.nodes:
        label = _label(node.name)
        shapes.append(
            f'<rect x="{node.x}" y="{node.y}" width="{BAR}" height="{node.height}" fill="{colour(node.candidate)}">'
            f"<title>{label}: {node.votes}</title></rect>"
        )
        if node.stage == 0 or node.name == LOST:
            shapes.append(f'<text x="{node.x + BAR + 3}" y="{node.y + 11}" font-size="11">{label}</text>')
    box = f"0 0 {drawing.width + 120} {drawing.height + 4}"
    svg = (
        '<svg role="img" aria-label="Flow of votes; the table below has the same numbers" '
        f'viewBox="{box}" width="{drawing.width + 120}">'
    )
    return ["<h2>Flow of votes</h2>", f'<div class="wide">{svg}{"".join(shapes)}</svg></div>']


def _label(name: str) -> str:
    return escape(name or "Non-transferable")


def _stages(sheet: Sheet) -> list[str]:
    head = "".join(f"<th>{number}. {escape(stage.action)}</th>" for number, stage in enumerate(sheet.stages, 1))
    rows = [f"<tr><th>Candidate</th>{head}<th>Status</th></tr>"]
    for name in sheet.status:
        cells = "".join(
            f"<td>{stage.totals[name]}<br><small>{change(sheet, index, name)}</small></td>"
            for index, stage in enumerate(sheet.stages)
        )
        rows.append(f"<tr><td>{escape(name)}</td>{cells}<td>{escape(status_words(sheet, name))}</td></tr>")
    for label, field in (
        ("Non-transferable", "non_transferable"),
        ("of it rounding", "rounding_loss"),
        ("Quota", "quota"),
    ):
        values = [getattr(stage, field) or (sheet.quota or "" if field == "quota" else "") for stage in sheet.stages]
        rows.append(f"<tr><td>{label}</td>{''.join(f'<td>{value}</td>' for value in values)}<td></td></tr>")
    return ["<h2>Stages</h2>", f'<div class="wide"><table>{"".join(rows)}</table></div>']


def _matrices(sheet: Sheet) -> list[str]:
    parts: list[str] = []
    names = list(sheet.status)
    if sheet.pairwise:
        rows = [[str(value) for value in row] for row in sheet.pairwise]
        parts += _matrix("Papers that rank the candidate of the line above that of the column", names, names, rows)
        rows = [[f"{a}–{b}" for a, b in row] for row in sheet.beatpaths]
        parts += _matrix("Weakest link of the strongest path (winning–losing votes)", names, names, rows)
    if sheet.histogram:
        grades = [str(grade) for grade in range(1, len(next(iter(sheet.histogram.values()))) + 1)]
        rows = [[*map(str, row), str(sheet.median_grade.get(name, ""))] for name, row in sheet.histogram.items()]
        parts += _matrix(
            "Grades from the best (1), and the middle one", [*grades, "middle"], list(sheet.histogram), rows
        )
    return parts


def _matrix(heading: str, columns: list[str], lines: list[str], rows: list[list[str]]) -> list[str]:
    head = "<tr><th></th>" + "".join(f"<th>{escape(name)}</th>" for name in columns) + "</tr>"
    body = "".join(
        f"<tr><td>{escape(name)}</td>{''.join(f'<td>{value}</td>' for value in row)}</tr>"
        for name, row in zip(lines, rows, strict=True)
    )
    return [f"<h2>{heading}</h2>", f'<div class="wide"><table>{head}{body}</table></div>']
