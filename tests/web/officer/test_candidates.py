"""Candidates all at once: a table pasted or uploaded, photographs by the names of files, and the order."""

from __future__ import annotations

import io

import pytest

from ballot.election.paper.contests import CandidateDraft, ContestDraft
from tests.election.paper.test_W12_photographs import portrait, saved
from tests.web.world import OLGA, Browser, Made, World, found

PEOPLE = ("Noor", "Ola", "Pia")


@pytest.fixture
def made(world: World) -> Made:
    """A draft with a contest of three, behind whom nominations can be reopened."""
    people = tuple(CandidateDraft(name=name) for name in PEOPLE)
    return world.make("draft", contests=(ContestDraft(title="Chair", candidates=people, reopen=True),))


@pytest.fixture
def browser(world: World) -> Browser:
    """The officer's browser."""
    return world.browser(OLGA)


def path(made: Made, page: str) -> str:
    return f"/officer/elections/{made.uuid}/contests/1/{page}"


def names(world: World, made: Made) -> list[str]:
    with world.database.reading() as session:
        return [one.name for one in found(session, made.uuid).contests[0].candidates]


def test_a_pasted_table_and_a_file_are_added_behind_the_candidates(world: World, made: Made, browser: Browser) -> None:
    assert browser.post(path(made, "table"), table="Quinn\tRed\twomen\tI am for it.\nRay").status_code == 302
    listed = browser.get(f"/officer/elections/{made.uuid}/contests").text
    assert "2 candidates added." in listed and "I am for it." in listed
    file = (io.BytesIO("Name;Liste;Telefon\nZoë;Blau;1\n".encode("windows-1252")), "list.csv")
    assert browser.post(path(made, "table"), file=file).status_code == 302
    assert "Not read: Telefon." in browser.get(f"/officer/elections/{made.uuid}/contests").text
    assert names(world, made) == [*PEOPLE, "Quinn", "Ray", "Zoë", "Reopen nominations"]


def test_a_table_with_a_wrong_row_adds_nobody_and_is_not_lost(world: World, made: Made, browser: Browser) -> None:
    for table, sentence in (("name;slate\nQuinn;Red\n;Red", "Row 3: no name."), ("Quinn\nOla", "already stands in")):
        refused = browser.post(path(made, "table"), table=table)
        assert refused.status_code == 422 and sentence in refused.text and "Quinn" in refused.text
    assert names(world, made) == [*PEOPLE, "Reopen nominations"]


def test_candidates_are_put_in_order_and_moved(world: World, made: Made, browser: Browser) -> None:
    def places(*typed: str) -> dict[str, str]:
        return {f"place-{number}": text for number, text in enumerate(typed, start=1)}

    page = path(made, "order")
    assert browser.post(page, **places("1", "2", "1")).status_code == 302  # Pia goes in front of Noor
    assert names(world, made) == ["Pia", "Noor", "Ola", "Reopen nominations"]
    assert browser.post(page, **places("3", "2", "3")).status_code == 302  # and behind Ola
    assert names(world, made)[:3] == ["Noor", "Ola", "Pia"]
    assert browser.post(page, move="up-2", **places("1", "2", "3")).headers["Location"] == page
    assert browser.post(page, move="down-2", **places("1", "2", "")).status_code == 302
    assert names(world, made)[:3] == ["Ola", "Pia", "Noor"]
    old = browser.post(page, **places("2", "1"))
    assert old.status_code == 422 and "The candidates have changed meanwhile" in old.text


def test_photographs_go_to_those_whom_their_files_name(world: World, made: Made, browser: Browser) -> None:
    def files(*given: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
        return [(io.BytesIO(content), name) for name, content in given]

    good = saved(portrait())
    page = path(made, "photographs")
    answer = browser.post(page, files=files(("noor.jpg", good), ("Zed.jpg", good), ("ola.png", b"GIF89a")))
    assert answer.status_code == 422 and "1 photograph is kept." in answer.text
    assert "Zed.jpg" in answer.text and "no candidate has this name" in answer.text
    assert "ola.png" in answer.text and "This is not a photograph" in answer.text
    assert browser.post(page, files=files(("01 Ola.jpg", good), ("PIA.jpg", good))).status_code == 302
    with world.database.reading() as session:
        people = found(session, made.uuid).contests[0].candidates
        assert [one.photograph is not None for one in people] == [True, True, True, False]
    assert browser.post(page, files=files()).status_code == 422
