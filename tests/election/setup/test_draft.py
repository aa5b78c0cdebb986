"""Setting up: what is refused, what is warned about, and what is still missing."""

from __future__ import annotations

import datetime as dt

import pytest

from ballot.election.accounts.officers import add_officer
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.paper.contests import (
    CandidateDraft,
    ContestDraft,
    add_candidate,
    add_contest,
    remove_candidate,
    remove_contest,
    update_candidate,
    update_contest,
)
from ballot.election.paper.look_alikes import skeleton
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.cautions import setup_warnings
from ballot.election.setup.draft import ElectionDraft
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens.registrar_list import token_warnings
from ballot.election.trustees.trustees import invite_trustee, make_officer_trustee, remove_trustee
from ballot.errors import NotPermitted
from tests.election.scenario import START, contest, draft, frozen, roll_csv


@pytest.fixture
def election(sqlite):
    """An empty draft, inside a transaction."""
    with sqlite.session() as session:
        officer = add_officer(session, "olga@example.org", "Olga", "a long password")
        made = setup.create_election(session, officer, ElectionDraft(name="Spring", contact="officer@example.org"))
        made.session = session
        yield made


def test_what_is_missing_is_said_in_order(election) -> None:
    assert remaining_steps(Scene(election.session, election)) == [
        "Add at least one contest.",
        "Set the times at which voting opens and closes.",
        "Add the roll: nobody may vote yet.",
        "Add the trustees: nobody could open the count yet.",
    ]
    add_contest(Scene(election.session, election), ContestDraft(title="Chair", seats=2, maximum=3))
    invite_trustee(Scene(election.session, election), "Amina")
    steps = remaining_steps(Scene(election.session, election))
    assert "Add candidates to “Chair”." in steps and "Waiting for Amina to hand in a trustee key." in steps
    assert any("one person alone can read every vote" in step for step in steps)
    add_candidate(election.session, election.contests[0], CandidateDraft(name="Li"))
    steps = remaining_steps(Scene(election.session, election))
    assert "“Chair” lets people choose 3, but has only 1 candidate." in steps
    assert "“Chair” has 2 seats, but only 1 candidate." in steps


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "two\nlines"},
        {"name": "x" * 301},
        {"name": "A", "description": "bell\x07"},
        {"name": "A", "description": "x\nCharter SHA-256: " + "0" * 64},
        {"name": "A", "description": "x\nCharter SHA-256: " + "0" * 64 + "\nB11"},
        {"name": "A", "description": "The charter sha-256 is announced later"},
        {"name": "A", "opens_at": START, "closes_at": START},
        {"name": "A", "opens_at": dt.datetime(2027, 3, 1)},
        {"name": "A", "minimum_ballots": 0},
        {"name": "A", "administrator": "x\ny"},
    ],
)
def test_election_values_that_cannot_stand(election, values) -> None:
    with pytest.raises(NotPermitted):
        setup.update_election(Scene(election.session, election), ElectionDraft(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"title": " "},
        {"title": "A", "seats": 0},
        {"title": "A", "minimum": 2, "maximum": 1},
        {"title": "A", "minimum": -1},
        {"title": "A", "maximum": 0},
        {"title": "Nobody can vote blank", "minimum": 1},
        {"title": "A", "candidates": (CandidateDraft(name="Li"), CandidateDraft(name=" Li "))},
        {"title": "A", "candidates": (CandidateDraft(name="Li\r\nBcc: x"),)},
    ],
)
def test_contests_that_cannot_stand(election, values) -> None:
    with pytest.raises(NotPermitted):
        add_contest(Scene(election.session, election), ContestDraft(**values))


def test_contests_and_candidates_can_be_changed_and_removed(election) -> None:
    session = election.session
    first = add_contest(Scene(session, election), contest(3))
    second = add_contest(Scene(session, election), contest(2, title="Chair"))
    update_candidate(session, first.candidates[1], CandidateDraft(name="Jonas B.", slate="Sea"))
    remove_candidate(Scene(session, election), first.candidates[0])
    assert [c.name for c in first.candidates] == ["Jonas B.", "Li Wei"]
    changed = ContestDraft(title="Chair", seats=1, candidates=(CandidateDraft(name="Eva"),))
    update_contest(Scene(session, election), second, changed)
    assert [c.name for c in second.candidates] == ["Eva"]
    remove_contest(Scene(session, election), first)
    assert [(c.position, c.title) for c in election.contests] == [(1, "Chair")]


def test_nothing_can_be_changed_after_the_freeze(sqlite) -> None:
    election = frozen(sqlite)
    acts = [
        lambda scene: setup.update_election(scene, ElectionDraft(name="Other")),
        lambda scene: add_contest(scene, contest()),
        lambda scene: update_contest(scene, scene.election.contests[0], contest()),
        lambda scene: remove_contest(scene, scene.election.contests[0]),
        lambda scene: add_candidate(scene.session, scene.election.contests[0], CandidateDraft(name="Eve")),
        lambda scene: update_candidate(
            scene.session, scene.election.contests[0].candidates[0], CandidateDraft(name="Eve")
        ),
        lambda scene: remove_candidate(scene, scene.election.contests[0].candidates[0]),
        lambda scene: invite_trustee(scene, "Eve"),
        lambda scene: make_officer_trustee(scene, "Eve", "a long passphrase"),
        lambda scene: remove_trustee(scene, scene.election.trustees[0]),
        lambda scene: freeze(scene, Delivery(channel="merge", public_url="https://x.example")),
    ]
    for act in acts:
        with pytest.raises(NotPermitted, match="it is frozen"):
            election.act(act)


LOOK_ALIKES = [
    ("Anna Maier", "Аnna Maier"),  # a Cyrillic А
    ("Jos\u00e9", "Jose\u0301"),  # NFC and NFD
    ("Bill O'Neil", "BiII ONeil"),
    ("Clara Burn", "Clara Bum"),
    ("Li Wei", "Li\u200b Wei"),  # a zero-width space
    ("Max10", "MaxIO"),
]


@pytest.mark.parametrize(("first", "second"), LOOK_ALIKES)
def test_B16_names_that_look_alike_are_warned_about(election, first: str, second: str) -> None:
    candidates = (CandidateDraft(name=first), CandidateDraft(name=second), CandidateDraft(name="Someone Else"))
    add_contest(Scene(election.session, election), ContestDraft(title="Chair", candidates=candidates))
    assert any("look alike" in warning for warning in setup_warnings(Scene(election.session, election)))


def test_B16_different_names_are_not(election) -> None:
    add_contest(Scene(election.session, election), contest(6))
    assert setup_warnings(Scene(election.session, election)) == token_warnings(Scene(election.session, election))
    assert skeleton("Jan Berg") != skeleton("Jon Berg")


def test_B16_marks_of_direction_and_separate_accents(election) -> None:
    names = (CandidateDraft(name="\u202eeveS"), CandidateDraft(name="Jose\u0301"))
    add_contest(Scene(election.session, election), ContestDraft(title="Chair", candidates=names))
    warnings = " ".join(setup_warnings(Scene(election.session, election)))
    assert "direction of the text" in warnings and "separate accents" in warnings


@pytest.mark.parametrize(
    ("members", "weights", "words"),
    [
        (9, None, "Only 9 members"),
        (12, [1, 2, 4] + [1] * 9, "2 weights belong to one member alone (2, 4)"),
    ],
)
def test_P1_a_small_or_distinctly_weighted_roll_is_warned_about(election, members, weights, words) -> None:
    accept_roll(Scene(election.session, election), read_roll(roll_csv(members, weights)))
    assert any(words in warning for warning in setup_warnings(Scene(election.session, election)))


def test_P1_an_ordinary_roll_is_not(election) -> None:
    accept_roll(Scene(election.session, election), read_roll(roll_csv(12, [1, 2] * 6)))
    assert setup_warnings(Scene(election.session, election)) == token_warnings(Scene(election.session, election))


def test_P9_a_lone_trustee_and_officer_run_ones_are_warned_about(election) -> None:
    make_officer_trustee(Scene(election.session, election), "One", "a long passphrase")
    assert any("alone can decrypt" in warning for warning in setup_warnings(Scene(election.session, election)))
    make_officer_trustee(Scene(election.session, election), "Two", "a long passphrase")
    assert any("run by the officer" in warning for warning in setup_warnings(Scene(election.session, election)))


def test_P9_one_trustee_needs_an_explicit_consent(sqlite) -> None:
    uuid, _ = draft(sqlite, trustees=1)
    with sqlite.session() as session:
        row = setup.find_election(session, uuid)
        with pytest.raises(NotPermitted, match="one person alone"):
            freeze(Scene(session, row), Delivery(channel="merge", public_url="https://x.example"))
    assert frozen(sqlite, trustees=1, few_trustees_accepted=True).tokens
