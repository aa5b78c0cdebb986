"""Migrations: they make what the models say, as a whole or not at all, and several processes may run them at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ballot.store.models.base import Base
from ballot.store.models.board import BarredCredential
from ballot.store.models.election import Election
from ballot.store.models.roll import FormerMember, Member
from ballot.store.session import alembic_config, is_ready, migrate, open_database


def test_the_schema_is_that_of_the_models(database) -> None:
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_members_are_found_by_their_address_by_an_index(sqlite) -> None:
    query = select(Member.id).where(func.lower(Member.email) == "a@example.org", Member.email != "")
    sql = query.compile(sqlite.engine, compile_kwargs={"literal_binds": True})
    with sqlite.engine.connect() as connection:
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert plan == ["SEARCH member USING INDEX member_address (<expr>=?)"]


def test_migrating_again_changes_nothing(database) -> None:
    before = inspect(database.engine).get_table_names()
    migrate(database)
    assert inspect(database.engine).get_table_names() == before


def test_a_migration_that_fails_half_way_leaves_nothing(database_url, monkeypatch) -> None:
    database = open_database(database_url)
    execute = op.execute

    def fail(statement, **options):
        if "receipt" in str(statement):
            raise RuntimeError("the power went")
        return execute(statement, **options)

    monkeypatch.setattr(op, "execute", fail)
    with pytest.raises(RuntimeError):
        migrate(database)
    assert inspect(database.engine).get_table_names() == []
    assert not is_ready(database)
    monkeypatch.undo()
    migrate(database)
    assert is_ready(database)
    database.dispose()


def test_two_servers_that_start_at_once(database_url) -> None:
    databases = [open_database(database_url) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, databases))
    assert all(is_ready(database) for database in databases)
    for database in databases:
        database.dispose()


def test_candidates_of_an_election_frozen_before_0003_may_not_withdraw(database_url) -> None:
    """Its charter says so; a draft gets what is usual."""
    database = open_database(database_url)
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0002")
        now = "2027-03-01 12:00:00+00:00"
        connection.execute(
            text(
                "INSERT INTO officer (id, email, name, password_hash, session_key, created_at) "
                f"VALUES (1, 'o@example.org', 'O', '', '', '{now}')"
            )
        )
        for number, state in enumerate(("draft", "frozen"), 1):
            connection.execute(
                text(
                    "INSERT INTO election (id, uuid, officer_id, name, description, state, minimum_ballots, "
                    "re_voting, few_trustees_accepted, created_at) "
                    f"VALUES ({number}, 'u{number}', 1, 'E', '', '{state}', 2, FALSE, FALSE, '{now}')"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO contest (election_id, position, title, seats, minimum, maximum, blank, rule) "
                    f"VALUES ({number}, 1, 'C', 1, 0, 1, FALSE, 'block')"
                )
            )
    migrate(database)
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT withdrawals, quotas FROM contest ORDER BY election_id")).all()
    assert [(bool(allowed), quotas) for allowed, quotas in rows] == [(True, ""), (False, "")]
    database.dispose()


def test_lists_of_drafts_get_a_blank_vote_at_0023_and_no_others(database_url) -> None:
    """A form of before could tick it for lists too, though no paper had it."""
    database = open_database(database_url)
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0002")
        now = "2027-03-01 12:00:00+00:00"
        connection.execute(
            text(
                "INSERT INTO officer (id, email, name, password_hash, session_key, created_at) "
                f"VALUES (1, 'o@example.org', 'O', '', '', '{now}')"
            )
        )
        for number, state in enumerate(("draft", "frozen"), 1):
            connection.execute(
                text(
                    "INSERT INTO election (id, uuid, officer_id, name, description, state, minimum_ballots, "
                    "re_voting, few_trustees_accepted, created_at) "
                    f"VALUES ({number}, 'u{number}', 1, 'E', '', '{state}', 2, FALSE, FALSE, '{now}')"
                )
            )
            for place, (kind, blank) in enumerate((("lists", "FALSE"), ("lists", "TRUE"), ("choice", "TRUE")), 1):
                connection.execute(
                    text(
                        "INSERT INTO contest (election_id, position, title, seats, minimum, maximum, blank, rule, "
                        f"kind) VALUES ({number}, {place}, 'C', 1, 0, 1, {blank}, '', '{kind}')"
                    )
                )
    migrate(database)
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT blank FROM contest ORDER BY election_id, position")).all()
    assert [bool(blank) for (blank,) in rows] == [True, True, True, False, False, True]
    database.dispose()


def test_accounts_from_before_0009_go_on_running_elections(database_url) -> None:
    database = open_database(database_url)
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0006")
        connection.execute(
            text(
                "INSERT INTO officer (id, email, name, password_hash, session_key, created_at) "
                "VALUES (1, 'o@example.org', 'O', 'scrypt:1', 'old', '2027-03-01 12:00:00+00:00')"
            )
        )
    migrate(database)
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT creates_elections, second_factor, password_hash FROM officer")).one()
    assert (bool(row[0]), row[1], row[2]) == (True, None, "scrypt:1")
    assert "session_key" not in {column["name"] for column in inspect(database.engine).get_columns("officer")}
    database.dispose()


def test_marks_of_ciphertexts_are_carried_over_and_stay_append_only(database_url) -> None:
    database = open_database(database_url)
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0003")
        now = "2027-03-01 12:00:00+00:00"
        connection.execute(
            text(
                "INSERT INTO officer (id, email, name, password_hash, session_key, created_at) "
                f"VALUES (1, 'o@example.org', 'O', '', '', '{now}')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO election (id, uuid, officer_id, name, description, state, minimum_ballots, re_voting, "
                f"few_trustees_accepted, created_at) VALUES (1, 'u', 1, 'E', '', 'open', 2, FALSE, FALSE, '{now}')"
            )
        )
        rows = f"(1, '{'00' * 7 + '05' + 'ab' * 24}', '{'01' * 32}'), (1, '{'ff' * 32}', '{'fe' * 32}')"
        connection.execute(text(f"INSERT INTO board_ciphertext (election_id, digest, credential) VALUES {rows}"))
    migrate(database)
    with database.engine.connect() as connection:
        marks = connection.execute(text("SELECT election_id, mark, owner FROM ciphertext_mark ORDER BY mark")).all()
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("DELETE FROM ciphertext_mark"))
    assert [tuple(mark) for mark in marks] == [(1, -1, -0x0101010101010102), (1, 5, 0x0101010101010101)]
    assert "board_ciphertext" not in inspect(database.engine).get_table_names()
    database.dispose()


def test_members_of_frozen_elections_get_their_place_in_the_ledger_of_tokens(database_url) -> None:
    """By mail where there is a token mail, by file otherwise; mails keep their states, and a new one is taken."""
    database = open_database(database_url)
    now = "2027-03-01 12:00:00+00:00"
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0005")
        connection.execute(
            text(
                "INSERT INTO officer (id, email, name, password_hash, session_key, created_at) "
                f"VALUES (1, 'o@example.org', 'O', '', '', '{now}')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO election (id, uuid, officer_id, name, description, state, minimum_ballots, re_voting, "
                f"few_trustees_accepted, created_at) VALUES (1, 'u', 1, 'E', '', 'open', 2, FALSE, FALSE, '{now}')"
            )
        )
        for number, credential in enumerate(("'aa'", "'bb'", "NULL"), 1):
            connection.execute(
                text(
                    "INSERT INTO member (id, election_id, name, email, weight, credential) "
                    f"VALUES ({number}, 1, 'M', 'm', 1, {credential})"
                )
            )
        connection.execute(
            text(
                "INSERT INTO outbox_message (election_id, member_id, key, kind, name, address, subject, body, state, "
                "attempts, created_at, due_at) VALUES "
                f"(1, 1, 'token:1', 'token', 'M', 'm', 's', 'b', 'accepted', 1, '{now}', '{now}')"
            )
        )
    migrate(database)
    with database.engine.connect() as connection, connection.begin():
        found = connection.execute(text("SELECT delivery FROM member ORDER BY id")).scalars().all()
        assert found == ["mail", "file", None]
        assert connection.execute(text("SELECT state FROM outbox_message")).scalar() == "accepted"
        connection.execute(text("UPDATE outbox_message SET state = 'bounced'"))
    for statement in ("UPDATE outbox_message SET state = 'lost'", "UPDATE member SET delivery = 'lost'"):
        with pytest.raises(DBAPIError), database.engine.connect() as connection, connection.begin():
            connection.execute(text(statement))
    database.dispose()


def test_credentials_that_were_replaced_before_0021_stay_replaced(database_url) -> None:
    database = open_database(database_url)
    now = "2027-03-01 12:00:00+00:00"
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0014")
        connection.execute(
            text(
                "INSERT INTO officer (id, email, name, password_hash, created_at, creates_elections) "
                f"VALUES (1, 'o@example.org', 'O', '', '{now}', TRUE)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO election (id, uuid, officer_id, name, description, state, minimum_ballots, re_voting, "
                f"few_trustees_accepted, created_at) VALUES (1, 'u', 1, 'E', '', 'open', 2, FALSE, FALSE, '{now}')"
            )
        )
        for credential, moment in (("aa", f"'{now}'"), ("bb", "NULL")):
            values = f"(1, '{credential}', 3, {moment})"
            connection.execute(
                text(f"INSERT INTO barred_credential (election_id, credential, weight, replaced_at) VALUES {values}")
            )
    migrate(database)
    with Session(database.engine) as session:
        rows = session.query(BarredCredential).order_by(BarredCredential.credential).all()
        assert [(row.credential, row.revoked_at is not None, row.removed) for row in rows] == [
            ("aa", True, False),
            ("bb", False, False),
        ]
        assert session.query(FormerMember).all() == []
    database.dispose()


def test_words_of_reminders_from_before_0030_go_to_every_language(database_url) -> None:
    database = open_database(database_url)
    now = "2027-03-01 12:00:00+00:00"
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0029")
        connection.execute(
            text(
                "INSERT INTO officer (id, email, name, password_hash, created_at, creates_elections) "
                f"VALUES (1, 'o@example.org', 'O', '', '{now}', TRUE)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO election (id, uuid, officer_id, name, description, state, minimum_ballots, re_voting, "
                f"few_trustees_accepted, created_at) VALUES (1, 'u', 1, 'E', '', 'open', 2, FALSE, FALSE, '{now}')"
            )
        )
        for number, note in enumerate(("Vote!", ""), 1):
            connection.execute(
                text(f"INSERT INTO reminder (id, election_id, due_at, note) VALUES ({number}, 1, '{now}', '{note}')")
            )
    migrate(database)
    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT reminder_id, note, count(*) FROM reminder_note GROUP BY 1, 2")).all()
        assert kept == [(1, "Vote!", 5)]
    database.dispose()


def test_mails_of_elections_that_were_frozen_before_0033_go_on(database_url) -> None:
    database = open_database(database_url)
    now = "2027-03-01 12:00:00+00:00"
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0032")
        connection.execute(
            text(
                "INSERT INTO officer (id, email, name, password_hash, created_at, creates_elections) "
                f"VALUES (1, 'o@example.org', 'O', '', '{now}', TRUE)"
            )
        )
        for number, state, frozen_at in ((1, "draft", "NULL"), (2, "frozen", f"'{now}'")):
            connection.execute(
                text(
                    "INSERT INTO election (id, uuid, officer_id, name, description, state, minimum_ballots, "
                    "re_voting, few_trustees_accepted, casting_code, secrecy_accepted, created_at, frozen_at) VALUES "
                    f"({number}, 'u{number}', 1, 'E', '', '{state}', 2, "
                    f"FALSE, FALSE, FALSE, FALSE, '{now}', {frozen_at})"
                )
            )
        connection.execute(
            text("INSERT INTO sealed_token (election_id, credential, sealed, channel) VALUES (2, 'aa', 'x', 'letter')")
        )
    migrate(database)
    with Session(database.engine) as session:
        released = [row.tokens_released_at is not None for row in session.query(Election).order_by(Election.id)]
        assert released == [False, True]
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE sealed_token SET channel = 'file'"))
    with pytest.raises(DBAPIError), database.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE sealed_token SET channel = 'pigeon'"))
    database.dispose()


def test_an_older_election_can_be_called_off_and_no_unknown_state_is_taken(database_url) -> None:
    """SQLite's check constraints are rewritten in their place (0034): they must hold afterwards too."""
    database = open_database(database_url)
    now = "2027-03-01 12:00:00+00:00"
    people = "INSERT INTO officer (id, email, name, password_hash, session_key, created_at) VALUES "
    election = (
        "INSERT INTO election (id, uuid, officer_id, name, description, state, minimum_ballots, re_voting, "
        "few_trustees_accepted, created_at) VALUES "
    )
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), "0002")
        connection.execute(text(f"{people} (1, 'o@example.org', 'O', '', '', '{now}')"))
        connection.execute(text(f"{election} (1, 'u', 1, 'E', '', 'open', 2, FALSE, FALSE, '{now}')"))
    migrate(database)
    notice = "INSERT INTO times_notice (election_id, change, closes_at, reason, made_at) VALUES"
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE election SET state = 'called-off'"))
        connection.execute(text(f"{notice} (1, 'called-off', '{now}', '', '{now}')"))
        if database.kind == "sqlite":
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    for wrong in ("UPDATE election SET state = 'over'", f"{notice} (1, 'over', '{now}', '', '{now}')"):
        with database.engine.connect() as connection, connection.begin(), pytest.raises(DBAPIError, match="(?i)check"):
            connection.execute(text(wrong))
    database.dispose()
