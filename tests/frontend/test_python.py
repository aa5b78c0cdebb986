# SPDX-License-Identifier: Apache-2.0
"""The booth's JavaScript and the Python core agree: ballots, tokens, canonical texts and refusals, both ways."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from typing import Any

import pytest

from ballot.crypto.credentials import BASE58, new_token, new_uuid, parse_token, public_credential
from ballot.crypto.group import ED25519, parse_scalar, random_scalar
from ballot.crypto.hashing import labelled
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.ballots import ElectionContext, check_number, create_ballot, encrypt_ballot, verify_ballot
from ballot.protocol.ownership import verify_ownership
from ballot.records.canonical import encode
from ballot.records.roll import roll_hash
from ballot.records.types import ProofRecord
from tests.frontend.bridge import CHOICES, QUESTIONS, Bridge

FIELD_PRIME = 2**255 - 19


@dataclass(frozen=True)
class Setting:
    """An election over a key that nobody knows, with one token."""

    text: str
    context: ElectionContext
    token: str


def setting(questions: list[dict[str, Any]]) -> Setting:
    """Return an election with these questions."""
    uuid, token = new_uuid(), new_token()
    record = {
        "version": 1, "description": "é\u2028\u007f", "name": "Cross-check", "group": "Ed25519",
        "public_key": str(ED25519.g ** random_scalar(ED25519)), "questions": questions, "uuid": uuid,
    }  # fmt: skip
    raw = encode(record)
    credentials = encode([str(public_credential(ED25519, uuid, token))])
    return Setting(raw.decode(), ElectionContext.from_setup(raw, credentials), token)


@pytest.fixture(scope="module")
def election() -> Setting:
    """Return the election with all kinds of questions."""
    return setting(QUESTIONS)


@pytest.mark.parametrize("choices", CHOICES)
def test_python_accepts_our_ballots(bridge: Bridge, election: Setting, choices: list[list[int]]) -> None:
    made = bridge.accept("create", election=election.text, token=election.token, choices=choices)
    verified = verify_ballot(election.context, made["ballot"].encode())
    assert verified.tracking_number == made["tracking_number"]


@pytest.mark.parametrize("choices", CHOICES)
def test_we_accept_python_ballots(bridge: Bridge, election: Setting, choices: list[list[int]]) -> None:
    raw = create_ballot(election.context, election.token, choices)
    checked = bridge.accept("verify", election=election.text, ballot=raw.decode())
    assert checked["tracking_number"] == verify_ballot(election.context, raw).tracking_number


def random_question(chance: random.Random) -> dict[str, Any]:
    """Return a question with random limits."""
    count = chance.randint(1, 12)
    least = chance.randint(0, count)
    question: dict[str, Any] = {"answers": [f"answer {i}" for i in range(count)]}
    if chance.random() < 0.5:
        question["blank"] = True
    return {**question, "min": least, "max": chance.randint(least, count), "question": "q"}


def random_choices(chance: random.Random, question: dict[str, Any]) -> list[int]:
    """Return choices that the question allows."""
    count = len(question["answers"])
    if question.get("blank") and chance.random() < 0.3:
        return [1] + [0] * count
    chosen = chance.sample(range(count), chance.randint(question["min"], question["max"]))
    bits = [int(i in chosen) for i in range(count)]
    return [0, *bits] if question.get("blank") else bits


@pytest.mark.parametrize("seed", range(6))
def test_random_elections_agree_both_ways(bridge: Bridge, seed: int) -> None:
    chance = random.Random(seed)
    questions = [random_question(chance) for _ in range(chance.randint(1, 3))]
    own = setting(questions)
    choices = [random_choices(chance, question) for question in questions]
    made = bridge.accept("create", election=own.text, token=own.token, choices=choices)
    verify_ballot(own.context, made["ballot"].encode())
    bridge.accept("verify", election=own.text, ballot=create_ballot(own.context, own.token, choices).decode())


def test_an_opened_ballot_of_python_is_checked_by_our_page(bridge: Bridge, election: Setting) -> None:
    unsigned, randomness = encrypt_ballot(election.context, election.token, CHOICES[0])
    opened = {
        "type": "ballot-challenge/1", "election": election.text, "ballot": encode(unsigned).decode(),
        "choices": CHOICES[0], "randomness": [[str(r) for r in row] for row in randomness],
        "check_number": check_number(unsigned),
    }  # fmt: skip
    assert bridge.accept("verify_opened", opened=json.dumps(opened))["choices"] == CHOICES[0]


def hostile_points() -> list[str]:
    """Return texts that are not the one spelling of an element of the group."""
    good = str(ED25519.g ** random_scalar(ED25519))
    numbers = [FIELD_PRIME + k for k in range(19)]
    numbers += [number | 1 << 255 for number in numbers]
    numbers += [1 << 255 | 1, FIELD_PRIME - 1, 1 << 255 | FIELD_PRIME - 1, 0, 1 << 255, 2]
    spellings = [good.upper(), good[1:], "0" + good, f" {good}", f"{good}\n", "", good.replace(good[0], "\uff11")]
    # Elements outside the subgroup: the point of order 8 added to an honest one is covered by the Node tests.
    return [f"{number:064x}" for number in numbers] + [text for text in spellings if text != good]


def test_C9_both_refuse_every_other_spelling_of_an_element(bridge: Bridge) -> None:
    for text in hostile_points():
        assert bridge.refuse("point", text=text) == "InvalidEncoding"
        with pytest.raises(InvalidEncoding):
            ED25519.parse(text)


def test_both_write_elements_the_same_way(bridge: Bridge) -> None:
    for exponent in (0, 1, 2, ED25519.q - 1, random_scalar(ED25519)):
        text = str(ED25519.g**exponent)
        assert bridge.accept("point", text=text)["text"] == text


def test_C12_both_refuse_every_other_spelling_of_a_scalar(bridge: Bridge) -> None:
    bad = ["", "00", "01", "-1", "+5", "0x5", "1_0", " 5", "5\n", "1e3", "1.0", "٣", str(ED25519.q), "9" * 100_000]
    for text in bad:
        assert bridge.refuse("scalar", text=text) == "InvalidEncoding"
        with pytest.raises(InvalidEncoding):
            parse_scalar(ED25519, text)
    for number in (0, ED25519.q - 1):
        assert bridge.accept("scalar", text=str(number))["text"] == str(parse_scalar(ED25519, str(number)))


def test_both_write_texts_the_same_way(bridge: Bridge) -> None:
    every = "".join(map(chr, [*range(0x250), 0x2028, 0x2029, 0xFEFF, 0x1F600, 0x10FFFF])) + '"\\/'
    assert bridge.accept("canonical", value=every)["text"] == encode(every).decode()


def test_B17_both_read_typed_tokens_the_same_way(bridge: Bridge) -> None:
    token = new_token()
    for typed in (token, token.replace("-", ""), token.replace("-", " "), f" {token}\n", token.replace("-", "–")):
        assert bridge.accept("token", typed=typed)["token"] == parse_token(typed) == token
    for typed in ("", token[1:], token + "1", token[:-1] + "0", token[:-1] + "l", token[:-1] + "é"):
        assert bridge.refuse("token", typed=typed) == "InvalidToken"
        with pytest.raises(InvalidEncoding):
            parse_token(typed)
    assert len(BASE58) == 58


def test_python_accepts_the_proof_of_a_token_that_javascript_makes(bridge: Bridge) -> None:
    uuid, token = new_uuid(), new_token()
    proof = ProofRecord(**bridge.accept("prove_ownership", uuid=uuid, token=token)["proof"]).parse(ED25519)
    verify_ownership(ED25519, uuid, public_credential(ED25519, uuid, token), proof)
    with pytest.raises(InvalidProof):
        verify_ownership(ED25519, new_uuid(), public_credential(ED25519, uuid, token), proof)


def test_the_hash_of_a_roll_agrees(bridge: Bridge) -> None:
    rows = [
        ["M1", "=cmd 't Hooft", "a@example.org", "Rue Haute 7\n1000", "BE", "fr", 1],
        ["", "'=Ünal 𝔊", "", "", "", "", 2**40],
        ["M3", "", "", "", "", "", 12],
    ]
    expected = roll_hash([str(cell) for cell in row] for row in rows[::-1])
    assert bridge.accept("roll_hash", members=rows)["hash"] == expected
    assert bridge.accept("roll_hash", members=rows[:2])["hash"] != expected


def test_the_lots_that_order_a_paper_are_those_of_the_specification(bridge: Bridge, election: Setting) -> None:
    credential = str(public_credential(ED25519, election.context.uuid, election.token))
    lots = bridge.accept("lots", election=election.text, credential=credential)["lots"]
    for contest, question in enumerate(QUESTIONS):
        for answer in range(len(question.get("value", question)["answers"])):
            parts = (election.context.phi, credential, str(contest), str(answer))
            told = labelled("ballot/display-order/1", *(part.encode() for part in parts))
            assert lots[contest].pop(0) == hashlib.sha256(told).hexdigest()
        assert lots[contest] == []


def test_credentials_agree(bridge: Bridge) -> None:
    for _ in range(5):
        uuid, token = new_uuid(), new_token()
        expected = str(public_credential(ED25519, uuid, token))
        assert bridge.accept("credential", uuid=uuid, token=token)["credential"] == expected
