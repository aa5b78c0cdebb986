"""P5, B14: what the server says of a public credential to somebody who has read it in the archive."""

from __future__ import annotations

import json

import pytest

from ballot.store.models.election import LIFE
from tests.web.world import World, question

TIMES = ("spent_at", "replaced_at", "removed_at")


@pytest.mark.parametrize("state", LIFE[LIFE.index("open") :])
def test_nobody_learns_when_a_credential_voted(shared: World, state: str) -> None:
    made = shared.make(state, votes=(0, 1, 1))
    if state == "open":
        shared.vote(made, (0, 1, 1))
    anybody = shared.browser()
    for token, fresh in zip(made.tokens, (False, False, False, True, True), strict=True):
        known = anybody.ask(made.uuid, token, as_owner=False)
        seen = fresh or state == "open"  # then no portion has come out yet
        assert known == {"known": True, "weight": 1, "fresh": seen} | dict.fromkeys(TIMES)
        owners = anybody.ask(made.uuid, token)
        assert bool(owners["spent_at"]) is not fresh and owners["replaced_at"] is owners["removed_at"] is None


def test_a_wrong_proof_is_refused_and_a_broken_one_not_read(shared: World) -> None:
    made = shared.make("open")
    shared.vote(made, (0,))
    browser = shared.browser()
    owner, other = (json.loads(question(made.uuid, token)) for token in made.tokens[:2])
    for proof, status in ((other["proof"], 403), ({"challenge": "1", "response": "x"}, 400), ("", 400), ({}, 400)):
        answer = browser.post_json(made.uuid, "token", json.dumps({**owner, "proof": proof}).encode())
        assert answer.status_code == status and "at" in answer.get_json()["error"]
        assert answer.get_json()["error"]["at"] is None
