"""P3, C7, C16, C17, C18: permutations of several questions, and every field of a shuffle."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ballot.crypto._finite import BELENIOS_2048, RFC_3526_2048
from ballot.crypto.group import ED25519
from ballot.errors import BallotError
from ballot.protocol import mixnet
from ballot.records.canonical import encode
from tests.factory.elections import Maker, ranked
from tests.factory.forging import IDENTITY, SMALL_ORDER_TEXTS, other_values_of, outside, put, walk


@pytest.fixture(scope="module")
def made() -> Maker:
    """Two ranked questions, three ballots, two mixers."""
    votes = tuple((voter, [[voter + 1, 7], [voter + 1]]) for voter in range(3))
    return Maker(questions=(ranked(2), ranked(1)), votes=votes, voters=3, trustees=2).build()


def check(maker: Maker, record: Any) -> None:
    """Verify the first shuffle of an election."""
    before = mixnet.ranked_lists(maker.context, maker.before)
    after, proofs = mixnet.parse_shuffle(maker.context, before, encode(record))
    mixnet.verify_shuffles(maker.context, before, after, proofs)


def test_p3_two_questions_are_shuffled_with_permutations_of_their_own() -> None:
    """If both results had the same order, answers to both questions could be put together again."""
    votes = tuple((voter, [[voter + 1], [voter + 1]]) for voter in range(6))
    orders = set()
    for _ in range(4):
        maker = Maker(questions=(ranked(1), ranked(1)), votes=votes, voters=6).build()
        first, second = json.loads(maker.result_raw)["result"]
        assert sorted(first) == sorted(second) == [[n] for n in range(1, 7)]
        orders.add(first == second)
    assert False in orders  # all four alike: once in 2^37


def test_c16_every_field_of_a_shuffle_counts(made: Maker) -> None:
    record = json.loads(made.shuffles[0][1])
    check(made, record)
    places = [path for path, value in walk(record) if isinstance(value, str)]
    assert len(places) == 60
    for path in places:
        for new in other_values_of(made.group, record, path):
            with pytest.raises(BallotError):
                check(made, put(json.loads(encode(record)), path, new))


def test_c7_c3_elements_outside_the_group_anywhere_in_a_shuffle(made: Maker) -> None:
    record = json.loads(made.shuffles[0][1])
    places = [
        (path, value)
        for path, value in walk(record)
        if isinstance(value, str) and (path[0] == "ciphertexts" or path[2] in (0, 2, 3))
    ]
    assert len(places) == 12 + 2 * 5 + 2 * 3 * 3  # ciphertexts; t1 to t42; t_hat, c and c_hat
    for path, value in places:
        for bad in (outside(value), SMALL_ORDER_TEXTS[0], value.upper(), IDENTITY):
            if bad != value:
                with pytest.raises(BallotError):
                    check(made, put(json.loads(encode(record)), path, bad))


def test_c18_lists_of_every_other_length(made: Maker) -> None:
    record = json.loads(made.shuffles[0][1])
    places = [(path, value) for path, value in walk(record) if isinstance(value, list)]
    for path, value in places:
        for new in ([*value, *value[-1:]], value[:-1], []):
            with pytest.raises(BallotError):
                check(made, put(json.loads(encode(record)), path, new))


@pytest.mark.parametrize("group", [ED25519, RFC_3526_2048, BELENIOS_2048], ids=lambda group: str(group.name))
def test_c17_generators_are_distinct_and_follow_from_their_number_alone(group: Any) -> None:
    numbers = range(-1, 12)
    elements = [group.generator(number) for number in numbers]
    assert len({str(element) for element in [*elements, group.g, group.identity]}) == len(elements) + 2
    assert [str(element) for element in group.generators(5)] == [str(group.generator(number)) for number in range(5)]
    for element in elements:
        assert str(group.parse(str(element))) == str(element)
