"""B15: a ballot is accepted in exactly one spelling; nothing that looks like JSON crashes or hangs the parser.

The comparison with belenios-tool is in tests/interop/test_B15_differential_fuzz.py.
"""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.errors import BallotError, InvalidEncoding
from ballot.protocol.ballots import MAX_BALLOT_BYTES, verify_ballot
from ballot.records.canonical import MAX_DEPTH, decode, decode_lenient, encode
from ballot.records.event import Event, Header
from ballot.records.tally import Result
from tests.factory.elections import Maker
from tests.factory.spellings import SPELLINGS


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_other_spelling_of_a_ballot_is_accepted(varied: Maker, name: str) -> None:
    rng = random.Random(name)
    for raw in varied.ballots:
        for _ in range(12):
            changed = SPELLINGS[name](raw, rng)
            if changed == raw:
                continue
            with pytest.raises(BallotError) as caught:
                verify_ballot(varied.context, changed)
            assert caught.value.check in ("5.1", "5.2", "5.3", "5.4", "5.5", "5.6"), caught.value  # type: ignore[attr-defined]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_change_of_any_byte_is_refused(varied: Maker, data: Any) -> None:
    raw = varied.ballots[0]
    at = data.draw(st.integers(0, len(raw) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = raw[:at] + bytes([byte]) + raw[at + 1 :]
    if changed == raw:
        return
    with pytest.raises(BallotError):
        verify_ballot(varied.context, changed)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_our_words(small: Maker, raw: bytes) -> None:
    with pytest.raises(BallotError):
        verify_ballot(small.context, raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_json_in_any_place_is_refused(varied: Maker, data: Any) -> None:
    from tests.factory.forging import get, put, walk

    ballot = json.loads(varied.ballots[0])
    paths = [path for path, _ in walk(ballot)]
    path = data.draw(st.sampled_from(paths))
    value = data.draw(JSON)
    if path and value == get(ballot, path):
        return
    raw = json.dumps(put(ballot, path, value), separators=(",", ":"), ensure_ascii=False)
    with pytest.raises(BallotError):
        verify_ballot(varied.context, raw.encode("utf-8", "surrogatepass"))


def test_size_is_limited_before_parsing(small: Maker) -> None:
    with pytest.raises(InvalidEncoding, match="limit"):
        verify_ballot(small.context, b" " * (MAX_BALLOT_BYTES + 1))


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 10**6,
        b'{"a":' * 10**6,
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b"9" * 10**6,
        b'{"height":' + b"9" * 10**5 + b"}",
        b"1e999999999",
        b'"' + b"\\" * 10**6,
    ],
)
@pytest.mark.parametrize("kind", [Event, Header, Result])
def test_hostile_json_is_refused_quickly_for_every_record(kind: type, raw: bytes) -> None:
    for read in (decode, decode_lenient):
        with pytest.raises(InvalidEncoding):
            read(kind, raw)


@given(st.text())
def test_strings_survive_a_round_trip(text: str) -> None:
    raw = encode([text])
    assert decode(tuple[str, ...], raw) == (text,)
    assert b"\x7f" not in raw
    assert not any(byte < 0x20 for byte in raw)


def test_control_characters_are_written_as_the_protocol_writes_them() -> None:
    assert (
        encode(['\b\f\n\r\t\x00\x1f\x7f"\\/é\u2028'])
        == b'["\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\"\\\\/' + "é\u2028".encode() + b'"]'
    )
