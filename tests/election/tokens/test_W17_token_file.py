"""The file for a mail merge (W17): it can be taken until it is saved, and until then no token counts as issued."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from ballot.crypto.credentials import public_credential
from ballot.crypto.group import ED25519
from ballot.election import log
from ballot.election.setup import draft as setup
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens import file, ledger
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.store.models.roll import Member, SealedToken
from tests.election.amendments.test_replacing import replace
from tests.election.scenario import SEAL, URL, Scenario, draft, frozen
from tests.election.setup.test_freeze import stored_bytes


def with_file(database, **values) -> Scenario:
    """A frozen election of four members whose tokens wait for the file."""
    uuid, _ = draft(database)
    delivery = Delivery(channel="merge", public_url=URL, seal=SEAL, keep_file=True, **values)
    with database.session() as session:
        result = freeze(session, setup.find_election(session, uuid), delivery)
    assert result.merge_csv is None and (result.letters, result.queued) == (0, 0)
    return Scenario(database, uuid, None, None, [], [])


def taken(election: Scenario) -> list[dict[str, str]]:
    table = election.act(file.take_file, SEAL, URL)
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))


def decide(election: Scenario, member: int, decision: str) -> None:
    ids = election.look(ledger.find_members, [f"M{member}"])
    election.act(ledger.decide_tokens, ids, decision, "for a while")


def test_the_file_is_the_same_however_often_it_is_taken(database) -> None:
    election = with_file(database)
    rows = taken(election)
    assert [row["member_id"] for row in rows] == ["M0", "M1", "M2", "M3"] and taken(election) == rows
    made = {row["member_id"]: str(public_credential(ED25519, election.uuid, row["token"])) for row in rows}
    with database.reading() as session:
        assert {member.number: member.credential for member in session.query(Member)} == made


def test_no_token_is_issued_and_nothing_is_opened_before_the_file_is_saved(database) -> None:
    election = with_file(database)
    taken(election)
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, waiting=4)
    with pytest.raises(NotPermitted, match="4 tokens have not gone out yet, by mail, by letter or in the saved file"):
        election.act(open_voting)
    assert election.act(file.confirm_saved) == 4
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=4)
    election.act(open_voting)
    sentences = " ".join(entry.sentence for entry in election.look(log.entries, 100))
    assert "Took the file with 4 tokens." in sentences and "Saved the file with 4 tokens." in sentences


def test_a_file_that_nobody_took_cannot_be_said_to_be_saved(database) -> None:
    election = with_file(database)
    with pytest.raises(NotPermitted, match="was not downloaded yet"):
        election.act(file.confirm_saved)
    taken(election)
    election.act(file.confirm_saved)
    with pytest.raises(NotPermitted, match="No token waits"):
        taken(election)


def test_a_token_that_was_held_while_the_file_was_taken_waits_for_the_next_one(database) -> None:
    election = with_file(database)
    decide(election, 1, "held")
    assert [row["member_id"] for row in taken(election)] == ["M0", "M2", "M3"]
    decide(election, 1, "resume")
    assert election.look(file.file_sums) == file.FileSums(waiting=4, taken=3)
    assert election.act(file.confirm_saved) == 3
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=3, waiting=1)
    assert [row["member_id"] for row in taken(election)] == ["M1"]
    assert election.act(file.confirm_saved) == 1


def test_W17_a_saved_token_is_not_kept_and_a_waiting_one_only_sealed(sqlite, tmp_path: Path) -> None:
    election = with_file(sqlite)
    tokens = [row["token"] for row in taken(election)]
    sqlite.forget_deleted()
    assert not any(token.encode() in stored_bytes(tmp_path) for token in tokens)
    election.act(file.confirm_saved)
    with sqlite.reading() as session:
        assert session.query(SealedToken).count() == 0


def test_a_replaced_token_is_not_in_the_file(sqlite) -> None:
    election = with_file(sqlite, spares=1)
    old = {row["token"] for row in taken(election)}
    replace(election, 2)
    rows = taken(election)
    assert [row["member_id"] for row in rows] == ["M0", "M1", "M3"] and {row["token"] for row in rows} < old


def test_the_command_line_gets_the_file_at_once(database) -> None:
    election = frozen(database)
    assert len(election.tokens) == 4 and election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=4)
