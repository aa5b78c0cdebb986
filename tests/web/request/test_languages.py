"""Languages: by choice, by the election, by the browser; and never a page that says it is in another than it is."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import update

from ballot.language import LANGUAGES, _, in_language
from ballot.store.models.election import Election
from tests.web.world import OLGA, Made, World, roll_csv


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """An open election."""
    return shared.make("open")


def spoken(page: str) -> tuple[str, str]:
    """Return the language and the direction that a page says it is in."""
    found = re.search(r'<html lang="([a-z]+)" dir="([a-z]+)">', page)
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("", "en"), ("fr-CH, de;q=0.5", "fr"), ("ja, de;q=0.5", "de"), ("ja", "en"), ("ar-EG", "ar"), ("en-US, fr", "en")],
)
def test_the_browser_asks(shared: World, wanted: str, expected: str) -> None:
    page = shared.browser().client.get("/", headers={"Accept-Language": wanted}).text
    assert spoken(page) == (expected, "rtl" if expected == "ar" else "ltr")


def test_a_choice_is_kept_and_wins(shared: World, made: Made) -> None:
    browser = shared.browser()
    answer = browser.client.get("/?lang=es", headers={"Accept-Language": "fr"})
    assert spoken(answer.text)[0] == "es"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("language=es;") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    page = browser.client.get(f"/elections/{made.uuid}", headers={"Accept-Language": "fr"})
    assert spoken(page.text)[0] == "es"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("strange", ["xx", "en<script>", "../de", "DE"])
def test_a_strange_choice_is_none(shared: World, strange: str) -> None:
    answer = shared.browser().client.get("/", query_string={"lang": strange}, headers={"Accept-Language": "fr"})
    assert spoken(answer.text)[0] == "fr"
    assert "Set-Cookie" not in answer.headers


def test_every_language_is_offered_by_its_own_name_and_keeps_the_search(shared: World, made: Made) -> None:
    page = shared.browser().get(f"/elections/{made.uuid}/board?q=ab%26c&lang=fr").text
    for code, name in LANGUAGES.items():
        assert name in page
        if code != "fr":
            assert f'href="?q=ab%26c&amp;lang={code}"' in page


def test_caches_are_told_what_a_page_depends_on(shared: World) -> None:
    vary = shared.browser().get("/").headers["Vary"]
    assert "Accept-Language" in vary and "Cookie" in vary
    assert "Accept-Language" not in shared.browser().get("/static/css/ballot.css").headers.get("Vary", "")


def test_an_election_is_offered_in_its_languages(world: World) -> None:
    made = world.make("open")
    with world.database.session() as session:
        session.execute(update(Election).values(languages="de fr"))
    client = world.app.test_client()
    path = f"/elections/{made.uuid}"
    for wanted, expected in (("ar", "de"), ("fr", "fr"), ("en", "de")):
        assert spoken(client.get(path, headers={"Accept-Language": wanted}).text)[0] == expected
    assert spoken(client.get(f"{path}?lang=ar").text)[0] == "de"


def test_pages_of_officers_speak_the_languages_of_the_server_whatever_the_elections_are(world: World) -> None:
    made = world.make("open")
    with world.database.session() as session:
        session.execute(update(Election).values(languages="de"))
    browser = world.browser(OLGA)
    for path in ("/officer", f"/officer/elections/{made.uuid}", "/account"):
        page = browser.get(f"{path}?lang=ar").text
        assert spoken(page) == ("ar", "rtl"), path
        assert 'hreflang="fr"' in page


def test_an_officers_refusal_is_in_their_language_and_the_log_in_english(world: World) -> None:
    made, browser = world.make("draft"), world.browser(OLGA)
    home = f"/officer/elections/{made.uuid}"
    refused = browser.get(f"{home}/close?lang=fr")
    with in_language("fr"):
        words = _(
            "This is possible only while the election is %(wanted)s; it is %(state)s.",
            wanted=_("open for voting"),
            state=_("still a draft"),
        )
    assert refused.status_code == 409 and words.startswith("Cela") and words in unescape(refused.text)
    browser.upload_roll(home, roll_csv(3))
    browser.post(f"{home}/roll/accept", f"{home}/roll/check")
    log = browser.get(f"{home}/log").text
    assert spoken(log)[0] == "fr"
    assert "Imported a roll: 3 rows = 3 accepted + 0 rejected + 0 merged or left out as duplicates." in log


def test_the_language_of_one_request_is_not_that_of_the_next(shared: World) -> None:
    assert spoken(shared.browser().client.get("/", headers={"Accept-Language": "ar"}).text)[0] == "ar"
    assert spoken(shared.browser().client.get("/").text)[0] == "en"


def test_a_trustees_page_speaks_the_readers_language(shared: World, made: Made) -> None:
    browser = shared.browser()
    for wanted in ("fr", "de", "en"):
        page = browser.client.get(f"/trustee/{made.uuid}", headers={"Accept-Language": wanted}).text
        assert spoken(page)[0] == wanted
        assert (f"messages.trustee.{wanted}.js" in page) == (wanted != "en")


def test_the_officer_chooses_the_languages_of_an_election(world: World) -> None:
    made, browser = world.make("draft"), world.browser(OLGA)
    path = f"/officer/elections/{made.uuid}/settings"
    form = {"name": "Board", "zone": "UTC", "minimum_ballots": "2"}
    assert browser.post(path, **form, languages=["de", "ar"]).status_code == 302
    page = browser.get(path).text
    assert page.count(" checked") == 2 and 'value="de" checked' in page and 'value="ar" checked' in page
    assert browser.post(path, **form, languages=["xx"]).status_code == 422
