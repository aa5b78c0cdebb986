"""No click loses work: what is removed from a draft comes back whole, and the log says who changed what."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from sqlalchemy import func, select

from ballot.election import log
from ballot.election.paper import removed
from ballot.election.paper.bringing_back import bring_back_candidate, bring_back_contest
from ballot.election.paper.contests import (
    CandidateDraft,
    ContestDraft,
    add_candidate,
    contest_as_draft,
    remove_candidate,
    remove_contest,
    update_contest,
)
from ballot.election.paper.drafts import put_in_order
from ballot.election.paper.photographs import keep_photograph, photographs_of, redraw
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.draft import ElectionDraft
from ballot.election.trustees import keygen
from ballot.election.trustees.trustees import bring_back_trustee, invite_trustee, remove_trustee
from ballot.errors import NotPermitted
from ballot.store.models.paper import Photograph, Removal
from tests.election.paper.test_W12_photographs import portrait, saved
from tests.election.scenario import draft, frozen

CHAIR = ContestDraft(
    title="Chair",
    maximum=2,
    candidates=(
        CandidateDraft(name="Ana", slate="Red", statement="I am for it.", groups=("women",)),
        CandidateDraft(name="Bo"),
        CandidateDraft(name="Cy"),
    ),
    reopen=True,
)
DIRECTORS = ContestDraft(title="Directors", candidates=(CandidateDraft(name="Dee"),))


@pytest.fixture
def uuid(sqlite) -> str:
    return draft(sqlite, contests=[CHAIR, DIRECTORS])[0]


@pytest.fixture
def scene(sqlite, uuid):
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        yield Scene(session, election, name="Olga")


def names(scene: Scene) -> list[str]:
    return [one.name for one in scene.election.contests[0].candidates]


def said(scene: Scene) -> str:
    scene.session.flush()
    entry = log.entries(scene)[0]
    assert entry.actor == "Olga"
    return entry.sentence


def test_a_contest_comes_back_whole_where_it_stood(scene) -> None:
    contest = scene.election.contests[0]
    keep_photograph(scene, contest.candidates[0], *redraw(saved(portrait())))
    before = contest_as_draft(contest)
    remove_contest(scene, contest)
    assert said(scene) == "Removed the contest “Chair”, candidates: 3."
    assert [one.title for one in scene.election.contests] == ["Directors"]
    assert len(photographs_of(scene)) == 1  # spared, although no candidate has it
    bring_back_contest(scene, removed.removals(scene)[0])
    assert said(scene) == "Brought the contest “Chair” back."
    scene.session.expire_all()
    assert [(one.position, one.title) for one in scene.election.contests] == [(1, "Chair"), (2, "Directors")]
    assert contest_as_draft(scene.election.contests[0]) == before
    assert not removed.removals(scene)


def test_a_candidate_comes_back_where_they_stood(scene) -> None:
    contest = scene.election.contests[0]
    before = contest_as_draft(contest)
    remove_candidate(scene, contest.candidates[0])
    assert said(scene) == "Removed the candidate Ana from “Chair”."
    assert names(scene) == ["Bo", "Cy", "Reopen nominations"]
    bring_back_candidate(scene, removed.removals(scene)[0])
    scene.session.expire_all()
    assert contest_as_draft(scene.election.contests[0]) == before


def test_a_candidate_of_a_removed_contest_comes_back_after_it(scene) -> None:
    contest = scene.election.contests[0]
    remove_candidate(scene, contest.candidates[1])
    person = removed.removals(scene)[0]
    remove_contest(scene, contest)
    assert [one.name for one in removed.removals(scene)] == ["Chair"]  # one goes with the other
    bring_back_contest(scene, removed.removals(scene)[0])
    bring_back_candidate(scene, person)
    assert names(scene) == ["Ana", "Bo", "Cy", "Reopen nominations"]


def test_nobody_comes_back_beside_somebody_of_the_same_name(scene) -> None:
    contest = scene.election.contests[0]
    remove_candidate(scene, contest.candidates[0])
    add_candidate(scene.session, contest, CandidateDraft(name="Ana"))
    with pytest.raises(NotPermitted, match="already stands"):
        bring_back_candidate(scene, removed.removals(scene)[0])


def test_an_emptied_row_is_a_removal_and_a_new_name_is_not(scene) -> None:
    contest = scene.election.contests[0]
    people = (CandidateDraft(name="Anna", was="Ana", slate="Blue"), CandidateDraft(name="Cy"))
    update_contest(scene, contest, msgspec.structs.replace(CHAIR, candidates=people, seats=2))
    assert said(scene) == (
        "Changed the contest “Chair”: seats 1 → 2; removed Bo; "
        "changed Ana (name → Anna, slate Red → Blue, groups women → none, statement)."
    )
    assert [one.name for one in removed.removals(scene)] == ["Bo"]
    bring_back_candidate(scene, removed.removals(scene)[0])
    assert names(scene) == ["Anna", "Bo", "Cy", "Reopen nominations"]


def test_the_freeze_wipes_what_was_removed(sqlite, uuid) -> None:
    with sqlite.session() as session:
        scene = Scene(session, setup.find_election(session, uuid))
        contest = scene.election.contests[0]
        keep_photograph(scene, contest.candidates[0], *redraw(saved(portrait())))
        remove_candidate(scene, contest.candidates[0])
        remove_contest(scene, scene.election.contests[1])
    frozen(sqlite, uuid=uuid)
    with sqlite.reading() as session:
        assert [session.scalar(select(func.count()).select_from(kind)) for kind in (Removal, Photograph)] == [0, 0]


def test_the_log_says_which_date_rule_and_order_was_changed(scene) -> None:
    opens, closes = scene.election.opens_at, scene.election.closes_at + dt.timedelta(days=1)
    values = ElectionDraft(name="Spring election", opens_at=opens, closes_at=closes, re_voting=True)
    setup.update_election(scene, values)
    assert said(scene) == (
        "Changed dates and rules: end 2027-03-08 12:00 UTC → 2027-03-09 12:00 UTC; voting again no → yes."
    )
    lines = log.length(scene)
    setup.update_election(scene, values)  # nothing is changed, so nothing is said
    update_contest(scene, scene.election.contests[0], CHAIR)
    put_in_order(scene, scene.election.contests[0], [1, 2, 3])
    assert log.length(scene) == lines
    put_in_order(scene, scene.election.contests[0], [3, 1, 2])
    assert said(scene) == "Changed the order of the candidates of “Chair”."


def test_a_trustee_comes_back_with_their_key_and_link(scene) -> None:
    first = scene.election.trustees[0]
    first.link_hash, first.email = "a" * 64, "t@example.org"
    before = (first.name, first.public_key, first.signing_key, first.rehearsed_at, first.link_hash, first.email)
    remove_trustee(scene, first)
    back = bring_back_trustee(scene, removed.removals(scene, "trustee")[0])
    assert said(scene) == "Made Trustee 1 a trustee again."
    assert (back.name, back.public_key, back.signing_key, back.rehearsed_at, back.link_hash, back.email) == before
    assert [one.position for one in scene.election.trustees] == [1, 2]


def test_a_key_of_somebody_else_and_part_of_a_common_key_do_not_come_back(scene) -> None:
    first, second = scene.election.trustees
    remove_trustee(scene, first)
    second.public_key, second.signing_key = first.public_key, first.signing_key
    with scene.session.begin_nested() as nested:
        with pytest.raises(NotPermitted, match="This is the key of"):
            bring_back_trustee(scene, removed.removals(scene)[0])
        nested.rollback()
    invite_trustee(scene, "Third")
    keygen.set_threshold(scene, 2)
    back = bring_back_trustee(scene, removed.removals(scene)[0])
    assert back.public_key is None and back.rehearsed_at is None
