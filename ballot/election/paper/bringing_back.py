"""Bring back a contest or a candidate that was removed from a draft."""

from __future__ import annotations

import msgspec

from ballot.election import log
from ballot.election.paper import removed
from ballot.election.paper.contests import (
    RemovedCandidate,
    RemovedContest,
    add_candidate,
    add_contest,
    number_contests,
)
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.paper import Contest, Removal


def bring_back_contest(scene: Scene, removal: Removal) -> Contest:
    """Put a removed contest back where it stood. Raises: NotPermitted if there are too many by now."""
    require_draft(scene)
    whole = msgspec.json.decode(removal.content, type=RemovedContest)
    contest = add_contest(scene, whole.contest)
    contests = scene.election.contests
    contests.remove(contest)
    contests.insert(whole.position - 1, contest)
    number_contests(scene.election)
    removed.take_out(scene, removal, contest)
    log.write(scene, log.OFFICER, f"Brought the contest “{contest.title}” back.")
    return contest


def bring_back_candidate(scene: Scene, removal: Removal) -> Contest:
    """Put a removed candidate back where they stood. Raises: NotPermitted if somebody has their name now."""
    require_draft(scene)
    contest = next((one for one in scene.election.contests if one.id == removal.contest_id), None)
    if contest is None:
        raise NotPermitted(_("Bring the contest back first."))
    whole = msgspec.json.decode(removal.content, type=RemovedCandidate)
    candidate = add_candidate(scene.session, contest, whole.candidate)
    people = [one for one in contest.candidates if one is not candidate]
    people.insert(whole.position - 1, candidate)
    for position, one in enumerate(sorted(people, key=lambda one: one.reopens), start=1):
        one.position = position
    contest.candidates.sort(key=lambda one: one.position)
    removed.take_out(scene, removal)
    log.write(scene, log.OFFICER, f"Brought {candidate.name} back as a candidate of “{contest.title}”.")
    return contest
