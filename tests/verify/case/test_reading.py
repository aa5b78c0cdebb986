"""Reading records: what is no JSON of one meaning, and what is only written in another way."""

from __future__ import annotations

import pytest

from ballot.errors import InvalidEncoding
from ballot.records.canonical import MAX_DEPTH
from ballot.records.types import ProofRecord
from ballot.verify.case.reading import Reader, WrongShape, parse_json

GOOD = b'{"challenge":"1","response":"2"}'


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"b":1,"a":[1.5,null]}', ""),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, ""),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "The part: the record is nested more than"),
        (b'{"a":1,"a":1}', "The part: not unambiguous JSON: a field stands twice in one object"),
        (b"NaN", "The part: not unambiguous JSON: NaN is not JSON"),
        (b"{", "The part: not unambiguous JSON: "),
        (b"\xff", "The part: not unambiguous JSON: "),
        (b'"\\ud800"', "The part: "),  # half a character
        (b"1e999", "The part: "),
        (b"[" * 10**5 + b"]" * 10**5, "The part: not unambiguous JSON: "),
        (b"[1, 2]", "The part is not in canonical form"),
        (b'"\\u0041"', "The part is not in canonical form"),
    ],
)
def test_the_spelling_of_a_part_that_the_protocol_does_not_use(raw: bytes, said: str) -> None:
    reader = Reader()
    reader.check_spelling(raw, "The part", 7)
    assert [height for height, _ in reader.deviations] == [7] * bool(said)
    assert all(sentence.startswith(said) for _, sentence in reader.deviations)


def test_a_record_in_another_spelling_is_read_and_noted() -> None:
    reader = Reader()
    assert reader.read(ProofRecord, GOOD, 3) == ProofRecord("1", "2") and not reader.deviations
    assert reader.at(4)(ProofRecord, GOOD + b"\n") == ProofRecord("1", "2")
    assert [height for height, _ in reader.deviations] == [4]


def test_json_of_another_shape_is_handed_on() -> None:
    with pytest.raises(WrongShape) as caught:
        Reader().read(ProofRecord, b'{"challenge":[1]}')
    assert caught.value.tree == {"challenge": [1]}


@pytest.mark.parametrize("raw", [b"", b"{", b'{"a":1,"a":1}', b"NaN", b"\xff", b"[" * 65 + b"]" * 65, b"[" * 10**5])
def test_what_is_not_unambiguous_json_fails_check_0_5(raw: bytes) -> None:
    for read in (parse_json, lambda raw: Reader().read(ProofRecord, raw)):
        with pytest.raises(InvalidEncoding) as caught:
            read(raw)
        assert caught.value.check == "0.5" and not isinstance(caught.value, WrongShape)
