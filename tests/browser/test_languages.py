"""Members who read French and Arabic: a ballot by keyboard on a phone, and no English left on pages for the public."""

from __future__ import annotations

import datetime as dt
import json
import re
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime
from playwright.sync_api import Browser, Page, expect

from ballot.election.board_facts import election_record
from ballot.election.scene import Scene
from ballot.language import LANGUAGES, in_language
from ballot.moments import in_words
from ballot.protocol.ballots import check_number, encrypt_ballot
from ballot.records.canonical import encode
from tests.browser.conftest import PHONE, Site, Watched, watching
from tests.browser.keyboard import press
from tests.browser.looks import WIDER, findings
from tests.web.officer.test_times import voted
from tests.web.world import Made, contest_draft, election_context, found, paper

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRACKER = re.compile(r"[A-Za-z0-9+/ ]{43,}")


def go(page: Page, site: Site, path: str, language: str) -> None:
    """Open a page in a language, by its link."""
    page.goto(site.url(path))
    page.locator(f'a[hreflang="{language}"]').click()
    page.wait_for_url("**lang=*")


def test_a_ballot_is_cast_in_arabic_by_keyboard_on_a_phone(site: Site, phone: Watched, axe: str) -> None:
    made = site.world.make("open", contests=(contest_draft("Chair"),))
    page = phone.page()
    go(page, site, f"/vote/{made.uuid}", "ar")
    page.goto(site.url(f"/vote/{made.uuid}#{made.tokens[0]}"))
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    page.get_by_text("أُخذ رمز التصويت من الرابط").wait_for()
    assert findings(page, axe, "start") == []
    press(page, "ابدأ")
    page.locator("#contest-0").wait_for()
    assert page.evaluate(WIDER) <= 0
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_text("اخترت 1 من 1").wait_for()
    assert findings(page, axe, "choose") == []
    press(page, "مراجعة بطاقتي")
    page.locator("details .tracker").wait_for(state="attached")
    assert page.locator(".tracker").evaluate("it => getComputedStyle(it).direction") == "ltr"
    assert findings(page, axe, "review") == []
    press(page, "الإدلاء ببطاقتي")
    page.get_by_role("heading", name="بطاقتك في صندوق الاقتراع.").wait_for()
    page.get_by_text("بطاقتك على اللوحة العامة.").wait_for()
    assert TRACKER.fullmatch(page.locator(".tracker").first.inner_text())
    assert page.evaluate(WIDER) <= 0
    assert findings(page, axe, "cast") == []


def test_the_language_can_be_changed_in_the_booth_and_the_token_stays(site: Site, phone: Watched) -> None:
    made = site.world.make("open")
    page = phone.page()
    page.goto(site.url(f"/vote/{made.uuid}#{made.tokens[0]}"))
    page.get_by_text("Your ballot token was taken from your link.").wait_for()
    page.get_by_role("link", name="Français").click()
    page.get_by_text("Votre code de vote a été repris de votre lien.").wait_for()
    assert "#" not in page.url and made.tokens[0] not in page.url
    assert not any(made.tokens[0] in request.url.partition("#")[0] for request in phone.requests)
    page.get_by_role("button", name="Commencer").click()
    page.locator("#contest-0").wait_for()
    page.get_by_role("button", name="Vérifier mon bulletin").wait_for()


def test_plurals_in_the_booth_are_those_of_the_language(site: Site, phone: Watched) -> None:
    made = site.world.make("open")
    page = phone.page()
    go(page, site, f"/vote/{made.uuid}", "ar")
    forms = page.evaluate("Object.values(ballotMessages).filter((forms) => typeof forms === 'object')")
    assert forms and all(set(form) == {"zero", "one", "two", "few", "many", "other"} for form in forms)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_public_pages_are_whole_in_every_language(site: Site, phone: Watched, axe: str, language: str) -> None:
    made = site.world.make("published")
    page = phone.page()
    go(page, site, "/", language)
    for part in ("", "/board", "/result", "/audit"):
        page.goto(site.url(f"/elections/{made.uuid}{part}"))
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate(WIDER) <= 0, part
        assert findings(page, axe, part) == []
        text = page.locator("main").inner_text()
        for english in ("Elected", "Returning officer", "Tracking number", "Checksums", "Turnout", "Voting is"):
            assert english not in text, (part, english)


def test_every_language_on_a_desk_has_its_own_direction(site: Site, chrome: object) -> None:
    made = site.world.make("published")
    with watching(chrome, site, {**PHONE, "width": 1280}) as watched:  # type: ignore[arg-type]
        page = watched.page()
        go(page, site, f"/elections/{made.uuid}/result", "ar")
        bar = page.locator(".bars .bar").first.evaluate("it => getComputedStyle(it).transform")
        assert bar.startswith("matrix(-1")
        assert page.locator(".checksum").first.evaluate("it => getComputedStyle(it).direction") == "ltr"


def test_the_line_of_the_turnout_runs_as_the_language_is_read(site: Site, phone: Watched, axe: str) -> None:
    """Each end names its moment, on its own side."""
    made = site.world.make("open", members=80)
    voted(site.world, made)
    page = phone.page()
    for language, first_is_right in (("en", False), ("ar", True)):
        page.goto(site.url(f"/elections/{made.uuid}/turnout?lang={language}"))
        turned = page.locator("svg.turnout").evaluate("it => getComputedStyle(it).transform").startswith("matrix(-1")
        begin, end = (page.locator(f".ends time:{which}-child").bounding_box() for which in ("first", "last"))
        assert turned is (begin["x"] > end["x"]) is first_is_right
        assert page.evaluate(WIDER) <= 0 and findings(page, axe, language) == []


@pytest.mark.parametrize(
    ("language", "same_day", "other_day"),
    [
        ("en", "({0} where you are)", "({1} {0} where you are)"),
        ("de", "(bei Ihnen {0} Uhr)", "(bei Ihnen {1}, {0} Uhr)"),
    ],
)
def test_behind_each_time_of_a_page_stands_the_readers_own(
    site: Site, chrome: Browser, language: str, same_day: str, other_day: str
) -> None:
    made, place = site.world.make("open"), "Asia/Kathmandu"
    path = f"/elections/{made.uuid}?lang={language}"
    with watching(chrome, site, PHONE, timezone_id="UTC") as there, in_language(language):
        page = there.page()
        page.goto(path, wait_until="load")
        first = page.locator("main time").first
        end = dt.datetime.fromisoformat(first.get_attribute("datetime") or "")
        assert first.inner_text() == in_words(end)
    with watching(chrome, site, PHONE, timezone_id=place) as here:
        page = here.page()
        page.goto(path)
        own = end.astimezone(ZoneInfo(place))
        day = format_datetime(own, "EEEE", tzinfo=ZoneInfo(place), locale=language)
        words = (same_day if end.day == own.day else other_day).format(f"{own:%H:%M}", day)
        expect(page.locator("main time").first).to_contain_text(f" UTC {words}")
        assert page.evaluate(WIDER) <= 0


def opened_ballot(site: Site, made: Made) -> dict[str, object]:
    """Return what the booth saves when a ballot is challenged."""
    with site.world.database.reading() as session:
        election = found(session, made.uuid)
        context, record = election_context(Scene(session, election)), election_record(Scene(session, election))
        choices = [paper(contest, 0) for contest in election.contests]
    unsigned, randomness = encrypt_ballot(context, made.tokens[0], choices)
    return {
        "type": "ballot-challenge/1", "election": record.decode(), "ballot": encode(unsigned).decode(),
        "choices": choices, "randomness": [[str(number) for number in row] for row in randomness],
        "check_number": check_number(unsigned),
    }  # fmt: skip


def spoilt(good: dict[str, object]) -> dict[str, str]:
    """Return opened ballots that are not right: each by the first words of what is said of it in Arabic."""
    other = {**good, "choices": [list(reversed(row)) for row in good["choices"]]}  # type: ignore[attr-defined]
    changed = {**good, "ballot": str(good["ballot"]).replace('"response":"', '"response":"1', 1)}
    return {
        "هذه ليست بطاقة مفتوحة: النص غير كامل": json.dumps(good)[:-10],
        "هذه ليست بطاقة مفتوحة من النوع": "{}",
        "البطاقة المفتوحة ليست مكتوبة كما": json.dumps({**good, "ballot": 1}),
        "لا يمكن قراءة بطاقة الاقتراع": json.dumps({**good, "election": "{}"}),
        "البطاقة المشفرة غير صحيحة": json.dumps(changed),
        "رقم المقارنة في الملف ليس": json.dumps({**good, "check_number": "other"}),
        "الخيارات في البطاقة المفتوحة لا تناسب": json.dumps({**good, "choices": [[7]]}),
        "الأعداد العشوائية": json.dumps({**good, "randomness": [[]]}),
        "«⁨اللجنة⁩»: البطاقة المشفرة لا تحتوي": json.dumps(other),
    }


def test_why_an_opened_ballot_is_not_right_is_said_in_the_language_of_the_page(site: Site, phone: Watched) -> None:
    good = opened_ballot(site, site.world.make("open", contests=(contest_draft("اللجنة"),)))
    page = phone.page()
    go(page, site, "/check", "ar")
    field, button = page.locator("#opened"), page.locator("#check-start")
    for sentence, text in spoilt(good).items():
        field.fill(text)
        button.click()
        expect(page.locator(".error-summary li")).to_contain_text(sentence)
        technical = page.locator(".error-summary [lang=en]")
        english = technical.inner_text() if technical.count() else ""
        said = page.locator(".error-summary").inner_text().replace(english, "")
        assert re.findall("[A-Za-z]+", said) == [], sentence
    field.fill(json.dumps(good))
    button.click()
    page.locator(".notice.good").wait_for()
