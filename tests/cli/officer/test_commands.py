"""An election from the command line: each act, and what is refused with which words."""

from __future__ import annotations

import datetime as dt
import json
import stat

import click
import pyotp
import pytest

from ballot import clock
from ballot.board.checkpoint import Receipt
from ballot.cli.database import open_server
from ballot.cli.main import main
from ballot.cli.officer.plan import read_plan
from ballot.election.accounts.officers import check_password
from ballot.election.accounts.second_factor import SecondFactor, is_on
from ballot.records.canonical import decode
from ballot.store.models.people import Officer, Passkey
from tests.cli.conftest import PLAN, ROLL, Desk


def test_a_weak_password_is_refused(desk: Desk) -> None:
    desk.write("short", "secret\n")
    assert "at least 12" in desk.refused("officer", "add", "rita@example.org", "--password-file", "short")


def test_an_empty_password_file_is_refused(desk: Desk) -> None:
    desk.write("empty", "")
    assert "is empty" in desk.refused("officer", "add", "rita@example.org", "--password-file", "empty")


def test_the_operator_sets_a_new_password_and_removes_a_second_factor(desk: Desk) -> None:
    desk.create()
    desk.write("new", "another long password\n")
    said = desk.must("officer", "password", "Rita@example.org", "--password-file", "new")
    assert "rita@example.org has a new password, and is logged out everywhere." in said
    assert "logs in with the password alone" in desk.must("officer", "forget-second-factor", "rita@example.org")
    with click.Context(main):
        server = open_server()
    with server.database.session() as session:
        rita = check_password(session, "rita@example.org", "another long password")
        assert rita is not None and rita.second_factor is None
        factor = SecondFactor(server.config.secret_key)
        sealed = factor.new(rita)
        code = pyotp.TOTP(factor.opened(rita, sealed)).at(int(clock.now().timestamp()))
        spare = factor.turn_on(session, rita, sealed, code)
        rita.passkeys.append(
            Passkey(credential_id=b"1", public_key=b"2", sign_count=0, transports="", name="", created_at=clock.now())
        )
    desk.must("officer", "forget-second-factor", "rita@example.org")
    with server.database.session() as session:
        rita = session.get_one(Officer, rita.id)
        assert not is_on(rita) and rita.passkeys == [] and not factor.accepts(session, rita, spare[0])


@pytest.mark.parametrize("command", [["password", "--password-file", "new"], ["forget-second-factor"]])
def test_an_unknown_account_is_refused(desk: Desk, command: list[str]) -> None:
    desk.write("new", "another long password\n")
    desk.create()
    assert "There is no account nobody@example.org" in desk.refused("officer", *command, "nobody@example.org")


def test_a_created_election_is_listed_with_its_next_step(desk: Desk) -> None:
    uuid = desk.create()
    assert uuid in desk.must("election", "list")
    status = desk.must("election", "status", uuid)
    assert "Committee: draft" in status and "Next: Add the trustees" in status


def test_a_bad_roll_creates_nothing_and_names_each_row(desk: Desk) -> None:
    desk.create()
    before = desk.must("election", "list")
    desk.write("bad.csv", ROLL + "No Address,\nAgain,m1@example.org\n")
    arguments = ("election", "create", "plan.json", "--roll", "bad.csv", "--officer", "rita@example.org")
    done = desk.run(*arguments)
    assert done.exit_code == 1
    assert "Row 7: no e-mail address" in done.stderr and "Rows 2 and 8 have the same e-mail address" in done.stderr
    assert "Nothing was created." in done.stderr
    assert desk.must("election", "list") == before


def test_bad_rows_can_be_left_out_and_the_sum_adds_up(desk: Desk) -> None:
    desk.create()
    desk.write("bad.csv", ROLL + "No Address,\nAgain,m1@example.org\n")
    arguments = ("election", "create", "plan.json", "--roll", "bad.csv", "--officer", "rita@example.org")
    done = desk.run(*arguments, "--leave-out-bad-rows")
    assert done.exit_code == 0
    assert "7 rows = 5 accepted + 1 rejected + 1 merged" in done.stderr


def test_roll_check_stores_nothing_and_tells_by_its_exit_code(desk: Desk) -> None:
    desk.write("good.csv", ROLL)
    assert "5 good rows, 0 bad, 0 duplicates" in desk.must("roll", "check", "good.csv")
    desk.write("bad.csv", ROLL + "No Address,\n")
    done = desk.run("roll", "check", "bad.csv")
    assert done.exit_code == 1 and "Row 7: no e-mail address" in done.stdout
    assert not desk.path("var").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seets": 1}, "unknown field `seets`"),
        ({"contests": [{"title": "T", "seats": "one", "candidates": []}]}, r"$.contests[0].seats"),
        ({"opens_at": "tomorrow"}, "opens_at: 'tomorrow' is not a time"),
        ({"closes_at": "2027-03-01T08:00"}, "closes_at: '2027-03-01T08:00' has no time zone"),
    ],
)
def test_a_wrong_plan_is_refused_with_the_place(desk: Desk, change: dict[str, object], words: str) -> None:
    desk.create()
    desk.write("wrong.json", json.dumps({**PLAN, **change}))
    arguments = ("election", "create", "wrong.json", "--roll", "roll.csv", "--officer", "rita@example.org")
    assert words in desk.refused(*arguments)
    assert words in desk.refused(*arguments, "--opens", "now", "--closes", "+14d")


def test_the_times_of_a_plan_are_written_as_on_the_command_line(desk: Desk) -> None:
    desk.write("plan.json", json.dumps({**PLAN, "opens_at": "2027-03-01T09:00+01:00", "closes_at": "+400d"}))
    draft = read_plan(desk.path("plan.json")).draft
    assert draft.opens_at == dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
    assert draft.closes_at is not None and (draft.closes_at - clock.now()).days in (399, 400)


def test_a_plan_that_says_nothing_else_puts_the_candidates_in_random_order(desk: Desk) -> None:
    contest = {"title": "Chair", "seats": 1, "candidates": [{"name": "Ada"}, {"name": "Bo"}]}
    desk.write("plan.json", json.dumps({**PLAN, "contests": [contest, {**contest, "order": "fixed"}]}))
    assert [draft.order for draft in read_plan(desk.path("plan.json")).contests] == ["random", "fixed"]


def test_a_plan_says_who_gets_the_seats_of_a_list(desk: Desk) -> None:
    desk.create()
    people = [{"name": "Ada", "slate": "North"}, {"name": "Bo", "slate": "North"}]
    contest = {"title": "Council", "seats": 1, "kind": "lists", "candidates": people}
    lists = [{**contest, "list_type": "closed"}, {**contest, "list_type": "flexible", "lift": 8}, contest]
    desk.write("plan.json", json.dumps({**PLAN, "contests": lists}))
    drafts = read_plan(desk.path("plan.json")).contests
    assert [(draft.list_type, draft.lift) for draft in drafts] == [("closed", 5), ("flexible", 8), ("open", 5)]
    desk.write("loose.json", json.dumps({**PLAN, "contests": [{**contest, "list_type": "loose"}]}))
    sentence = desk.refused("election", "create", "loose.json", "--roll", "roll.csv", "--officer", "rita@example.org")
    assert "loose is not a type of list. Use open, closed, flexible." in sentence


@pytest.mark.parametrize("moment", ["14 March", "2027-03-01T08:00", "+0d", "+3y"])
def test_a_time_without_zone_or_sense_is_refused(desk: Desk, moment: str) -> None:
    desk.create()
    arguments = ("election", "create", "plan.json", "--roll", "roll.csv", "--officer", "rita@example.org")
    assert "Write 2027-03-01T08:00" in desk.refused(*arguments, "--opens", moment)


def test_an_unknown_officer_and_an_unknown_election_are_named(desk: Desk) -> None:
    desk.create()
    arguments = ("election", "create", "plan.json", "--roll", "roll.csv", "--officer", "nobody@example.org")
    assert "ballot officer add nobody@example.org" in desk.refused(*arguments)
    assert "There is no election 'xyz'" in desk.refused("election", "open", "xyz")


def test_the_tokens_are_for_their_reader_only_and_never_overwritten(desk: Desk) -> None:
    uuid = desk.create()
    desk.keygen("Amina", "Jonas")
    keys = desk.rehearse(uuid, "Amina", "Jonas")
    desk.write("tokens.csv", "precious")
    assert "is there already" in desk.refused("election", "freeze", uuid, *keys, "--merge-file", "tokens.csv")
    assert "Committee: draft" in desk.must("election", "status", uuid)
    desk.must("election", "freeze", uuid, "--accept-risk", *keys, "--merge-file", "secret.csv")
    assert stat.S_IMODE(desk.path("secret.csv").stat().st_mode) == 0o600


def test_the_way_of_the_tokens_must_be_chosen(desk: Desk) -> None:
    uuid = desk.create()
    assert "--mail, --letters or --merge-file" in desk.refused("election", "freeze", uuid)
    assert "--mail, --letters or --merge-file" in desk.refused(
        "election", "freeze", uuid, "--mail", "--merge-file", "x.csv"
    )


def test_nothing_is_frozen_without_trustees(desk: Desk) -> None:
    uuid = desk.create()
    assert "trustees" in desk.refused("election", "freeze", uuid, "--merge-file", "tokens.csv")
    assert not desk.path("tokens.csv").exists()


def test_the_ballot_paper_is_shown_with_the_numbers_to_choose_by(desk: Desk) -> None:
    uuid = desk.open_election()
    shown = desk.must("vote", uuid, "--show")
    assert "1. Committee" in shown and "1:2  Björn" in shown and "2:1  Chidi" in shown


def test_a_ballot_is_cast_with_a_receipt(desk: Desk) -> None:
    uuid = desk.open_election()
    token = desk.tokens()[0]
    done = desk.vote(uuid, token, "--choose", "1:1", "--choose", "2:1", "--receipt", "receipt.json")
    assert done.exit_code == 0, done.output
    receipt = decode(Receipt, desk.path("receipt.json").read_bytes())
    assert receipt.tracking_number in done.output
    assert token not in done.output
    again = desk.vote(uuid, token, "--choose", "1:1", "--choose", "2:1")
    assert again.exit_code == 1 and "already been used" in again.output


def test_a_blank_vote_where_it_is_allowed(desk: Desk) -> None:
    uuid = desk.open_election()
    first, second = desk.tokens()[:2]
    assert desk.vote(uuid, first, "--blank", "1", "--choose", "2:1").exit_code == 0
    refused = desk.vote(uuid, second, "--blank", "2", "--choose", "1:1")
    assert refused.exit_code == 1 and "Contest 2 has no blank vote." in refused.output


@pytest.mark.parametrize("choice", ["0", "3", "1:0", "3:1", "-1", "1:x", "٣", "1:1:1", ""])
def test_a_choice_that_is_not_on_the_paper_is_refused(desk: Desk, choice: str) -> None:
    uuid = desk.open_election()
    done = desk.vote(uuid, desk.tokens()[0], f"--choose={choice}")
    assert done.exit_code == 1, done.output
    assert "on this ballot paper" in done.output or "is not a choice" in done.output


@pytest.mark.parametrize("choices", [("--choose", "2:1", "--choose", "2:2"), ("--choose", "2:1")])
def test_C15_too_many_and_too_few_choices_are_refused_before_anything_is_encrypted(
    desk: Desk, choices: tuple[str, ...]
) -> None:
    uuid = desk.open_election()
    done = desk.vote(uuid, desk.tokens()[0], *choices)
    assert done.exit_code == 1 and "Error: " in done.output
    assert "Voted 0." in desk.must("election", "status", uuid)


def test_T9_the_count_waits_for_every_trustee(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    assert desk.decrypt("Amina", f"{uuid}.bel").exit_code == 0
    assert "Waiting for Jonas." in desk.must("election", "count", uuid, "Amina.share.json")
    assert "closed" in desk.must("election", "list")


def test_a_whole_election_is_counted_and_published(closed: tuple[Desk, str]) -> None:
    desk, uuid = closed
    for name in ("Amina", "Jonas"):
        assert desk.decrypt(name, f"{uuid}.bel").exit_code == 0
    shown = desk.must("election", "count", uuid, "Amina.share.json", "Jonas.share.json")
    assert "Elected: Ana" in shown and "Elected: Dana" in shown
    desk.must("election", "publish", uuid, "--export", "out")
    verified = desk.must("verify", f"out/{uuid}.bel")
    assert verified.startswith("Verdict: VALID\n")
