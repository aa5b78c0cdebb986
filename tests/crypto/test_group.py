"""The groups: the law, edge cases that libsodium refuses, and canonical text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.crypto._sodium import Q
from ballot.crypto.group import ED25519, group, parse_scalar, random_scalar
from ballot.errors import InvalidEncoding, Unsupported

G = ED25519.g
GROUPS = [group(name) for name in ("Ed25519", "BELENIOS-2048", "RFC-3526-2048")]
scalars = st.integers(min_value=-(2**260), max_value=2**260)


@given(scalars, scalars)
@settings(max_examples=60, deadline=None)
def test_exponents_add_and_multiply(a: int, b: int) -> None:
    assert G**a * G**b == G ** (a + b)
    assert (G**a) ** b == G ** (a * b)
    assert G**a / G**b == G ** (a - b)


@pytest.mark.parametrize("own", GROUPS, ids=lambda own: own.name)
def test_the_identity_is_neutral_and_zero_exponents_are_legal(own) -> None:
    point = own.g**5
    one = own.identity
    assert point * one == point == one * point == point / one
    assert point / point == one == one**7 == point**0 == point**own.q
    assert one / point == point ** (own.q - 1)
    assert one.is_identity and not point.is_identity


@pytest.mark.parametrize("own", GROUPS, ids=lambda own: own.name)
def test_text_and_back(own) -> None:
    for exponent in (0, 1, 2, own.q - 1, random_scalar(own)):
        point = own.g**exponent
        assert own.parse(str(point)) == point


def test_text_of_the_base_point_is_the_reversed_little_endian_encoding() -> None:
    assert str(G) == "66" * 31 + "58"
    assert str(ED25519.identity) == "0" * 63 + "1"


@pytest.mark.parametrize("text", ["0", "", "1" * 200, "٣", "+1", "-1", " 1", "01", str(GROUPS[1].q * 2)])
def test_finite_field_elements_are_checked(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        GROUPS[1].parse(text)


def test_constants_are_pinned() -> None:
    """C5: nothing of a group is read from data; the constants are primes with the stated orders."""
    for own in GROUPS[1:]:
        assert pow(own.g.value, own.q, own.p) == 1 != own.g.value
        assert (own.p - 1) % own.q == 0
        assert pow(3, own.p - 1, own.p) == 1 and pow(3, own.q - 1, own.q) == 1
    assert Q == 2**252 + 27742317777372353535851937790883648493
    with pytest.raises(Unsupported, match="unknown"):
        group('{"g":"2","p":"7","q":"3"}')


@pytest.mark.parametrize("text", ["", "00", "01", "+5", "-1", "0x5", "1_0", " 5", "5 ", "5\n", "٣", "1e3", str(Q)])
def test_scalars_are_canonical_decimals_below_q(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        parse_scalar(ED25519, text)


def test_a_scalar_of_a_million_digits_is_refused_before_it_is_converted() -> None:
    with pytest.raises(InvalidEncoding):
        parse_scalar(ED25519, "1" * 10**6)
    assert parse_scalar(ED25519, str(Q - 1)) == Q - 1
