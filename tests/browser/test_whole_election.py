"""A whole election in a real browser: by clicking for the officer, by the keyboard alone for a member on a phone."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from ballot import clock
from tests.browser.conftest import DESK, PHONE, Site, Watched, log_in, watching
from tests.browser.keyboard import press
from tests.web.world import PASSPHRASE, Made, roll_csv

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANDIDATES = (("Noor Haddad", "Renewal"), ("Ola Lind", "Renewal"), ("Pia Conti", "Experience"), ("Quim Sala", ""))


def choose_file(page: Page, label: str, name: str, content: bytes) -> None:
    """Choose a file in a form."""
    page.get_by_label(label).set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})


def content_of(download: Download) -> bytes:
    """Return what was downloaded."""
    return Path(download.path()).read_bytes()


def create(page: Page) -> str:
    """Create the election and set its dates; return its uuid."""
    page.get_by_role("link", name="New election").click()
    page.get_by_label("Name of the election").fill("Executive committee")
    page.get_by_label("What is it about?").fill("Two seats for two years.")
    now = clock.now()
    page.get_by_label("Voting opens").fill((now - dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Voting closes").fill((now + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Create the election").click()
    page.wait_for_url(re.compile(r"/officer/elections/\w+$"))
    return page.url.rsplit("/", 1)[1]


def add_contest(page: Page) -> None:
    """Add the contest with its candidates."""
    page.get_by_role("link", name="Add contests").click()
    page.get_by_role("link", name="Add a contest").click()
    page.get_by_label("Title of the contest").fill("Committee")
    page.get_by_label("Seats").fill("2")
    page.get_by_label("Most choices").fill("2")
    for at, (name, slate) in enumerate(CANDIDATES):
        page.locator(f"#candidates-{at}-name").fill(name)
        page.locator(f"#candidates-{at}-slate").fill(slate)
    page.get_by_text("Statement of candidate 1").click()
    page.locator("#candidates-0-statement").fill("I am Noor. I will keep the books open.")
    page.get_by_role("button", name="Save the contest").click()
    page.get_by_role("link", name="Done").click()


def upload_roll(page: Page) -> None:
    """Upload a roll with a bad row and a duplicate, look at them, and take the rest."""
    page.get_by_role("link", name="Upload the roll").click()
    bad = b"2001,No Address,\n1000,Member 0,member0@example.org\n"
    choose_file(page, "Roll as a CSV file", "roll.csv", roll_csv(4) + bad)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_label("email", exact=True)).to_have_value("email")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="Rejected rows")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^6 ")).first).to_be_visible()
    expect(page.get_by_role("heading", name="Duplicates")).to_be_visible()
    page.get_by_label("Keep only row 2").check()
    page.get_by_role("button", name="Keep these decisions").click()
    page.get_by_role("button", name="Take this roll: 4 members").click()
    expect(page.get_by_text("6 rows = 4 accepted + 1 rejected + 1 merged or left out").first).to_be_visible()


def make_keys(page: Page) -> list[bytes]:
    """Make two trustees' key files and return them."""
    page.get_by_role("link", name="Add trustees").click()
    keys = []
    for name in ("Amina Diallo", "Jonas Weber"):
        form = page.locator("form", has_text="Passphrase for the key file")
        form.get_by_label("Name of the trustee").fill(name)
        form.get_by_label("Passphrase for the key file").fill(PASSPHRASE)
        form.get_by_label("The passphrase again").fill(PASSPHRASE)
        page.get_by_role("button", name="Make the key file").click()
        with page.expect_download() as downloading:
            page.get_by_role("link", name="Download the key file").click()
        keys.append(content_of(downloading.value))
        page.get_by_role("link", name="I have saved it").click()
        choose_file(page, "Key file", "trustee.key", keys[-1])
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.get_by_role("button", name="Open the test message").click()
        expect(page.get_by_text(f"{name} has passed the rehearsal")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    return keys


def freeze(page: Page) -> list[dict[str, str]]:
    """Freeze the election with a file for a mail merge; return its rows."""
    page.get_by_role("link", name="Freeze the election").click()
    page.get_by_label("In one file for a mail merge").check()
    page.get_by_label("I accept that the result itself").check()  # four members
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Freeze the election").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the tokens").click()
    page.get_by_role("link", name="I have saved it").click()
    return list(csv.DictReader(io.StringIO(content_of(downloading.value).decode("utf-8-sig"))))


def confirm(page: Page, step: str, button: str) -> None:
    """Do a step that cannot be undone."""
    page.get_by_role("link", name=step).click()
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name=button).click()


def tracking_number(page: Page) -> str:
    """Return the tracking number that the booth shows."""
    text = page.locator(".tracker").first.text_content() or ""
    number = re.sub(r"\s", "", text)
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}", number), text
    return number


def vote_by_keyboard(phone: Watched, link: str) -> str:
    """Vote with Tab, Space and Enter alone, with one challenge; return the tracking number of the cast ballot."""
    page = phone.page()
    page.goto(link)
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert "#" not in page.url, "B18: the token stays in the address bar"
    press(page, "Start")
    expect(page.get_by_role("heading", name="Choose", exact=True)).to_be_focused()
    press(page, "Noor Haddad", "Space")
    press(page, "Pia Conti", "Space")
    expect(page.get_by_text("2 of 2 chosen")).to_be_visible()
    press(page, "Quim Sala", "Space")
    expect(page.get_by_text("You can choose 2. Remove one first.")).to_be_visible()
    press(page, "Review my ballot")
    expect(page.get_by_text("Encrypting… done.")).to_be_visible()

    challenged = tracking_number(page)
    press(page, "Check that this device encrypts honestly")
    press(page, "Open this ballot and throw it away")
    expect(page.get_by_role("heading", name="This ballot is open")).to_be_focused()
    opened = page.get_by_label("The opened ballot").input_value()
    check_elsewhere(phone, opened, challenged)
    press(page, "Vote again")
    press(page, "Review my ballot")
    expect(page.get_by_text("Encrypting… done.")).to_be_visible()
    number = tracking_number(page)
    assert number != challenged
    press(page, "Cast my ballot")
    expect(page.get_by_role("heading", name="Your ballot is in the ballot box.")).to_be_focused()
    assert tracking_number(page) == number
    expect(page.get_by_text("Your ballot is on the public board.")).to_be_visible()
    assert_nothing_kept(page)
    press(page, "See it on the board")
    expect(page.get_by_text("1 ballot found.")).to_be_visible()
    assert tracking_number(page) == number
    page.close()
    return number


def check_elsewhere(phone: Watched, opened: str, number: str) -> None:
    """Check an opened ballot on the checking page; a changed one is found out."""
    page = phone.page()
    page.goto("/check")
    page.get_by_label("Or its text").fill(opened)
    press(page, "Check this ballot")
    expect(page.get_by_text("The encryption is honest")).to_be_visible()
    assert tracking_number(page) == number
    expect(page.get_by_text("Noor Haddad")).to_be_visible()
    lie = json.loads(opened)
    lie["choices"][0] = [0, 0, 1, 1, 0]
    page.get_by_label("Or its text").fill(json.dumps(lie))
    page.get_by_role("button", name="Check this ballot").click()
    expect(page.get_by_text("This opened ballot is not right")).to_be_visible()
    page.close()


def assert_nothing_kept(page: Page) -> None:
    """P8: nothing that could show how a member voted stays in the browser."""
    kept = page.evaluate(
        """async () => ({
          local: localStorage.length, session: sessionStorage.length,
          databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
          workers: (await navigator.serviceWorker.getRegistrations()).length, readable: document.cookie,
        })"""
    )
    assert kept == {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0, "readable": ""}


def decrypt(page: Page, keys: list[bytes]) -> None:
    """Decrypt with both key files, and open the count."""
    for at, key in enumerate(keys):
        page.get_by_role("link", name="Decrypt with the key file").first.click()
        choose_file(page, "Key file", f"{at}.key", key)
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.get_by_role("button", name="Decrypt").click()
        page.wait_for_url("**/count")
    page.get_by_role("button", name="Open the count").click()


@dataclass(frozen=True)
class Finished:
    """What is left of the election: its files, and the number of the ballot that was cast by the keyboard."""

    uuid: str
    number: str
    archive: Path
    companion: Path


@pytest.fixture(scope="module")
def finished(chrome: Browser, shared_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Run the whole election; nothing suspicious may happen in any of the two browsers."""
    folder = tmp_path_factory.mktemp("files")
    with watching(chrome, shared_site, PHONE) as phone, watching(chrome, shared_site, DESK) as desk:
        officer = desk.page()
        log_in(officer)
        uuid = create(officer)
        add_contest(officer)
        keys = make_keys(officer)
        upload_roll(officer)
        rows = freeze(officer)
        confirm(officer, "Open the voting", "Open the voting")
        number = vote_by_keyboard(phone, rows[0]["link"])
        shared_site.world.vote(Made(uuid, [row["token"] for row in rows[1:3]], []), (0, 2))
        count_and_publish(officer, uuid, keys)
        archive, companion = download_files(phone, uuid, folder)
    return Finished(uuid, number, archive, companion)


def count_and_publish(officer: Page, uuid: str, keys: list[bytes]) -> None:
    """Close, decrypt, open the count, declare and publish."""
    officer.goto(f"/officer/elections/{uuid}")
    expect(officer.get_by_text("75.0 % voted")).to_be_visible()
    confirm(officer, "Close the voting", "Close the voting")
    decrypt(officer, keys)
    expect(officer.get_by_text("Elected").first).to_be_visible()
    confirm(officer, "Declare the result", "Declare the result")
    confirm(officer, "Publish the result", "Publish the result")


def download_files(phone: Watched, uuid: str, folder: Path) -> tuple[Path, Path]:
    """Look at the public result, and download the archive and the companion file as anybody can."""
    page = phone.page()
    page.goto(f"/elections/{uuid}/result")
    seat, bar = (page.get_by_role("listitem").filter(has_text="Noor Haddad").nth(i) for i in range(2))
    expect(seat).to_contain_text("with 2")
    expect(bar).to_contain_text("Elected")
    expect(bar).to_contain_text("2 · 66.7 %")
    page.goto(f"/elections/{uuid}/audit")
    files = folder / f"{uuid}.bel", folder / f"{uuid}.companion.jsonl"
    for name, file in zip(("Archive (.bel)", "Companion file"), files, strict=True):
        with page.expect_download() as downloading:
            page.get_by_role("link", name=name).click()
        file.write_bytes(content_of(downloading.value))
    return files


def test_a_long_list_of_tokens_comes_in_parts_that_a_browser_can_save(desk: Watched, site: Site) -> None:
    made = site.world.make("draft", members=6000)
    page = desk.page()
    log_in(page)
    page.goto(f"/officer/elections/{made.uuid}/freeze")
    page.get_by_label("In one file for a mail merge").check()
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Freeze the election").click()
    links = page.get_by_role("link", name="Download the tokens")
    links.first.wait_for()
    rows: list[dict[str, str]] = []
    for at in range(links.count()):
        with page.expect_download() as downloading:
            links.nth(at).click()
        rows += csv.DictReader(io.StringIO(content_of(downloading.value).decode("utf-8-sig")))
    assert links.count() >= 2
    assert len({row["token"] for row in rows}) == len({row["email"] for row in rows}) == len(rows) == 6000


def test_the_ballot_of_the_keyboard_is_among_the_published_ones(finished: Finished) -> None:
    assert finished.number.encode() in finished.companion.read_bytes()


def test_the_archive_passes_our_verifier(finished: Finished) -> None:
    files = [str(finished.archive), "--companion", str(finished.companion)]
    command = [sys.executable, "-m", "ballot.cli.main", "verify", *files, "--json", "--strict"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["verdict"] == "valid"


@pytest.mark.belenios
def test_the_archive_passes_belenios_tool(finished: Finished, belenios_tool: Path, tmp_path: Path) -> None:
    shutil.copy(finished.archive, tmp_path)
    done = subprocess.run(
        [belenios_tool, "election", "verify"], cwd=tmp_path, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all checks passed" in done.stdout + done.stderr
