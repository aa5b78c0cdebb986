"""A contest as somebody would enter it again: to copy it, to add to it, and to put its candidates in order."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy.orm import Session

from ballot.election.paper.contests import CandidateDraft, ContestDraft, update_contest
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.paper import Candidate, Contest

_SAME = (
    "title", "seats", "minimum", "maximum", "blank", "kind", "rule", "withdrawals", "under_vote", "rank_gaps",
    "equal_ranks", "list_type", "lift",
)  # fmt: skip


def contest_as_draft(contest: Contest, *, candidates: bool = True) -> ContestDraft:
    """Return a contest in the form in which somebody would enter it again, with or without its candidates."""
    people = [one for one in contest.candidates if not one.reopens] if candidates else []
    return ContestDraft(
        **{name: getattr(contest, name) for name in _SAME},
        order=contest.candidate_order,
        grades=tuple(contest.grades.splitlines()),
        quotas=tuple(contest.quotas.splitlines()),
        reopen=any(one.reopens for one in contest.candidates),
        candidates=tuple(map(_candidate_as_draft, people)),
    )


def _candidate_as_draft(candidate: Candidate) -> CandidateDraft:
    return CandidateDraft(
        name=candidate.name,
        slate=candidate.slate,
        statement=candidate.statement,
        groups=tuple(candidate.groups.splitlines()),
        photograph=candidate.photograph,
    )


def add_candidates(session: Session, contest: Contest, people: Sequence[CandidateDraft]) -> None:
    """Add several candidates behind those of a contest. Raises: NotPermitted if one of them cannot stand in it."""
    draft = contest_as_draft(contest)
    update_contest(session, contest, msgspec.structs.replace(draft, candidates=(*draft.candidates, *people)))


def put_in_order(session: Session, contest: Contest, numbers: Sequence[int]) -> None:
    """Put the people of a contest into another order; `numbers` counts from 1, in the order so far.

    Raises: NotPermitted if somebody is left out or named twice: another officer has changed the contest meanwhile.
    """
    require_draft(Scene(session, contest.election))
    people = [one for one in contest.candidates if not one.reopens]
    if sorted(numbers) != list(range(1, len(people) + 1)):
        raise NotPermitted(_("The candidates have changed meanwhile. Look at the page again."))
    ordered = [people[number - 1] for number in numbers] + [one for one in contest.candidates if one.reopens]
    for position, candidate in enumerate(ordered, start=1):
        candidate.position = position
    contest.candidates.sort(key=lambda candidate: candidate.position)
    session.flush()
