"""A practice election: everything with made-up people, marked as such in everything that leaves the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot.election import acts
from ballot.election.accounts.officers import add_officer
from ballot.election.amendments.replacing import KIND
from ballot.election.board_facts import charter_of
from ballot.election.mail.outbox import outbox_counts
from ballot.election.paper.contests import ContestDraft
from ballot.election.practice import run
from ballot.election.result.counting import contests_without_sheet, enter_lot_seed
from ballot.election.result.open import open_count
from ballot.election.result.public_view import archive_stream, companion_stream, public_elections
from ballot.election.result.publishing import declare_result, publish_result
from ballot.election.result.vacancies import fill_vacancy, prospect, seats
from ballot.election.roles import SECOND_OFFICER, appoint
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.draft import PRACTICE, ElectionDraft, find_election
from ballot.election.tally.tally import close_voting
from ballot.election.tokens.seal import TokenSeal
from ballot.election.tokens.spares import spares_left
from ballot.errors import NotPermitted
from ballot.protocol.lists import check_choices
from ballot.records.questions import BLANK_LIST, ListsQuestion
from ballot.store.models.election import Election, Practice
from ballot.store.models.paper import Candidate, Contest
from ballot.store.models.people import Officer
from ballot.store.models.roll import Member
from ballot.store.session import Database
from ballot.verify import verify_archive
from tests.election.scenario import contest, draft, frozen


@pytest.fixture
def officer(sqlite: Database) -> int:
    """An officer's number."""
    draft(sqlite)
    with sqlite.reading() as session:
        return session.scalars(select(Officer.id)).first() or 0


def begin(database: Database, officer: int, paper: str | None = None) -> str:
    """Begin a practice election."""
    with database.session() as session:
        own = find_election(session, paper) if paper else None
        person, url = session.get_one(Officer, officer), "https://vote.example.org"
        return run.begin_practice(session, person, url, TokenSeal("x" * 32), own).uuid


def everybody_votes(database: Database, uuid: str, identity) -> int:
    """Let the made-up members vote until nobody does any more."""
    cast = 0
    while number := run.vote(database, uuid, identity, 10):
        cast += number
    return cast


def fill_one_seat(scene, identity) -> None:
    """Let somebody who was elected by STV depart: a casual vacancy can be practised too."""
    contest = next(one for one in seats(scene) if scene.election.contests[one.contest].kind == "ranked")
    departed = contest.members[0][0]
    seed = "made up: 1 1 6 2" if prospect(scene, contest.contest, departed).tie else ""
    filled = fill_vacancy(scene.signed_by(identity), contest.contest, departed, "Moved away", seed)
    assert len(filled.members) == len(contest.members) and filled.departed not in filled.members


def test_a_practice_election_from_one_click_to_a_valid_archive(sqlite, officer, tmp_path: Path) -> None:
    scenario = frozen(sqlite)  # for its identity
    uuid = begin(sqlite, officer)
    assert everybody_votes(sqlite, uuid, scenario.identity) == run.VOTERS
    with sqlite.session() as session:
        close_voting(Scene(session, find_election(session, uuid), identity=scenario.identity))
    run.play_trustees(sqlite, uuid)
    with sqlite.session() as session:
        election = find_election(session, uuid)
        open_count(Scene(session, election))
        for tied in contests_without_sheet(Scene(session, election)):
            enter_lot_seed(Scene(session, election), tied, "made up: 4 1 6 2 6 5")
        declare_result(Scene(session, election))
        publish_result(Scene(session, election, identity=scenario.identity))
        fill_one_seat(Scene(session, election), scenario.identity)
        archive = tmp_path / f"{uuid}.bel"
        archive.write_bytes(b"".join(archive_stream(Scene(session, election), complete=True)))
        (tmp_path / f"{uuid}.companion.jsonl").write_bytes(b"".join(companion_stream(Scene(session, election))))
        record = charter_of(Scene(session, election))
        assert election.name.startswith(PRACTICE) and not any(outbox_counts(Scene(session, election)).values())
        assert not session.scalars(
            select(Member.email).where(Member.election_id == election.id, Member.email != "")
        ).all()
    assert record.policy.practice is True and record.policy.server_key is True
    report = verify_archive(archive)
    assert report.verdict == "valid", report.failures
    assert "practice election" in " ".join(warning.message for warning in report.warnings)
    assert PRACTICE.encode() in archive.read_bytes()


def test_it_takes_the_ballot_paper_of_an_election(sqlite, officer) -> None:
    papers = [
        contest(4, kind="ranked", rule="schulze"),
        contest(4, title="Grades", kind="ranked", rule="majority-judgment", grades=("Good", "Fair", "Poor")),
        contest(4, title="Lists", kind="lists"),
        contest(4, title="Approval", rule="approval", maximum=4, blank=True, minimum=1, reopen=True),
    ]
    paper, _ = draft(sqlite, contests=papers)
    uuid = begin(sqlite, officer, paper)
    with sqlite.reading() as session:
        own, made = find_election(session, paper), find_election(session, uuid)
        assert made.name == f"{PRACTICE}{own.name}" and own.state == "draft" and made.state == "open"
        for first, second in zip(own.contests, made.contests, strict=True):
            assert [one.name for one in first.candidates] == [one.name for one in second.candidates]
            assert (first.rule, first.grades, first.seats) == (second.rule, second.grades, second.seats)
    assert everybody_votes(sqlite, uuid, frozen(sqlite).identity) == run.VOTERS


def test_a_lost_token_is_replaced_and_the_made_up_members_still_vote(sqlite, officer) -> None:
    uuid = begin(sqlite, officer)
    with sqlite.session() as session:
        election = find_election(session, uuid)
        assert spares_left(Scene(session, election)) == run.SPARES
        second = add_officer(session, "second@example.org", "Second", "correct horse")
        appoint(Scene(session, election, person=second), SECOND_OFFICER)
        members = session.scalars(select(Member).where(Member.election_id == election.id).order_by(Member.id)).all()
        payload = {"member": str(members[-1].id), "reason": "lost", "channel": "letter", "email": ""}
        waiting = acts.propose(Scene(session, election, person=election.officer), KIND, payload, "They called")
        acts.confirm(Scene(session, election, person=second), waiting.id, waiting.digest)
    assert everybody_votes(sqlite, uuid, frozen(sqlite).identity) == run.VOTERS - 1


def test_what_the_paper_lacks_is_said_and_nothing_is_left(sqlite, officer) -> None:
    paper, _ = draft(sqlite, contests=[ContestDraft(title="Empty")])
    with pytest.raises(NotPermitted, match="Add candidates to “Empty”"):
        begin(sqlite, officer, paper)
    with sqlite.reading() as session:
        assert not session.scalars(select(Election).where(Election.practice)).all()


@pytest.mark.parametrize("name", ["PRACTICE: Spring", "practice:spring", "РRACTICE: Spring", "Practice : x"])
def test_a_real_election_cannot_call_itself_practice(sqlite, officer, name: str) -> None:
    with sqlite.session() as session, pytest.raises(NotPermitted, match="Only the name of a practice election"):
        setup.create_election(session, session.get_one(Officer, officer), ElectionDraft(name=name))


def test_a_practice_election_cannot_pass_for_a_real_one(sqlite, officer) -> None:
    with sqlite.session() as session, pytest.raises(NotPermitted, match="begins with"):
        setup.create_election(session, session.get_one(Officer, officer), ElectionDraft(name="Spring"), practice=True)


def test_nobody_is_played_in_a_real_election(sqlite) -> None:
    scenario = frozen(sqlite)
    scenario.act(setup_open)
    for act in (run.to_vote, run.own_token, run.hide):
        with pytest.raises(NotPermitted, match="This is a real election"):
            scenario.act(act)
    with pytest.raises(NotPermitted, match="This is a real election"):
        run.vote(sqlite, scenario.uuid, scenario.identity, 1)
    scenario.close()
    with pytest.raises(NotPermitted, match="This is a real election"):
        run.play_trustees(sqlite, scenario.uuid)
    # Not even with a row that somebody has put there.
    with sqlite.session() as session:
        election = find_election(session, scenario.uuid)
        session.add(Practice(election_id=election.id, seeds="", tokens=""))
        session.flush()
        with pytest.raises(NotPermitted, match="This is a real election"):
            run.practice_of(Scene(session, election))


def setup_open(scene) -> None:
    """Open the voting."""
    from ballot.election.voting.opening import open_voting

    open_voting(scene)


def test_W31_a_hidden_practice_election_is_only_left_out_of_lists(sqlite, officer) -> None:
    uuid = begin(sqlite, officer)
    with sqlite.session() as session:
        election = find_election(session, uuid)
        assert uuid in [view.uuid for view in public_elections(session)]
        run.hide(Scene(session, election))
        assert uuid not in [view.uuid for view in public_elections(session)]
        assert find_election(session, uuid) is election and election.state == "open"


@pytest.mark.parametrize("blank", [False, True])
def test_made_up_choices_keep_within_the_limits(blank: bool) -> None:
    made = Contest(kind="choice", minimum=2, maximum=3, blank=blank, grades="")
    made.candidates = [Candidate(position=at, name=f"C{at}", slate="") for at in range(5)]
    for _ in range(50):
        row = run.made_up_choice(made)
        assert len(row) == 5 + blank and 2 <= sum(row) <= 3
        assert re.fullmatch("[01]+", "".join(map(str, row)))


def test_made_up_votes_for_lists_are_now_and_then_blank() -> None:
    made = Contest(kind="lists", blank=True, grades="")
    made.candidates = [Candidate(position=at, name=f"C{at}", slate="AB"[at % 2]) for at in range(3)]
    question = ListsQuestion((("A", "C0", "C2"), ("B", "C1"), BLANK_LIST), "Lists")
    rows = [run.made_up_choice(made) for _ in range(500)]
    for row in rows:
        check_choices(question, row)
    assert 0 < sum(row[-1] == [1, 1] for row in rows) < 100
