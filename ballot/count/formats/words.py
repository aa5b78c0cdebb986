"""A count in sentences: why each candidate was elected, how ties were broken, whether quotas by group were met."""

from __future__ import annotations

from decimal import Decimal

from ballot.count.sheet import Sheet, Stage, Tie

_METHODS = {
    "backwards": "by votes at the most recent earlier stage at which they differed",
    "forwards": "by votes at the earliest point of the count at which they differed",
    "votes": "by the number of votes",
    "lot": "by the public lot",
    "none": "not at this point: none of them is elected yet, and the count goes on",
    "open": "not yet: the public lot has to be drawn",
}
_PURPOSES = {"exclude": "Exclusion", "surplus": "Order of surpluses", "seat": "Last seat", "": "Last seats"}


def reason(sheet: Sheet, name: str) -> str:
    """Return why a candidate was elected."""
    if name in sheet.allocation:
        seats = sheet.allocation[name]
        return f"{seats} seat{'s' if seats != 1 else ''} for {sheet.stages[0].totals[name]} votes"
    number = sheet.status[name].stage
    if not sheet.stages or not number:
        place = next((i for i, level in enumerate(sheet.ranking, 1) if name in level), 0)
        return f"place {place} of the ranking" if place else "elected"
    stage = sheet.stages[number - 1]
    if "Uncontested" in stage.action:
        return "uncontested"
    votes = stage.totals[name]
    if len(sheet.stages) == 1 and sheet.quota is None:
        return f"{votes} votes"
    return f"at stage {number} with {votes} votes{_against_quota(sheet, stage, votes)}"


def _against_quota(sheet: Sheet, stage: Stage, votes: str) -> str:
    quota = stage.quota or sheet.quota
    if quota is None:
        return ""
    if Decimal(votes) >= Decimal(quota):
        return f"; the quota is {quota}"
    return f"; below the quota of {quota}, as one of the last who were left"


def tie_sentences(sheet: Sheet) -> list[str]:
    """Return a sentence for each tie, and one for each draw of the lot."""
    lines = []
    for tie in sheet.ties:
        lines.append(_tie(tie))
        lines += [
            f"  Draw {draw.counter} with the seed “{tie.seed}” among {', '.join(draw.among)}: "
            f"number {draw.result + 1}, {draw.drawn}."
            for draw in tie.draws
        ]
    return lines


def _tie(tie: Tie) -> str:
    where = f" before stage {tie.before_stage}" if tie.before_stage else ""
    chosen = tie.chosen or tuple(draw.drawn for draw in tie.draws)
    outcome = f" It fell on {', '.join(chosen)}." if chosen else ""
    method = _METHODS.get(tie.method, tie.method)
    what = _PURPOSES.get(tie.purpose, tie.purpose)
    return f"{what}{where}: {', '.join(tie.candidates)} were level; decided {method}.{outcome}"


def group_sentences(sheet: Sheet) -> list[str]:
    """Return a sentence for each quota by group."""
    return [
        f"Quota for “{check.group}”: {check.minimum} to {check.maximum} of its members; {check.elected} elected."
        for check in sheet.groups
    ]


def status_words(sheet: Sheet, name: str) -> str:
    """Return what became of a candidate, with the stage."""
    status = sheet.status[name]
    return f"{status.status}, stage {status.stage}" if status.stage and len(sheet.stages) > 1 else status.status


def change(sheet: Sheet, index: int, name: str) -> str:
    """Return by how much a candidate's total changed at a stage (from 0), with its sign; "" where it did not."""
    if index == 0:
        return ""
    now, before = Decimal(sheet.stages[index].totals[name]), Decimal(sheet.stages[index - 1].totals[name])
    return f"{now - before:+}" if now != before else ""


def numbers_line(sheet: Sheet) -> str:
    """Return seats, papers and quota in one line."""
    parts = [f"Seats: {sheet.seats}"]
    parts += [f"valid papers: {sheet.valid}"] if sheet.valid else []
    parts += [f"invalid: {sheet.invalid}"] if sheet.invalid not in ("", "0") else []
    parts += [f"blank: {sheet.blank}"] if sheet.blank != "0" else []
    parts += [f"quota: {sheet.quota}"] if sheet.quota else []
    parts += [f"last quota: {sheet.final_quota}"] if sheet.final_quota != sheet.quota else []
    return ", ".join(parts)
