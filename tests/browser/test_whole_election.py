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
from ballot.language import in_language
from ballot.report.words import percent
from tests.browser.conftest import DESK, PHONE, Site, Watched, watching
from tests.browser.keyboard import press
from tests.browser.people import Person
from tests.web.world import PASSPHRASE, Made, roll_csv

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANDIDATES = (("Noor Haddad", "Renewal"), ("Ola Lind", "Renewal"), ("Pia Conti", "Experience"), ("Quim Sala", ""))
TRUSTEES = ("Amina Diallo", "Jonas Weber")


def choose_file(person: Person, label: str, name: str, content: bytes) -> None:
    """Choose a file in a form."""
    person.take(label, {"name": name, "mimeType": "text/plain", "buffer": content})


def content_of(download: Download) -> bytes:
    """Return what was downloaded."""
    return Path(download.path()).read_bytes()


def create(person: Person) -> str:
    """Create the election and set its dates; return its uuid."""
    person.follow("New election")
    person.fill("Name of the election", "Executive committee")
    person.fill("What is it about?", "Two seats for two years.")
    now = clock.now()
    person.fill("Voting opens", (now - dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    person.fill("Voting closes", (now + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    person.submit("Create the election")
    person.page.wait_for_url(re.compile(r"/officer/elections/\w{10,}$"))
    return person.page.url.rsplit("/", 1)[1]


def add_contest(person: Person) -> None:
    """Add the contest with its candidates."""
    person.follow("Add contests")
    person.follow("Add a contest")
    person.fill("Title of the contest", "Committee")
    person.fill("Seats", "2")
    person.fill("Most choices", "2")
    for at, (name, slate) in enumerate(CANDIDATES):
        person.page.locator(f"#candidates-{at}-name").fill(name)
        person.page.locator(f"#candidates-{at}-slate").fill(slate)
    person.page.get_by_text(person.said("Statement of candidate %(index)s", index=1)).click()
    person.page.locator("#candidates-0-statement").fill("I am Noor. I will keep the books open.")
    person.submit("Save the contest")
    person.follow("Done")


def upload_roll(person: Person) -> None:
    """Upload a roll with a bad row and a duplicate, look at them, and take the rest."""
    person.follow("Upload the roll")
    bad = b"2001,No Address,\n1000,Member 0,member0@example.org\n"
    choose_file(person, "Roll as a CSV file", "roll.csv", roll_csv(4) + bad)
    person.submit("Look at the file")
    expect(person.page.get_by_label("email", exact=True)).to_have_value("email")
    person.submit("Read the file")
    expect(person.page.get_by_role("heading", name=person.said("Rejected rows"))).to_be_visible()
    expect(person.page.get_by_role("row", name=re.compile("^6 ")).first).to_be_visible()
    expect(person.page.get_by_role("heading", name=person.said("Duplicates"))).to_be_visible()
    person.page.locator("input[type=radio][value='2']").check()
    person.submit("Keep these decisions")
    person.submit("Take this roll: %(num)s member", "Take this roll: %(num)s members", 4)
    person.sees(
        "%(num)s row = %(accepted)s accepted + %(rejected)s rejected + %(merged)s merged or left out as duplicates",
        "%(num)s rows = %(accepted)s accepted + %(rejected)s rejected + %(merged)s merged or left out as duplicates",
        6,
        accepted=4,
        rejected=1,
        merged=1,
    )


def make_keys(person: Person) -> list[bytes]:
    """Make two trustees' key files and return them."""
    person.follow("Add trustees")
    keys = []
    for name in TRUSTEES:
        form = person.page.locator("form", has_text=person.said("Passphrase for the key file"))
        form.get_by_label(person.said("Name of the trustee")).fill(name)
        form.get_by_label(person.said("Passphrase for the key file")).fill(PASSPHRASE)
        form.get_by_label(person.said("The passphrase again")).fill(PASSPHRASE)
        person.submit("Make the key file")
        with person.page.expect_download() as downloading:
            person.link("Download the key file").click()
        keys.append(content_of(downloading.value))
        person.follow("I have saved it: rehearse")
        choose_file(person, "Key file", "trustee.key", keys[-1])
        person.fill("Passphrase", PASSPHRASE)
        person.submit("Open the test message")
        person.sees("%(trustee)s has passed the rehearsal: the key file opens.", trustee=name)
    person.follow("Done")
    return keys


def freeze(person: Person) -> list[dict[str, str]]:
    """Freeze the election with a file for a mail merge; return its rows."""
    person.follow("Freeze the election")
    person.choose("In one file for a mail merge")
    person.choose("I accept that the result itself may show how a member voted")  # four members
    person.choose("I have read this")
    person.submit("Freeze the election")
    with person.page.expect_download() as downloading:
        person.press("Download the tokens")
    person.choose("I have opened the file, and it has a row for everybody")
    person.submit("The file is saved")
    person.sees("It adds up.")
    person.follow("Back to the steps")
    return list(csv.DictReader(io.StringIO(content_of(downloading.value).decode("utf-8-sig"))))


def confirm(person: Person, step: str, reason: str = "") -> None:
    """Do a step that cannot be undone."""
    person.follow(step)
    if reason:
        person.page.locator("#reason").fill(reason)
    person.choose("I have read this")
    person.submit(step)


def tracking_number(page: Page) -> str:
    """Return the tracking number that the booth shows; before a ballot is cast, its check number."""
    text = page.locator(".tracker").first.text_content() or ""
    number = re.sub(r"\s", "", text)
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}", number), text
    return number


def vote_by_keyboard(phone: Watched, language: str, link: str) -> str:
    """Vote with Tab, Space and Enter alone, with one challenge; return the tracking number of the cast ballot."""
    member = Person(phone.page(), language)
    page = member.page
    page.goto(link)
    expect(member.button("Start")).to_be_visible()
    assert "#" not in page.url, "B18: the token stays in the address bar"
    press(page, member.said("Start"))
    expect(page.locator("#contest-0")).to_be_focused()
    press(page, "Noor Haddad", "Space")
    press(page, "Pia Conti", "Space")
    member.sees("%(chosen)s of %(max)s chosen", chosen=2, max=2)
    press(page, "Quim Sala", "Space")
    member.sees("You can choose %(max)s. Remove one first.", max=2)
    press(page, member.said("Review my ballot"))
    member.sees("You have not voted yet.")

    challenged = tracking_number(page)
    press(page, member.said("Your check number"))
    press(page, member.said("Check that this device encrypts honestly"))
    press(page, member.said("Open this ballot and throw it away"))
    expect(page.get_by_role("heading", name=member.said("This ballot is open and will not be cast"))).to_be_focused()
    opened = page.get_by_label(member.said("The opened ballot")).input_value()
    check_elsewhere(phone, language, opened, challenged)
    press(page, member.said("Vote again"))
    press(page, member.said("Review my ballot"))
    member.sees("You have not voted yet.")
    noted = tracking_number(page)
    assert noted != challenged
    press(page, member.said("Cast my ballot"))
    expect(page.get_by_role("heading", name=member.said("Your ballot is in the ballot box."))).to_be_focused()
    number = tracking_number(page)
    assert noted in page.locator("dl.facts").inner_text().replace(" ", "") and number != noted
    member.sees("Your ballot is on the public board.")
    assert_nothing_kept(page)
    press(page, member.said("See it on the board"))
    member.sees("%(num)s ballot found.", "%(num)s ballots found.", 1)
    assert tracking_number(page) == number
    page.close()
    return number


def check_elsewhere(phone: Watched, language: str, opened: str, number: str) -> None:
    """Check an opened ballot on the checking page; a changed one is found out."""
    member = Person(phone.page(), language)
    page = member.page
    page.goto("/check")
    member.fill("Or its text", opened)
    press(page, member.said("Check this ballot"))
    member.sees("The encryption is honest: the ballot holds exactly these choices.")
    assert tracking_number(page) == number
    expect(page.get_by_text("Noor Haddad")).to_be_visible()
    lie = json.loads(opened)
    lie["choices"][0] = [0, 0, 1, 1, 0]
    member.fill("Or its text", json.dumps(lie))
    member.press("Check this ballot")
    member.sees("This opened ballot is not right")
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


def decrypt(person: Person, keys: list[bytes]) -> None:
    """Decrypt with both key files, and open the count."""
    for name, key in zip(TRUSTEES, keys, strict=True):
        person.follow('Decrypt with the key file<span class="sr-only"> of %(name)s</span>', name=name)
        choose_file(person, "Key file", "trustee.key", key)
        person.fill("Passphrase", PASSPHRASE)
        person.submit("Decrypt")
        person.page.wait_for_url("**/count")
    person.submit("Open the count")


@dataclass(frozen=True)
class Finished:
    """What is left of the election: its files, and the number of the ballot that was cast by the keyboard."""

    uuid: str
    number: str
    archive: Path
    companion: Path


@pytest.fixture(
    scope="module",
    params=[("en", "en-GB", DESK, PHONE), ("fr", "fr-FR", PHONE, DESK)],
    ids=["in English, officer at a desk", "in French, officer on a phone"],
)
def finished(
    request: pytest.FixtureRequest, chrome: Browser, shared_site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Finished:
    """Run the whole election in a language and on two screens; nothing suspicious may happen in any of the browsers."""
    code, locale, of_officer, of_member = request.param
    with (
        watching(chrome, shared_site, of_member, locale=locale) as member,
        watching(chrome, shared_site, of_officer, locale=locale) as office,
    ):
        officer = Person(office.page(), code)
        officer.log_in()
        uuid = create(officer)
        add_contest(officer)
        keys = make_keys(officer)
        upload_roll(officer)
        rows = freeze(officer)
        confirm(officer, "Open the voting")
        number = vote_by_keyboard(member, code, rows[0]["link"])
        shared_site.world.vote(Made(uuid, [row["token"] for row in rows[1:3]], []), (0, 2))
        count_and_publish(officer, uuid, keys)
        reader = Person(member.page(), code)
        archive, companion = download_files(reader, uuid, tmp_path_factory.mktemp("files"))
    return Finished(uuid, number, archive, companion)


def count_and_publish(officer: Person, uuid: str, keys: list[bytes]) -> None:
    """Close, decrypt, open the count, declare and publish."""
    officer.page.goto(f"/officer/elections/{uuid}")
    expect(officer.page.get_by_text(share(officer, 3, 4))).to_be_visible()
    confirm(officer, "Close the voting", "Everybody has voted.")
    decrypt(officer, keys)
    officer.sees("Elected")
    confirm(officer, "Declare the result")
    confirm(officer, "Publish the result")


def share(person: Person, part: int, whole: int) -> str:
    """Return a share as the person's language writes it."""
    with in_language(person.language):
        return percent(part, whole)


def download_files(reader: Person, uuid: str, folder: Path) -> tuple[Path, Path]:
    """Look at the public result, and download the archive and the companion file as anybody can."""
    reader.page.goto(f"/elections/{uuid}/result")
    seat, bar = (reader.page.get_by_role("listitem").filter(has_text="Noor Haddad").nth(i) for i in range(2))
    votes = reader.said("%(num)s vote", "%(num)s votes", 2)
    expect(seat).to_contain_text(reader.said("with %(votes)s", votes=votes))
    expect(bar).to_contain_text(reader.said("Elected"))
    expect(bar).to_contain_text(f"2 · {share(reader, 2, 3)}")
    reader.page.goto(f"/elections/{uuid}/audit")
    archive, companion = (reader.download(reader.link(name), folder) for name in ("Archive (.bel)", "Companion file"))
    return archive, companion


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
