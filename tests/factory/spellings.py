"""A grammar fuzzer of JSON spellings: the same value written otherwise, and what looks like JSON but is not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.factory.forging import walk

Spelling = Callable[[bytes, random.Random], bytes]


def tokens(raw: bytes) -> list[int]:
    """Offsets between JSON tokens, where white space would be allowed."""
    places, inside, escaped = [0], False, False
    for at, byte in enumerate(raw):
        character = chr(byte)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            inside = not inside
        if not inside and character in '{}[],:"':
            places.append(at + 1)
    return places


def _insert(text: bytes) -> Spelling:
    def change(raw: bytes, rng: random.Random) -> bytes:
        at = rng.choice(tokens(raw))
        return raw[:at] + text + raw[at:]

    return change


def _letters(raw: bytes) -> list[int]:
    """Offsets of letters and digits inside strings."""
    places, inside = [], False
    for at, byte in enumerate(raw):
        if byte == 0x22:
            inside = not inside
        elif inside and chr(byte).isalnum():
            places.append(at)
    return places


def _escape(template: str) -> Spelling:
    def change(raw: bytes, rng: random.Random) -> bytes:
        at = rng.choice(_letters(raw))
        return raw[:at] + (template % raw[at]).encode() + raw[at + 1 :]

    return change


def _duplicate_field(raw: bytes, rng: random.Random) -> bytes:
    """Repeat one field of one object, with the same value or another, before or behind."""
    ballot = json.loads(raw)
    objects = [path for path, value in walk(ballot) if isinstance(value, dict)]
    path = rng.choice(objects)
    target = ballot
    for key in path:
        target = target[key]
    name = rng.choice(list(target))
    value = json.dumps(rng.choice([target[name], "x", None]), separators=(",", ":"))
    whole = json.dumps(target, separators=(",", ":"))
    extra = f"{json.dumps(name)}:{value}"
    doubled = f"{{{extra},{whole[1:]}" if rng.random() < 0.5 else f"{whole[:-1]},{extra}}}"
    return raw.replace(whole.encode(), doubled.encode(), 1)


def _reorder(raw: bytes, rng: random.Random) -> bytes:
    """Shuffle the fields of one object."""
    ballot = json.loads(raw)
    path = rng.choice([path for path, value in walk(ballot) if isinstance(value, dict)])
    target = ballot
    for key in path:
        target = target[key]
    items = list(target.items())
    while items == list(target.items()):
        rng.shuffle(items)
    target.clear()
    target.update(items)
    return json.dumps(ballot, separators=(",", ":")).encode()


def _reversed_all(raw: bytes, rng: random.Random) -> bytes:
    return json.dumps(json.loads(raw), separators=(",", ":"), sort_keys=True).encode()


def _number_for_string(raw: bytes, rng: random.Random) -> bytes:
    """Write one decimal string without its quotation marks."""
    strings = [value for _, value in walk(json.loads(raw)) if isinstance(value, str) and value.isdigit()]
    chosen = rng.choice(strings)
    return raw.replace(f'"{chosen}"'.encode(), rng.choice(["%s", "%s.0", "%se0", "-%s"]).encode() % chosen.encode(), 1)


def _splice(text: bytes) -> Spelling:
    def change(raw: bytes, rng: random.Random) -> bytes:
        at = rng.choice(_letters(raw))
        return raw[:at] + text + raw[at:]

    return change


SPELLINGS: dict[str, Spelling] = {
    "space": _insert(b" "),
    "newline": _insert(b"\n"),
    "tab": _insert(b"\t"),
    "carriage return": _insert(b"\r"),
    "form feed": _insert(b"\x0c"),
    "comment": _insert(b"/**/"),
    "line comment": _insert(b"//\n"),
    "comma": _insert(b","),
    "trailing newline": lambda raw, rng: raw + b"\n",
    "trailing space": lambda raw, rng: raw + b" ",
    "trailing NUL": lambda raw, rng: raw + b"\0",
    "trailing value": lambda raw, rng: raw + b"{}",
    "twice": lambda raw, rng: raw + raw,
    "byte-order mark": lambda raw, rng: b"\xef\xbb\xbf" + raw,
    "UTF-16": lambda raw, rng: raw.decode().encode("utf-16"),
    "escaped letter": _escape("\\u%04x"),
    "escaped letter, upper case": _escape("\\u%04X"),
    "escaped slash": lambda raw, rng: raw.replace(b"/", b"\\/", 1),
    "backslash": _splice(b"\\"),
    "lone surrogate": _splice(b"\\ud800"),
    "encoded surrogate": _splice(b"\xed\xa0\x80"),
    "invalid UTF-8": _splice(b"\xff"),
    "overlong UTF-8": _splice(b"\xc0\xaf"),
    "NUL inside": _splice(b"\0"),
    "escaped NUL": _splice(b"\\u0000"),
    "control character": _splice(b"\x01"),
    "other script": _splice("é".encode()),
    "single quotes": lambda raw, rng: raw.replace(b'"', b"'"),
    "unquoted key": lambda raw, rng: raw.replace(b'"credential"', b"credential", 1),
    "duplicate field": _duplicate_field,
    "fields in another order": _reorder,
    "fields in alphabetical order": _reversed_all,
    "number for a string": _number_for_string,
    "NaN": lambda raw, rng: raw.replace(b'"answers":[', b'"answers":[NaN,', 1),
    "null field": lambda raw, rng: raw[:-1] + b',"extra":null}',
    "unknown field": lambda raw, rng: raw[:-1] + b',"extra":"x"}',
    "null blank proof": lambda raw, rng: raw.replace(b'}],"signature"', b',"blank_proof":null}],"signature"', 1),
    "deep nesting": lambda raw, rng: raw.replace(
        b'"answers":[', b'"answers":[' + b"[" * 10**5 + b"]" * 10**5 + b",", 1
    ),
    "deep and open": lambda raw, rng: b"[" * 10**5,
    "cut": lambda raw, rng: raw[: rng.randrange(len(raw))],
    "empty": lambda raw, rng: b"",
    "null": lambda raw, rng: b"null",
    "a string": lambda raw, rng: json.dumps(raw.decode()).encode(),
    "in a list": lambda raw, rng: b"[" + raw + b"]",
    "huge number": lambda raw, rng: raw.replace(b'"answers":[', b'"answers":[' + b"9" * 10**5 + b",", 1),
}


def respell(raw: bytes, rng: random.Random, rounds: int = 1) -> Iterator[tuple[str, bytes]]:
    """Yield each kind of spelling `rounds` times."""
    for name, change in SPELLINGS.items():
        for _ in range(rounds):
            yield name, change(raw, rng)


def random_value(rng: random.Random) -> Any:
    """A value of a type that a record does not expect."""
    return rng.choice([None, True, 0, -1, 2**64, 1.5, "", "x", [], {}, [[]], {"a": 1}, "0" * 64, "1" * 700])
