"""B10: duplicate or foreign credentials. B12: bad weights. B13: a name in the list. B14: the order of the list.

On the board: corpus, checks 4.1 to 4.3.
"""

from __future__ import annotations

import json

import pytest

from ballot.crypto import credentials
from ballot.crypto.group import ED25519
from ballot.errors import InvalidEncoding
from ballot.protocol.setup import encode_credentials
from ballot.records.election import PublicCredential, parse_public_credential
from tests.factory.elections import Maker
from tests.factory.forging import misspelt_points, non_canonical_points

KEY = str(ED25519.g**5)


@pytest.mark.parametrize(
    "weight", ["0", "-1", "0x5", "05", "+5", " 5", "5 ", "1_0", "", "1e3", "5.0", "٥", "10" * 15, "5,6"]
)
def test_b12_bad_weights_are_refused(weight: str) -> None:
    with pytest.raises(InvalidEncoding):
        parse_public_credential(f"{KEY},{weight}")


@pytest.mark.parametrize(
    "text", ["", ",", KEY + ",1,Alice", "Alice," + KEY, KEY + ";1", KEY + "\n", " " + KEY, KEY + ",1,", "1," + KEY]
)
def test_b13_anything_but_key_and_weight_is_refused(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        parse_public_credential(text)


def test_b12_good_weights_are_read() -> None:
    assert parse_public_credential(KEY) == PublicCredential(KEY, None)
    assert parse_public_credential(f"{KEY},{2**40}") == PublicCredential(KEY, 2**40)


def test_b10_a_credential_cannot_stand_twice() -> None:
    for entries in (
        [PublicCredential(KEY, None)] * 2,
        [PublicCredential(KEY, 1), PublicCredential(KEY, 2)],
    ):
        with pytest.raises(InvalidEncoding):
            encode_credentials(entries)


def test_b12_all_have_weights_or_none() -> None:
    with pytest.raises(InvalidEncoding):
        encode_credentials([PublicCredential(KEY, 1), PublicCredential(str(ED25519.g**6), None)])


@pytest.mark.parametrize("text", [*misspelt_points(KEY), *non_canonical_points()])
def test_b10_no_second_encoding_of_a_credential(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        encode_credentials([PublicCredential(text, None)])


def test_b14_the_list_says_nothing_about_the_roll() -> None:
    uuid = credentials.new_uuid()
    roll = [
        PublicCredential(str(credentials.public_credential(ED25519, uuid, credentials.new_token())), None)
        for _ in range(40)
    ]
    forwards, backwards = encode_credentials(roll), encode_credentials(roll[::-1])
    assert forwards == backwards
    listed = json.loads(forwards)
    assert listed == sorted(listed, key=lambda text: bytes.fromhex(text)[::-1])
    assert listed != [entry.credential for entry in roll]


def test_b14_nothing_on_the_board_carries_a_time() -> None:
    maker = Maker().build()
    for record in maker.records[1:]:
        assert "time" not in record.content.decode()
        assert record.timestamp == maker.records[0].timestamp
