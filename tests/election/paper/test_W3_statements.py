"""W3: a statement is a little Markdown, and nothing that anybody writes becomes markup of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ballot.election.paper.statements import MAX_STATEMENT, statement_tree
from tests.web.corpus import XSS

BLOCKS = {"paragraph", "list", "item"}
KINDS = BLOCKS | {"text", "break", "emphasis", "strong", "link"}


def nodes(tree: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every node of a tree."""
    for node in tree:
        yield node
        yield from nodes(node.get("content", []))


def words(text: str) -> str:
    """Return everything that is read aloud of a statement."""
    return "".join(node.get("text", "\n" if node["kind"] == "break" else "") for node in nodes(statement_tree(text)))


def test_what_a_statement_can_say() -> None:
    link = {"kind": "link", "address": "https://example.org/a?b=1", "host": "example.org", "content": [_text("site")]}
    assert statement_tree("Two\nlines, *one* and **two**.\n\nMy [site](https://example.org/a?b=1)") == [
        {
            "kind": "paragraph",
            "content": [
                _text("Two"), {"kind": "break"}, _text("lines, "), {"kind": "emphasis", "content": [_text("one")]},
                _text(" and "), {"kind": "strong", "content": [_text("two")]}, _text("."),
            ],
        },
        {"kind": "paragraph", "content": [_text("My "), link]},
    ]  # fmt: skip


def _text(text: str) -> dict[str, Any]:
    return {"kind": "text", "text": text}


def test_lists_in_lists() -> None:
    (ordered, bullets) = statement_tree("1. one\n2. two\n   - deep\n\n- other")
    assert (ordered["kind"], ordered["ordered"], bullets["ordered"]) == ("list", True, False)
    assert [item["kind"] for item in ordered["content"]] == ["item", "item"]
    assert ordered["content"][1]["content"][1]["kind"] == "list"


def test_no_statement_has_no_tree() -> None:
    assert statement_tree("") == []


@pytest.mark.parametrize("text", XSS)
def test_W3_markup_stays_text(text: str) -> None:
    tree = statement_tree(text)
    assert {node["kind"] for node in nodes(tree)} <= KINDS
    assert not [node for node in nodes(tree) if node["kind"] == "link"]
    marks = str.maketrans("", "", "*\\")
    assert words(text).translate(marks).split() == text.translate(marks).split()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)",
        "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "http://example.org",
        "//example.org", "/officer", "https:example.org", "https:///x", "https://bank.example@evil.example/",
        "https://", "ftp://example.org", "https://exa mple.org", "https://[::1]/", "https://example.org:99999/",
    ],
)  # fmt: skip
def test_W3_links_lead_only_to_hosts_by_https(address: str) -> None:
    for text in (f"[go]({address})", f"[go](<{address}>)", f"[go][1]\n\n[1]: {address}"):
        assert not [node for node in nodes(statement_tree(text)) if node["kind"] == "link"], text


@pytest.mark.parametrize("text", ["![x](https://example.org/x.png)", "# Title", "> quote", "|a|b|\n|---|---|", "`x`"])
def test_pictures_headings_and_tables_stay_text(text: str) -> None:
    assert not {node["kind"] for node in nodes(statement_tree(text))} - {"paragraph", "text", "break", "link"}


@pytest.mark.parametrize("piece", ["*", "**a", "[", "![", "[a](", "- ", "1. ", "\\", "<", "[]()", "- " * 40 + "x\n"])
def test_W12_the_worst_statement_makes_no_large_tree(piece: str) -> None:
    text = (piece * MAX_STATEMENT)[:MAX_STATEMENT]
    assert len(json.dumps(statement_tree(text))) < 100 * MAX_STATEMENT
