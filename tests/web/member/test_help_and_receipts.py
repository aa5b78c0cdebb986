"""The help page (W32) and the receipt as a page and as a file, which show no vote, no person and no time."""

from __future__ import annotations

import re

import msgspec
import pytest
from sqlalchemy import select

from ballot.board.checkpoint import Receipt, verify_receipt
from ballot.records.canonical import decode
from ballot.store.models.roll import Member
from tests.web.world import Made, World, found


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    return shared.make("open")


def test_W32_the_help_page_shows_the_one_address_and_the_numbers_to_compare(shared: World, made: Made) -> None:
    page = shared.browser().get(f"/elections/{made.uuid}/help").text
    assert f"<strong>{shared.config.public_url}/</strong>" in page
    election = shared.browser().get(f"/elections/{made.uuid}").text
    numbers = re.findall(r'class="checksum mono">([^<]+)<', page)
    assert len(numbers) == 2 and all(number in election for number in numbers)
    assert "Olga Officer" in page


def test_W32_the_address_is_never_the_one_that_was_asked_for(shared: World, made: Made) -> None:
    page = shared.browser().client.get(f"/elections/{made.uuid}/help", headers={"Host": "vote.example.evil"}).text
    assert "example.evil" not in page


def test_every_part_of_the_help_that_pages_link_to_exists(shared: World, made: Made) -> None:
    page = shared.browser().get(f"/elections/{made.uuid}/help").text
    for part in ("tracking-number", "receipt", "wrong", "contact", "copy", "check"):
        assert f'id="{part}"' in page, part


def test_contact_of_the_officer(world: World) -> None:
    made = world.make("open", administrator="Amina", contact="+44 20 7946 0000")
    assert "Amina, +44 20 7946 0000" in world.browser().get(f"/elections/{made.uuid}/help").text


def test_a_receipt_is_found_by_its_tracking_number_and_can_be_verified(shared: World, made: Made) -> None:
    raw = shared.ballot(made, 0)
    cast = shared.browser().cast(made.uuid, raw)
    number = msgspec.json.decode(cast.data)["tracking_number"]
    address = number.replace("+", "-").replace("/", "_")
    board = f"/elections/{made.uuid}/board"
    assert f"/elections/{made.uuid}/receipts/{address}" in shared.browser().get(f"{board}?q={address}").text
    assert address not in shared.browser().get(board).text, "P5: not before its portion comes out"
    page = shared.browser().get(f"/elections/{made.uuid}/receipts/{address}").text
    assert "This ballot was accepted and is on the board." in page
    assert msgspec.json.decode(raw)["signature"]["hash"] in page.replace(" ", ""), "B7: the number noted before casting"
    assert "Member 0" not in page and "member0@" not in page
    file = shared.browser().get(f"/elections/{made.uuid}/receipts/{address}/receipt.json")
    assert file.data == cast.data and file.headers["Content-Disposition"].startswith("attachment")
    with shared.database.reading():
        receipt = decode(Receipt, file.data)
    verify_receipt(receipt, shared.app.extensions["ballot"].identity.key.public_hex, raw)


def test_a_ballot_that_was_replaced_says_so(world: World) -> None:
    made = world.make("open", re_voting=True)
    numbers = []
    for _ in range(2):
        answer = world.browser().cast(made.uuid, world.ballot(made, 0))
        numbers.append(msgspec.json.decode(answer.data)["tracking_number"].replace("+", "-").replace("/", "_"))
    first, second = (world.browser().get(f"/elections/{made.uuid}/receipts/{number}").text for number in numbers)
    assert "It does not count" in first and "It does not count" not in second


@pytest.mark.parametrize("tracking", ["A" * 43, "x", "%3Cscript%3E"])
def test_no_receipt_for_what_is_not_on_the_board(shared: World, made: Made, tracking: str) -> None:
    for path in ("", "/receipt.json"):
        assert shared.browser().get(f"/elections/{made.uuid}/receipts/{tracking}{path}").status_code == 404


def test_no_help_and_no_receipts_of_a_draft(shared: World) -> None:
    draft = shared.make("draft")
    assert shared.browser().get(f"/elections/{draft.uuid}/help").status_code == 404
    assert shared.browser().get(f"/elections/{draft.uuid}/receipts/{'A' * 43}").status_code == 404


def booth_and_help(world: World, made: Made) -> tuple[bool, str]:
    """Return whether the booth offers the receipt by mail, and the help page."""
    browser = world.browser()
    offered = msgspec.json.decode(browser.get(f"/vote/{made.uuid}/booth.json").data)["receipt_by_mail"]
    return offered, browser.get(f"/elections/{made.uuid}/help").text


def test_no_mail_is_promised_where_a_registrar_issued_the_tokens(world: World) -> None:
    made = world.make("open")
    offered, page = booth_and_help(world, made)
    assert offered and "have it sent by e-mail" in page and "A mail says that a ballot was cast" in page
    with world.database.session() as session:
        found(session, made.uuid).token_channel = "registrar"
    offered, page = booth_and_help(world, made)
    assert not offered and "have it sent by e-mail" not in page and "A mail says" not in page
    assert "fetch it again with your tracking number" in page


def test_W7_who_asks_about_a_credential_is_not_told_whether_the_roll_has_an_address(world: World) -> None:
    made = world.make("open")
    with world.database.session() as session:
        chosen = select(Member).where(Member.election_id == found(session, made.uuid).id).order_by(Member.id).limit(2)
        with_mail, without = session.scalars(chosen)
        without.email = ""
        bodies = [msgspec.json.encode({"credential": member.credential}) for member in (with_mail, without)]
    answers = [world.browser().post_json(made.uuid, "token", body) for body in bodies]
    assert answers[0].json["known"] and answers[0].data == answers[1].data
