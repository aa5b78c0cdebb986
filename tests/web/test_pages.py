"""Forms that keep what was typed and say what is wrong; a board of thousands; checksums; the audit page."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from ballot.report import in_groups
from ballot.store.models.board import BoardEvent, BoardHead, PublicHead, Receipt
from ballot.web.page.times import to_local, to_utc
from tests.web.world import OLGA, Made, World, found

NEW = "/officer/elections/new"
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def test_a_page_with_errors_says_so_in_its_title_and_focuses_them(shared: World) -> None:
    """A screen reader says the title first and reads what is focused; of an alert that is there from the beginning it
    says nothing."""
    member, officer = shared.browser(), shared.browser(OLGA)
    right = (member.get("/my"), officer.get(NEW))
    wrong = (member.post("/my", email="nobody"), officer.post(NEW, name=""))
    for before, after in zip(right, wrong, strict=True):
        assert (before.status_code, after.status_code) == (200, 422)
        title = TITLE.search(before.text)[1]
        assert "Error" not in title and "autofocus" not in before.text
        assert TITLE.search(after.text)[1] == f"Error: {title}"
        (summary,) = re.findall(r'<div class="error-summary"[^>]*>', after.text)
        assert summary.endswith(' tabindex="-1" autofocus>') and after.text.count("autofocus") == 1


def test_nothing_that_people_type_makes_a_title_say_error(shared: World) -> None:
    made = shared.make("open", name='<div class="error-summary">')
    title = TITLE.search(shared.browser().get(f"/elections/{made.uuid}").text)[1]
    assert title.startswith("&lt;div class=")


def test_errors_link_to_their_field_and_nothing_typed_is_lost(world: World) -> None:
    answer = world.browser(OLGA).post(
        NEW,
        name="",
        description="Two seats",
        zone="Europe/Berlin",
        opens_at="2027-03-14T10:00",
        closes_at="2027-03-13T10:00",
        minimum_ballots="none",
    )
    assert answer.status_code == 422
    for sentence, target in (
        ("Give the election a name.", "name"),
        ("Voting closes before it opens. Choose a later time.", "closes_at"),
        ("Not a valid integer value.", "minimum_ballots"),
    ):
        assert f'<a href="#{target}">{sentence}</a>' in answer.text
        assert f'aria-describedby="{target}-hint {target}-error"' in answer.text or f'"{target}-error"' in answer.text
    assert "Two seats</textarea>" in answer.text and 'value="2027-03-14T10:00"' in answer.text
    assert '<option selected value="Europe/Berlin">' in answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Sunday 14 March 2027, 20:00 Europe/Paris"),
        ("fr", "dimanche 14 mars 2027 à 20:00 Europe/Paris"),
        ("de", "Sonntag, 14. März 2027, 20:00 Uhr Europe/Paris"),
    ],
)
def test_the_dashboard_names_times_of_the_elections_zone_in_the_readers_language(
    shared: World, language: str, words: str
) -> None:
    made = shared.make("draft")
    with shared.database.session() as session:
        election = found(session, made.uuid)
        election.zone, election.closes_at = "Europe/Paris", dt.datetime(2027, 3, 14, 19, tzinfo=dt.UTC)
    page = shared.browser(OLGA).get(f"/officer/elections/{made.uuid}", headers={"Accept-Language": language})
    assert words in page.text


@pytest.mark.parametrize(
    ("local", "zone", "words"),
    [
        ("2027-03-28T02:30", "Europe/Berlin", "does not exist in Europe/Berlin"),
        ("2027-10-31T02:30", "Europe/Berlin", "exists twice in Europe/Berlin"),
    ],
)
def test_times_that_the_clocks_skip_or_repeat_are_refused(world: World, local: str, zone: str, words: str) -> None:
    answer = world.browser(OLGA).post(NEW, name="E", zone=zone, opens_at=local, minimum_ballots="2")
    assert answer.status_code == 422 and words in answer.text


def test_times_are_kept_in_utc_and_shown_in_the_officers_zone(world: World) -> None:
    browser = world.browser(OLGA)
    answer = browser.post(
        NEW,
        name="E",
        zone="Asia/Kolkata",
        opens_at="2030-03-14T10:00",
        closes_at="2030-03-15T10:00",
        minimum_ballots="2",
    )
    page = browser.get(answer.headers["Location"]).text
    assert "Thursday 14 March 2030, 04:30 UTC" in page
    assert 'value="2030-03-14T10:00"' in browser.get(answer.headers["Location"] + "/settings").text
    with world.database.reading() as session:
        opens = found(session, answer.headers["Location"].rsplit("/", 1)[1]).opens_at
    assert opens is not None and to_utc(to_local(opens, "Asia/Kolkata"), "Asia/Kolkata") == opens


def test_a_contest_with_mistakes_names_each(world: World) -> None:
    made = world.make("draft")
    browser = world.browser(OLGA)
    answer = browser.post(
        f"/officer/elections/{made.uuid}/contests/new",
        **{
            "title": "Board",
            "seats": "1",
            "minimum": "3",
            "maximum": "2",
            "candidates-0-name": "Ana",
            "candidates-1-name": "Ana",
            "candidates-2-slate": "Red",
        },
    )
    assert answer.status_code == 422
    for sentence in (
        "The most choices must not be fewer than the least.",
        "“Ana” stands here twice. Tell the two apart in their names.",
        "Candidate 3 has no name. Add it, or empty the row.",
    ):
        assert sentence in answer.text


def test_more_rows_for_candidates_lose_nothing(world: World) -> None:
    made = world.make("draft")
    path = f"/officer/elections/{made.uuid}/contests/new"
    answer = world.browser(OLGA).post(path, more="1", title="Board", **{"candidates-0-name": "Ana"})
    assert answer.status_code == 200 and 'value="Ana"' in answer.text and 'name="candidates-3-name"' in answer.text


def test_changing_a_contest_replaces_its_candidates(world: World) -> None:
    made = world.make("draft")
    browser = world.browser(OLGA)
    path = f"/officer/elections/{made.uuid}/contests/1"
    assert 'value="Noor"' in browser.get(path).text
    values = {"title": "Board", "seats": "1", "minimum": "0", "maximum": "1", "candidates-0-name": "Zoe"}
    assert browser.post(path, **values, going=["Noor", "Ola", "Pia"]).status_code == 302
    page = browser.get(f"/officer/elections/{made.uuid}/contests").text.partition("removed-title")[0]
    assert "Zoe" in page and "Noor" not in page and "Board" in page


def test_a_command_line_trustee_hands_in_a_key(world: World) -> None:
    from ballot.protocol.setup import new_trustee

    made = world.make("draft")
    browser = world.browser(OLGA)
    path = f"/officer/elections/{made.uuid}/trustees"
    assert browser.post(f"{path}/invite", path, **{"invite-name": "Li"}).status_code == 302
    assert "Waiting for the key" in browser.get(path).text
    wrong = browser.post(f"{path}/3/key", text="{}")
    assert wrong.status_code == 422 and "There is a problem" in wrong.text
    assert browser.post(f"{path}/3/key").status_code == 422
    from ballot.records.canonical import encode

    key = encode(new_trustee("Li")[1])
    assert browser.post(f"{path}/3/key", file=(io.BytesIO(key), "li.public.json")).status_code == 302
    assert "Waiting for the key" not in browser.get(path).text


def test_a_wrong_share_or_passphrase_is_said_and_nothing_is_appended(world: World) -> None:
    made = world.make("closed")
    browser = world.browser(OLGA)
    path = f"/officer/elections/{made.uuid}/count"
    wrong = browser.post(f"{path}/share", path, file=(io.BytesIO(b"{}"), "share"))
    assert wrong.status_code == 422 and "There is a problem" in wrong.text
    key = (io.BytesIO(made.key_files[0].encode()), "key")
    assert browser.post(f"{path}/1", file=key, passphrase="not the passphrase").status_code == 422
    other = (io.BytesIO(made.key_files[0].encode()), "key")
    assert browser.post(f"{path}/2", file=other, passphrase="four words are enough").status_code == 422
    assert "Waiting for Trustee A and Trustee B" in browser.get(path).text


def test_the_same_ballot_gets_the_same_receipt_and_a_second_one_is_refused(world: World) -> None:
    made = world.make("open")
    ballot = world.ballot(made)
    first, again = (world.browser().cast(made.uuid, ballot) for _ in range(2))
    assert first.status_code == again.status_code == 200 and first.data == again.data
    other = world.browser().cast(made.uuid, world.ballot(made, candidate=1))
    error = other.get_json()["error"]
    assert other.status_code == 409 and error["code"] == "token-spent" and error["at"] is None


def test_the_booth_is_told_what_is_wrong_in_its_own_codes(world: World) -> None:
    frozen, closed = world.make("frozen"), world.make("closed")
    for made, code in ((frozen, "not-open"), (closed, "closed")):
        answer = world.browser().cast(made.uuid, world.ballot(made, member=4))
        assert answer.get_json()["error"]["code"] == code
    answer = world.browser().cast(closed.uuid, b"{}")
    assert answer.get_json()["error"]["code"] in ("invalid-ballot", "closed")
    assert world.browser().post_json(closed.uuid, "token", b'{"credential":"zz"}').status_code == 404


def fill_board(world: World, made: Made, ballots: int) -> None:
    """Put ballots without content on a board, as if their portion had come out."""
    with world.database.session() as session:
        number = found(session, made.uuid).id
        for i in range(1, ballots + 1):
            digest = hashlib.sha256(str(i).encode()).hexdigest()
            where = {"election_id": number, "height": i}
            session.add(BoardEvent(**where, type="Ballot", parent=f"{i:064}", hash=digest, content=b""))
            session.add(Receipt(**where, tracking_number=digest[:43], credential=str(i), content=b""))
        for head in (BoardHead, PublicHead):
            session.get_one(head, number).size = ballots + 1


def work_of(world: World, path: str) -> int:
    """Return how many hundred steps the database takes for a page that has been read before."""
    browser, ticks = world.browser(), []
    browser.get(path)

    def watch(connection: Any, *_: object) -> None:
        connection.connection.dbapi_connection.set_progress_handler(lambda: ticks.append(1) and 0, 100)

    event.listen(Engine, "before_cursor_execute", watch)
    try:
        assert browser.get(path).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", watch)
    return len(ticks)


def test_the_public_page_of_a_large_board_is_no_more_work_than_that_of_a_small_one(world: World) -> None:
    """Nothing is counted for each reader: a public page that counts can be used to keep the server busy (W25)."""
    small, large = (world.make("open", votes=()) for _ in range(2))
    fill_board(world, small, 60)
    fill_board(world, large, 3200)
    for path in ("", "/board"):
        least, most = (work_of(world, f"/elections/{made.uuid}{path}") for made in (small, large))
        assert 0 < most < 1.5 * least, (path, least, most)
    assert work_of(world, f"/elections/{large.uuid}/board?page=64") < 1.5 * most


def test_the_board_pages_through_thousands_and_finds_one(world: World) -> None:
    made = world.make("open", votes=())
    fill_board(world, made, 3200)
    browser = world.browser()
    path = f"/elections/{made.uuid}/board"
    first, last = browser.get(path).text, browser.get(f"{path}?page=64").text
    assert first.count('class="tracker"') == last.count('class="tracker"') == 50
    assert "Page 1 of 64" in first and "Page 64 of 64" in last and "Next</a>" not in last
    assert browser.get(f"{path}?page=65").headers["Location"] == f"{path}?page=64"
    for page in ("0", "-3", "x", "9" * 30):
        assert browser.get(f"{path}?page={page}").status_code in (200, 302)
    wanted = hashlib.sha256(b"1234").hexdigest()[:43]
    answer = browser.get(path, query_string={"q": in_groups(wanted)})
    assert "1 ballot found" in answer.text and in_groups(wanted) in answer.text
    assert "No ballot on this board" in browser.get(f"{path}?q=zzzzzz").text


def test_the_election_page_shows_every_checksum_in_groups(world: World) -> None:
    made = world.make("published")
    with world.database.reading() as session:
        election = found(session, made.uuid)
        sums = [election.fingerprint or "", election.setup_event or ""]
    page = world.browser().get(f"/elections/{made.uuid}").text
    assert all(in_groups(value) in page for value in sums) and len(sums[1]) == 64
    for what in ("Charter", "List of public credentials", "Trustee 1", "Trustee 2", "Encrypted tally", "Last event"):
        assert what in page
    assert page.count("Share of trustee") == 2


def test_P7_the_audit_page_lists_the_scripts_that_are_served(world: World, repo_root: Path) -> None:
    made = world.make("open")
    page = re.sub(r"\s", "", world.browser().get(f"/elections/{made.uuid}/audit").text)
    scripts = sorted((repo_root / "ballot/static/js").glob("*.js"))
    assert len(scripts) >= 3
    for script in scripts:
        served = world.browser().get(f"/static/js/{script.name}")
        digest = hashlib.sha256(served.data).hexdigest()
        assert digest in page and served.data == script.read_bytes() and script.name in page
    text = world.browser().get(f"/elections/{made.uuid}/audit").text
    assert "ballot verify" in text and "belenios-tool election verify" in text


def test_the_turnout_is_a_step_line_and_a_table(world: World) -> None:
    made = world.make("open", votes=())
    assert "turnout-title" not in world.browser(OLGA).get(f"/officer/elections/{made.uuid}").text
    world.vote(made, (0, 1))
    page = world.browser(OLGA).get(f"/officer/elections/{made.uuid}").text
    assert "Voters over time, from the opening until now: 2 of 5" in page
    points = re.search(r'<polyline points="([^"]+)"', page)
    assert points is not None and points[1].startswith("0,100 ") and points[1].endswith(",60.00")
    assert re.search(r"UTC</time></td><td class=.number.>2</td></tr>\s*</tbody>", page)


def test_B16_each_paragraph_of_a_description_has_its_own_direction(shared: World) -> None:
    made = shared.make("open", description="Two seats.\nمقعدان.")
    page = shared.browser().get(f"/elections/{made.uuid}").text
    assert '<p dir="auto">Two seats.</p>' in page and '<p dir="auto">مقعدان.</p>' in page


def test_an_unknown_election_has_no_booth(world: World) -> None:
    made = world.make("open")
    browser = world.browser()
    token = browser.token(f"/vote/{made.uuid}")
    for path, body in (("token", b'{"credential":"' + b"0" * 64 + b'"}'), ("cast", world.ballot(made))):
        answer = browser.client.post(
            f"/vote/AAAAAAAAAAAAAA/{path}", data=body, content_type="application/json", headers={"X-CSRFToken": token}
        )
        assert answer.status_code == 404 and answer.get_json()["error"]["message"], path
