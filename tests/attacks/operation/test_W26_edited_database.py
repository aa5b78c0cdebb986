"""W26: an operator edits the database by hand. Every column of every table is changed once, in the rows of an election,
after the triggers were removed: `ballot doctor` finds it, or it is listed here with the reason why nothing can.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Boolean

from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.watch import Examined, examine_boards
from ballot.election.paper.photographs import keep_photograph, redraw
from ballot.election.result import publishing
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.election.voting import running_totals
from ballot.store.models.base import Base
from ballot.store.session import open_database
from tests.election.conftest import sqlite, time
from tests.election.copies import copied, remove_guards
from tests.election.paper.test_W12_photographs import portrait, saved
from tests.election.scenario import Scenario, contest, draft, opened

__all__ = ["sqlite", "time"]

# What is not on the board, so that no program can know how it was: the log, mails and paper copies can.
NOWHERE_ELSE = {
    **dict.fromkeys(("officer", "log_entry", "outbox_message", "alembic_version"), "accounts, log and mails"),
    **dict.fromkeys(("appointment", "invitation", "joint_act"), "who may do what, on the server"),
    **dict.fromkeys(("login", "passkey", "recovery_code"), "accounts"),
    "registrar_list": "made into the list of credentials at the freeze; who handed it in: in the log",
    "registrar_request": "what a registrar asks two officers for",
    "mail_words": "words of a mail",
    "removal": "what was removed from a draft, all wiped at the freeze",
    "heartbeat": "when the server wrote last",
    "mail_outage": "since when the mail server cannot be reached",
    "election.token_channel": "how the tokens went out: in the log",
    "sealed_token": "tokens that wait, all wiped when the voting is closed",
    "barred_credential.revoked_at": "when; whether is compared",
    **dict.fromkeys(("reminder", "reminder_note"), "when reminders go out: in the log; words of a mail"),
    "election.tokens_released_at": "when the token mails went out: in the log",
    "election.officer_id": "who runs it",
    "election.opens_at": "dates: in the announcement and in every mail",
    "election.closes_at": "dates: in the announcement and in every mail",
    "election.few_trustees_accepted": "a consent that was given before the freeze",
    "election.secrecy_accepted": "a consent that was given before the freeze, in the log",
    "election.zone": "in which the officer reads times",
    "election.hidden_at": "whether lists show a practice election",
    "practice": "of practice elections only, whose charter says so",
    **dict.fromkeys(("casting_code", "member_login", "token_request"), "codes and requests of members, for a time"),
    "api_key": "who may read by program",
    "barred_credential": "tokens that were revoked: none here; compared where some are (tests of replacing)",
    "former_member": "members who were removed: none here; compared where some are (tests of roll changes)",
    **dict.fromkeys(
        ("roll_upload", "roll_upload_row", "roll_upload_problem", "roll_upload_duplicate"), "a roll before it is taken"
    ),
    "forgotten_people": "numbers that are kept without the people; who deletes them writes it in the log",
    "times_notice": "who is still to be told of other times",
    **dict.fromkeys(
        [
            f"election.{name}"
            for name in ("languages", "contact", "by_schedule", "stopped_at", "stop_reason", "turnout_public")
        ],
        "how the election is shown, and its times: in the log",
    ),
    **dict.fromkeys(
        [
            f"election.{name}_at"
            for name in ("created", "opened", "closed", "tallied", "declared", "published", "called_off")
        ],
        "when something was done: in the log",
    ),
    "election.id": "the key that all other tables name",
    "election.minimum_mixers": "of elections with a ranked contest only, where it is in the charter",
    "contest.grades": "of graded contests only, where it is on the board",
    "contest.id": "the key that candidates name",
    "candidate.id": "no other table names it",
    "candidate.groups": "of contests with quotas only, where they are in the charter",
    **dict.fromkeys(
        [f"member.{name}" for name in ("id", "number", "name", "email", "language", "address", "country")], "people"
    ),
    "member.delivery": "the ledger of tokens, which the officer announces",
    "member.delivery_reason": "in the log",
    "member.spent_at": "when; whether is compared",
    "trustee.id": "no other table names it",
    "trustee.organisation": "shown to the officer before the freeze",
    "trustee.email": "where news of whose turn it is goes",
    "trustee.kind": "how the key is handled",
    "trustee.name": "the name in the list; that of the key is on the board",
    **dict.fromkeys(
        [
            f"trustee.{name}"
            for name in (
                "invited_at", "accepted_at", "decrypted_at", "link_hash", "certificate", "commitment", "polynomial",
                "voutput", "rehearsal", "rehearsed_at", "shuffled_at", "excused_at",
                "share_commitment", "held_share", "mixes",
            )
        ],
        "steps of a trustee, each verified again when it reaches the board",
    ),
}  # fmt: skip
COLUMNS = [
    (name, column.name)
    for name, table in sorted(Base.metadata.tables.items())
    for column in table.columns
    if name not in NOWHERE_ELSE and f"{name}.{column.name}" not in NOWHERE_ELSE
]


@pytest.fixture
def election(sqlite) -> Scenario:
    """A published election of three ballots, with all that stands on a board."""
    uuid, secrets = draft(sqlite, contests=[contest(), contest(3, title="Board")])
    with sqlite.session() as session:
        made = find_election(session, uuid)
        keep_photograph(Scene(session, made), made.contests[0].candidates[0], *redraw(saved(portrait())))
    scenario = opened(sqlite, uuid=uuid, spares=1)
    scenario.secrets.extend(secrets)
    for member in range(3):
        scenario.cast(scenario.ballot(member))
    running_totals.bring_up_to_date(sqlite, scenario.look(lambda scene: scene.election.id))
    scenario.close()
    scenario.count()
    scenario.act(publishing.declare_result)
    scenario.act(publishing.publish_result, identity=scenario.identity)
    return scenario


def examined(database, scenario: Scenario, keys: Path) -> Examined:
    """Examine as `ballot doctor` does."""
    return examine_boards(database, scenario.identity, KnownCheckpoints(keys))


def changed(table: str, column: str, value: object) -> object:
    """Return another value of the same kind."""
    if column == "kind":
        return "ranked"
    if isinstance(Base.metadata.tables[table].columns[column].type, Boolean):
        return not value
    if value is None:
        return "x"
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, int):
        return value + 1000
    text = str(value)
    return ("1" if text[:1] != "1" else "2") + text[1:]


def edit(path: str, table: str, column: str) -> None:
    """Change one value by hand, with another program."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    keys = [key.name for key in Base.metadata.tables[table].primary_key]
    listed, where = ", ".join(keys), " AND ".join(f"{key} = ?" for key in keys)
    value, *row = connection.execute(f"SELECT {column}, {listed} FROM {table} ORDER BY {listed} LIMIT 1").fetchone()
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (changed(table, column, value), *row))
    connection.commit()
    connection.close()


def test_W26_every_column_is_watched_or_listed() -> None:
    columns = {f"{name}.{column.name}" for name, table in Base.metadata.tables.items() for column in table.columns}
    listed = [name for name in NOWHERE_ELSE if name != "alembic_version"]
    assert [name for name in listed if name not in columns | set(Base.metadata.tables)] == []
    assert len(COLUMNS) > 50


def test_W26_each_column_that_is_changed_by_hand_is_found(election: Scenario, tmp_path: Path) -> None:
    assert examined(election.database, election, tmp_path / "keys").wrong == {}
    remove_guards(election.database)
    silent = []
    for number, (table, column) in enumerate(COLUMNS):
        with copied(election.database, tmp_path / str(number)) as copy:
            copy.dispose()
            edit(str(copy.engine.url.database), table, column)
            again = open_database(str(copy.engine.url))
            try:
                found = examined(again, election, tmp_path / "keys")
            except (LookupError, ValueError, TypeError) as error:
                raise AssertionError(f"{table}.{column}: {error!r}") from error
            again.dispose()
            if not found.wrong and not found.disagreements:
                silent.append(f"{table}.{column}")
    assert silent == [], "not found by `ballot doctor`: watch them, or say in NOWHERE_ELSE why nothing can"


def test_W26_nothing_is_found_where_nothing_was_changed(election: Scenario, tmp_path: Path) -> None:
    found = examined(election.database, election, tmp_path / "keys")
    assert (found.boards, found.wrong, found.disagreements) == (1, {}, {})
    assert found.events == 3 + 6
