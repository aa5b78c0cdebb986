"""Batches computed in parts, by a thread for each processor, give what one call gives."""

from __future__ import annotations

import pytest

from ballot.crypto import batches, processors
from ballot.crypto.group import ED25519 as G
from ballot.crypto.group import random_scalar
from ballot.errors import InvalidEncoding

MANY = 2 * processors.LEAST + 1


@pytest.fixture(scope="module")
def numbers() -> tuple[list[int], list[int]]:
    return [random_scalar(G) for _ in range(MANY)], [random_scalar(G) for _ in range(MANY)]


def test_batches_give_the_same_with_one_processor_and_with_three(numbers) -> None:
    a, b = numbers

    def work():
        points = batches.commitments(G, a)
        return [
            points,
            batches.commitments(G, a, points[0], b, points),
            batches.powers(G, points, b),
            batches.powers(G, points, b[:1]),
            [batches.power_product(G, points, b), batches.vartime_power_product(G, points, b)],
            G.parse_all(map(str, points)),
        ]

    with processors.limited_to(1):
        alone = work()
    with processors.limited_to(3):
        assert work() == alone


def test_a_stranger_is_found_in_every_part(numbers) -> None:
    texts = [str(point) for point in batches.commitments(G, numbers[0])]
    outside = "02" + "0" * 62  # no point of the curve has this form
    with processors.limited_to(3):
        for place in (0, MANY // 2, MANY - 1):
            with pytest.raises(InvalidEncoding):
                G.parse_all([*texts[:place], outside, *texts[place + 1 :]])


def test_lists_are_cut_alike_and_short_ones_are_for_all_parts() -> None:
    seen = []
    long, single = bytes(processors.ENTRY * MANY), b"s" * processors.ENTRY
    with processors.limited_to(2):
        processors.in_parts(lambda *lists: seen.append([len(part) // processors.ENTRY for part in lists]), long, single)
        assert sorted(seen) == [[processors.LEAST, 1], [processors.LEAST + 1, 1]]
        seen.clear()
        processors.in_parts(lambda *lists: seen.append([len(part) for part in lists]), long, long[: -processors.ENTRY])
        assert seen == [[len(long), len(long) - processors.ENTRY]]  # they do not fit: the callee says so


def test_a_fault_in_a_thread_reaches_the_caller() -> None:
    def fail(_: bytes) -> None:
        raise ValueError("not below the order")

    with processors.limited_to(2), pytest.raises(ValueError, match="not below"):
        processors.in_parts(fail, bytes(processors.ENTRY * MANY))


def test_processors_are_counted_and_limited() -> None:
    before = processors.processors()
    assert before >= 1
    with processors.limited_to(7):
        assert processors.processors() == 7
    assert processors.processors() == before
