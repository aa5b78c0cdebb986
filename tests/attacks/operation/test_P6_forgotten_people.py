"""P6: who took part. When nobody can object any more the people's data is deleted, and the whole database is searched:
no name, address or number is left in it, nor whose credential was whose, and what was public can be verified as before.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update

from ballot.cli.main import main
from ballot.crypto.credentials import public_credential
from ballot.crypto.group import ED25519
from ballot.election import acts, log, proposals
from ballot.election.accounts import member_logins
from ballot.election.accounts.invitations import invite
from ballot.election.amendments import corrections, forgetting, removals, replacing
from ballot.election.amendments.corrections import now_of
from ballot.election.custody.agreement import disagreements
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.custody.schedule import Schedule
from ballot.election.custody.watch import examine_boards
from ballot.election.mail.delivery import LEASE, deliver_outbox
from ballot.election.result import publishing
from ballot.election.result.marked_register import KIND as REGISTER
from ballot.election.result.marked_register import register_csv
from ballot.election.result.public_view import archive_stream, public_view
from ballot.election.roles import OBSERVER, SECOND_OFFICER
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.election.tokens import roll_changes
from ballot.election.tokens.ledger import ledger
from ballot.election.voting.casting import token_status
from ballot.election.voting.opening import open_voting
from ballot.election.voting.turnout import turnout
from ballot.errors import BallotError, NotPermitted
from ballot.store.models.base import Base
from ballot.store.models.election import Election, Trustee
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import JointAct
from ballot.store.models.roll import ForgottenPeople, Member
from ballot.store.session import Database, open_database
from ballot.verify import verify_archive
from tests.election.amendments.test_roll_changes import archived
from tests.election.closing.test_times import confirm, decide, propose, with_two_officers
from tests.election.conftest import database, postgresql, sqlite, time
from tests.election.scenario import URL, Scenario, draft, frozen, opened
from tests.web.world import PostBox, make_world

__all__ = ["database", "postgresql", "sqlite", "time"]

MEMBERS = 60
VOTERS = 25
WHY = "The term for objections of our statutes is over."
# What a person is recognised by: each value holds one of these words, in whatever case it is written down.
CANARY = re.compile(r"zaphod\d+|kanarienweg|nr7\d{4}", re.IGNORECASE)


def roll() -> bytes:
    rows = [
        f'NR7{1000 + n},Zaphod{n},zaphod{n}@mail.example,"{n} Kanarienweg\n20095 Hamburg",{"IS" if n % 2 else "MT"},de'
        for n in range(MEMBERS)
    ]
    return "\n".join(["member_id,name,email,address,country,language", *rows, ""]).encode()


def ask_and_vote(election: Scenario) -> None:
    """Let members do what leaves traces: ask for a log-in, be corrected, replaced and removed."""
    secret = election.act(
        lambda scene: member_logins.begin(scene.session, "zaphod9@mail.example", election.identity, URL)
    )
    assert secret
    ids = election.look(lambda scene: scene.session.scalars(select(Member.id).order_by(Member.id)).all())
    member = election.look(lambda scene: now_of(scene.session.get(Member, ids[-1])))
    corrected = {"member": str(ids[-1]), **member, "name": "Zaphod77 Corrected"}
    decide(election, corrections.KIND, corrected, "Zaphod59 has married.")
    removed = {"member": str(ids[-2]), "reason": "left", "revoked": ""}
    decide(election, removals.KIND, removed, "Zaphod58 has left for Kanarienweg 1.")
    lost = {"member": str(ids[-3]), "reason": "lost", "channel": "mail", "email": ""}
    decide(election, replacing.KIND, lost, "Zaphod57 lost the mail.")
    for member in range(VOTERS):
        election.cast(election.ballot(member))


def published(database: Database, folder: Path) -> tuple[Scenario, Path]:
    """Run an election by mail with two officers; return it with its archive."""
    uuid, secrets = draft(database, marked_register=True, minimum_ballots=2)
    with database.session() as session:
        election = find_election(session, uuid)
        accept_roll(Scene(session, election), read_roll(roll()))
        invite(Scene(session, election), election.officer, "zaphod99@mail.example", OBSERVER, URL)
        session.execute(update(Trustee).values(email="zaphod98@mail.example"))
    scenario = with_two_officers(opened_by_mail(database, uuid))
    scenario.secrets.extend(secrets)
    ask_and_vote(scenario)
    return scenario, archived(scenario, folder)


def opened_by_mail(database: Database, uuid: str) -> Scenario:
    scenario, post = frozen(database, uuid=uuid, channel="mail", spares=2), PostBox()
    deliver_outbox(database, post)
    found = {mail.address: re.search(r"#(\S+)", mail.text) for mail in post.sent if "/vote/" in mail.text}
    scenario.tokens = [found[f"zaphod{n}@mail.example"][1] for n in range(MEMBERS)]
    scenario.act(open_voting)
    return scenario


def dump(database: Database) -> str:
    """Return everything that the database holds: every row of every table, and SQLite's files byte for byte."""
    with database.reading() as session:
        rows = [
            "\n".join(cell.decode("latin-1") if isinstance(cell, bytes) else str(cell) for cell in row)
            for table in Base.metadata.tables
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    if database.kind == "sqlite":
        file = Path(str(database.engine.url.database))
        rows += [path.read_bytes().decode("latin-1") for path in sorted(file.parent.glob(f"{file.name}*"))]
    return "\n".join(rows)


def keep(election: Scenario, folder: Path) -> None:
    """Do what the worker does every few seconds."""
    Schedule(election.database, election.identity, KnownCheckpoints(folder / "keys"), URL).keep()


def test_P6_no_name_address_number_or_pairing_is_left(database, time, tmp_path: Path) -> None:
    election, archive = published(database, tmp_path)
    before = dump(database)
    assert len(set(CANARY.findall(before))) > 2 * MEMBERS, "what is searched for is found as long as it is there"
    shown = {act: election.look(act) for act in (ledger, roll_changes.roll_changes, public_view)}
    seen = election.look(turnout, time.now())
    time.move(days=90)
    said = decide(election, forgetting.KIND, {}, "Zaphod1 is the last who objected.")
    assert f"Members: {MEMBERS - 1}; removed members: 1" in said
    keep(election, tmp_path)
    assert CANARY.findall(dump(database)) == []
    assert {act: election.look(act) for act in shown} == shown, "what was public is as it was"
    assert election.look(turnout, time.now()) == seen and len(seen.groups) == 2
    assert election.look(disagreements) == []
    examined = examine_boards(database, election.identity, KnownCheckpoints(tmp_path / "keys"))
    assert (examined.wrong, examined.disagreements) == ({}, {})
    assert verify_archive(archive, archive.with_name(f"{election.uuid}.companion.jsonl")).verdict == "valid"
    again = b"".join(election.look(lambda scene: list(archive_stream(scene))))
    assert again == archive.read_bytes()


def test_P6_the_place_in_the_roll_does_not_tell_whose_credential_it_was(database, time, tmp_path: Path) -> None:
    election, _ = published(database, tmp_path)
    theirs = [str(public_credential(ED25519, election.uuid, token)) for token in election.tokens]
    in_order = select(Member.credential).where(Member.credential.in_(theirs)).order_by(Member.id)
    stay = [one for n, one in enumerate(theirs) if n not in (MEMBERS - 2, MEMBERS - 3)]  # removed, replaced
    assert election.look(lambda scene: scene.session.scalars(in_order).all()) == stay, "they were paired"
    decide(election, forgetting.KIND, {}, WHY)
    with database.reading() as session:
        rows = session.execute(select(Member).order_by(Member.id)).scalars().all()
        assert [row.credential for row in rows] == sorted(row.credential for row in rows)
        assert len({row.spent_at for row in rows if row.spent_at}) == 1, "nor does the moment of the ballot"
        assert sum(row.spent_at is not None for row in rows) == VOTERS
        assert session.scalars(select(OutboxMessage)).all() == []
    status = election.ask(election.tokens[0])
    assert (status.known, status.fresh, status.spent_at) == (True, False, None)
    assert token_status(database, election.uuid, stay[-1]).fresh


def test_P6_one_line_of_the_log_says_it_in_numbers(sqlite, time, tmp_path: Path) -> None:
    election, _ = published(sqlite, tmp_path)
    before = election.look(log.length)
    number = propose(election, forgetting.KIND, {}, "Zaphod1 agrees.")
    confirm(election, number)
    lines = [entry.sentence for entry in election.look(log.entries)]
    assert election.look(log.length) == before + 2 and "Proposed act" in lines[1]
    assert "Deleted the data of the election’s people. Members: 59; removed members: 1; mails: " in lines[0]
    assert not any(CANARY.search(line) for line in lines)
    (act, *_) = election.look(proposals.decided)
    assert (act.state, act.reason, act.payload, act.digest) == ("done", "", b"{}", "")
    for again in (forgetting.KIND, REGISTER):
        with pytest.raises(NotPermitted, match="people is deleted"):
            propose(election, again, {}, WHY)
    with pytest.raises(NotPermitted, match="people is deleted"):
        election.look(register_csv)


def ended(database: Database) -> Scenario:
    election = opened(database)
    election.cast(election.ballot(0))
    election.cast(election.ballot(1))
    election.close()
    election.count()
    election.act(publishing.declare_result)
    return election


def test_P6_not_before_the_end_and_not_alone_where_there_are_two(sqlite, time) -> None:
    election = ended(sqlite)
    with pytest.raises(NotPermitted, match="only while the election is published or called off"):
        election.act(acts.do_alone, forgetting.KIND, {}, WHY)
    assert election.look(lambda scene: forgetting.due_at(scene.election)) is None
    election.act(publishing.publish_result, identity=election.identity)
    assert election.look(lambda scene: forgetting.due_at(scene.election)) == time.now() + forgetting.OBJECTIONS
    with_two_officers(election)
    with pytest.raises(NotPermitted, match="Two people delete the data"):
        election.act(acts.do_alone, forgetting.KIND, {}, WHY)
    election.act(lambda scene: setattr(scene.session.scalars(select(Election)).one(), "practice", True))
    with pytest.raises(NotPermitted, match="practice"):
        propose(election, forgetting.KIND, {}, WHY)


def test_P6_alone_with_a_reason_that_stays_in_the_log(database, time) -> None:
    election = ended(database)
    election.act(publishing.publish_result, identity=election.identity)
    with pytest.raises(NotPermitted, match="reason is missing"):
        election.act(acts.do_alone, forgetting.KIND, {}, " ")
    election.act(acts.do_alone, forgetting.KIND, {}, WHY)
    line = election.look(log.entries)[0]
    assert line.sentence.endswith(f"Members: 4; removed members: 0; mails: 2. {WHY}")
    assert election.look(lambda scene: forgetting.due_at(scene.election)) is None and election.look(disagreements) == []


def test_P6_not_while_a_mail_is_being_sent(sqlite, time, tmp_path: Path) -> None:
    election, _ = published(sqlite, tmp_path)

    def send(scene) -> None:
        mail = scene.session.scalars(select(OutboxMessage)).first()
        mail.state, mail.due_at = "sending", time.now() + LEASE

    election.act(send)
    number = propose(election, forgetting.KIND, {}, WHY)
    with pytest.raises(NotPermitted, match="is being sent"):
        confirm(election, number)
    assert CANARY.search(dump(sqlite)), "nothing was changed"
    time.move(seconds=LEASE.total_seconds())
    assert "Deleted the data" in confirm(election, number), "whoever was sending it has crashed"


def test_P6_another_election_keeps_its_people(database, time) -> None:
    election, other = ended(database), opened(database)
    election.act(publishing.publish_result, identity=election.identity)
    election.act(acts.do_alone, forgetting.KIND, {}, WHY)
    names = other.look(
        lambda scene: scene.session.scalars(select(Member.name).where(Member.election_id == scene.election.id))
    )
    assert sorted(names) == ["Member 0", "Member 1", "Member 2", "Member 3"]


def test_P6_the_file_counts_as_wiped_only_when_nobody_read_it_for_so_long(
    migrated_sqlite_url, time, monkeypatch
) -> None:
    monkeypatch.setattr("ballot.store.session.BUSY_TIMEOUT", 0.05)
    database = open_database(migrated_sqlite_url)
    election = ended(database)
    election.act(publishing.publish_result, identity=election.identity)
    with database.reading() as reader:
        reader.scalars(select(Member)).first()
        election.act(acts.do_alone, forgetting.KIND, {}, WHY)
        with pytest.raises(BallotError, match="somebody was reading"):
            forgetting.finish(database)
    assert not election.look(lambda scene: scene.election.forgotten.wiped) and "Member 3" in dump(database)
    forgetting.finish(database)
    assert election.look(lambda scene: scene.election.forgotten.wiped) and "Member 3" not in dump(database)
    database.dispose()


def test_P6_the_command_asks_deletes_them_and_cleans_the_file(migrated_sqlite_url, tmp_path: Path, monkeypatch) -> None:
    world = make_world(tmp_path, store=migrated_sqlite_url)
    made = world.make("published", marked_register=True)
    world.appoint(made, "sam@example.org", SECOND_OFFICER)
    with world.database.session() as session:  # of a kind that the command itself has nothing to do with
        election = find_election(session, made.uuid)
        acts.propose(Scene(session, election, person=election.officer), REGISTER, {}, WHY)
    monkeypatch.setenv("BALLOT_DATABASE_URL", migrated_sqlite_url)
    monkeypatch.setenv("BALLOT_SECRET_KEY", world.config.secret_key)
    monkeypatch.setenv("BALLOT_PUBLIC_URL", world.config.public_url)
    monkeypatch.setenv("BALLOT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BALLOT_KEYS_DIR", str(tmp_path / "keys"))
    world.close()
    doubted = forget_people(made.uuid, "n\n")
    assert doubted.returncode == 1 and "Deleted" not in doubted.stdout
    assert ": 5 members.\n" in doubted.stdout and "Usual from 20" in doubted.stdout
    done = forget_people(made.uuid, "y\n")
    assert done.returncode == 0 and "Members: 5;" in done.stdout, done.stderr
    again = forget_people(made.uuid, "")
    assert again.returncode == 1 and "people is deleted" in again.stderr and "for good?" not in again.stdout
    file = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    assert b"member3@example.org" not in b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    database = open_database(migrated_sqlite_url)
    with database.reading() as session:
        assert session.scalars(select(ForgottenPeople)).one().wiped
        election = find_election(session, made.uuid)
        assert log.entries(Scene(session, election))[0].actor == log.OPERATOR
        assert [act.state for act in proposals.decided(Scene(session, election))] == ["withdrawn"]
    database.dispose()


def forget_people(uuid: str, typed: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, which has loaded nothing else."""
    script = "from ballot.cli.main import main; main()"
    command = [sys.executable, "-c", script, "election", "forget-people", uuid, "--reason", WHY]
    return subprocess.run(command, input=typed, capture_output=True, text=True, check=False)


def test_P6_what_fails_after_the_command_has_deleted_does_not_hide_that_it_has(sqlite, time, monkeypatch) -> None:
    election = ended(sqlite)
    election.act(publishing.publish_result, identity=election.identity)
    monkeypatch.setattr(Database, "rewrite", lambda _: False)
    monkeypatch.setattr("ballot.cli.officer.forgetting.open_server", lambda: SimpleNamespace(database=sqlite))
    done = CliRunner().invoke(main, ["election", "forget-people", election.uuid, "--reason", WHY, "--yes"])
    assert done.exit_code == 1 and "Members: 4;" in done.stdout and "for good?" not in done.stdout
    assert "could not be written anew" in done.stderr


@pytest.mark.postgres
def test_P6_an_act_that_is_being_decided_is_not_waited_for(postgresql, time) -> None:
    election = with_two_officers(ended(postgresql))
    election.act(publishing.publish_result, identity=election.identity)
    number = propose(election, forgetting.KIND, {}, "Zaphod1 agrees.")

    def forget(scene) -> None:
        scene.session.execute(text("SET LOCAL lock_timeout = '5s'"))
        forgetting.forget_people(scene, WHY, log.OPERATOR)

    with postgresql.session() as decides:
        decides.get_one(JointAct, number, with_for_update=True)
        with pytest.raises(NotPermitted, match="is being decided at this moment"):
            election.act(forget)
    election.act(forget)
    (act,) = election.look(proposals.decided)
    assert (act.state, act.reason, act.payload, act.digest) == ("withdrawn", "", b"{}", "")


def forgotten_while_people_vote(database: Database) -> tuple[Scenario, Scenario]:
    election, other = ended(database), opened(database)
    election.act(publishing.publish_result, identity=election.identity)
    election.act(acts.do_alone, forgetting.KIND, {}, WHY)
    return election, other


def is_wiped(election: Scenario) -> bool:
    return election.look(lambda scene: scene.election.forgotten.wiped)


def test_P6_the_file_is_not_written_anew_while_people_vote(database, time, tmp_path: Path) -> None:
    election, other = forgotten_while_people_vote(database)
    keep(election, tmp_path)
    assert not is_wiped(election)
    other.close()
    keep(election, tmp_path)
    assert is_wiped(election)


def test_P6_where_somebody_always_votes_the_file_waits_for_a_day(sqlite, time, tmp_path: Path) -> None:
    election, _ = forgotten_while_people_vote(sqlite)
    time.move(hours=23)
    keep(election, tmp_path)
    assert not is_wiped(election)
    time.move(hours=1)
    keep(election, tmp_path)
    assert is_wiped(election)


def test_P6_a_file_that_cannot_be_written_anew_hinders_nothing_and_is_tried_hourly(
    sqlite, time, tmp_path: Path, monkeypatch
) -> None:
    election = ended(sqlite)
    election.act(publishing.publish_result, identity=election.identity)
    election.act(acts.do_alone, forgetting.KIND, {}, WHY)
    tried: list[Database] = []
    schedule = Schedule(sqlite, election.identity, KnownCheckpoints(tmp_path / "keys"), URL)
    with monkeypatch.context() as full:
        full.setattr(Database, "rewrite", lambda one: tried.append(one))
        schedule.keep()
        time.move(minutes=59)
        schedule.keep()
    assert len(tried) == 1 and not is_wiped(election)
    schedule.keep()
    assert not is_wiped(election)
    time.move(minutes=1)
    schedule.keep()
    assert is_wiped(election)
