"""B6: who made the ballot tokens is said to the officer before the freeze, and to everybody on the public page."""

from __future__ import annotations

import io

import pytest

from ballot.crypto.credentials import new_token, public_credential
from ballot.crypto.group import ED25519
from ballot.election.accounts.api_keys import make_key
from ballot.election.roles import REGISTRAR, SECOND_OFFICER
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens.registrar_list import choose_registrar, roll_rows
from ballot.records.registrar import make_credential_file
from ballot.records.roll import roll_hash
from ballot.store.models.people import Appointment, Officer
from ballot.store.models.roll import RegistrarList
from tests.web.world import OLGA, Made, World, found

RITA = "rita@example.org"
WARNING = "were not handed in from the account of a registrar"


def prepared(world: World) -> tuple[Made, bytes]:
    """Return a draft with a registrar, and a list of public credentials that fits its roll."""
    made = world.make("draft")
    world.appoint(made, RITA, REGISTRAR)
    with world.database.session() as session:
        election = found(session, made.uuid)
        choose_registrar(session, election, chosen=True)
        roll = roll_rows(session, election)
    keys = [str(public_credential(ED25519, made.uuid, new_token())) for _ in range(len(roll) + 1)]
    return made, make_credential_file(made.uuid, roll_hash(roll), dict.fromkeys(keys, 1), keys[-1:])


def hand_in(world: World, made: Made, listed: bytes, email: str) -> None:
    home = f"/officer/elections/{made.uuid}/registrar"
    answer = world.browser(email).post(f"{home}/credentials", home, file=(io.BytesIO(listed), "credentials.json"))
    assert answer.status_code == 302, answer.text


def hand_in_with_a_key(world: World, made: Made, listed: bytes) -> None:
    with world.database.session() as session:
        olga = session.query(Officer).filter_by(email=OLGA).one()
        key = make_key(session, found(session, made.uuid), olga, "Registrar", ["registrar:act"]).secret
    answer = world.app.test_client().put(
        f"/api/v1/elections/{made.uuid}/registrar/credentials",
        data=listed,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 200, answer.text


def public_page(world: World, made: Made, language: str = "en") -> str:
    """Freeze, and return the public page."""
    with world.database.session() as session:
        freeze(session, found(session, made.uuid), Delivery(channel="registrar", public_url=world.config.public_url))
    return world.app.test_client().get(f"/elections/{made.uuid}", headers={"Accept-Language": language}).text


def warned(world: World, made: Made) -> list[bool]:
    """Return whether dashboard and freeze page warn that no registrar has made the tokens."""
    home = f"/officer/elections/{made.uuid}"
    return [WARNING in world.browser(OLGA).get(page).text for page in (home, f"{home}/freeze")]


def test_a_registrar_is_named_and_nobody_is_warned(world: World) -> None:
    made, listed = prepared(world)
    hand_in(world, made, listed, RITA)
    assert warned(world, made) == [False, False]
    assert "made by the registrar, <bdi>rita</bdi>, not on this server" in public_page(world, made)


def test_the_returning_officer_is_named_and_warned(world: World) -> None:
    made, listed = prepared(world)
    hand_in(world, made, listed, RITA)
    hand_in(world, made, listed, OLGA)
    assert warned(world, made) == [True, True], "the last list counts"
    assert "made by <bdi>Olga Officer</bdi>, then returning officer, not on this server" in public_page(world, made)


def test_a_registrar_who_is_an_officer_now_is_warned_of(world: World) -> None:
    made, listed = prepared(world)
    hand_in(world, made, listed, RITA)
    with world.database.session() as session:
        session.query(Appointment).filter_by(role=REGISTRAR).one().role = SECOND_OFFICER
    page = world.browser(OLGA).get(f"/officer/elections/{made.uuid}/freeze").text
    assert "handed in the public credentials as registrar, and is an officer of this election now" in page


def test_of_a_list_from_before_it_was_kept_nothing_untrue_is_said(world: World) -> None:
    made, listed = prepared(world)
    hand_in(world, made, listed, RITA)
    with world.database.session() as session:
        session.query(RegistrarList).one().handed_in_as = None
    assert warned(world, made) == [False, False]
    page = world.browser(OLGA).get(f"/officer/elections/{made.uuid}/freeze").text
    assert "It is not kept who handed in the public credentials." in page
    assert "The ballot tokens were" not in public_page(world, made)


def test_of_a_key_nobody_knows_who_used_it(world: World) -> None:
    made, listed = prepared(world)
    hand_in_with_a_key(world, made, listed)
    assert warned(world, made) == [True, True]
    assert "with a key that the returning officer had made" in public_page(world, made)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The ballot tokens were made on this server."),
        ("fr", "Les codes de vote ont été créés sur ce serveur."),
    ],
)
def test_a_server_that_made_them_says_so(shared: World, language: str, words: str) -> None:
    made = shared.make("frozen")
    page = shared.app.test_client().get(f"/elections/{made.uuid}", headers={"Accept-Language": language}).text
    assert words in page


def test_before_the_freeze_of_such_an_election_the_officer_is_warned(shared: World) -> None:
    made = shared.make("draft")
    home = f"/officer/elections/{made.uuid}"
    for page in (home, f"{home}/freeze"):
        assert "This server makes the tokens. Whoever has them" in shared.browser(OLGA).get(page).text
