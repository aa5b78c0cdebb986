"""The roll's pages: columns, progress, every duplicate decided, and nothing lost on the way."""

from __future__ import annotations

import re
from typing import Any

from ballot.election.roles import SECOND_OFFICER
from ballot.election.roll import reading
from ballot.election.roll.upload import begin_reading, find_upload
from ballot.election.scene import Scene
from tests.web.world import OLGA, Browser, World, found

ROWS = b"name,email\nAna,a@example.org\nAna Two,a@example.org\nBo,b@example.org\nBo,b@example.org\nCy,\n"


def start(world: World, rows: bytes = ROWS) -> tuple[Browser, str, Any]:
    made = world.make("draft")
    browser, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    return browser, home, browser.upload_roll(home, rows)


def test_the_roll_is_taken_when_every_duplicate_is_decided(world: World) -> None:
    browser, home, page = start(world)
    check = f"{home}/roll/check"
    assert "5</strong> rows" in page.text and "4</strong> for you to decide" in page.text
    assert "Row 6: no e-mail address" in page.text and "Take this roll" not in page.text
    refused = browser.post(f"{home}/roll/accept", check)
    assert refused.status_code == 422 and "Decide first on 2 duplicates" in refused.text
    first, second = re.findall(r'name="(group-\d+)" id="group-\d+-all"', page.text)
    assert browser.post(f"{home}/roll/decide", check, **{first: "2,3"}).status_code == 302
    page = browser.get(check)
    assert "2</strong> for you to decide" in page.text and 'value="2,3" checked' in page.text
    assert browser.get(f"{home}/roll").headers["Location"] == check, "the page can be left and found again"
    assert browser.post(f"{home}/roll/decide", check, **{second: "5"}).status_code == 302
    assert "Take this roll: 3 members" in browser.get(check).text
    browser.post(f"{home}/roll/accept", check)
    taken = "5 rows = 3 accepted + 1 rejected + 1 merged or left out as duplicates."
    assert f"The roll is taken: {taken}" in browser.get(home).text
    assert browser.get(check).headers["Location"] == f"{home}/roll"


def test_all_the_rest_in_one_way_and_ticked_rows(world: World) -> None:
    people = (b"1,A,a", b"1,B,b", b"2,C,c", b"3,D,c", b"4,E,c")
    rows = b"number,name,email\n" + b"".join(person + b"@example.org\n" for person in people)
    browser, home, page = start(world, rows)
    check = f"{home}/roll/check"
    left = browser.post(f"{home}/roll/decide", check, act="rest", rest="all")
    assert left.status_code == 422 and "1 group cannot be decided so" in left.text
    three = re.findall(r'name="keep-(\d+)"', page.text)[0]
    assert browser.post(f"{home}/roll/decide", check, **{f"keep-{three}": ["4", "6"]}).status_code == 302
    assert "1</strong> merged" in browser.get(check).text
    assert browser.post(f"{home}/roll/decide", check, act="rest", rest="nothing").status_code in (403, 409)


def test_columns_are_put_right_and_an_encoding_is_chosen(world: World) -> None:
    made = world.make("draft")
    browser, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    content = "who;write to;lang\nZoë Ak;z@example.org;fr\n".encode("windows-1252")
    browser.upload(home, content)
    page = browser.get(f"{home}/roll/columns").text
    assert "Zoë Ak" in page and "Windows-1252" in page
    path, values = f"{home}/roll/columns", {"delimiter": ";", "role0": "", "role1": "email", "role2": "language"}
    other = browser.post(path, act="show", encoding="windows-1251", **values)
    assert other.status_code == 200 and "Zoл Ak" in other.text
    refused = browser.post(path, act="read", encoding="windows-1252", **values)
    assert refused.status_code == 422 and "Missing: name" in refused.text
    assert re.search(r'id="role1".*?<option selected value="email">', refused.text, re.DOTALL), "nothing chosen is lost"
    wrong = browser.post(path, act="read", encoding="utf-8", **values)
    assert wrong.status_code == 422 and "Line 2 is not in UTF-8" in wrong.text
    answer = browser.post(path, act="read", encoding="windows-1252", **{**values, "role0": "name"})
    assert answer.status_code == 302
    assert "Zoë Ak" in browser.get(f"{home}/roll/check").text


def test_a_reading_that_stopped_is_started_again(world: World, monkeypatch: Any) -> None:
    browser, home, _ = start(world)
    uuid = home.rpartition("/")[2]
    with world.database.session() as session:
        upload = find_upload(Scene(session, found(session, uuid)))
        assert upload is not None
        begin_reading(session, upload)
    page = browser.get(f"{home}/roll/check").text
    assert "Reading the file" in page and "progress.js" in page
    assert browser.get(f"{home}/roll/progress").get_json() == {"reading": True, "rows": 0, "lines": 6}
    assert browser.post(f"{home}/roll/read", f"{home}/roll/check").status_code == 302
    assert "Reading the file" in browser.get(f"{home}/roll/check").text, "a living reader is left alone"
    monkeypatch.setattr(reading, "SIGN_OF_LIFE", reading.SIGN_OF_LIFE * 0)
    assert "The reading has stopped" in browser.get(f"{home}/roll/check").text
    browser.post(f"{home}/roll/read", f"{home}/roll/check")
    assert "What the file holds" in browser.get(f"{home}/roll/check").text


def test_the_dashboard_says_that_a_file_waits(world: World) -> None:
    browser, home, _ = start(world)
    page = browser.get(home).text
    assert "5 members; a file that was uploaded waits to be taken or given up" in page
    assert re.search(rf'href="{home}/roll">Go on with the file</a>', page)
    assert "A roll file was uploaded and waits" in browser.get(f"{home}/freeze").text
    browser.post(f"{home}/roll/give-up", f"{home}/roll/check")
    assert "Go on with the file" not in browser.get(home).text
    assert "A roll file" not in browser.get(f"{home}/freeze").text


def test_giving_a_file_up_leaves_the_roll_as_it_was(world: World) -> None:
    browser, home, _ = start(world)
    browser.post(f"{home}/roll/give-up", f"{home}/roll/check")
    page = browser.get(f"{home}/roll").text
    assert "5 members on the roll" in page
    for path in ("accept", "decide"):
        answer = browser.post(f"{home}/roll/{path}", f"{home}/roll")
        assert answer.status_code == 409 and "Upload it again" in answer.text
    assert browser.get(f"{home}/roll/rejected.csv").status_code == 409


def test_W11_the_rejected_rows_are_downloaded(world: World) -> None:
    browser, home, _ = start(world, b'name,email\nAna,a@example.org\nEve,"=HYPERLINK(1)"\n')
    answer = browser.get(f"{home}/roll/rejected.csv")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and lines[1].endswith(",Eve,'=HYPERLINK(1)")


def test_a_name_is_corrected_by_two_and_counted_in_public(world: World) -> None:
    made = world.make("open")
    world.appoint(made, "sam@example.org", SECOND_OFFICER)
    home, path = f"/officer/elections/{made.uuid}", f"/officer/elections/{made.uuid}/roll/correct"
    officer = world.browser(OLGA)
    assert officer.get(path, query_string={"who": "nobody"}).status_code == 404
    page = officer.get(path, query_string={"who": "1000"}).text
    assert 'value="Member 0"' in page and 'value="member0@example.org"' in page
    (member,) = re.findall(r'name="member" type="hidden" value="(\d+)"', page)
    values = {
        "member": member,
        "number": "1000",
        "name": "Member Zero",
        "email": "member0@example.org",
        "reason": "Asked.",
    }
    wrong = officer.post(path, path + "?who=1000", **{**values, "email": "no address"})
    assert wrong.status_code == 422 and "is not an e-mail address" in wrong.text and 'value="Member Zero"' in wrong.text
    assert officer.post(path, path + "?who=1000", **values).status_code == 302
    second = world.browser("sam@example.org")
    page = second.get(f"{home}/joint-acts").text
    assert "“Member 0” becomes “Member Zero”" in page
    confirm, digest = re.search(r'action="([^"]+/confirm)".*?name="digest" value="(\w+)"', page, re.DOTALL).groups()  # type: ignore[union-attr]
    assert second.post(confirm, f"{home}/joint-acts", digest=digest).status_code == 302
    public = world.browser().get(f"/elections/{made.uuid}").text
    assert "1 correction of names or addresses" in public and "Member Zero" not in public
