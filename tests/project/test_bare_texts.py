"""Every text that a page shows is in the catalogues: what templates show outside of gettext is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = frozenset({"_", "gettext", "ngettext"})
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z’']*[a-z][ ,.:;?]|[A-Z][a-z]+$|[a-z]{2,} [a-z]{2,} [a-z]{2,}|^[,.;:] [a-z]")
SHOWN = frozenset({"aria-label", "title", "placeholder", "alt", "data-label", "data-words", "label"})
QUIET = frozenset({"pre", "code", "style", "script", "svg"})
# Not language: the program's name, how a key begins, what a description in the archive ends with, ends of ids.
NAMES = re.compile(r"\b(ballotkey_|ballot\b|Charter SHA-256:)|-(hint|error)\b")
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.html"))


class Shown(HTMLParser):
    """Collects what a page shows: text outside of code, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quiet += tag in QUIET
        self.texts += [value or "" for name, value in attrs if name in SHOWN]

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in QUIET

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.texts += data.splitlines()


def parsed(source: str) -> nodes.Template:
    """Return the syntax tree of a template; blocks of `trans` are calls of gettext in it."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    return environment.parse(source)


def html_of(node: nodes.Node) -> Iterator[str]:
    """Yield the literal text of a template in its order, and the literals that its values may be."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(node, nodes.Output):
            yield " ".join(results(child)) or " "
        elif not isinstance(child, nodes.Expr):
            yield from html_of(child)


def results(value: nodes.Node) -> Iterator[str]:
    """Yield the literals that an expression may come to."""
    if isinstance(value, nodes.Const) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, nodes.CondExpr):
        yield from results(value.expr1)
        if value.expr2 is not None:
            yield from results(value.expr2)
    elif isinstance(value, nodes.Getitem):
        yield from results(value.node)
    elif isinstance(value, nodes.Dict):
        for pair in value.items:
            yield from results(pair.value)
    elif isinstance(value, nodes.Concat | nodes.BinExpr | nodes.Filter):
        for part in value.iter_child_nodes():
            yield from results(part)


def literals(node: nodes.Node) -> Iterator[str]:
    """Yield the texts of expressions that no function of the catalogues stands around."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Const) and isinstance(child.value, str):
            yield child.value
        elif isinstance(child, nodes.Compare):
            continue
        elif isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name in CATALOGUE:
            for keyword in child.kwargs:
                yield from literals(keyword)
        else:
            yield from literals(child)


def bare(source: str) -> list[str]:
    """Return the texts of a template that are shown and are in no catalogue."""
    tree = parsed(source)
    page = Shown()
    page.feed("".join(html_of(tree)))
    shown = [text.strip() for text in page.texts if WORD.search(NAMES.sub("", text))]
    others = [text for text in literals(tree) if SENTENCE.search(NAMES.sub("", text))]
    return shown + [text for text in others if text not in "".join(shown)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_shows_no_text_that_is_in_no_catalogue(name: str) -> None:
    assert bare((ROOT / name).read_text()) == []


def test_a_text_in_no_catalogue_is_found() -> None:
    assert bare("<h1>Roll</h1>") == ["Roll"]
    assert bare('<p aria-label="Roll">{{ _("Roll") }}</p>') == ["Roll"]
    assert bare('{{ m.field(form.name, "As members read it.") }}') == ["As members read it."]
    assert bare('<p>{{ "so far" if x else _("Roll") }}, {{ x }} ballots</p>') == ["so far,   ballots"]
    assert bare('{{ m.radios(f, {"all": "All " ~ n ~ ". Each makes a key."}) }}') == ["All ", ". Each makes a key."]
    assert bare('{% trans n=x %}All {{ n }}.{% endtrans %}<p class="muted">{{ _("Roll") }}</p>') == []
    assert bare('<p {{ "hidden" if x }}><code>ballot doctor</code></p>') == []
