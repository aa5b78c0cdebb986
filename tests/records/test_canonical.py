"""The exact bytes of records, and everything that is refused on the way in."""

from __future__ import annotations

import pytest

from ballot.errors import InvalidEncoding, Unsupported
from ballot.records.canonical import decode, decode_lenient, encode, encode_number, parse_number
from ballot.records.charter import Charter, ContestRule, Policy, charter_hash, describe, is_ambiguous, split_description
from ballot.records.election import parse_public_credential
from ballot.records.event import Event, EventType, make_event
from ballot.records.questions import HomomorphicQuestion, encode_question, parse_question
from ballot.records.trustees import parse_trustees

GOOD = b'{"height":0,"type":"Setup"}'


def test_escapes_are_those_of_the_protocol() -> None:
    assert encode('\x7f\x00\x1f\b\f\n\r\t"\\/é\u2028') == (
        b'"\\u007f\\u0000\\u001f\\b\\f\\n\\r\\t\\"\\\\/' + "é\u2028".encode() + b'"'
    )


def test_events_have_their_fields_in_order_and_leave_out_what_they_lack() -> None:
    assert encode(make_event(None, 0, EventType.SETUP, None)) == GOOD
    full = make_event("a" * 64, 3, EventType.BALLOT, "b" * 64)
    assert decode(Event, encode(full)) == full


@pytest.mark.parametrize(
    "raw",
    [
        GOOD + b" ",
        b"\xef\xbb\xbf" + GOOD,
        GOOD + b"\n",
        b'{"type":"Setup","height":0}',
        b'{"height":0,"height":0,"type":"Setup"}',
        b'{"height":0,"type":"Setup","more":1}',
        b'{"height":0.0,"type":"Setup"}',
        b'{"height":0e0,"type":"Setup"}',
        b'{"height":-0,"type":"Setup"}',
        b'{"height":00,"type":"Setup"}',
        b'{"height":true,"type":"Setup"}',
        b'{"height":NaN,"type":"Setup"}',
        b'{"height":1' + b"0" * 10_000 + b',"type":"Setup"}',
        b'{"height":0,"type":"Set\\u0075p"}',
        b'{"height":0,"type":"\xff"}',
        b'{"height":0,"type":"\\ud800"}',
        b'{"parent":null,"height":0,"type":"Setup"}',
        b'{"height":0,"type":"Setup","payload":"' + b"A" * 64 + b'"}',
        b"[" * 100_000,
        b"",
    ],
)
def test_what_is_not_canonical_is_refused(raw: bytes) -> None:
    """B15."""
    with pytest.raises(InvalidEncoding):
        decode(Event, raw)


def test_foreign_spellings_are_named_but_ambiguous_ones_refused() -> None:
    value, deviation = decode_lenient(Event, b'{ "type":"Setup","height":0,"x":[1] }')
    assert value.type is EventType.SETUP and deviation is not None and "canonical" in deviation
    assert decode_lenient(Event, GOOD)[1] is None
    deep = b'{"height":0,"type":"Setup","x":' + b"[" * 80 + b"]" * 80 + b"}"
    for raw in (b'{"height":0,"height":1,"type":"Setup"}', deep):
        with pytest.raises(InvalidEncoding):
            decode_lenient(Event, raw)


def test_numbers_above_thirty_bits_are_strings() -> None:
    assert encode_number(2**30 - 1) == 2**30 - 1 and encode_number(2**30) == "1073741824"
    assert parse_number("1073741824", "n", 10**12) == 2**30
    for bad in (-1, 2**30, "5", "01073741824", "١٠٧٣٧٤١٨٢٤", "1_073741824", "", 10**13, "9" * 5000):
        with pytest.raises(InvalidEncoding):
            parse_number(bad, "n", 10**12)


@pytest.mark.parametrize(
    "text",
    ["ab,0", "ab,-1", "ab,0x5", "ab,01", "ab,5,name", "ab,", ",5", "AB", "ab, 5", "ab,٥", "ab,1" + "0" * 30],
)
def test_public_credentials_have_one_or_two_fields(text: str) -> None:
    """B12, B13."""
    with pytest.raises(InvalidEncoding):
        parse_public_credential(text)


def test_questions_plain_and_wrapped() -> None:
    plain = b'{"answers":["A","B"],"blank":true,"min":1,"max":2,"question":"Q?"}'
    question = parse_question(plain)
    assert encode(question) == plain and question.allows_blank and question.ciphertexts == 3
    assert parse_question(b'{"type":"Homomorphic","value":%s,"extra":{"x":1}}' % plain) == question
    bare = HomomorphicQuestion(answers=("A",), min=0, max=1, question="Q")
    assert encode(bare) == b'{"answers":["A"],"min":0,"max":1,"question":"Q"}'
    ranked = b'{"type":"NonHomomorphic","value":{"answers":["A","B"],"question":"Q?"}}'
    lists = b'{"type":"Lists","value":{"answers":[["L","A","B"],["M","C"]],"question":"Q?"}}'
    for raw in (plain, ranked, lists):
        assert encode_question(parse_question(raw)) == raw
    assert parse_question(ranked).ciphertexts == 1 and parse_question(lists).ciphertexts == 5
    with pytest.raises(Unsupported, match="unknown"):
        parse_question(b'{"type":"Grades","value":{}}')
    with pytest.raises(InvalidEncoding, match="without candidates"):
        parse_question(lists.replace(b'["M","C"]', b'["M"]'))
    for low, high in ((2, 1), (0, 3), (-1, 1)):
        with pytest.raises(InvalidEncoding):
            parse_question(b'{"answers":["A","B"],"min":%d,"max":%d,"question":"Q?"}' % (low, high))


def test_kinds_of_trustees_are_the_two_of_the_protocol() -> None:
    with pytest.raises(InvalidEncoding, match="unknown"):
        parse_trustees(b'[["Double",{}]]')
    with pytest.raises(InvalidEncoding):
        parse_trustees(b'[["Pedersen",{}]]')


def test_the_charter_is_bound_to_the_description() -> None:
    rule = ContestRule(5, "block", (), "public-lot", True, ("A", "B"))
    charter = Charter(1, (rule,), Policy(3, 3, (), 2, False, False), ("0" * 64,) * 3, (), "")
    text = describe("Two\nlines", charter)
    assert split_description(text) == ("Two\nlines", charter_hash(charter))
    assert split_description(describe("", charter)) == ("", charter_hash(charter))
    assert split_description("no line") == ("no line", None)
    assert split_description(text + "\n")[1] is None
    assert not is_ambiguous(text) and not is_ambiguous("no line") and is_ambiguous(text + "\n")


def test_a_large_record_is_read_in_its_one_spelling_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballot.records.canonical.MAX_TREE_BYTES", len(GOOD))
    assert decode_lenient(Event, GOOD)[1] is None
    with pytest.raises(InvalidEncoding, match="in its one spelling only"):
        decode_lenient(Event, GOOD + b" ")
