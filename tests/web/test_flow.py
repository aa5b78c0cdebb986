"""One election from the first form to the published result, by its pages alone."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import re
from html import unescape
from pathlib import Path

from ballot import clock
from tests.web.world import OLGA, PASSPHRASE, Browser, Made, World, make_world, roll_csv, until_sent

DATA_LINK = re.compile(r'href="data:application/octet-stream;base64,([^"]+)"')


def handed_out(page: str) -> bytes:
    """Return the file that a page hands out once."""
    link = DATA_LINK.search(page)
    assert link is not None, page
    return base64.b64decode(unescape(link[1]))


def saved_tokens(officer: Browser, home: str) -> str:
    """Download the file with the tokens, and say that it is saved."""
    page = f"{home}/token-file"
    table = officer.post(f"{page}/download", page).data
    assert officer.post(f"{page}/saved", page, saved="y").status_code == 302
    return table.decode("utf-8-sig")


def local(moment: dt.datetime) -> str:
    """Write a time as a date field sends it."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def set_up(officer: Browser) -> str:
    """Create an election with one contest, a roll and two trustees; return its address."""
    now = clock.now()
    answer = officer.post(
        "/officer/elections/new",
        name="Section chair",
        zone="UTC",
        opens_at=local(now - dt.timedelta(hours=1)),
        closes_at=local(now + dt.timedelta(days=2)),
        minimum_ballots="2",
    )
    assert answer.status_code == 302, answer.text
    home = answer.headers["Location"]
    contest = {"title": "Chair", "seats": "1", "minimum": "0", "maximum": "1"}
    names = {f"candidates-{i}-name": name for i, name in enumerate(("Noor", "Ola", "Pia"))}
    assert officer.post(f"{home}/contests/new", **contest, **names).status_code == 302
    assert "Take this roll: 3 members" in officer.upload_roll(home, roll_csv(3)).text
    assert officer.post(f"{home}/roll/accept", f"{home}/roll/check").status_code == 302
    return home


def make_key(officer: Browser, home: str, name: str) -> bytes:
    """Make a trustee's key file and return it."""
    values = {"file-name": name, "file-passphrase": PASSPHRASE, "file-again": PASSPHRASE}
    answer = officer.post(f"{home}/trustees/key-file", f"{home}/trustees", **values)
    assert answer.status_code == 200, answer.text
    key = handed_out(answer.text)
    page = re.search(r'href="([^"]+/trustees/\d+/rehearsal)"', answer.text)
    assert page is not None
    assert officer.post(page[1], file=(io.BytesIO(key), "key"), passphrase=PASSPHRASE).status_code == 302
    return key


def test_a_whole_election_by_its_pages_on_both_databases(migrated_url: str, tmp_path: Path) -> None:
    world = make_world(tmp_path, store=migrated_url)
    officer = world.browser(OLGA)
    home = set_up(officer)
    uuid = home.rsplit("/", 1)[1]
    keys = [make_key(officer, home, name) for name in ("Amina", "Jonas")]
    assert "Next: freeze and issue tokens" in officer.get(home).text
    assert world.browser().get(f"/elections/{uuid}").status_code == 404

    frozen = officer.post(f"{home}/freeze", channel="merge", sure="y", secrecy="y")
    assert frozen.headers["Location"] == f"{home}/token-file", frozen.text
    rows = list(csv.DictReader(io.StringIO(saved_tokens(officer, home))))
    assert len(rows) == 3
    assert all(row["link"].startswith(f"http://127.0.0.1:8000/vote/{uuid}#") for row in rows)
    assert officer.post(f"{home}/open", sure="y").status_code == 302

    made = Made(uuid, [row["token"] for row in rows], [])
    world.vote(made, (1, 1, 0))
    assert "3</strong> ballots; 100.0 % voted" in officer.get(home).text
    assert officer.post(f"{home}/close", sure="y", reason="Everybody has voted.").status_code == 302
    for position, key in enumerate(keys, start=1):
        answer = officer.post(f"{home}/count/{position}", file=(io.BytesIO(key), "key"), passphrase=PASSPHRASE)
        assert answer.status_code == 302, answer.text
    assert officer.post(f"{home}/count/open", f"{home}/count").status_code == 302

    assert "There is no public result yet" in world.browser().get(f"/elections/{uuid}/result").text
    seen = officer.get(f"{home}/result").text
    assert "Elected" in seen and "66.7 %" in seen
    assert officer.post(f"{home}/declare", sure="y").status_code == 302
    assert officer.post(f"{home}/publish", sure="y").status_code == 302
    published = world.browser().get(f"/elections/{uuid}/result").text
    assert "Elected" in published and "66.7 %" in published
    assert "before its announced end" in published and "Everybody has voted." in published
    archive = world.browser().get(f"/elections/{uuid}/{uuid}.bel").data
    assert archive == officer.get(f"{home}/archive").data and len(archive) % 512 == 0
    companion = world.browser().get(f"/elections/{uuid}/{uuid}.companion.jsonl").data
    assert companion.count(b"\n") >= 5
    world.close()


def test_mails_are_sent_and_name_the_checksums(world: World) -> None:
    officer = world.browser(OLGA)
    home = set_up(officer)
    make_key(officer, home, "Amina"), make_key(officer, home, "Jonas")
    assert officer.post(f"{home}/freeze", channel="mail", sure="y", secrecy="y").status_code == 302
    assert "3</strong> waiting" in officer.get(f"{home}/mails").text
    assert "have not gone out yet" in officer.get(f"{home}/open").text
    officer.post(f"{home}/mails/send", f"{home}/mails")
    _wait_for(world, 3)
    assert "3</strong> accepted" in officer.get(f"{home}/mails").text
    page = re.sub(r"\s", "", world.browser().get(f"/elections/{home.rsplit('/', 1)[1]}").text)
    for mail in world.post.sent:
        assert f"http://127.0.0.1:8000/vote/{home.rsplit('/', 1)[1]}#" in mail.text
        sums = [
            re.sub(r"\s", "", line) for line in mail.text.splitlines() if re.fullmatch(r"    (\S{1,4} )+\S{1,4}", line)
        ]
        assert len(sums) == 2 and all(value in page for value in sums)


def _wait_for(world: World, number: int) -> None:
    until_sent()
    assert len(world.post.sent) == number
