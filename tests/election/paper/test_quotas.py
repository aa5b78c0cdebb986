"""Quotas by group, from the officer's entry to the charter; and reopening nominations, which exclude them."""

from __future__ import annotations

import pytest
from msgspec import UNSET

from ballot.election.accounts.officers import add_officer
from ballot.election.board_facts import charter_of
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.paper.contests import (
    REOPEN,
    CandidateDraft,
    ContestDraft,
    add_candidate,
    add_contest,
    remove_candidate,
    update_contest,
)
from ballot.election.paper.quotas import MAX_GROUPS, MAX_QUOTAS
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.draft import ElectionDraft
from ballot.election.voting.booth import booth_data
from ballot.errors import NotPermitted
from tests.election.scenario import draft, frozen

PEOPLE = (("Amina", "women; under 30"), ("Ben", ""), ("Chen", "Under 30"), ("Dora", "Women"), ("Emil", " "))


def contest(*quotas: str, people=PEOPLE, **values) -> ContestDraft:
    """A contest of five people for three seats; groups as they are typed, separated by semicolons."""
    candidates = tuple(CandidateDraft(name=name, groups=tuple(groups.split(";"))) for name, groups in people)
    return ContestDraft(
        **{"title": "Board", "seats": 3, "maximum": 3, "candidates": candidates, "quotas": quotas, **values}
    )


@pytest.fixture
def election(sqlite):
    """An empty draft, inside a transaction."""
    with sqlite.session() as session:
        officer = add_officer(session, "olga@example.org", "Olga", "a long password")
        made = setup.create_election(session, officer, ElectionDraft(name="Spring"))
        made.session = session
        yield made


def test_the_charter_names_the_members(sqlite) -> None:
    quotas = ("women>=half-down", "under 30<=1", "Women>=half-down")
    scenario = frozen(sqlite, contests=[contest(*quotas), contest(title="Plain", people=PEOPLE[:3])])
    first, second = scenario.look(charter_of).contests
    assert first.quotas == ("women>=half-down: 1,4", "under 30<=1: 1,3") and second.quotas == ()
    assert first.withdrawals is True
    text = scenario.look(booth_data, identity=scenario.identity)["contests"][0]["rule_text"]
    assert "At least 1 of the 3 seats goes to members of the group “women” (half of the seats, rounded down)." in text
    assert "At most 1 of the 3 seats goes to members of the group “under 30”." in text


@pytest.mark.parametrize(
    ("quotas", "sentence"),
    [
        (("women>=3",), "cannot be met: 3 to 3 of 3 seats are for its members, of whom 2 stand"),
        (("women>=4",), "speaks of 4 seats; only 3 are filled"),
        (("men>=1",), "no candidate belongs to the group “men”"),
        (("women>=2", "under 30>=2", "women==1"), "meets all of them together"),
        (("women",), "does not have the form"),
        (("women>=some",), "neither a number nor a share"),
        (("women>=1: 1,4",), "stands with each candidate"),
        (tuple(f"women>={n}" for n in range(MAX_QUOTAS + 1)), f"at most {MAX_QUOTAS} quotas"),
    ],
)
def test_quotas_that_cannot_stand_are_refused_at_entry(election, quotas, sentence) -> None:
    with pytest.raises(NotPermitted, match=sentence):
        add_contest(Scene(election.session, election), contest(*quotas))


@pytest.mark.parametrize("rule", ["schulze", "majority-judgment"])
def test_rules_that_know_no_quotas_refuse_them(election, rule) -> None:
    values = {"kind": "ranked", "rule": rule, "seats": 1, "grades": ("Good", "Bad") if rule != "schulze" else ()}
    with pytest.raises(NotPermitted, match="knows none"):
        add_contest(Scene(election.session, election), contest("women>=1", **values))


@pytest.mark.parametrize("kind", ["choice", "ranked"])
def test_a_quota_can_be_entered_before_all_candidates_are(election, kind) -> None:
    made = add_contest(Scene(election.session, election), contest("women>=2", people=PEOPLE[:2], kind=kind))
    assert made.quotas == "women>=2"
    add_candidate(election.session, made, CandidateDraft(name="Ben the other"))
    assert any("cannot be met" in step for step in remaining_steps(Scene(election.session, election)))
    add_candidate(election.session, made, CandidateDraft(name="Dora", groups=("women",)))
    assert not any("quota" in step for step in remaining_steps(Scene(election.session, election)))


def test_the_freeze_looks_again(sqlite) -> None:
    uuid, _ = draft(sqlite, contests=[contest("women>=2")])
    with sqlite.session() as session:
        made = setup.find_election(session, uuid)
        remove_candidate(Scene(session, made), made.contests[0].candidates[3])
    with pytest.raises(NotPermitted, match="The quota for “women” cannot be met"):
        frozen(sqlite, uuid=uuid)


@pytest.mark.parametrize("group", ["a<b", "a:b", "a=b", "a,b", "x" * 81, "two\nlines"])
def test_names_of_groups_that_cannot_stand_in_a_quota(election, group) -> None:
    people = ((("Amina", group)), ("Ben", ""))
    with pytest.raises(NotPermitted, match="group"):
        add_contest(Scene(election.session, election), contest(people=people))


def test_a_candidate_belongs_to_each_group_once_and_not_to_too_many(election) -> None:
    made = add_contest(Scene(election.session, election), contest(people=(("Amina", "women;Women; under 30"),)))
    assert made.candidates[0].groups.splitlines() == ["women", "under 30"]
    many = ";".join(f"group {n}" for n in range(MAX_GROUPS + 1))
    with pytest.raises(NotPermitted, match=f"at most {MAX_GROUPS} groups"):
        add_contest(Scene(election.session, election), contest(people=(("Amina", many),)))


# -- reopening nominations


def test_reopening_nominations_stands_last_on_the_paper(sqlite) -> None:
    scenario = frozen(sqlite, contests=[contest(reopen=True), contest(title="Plain", withdrawals=False)])
    first, second = scenario.look(charter_of).contests
    assert (first.reopen, second.reopen) == (6, UNSET) and second.withdrawals is False
    assert scenario.context.questions[0].answers[-1] == REOPEN
    assert (
        "whoever comes after it is not elected"
        in scenario.look(booth_data, identity=scenario.identity)["contests"][0]["rule_text"]
    )


def test_changing_a_contest_keeps_reopening_last_or_takes_it_away(election) -> None:
    made = add_contest(Scene(election.session, election), contest(reopen=True, people=PEOPLE[:3]))
    update_contest(Scene(election.session, election), made, contest(reopen=True))
    assert [c.name for c in made.candidates] == [name for name, _ in PEOPLE] + [REOPEN]
    update_contest(Scene(election.session, election), made, contest())
    assert [c.name for c in made.candidates] == [name for name, _ in PEOPLE]


def test_reopening_is_no_candidate_that_could_fill_a_seat(election) -> None:
    add_contest(Scene(election.session, election), contest(reopen=True, people=PEOPLE[:2], maximum=2))
    assert "“Board” has 3 seats, but only 2 candidates." in remaining_steps(Scene(election.session, election))


def test_reopening_and_quotas_and_lists_exclude_each_other(election) -> None:
    with pytest.raises(NotPermitted, match="cannot be combined"):
        add_contest(Scene(election.session, election), contest("women>=1", reopen=True))
    people = (("Amina", ""), ("Ben", ""))
    lists = contest(people=people, kind="lists", reopen=True)
    with pytest.raises(NotPermitted, match="by lists"):
        add_contest(Scene(election.session, election), lists)
