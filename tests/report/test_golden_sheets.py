"""Every golden case as a result sheet: whole, balanced, and with every total of every stage in it."""

from __future__ import annotations

import pytest

from ballot.cli.auditor.sheets import document_of
from ballot.count import ALIASES, Conditions, Rule, count_contest, describe_rule, rank_contest
from ballot.errors import CountNeedsLot
from ballot.report import document_html
from ballot.report.stages import aligned
from tests.count.test_golden import SHEETS, label, load
from tests.report.test_document import Balanced

FOLDERS = sorted({path.parent.name for path in SHEETS})


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_case_has_its_sheet(folder: str) -> None:
    seen = 0
    for path in (path for path in SHEETS if path.parent.name == folder):
        expected, contest = load(path)
        name = ALIASES.get(expected["rule"], expected["rule"])
        rule = Rule(name, expected.get("seats") or contest.seats or 1)
        count = rank_contest if name in ("schulze", "majority-judgment") else count_contest
        try:
            sheet = count(rule, contest, Conditions())
        except CountNeedsLot:
            sheet = count(rule, contest, Conditions(seed="7 31 44"))
        words = describe_rule(rule, 0, rule.seats)
        page = Balanced(document_html(document_of(contest, [(rule, words, sheet)]), paper=True))
        assert all(name in page.text for name in contest.names), label(path)
        if len(sheet.stages) > 1:
            for stage in sheet.stages:
                totals = [*stage.totals.values(), stage.non_transferable]
                whole = not any(total.partition(".")[2].strip("0") for total in totals)
                shown = [total for total in totals if total.strip("0.")]  # the excluded have no more numbers
                missing = [total for total in shown if aligned(total, whole=whole) not in page.text]
                assert missing == [], (label(path), stage.action)
        seen += 1
    assert seen
