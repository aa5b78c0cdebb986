"""Begin an election: from one of the usual kinds, or from an earlier election, whose paper and settings are copied.

The roll, trustees, tokens, dates, roles and log are not copied: they belong to the earlier election.
"""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from ballot.election.paper.contests import CandidateDraft, ContestDraft, add_contest, contest_as_draft
from ballot.election.paper.photographs import copy_photographs
from ballot.election.scene import Scene
from ballot.election.setup.draft import ElectionDraft, create_election, update_election
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.report import USUAL_GRADES
from ballot.store.models.election import Election
from ballot.store.models.people import Officer


class Template(msgspec.Struct, frozen=True):
    """A usual kind of election: what it is called, when it is suitable, and its contests."""

    name: str
    fits: str
    contests: tuple[ContestDraft, ...]


TEMPLATES = {
    "block": Template(
        lazy("Executive committee, most votes"),
        lazy("Five seats; everybody has up to five votes. A majority can take all of the seats."),
        (ContestDraft(title="Executive committee", seats=5, maximum=5, blank=True),),
    ),
    "stv": Template(
        lazy("Delegates, single transferable vote"),
        lazy("Ten seats shared in proportion; members rank the candidates, and half of those elected are women."),
        (
            ContestDraft(
                title="Delegates",
                seats=10,
                kind="ranked",
                rule="scottish-stv",
                quotas=("women>=half-up",),
                order="random",
            ),
        ),
    ),
    "av": Template(
        lazy("Chairperson, alternative vote"),
        lazy("One seat; members rank the candidates, and whoever is elected has a majority behind them."),
        (ContestDraft(title="Chairperson", kind="ranked", rule="av"),),
    ),
    "motion": Template(
        lazy("Motion, yes or no"),
        lazy("One question, with the answers yes and no, and a blank vote."),
        (
            ContestDraft(
                title="Motion",
                blank=True,
                withdrawals=False,
                candidates=(CandidateDraft(name="Yes"), CandidateDraft(name="No")),
            ),
        ),
    ),
    "approval": Template(
        lazy("Board, approval"),
        lazy("Three seats; members tick everybody whom they approve of."),
        (ContestDraft(title="Board", seats=3, rule="approval", maximum=200, blank=True),),
    ),
    "grades": Template(
        lazy("One seat by grades, majority judgment"),
        lazy("Members give each candidate a grade; the best median grade is elected."),
        (ContestDraft(title="Speaker", kind="ranked", rule="majority-judgment", grades=tuple(USUAL_GRADES)),),
    ),
    "lists": Template(
        lazy("Council, lists"),
        lazy("Nine seats shared between lists in proportion, by D’Hondt."),
        (ContestDraft(title="Council", seats=9, kind="lists", rule="dhondt"),),
    ),
}


def begin_from_template(session: Session, officer: Officer, draft: ElectionDraft, name: str) -> Election:
    """Create an election with the contests of a template. Raises: NotPermitted if there is no such template."""
    if name not in TEMPLATES:
        raise NotPermitted(_("Choose one of the kinds of election."))
    election = create_election(session, officer, draft)
    for contest in TEMPLATES[name].contests:
        add_contest(Scene(session, election, officer), contest)
    return election


def begin_from_earlier(
    session: Session, officer: Officer, draft: ElectionDraft, earlier: Election, *, candidates: bool
) -> Election:
    """Create an election with the contests and settings of an earlier one of the same officer."""
    if earlier.officer_id != officer.id:
        raise NotPermitted(_("Only an election of your own can be copied."))
    election = create_election(session, officer, draft)
    update_election(Scene(session, election, officer), _with_settings_of(draft, earlier))
    copy_paper(session, earlier, election, candidates=candidates)
    return election


def _with_settings_of(draft: ElectionDraft, earlier: Election) -> ElectionDraft:
    """Return a draft with the settings of an earlier election; the draft's own description stays."""
    return msgspec.structs.replace(
        draft,
        description=draft.description or earlier.description,
        administrator=draft.administrator or earlier.administrator,
        contact=draft.contact or earlier.contact,
        minimum_ballots=earlier.minimum_ballots,
        re_voting=earlier.re_voting,
        languages=earlier.languages,
        casting_code=earlier.casting_code,
        marked_register=earlier.marked_register,
    )


def copy_paper(session: Session, earlier: Election, election: Election, *, candidates: bool) -> None:
    """Add the contests of an earlier election, with or without its candidates."""
    for contest in earlier.contests:
        if candidates:
            copy_photographs(session, contest, election)
        add_contest(Scene(session, election, election.officer), contest_as_draft(contest, candidates=candidates))
