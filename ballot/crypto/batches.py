"""Many group operations at once: one call of the Rust kernel where that is the group's backend, one by one otherwise.

The results are the same. What is not named `vartime` takes constant time in the exponents on Ed25519.
"""

from __future__ import annotations

from collections.abc import Sequence

from ballot.crypto.group import Group, Point, Scalar


def powers(group: Group, points: Sequence[Point], exponents: Sequence[Scalar]) -> list[Point]:
    """Return point^exponent for each pair; a single exponent is for all points."""
    if group.kernel is not None:
        return list(group.kernel.powers(points, exponents))
    every = exponents if len(exponents) == len(points) else [*exponents] * len(points)
    return [point**exponent for point, exponent in zip(points, every, strict=True)]


def commitments(
    group: Group, a: Sequence[Scalar], base: Point | None = None, b: Sequence[Scalar] = (), times: Sequence[Point] = ()
) -> list[Point]:
    """Return times_i * g^a_i * base^b_i for each i; an empty list stands for neutral entries."""
    if group.kernel is not None:
        return list(group.kernel.commit(a, base, b, times))
    result = list(times) or [group.identity] * max(len(a), len(b))
    if b and base is not None:
        result = [point * base**exponent for point, exponent in zip(result, b, strict=True)]
    if a:
        result = [times_g_power(group, point, exponent) for point, exponent in zip(result, a, strict=True)]
    return result


def times_g_power(group: Group, point: Point, exponent: Scalar) -> Point:
    """Return point g^exponent.

    The exponent may be a vote. The zeros among votes would take a shorter way through libsodium's group law than the
    ones, so that all take that of the exponent plus one.
    """
    return point * group.g ** (exponent + 1) / group.g


def power_product(group: Group, points: Sequence[Point], exponents: Sequence[Scalar]) -> Point:
    """Return the product of all point^exponent."""
    if group.kernel is not None:
        return group.kernel.power_product(points, exponents)
    return _one_by_one(group, points, exponents)


def vartime_power_product(group: Group, points: Sequence[Point], exponents: Sequence[Scalar]) -> Point:
    """Return the product of all point^exponent; public data only."""
    if group.kernel is not None:
        return group.kernel.vartime_power_product(points, exponents)
    return _one_by_one(group, points, exponents)


def vartime_double_power(group: Group, base: Point, a: Scalar, point: Point, c: Scalar) -> Point:
    """Return base^a point^c, what the verifier of a discrete logarithm recomputes; public data only."""
    if group.kernel is None:
        return base**a * point**c
    if base == group.g:
        return group.kernel.vartime_commitments([a], [point], [c])[0]
    return group.kernel.vartime_power_product([base, point], [a, c])


def vartime_double_powers(
    group: Group, bases: Sequence[Point], a: Sequence[Scalar], points: Sequence[Point], c: Sequence[Scalar]
) -> list[Point]:
    """Return base_i^a_i point_i^c_i for each i; a single base or point is for all; public data only."""
    if group.kernel is not None and list(bases) == [group.g]:
        return list(group.kernel.vartime_commitments(a, [*points] * (len(c) // len(points)), c))
    every_base, every_point = [*bases] * (len(a) // len(bases)), [*points] * (len(c) // len(points))
    if group.kernel is not None:
        return add_rows(group, [powers(group, every_base, a), powers(group, every_point, c)], len(a))
    return [base**e * point**f for base, e, point, f in zip(every_base, a, every_point, c, strict=True)]


def add_rows(group: Group, rows: Sequence[Sequence[Point]], width: int) -> list[Point]:
    """Return the product of each column of a table."""
    if group.kernel is not None:
        return list(group.kernel.add_rows(rows, width))
    totals = [group.identity] * width
    for row in rows:
        totals = [total * entry for total, entry in zip(totals, row, strict=True)]
    return totals


def _one_by_one(group: Group, points: Sequence[Point], exponents: Sequence[Scalar]) -> Point:
    total = group.identity
    for point, exponent in zip(points, exponents, strict=True):
        total = total * point**exponent
    return total
