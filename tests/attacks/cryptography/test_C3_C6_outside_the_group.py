"""C3, C6: an element outside the prime-order group is refused wherever one can stand, whatever its order.

The archive level is in the corpus (checks 2.3, 3.1, 4.2, 5.6, 8.2).
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from ballot.crypto.group import ED25519, group
from ballot.errors import BallotError, InvalidEncoding
from ballot.protocol.ballots import verify_ballot
from ballot.protocol.decryption import parse_partial_decryption
from ballot.protocol.setup import verify_trustee_key
from ballot.protocol.tally import parse_tally
from ballot.records.canonical import encode
from ballot.records.trustees import TrusteePublicKey
from tests.factory.elections import Maker
from tests.factory.forging import SMALL_ORDER_TEXTS, edit_ballot, get, outside, put, walk


def element_paths(record: Any) -> list[tuple[Any, ...]]:
    """Where group elements stand in a record."""
    names = {"alpha", "beta", "public_key", "credential"}
    return [path for path, value in walk(record) if isinstance(value, str) and path and path[-1] in names]


@pytest.mark.parametrize("text", SMALL_ORDER_TEXTS)
def test_points_of_small_order_are_refused(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        ED25519.parse(text)


@pytest.mark.parametrize("order", [2, 4, 8])
def test_points_times_small_order_are_refused(order: int) -> None:
    for exponent in (1, 2, 3, ED25519.q - 1):
        good = str(ED25519.g**exponent)
        ED25519.parse(good)
        with pytest.raises(InvalidEncoding):
            ED25519.parse(outside(good, order))


@pytest.mark.parametrize("order", [2, 4, 8])
def test_every_element_of_a_ballot_is_checked(varied: Maker, order: int) -> None:
    raw = varied.ballots[0]
    paths = [path for path in element_paths(json.loads(raw)) if path != ("credential",)]
    assert len(paths) == 2 * (4 + 4 + 2)
    for path in paths:
        bad = edit_ballot(varied, 0, raw, lambda b, path=path: put(b, path, outside(get(b, path), order)))
        with pytest.raises(InvalidEncoding) as caught:
            verify_ballot(varied.context, bad)
        assert caught.value.check == "5.6", path


def test_no_element_of_a_ballot_may_be_of_small_order(small: Maker) -> None:
    for text in SMALL_ORDER_TEXTS:
        for path in element_paths(json.loads(small.ballots[0])):
            bad = edit_ballot(small, 0, small.ballots[0], lambda b, path=path, text=text: put(b, path, text))
            with pytest.raises(InvalidEncoding) as caught:
                verify_ballot(small.context, bad)
            assert caught.value.check == ("5.2" if path == ("credential",) else "5.6")


@pytest.mark.parametrize("order", [2, 4, 8])
def test_every_factor_of_a_share_and_every_element_of_a_tally_is_checked(small: Maker, order: int) -> None:
    share, tally = json.loads(small.shares[0][1]), json.loads(small.tally_raw)
    for i, factor in enumerate(share["decryption_factors"][0]):
        bad = json.loads(small.shares[0][1])
        bad["decryption_factors"][0][i] = outside(factor, order)
        with pytest.raises(InvalidEncoding) as caught:
            parse_partial_decryption(small.context, small.ciphertexts, encode(bad))
        assert caught.value.check == "8.2"
    for path in element_paths(tally):
        bad = put(json.loads(small.tally_raw), path, outside(get(tally, path), order))
        with pytest.raises(InvalidEncoding):
            parse_tally(small.context, encode(bad))


def test_a_trustees_key_outside_the_group_is_refused(small: Maker) -> None:
    key = small.keys[0].trustee
    for bad in [*SMALL_ORDER_TEXTS, outside(key.public_key, 2), outside(key.public_key, 8)]:
        with pytest.raises(BallotError):
            verify_trustee_key(TrusteePublicKey(key.pok, bad))


@pytest.mark.parametrize("name", ["BELENIOS-2048", "RFC-3526-2048"])
def test_finite_fields_refuse_what_is_not_in_the_subgroup(name: str) -> None:
    own = group(name)
    p = own.p  # type: ignore[attr-defined]
    good = int(str(own.g**12345))
    for bad in (0, p, p - 1, p + good, -good, p - good):
        with pytest.raises(InvalidEncoding):
            own.parse(str(bad))
    assert own.parse(str(good)) == own.g**12345
