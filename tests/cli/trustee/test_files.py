"""Trustees without a link: files go to and fro. What a lying server could write into them is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ballot.crypto.group import ED25519
from ballot.crypto.proofs import verify_rehearsal
from ballot.protocol.rehearsal import RehearsalAnswer
from ballot.records.canonical import decode, encode
from ballot.records.charter import ContestRule
from tests.cli.conftest import Desk
from tests.cli.trustee.test_links import BALLOTS, NAMES, PASS, PLAN

FILES = {name: f"{name}.next.json" for name in NAMES}


def pass_on(desk: Desk, uuid: str, command: str, name: str) -> None:
    desk.must("election", "hand-out", uuid, name)
    desk.must("trustee", command, f"{name}.key", "--from", FILES[name], *PASS)


def together(desk: Desk, uuid: str, command: str) -> None:
    for name in NAMES:
        pass_on(desk, uuid, command, name)
    desk.must("election", "hand-in", uuid, *(f"{name}.answer.json" for name in NAMES))


def prepared(desk: Desk, *commands: str) -> str:
    uuid = desk.create(plan=PLAN)
    for name in NAMES:
        desk.must("trustee", "keygen", name, "--threshold", *PASS)
    for command in commands:
        together(desk, uuid, command)
    return uuid


@pytest.mark.slow
def test_a_whole_threshold_election_by_files(desk: Desk) -> None:
    uuid = prepared(desk, "certificate", "polynomial", "voutput", "check")
    desk.must("election", "freeze", uuid, "--accept-risk", "--merge-file", "tokens.csv")
    desk.must("election", "open", uuid)
    for token, chosen in zip(desk.tokens(), BALLOTS, strict=False):
        assert desk.vote(uuid, token, *(part for text in chosen for part in ("--choose", text))).exit_code == 0
    desk.must("election", "close", uuid, "--reason", "Everybody has voted.", "--export", ".")
    archive = f"{uuid}.bel"
    assert "still being shuffled" in desk.refused(
        "trustee", "decrypt", "Amina.key", archive, "--from", FILES["Amina"], *PASS, "--yes"
    )
    for name in NAMES:
        desk.must("trustee", "shuffle", f"{name}.key", archive, *PASS, "--yes")
        desk.must("election", "accept-shuffle", uuid, f"{name}.shuffle.json", "--export", ".")
    for name in ("Jonas", "Rosa"):
        desk.must("election", "hand-out", uuid, name)
        desk.must("trustee", "decrypt", f"{name}.key", archive, "--from", FILES[name], *PASS, "--yes")
    assert "Waiting for Amina, Rosa." in desk.must("election", "accept-share", uuid, "Jonas.share.json")
    assert "Elected: Chidi and Dana." in desk.must("election", "count", uuid, "Rosa.share.json")


def test_T3_T7_certificates_that_change_between_two_steps_are_refused(desk: Desk) -> None:
    uuid = prepared(desk, "certificate", "polynomial")
    desk.must("election", "hand-out", uuid, "Amina")
    honest = json.loads(desk.path(FILES["Amina"]).read_text())
    for change, words in (
        (lambda v: v["commitments"].__setitem__(1, "00" * 32), "are not those that the server showed before"),
        (lambda v: v["commitments"].__setitem__(0, "00" * 32), "the commitment in your place is not yours"),
        (lambda v: v["certs"].__setitem__(0, v["certs"][1]), "certificate of trustee 1"),
        (lambda v: v["certs"].pop(), "one certificate for each trustee"),
    ):
        message = json.loads(json.dumps(honest))
        change(message["vinput"])
        desk.path("evil.json").write_text(json.dumps(message))
        assert words in desk.refused("trustee", "voutput", "Amina.key", "--from", "evil.json", *PASS)


def test_T4_who_sent_a_wrong_secret_is_named(desk: Desk) -> None:
    uuid = prepared(desk, "certificate", "polynomial")
    desk.must("election", "hand-out", uuid, "Amina")
    message = json.loads(desk.path(FILES["Amina"]).read_text())
    secrets = message["vinput"]["vinput"]["secrets"]
    secrets[1], secrets[2] = secrets[2], secrets[1]
    desk.path("evil.json").write_text(json.dumps(message))
    assert "Trustee 2 sent" in desk.refused("trustee", "voutput", "Amina.key", "--from", "evil.json", *PASS)
    assert not desk.path("Amina.answer.json").exists() or b"voutput" not in desk.path("Amina.answer.json").read_bytes()


def test_T13_the_rehearsal_decrypts_nothing(desk: Desk) -> None:
    """A test cannot be a vote in disguise: a ciphertext is no question, and the answer is a proof and nothing else."""
    uuid = desk.create()
    desk.keygen("Amina", "Jonas")
    desk.rehearse(uuid, "Amina", "Jonas")
    test = json.loads(desk.path("Amina.test.json").read_text())
    key = ED25519.parse(json.loads(desk.path("Amina.public.json").read_text())["trustee"]["public_key"])
    arguments = ("trustee", "check", "Amina.key", "--from", "evil.json", *PASS)
    vote = {"alpha": str(ED25519.g), "beta": str(key), "voutput_private_key": None}
    desk.path("evil.json").write_text(json.dumps({**test, "rehearsal": vote}))
    assert "does not understand" in desk.refused(*arguments)
    for challenge in (test["rehearsal"]["challenge"], "ab" * 32):
        asked = {**test["rehearsal"], "challenge": challenge}
        desk.path("evil.json").write_text(json.dumps({**test, "rehearsal": asked}))
        desk.must(*arguments)
        answer = decode(RehearsalAnswer, encode(json.loads(desk.path("Amina.answer.json").read_text())["body"]))
        verify_rehearsal(ED25519, key, uuid, challenge, answer.proof.parse(ED25519))


def test_T21_a_wrong_key_file_is_named_when_files_are_exchanged(desk: Desk) -> None:
    uuid = desk.create()
    desk.keygen("Amina", "Jonas")
    desk.rehearse(uuid, "Amina")
    desk.path("Amina.answer.json").unlink()
    refusal = desk.refused("trustee", "check", "Jonas.key", "--from", "Amina.test.json", *PASS)
    assert refusal.startswith("Error: This is the key file of another trustee or another election")
    assert not list(desk.folder.glob("*.answer.json"))


def test_T21_nothing_is_frozen_before_the_rehearsal(desk: Desk) -> None:
    uuid = desk.create()
    desk.keygen("Amina", "Jonas")
    desk.rehearse(uuid, "Jonas")
    desk.must("election", "trustee-add", uuid, "Amina", "--key", "Amina.public.json")
    words = "Waiting for Amina to prove in the rehearsal"
    assert words in desk.refused("election", "freeze", uuid, "Jonas.answer.json", "--merge-file", "tokens.csv")
    assert "is not a file that a trustee's tool made" in desk.refused(
        "election", "freeze", uuid, "Amina.public.json", "--merge-file", "tokens.csv"
    )


def test_trustees_that_the_officer_runs(desk: Desk) -> None:
    """A key that is made here, and one that is there; ranked, so that both shuffle."""
    plan = {**PLAN, "trustees": [], "threshold": None}
    uuid = desk.create(plan=plan)
    desk.must("trustee", "keygen", "Jonas", *PASS)
    for name in ("Amina", "Jonas"):
        shown = desk.must("election", "trustee-add", uuid, name, "--key", f"{name}.key", *PASS)
        assert f"{name} has passed the rehearsal" in shown
    desk.must("election", "freeze", uuid, "--accept-risk", "--merge-file", "tokens.csv")
    desk.must("election", "open", uuid)
    for token, chosen in zip(desk.tokens(), BALLOTS, strict=False):
        assert desk.vote(uuid, token, *(part for text in chosen for part in ("--choose", text))).exit_code == 0
    assert "Waiting for Amina." in desk.must("election", "close", uuid, "--reason", "Everybody has voted.")
    for words in ("has shuffled", "'s share was made"):
        for name in ("Amina", "Jonas"):
            assert words in desk.must("election", "trustee-step", uuid, name, "--key", f"{name}.key", *PASS)
    assert "Elected: Chidi and Dana." in desk.must("election", "count", uuid)


def test_who_shuffles_can_be_chosen(desk: Desk) -> None:
    uuid = desk.create(plan=PLAN)
    assert "Those who shuffle: Amina, Rosa." in desk.must("election", "mixers", uuid, "Amina", "Rosa")
    assert "There are: Amina, Jonas, Rosa." in desk.refused("election", "mixers", uuid, "Mallory")
    desk.must("election", "hand-out", uuid, "Jonas")
    assert json.loads(desk.path(FILES["Jonas"]).read_text())["status"]["trustee"]["mixes"] is False


def test_T16_how_many_must_shuffle_and_who_is_excused(desk: Desk) -> None:
    """Three trustees whom the officer runs; Rosa's key file is lost after the close."""
    uuid = desk.create(plan={**PLAN, "trustees": [], "threshold": None})
    for name in ("Amina", "Jonas", "Rosa"):
        desk.must("election", "trustee-add", uuid, name, "--key", f"{name}.key", *PASS)
    assert "at most as many as are chosen (2)" in desk.refused(
        "election", "mixers", uuid, "Amina", "Rosa", "--at-least", "3"
    )
    desk.must("election", "mixers", uuid, "Amina", "Jonas", "Rosa", "--at-least", "2")
    frozen = desk.must("election", "freeze", uuid, "--accept-risk", "--merge-file", "tokens.csv")
    assert "Nothing can be counted without Amina, Jonas and Rosa." in frozen
    desk.must("election", "open", uuid)
    for token, chosen in zip(desk.tokens(), BALLOTS, strict=False):
        assert desk.vote(uuid, token, *(part for text in chosen for part in ("--choose", text))).exit_code == 0
    desk.must("election", "close", uuid, "--reason", "Everybody has voted.")
    desk.must("election", "trustee-step", uuid, "Amina", "--key", "Amina.key", *PASS)
    excuse = ("election", "excuse-mixer", uuid)
    assert "Nobody waits for a shuffle of Amina" in desk.refused(*excuse, "Amina", "--reason", "Ill")
    said = desk.must(*excuse, "Rosa", "--reason", "Key file lost")
    assert "Rosa is excused from shuffling: Key file lost" in said and "Waiting for Jonas." in said
    assert "no more are left" in desk.refused(*excuse, "Jonas", "--reason", "Ill")


def test_a_threshold_that_cannot_be(desk: Desk) -> None:
    desk.create()
    desk.write("plan.json", json.dumps({**PLAN, "trustees": ["Amina"]}))
    assert "says that 2 trustees open the count, and names 1" in desk.refused(
        "election", "create", "plan.json", "--roll", "roll.csv", "--officer", "rita@example.org"
    )


def _rule(name: str, **fields: Any) -> ContestRule:
    return ContestRule(1, name, (), "public-lot", False, (), **fields)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("2: Chidi > Chidi", "stands twice"),
        ("2: Chidi = Dana", "no equal ranks"),
        ("2: Chidi > Nobody", "There is no candidate Nobody"),
        ("3: Nowhere", "There is no candidate Nowhere"),
        ("3: Blank vote", "There is no candidate Blank vote"),
        ("3: 3", "There is no candidate 3"),
        ("3: Bridge / Hana", "There is no candidate Hana"),
        ("4: Ana", "on this ballot paper"),
    ],
)
def test_choices_that_are_not_on_the_paper(choice: str, words: str) -> None:
    from ballot.cli.member.paper import Paper, read_choices, show_paper
    from ballot.errors import InvalidEncoding
    from ballot.records.questions import BLANK_LIST, HomomorphicQuestion, ListsQuestion, RankedQuestion

    paper = Paper(
        (
            HomomorphicQuestion(answers=("Ana", "Björn"), min=0, max=1, question="Chair"),
            RankedQuestion(("Chidi", "Dana", "Emre"), "Delegates"),
            ListsQuestion((("Bridge", "Fay", "Gus"), ("Harbour", "Hana"), BLANK_LIST), "Council"),
        ),
        ((), (), ()),
        (_rule("block"), _rule("scottish-stv"), _rule("dhondt", blank_list=3, list_type="open")),
    )
    chosen = ["1: 2", "2: Emre > 1", "3: 1 / Gus"]
    assert read_choices(paper, chosen, []) == [[0, 1], [2, 0, 1], [[1, 0, 1], [0, 0], [0, 0]]]
    assert read_choices(paper, chosen[:2], [3])[2] == [[0, 0, 0], [0, 0], [1, 1]]
    assert "3:3" not in "\n".join(show_paper(paper))
    with pytest.raises(InvalidEncoding, match="a blank vote chooses no list"):
        read_choices(paper, chosen, [3])
    with pytest.raises(InvalidEncoding, match=words):
        read_choices(paper, [choice], [])


def test_on_a_closed_list_nobody_is_chosen() -> None:
    from ballot.cli.member.paper import Paper, read_choices, show_paper
    from ballot.errors import InvalidEncoding
    from ballot.records.questions import BLANK_LIST, ListsQuestion

    question = ListsQuestion((("Bridge", "Fay", "Gus"), ("Harbour", "Hana"), BLANK_LIST), "Council")
    paper = Paper((question,), ((),), (_rule("dhondt", blank_list=3, list_type="closed"),))
    shown = show_paper(paper)
    assert shown[:3] == ["1. Council  (choose one list)", "   1:1  Bridge", "      1.  Fay"]
    assert read_choices(paper, ["1: Bridge"], []) == [[[1, 1, 1], [0, 0], [0, 0]]]
    with pytest.raises(InvalidEncoding, match="the lists are closed"):
        read_choices(paper, ["1: Bridge / Gus"], [])
