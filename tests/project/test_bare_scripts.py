"""What the browser's scripts say to people is in the catalogues; what is in none of them stands inside a sentence.

Errors of the protocol's modules are technical, and English like the specification (docs/translating.md). Only `saidOf`
in frontend/src/errors.js makes something to show of them, a sentence around the reason. `Told` takes what is
translated already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from os.path import dirname, join, normpath
from pathlib import Path

import pytest
from babel.messages.jslexer import tokenize

SOURCES = Path(__file__).resolve().parents[2] / "frontend" / "src"
ENTRIES = json.loads((SOURCES.parent / "bundles.json").read_text())
MODULES = {str(path.relative_to(SOURCES)): path.read_text() for path in sorted(SOURCES.rglob("*.js"))}
# These can put a text on a page; the others can only throw one, or hand one on.
SHOWS = re.compile(r"/dom\.js|\bdocument\.|textContent|words = \{")
PAGES = {name: source for name, source in MODULES.items() if SHOWS.search(source)}
CATALOGUE = frozenset({"_", "N_", "ngettext"})
PLACE = re.compile(r"\$\{[^}]*\}")
SENTENCE = re.compile(r"^\W*(?:[A-Z][a-z]+|A|I) [A-Za-z]+|^\W*[A-Z][a-z]{2,}\W*$|[a-z]{2,} .*[a-z]{2,}[.!?…:]\W*$")
UNTRANSLATED = re.compile(r"new (?:Told|FieldError|Unreachable|Error)\(\s*[\"'`]")
SHOWN = re.compile(r"(?<!\.)\berror\.message\b")
KEYS = frozenset({"Enter", "Escape", "Home", "End", "Space", "ArrowUp", "ArrowDown", "Accept"})


def literals(source: str) -> Iterator[str]:
    """Yield the texts of a script that no function of the catalogues stands around."""
    calls, before = [False], ""
    for token in tokenize(source, jsx=False):
        if token.type == "operator" and token.value == "(":
            calls.append(calls[-1] or before in CATALOGUE)
        elif token.type == "operator" and token.value == ")" and len(calls) > 1:
            calls.pop()
        elif token.type in ("string", "template_string") and not calls[-1]:
            yield PLACE.sub("", token.value[1:-1])
        before = token.value


def bare(source: str) -> list[str]:
    """Return what reads like words for people and is in no catalogue."""
    return [text for text in literals(source) if SENTENCE.search(text) and text not in KEYS]


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_is_in_the_catalogues(name: str) -> None:
    assert bare(PAGES[name]) == []


@pytest.mark.parametrize("name", MODULES)
def test_no_error_is_told_in_english_only(name: str) -> None:
    assert UNTRANSLATED.findall(MODULES[name]) == []
    assert name == "errors.js" or SHOWN.findall(MODULES[name]) == []


def modules_of(name: str) -> set[str]:
    """Return the modules that a script is built of."""
    found: set[str] = set()
    rest = [ENTRIES[name]]
    while rest:
        module = rest.pop()
        if module not in found:
            found.add(module)
            imports = re.findall(r'from "(\.{1,2}/[a-z_0-9/.]+\.js)"', MODULES[module])
            rest += [normpath(join(dirname(module), path)) for path in imports]
    return found


@pytest.mark.parametrize(("page", "worker"), [("booth", "worker"), ("trustee", "trustee_worker")])
def test_a_page_has_the_words_of_its_worker(page: str, worker: str) -> None:
    """A worker knows no language: what it says is translated by its page."""
    words = (SOURCES.parent / "messages" / f"{page}.ar.js").read_text()
    marked = [text for name in modules_of(worker) for text in re.findall(r'N_\("([^"]+)"[,)]', MODULES[name])]
    assert len(marked) > 3 and [text for text in marked if json.dumps(text, ensure_ascii=False) not in words] == []


def test_a_sentence_in_no_catalogue_is_found() -> None:
    assert bare('el("p", {}, "Nobody can vote.")') == ["Nobody can vote."]
    assert bare('el("p", {}, _("Roll"), "Empty", "notice warn", key === "Enter")') == ["Empty"]
    assert bare("show(`The roll of ${name} is empty.`, `${name} – ${_(name)}`);") == ["The roll of  is empty."]
    assert bare('show(_("Nobody can vote." + more(1), { name })); // Nobody at all.') == []
    assert UNTRANSLATED.search('throw new Told("Nobody can vote.");')
    assert SHOWN.search("status.textContent = error.message;") and not SHOWN.search("answer.error.message")
    pages = "booth/main booth/words booth/step_cast check/main trustee/key_steps registrar/token_file_page"
    assert {f"{name}.js" for name in pages.split()} <= PAGES.keys()
