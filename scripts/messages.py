"""The catalogues of all texts: ballot/translations, and the browser's part of them in frontend/messages.

    .venv/bin/python scripts/messages.py            extract from templates, Python and frontend/src; update; compile
    .venv/bin/python scripts/messages.py --check    say what is out of step or wrong, and change nothing

docs/translating.md says how to wrap a text and how to translate one.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "ballot" / "translations"
SOURCES = ROOT / "frontend" / "src"
SCRIPTS = ROOT / "frontend" / "messages"
LANGUAGES = ("fr", "es", "de", "ar")
# The first module of each script, from a file that frontend/build.js reads too.
ENTRIES = json.loads((ROOT / "frontend" / "bundles.json").read_text())
# What a page loads: the texts of its own script, of its worker, and of every module that these import.
BUNDLES = {
    "booth": ("booth", "worker"),
    "check": ("check",),
    "here": ("here",),
    "trustee": ("trustee", "trustee_worker"),
    "registrar": ("registrar",),
    "passkey": ("passkey",),
}
METHODS = [
    ("ballot/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
    ("frontend/src/**.js", "javascript"),
]
OPTIONS = {
    "templates/**.html": {"trimmed": "true"},
    "templates/**.txt": {"trimmed": "true"},
}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "lazy": None, "ngettext": (1, 2), "lazy_plural": (1, 2)}
# Texts that members and the public read; these must be complete. Other texts, if not translated, are shown in English.
FOR_MEMBERS = re.compile(
    r"templates/(member|public|report|errors|email|letters)/|templates/(base|candidates|macros)\.html"
    r"|frontend/src/(?!trustee/|crypto/keyfile|registrar/)"
    r"|ballot/(report|count)/|ballot/worker/press\.py|ballot/web/member/|ballot/web/public/elections\.py"
    r"|ballot/web/(request/(failures|languages)|page/(results|pdf|what_if|times|tracking_numbers))\.py"
    r"|ballot/election/(ballot_token|board_facts|state|accounts/member_logins|mail/texts|voting/(ballot_box|booth|casting))\.py"
    r"|ballot/election/(result/(contests|counting|public_view|publishing|what_if)|tokens/issue)\.py"
)
NOT_FOR_MEMBERS = re.compile(
    r"templates/email/(act_waiting|invitation|stopped|test|token_request|unopened|your_turn)\.txt"
)
PLACES = re.compile(r"%\([a-z_0-9]+\)[sd]|%%")
TAGS = re.compile(r"</?[a-z][^<>]*>")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # in every .mo, so that the same texts give the same bytes
HEADER = """\
%s: the texts of ballot.
This translation needs a native reader's review (docs/translating.md).
SPDX-License-Identifier: Apache-2.0"""


def extracted() -> Catalog:
    """Return all messages of the sources, each with the files that contain it."""
    catalog = Catalog(project="ballot", charset="utf-8", header_comment="# The texts of ballot.")
    for folder in ("ballot", "templates", "frontend/src"):
        methods = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS
                   if pattern.startswith(f"{folder}/")]  # fmt: skip
        options = {pattern.removeprefix(f"{folder}/"): value for pattern, value in OPTIONS.items()}
        found = extract_from_dir(
            ROOT / folder, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        )
        for name, _line, message, comments, context in found:
            catalog.add(message, None, [(f"{folder}/{name}", None)], auto_comments=comments, context=context)
    return catalog


def load(code: str) -> Catalog:
    """Return a language's current catalogue."""
    with (TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def updated(code: str, template: Catalog) -> Catalog:
    """Return a language's catalogue with exactly the messages of the sources; new ones are empty."""
    path = TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    catalog = load(code) if path.exists() else Catalog(locale=code)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    fresh = Catalog(locale=code, project="ballot", charset="utf-8", fuzzy=False)
    fresh.header_comment = "\n".join(f"# {line}" for line in (HEADER % Locale(code).english_name).splitlines())
    for message in catalog:
        if message.id:
            locations = sorted(set(message.locations))
            fresh.add(message.id, message.string, locations, auto_comments=message.auto_comments,
                      user_comments=message.user_comments, context=message.context)  # fmt: skip
    fresh.creation_date = fresh.revision_date = EPOCH
    return fresh


def po_bytes(catalog: Catalog) -> bytes:
    """Return a catalogue as a file: sorted, without dates and line numbers, so that only new texts change it."""
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_output=True, include_lineno=False)
    lines = [line for line in out.getvalue().decode().splitlines() if not DATES.match(line)]
    return ("\n".join(lines).rstrip() + "\n").encode()


DATES = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To): .*')


def mo_bytes(catalog: Catalog) -> bytes:
    """Return a compiled catalogue for gettext: messages that lack a translated plural form stay in English."""
    finished = copy.deepcopy(catalog)
    for message in catalog:
        if message.id and not complete(message):
            finished.delete(message.id, message.context)
    out = io.BytesIO()
    write_mo(out, finished)
    return out.getvalue()


def modules_of(*names: str) -> set[Path]:
    """Return the modules of frontend/src that make up a page's scripts."""
    found: set[Path] = set()
    rest = [SOURCES / ENTRIES[name] for name in names]
    while rest:
        module = rest.pop()
        if module not in found:
            found.add(module)
            imports = re.findall(r'(?:from|import) "(\.{1,2}/[a-z_0-9/.]+\.js)"', module.read_text())
            rest += [(module.parent / path).resolve() for path in imports]
    return found


def script(catalog: Catalog, bundle: str) -> bytes:
    """Return the texts of a page's script as a script: English texts to translations or plural forms."""
    files = {str(module.relative_to(ROOT)) for module in modules_of(*BUNDLES[bundle])}
    words = {}
    for message in sorted(catalog, key=lambda message: str(message.id)):
        if message.id and files & {name for name, _ in message.locations} and complete(message):
            plural = isinstance(message.id, tuple)
            words[message.id[0] if plural else message.id] = (
                dict(zip(categories(catalog), message.string, strict=True)) if plural else message.string
            )
    text = json.dumps(words, ensure_ascii=False, indent=0, sort_keys=True)
    head = f"// ballot: words of {bundle}.js ({catalog.locale}), made by scripts/messages.py. Do not edit.\n"
    return f"{head}// SPDX-License-Identifier: Apache-2.0\nglobalThis.ballotMessages = {text};\n".encode()


def categories(catalog: Catalog) -> list[str]:
    """Return the name in Intl.PluralRules of each plural form of a catalogue, in the catalogue's order."""
    if catalog.num_plurals == 6:
        return ["zero", "one", "two", "few", "many", "other"]
    return ["one", "other"]


def complete(message: Message) -> bool:
    """Return whether a message is translated, in all its plural forms."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def for_members(message: Message) -> bool:
    """Return whether members or the public read a message."""
    return any(FOR_MEMBERS.match(name) and not NOT_FOR_MEMBERS.match(name) for name, _ in message.locations)


def faults(code: str, catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with a language's messages."""
    for message in catalog:
        if not message.id:
            continue
        if not complete(message):
            if for_members(message):
                yield f"{code}: not translated: {message.id!r} ({message.locations[0][0]})"
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for number, string in enumerate(strings):
            source = sources[0 if number == 0 and len(sources) > 1 else -1]
            yield from (f"{code}: {problem}: {string!r} for {source!r}" for problem in differences(sources, string))


def differences(sources: tuple[str, ...], string: str) -> Iterator[str]:
    """Yield forbidden differences of a translation from its source: in placeholders and tags."""
    wanted = [sorted(PLACES.findall(source)) for source in sources]
    found = sorted(PLACES.findall(string))
    # A plural form may say "one" or "two" in words instead of the number.
    if found not in wanted and not (len(sources) > 1 and sorted([*found, "%(num)s"]) in wanted):
        yield f"the places {' '.join(found)} are not those of the source"
    if "%" in PLACES.sub("", string):
        yield "a lone % (write %%)"
    if sorted(TAGS.findall(string)) not in [sorted(TAGS.findall(source)) for source in sources]:
        yield "other tags than in the source"


def files() -> Iterator[tuple[Path, bytes]]:
    """Yield every file that this script generates, with its content."""
    template = extracted()
    for code in LANGUAGES:
        catalog = updated(code, template)
        folder = TRANSLATIONS / code / "LC_MESSAGES"
        yield folder / "messages.po", po_bytes(catalog)
        yield folder / "messages.mo", mo_bytes(catalog)
        for bundle in BUNDLES:
            yield SCRIPTS / f"{bundle}.{code}.js", script(catalog, bundle)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 if something is wrong")
    check = parser.parse_args().check
    problems = []
    for path, content in files():
        if check and (not path.exists() or path.read_bytes() != content):
            problems.append(f"{path.relative_to(ROOT)} is out of step. Run: make messages")
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    template = extracted()
    for code in LANGUAGES:
        problems += faults(code, updated(code, template))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems and check else 0


if __name__ == "__main__":
    sys.exit(main())
