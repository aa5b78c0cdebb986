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
from ballot.language import _, in_language, isolated, ngettext
from ballot.report.words import percent
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
    page.get_by_role("link", name=_("New election")).click()
    page.get_by_label(_("Name of the election")).fill("Executive committee")
    page.get_by_label(_("What is it about?")).fill("Two seats for two years.")
    now = clock.now()
    page.get_by_label(_("Voting opens")).fill((now - dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label(_("Voting closes")).fill((now + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name=_("Create the election")).click()
    page.wait_for_url(re.compile(r"/officer/elections/\w+$"))
    return page.url.rsplit("/", 1)[1]


def add_contest(page: Page) -> None:
    """Add the contest with its candidates."""
    page.get_by_role("link", name=_("Add contests")).click()
    page.get_by_role("link", name=_("Add a contest")).click()
    page.get_by_label(_("Title of the contest")).fill("Committee")
    page.get_by_label(_("Seats")).fill("2")
    page.get_by_label(_("Most choices")).fill("2")
    for at, (name, slate) in enumerate(CANDIDATES):
        page.locator(f"#candidates-{at}-name").fill(name)
        page.locator(f"#candidates-{at}-slate").fill(slate)
    page.get_by_text(_("Statement of candidate %(index)s", index=1)).click()
    page.locator("#candidates-0-statement").fill("I am Noor. I will keep the books open.")
    page.get_by_role("button", name=_("Save the contest")).click()
    page.get_by_role("link", name=_("Done")).click()


def upload_roll(page: Page) -> None:
    """Upload a roll with a bad row and a duplicate, look at them, and take the rest."""
    page.get_by_role("link", name=_("Upload the roll")).click()
    bad = b"2001,No Address,\n1000,Member 0,member0@example.org\n"
    choose_file(page, _("Roll as a CSV file"), "roll.csv", roll_csv(4) + bad)
    page.get_by_role("button", name=_("Look at the file")).click()
    expect(page.get_by_label("email", exact=True)).to_have_value("email")
    page.get_by_role("button", name=_("Read the file")).click()
    expect(page.get_by_role("heading", name=_("Rejected rows"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^6 ")).first).to_be_visible()
    expect(page.get_by_role("heading", name=_("Duplicates"))).to_be_visible()
    page.locator("input[type=radio][value='2']").check()
    page.get_by_role("button", name=_("Keep these decisions")).click()
    page.get_by_role(
        "button", name=ngettext("Take this roll: %(num)s member", "Take this roll: %(num)s members", 4)
    ).click()
    equation = ngettext(
        "%(num)s row = %(accepted)s accepted + %(rejected)s rejected + %(merged)s merged or left out as duplicates",
        "%(num)s rows = %(accepted)s accepted + %(rejected)s rejected + %(merged)s merged or left out as duplicates",
        6,
        accepted=4,
        rejected=1,
        merged=1,
    )
    expect(page.get_by_text(equation).first).to_be_visible()


def make_keys(page: Page) -> list[bytes]:
    """Make two trustees' key files and return them."""
    page.get_by_role("link", name=_("Add trustees")).click()
    keys = []
    for name in ("Amina Diallo", "Jonas Weber"):
        form = page.locator("form", has_text=_("Passphrase for the key file"))
        form.get_by_label(_("Name of the trustee")).fill(name)
        form.get_by_label(_("Passphrase for the key file")).fill(PASSPHRASE)
        form.get_by_label(_("The passphrase again")).fill(PASSPHRASE)
        page.get_by_role("button", name=_("Make the key file")).click()
        with page.expect_download() as downloading:
            page.get_by_role("link", name=_("Download the key file")).click()
        keys.append(content_of(downloading.value))
        page.get_by_role("link", name=_("I have saved it")).click()
        choose_file(page, _("Key file"), "trustee.key", keys[-1])
        page.get_by_label(_("Passphrase")).fill(PASSPHRASE)
        page.get_by_role("button", name=_("Open the test message")).click()
        passed = _("%(trustee)s has passed the rehearsal: the key file opens.", trustee=isolated(name))
        expect(page.get_by_text(passed)).to_be_visible()
    page.get_by_role("link", name=_("Done")).click()
    return keys


def freeze(page: Page) -> list[dict[str, str]]:
    """Freeze the election with a file for a mail merge; return its rows."""
    page.get_by_role("link", name=_("Freeze the election")).click()
    page.get_by_label(_("In one file for a mail merge")).check()
    page.get_by_label(_("I accept that the result itself may show how a member voted")).check()  # four members
    page.get_by_label(_("I have read this")).check()
    page.get_by_role("button", name=_("Freeze the election")).click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=_("Download the tokens")).click()
    page.get_by_role("link", name=_("I have saved it")).click()
    return list(csv.DictReader(io.StringIO(content_of(downloading.value).decode("utf-8-sig"))))


def confirm(page: Page, step: str, button: str, reason: str = "") -> None:
    """Do a step that cannot be undone."""
    page.get_by_role("link", name=step).click()
    if reason:
        page.locator("#reason").fill(reason)
    page.get_by_label(_("I have read this")).check()
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
    expect(page.get_by_role("button", name=_("Start"))).to_be_visible()
    assert "#" not in page.url, "B18: the token stays in the address bar"
    press(page, _("Start"))
    expect(page.get_by_role("heading", name=_("Choose"), exact=True)).to_be_focused()
    press(page, "Noor Haddad", "Space")
    press(page, "Pia Conti", "Space")
    expect(page.get_by_text(_("%(chosen)s of %(max)s chosen", chosen=2, max=2))).to_be_visible()
    press(page, "Quim Sala", "Space")
    expect(page.get_by_text(_("You can choose %(max)s. Remove one first.", max=2))).to_be_visible()
    press(page, _("Review my ballot"))
    expect(page.get_by_text(_("Encrypting… done."))).to_be_visible()

    challenged = tracking_number(page)
    press(page, _("Check that this device encrypts honestly"))
    press(page, _("Open this ballot and throw it away"))
    expect(page.get_by_role("heading", name=_("This ballot is open and will not be cast"))).to_be_focused()
    opened = page.get_by_label(_("The opened ballot")).input_value()
    check_elsewhere(phone, opened, challenged)
    press(page, _("Vote again"))
    press(page, _("Review my ballot"))
    expect(page.get_by_text(_("Encrypting… done."))).to_be_visible()
    number = tracking_number(page)
    assert number != challenged
    press(page, _("Cast my ballot"))
    expect(page.get_by_role("heading", name=_("Your ballot is in the ballot box."))).to_be_focused()
    assert tracking_number(page) == number
    expect(page.get_by_text(_("Your ballot is on the public board."))).to_be_visible()
    assert_nothing_kept(page)
    press(page, _("See it on the board"))
    expect(page.get_by_text(ngettext("%(num)s ballot found.", "%(num)s ballots found.", 1))).to_be_visible()
    assert tracking_number(page) == number
    page.close()
    return number


def check_elsewhere(phone: Watched, opened: str, number: str) -> None:
    """Check an opened ballot on the checking page; a changed one is found out."""
    page = phone.page()
    page.goto("/check")
    page.get_by_label(_("Or its text")).fill(opened)
    press(page, _("Check this ballot"))
    expect(page.get_by_text(_("The encryption is honest: the ballot holds exactly these choices."))).to_be_visible()
    assert tracking_number(page) == number
    expect(page.get_by_text("Noor Haddad")).to_be_visible()
    lie = json.loads(opened)
    lie["choices"][0] = [0, 0, 1, 1, 0]
    page.get_by_label(_("Or its text")).fill(json.dumps(lie))
    page.get_by_role("button", name=_("Check this ballot")).click()
    expect(page.get_by_text(_("This opened ballot is not right"))).to_be_visible()
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
        decrypting = _('Decrypt with the key file<span class="sr-only"> of %(name)s</span>', name="")
        page.get_by_role("link", name=decrypting.partition("<")[0]).first.click()
        choose_file(page, _("Key file"), f"{at}.key", key)
        page.get_by_label(_("Passphrase")).fill(PASSPHRASE)
        page.get_by_role("button", name=_("Decrypt")).click()
        page.wait_for_url("**/count")
    page.get_by_role("button", name=_("Open the count")).click()


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
        in_language(code),
        watching(chrome, shared_site, of_member, locale=locale) as member,
        watching(chrome, shared_site, of_officer, locale=locale) as office,
    ):
        officer = office.page()
        log_in(officer)
        uuid = create(officer)
        add_contest(officer)
        keys = make_keys(officer)
        upload_roll(officer)
        rows = freeze(officer)
        confirm(officer, _("Open the voting"), _("Open the voting"))
        number = vote_by_keyboard(member, rows[0]["link"])
        with in_language("en"):  # what is asked of the application in this thread sets the language
            shared_site.world.vote(Made(uuid, [row["token"] for row in rows[1:3]], []), (0, 2))
        count_and_publish(officer, uuid, keys)
        archive, companion = download_files(member, uuid, tmp_path_factory.mktemp("files"))
    return Finished(uuid, number, archive, companion)


def count_and_publish(officer: Page, uuid: str, keys: list[bytes]) -> None:
    """Close, decrypt, open the count, declare and publish."""
    officer.goto(f"/officer/elections/{uuid}")
    expect(officer.get_by_text(percent(3, 4))).to_be_visible()
    confirm(officer, _("Close the voting"), _("Close the voting"), "Everybody has voted.")
    decrypt(officer, keys)
    expect(officer.get_by_text(_("Elected")).first).to_be_visible()
    confirm(officer, _("Declare the result"), _("Declare the result"))
    confirm(officer, _("Publish the result"), _("Publish the result"))


def download_files(phone: Watched, uuid: str, folder: Path) -> tuple[Path, Path]:
    """Look at the public result, and download the archive and the companion file as anybody can."""
    page = phone.page()
    page.goto(f"/elections/{uuid}/result")
    seat, bar = (page.get_by_role("listitem").filter(has_text="Noor Haddad").nth(i) for i in range(2))
    votes = ngettext("%(num)s vote", "%(num)s votes", 2)
    expect(seat).to_contain_text(_("with %(votes)s", votes=votes))
    expect(bar).to_contain_text(_("Elected"))
    expect(bar).to_contain_text(f"2 · {percent(2, 3)}")
    page.goto(f"/elections/{uuid}/audit")
    files = folder / f"{uuid}.bel", folder / f"{uuid}.companion.jsonl"
    for name, file in zip((_("Archive (.bel)"), _("Companion file")), files, strict=True):
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
