"""Two acts on one account at one moment, where rows are locked one by one (PostgreSQL): the account comes first."""

from __future__ import annotations

import time as wall
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from ballot.election.accounts.logins import begin_login, end_logins, find_login
from ballot.election.accounts.officers import add_officer
from ballot.election.accounts.passkeys import KNOWN, Passkeys
from ballot.errors import NotPermitted
from ballot.store.models.people import Login, Officer, Passkey
from ballot.store.session import Database
from tests.authenticator import Authenticator
from tests.election.accounts.test_passkeys import PASSWORD, URL

# Of this database: other processes of the tests wait for locks in theirs.
WAITERS = (
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
)


@pytest.fixture
def account(postgresql: Database) -> tuple[int, str]:
    """The number of an account, and the secret of its log-in."""
    with postgresql.session() as session:
        officer = add_officer(session, "olga@example.org", "Olga", PASSWORD)
        return officer.id, begin_login(session, officer, "")


def find(database: Database, secret: str) -> bool:
    with database.session() as session:
        return find_login(session, secret, lock=True) is not None


def end(database: Database, number: int) -> int:
    with database.session() as session:
        return end_logins(session, session.get_one(Officer, number))


def wait_for_a_waiter(database: Database, waiter: Future[object]) -> None:
    """Return when another transaction waits for a lock."""
    until = wall.monotonic() + 20
    with database.engine.connect() as connection:
        while not connection.scalar(text(WAITERS)):
            assert not waiter.done() and wall.monotonic() < until, "it did not wait"
            wall.sleep(0.01)


@pytest.mark.postgres
@pytest.mark.parametrize("act", ["find", "end"])
def test_whoever_waits_for_an_account_holds_none_of_its_log_ins(postgresql, account, act) -> None:
    """Holding a log-in and waiting for its account ended in a deadlock with whoever ended the log-ins."""
    number, secret = account
    with ThreadPoolExecutor(1) as threads, postgresql.session() as session:
        session.get_one(Officer, number, with_for_update=True)
        waiter = threads.submit(*((find, postgresql, secret) if act == "find" else (end, postgresql, number)))
        wait_for_a_waiter(postgresql, waiter)
        login = session.scalars(select(Login).with_for_update(nowait=True)).one()
        login.ended_at = login.began_at
        session.commit()
        assert not waiter.result(20)  # and it sees what became of the log-in meanwhile


@pytest.mark.postgres
def test_two_pages_that_ask_for_a_first_passkey_give_the_account_one_handle(postgresql, account) -> None:
    number, secret = account

    def ask() -> bytes | None:
        with postgresql.session() as session:
            login = find_login(session, secret, lock=True)
            assert login is not None
            Passkeys(URL).ask_for_new(session, login)
            return login.officer.passkey_handle

    with ThreadPoolExecutor(1) as threads, postgresql.session() as session:
        officer = session.get_one(Officer, number, with_for_update=True)
        waiter = threads.submit(ask)
        wait_for_a_waiter(postgresql, waiter)
        officer.passkey_handle = b"h" * 32
        session.commit()
        assert waiter.result(20) == b"h" * 32


@pytest.mark.postgres
def test_a_passkey_that_two_accounts_add_at_one_moment_is_added_once(postgresql, account) -> None:
    device = Authenticator(URL)
    with postgresql.session() as session:
        other = begin_login(session, add_officer(session, "otto@example.org", "Otto", PASSWORD), "")

    def add(session, secret: str) -> None:
        login = find_login(session, secret, lock=True)
        assert login is not None
        made = device.make(Passkeys(URL).ask_for_new(session, login))
        Passkeys(URL).add(session, login, "", made)

    def add_too() -> str:
        with postgresql.session() as session, pytest.raises(NotPermitted) as refusal:
            add(session, other)
        return str(refusal.value)

    with ThreadPoolExecutor(1) as threads, postgresql.session() as session:
        add(session, account[1])
        waiter = threads.submit(add_too)
        wait_for_a_waiter(postgresql, waiter)
        session.commit()
        assert waiter.result(20) == KNOWN
    with postgresql.reading() as session:
        assert session.scalars(select(Passkey.officer_id)).all() == [account[0]]
