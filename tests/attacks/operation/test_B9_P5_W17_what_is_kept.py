"""A whole election by mail, with a canary in every secret and every person: then everything that was kept is searched.

B9: whoever casts with a member's token, that member is told. P5: no line of a log, no row and no mail holds a person
and a tracking number. W17: no token, link secret, password or passphrase is left in the database or in a log.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ballot.election.mail.delivery import OutgoingMail, deliver_outbox
from ballot.election.mail.outbox import release_tokens
from ballot.election.scene import Scene
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.voting.opening import open_voting
from tests.web.world import OLGA, PASSPHRASE, PASSWORD, Made, World, found, make_world, until_sent

HEARD = "the listener hears the application"
VOTERS = 4


class Kept:
    """An election that has been run, and everything that is left of it."""

    def __init__(self, folder: Path, logged: list[str], mails: list[OutgoingMail], tokens: list[str]) -> None:
        self.folder = folder
        self.logged = logged
        self.mails = mails
        self.tokens = tokens
        self.tracking: list[str] = []

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield every row of every table as text."""
        (file,) = self.folder.rglob("*.sqlite3")
        connection = sqlite3.connect(file)
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                cells = (cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for cell in row)
                yield table, "\n".join(cells)
        connection.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Run an election of five members by mail, with a reminder to the one who does not vote."""
    folder = tmp_path_factory.mktemp("kept")
    logged: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append(record.getMessage())

    listener, root = Listener(logging.DEBUG), logging.getLogger()
    before = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    try:
        world = make_world(folder)
        world.app.logger.warning(HEARD)  # the application itself says nothing unless something fails
        made = world.make("draft")
        with world.database.session() as session:
            election = found(session, made.uuid)
            freeze(Scene(session, election), Delivery(channel="mail", public_url=world.config.public_url))
            release_tokens(Scene(session, election))
        deliver_outbox(world.database, world.post)
        tokens = [re.search(r"#(\S+)", mail.text)[1] for mail in world.post.sent]
        with world.database.session() as session:
            open_voting(Scene(session, found(session, made.uuid)))
        result = Kept(folder, logged, world.post.sent, tokens)
        cast_all(world, Made(made.uuid, tokens, made.key_files), result)
        officer = world.browser(OLGA)
        home = f"/officer/elections/{made.uuid}"
        officer.post(f"{home}/reminders", act="plan", when="now")
        until_sent()
        officer.post(f"{home}/close", sure="y", reason="Everybody has voted.")
        deliver_outbox(world.database, world.post)
        world.database.forget_deleted()
        world.close()
    finally:
        root.removeHandler(listener)
        root.setLevel(before)
    return result


def cast_all(world: World, made: Made, result: Kept) -> None:
    """Cast the ballots of all but the last member, through the web."""
    for member in range(VOTERS):
        answer = world.browser().cast(made.uuid, world.ballot(made, member, member % 3))
        assert answer.status_code == 200
        result.tracking.append(msgspec.json.decode(answer.data)["tracking_number"])


def notices(kept: Kept) -> list[OutgoingMail]:
    return [mail for mail in kept.mails if mail.subject.startswith("A ballot was cast")]


def test_B9_the_member_whose_token_was_used_is_told_whoever_used_it(kept: Kept) -> None:
    assert sorted(mail.address for mail in notices(kept)) == [f"member{n}@example.org" for n in range(VOTERS)]


def test_P5_no_row_holds_a_person_and_a_tracking_number(kept: Kept) -> None:
    rows = list(kept.rows())
    assert (
        len(kept.tracking) == VOTERS and sum(number in text for number in kept.tracking for _, text in rows) >= VOTERS
    )
    for table, text in rows:
        person = re.search(r"member\d@example\.org|Member \d", text)
        assert not (person and any(number in text for number in kept.tracking)), table


def test_P5_no_mail_and_no_line_of_a_log_names_a_ballot_and_its_voter(kept: Kept) -> None:
    for mail in kept.mails:
        assert not any(number in mail.text + mail.subject + mail.message_id for number in kept.tracking)
    assert HEARD in kept.logged
    for line in kept.logged:
        assert not re.search(r"member\d@example\.org|Member \d", line), line


def test_P5_who_was_reminded_is_not_kept(kept: Kept) -> None:
    (reminder,) = [mail for mail in kept.mails if mail.subject.startswith("You can still vote")]
    assert reminder.address == "member4@example.org"
    mails = [text for table, text in kept.rows() if table == "outbox_message"]
    hers = [mail for mail in mails if "member4@example.org" in mail]
    # Her token, and the news that the voting was closed early, which every member gets: nothing that others have not.
    assert [kind for mail in hers for kind in ("token", "times", "reminder") if f"\n{kind}\n" in mail] == [
        "token",
        "times",
    ]
    assert sum("\ntimes\n" in mail for mail in mails) == sum("\ntoken\n" in mail for mail in mails) == VOTERS + 1


def test_W17_no_secret_is_left_in_the_database_or_in_a_log(kept: Kept) -> None:
    everything = b"".join(path.read_bytes() for path in kept.folder.rglob("*.sqlite3*")).decode("latin-1")
    secrets = [*kept.tokens, *(token.replace("-", "") for token in kept.tokens), PASSWORD, PASSPHRASE]
    assert len(kept.tokens) == 5
    for secret in secrets:
        assert secret not in everything
        assert not any(secret in line for line in kept.logged)
