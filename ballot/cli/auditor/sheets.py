"""Result sheets of a contest in a file, as `ballot count` prints them. Loaded only for HTML and PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ballot.count import Contest, Rule, Sheet
from ballot.report.document import WHAT_IF, WHAT_IF_NOTE, ResultDocument
from ballot.report.sheet import CountedContest, view_sheet


def document_of(contest: Contest, counts: Sequence[tuple[Rule, str, Sheet]]) -> ResultDocument:
    """Return the first count as the result and the others as what-ifs, each with its rule in plain words."""
    first, *others = (
        view_sheet(_counted(contest, rule, words, sheet, what_if=place > 0))
        for place, (rule, words, sheet) in enumerate(counts)
    )
    return ResultDocument(title=contest.title or "Count", sheets=(first,), others=tuple(others))


def _counted(contest: Contest, rule: Rule, words: str, sheet: Sheet, *, what_if: bool) -> CountedContest:
    waiting = [tie for tie in sheet.ties if tie.method == "open"]
    tied = tuple(name for tie in waiting for name in tie.candidates)
    return CountedContest(
        title=contest.title or "Count",
        rule=rule.name,
        rule_text=words,
        seats=rule.seats,
        votes=_votes(contest),
        sheet=sheet,
        slates=dict(zip(contest.names, contest.slates, strict=False)),
        grades=contest.grade_names,
        ballots=contest.papers.number if contest.papers is not None else 0,
        blank=contest.blank if contest.totals is not None else None,
        tied=tied,
        needs_lot=bool(waiting),
        sentence=f"{', '.join(tied)} are level. The public lot decides." if waiting else "",
        mark=WHAT_IF if what_if else "",
        note=WHAT_IF_NOTE if what_if else "",
    )


def _votes(contest: Contest) -> Mapping[str, int]:
    """Return each candidate's votes, or how many papers put them first; several level candidates each count."""
    votes = dict.fromkeys(contest.names, 0)
    if contest.totals is not None:
        return dict(zip(contest.names, contest.totals, strict=True))
    if contest.papers is not None:
        for ranking, papers in contest.papers.rankings.items():
            for candidate in ranking[0] if ranking else ():
                votes[contest.names[candidate]] += papers
    return votes
