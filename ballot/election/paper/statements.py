"""Candidates' statements: a little Markdown, parsed into a tree that pages and the booth draw element by element (W3).

Only paragraphs, lists, emphasis and links are supported. Anything else that somebody writes (HTML, headings, images,
tables) stays plain text, so nothing of a statement ever reaches a page as markup of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

RULES = ("emphasis", "link", "list", "escape", "newline")
MAX_STATEMENT = 5000
Node = dict[str, Any]  # one of the shapes that `statement_tree` lists

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_KINDS = {"paragraph_open": "paragraph", "em_open": "emphasis", "strong_open": "strong", "list_item_open": "item"}
_LISTS = {"bullet_list_open": False, "ordered_list_open": True}


def statement_tree(text: str) -> list[Node]:
    """Return a statement as a tree that JSON can carry.

    Each node has a `kind`. Blocks: `paragraph`, and `list` (`ordered` or not) of nodes `item` that contain blocks.
    Inside a paragraph: `text` (with `text`), `break`, `emphasis`, `strong`, and `link` (with `address`, which is https,
    and its `host`). The contents of a node are its `content`.
    """
    return _tree(_Reader("zero").enable(list(RULES)).parse(text))


def statement_hash(text: str) -> str:
    """Return the charter's entry for a statement: SHA-256 of its text, "" for none."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


class _Reader(MarkdownIt):
    """The library's parser; it calls this for every address."""

    def validateLink(self, url: str) -> bool:
        """Return whether the address is allowed in a link; if not, it stays text."""
        return _is_safe_address(url)


def _is_safe_address(address: str) -> bool:
    """Return whether the address is allowed in a link: https, to a host by its plain name, without a user name."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and "@" not in parts.netloc and bool(_HOST.fullmatch(host))


def _tree(tokens: Iterable[Token]) -> list[Node]:
    """Build the tree of the kinds above; any other token is left out, but its contents are kept."""
    root: list[Node] = []
    stack: list[list[Node]] = [root]
    for token in tokens:
        if token.nesting == -1:
            stack.pop()
        elif token.nesting == 1:
            node = _opened(token)
            stack[-1].append(node)
            stack.append(node["content"])
        else:
            stack[-1] += _leaves(token)
    return root


def _opened(token: Token) -> Node:
    if token.type in _LISTS:
        return {"kind": "list", "ordered": _LISTS[token.type], "content": []}
    if token.type == "link_open":
        address = str(token.attrs["href"])
        return {"kind": "link", "address": address, "host": urlsplit(address).hostname, "content": []}
    return {"kind": _KINDS[token.type], "content": []}


def _leaves(token: Token) -> Sequence[Node]:
    if token.type == "inline":
        return _tree(token.children or ())
    if token.type in ("softbreak", "hardbreak"):  # somebody who types a new line wants one
        return [{"kind": "break"}]
    return [{"kind": "text", "text": token.content}] if token.content else []
