"""Walk the application's url map: every rule, with addresses filled in."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

READING = {"GET", "HEAD", "OPTIONS"}


def rules(app: Flask, *, writing: bool) -> Iterator[Rule]:
    """Yield the rules that change something, or those that only read."""
    for rule in app.url_map.iter_rules():
        methods = set(rule.methods or ()) - READING
        if rule.endpoint != "static" and bool(methods) is writing:
            yield rule


def readable(app: Flask) -> Iterator[Rule]:
    """Yield every rule that can be read, whether or not something can be sent to it too."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and "GET" in (rule.methods or ()):
            yield rule


def address(app: Flask, rule: Rule, uuid: str) -> str:
    """Return an address that a rule matches, in the election `uuid`."""
    values: dict[str, object] = {"uuid": uuid, "name": uuid, "tracking": "A" * 43, "digest": "0" * 64}
    values |= dict.fromkeys(("position", "contest", "number"), 1)
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
