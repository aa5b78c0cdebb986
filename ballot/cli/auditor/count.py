"""`ballot count`: count a contest from a file. It needs no web framework, no database and no configuration."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from ballot import clock
from ballot.cli.auditor.contests import read_contest, read_groups, read_table
from ballot.count import (
    ALIASES,
    RULES,
    WITH_QUOTAS,
    Conditions,
    Contest,
    Rule,
    Sheet,
    count_contest,
    rank_contest,
    recount_vacancy,
)
from ballot.count.feasibility import Feasibility
from ballot.count.formats.abif import write_abif
from ballot.count.formats.blt import write_blt
from ballot.count.formats.con import write_con
from ballot.count.formats.cvr import write_cvr
from ballot.count.formats.groups import Table, candidate_called, complete_quota
from ballot.count.formats.table import sheet_csv
from ballot.count.formats.text import compare_text, sheet_text
from ballot.count.quotas import parse_quotas
from ballot.errors import BallotError, CountNeedsLot, InvalidCount

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEEDS_LOT = 3  # exit code of a count that needs the seed of the public lot
FORMATS = ("text", "html", "csv", "json", "pdf", "blt", "abif", "cvr", "con")


class NeedsLot(click.ClickException):
    """A tie that only the public lot may break."""

    exit_code = _NEEDS_LOT


class Order(NamedTuple):
    """What is to be counted, and how."""

    contest: Contest
    rule: Rule
    conditions: Conditions
    vacancy: int | None


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--rule", "rule_name", metavar="RULE", help=f"The counting rule, by default the file's: {', '.join(RULES)}."
)
@click.option("--seats", type=int, help="How many seats are filled. Default: what the file says.")
@click.option("--contest", "chosen", metavar="NUMBER|TITLE", help="Which contest of an archive.")
@click.option("--companion", type=_FILE, help="The archive's companion file. Default: UUID.companion.jsonl beside it.")
@click.option("--quota-group", "quotas", multiple=True, metavar="QUOTA", help='Such as "women>=half-up". Repeatable.')
@click.option("--groups", type=_FILE, help="Who belongs to which group: JSON, CSV (candidate,group) or CON.")
@click.option("--withdrawn", multiple=True, metavar="NAME", help="A candidate who has withdrawn. Repeatable.")
@click.option("--vacancy", metavar="NAME", help="Recount to fill the seat of this member; the others keep theirs.")
@click.option("--reopen", metavar="NAME", help="The candidate that stands for reopening nominations.")
@click.option("--seed", help="The seed of the public lot, as it was drawn in public.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--compare", metavar="RULE,RULE…", help="Show the outcome by other rules beside it, as what-if; as text or JSON."
)
def count(
    file: Path,
    rule_name: str | None,
    seats: int | None,
    chosen: str | None,
    companion: Path | None,
    quotas: tuple[str, ...],
    groups: Path | None,
    withdrawn: tuple[str, ...],
    vacancy: str | None,
    reopen: str | None,
    seed: str | None,
    form: str,
    as_json: bool,
    compare: str | None,
) -> None:
    """Count the contest in FILE: an archive (.bel), BLT, ABIF or JSON.

    Exit codes: 0 counted, 1 cannot be counted, 3 a tie waits for the seed of the public lot (--seed).
    """
    form = "json" if as_json else form
    if form == "pdf" and sys.stdout.isatty():
        raise InvalidCount(
            "A PDF is no text for a terminal. Write it into a file: ballot count … --format pdf > sheet.pdf"
        )
    table = read_table(file) if rule_name in (None, "stv-feasibility") else None
    if table is not None:
        click.echo(_feasibility(table))
        return
    contest = read_contest(file, chosen, companion)
    contest = _with_groups(contest, groups, quotas)
    rule = _rule(contest, rule_name or (compare or "").split(",")[0] or None, seats, reopen)
    conditions = _conditions(contest, withdrawn, seed)
    order = Order(contest, rule, conditions, _one(contest, vacancy, "--vacancy"))
    try:
        official = rule.name if rule_name or contest.rule else ""
        click.echo(_compare(order, compare, official, form) if compare else _output(order, form, rule_name), nl=False)
    except CountNeedsLot as error:
        raise NeedsLot(f"{error} Then count again with --seed.") from None


# -- what to count


def _with_groups(contest: Contest, path: Path | None, quotas: tuple[str, ...]) -> Contest:
    """Add groups from a file and quotas from the command line; these replace the file's quotas."""
    groups = dict(contest.groups)
    listed = list(contest.quotas)
    if path is not None:
        more, from_file = read_groups(path, contest.names)
        groups.update(more)
        listed = from_file or listed
    if quotas:
        listed = [complete_quota(text, groups) for text in quotas]
    return contest._replace(groups=groups, quotas=tuple(listed))


def _rule(contest: Contest, name: str | None, seats: int | None, reopen: str | None) -> Rule:
    name = name or contest.rule
    if name is None:
        raise InvalidCount(f"Say by which rule to count, with --rule. Known rules: {', '.join(RULES)}.")
    number = seats if seats is not None else contest.seats
    if number is None and ALIASES.get(name, name) in ("av", "schulze", "majority-judgment"):
        number = 1
    if number is None:
        raise InvalidCount("Say how many seats are to be filled, with --seats.")
    reopens = contest.reopen if reopen is None else _one(contest, reopen, "--reopen")
    return Rule(ALIASES.get(name, name), number, contest.quotas, reopens, contest.list_type, contest.lift)


def _one(contest: Contest, name: str | None, option: str) -> int | None:
    return None if name is None else candidate_called(name, contest.names, option)


def _conditions(contest: Contest, withdrawn: tuple[str, ...], seed: str | None) -> Conditions:
    gone = {candidate_called(name, contest.names, "--withdrawn") for name in withdrawn}
    return Conditions(contest.withdrawn | gone, contest.seed if seed is None else seed)


# -- what to print


def _output(order: Order, form: str, golden: str | None) -> str | bytes:
    contest, rule = order.contest, order.rule
    if form in ("blt", "abif", "cvr", "con"):
        return _converted(order, form)
    if "block-vote-constrained" in (golden, contest.rule) and not _is_feasible(order):
        return json.dumps({"rule": "block-vote-constrained", "feasible": False, "elected": None}) + "\n"
    sheets = _sheets(order)
    if form == "json":
        return "\n".join(as_json(sheet) for sheet in sheets) + "\n"
    if form == "csv":
        return sheet_csv(sheets[-1])
    if form == "text":
        return sheet_text(sheets[-1], contest.title, _rule_words(contest, rule))
    return printed([(rule, sheets[-1])], contest, form)


def _sheets(order: Order) -> list[Sheet]:
    """Return the count, or the recount for a vacancy."""
    if order.vacancy is None and order.rule.name in ("schulze", "majority-judgment"):
        return [_ranking(order)]
    if order.vacancy is None:
        return [count_contest(order.rule, order.contest, order.conditions)]
    return [recount_vacancy(order.rule, order.contest, order.conditions, order.vacancy)[1]]


def _ranking(order: Order) -> Sheet:
    """Return the ranking; a tie for the seat does not hide it, but is reported."""
    sheet = rank_contest(order.rule, order.contest, order.conditions)
    for tie in sheet.ties:
        if tie.method == "open":
            click.echo(f"{', '.join(tie.candidates)} are level: the public lot decides (--seed).", err=True)
    return sheet


def as_json(sheet: Sheet) -> str:
    """Return the sheet as JSON, one field per line."""
    return msgspec.json.format(msgspec.json.encode(sheet), indent=1).decode()


def _rule_words(contest: Contest, rule: Rule) -> str:
    """Return the rule in plain words, for a contest in a file."""
    from ballot.report.rules import rule_in_words

    most = rule.seats if rule.name == "block" else len(contest.names)
    return rule_in_words(rule, 0, most, ranked=contest.papers is not None)


def printed(sheets: list[tuple[Rule, Sheet]], contest: Contest, form: str) -> str | bytes:
    """Return result sheets as a page of HTML or as PDF; all but the first are marked as what-ifs.

    Raises:
        PdfUnavailable: the PDF cannot be made on this machine.
    """
    from ballot.cli.auditor.sheets import document_of
    from ballot.report.document import document_html
    from ballot.report.pdf import make_pdf

    document = document_of(contest, [(rule, _rule_words(contest, rule), sheet) for rule, sheet in sheets])
    return document_html(document) if form == "html" else make_pdf(document_html(document, paper=True))


def _converted(order: Order, form: str) -> str:
    contest, seats = order.contest, order.rule.seats
    if form == "con":
        return write_con(parse_quotas(contest.quotas, seats, len(contest.names)))
    if contest.papers is None:
        raise InvalidCount(f"Only ranked papers can be written as {form}; this file holds none.")
    papers = contest.papers._replace(withdrawn=order.conditions.withdrawn, title=contest.title)
    if form == "cvr":
        return write_cvr(papers, contest.title, seats, clock.now().isoformat(timespec="seconds"))
    return write_blt(papers, seats) if form == "blt" else write_abif(papers, order.rule.name)


def _compare(order: Order, listed: str, official: str, form: str) -> str | bytes:
    """Return the outcomes by several rules. `official`: the contest's own rule; "" if nobody said which it is."""
    names = [ALIASES.get(name.strip(), name.strip()) for name in listed.split(",")]
    outcomes = {name: _what_if(order, name) for name in dict.fromkeys([*([official] if official else []), *names])}
    own = outcomes.get(official)
    if isinstance(own, CountNeedsLot):
        raise own
    if form == "json":
        shown = {name: _outcome_as_json(order.contest, one) for name, one in outcomes.items()}
        return json.dumps(shown, ensure_ascii=False) + "\n"
    if form == "text":
        return compare_text(outcomes, order.contest.names, official)
    if form not in ("html", "pdf"):
        raise InvalidCount("A comparison is printed as text, HTML, PDF or JSON.")
    for one in outcomes.values():
        if isinstance(one, CountNeedsLot):
            click.echo(f"Left out. {one}", err=True)
    counted = [(name, sheet) for name, sheet in outcomes.items() if isinstance(sheet, Sheet)]
    return printed([(order.rule._replace(name=name), sheet) for name, sheet in counted], order.contest, form)


def _outcome_as_json(contest: Contest, outcome: Sheet | CountNeedsLot) -> object:
    if isinstance(outcome, Sheet):
        return json.loads(as_json(outcome))
    return {"needs_lot": [contest.names[index] for index in outcome.tied]}


def _what_if(order: Order, name: str) -> Sheet | CountNeedsLot:
    quotas = order.rule.quotas if name in WITH_QUOTAS else ()
    try:
        return count_contest(order.rule._replace(name=name, quotas=quotas), order.contest, order.conditions)
    except CountNeedsLot as error:
        return CountNeedsLot(f"By {name}: {error}", error.tied)
    except BallotError as error:
        raise InvalidCount(f"By {name}: {error}") from None


# -- quotas by group alone


def _is_feasible(order: Order) -> bool:
    names, rule = order.contest.names, order.rule
    quotas = parse_quotas(rule.quotas, rule.seats, len(names))
    standing = [c for c in range(len(names)) if c not in order.conditions.withdrawn]
    return Feasibility(quotas, rule.seats).completes((), standing)


def _feasibility(table: Table) -> str:
    """Return who is guarded and who is doomed in a table of candidates, groups and states."""
    names, elected, continuing = table.names, table.elected, table.continuing
    feasibility = Feasibility(parse_quotas(table.quotas, table.seats, len(names)), table.seats)
    feasible = feasibility.completes(elected, continuing)
    guarded = feasibility.guarded(elected, continuing) if feasible else frozenset()
    doomed = feasibility.doomed(elected, continuing) if feasible else frozenset(continuing)
    return json.dumps(
        {
            "rule": "stv-feasibility",
            "feasible": feasible,
            "guarded": sorted(names[c] for c in guarded),
            "doomed": sorted(names[c] for c in doomed),
        },
        ensure_ascii=False,
    )
