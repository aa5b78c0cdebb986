"""Values at the limits of numbers, questions, trees and a registrar's file: the last one read, the first refused."""

from __future__ import annotations

import msgspec
import pytest

from ballot.crypto.group import ED25519 as G
from ballot.errors import InvalidEncoding
from ballot.records import canonical
from ballot.records.canonical import decode_lenient, encode, encode_number, parse_number, refuse_ambiguous
from ballot.records.event import Event, EventType, make_event
from ballot.records.questions import kind_of, parse_question
from ballot.records.registrar import CredentialFile, make_credential_file, parse_credential_file
from ballot.records.roll import defuse, unguarded
from ballot.records.shuffle import ShuffleProofRecord, parse_shuffle_proof

replace = msgspec.structs.replace


@pytest.mark.parametrize("maximum", [0, 9, 2**30 - 1, 2**30, 10**12])
def test_numbers_from_zero_to_the_maximum_are_read(maximum: int) -> None:
    for number in (0, maximum):
        assert parse_number(encode_number(number), "n", maximum) == number
    for bad in (-1, encode_number(maximum + 1), "", "-1", "0"):
        with pytest.raises(InvalidEncoding):
            parse_number(bad, "n", maximum)


def test_the_deepest_and_the_largest_tree_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    deepest = b"[" * (canonical.MAX_DEPTH - 1) + b"0" + b"]" * (canonical.MAX_DEPTH - 1)
    assert refuse_ambiguous(deepest)
    with pytest.raises(InvalidEncoding, match="nested more than"):
        refuse_ambiguous(b"[" + deepest + b"]")
    with pytest.raises(InvalidEncoding, match="nested more than"):
        refuse_ambiguous(b'{"x":' + deepest + b"}")
    monkeypatch.setattr(canonical, "MAX_TREE_BYTES", len(deepest))
    assert refuse_ambiguous(deepest)
    with pytest.raises(InvalidEncoding, match="in its one spelling only"):
        refuse_ambiguous(deepest + b" ")


@pytest.mark.parametrize("text", ["01073741824", "١٠٧٣٧٤١٨٢٤", "1_073741824", "+1073741824", "1" * 5000])
def test_what_is_no_number_is_named_as_such(text: str) -> None:
    with pytest.raises(InvalidEncoding, match="must be a whole number"):
        parse_number(text, "n", 10**12)


def test_a_field_that_is_null_is_one_that_is_left_out() -> None:
    value, deviation = decode_lenient(Event, b'{"parent":null,"height":0,"type":"Setup"}')
    assert value == make_event(None, 0, EventType.SETUP, None) and deviation is not None


@pytest.mark.parametrize("raw", [b'{"a":1,"a":1}', b"NaN", b"-Infinity", b"\xff", b"[", b""])
def test_what_two_readers_could_read_in_two_ways_is_no_tree(raw: bytes) -> None:
    with pytest.raises(InvalidEncoding, match="not unambiguous JSON"):
        refuse_ambiguous(raw)


def wrapped(kind: str, answers: list[object]) -> bytes:
    return encode({"type": kind, "value": {"answers": answers, "question": "Q"}})


def test_a_question_has_at_most_a_thousand_answers() -> None:
    def choice(count: int) -> bytes:
        return encode({"answers": ["A"] * count, "min": 0, "max": count, "question": "Q"})

    def ranked(count: int) -> bytes:
        return wrapped("NonHomomorphic", ["A"] * count)

    def one_list(count: int) -> bytes:
        return wrapped("Lists", [["A"] * count])

    for make in (choice, ranked, one_list):
        assert parse_question(make(1000)).ciphertexts in (1, 1000)
        with pytest.raises(InvalidEncoding, match="more than 1000"):
            parse_question(make(1001))
    with pytest.raises(InvalidEncoding, match="1001 answers, more than"):
        parse_question(wrapped("Lists", [["A"]] * 1001))


def test_a_choice_of_none_or_of_all_is_a_question() -> None:
    for low, high in ((0, 0), (2, 2), (0, 2)):
        assert parse_question(b'{"answers":["A","B"],"min":%d,"max":%d,"question":"Q?"}' % (low, high))


def test_every_kind_of_question_has_its_name() -> None:
    choice = encode({"answers": ["A"], "min": 0, "max": 1, "question": "Q"})
    kinds = [choice, wrapped("NonHomomorphic", ["A"]), wrapped("Lists", [["L", "a"]])]
    assert [kind_of(parse_question(raw)) for raw in kinds] == ["choice", "ranked", "lists"]


def test_a_list_has_a_name_and_a_candidate() -> None:
    assert parse_question(wrapped("Lists", [["L", "a"]]))
    for answers in ([], [["L"]], [["L", "a"], []]):
        with pytest.raises(InvalidEncoding, match="without candidates"):
            parse_question(wrapped("Lists", answers))  # type: ignore[arg-type]


KEYS = [str(G.g**exponent) for exponent in (2, 3, 5)]


def handed_in(weights: dict[str, int]) -> CredentialFile:
    return parse_credential_file(make_credential_file("12345678912345", "ab" * 32, weights, sorted(KEYS[:2])))


def test_weights_are_written_if_any_is_not_one() -> None:
    even, uneven = dict.fromkeys(KEYS, 1), dict(zip(KEYS, (1, 2, 3), strict=True))
    assert handed_in(even).weights() == even and not any("," in entry for entry in handed_in(even).credentials)
    assert handed_in(uneven).weights() == uneven and all("," in entry for entry in handed_in(uneven).credentials)


def test_a_list_of_credentials_is_sorted_and_each_stands_once() -> None:
    good = handed_in(dict.fromkeys(KEYS, 1))
    first, *rest = good.credentials
    words = {
        "not sorted, or one stands twice": [(*rest, first), (first, first, *rest)],
        "is the identity": [(str(G.identity), *good.credentials)],
        "all public credentials have a weight, or none": [(f"{first},2", *rest)],
    }
    for expected, lists in words.items():
        for entries in lists:
            with pytest.raises(InvalidEncoding, match=expected):
                parse_credential_file(encode(replace(good, credentials=entries)))


def test_spare_credentials_are_sorted_and_among_the_others() -> None:
    good = handed_in(dict.fromkeys(KEYS, 1))
    assert parse_credential_file(encode(replace(good, spares=tuple(sorted(KEYS))))).spares == tuple(sorted(KEYS))
    one, two = good.spares
    for spares in ((two, one), (one, one, two), tuple(sorted([one, str(G.g**7)]))):
        with pytest.raises(InvalidEncoding, match="spare credentials"):
            parse_credential_file(encode(replace(good, spares=spares)))
    with pytest.raises(InvalidEncoding, match="another form"):
        parse_credential_file(b"{}")


@pytest.mark.parametrize(
    ("cell", "guarded"), [("=1", "'=1"), ("'t Hooft", "'t Hooft"), ("a=1", "a=1"), ("", ""), ("'", "'")]
)
def test_only_the_apostrophe_that_guards_a_cell_is_taken_off(cell: str, guarded: str) -> None:
    assert defuse(cell) == guarded and unguarded(guarded) == cell and unguarded("=1") == "=1"


def test_every_element_and_number_of_a_shuffle_proof_is_checked() -> None:
    e, zero = str(G.g), "0"
    good: ShuffleProofRecord = ((e, e, e, (e, e), (e,)), (zero, zero, zero, zero, (zero,), (zero,)), (e,), (e,))
    parse_shuffle_proof(G, good)

    def broken(value):
        """Yield copies in which one leaf is no element, or no number."""
        if isinstance(value, tuple):
            for index, entry in enumerate(value):
                for other in broken(entry):
                    yield (*value[:index], other, *value[index + 1 :])
        else:
            yield str(G.q) if value == zero else "02" * 32

    found = list(broken(good))
    assert len(found) == 6 + 6 + 2
    for record in found:
        with pytest.raises(InvalidEncoding):
            parse_shuffle_proof(G, record)
