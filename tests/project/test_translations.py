"""The catalogues: in step with the sources, complete for members and the public, and harmless."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from ballot import clock
from ballot.language import LANGUAGES, RIGHT_TO_LEFT, SOURCE, decimal, grouped, in_language, isolated, ngettext
from ballot.moments import PATTERNS, in_words

TRANSLATED = [code for code in LANGUAGES if code != SOURCE]
STATEMENT = re.compile(r"\{#.*?#\}|\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.DOTALL)
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
IN_A_SCRIPT = re.compile(rf"(?<![\w.])(?:_|N_|ngettext)\(\s*({LITERAL.pattern}(?:\s*\+\s*{LITERAL.pattern})*)")
LETTERS = re.compile(r"[^\W\d_]{2,}")


@pytest.mark.thorough
def test_catalogues_are_in_step_complete_and_agree_with_their_sources(repo_root: Path) -> None:
    """Extraction, plural forms, places, tags, compiled files and the words of the scripts: see scripts/messages.py."""
    command = [sys.executable, repo_root / "scripts" / "messages.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_no_mail_has_a_bare_text(repo_root: Path) -> None:
    for mail in (repo_root / "templates" / "email").glob("*.txt"):
        text = re.sub(r"\n/[a-z]+\n", "\n", STATEMENT.sub("", mail.read_text())).replace("Subject:", "")
        assert not LETTERS.search(text), mail


def test_every_text_of_a_script_is_extracted_from_it(repo_root: Path) -> None:
    """The extraction does not look into `${…}`: a text there would be in no page's words, and stay English."""
    with (repo_root / "ballot/translations/fr/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    found = 0
    for script in (repo_root / "frontend" / "src").rglob("*.js"):
        for literals in IN_A_SCRIPT.findall(script.read_text()):
            text = "".join(map(json.loads, LITERAL.findall(literals)))
            message = catalogue.get(text)
            name = str(script.relative_to(repo_root))
            assert message is not None and name in dict(message.locations), (name, text)
            found += 1
    assert found > 300


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_catalogue_says_that_it_needs_a_native_readers_review(repo_root: Path, code: str) -> None:
    path = repo_root / "ballot" / "translations" / code / "LC_MESSAGES" / "messages.po"
    assert "needs a native reader's review" in path.read_text()[:400]
    with path.open("rb") as file:
        assert read_po(file, locale=code).num_plurals == (6 if code == "ar" else 2)


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_are_written_as_cldr_has_them(code: str) -> None:
    with in_language(code):
        for number in (0, 7, 999, 1000, 4321, 12345, 1234567):
            # CLDR and browsers group Spanish numbers from five digits on; Babel does not know that.
            if not (code == "es" and 1000 <= number < 10_000):
                assert grouped(number) == format_decimal(number, locale=code)
        assert decimal("12345.6700") == format_decimal(12345, locale=code) + decimal("0.6700").removeprefix("0")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_moments_name_day_and_month_and_zone(code: str, zone: str) -> None:
    assert set(PATTERNS) == set(LANGUAGES)
    now = clock.now()
    with in_language(code):
        words = in_words(now, zone)
    local = now.astimezone(ZoneInfo(zone))
    assert words.endswith(f"{local:%H:%M} {zone}" if code != "de" else f"{local:%H:%M} Uhr {zone}")
    for part in ("EEEE", "MMMM", "y"):
        assert format_datetime(local, part, tzinfo=local.tzinfo, locale=code) in words


def test_arabic_has_six_plural_forms() -> None:
    with in_language("ar"):
        forms = [
            ngettext("%(num)s ballot on the board.", "%(num)s ballots on the board.", n) for n in (0, 1, 2, 3, 11, 100)
        ]
    assert len(set(forms)) == 6
    assert forms[2] == "بطاقتان على اللوحة."


def test_the_direction_of_a_language_is_that_of_cldr() -> None:
    assert {code for code in LANGUAGES if Locale(code).text_direction == "rtl"} == RIGHT_TO_LEFT


@pytest.mark.parametrize("name", ["علي حسن", "Ada \u202eevil", "שרה"])
def test_B16_names_that_run_the_other_way_are_isolated_in_sentences(name: str) -> None:
    assert isolated(name) == f"\u2068{name}\u2069"
    assert isolated("Ada Lovelace (2)") == "Ada Lovelace (2)"
    with in_language("ar"):
        assert isolated("Ada") == "\u2068Ada\u2069"
