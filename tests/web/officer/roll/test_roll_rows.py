"""The roll of a draft, row by row: members added, mended and removed; a rejected row of a file mended."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from ballot.election import log
from ballot.election.roll.upload import find_upload, rejected_rows
from ballot.election.scene import Scene
from ballot.store.models.roll import Member
from tests.web.world import OLGA, OTTO, Browser, Made, World, found

ROWS = b"name,email,street\nAna,a@example.org,\nAna,a@example.org,\nCy,,\nDee,d@example.org,,Stray\nEve,e@example,\n"


@pytest.fixture
def made(world: World) -> Made:
    """A draft with five members on its roll."""
    return world.make("draft")


@pytest.fixture
def browser(world: World) -> Browser:
    """The officer's browser."""
    return world.browser(OLGA)


def row(**values: str) -> dict[str, str]:
    """What is typed about a member."""
    blank = dict.fromkeys(("number", "address", "country", "language"), "")
    return {**blank, "name": "Zoë", "email": "zoe@bücher.example", "weight": "1", **values}


def members(world: World, made: Made) -> list[Member]:
    with world.database.reading() as session:
        query = select(Member).where(Member.election_id == found(session, made.uuid).id).order_by(Member.id)
        return list(session.scalars(query))


def sentences(world: World, made: Made) -> list[str]:
    with world.database.reading() as session:
        return [entry.sentence for entry in log.entries(Scene(session, found(session, made.uuid)))]


def test_a_member_is_added_mended_and_removed(world: World, made: Made, browser: Browser) -> None:
    home = f"/officer/elections/{made.uuid}"
    assert browser.post(f"{home}/roll/members/new", **row()).status_code == 302
    (*_others, zoe) = members(world, made)
    assert (zoe.name, zoe.email, zoe.weight) == ("Zoë", "zoe@xn--bcher-kva.example", 1)
    page = f"{home}/roll/members/{zoe.id}"
    assert page in browser.get(f"{home}/members").text and 'value="Zoë"' in browser.get(page).text
    assert browser.post(page, **row(name="Zoë Berg", weight="2")).status_code == 302
    assert [(one.name, one.weight) for one in members(world, made)][5:] == [("Zoë Berg", 2)]
    assert "Remove <bdi>Zoë Berg</bdi> from the roll?" in browser.get(f"{page}/remove").text
    assert browser.post(f"{page}/remove").status_code == 302
    assert len(members(world, made)) == 5
    said = sentences(world, made)[:3]
    assert said == [
        "Removed a member from the roll.",
        "Mended a row of the roll: name, weight of the vote.",
        "Added a member to the roll.",
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": ""}, "No e-mail address and no postal address."),
        ({"email": "zoe@example"}, "is not an e-mail address"),
        ({"weight": "0"}, "is not a whole number"),
        ({"number": "1001"}, "Another member has the number 1001."),
        ({"number": "1000", "name": "Member 0", "email": "member0@example.org"}, "Another member has the number 1000."),
    ],
)
def test_a_bad_row_is_refused_with_the_reason(
    made: Made, browser: Browser, values: dict[str, str], sentence: str
) -> None:
    refused = browser.post(f"/officer/elections/{made.uuid}/roll/members/new", **row(**values))
    assert refused.status_code == 422 and sentence in refused.text


def test_nobody_is_added_twice_or_to_a_frozen_roll(world: World, made: Made, browser: Browser) -> None:
    page = f"/officer/elections/{made.uuid}/roll/members/new"
    assert browser.post(page, **row()).status_code == 302
    twice = browser.post(page, **row())
    assert twice.status_code == 422 and "is on the roll already" in twice.text
    first = members(world, made)[0]
    assert world.browser(OTTO).get(f"/officer/elections/{made.uuid}/roll/members/{first.id}").status_code == 404
    other = world.make("draft")
    assert browser.get(f"/officer/elections/{other.uuid}/roll/members/{first.id}").status_code == 404
    with world.database.session() as session:
        world.advance(session, "frozen", made, ())
    assert browser.get(page).status_code in (403, 409)


def test_rejected_rows_are_mended_where_they_stand(world: World, made: Made, browser: Browser) -> None:
    home = f"/officer/elections/{made.uuid}"
    page = browser.upload_roll(home, ROWS).text
    assert "5</strong> rows" in page and "3</strong> rejected" in page
    (group,) = re.findall(r'name="(group-\d+)" id="group-\d+-all"', page) or re.findall(r'name="(group-\d+)"', page)[:1]
    assert browser.post(f"{home}/roll/decide", f"{home}/roll/check", **{group: "2"}).status_code == 302
    assert (
        "Stray" in browser.get(f"{home}/roll/rows/5").text and 'value="Cy"' in browser.get(f"{home}/roll/rows/4").text
    )
    refused = browser.post(f"{home}/roll/rows/4", cell0="Cy", cell1="c@", cell2="")
    assert refused.status_code == 422 and "Row 4: “c@” is not an e-mail address" in refused.text
    assert browser.post(f"{home}/roll/rows/4", cell0="Cy", cell1="", cell2="Straße 1\n10115 Berlin").status_code == 302
    assert browser.post(f"{home}/roll/rows/5", cell0="Ana", cell1="a@example.org", cell2="").status_code == 302
    page = browser.get(f"{home}/roll/check").text
    assert "1</strong> rejected" in page and "3</strong> for you to decide" in page, "another Ana came in: decide again"
    assert browser.get(f"{home}/roll/rows/4").status_code in (403, 409), "it is not rejected any more"
    (group,) = set(re.findall(r'name="(group-\d+)"', page))
    assert browser.post(f"{home}/roll/decide", f"{home}/roll/check", **{group: "merge"}).status_code == 302
    assert browser.post(f"{home}/roll/rows/6", cell0="Eve", cell1="e@example.org", cell2="").status_code == 302
    page = browser.get(f"{home}/roll/check").text
    assert "Take this roll: 3 members" in page, "what was decided about Ana is kept"
    with world.database.reading() as session:
        upload = find_upload(Scene(session, found(session, made.uuid)))
        assert upload is not None and b"Stra\xc3\x9fe 1" in upload.content and b"Stray" not in upload.content
        assert len(list(rejected_rows(session, upload))) == 1, "the header only"
    browser.post(f"{home}/roll/accept", f"{home}/roll/check")
    assert [one.name for one in members(world, made)] == ["Ana", "Cy", "Eve"]


def test_a_row_mended_in_an_old_encoding_keeps_all_letters(world: World, made: Made, browser: Browser) -> None:
    home = f"/officer/elections/{made.uuid}"
    browser.post(
        f"{home}/roll", file=(io.BytesIO("name;email\nZoë;z@\nÉmile;e@example.org\n".encode("cp1252")), "r.csv")
    )
    values = {"encoding": "windows-1252", "delimiter": ";", "role0": "name", "role1": "email"}
    browser.post(f"{home}/roll/columns", act="read", **values)
    assert browser.post(f"{home}/roll/rows/2", cell0="Zoë Łuk", cell1="z@example.org").status_code == 302
    assert "Émile" in browser.get(f"{home}/roll/check").text
    browser.post(f"{home}/roll/accept", f"{home}/roll/check")
    assert [one.name for one in members(world, made)] == ["Zoë Łuk", "Émile"]
