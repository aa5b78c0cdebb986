"""The candidates of a contest all at once: to add several, and to put them in order."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ballot.election import log
from ballot.election.paper.contests import CandidateDraft, contest_as_draft, update_contest
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.paper import Contest


def add_candidates(scene: Scene, contest: Contest, people: Sequence[CandidateDraft]) -> None:
    """Add several candidates behind those of a contest. Raises: NotPermitted if one of them cannot stand in it."""
    draft = contest_as_draft(contest)
    update_contest(scene, contest, msgspec.structs.replace(draft, candidates=(*draft.candidates, *people)))


def put_in_order(scene: Scene, contest: Contest, numbers: Sequence[int]) -> None:
    """Put the people of a contest into another order; `numbers` counts from 1, in the order so far.

    Raises: NotPermitted if somebody is left out or named twice: another officer has changed the contest meanwhile.
    """
    require_draft(scene)
    people = [one for one in contest.candidates if not one.reopens]
    if sorted(numbers) != list(range(1, len(people) + 1)):
        raise NotPermitted(_("The candidates have changed meanwhile. Look at the page again."))
    ordered = [people[number - 1] for number in numbers] + [one for one in contest.candidates if one.reopens]
    for position, candidate in enumerate(ordered, start=1):
        candidate.position = position
    contest.candidates.sort(key=lambda candidate: candidate.position)
    scene.session.flush()
    if list(numbers) != sorted(numbers):
        log.write(scene, log.OFFICER, f"Changed the order of the candidates of “{contest.title}”.")
