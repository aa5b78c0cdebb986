"""What Python says to people in a browser is in the catalogues: refusals, messages, and the words of forms.

Not looked at are what only the command line says, and what programs read: both are English.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = frozenset({"_", "N_", "lazy", "lazy_plural", "ngettext", "gettext"})
# Who says something to people: every text that is handed to these.
SAYING = re.compile(
    r"NotPermitted|ValidationError|PdfUnavailable|flash|required|FileRequired|InputRequired|EqualTo|Length|NumberRange"
    r"|clean_line|clean_text|Mark|_Plan|_allowance|[A-Z][A-Za-z]*Field"
)
SENTENCE = re.compile(r"[A-Z][a-z]+([ .:,?]|$)|[a-z]{2,} [a-z]{2,}")
ENGLISH = re.compile(
    r"election/(custody/(backups|restoring|server_key|occupancy)|practice/(demo|trustees))\.py|web/api/[a-z]+\.py"
)
MODULES = [
    path
    for folder in ("ballot/web", "ballot/election")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if not ENGLISH.search(path.as_posix())
]


def name_of(function: ast.expr) -> str:
    """Return what a function is called by."""
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the texts of an expression that no function of the catalogues stands around."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*literals(node.left), *literals(node.right))


def bare(source: str) -> list[str]:
    """Return the sentences that are said to people and are in no catalogue."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and SAYING.fullmatch(name_of(node.func)):
            words = [node.args, [keyword.value for keyword in node.keywords if keyword.arg in ("label", "message")]]
            found += [text for group in words for argument in group for text in literals(argument)]
    return [text for text in found if SENTENCE.search(text)]


def unread(source: str) -> list[str]:
    """Return what the catalogues' functions are given that is no literal: the extraction would not see it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and name_of(node.func) in CATALOGUE:
            texts = node.args[: 2 if name_of(node.func) in ("ngettext", "lazy_plural") else 1]
            found += [ast.unparse(text) for text in texts if isinstance(text, ast.JoinedStr | ast.BinOp)]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT / "ballot").as_posix())
def test_what_is_said_to_people_is_in_the_catalogues(path: Path) -> None:
    assert bare(path.read_text()) == []
    assert unread(path.read_text()) == []


def test_a_sentence_in_no_catalogue_is_found() -> None:
    assert bare('raise NotPermitted("Nobody can vote.")') == ["Nobody can vote."]
    assert bare('raise NotPermitted(f"{name} has voted.")') == ["… has voted."]
    assert bare('flash("Saved." if done else _("Dropped."))') == ["Saved."]
    assert bare('name = StringField("Name", [required("Enter the name.")])') == ["Name", "Enter the name."]
    assert bare('name = StringField(lazy("Name"), [EqualTo("new", lazy("They differ."))], default="fixed")') == []
    assert unread('_(f"Board of {name}")') == ["f'Board of {name}'"]
    assert unread('_(TITLES[code]); ngettext("one", "many" + more, n)') == ["'many' + more"]
