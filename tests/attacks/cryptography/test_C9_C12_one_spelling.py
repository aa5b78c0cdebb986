"""C9, C12: one string for each group element and each number; every other spelling is refused at the parser.

The same list is used for points, scalars, and each field of a ballot. (C9 in JavaScript: tests/frontend.)
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.crypto.group import ED25519, group, parse_scalar
from ballot.errors import BallotError, InvalidEncoding
from ballot.protocol.ballots import verify_ballot
from ballot.records.canonical import encode, encode_number, parse_number
from tests.factory.elections import Maker
from tests.factory.forging import (
    BAD_SCALARS,
    IDENTITY,
    edit_ballot,
    get,
    misspelt_points,
    non_canonical_points,
    put,
    scalars_out_of_range,
    walk,
)

GROUPS = [group(name) for name in ("Ed25519", "BELENIOS-2048", "RFC-3526-2048")]


@pytest.mark.parametrize("text", non_canonical_points())
def test_non_canonical_points_are_refused(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        ED25519.parse(text)


@pytest.mark.parametrize("text", misspelt_points(str(ED25519.g**99)))
def test_other_spellings_of_a_point_are_refused(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        ED25519.parse(text)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**256 - 1))
def test_a_parsed_point_has_exactly_its_text(number: int) -> None:
    text = f"{number:064x}"
    try:
        point = ED25519.parse(text)
    except InvalidEncoding:
        return
    assert str(point) == text
    assert (point**ED25519.q).is_identity


@settings(max_examples=50, deadline=None)
@given(st.integers(0, ED25519.q - 1))
def test_points_survive_a_round_trip(exponent: int) -> None:
    point = ED25519.g**exponent
    assert ED25519.parse(str(point)) == point
    assert (point.is_identity) == (str(point) == IDENTITY)


@pytest.mark.parametrize("own", GROUPS, ids=lambda own: own.name)
@pytest.mark.parametrize("text", BAD_SCALARS, ids=lambda text: repr(text[:12]))
def test_bad_numbers_are_refused(own: Any, text: str) -> None:
    with pytest.raises(InvalidEncoding):
        parse_scalar(own, text)


@pytest.mark.parametrize("own", GROUPS, ids=lambda own: own.name)
def test_numbers_out_of_range_are_refused(own: Any) -> None:
    assert parse_scalar(own, str(own.q - 1)) == own.q - 1
    assert parse_scalar(own, "0") == 0
    for text in (str(own.q), str(own.q + 1), str(2 * own.q), "9" * 617):
        with pytest.raises(InvalidEncoding):
            parse_scalar(own, text)


@pytest.mark.parametrize("text", ["02", "+4", " 4", "4 ", "0x4", "", "-4", "٤", "4\n", "1_6", "4" * 700])
def test_bad_spellings_of_field_elements_are_refused(text: str) -> None:
    for own in GROUPS[1:]:
        with pytest.raises(InvalidEncoding):
            own.parse(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_number_only_in_one_spelling(text: str) -> None:
    try:
        value = parse_scalar(ED25519, text)
    except InvalidEncoding:
        return
    assert str(value) == text


def places(record: Any, names: set[str]) -> list[tuple[Any, ...]]:
    """Where strings of these names stand."""
    return [path for path, value in walk(record) if isinstance(value, str) and path[-1] in names]


def test_no_number_in_a_ballot_has_a_second_spelling(small: Maker) -> None:
    raw = small.ballots[0]
    paths = places(json.loads(raw), {"challenge", "response"})
    assert len(paths) == 2 * (2 * 2 + 2) + 2
    for path in paths:
        good = get(json.loads(raw), path)
        more = [
            *BAD_SCALARS,
            *scalars_out_of_range(small.group),
            "0" + good,
            good + " ",
            str(int(good) + small.group.q),
        ]
        for text in more:
            bad = with_text(small, raw, path, text)
            with pytest.raises(BallotError) as caught:
                verify_ballot(small.context, bad)
            assert caught.value.check in ("5.1", "5.6"), (path, text[:20])  # type: ignore[attr-defined]


def with_text(maker: Maker, raw: bytes, path: tuple[Any, ...], text: Any) -> bytes:
    """The ballot with another text at a place, signed again unless the place is in the signature."""
    if path[0] == "signature":
        return encode(put(json.loads(raw), path, text))
    return edit_ballot(maker, 0, raw, lambda ballot: put(ballot, path, text))


def test_no_point_in_a_ballot_has_a_second_spelling(small: Maker) -> None:
    raw = small.ballots[0]
    for path in places(json.loads(raw), {"alpha", "beta"}):
        good = get(json.loads(raw), path)
        for text in [*non_canonical_points(), *misspelt_points(good)]:
            with pytest.raises(BallotError) as caught:
                verify_ballot(small.context, with_text(small, raw, path, text))
            assert caught.value.check in ("5.1", "5.6")  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", [1, 1.0, None, True, [], {}, ["1"]])
def test_numbers_and_points_are_strings(small: Maker, value: object) -> None:
    for path in (
        ("answers", 0, "choices", 0, "alpha"),
        ("answers", 0, "overall_proof", 0, "challenge"),
        ("credential",),
    ):
        with pytest.raises(BallotError):
            verify_ballot(small.context, with_text(small, small.ballots[0], path, value))


@pytest.mark.parametrize(
    "value", [-1, 2**30, "5", "05", "-1", "1073741823", "1_073_741_824", " 1073741824", "", "1" * 30]
)
def test_counts_have_one_spelling(value: int | str) -> None:
    with pytest.raises(InvalidEncoding):
        parse_number(value, "a count", 2**48)


@given(st.integers(0, 2**48))
def test_counts_survive_a_round_trip(value: int) -> None:
    assert parse_number(encode_number(value), "a count", 2**48) == value
