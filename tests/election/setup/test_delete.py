"""A draft is deleted: nothing of it is left but its log, and nobody finds it again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ballot.election import log, roles
from ballot.election.accounts import api_keys
from ballot.election.accounts.invitations import invite
from ballot.election.accounts.officers import add_officer
from ballot.election.notices.trustees import send_link
from ballot.election.paper.contests import add_contest, remove_candidate, remove_contest
from ballot.election.roll.upload import begin_reading, choose_columns, keep_upload
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.delete import delete_draft
from ballot.election.trustees.link import find_by_link, new_link
from ballot.errors import NotPermitted
from ballot.store.models.base import Base
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.paper import Candidate
from tests.election.scenario import URL, contest, draft, frozen, roll_csv


def full_draft(database) -> tuple[str, str]:
    """Make a draft with people, keys and mails; return its uuid and the secret of a trustee's link."""
    uuid, _ = draft(database)
    with database.session() as session:
        election = setup.find_election(session, uuid)
        first, other = election.trustees
        other.email = "t@example.org"
        send_link(Scene(session, election), other, URL)
        secret = new_link(Scene(session, election), first, URL).partition("#")[2]
        invite(Scene(session, election), election.officer, "i@example.org", roles.OBSERVER, URL)
        roles.appoint(
            Scene(session, election, person=add_officer(session, "s@example.org", "S", "a long password")),
            roles.SECOND_OFFICER,
        )
        api_keys.make_key(Scene(session, election), election.officer, "Program", ["turnout:read"])
        keep_upload(Scene(session, election), roll_csv(3), "roll.csv")
        other = add_contest(Scene(session, election), contest(3, title="Chair"))
        remove_candidate(Scene(session, election), other.candidates[0])
        remove_contest(Scene(session, election), other)
        remove_candidate(Scene(session, election), election.contests[0].candidates[0])
    return uuid, secret


def rows_of(session, uuid: str) -> dict[str, int]:
    """Return how many rows of each table belong to an election."""
    number = session.scalar(select(Election.id).where(Election.uuid == uuid))
    tables = {name: table for name, table in Base.metadata.tables.items() if "election_id" in table.c}
    counted = {
        name: session.scalar(select(func.count()).select_from(table).where(table.c.election_id == number))
        for name, table in tables.items()
    }
    return {name: rows for name, rows in counted.items() if rows}


def delete(database, uuid: str) -> None:
    with database.session() as session:
        delete_draft(Scene(session, setup.find_election(session, uuid)))


def test_nothing_is_left_of_it_but_its_log(database) -> None:
    uuid, secret = full_draft(database)
    with database.reading() as session:
        assert len(rows_of(session, uuid)) >= 10
    delete(database, uuid)
    with database.reading() as session:
        assert set(rows_of(session, uuid)) == {"log_entry"}
        assert session.scalar(select(func.count()).select_from(Candidate)) == 0
        assert setup.find_election(session, uuid) is None
        row = session.scalars(select(Election)).one()
        assert log.entries(Scene(session, row))[0].sentence == "Deleted the draft."
        with pytest.raises(NotPermitted, match="not valid"):
            find_by_link(session, uuid, secret)


def test_an_upload_that_was_read_goes_with_its_rows(database) -> None:
    uuid, _ = draft(database)
    with database.session() as session:
        election = setup.find_election(session, uuid)
        upload = keep_upload(Scene(session, election), b"name,email\nA,a@example.org\nA,a@example.org\n,\n", "roll.csv")
        choose_columns(session, upload, "utf-8", ",", ["name", "email"])
        begin_reading(session, upload)
    delete(database, uuid)
    with database.reading() as session:
        uploads = [table for name, table in Base.metadata.tables.items() if name.startswith("roll_upload")]
        assert [session.scalar(select(func.count()).select_from(table)) for table in uploads] == [0] * len(uploads)


def test_another_election_keeps_everything(sqlite) -> None:
    uuid, other = draft(sqlite)[0], full_draft(sqlite)[0]
    with sqlite.reading() as session:
        before = rows_of(session, other)
    delete(sqlite, uuid)
    with sqlite.reading() as session:
        assert rows_of(session, other) == before


def test_only_drafts_of_real_elections_are_deleted(sqlite) -> None:
    with pytest.raises(NotPermitted, match="still a draft"):
        delete(sqlite, frozen(sqlite).uuid)
    uuid, _ = draft(sqlite)
    with sqlite.session() as session:
        setup.find_election(session, uuid).practice = True
    with pytest.raises(NotPermitted, match="hidden, not deleted"):
        delete(sqlite, uuid)


def test_not_while_a_mail_of_it_is_being_sent(sqlite) -> None:
    uuid, _ = full_draft(sqlite)
    with sqlite.session() as session:
        session.scalars(select(OutboxMessage)).first().state = "sending"
    with pytest.raises(NotPermitted, match="is being sent"):
        delete(sqlite, uuid)


def test_a_change_that_waited_for_the_deletion_is_refused(sqlite) -> None:
    uuid, _ = draft(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        delete_draft(Scene(session, election))
        with pytest.raises(NotPermitted, match="The draft is deleted"):
            add_contest(Scene(session, election), contest())
