"""The page that counts a contest by another rule: for the officer before publication, for everybody afterwards."""

from collections import Counter

from flask import abort, render_template, request

from ballot.election.result.contests import contest_counts
from ballot.election.result.counting import election_result
from ballot.election.result.what_if import Alternative, alternatives, what_if
from ballot.election.scene import Scene
from ballot.language import _
from ballot.report import SheetView, rule_name, side_by_side
from ballot.web.page.results import result_sheets, what_if_sheet

_WITHOUT = "without"  # suffix of an alternative's name: without the quotas by group


def has_alternatives(scene: Scene) -> list[bool]:
    """Return for each contest whether there is another way to count its votes."""
    return [bool(alternatives(count)) for count in contest_counts(scene)]


def _way_name(way: Alternative) -> str:
    """Return the name of an alternative in an address."""
    return f"{way.rule}.{_WITHOUT}" if way.without_quotas else way.rule


def what_if_page(scene: Scene, number: int, *, seed: str | None = None, officer: bool = False) -> str:
    """Return the page of a contest (from 1), counted by the alternative named in the address, or by the first one."""
    counts = contest_counts(scene)
    if not 1 <= number <= len(counts):
        abort(404)
    count, contest = counts[number - 1], scene.election.contests[number - 1]
    ways = {_way_name(way): way for way in alternatives(count)}
    chosen = request.args.get("rule", next(iter(ways), ""))
    if ways and chosen not in ways:
        abort(404)
    result = election_result(scene)
    official = result_sheets(scene.election, result)[number - 1]
    made = what_if(scene, number - 1, ways[chosen], seed=seed) if ways else None
    view = (
        what_if_sheet(scene.election, contest, made, result.total_weight)
        if made is not None and made.sheet is not None
        else None
    )
    return render_template(
        "officer/what_if.html" if officer else "public/what_if.html",
        election=scene.election,
        contest=contest,
        number=number,
        ways=[(name, _way_in_words(way, bool(count.rule.quotas))) for name, way in ways.items()],
        chosen=chosen,
        made=made,
        view=view,
        official=official,
        comparison=side_by_side([official, view]) if view is not None else None,
        slates=_seats_by_slate(official, view) if view is not None else [],
        seed=seed or "",
    )


def _way_in_words(way: Alternative, has_quotas: bool) -> str:
    if not has_quotas:
        return rule_name(way.rule)
    if way.without_quotas:
        return _("%(rule)s, without the quotas by group", rule=rule_name(way.rule))
    return _("%(rule)s, with the quotas by group", rule=rule_name(way.rule))


def _seats_by_slate(official: SheetView, other: SheetView) -> list[tuple[str, int, int]]:
    """Return each slate with its seats by both counts; nothing if there are no slates or no count."""
    slates = official.contest.slates
    if official.contest.sheet is None or other.contest.sheet is None or official.contest.sheet.allocation:
        return []
    before, after = (
        Counter(slates.get(name, "") for name in sheet.elected)
        for sheet in (official.contest.sheet, other.contest.sheet)
    )
    return [(slate, before[slate], after[slate]) for slate in dict.fromkeys(slates.values()) if slate]
