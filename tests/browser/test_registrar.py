"""B6: the registrar's whole way in the browser, from the roll to a replaced token. No request holds a token."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from ballot.cli.main import main
from ballot.crypto.credentials import parse_token, public_credential
from ballot.crypto.group import ED25519
from ballot.election.roles import REGISTRAR, SECOND_OFFICER
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens.ledger import Ledger, ledger
from ballot.election.tokens.registrar_list import choose_registrar, list_to_freeze
from ballot.look import Look
from tests.browser.conftest import DESK, PHONE, Site, serve, somebody
from tests.browser.people import Person
from tests.conftest import PATIENCE
from tests.web.world import OLGA, Made, found

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RITA, OSCAR = "rita.registrar@example.org", "oscar.second@example.org"
ROLL = (
    'member_id,name,email,address,country,language\nM1,Ana Álvarez,,"Rue Haute 7\n1000 Bruxelles",BE,fr\n'
    'M2,Ben Kurt,ben@example.org,,,de\nM3,علي حداد,,"12 High Street\nLondon SW1A 1AA",GB,ar\n'
)
Row = dict[str, str]
ROLL_LINK = 'On your own computer, with the <a href="%(address)s">roll</a>:'
KEEP = "Keep the file that was saved now, and destroy the earlier one. Print the letter, or send the new link yourself."
MADE_BY = "The ballot tokens were made by the registrar, <bdi>%(name)s</bdi>, not on this server."
TAKEN = (
    "Taken: %(num)s public credential and %(spares)s spare ones.",
    "Taken: %(num)s public credentials and %(spares)s spare ones.",
)


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


def saved(person: Person, button: str, file: Path) -> list[Row]:
    """Press a button that saves a CSV file, and read it."""
    return rows_of(person.download(person.button(button), file))


@contextmanager
def logged_in(
    chrome: Browser, site: Site, size: dict[str, int], email: str, language: str = "en", axe: str = ""
) -> Iterator[Person]:
    with somebody(chrome, site, language, size, axe) as person:
        person.log_in(email)
        yield person


@pytest.mark.parametrize(
    ("language", "size"),
    [("en", DESK), ("fr", PHONE), ("ar", DESK)],
    ids=["in English at a desk", "in French on a phone", "in Arabic at a desk"],
)
def test_B6_the_registrars_whole_way_and_no_token_leaves_the_browser(
    site: Site, chrome: Browser, axe: str, language: str, size: dict[str, int], tmp_path: Path
) -> None:
    made = prepared(site)
    received = record(site)
    with somebody(chrome, site, language, size, axe) as rita:
        rita.accept(site.invite(made, RITA, REGISTRAR), "Rita Registrar")
        rita.sees("You are %(my_role)s.", my_role=rita.said("registrar"))
        rita.look("dashboard")
        rita.follow("The registrar’s page")
        rita.look("draft")
        rows = make_tokens(rita, tmp_path / "tokens.csv")
        rita.look("handed in")
        kept_is_public(site, made, rows)
        with site.world.database.session() as session:
            freeze(session, found(session, made.uuid), Delivery(channel="registrar", public_url=site.address))
        rita.page.goto(f"/elections/{made.uuid}")
        rita.sees(MADE_BY, name="Rita Registrar")
        rita.page.goto(f"/officer/elections/{made.uuid}")
        rita.sees("Waiting for the registrar to say what became of the tokens.")
        rita.follow("The registrar’s page")
        rita.look("frozen")
        hand_in_states(rita, rows, tmp_path / "states.csv")
        rita.follow("Work with the file of tokens")
        rita.look("no file yet")
        open_file(rita, rows, tmp_path / "tokens.csv")
        print_letters(rita, rows, tmp_path / "letters.pdf")
        merge(rita, rows, tmp_path / "merge.csv")
        ask_for_a_replacement(rita)
        two_officers_replace(chrome, site, size, rita, made)
        fresh = take_the_new_token(rita, tmp_path / "fresh.csv")
    assert fresh[1]["token"] != rows[1]["token"] and fresh[1]["token"] in {row["token"] for row in rows[3:]}
    assert [row["name"] for row in fresh] == [row["name"] for row in rows[:-1]]
    with site.world.database.reading() as session:
        assert ledger(session, found(session, made.uuid)) == Ledger(roll=3, issued=2, held=1, replaced=1)
    assert any(rows[1]["credential"].encode() in one for one in received), "nothing was asked for"
    for token in {row["token"] for row in rows}:
        assert not [one for one in received if token.encode() in one or token.replace("-", "").encode() in one]


def prepared(site: Site) -> Made:
    """Return a draft with a roll and a second officer, whose tokens a registrar will issue."""
    made = site.world.make("draft")
    site.world.appoint(made, OSCAR, SECOND_OFFICER)
    with site.world.database.session() as session:
        election = found(session, made.uuid)
        choose_registrar(session, election, chosen=True)
        accept_roll(session, election, read_roll(ROLL.encode()))
    return made


def make_tokens(rita: Person, file: Path) -> list[Row]:
    """Download the roll, make a token for each member, save the file, and hand in the public credentials."""
    roll = rita.download(rita.link(ROLL_LINK), file.with_name("roll.csv"))
    assert "Ana Álvarez" in roll.read_text(encoding="utf-8-sig")
    rita.press("Make the tokens")
    hand_in = rita.button("The file is saved: hand in the public credentials")
    hand_in.wait_for()
    assert hand_in.is_disabled()
    rita.look("made")
    rows = saved(rita, "Save the file of tokens", file)
    hand_in.click()
    rita.sees(*TAKEN, 3, spares=10)
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


def hand_in_states(rita: Person, rows: list[Row], file: Path) -> None:
    """Hand in the file of tokens with a column more: what is sent is that column, and whose it is."""
    states = ["issued", "issued", "held", *[""] * 10]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*rows[0], "state", "reason"])
        writer.writeheader()
        for row, state in zip(rows, states, strict=True):
            writer.writerow({**row, "state": state, "reason": "on a journey" if state == "held" else ""})
    choose(rita, file, "Hand in the states")
    rita.sees(
        "Taken: %(issued)s issued, %(held)s held, %(undeliverable)s undeliverable.", issued=2, held=1, undeliverable=0
    )
    rita.look("states handed in")


def open_file(rita: Person, rows: list[Row], file: Path) -> None:
    """Open the file of tokens in the browser."""
    rita.take("Your file of tokens", file)
    rita.sees("The file has the token of %(num)s member.", "The file has the tokens of %(num)s members.", 3)
    rita.sees("%(num)s spare token is left.", "%(num)s spare tokens are left.", 10)
    rita.look("file opened")
    expect(rita.page.get_by_text(rita.said("Spare public credential:"))).to_contain_text(rows[3]["credential"])


def print_letters(rita: Person, rows: list[Row], file: Path) -> None:
    """Two letters, for those without an e-mail address, each on a page of its own and in its member's language."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: no PDF was read.")
    by_post = "%(num)s letter: members without", "%(num)s letters: members without"
    rita.press(*(f"Show {words} an e-mail address" for words in by_post), 2)
    rita.sees("%(num)s letter is ready to be printed.", "%(num)s letters are ready to be printed.", 2)
    rita.look("letters")
    rita.page.pdf(path=file, prefer_css_page_size=True)
    pages = [one.extract_text() for one in pypdf.PdfReader(file).pages]
    assert len(pages) == 2
    belgian, british = pages
    assert rows[0]["token"] in belgian and "BELGIUM" in belgian and "Votre bulletin de vote" in belgian
    assert rows[2]["token"] in british and "UNITED KINGDOM" in british
    assert not any(rita.said(text) in page for text in ("The file of tokens", "Print the letters") for page in pages)
    assert rita.page.locator(".replaces").count() == 0
    rita.press("Close the letters")


def merge(rita: Person, rows: list[Row], file: Path) -> None:
    """Save the table for a mail merge."""
    merged = saved(rita, "Save the file for a mail merge", file)
    assert [row["link"] for row in merged] == [row["link"] for row in rows[:3]]
    assert {row["election"] for row in merged} == {"Executive committee"} and merged[0]["setup_event"]


def ask_for_a_replacement(rita: Person) -> None:
    rita.fill("Membership number, e-mail address or name", "ben@example.org")
    rita.press("Find in the file")
    rita.sees("Public credential, if the officers ask for it:")
    rita.press("Ask two officers to replace it")
    expect(rita.page.get_by_text(rita.said("Choose what happened to the token."))).to_be_in_viewport()
    rita.choose("The member has lost or deleted it")
    rita.look("lost token")
    rita.press("Ask two officers to replace it")
    waits = rita.page.get_by_role("listitem").filter(has_text="Ben Kurt")
    expect(waits).to_contain_text(rita.said("Waits for an officer to propose it."))
    rita.look("asked for")


def two_officers_replace(chrome: Browser, site: Site, size: dict[str, int], rita: Person, made: Made) -> None:
    with logged_in(chrome, site, size, OLGA, rita.language, rita.axe) as olga:
        olga.page.goto(f"/officer/elections/{made.uuid}/registrar")
        olga.follow("Look at what the registrar asks for")
        olga.look("what the registrar asks for")
        olga.follow('Take it into the form<span class="sr-only"> (request %(number)s)</span>', number=1)
        olga.fill("How do you know that it is a member who asks?", "appel")
        olga.submit("Propose the replacement")
        olga.sees("Proposed. The old token is dead as soon as another officer confirms it.")
    with logged_in(chrome, site, size, OSCAR, rita.language, rita.axe) as oscar:
        oscar.page.goto(f"/officer/elections/{made.uuid}")
        oscar.follow("Acts that take two people")
        oscar.look("a replacement that waits")
        oscar.submit('Confirm: do it now<span class="sr-only"> (act %(id)s)</span>', id=1)
        oscar.sees(
            "Replaced a ballot token of the registrar’s (number %(number)s of this election). The old one is dead.",
            number=1,
        )
        oscar.look("a replacement that is done")


def take_the_new_token(rita: Person, file: Path) -> list[Row]:
    rita.press("Ask the server again")
    rita.page.get_by_text(rita.said("Done: the old token is dead.")).wait_for()
    rita.look("confirmed")
    rows = saved(rita, "Put the new tokens into the file and save it", file)
    rita.sees(KEEP)
    expect(rita.page.locator(".letter")).to_have_count(1)
    expect(rita.page.locator(".letter .replaces")).to_have_count(1)
    expect(rita.page.locator(".letter .token")).to_have_text(re.compile(re.escape(rows[1]["token"])))
    return rows


def test_B6_the_file_of_tokens_chosen_by_mistake_leaves_the_browser_by_neither_form(
    site: Site, chrome: Browser, tmp_path: Path
) -> None:
    made = site.world.make("draft")
    site.world.appoint(made, RITA, REGISTRAR)
    with site.world.database.session() as session:
        choose_registrar(session, found(session, made.uuid), chosen=True)
    home = f"/officer/elections/{made.uuid}/registrar"
    with logged_in(chrome, site, DESK, RITA) as rita:
        rita.page.goto(home)
        tokens, credentials = make_by_command(rita, site, made, tmp_path)
        received = record(site)
        nothing_is_sent_without_scripts(chrome, rita, "Hand in the public credentials")
        choose(rita, tokens, "Hand in the public credentials")
        rita.sees("This is not a file of public credentials. Nothing was sent.")
        choose(rita, credentials, "Hand in the public credentials")
        rita.sees("Taken: 5 public credentials and 10 spare ones.")
        with site.world.database.session() as session:
            freeze(session, found(session, made.uuid), Delivery(channel="registrar", public_url=site.address))
        rita.page.goto(home)
        nothing_is_sent_without_scripts(chrome, rita, "Hand in the states")
        choose(rita, tokens, "Hand in the states")
        rita.sees("The file has no row with a state. Nothing was sent.")
        latin = tmp_path / "states.csv"
        latin.write_bytes("email,state,reason\nmember0@example.org,held,à vérifier\n".encode("latin-1"))
        choose(rita, latin, "Hand in the states")
        rita.sees("The file is not in UTF-8. Save it as “CSV UTF-8”.")
    rows = rows_of(tokens)
    assert any(rows[0]["credential"].encode() in one for one in received), "nothing was handed in"
    assert len(rows) == 15 and not [one for one in received for row in rows if row["token"].encode() in one]


def make_by_command(rita: Person, site: Site, made: Made, folder: Path) -> tuple[Path, Path]:
    """Take the roll from the page, and make tokens and public credentials by the command line."""
    roll, tokens, credentials = (folder / name for name in ("roll.csv", "tokens.csv", "credentials.json"))
    rita.download(rita.link(ROLL_LINK), roll)
    where = ["--uuid", made.uuid, "--public-url", site.address]
    files = ["--tokens", str(tokens), "--credentials", str(credentials)]
    done = CliRunner().invoke(main, ["registrar", "make", str(roll), *where, *files])
    assert done.exit_code == 0, done.output
    return tokens, credentials


def choose(rita: Person, file: Path, button: str) -> None:
    rita.take("File", file)
    rita.press(button)


def nothing_is_sent_without_scripts(chrome: Browser, rita: Person, button: str) -> None:
    """Where the page's script does not run, neither a file can be chosen nor the form be sent."""
    context = chrome.new_context(storage_state=rita.page.context.storage_state(), java_script_enabled=False)
    bare = context.new_page()
    bare.set_default_timeout(PATIENCE)
    bare.goto(rita.page.url)
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
    with logged_in(chrome, site, DESK, RITA) as rita:
        rita.page.goto(home)
        rita.press("Make the tokens")
        rows = saved(rita, "Save the file of tokens", tmp_path / "tokens.csv")
        rita.press("The file is saved")
        rita.sees("Taken: 203 public credentials")
        with site.world.database.session() as session:
            freeze(session, found(session, made.uuid), Delivery(channel="registrar", public_url=site.address))
        rita.page.goto(f"{home}/tokens")
        rita.take("Your file of tokens", tmp_path / "tokens.csv")
        rita.press("Show 203 letters: everybody")
        tokens = rita.page.locator(".letter .token")
        expect(rita.page.get_by_role("heading", name="Letters 1 to 200 of 203")).to_be_focused()
        shown = tokens.all_text_contents()
        rita.press("Show the next letters")
        expect(rita.page.get_by_role("heading", name="Letters 201 to 203 of 203")).to_be_focused()
        shown += tokens.all_text_contents()
        expect(rita.page.locator(".letter .letterhead")).to_have_text(["Cycling Club"] * 3)
        assert sorted(shown) == sorted(row["token"] for row in rows if row["name"])
        assert rita.page.get_by_role("button", name="Show the next letters").count() == 0


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
    with logged_in(chrome, site, DESK, RITA) as rita:
        rita.page.goto(f"/officer/elections/{made.uuid}/registrar/tokens")
        for content, sentence in files.items():
            file = {"name": "tokens.csv", "mimeType": "text/csv", "buffer": content.encode(errors="surrogateescape")}
            rita.take("Your file of tokens", file)
            rita.sees(sentence)
            assert rita.page.get_by_role("heading", name="Letters").count() == 0
        rita.page.context.clear_cookies()  # as when the session has ended
        rita.take("Your file of tokens", file)
        rita.sees("could not be loaded. Load the page again.")
