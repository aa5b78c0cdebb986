"""W26: an election whose board has to be examined takes nothing: no ballot, no act of an officer or a trustee."""

from __future__ import annotations

from flask.testing import FlaskClient

from ballot.election.custody.known_checkpoints import KnownCheckpoints
from tests.web.world import OLGA, World, found


def bar(world: World, uuid: str) -> KnownCheckpoints:
    """Bar an election, as the worker does."""
    known = KnownCheckpoints(world.config.keys_dir)
    known.bar(uuid, "The board has 3 events, but a checkpoint of 4 events is known.")
    return known


def test_W26_no_ballot_is_taken_and_the_answer_is_503(world: World) -> None:
    made, other = world.make("open"), world.make("open")
    known = bar(world, made.uuid)
    ballot = world.ballot(made)
    answer = world.browser().cast(made.uuid, ballot)
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (503, "unavailable")
    assert "has to be examined first" in error["message"] and "checkpoint" not in error["message"]
    assert world.browser().cast(other.uuid, world.ballot(other)).status_code == 200
    known.lift(made.uuid)
    assert world.browser().cast(made.uuid, ballot).status_code == 200


def test_W26_no_act_of_the_officer_is_taken_and_everything_can_be_read(world: World) -> None:
    made = world.make("open")
    bar(world, made.uuid)
    officer = world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    answer = officer.post(f"{home}/close", sure="y")
    assert answer.status_code == 503 and "has to be examined first" in answer.text
    page = officer.get(home)
    assert page.status_code == 200 and "a checkpoint of 4 events is known" in page.text
    assert officer.get(f"/elections/{made.uuid}/board").status_code == 200
    with world.database.reading() as session:
        assert found(session, made.uuid).state == "open"


def test_W26_no_trustee_can_hand_anything_in(world: World) -> None:
    made = world.make("closed")
    secret = world.link(made, 1)
    bar(world, made.uuid)
    client: FlaskClient = world.browser().client
    headers = {"X-Trustee-Link": secret}
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.endpoint.startswith("trustee.")]
    posts = [rule for rule in rules if "POST" in (rule.methods or ())]
    assert len(posts) > 3
    for rule in posts:
        path = str(rule).replace("<uuid>", made.uuid)
        answer = client.post(path, data=b"{}", content_type="application/json", headers=headers)
        assert answer.status_code == 503, path
