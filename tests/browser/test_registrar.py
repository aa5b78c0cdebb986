"""B6: the registrar's whole way in the browser, from the roll to a replaced token. No request holds a token."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from ballot.cli.main import main
from ballot.crypto.credentials import parse_token, public_credential
from ballot.crypto.group import ED25519
from ballot.election.ledger import Ledger, ledger
from ballot.election.registrar_list import choose_registrar, list_to_freeze
from ballot.election.roles import REGISTRAR, SECOND_OFFICER
from ballot.election.roll import accept_roll, read_roll
from ballot.election.setup import Delivery, freeze
from ballot.look import Look
from tests.browser.conftest import DESK, PHONE, Site, assert_accessible, log_in, serve, watching
from tests.web.world import OLGA, Made, found

pytestmark = pytest.mark.browser
RITA, OSCAR = "rita.registrar@example.org", "oscar.second@example.org"
ROLL = (
    'member_id,name,email,address,country,language\nM1,Ana Álvarez,,"Rue Haute 7\n1000 Bruxelles",BE,fr\n'
    'M2,Ben Kurt,ben@example.org,,,de\nM3,علي حداد,,"12 High Street\nLondon SW1A 1AA",GB,ar\n'
)
Row = dict[str, str]


def record(site: Site) -> list[bytes]:
    """Write down everything that reaches the server: addresses, headers and bodies, as they come from the wire."""
    received: list[bytes] = []
    inner = site.world.app.wsgi_app

    def recorder(environ: dict[str, Any], start: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        received.append(repr(sorted((k, v) for k, v in environ.items() if isinstance(v, str))).encode() + body)
        return inner(environ, start)

    site.world.app.wsgi_app = recorder  # type: ignore[method-assign]
    return received


def rows_of(file: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def saved(page: Page, button: str, file: Path) -> list[Row]:
    """Press a button that saves a CSV file, and read it."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    download.value.save_as(file)
    return rows_of(file)


@contextmanager
def logged_in(chrome: Browser, site: Site, viewport: dict[str, int], email: str) -> Iterator[Page]:
    with watching(chrome, site, viewport) as watched:
        page = watched.page()
        log_in(page, email)
        yield page


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_B6_the_registrars_whole_way_and_no_token_leaves_the_browser(
    site: Site, chrome: Browser, axe: str, viewport: dict[str, int], tmp_path: Path
) -> None:
    made = site.world.make("draft")
    site.world.appoint(made, RITA, REGISTRAR)
    site.world.appoint(made, OSCAR, SECOND_OFFICER)
    with site.world.database.session() as session:
        election = found(session, made.uuid)
        choose_registrar(session, election, chosen=True)
        accept_roll(session, election, read_roll(ROLL.encode()))
    received = record(site)
    home = f"/officer/elections/{made.uuid}/registrar"

    def look(page: Page, where: str) -> None:
        assert_accessible(page, axe, where)

    with logged_in(chrome, site, viewport, RITA) as page:
        page.goto(home)
        look(page, "draft")
        rows = make_tokens(page, tmp_path / "tokens.csv")
        look(page, "handed in")
        kept_is_public(site, made, rows)
        with site.world.database.session() as session:
            freeze(session, found(session, made.uuid), Delivery(channel="registrar", public_url=site.address))
        page.goto(home)
        look(page, "frozen")
        hand_in_states(page, rows, tmp_path / "states.csv")
        page.get_by_role("link", name="Work with the file of tokens").click()
        look(page, "no file yet")
        page.get_by_label("Your file of tokens").set_input_files(tmp_path / "tokens.csv")
        page.get_by_text("The file has the tokens of 3 members. 10 spare tokens are left.").wait_for()
        look(page, "file opened")
        expect(page.get_by_text("Spare public credential:")).to_contain_text(rows[3]["credential"])
        print_letters(page, rows, tmp_path / "letters.pdf", look)
        merged = saved(page, "Save the file for a mail merge", tmp_path / "merge.csv")
        assert [row["link"] for row in merged] == [row["link"] for row in rows[:3]]
        assert {row["election"] for row in merged} == {"Executive committee"} and merged[0]["setup_event"]
        ask_for_a_replacement(page, look)
        two_officers_replace(chrome, site, viewport, made)
        fresh = take_the_new_token(page, tmp_path / "fresh.csv", look)
    assert fresh[1]["token"] != rows[1]["token"] and fresh[1]["token"] in {row["token"] for row in rows[3:]}
    assert [row["name"] for row in fresh] == [row["name"] for row in rows[:-1]]
    with site.world.database.reading() as session:
        assert ledger(session, found(session, made.uuid)) == Ledger(roll=3, issued=2, held=1, replaced=1)
    assert any(rows[1]["credential"].encode() in one for one in received), "nothing was asked for"
    for token in {row["token"] for row in rows}:
        assert not [one for one in received if token.encode() in one or token.replace("-", "").encode() in one]


def make_tokens(page: Page, file: Path) -> list[Row]:
    """Download the roll, make a token for each member, save the file, and hand in the public credentials."""
    with page.expect_download() as roll:
        page.get_by_role("link", name="roll").click()
    assert "Ana Álvarez" in roll.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Make the tokens").click()
    hand_in = page.get_by_role("button", name="The file is saved: hand in the public credentials")
    hand_in.wait_for()
    assert hand_in.is_disabled()
    rows = saved(page, "Save the file of tokens", file)
    hand_in.click()
    page.get_by_text("Taken: 3 public credentials and 10 spare ones.").wait_for()
    return rows


def kept_is_public(site: Site, made: Made, rows: list[Row]) -> None:
    """The server has the public credentials, sorted; the file has a good token for each."""
    assert len(rows) == 13 and [row["name"] for row in rows[:4]] == ["Ana Álvarez", "Ben Kurt", "علي حداد", ""]
    for row in rows:
        token = row["token"]
        assert parse_token(token) == token and row["link"].endswith(f"/vote/{made.uuid}#{token}")
        assert str(public_credential(ED25519, made.uuid, token)) == row["credential"]
    with site.world.database.reading() as session:
        kept = list_to_freeze(session, found(session, made.uuid))
    assert set(kept.credentials) == {row["credential"] for row in rows}
    assert set(kept.spares) == {row["credential"] for row in rows[3:]}
    assert list(kept.credentials) != [row["credential"] for row in rows]


def hand_in_states(page: Page, rows: list[Row], file: Path) -> None:
    """Hand in the file of tokens with a column more: what is sent is that column, and whose it is."""
    states = ["issued", "issued", "held", *[""] * 10]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*rows[0], "state", "reason"])
        writer.writeheader()
        for row, state in zip(rows, states, strict=True):
            writer.writerow({**row, "state": state, "reason": "on a journey" if state == "held" else ""})
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Hand in the states").click()
    page.get_by_text("2 issued, 1 held, 0 undeliverable.").wait_for()


def print_letters(page: Page, rows: list[Row], file: Path, look: Callable[[Page, str], None]) -> None:
    """Two letters, for those without an e-mail address, each on a page of its own and in its member's language."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: no PDF was read.")
    page.get_by_role("button", name="Show 2 letters: members without an e-mail address").click()
    page.get_by_text("2 letters are ready to be printed.").wait_for()
    look(page, "letters")
    page.pdf(path=file, prefer_css_page_size=True)
    pages = [one.extract_text() for one in pypdf.PdfReader(file).pages]
    assert len(pages) == 2
    belgian, british = pages
    assert rows[0]["token"] in belgian and "BELGIUM" in belgian and "Votre bulletin de vote" in belgian
    assert rows[2]["token"] in british and "UNITED KINGDOM" in british
    assert not any("The file of tokens" in text or "Print the letters" in text for text in pages)
    assert page.locator(".replaces").count() == 0
    page.get_by_role("button", name="Close the letters").click()


def ask_for_a_replacement(page: Page, look: Callable[[Page, str], None]) -> None:
    page.get_by_label("Membership number, e-mail address or name").fill("ben@example.org")
    page.get_by_role("button", name="Find in the file").click()
    expect(page.get_by_text("Public credential, if the officers ask for it:")).to_be_visible()
    page.get_by_role("button", name="Ask two officers to replace it").click()
    page.get_by_text("Choose what happened to the token.").wait_for()
    page.get_by_label("The member has lost or deleted it").check()
    look(page, "lost token")
    page.get_by_role("button", name="Ask two officers to replace it").click()
    expect(page.get_by_role("listitem").filter(has_text="Ben Kurt")).to_contain_text("Waits for an officer")
    look(page, "asked for")


def two_officers_replace(chrome: Browser, site: Site, viewport: dict[str, int], made: Made) -> None:
    with logged_in(chrome, site, viewport, OLGA) as page:
        page.goto(f"/officer/elections/{made.uuid}/registrar")
        page.get_by_role("link", name="Look at what the registrar asks for").click()
        page.get_by_role("link", name="Take it into the form").click()
        page.get_by_label("How do you know").fill("The registrar has called him back")
        page.get_by_role("button", name="Propose the replacement").click()
    with logged_in(chrome, site, viewport, OSCAR) as page:
        page.goto(f"/officer/elections/{made.uuid}/joint-acts")
        page.get_by_role("button", name="Confirm: do it now").click()
        page.get_by_text("Replaced a ballot token of the registrar's").first.wait_for()


def take_the_new_token(page: Page, file: Path, look: Callable[[Page, str], None]) -> list[Row]:
    page.get_by_role("button", name="Ask the server again").click()
    page.get_by_text("Done: the old token is dead.").wait_for()
    look(page, "confirmed")
    rows = saved(page, "Put the new tokens into the file and save it", file)
    page.get_by_text("Keep the file that was saved now").wait_for()
    expect(page.locator(".letter")).to_have_count(1)
    expect(page.locator(".letter .replaces")).to_have_count(1)
    expect(page.locator(".letter .token")).to_have_text(re.compile(re.escape(rows[1]["token"])))
    return rows


def test_B6_the_file_of_tokens_chosen_by_mistake_leaves_the_browser_by_neither_form(
    site: Site, chrome: Browser, tmp_path: Path
) -> None:
    made = site.world.make("draft")
    site.world.appoint(made, RITA, REGISTRAR)
    with site.world.database.session() as session:
        choose_registrar(session, found(session, made.uuid), chosen=True)
    home = f"/officer/elections/{made.uuid}/registrar"
    with logged_in(chrome, site, DESK, RITA) as page:
        page.goto(home)
        tokens, credentials = make_by_command(page, site, made, tmp_path)
        received = record(site)
        nothing_is_sent_without_scripts(chrome, page, "Hand in the public credentials")
        choose(page, tokens, "Hand in the public credentials")
        page.get_by_text("This is not a file of public credentials. Nothing was sent.").wait_for()
        choose(page, credentials, "Hand in the public credentials")
        page.get_by_text("Taken: 5 public credentials and 10 spare ones.").wait_for()
        with site.world.database.session() as session:
            freeze(session, found(session, made.uuid), Delivery(channel="registrar", public_url=site.address))
        page.goto(home)
        nothing_is_sent_without_scripts(chrome, page, "Hand in the states")
        choose(page, tokens, "Hand in the states")
        page.get_by_text("The file has no row with a state. Nothing was sent.").wait_for()
        latin = tmp_path / "states.csv"
        latin.write_bytes("email,state,reason\nmember0@example.org,held,à vérifier\n".encode("latin-1"))
        choose(page, latin, "Hand in the states")
        page.get_by_text("The file is not in UTF-8. Save it as “CSV UTF-8”.").wait_for()
    rows = rows_of(tokens)
    assert any(rows[0]["credential"].encode() in one for one in received), "nothing was handed in"
    assert len(rows) == 15 and not [one for one in received for row in rows if row["token"].encode() in one]


def make_by_command(page: Page, site: Site, made: Made, folder: Path) -> tuple[Path, Path]:
    """Take the roll from the page, and make tokens and public credentials by the command line."""
    roll, tokens, credentials = (folder / name for name in ("roll.csv", "tokens.csv", "credentials.json"))
    with page.expect_download() as download:
        page.get_by_role("link", name="roll").click()
    download.value.save_as(roll)
    where = ["--uuid", made.uuid, "--public-url", site.address]
    files = ["--tokens", str(tokens), "--credentials", str(credentials)]
    done = CliRunner().invoke(main, ["registrar", "make", str(roll), *where, *files])
    assert done.exit_code == 0, done.output
    return tokens, credentials


def choose(page: Page, file: Path, button: str) -> None:
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name=button).click()


def nothing_is_sent_without_scripts(chrome: Browser, page: Page, button: str) -> None:
    """Where the page's script does not run, neither a file can be chosen nor the form be sent."""
    context = chrome.new_context(storage_state=page.context.storage_state(), java_script_enabled=False)
    bare = context.new_page()
    bare.goto(page.url)
    expect(bare.get_by_label("File")).to_be_disabled()
    expect(bare.get_by_role("button", name=button)).to_be_disabled()
    context.close()


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Site]:
    """The site of an organisation with a name."""
    yield from serve(tmp_path, look=Look("Cycling Club"))


def test_many_letters_are_printed_in_parts_below_the_organisations_name(
    club: Site, chrome: Browser, tmp_path: Path
) -> None:
    site = club
    made = site.world.make("draft", members=203)
    site.world.appoint(made, RITA, REGISTRAR)
    with site.world.database.session() as session:
        choose_registrar(session, found(session, made.uuid), chosen=True)
    home = f"/officer/elections/{made.uuid}/registrar"
    with logged_in(chrome, site, DESK, RITA) as page:
        page.goto(home)
        page.get_by_role("button", name="Make the tokens").click()
        rows = saved(page, "Save the file of tokens", tmp_path / "tokens.csv")
        page.get_by_role("button", name="The file is saved").click()
        page.get_by_text("Taken: 203 public credentials").wait_for()
        with site.world.database.session() as session:
            freeze(session, found(session, made.uuid), Delivery(channel="registrar", public_url=site.address))
        page.goto(f"{home}/tokens")
        page.get_by_label("Your file of tokens").set_input_files(tmp_path / "tokens.csv")
        page.get_by_role("button", name="Show 203 letters: everybody").click()
        tokens = page.locator(".letter .token")
        expect(page.get_by_role("heading", name="Letters 1 to 200 of 203")).to_be_focused()
        shown = tokens.all_text_contents()
        page.get_by_role("button", name="Show the next letters").click()
        expect(page.get_by_role("heading", name="Letters 201 to 203 of 203")).to_be_focused()
        shown += tokens.all_text_contents()
        expect(page.locator(".letter .letterhead")).to_have_text(["Cycling Club"] * 3)
        assert sorted(shown) == sorted(row["token"] for row in rows if row["name"])
        assert page.get_by_role("button", name="Show the next letters").count() == 0


def test_a_file_of_another_election_or_of_anything_else_is_not_opened(
    site: Site, chrome: Browser, tmp_path: Path
) -> None:
    made = site.world.make("frozen")
    site.world.appoint(made, RITA, REGISTRAR)
    header = "member_id,name,email,address,country,language,weight,token,link,credential\n"
    files = {
        "name,email\nAna,ana@example.org\n": "This is not a file of tokens",
        header + "1,Ana,,,,,1,x,https://elsewhere.example.org/vote/A#x,00\n": "of another election",
        header + '1,"Ana,,,,,1,x,x,00\n': "cannot be read as CSV",
        header + "1,Jos\udce9,,,,,1,x,x,00\n": "The file is not in UTF-8",
    }
    with logged_in(chrome, site, DESK, RITA) as page:
        page.goto(f"/officer/elections/{made.uuid}/registrar/tokens")
        for content, sentence in files.items():
            file = {"name": "tokens.csv", "mimeType": "text/csv", "buffer": content.encode(errors="surrogateescape")}
            page.get_by_label("Your file of tokens").set_input_files(file)
            page.get_by_text(sentence).wait_for()
            assert page.get_by_role("heading", name="Letters").count() == 0
        page.context.clear_cookies()  # as when the session has ended
        page.get_by_label("Your file of tokens").set_input_files(file)
        page.get_by_text("could not be loaded. Load the page again.").wait_for()
