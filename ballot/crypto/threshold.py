"""Shared secrets of Pedersen's key generation: polynomials over Z_q, in the clear and in the exponent (4.6, 4.21)."""

from __future__ import annotations

from collections.abc import Sequence

from ballot.crypto.batches import add_rows, vartime_power_product
from ballot.crypto.group import Group, Point, Scalar
from ballot.crypto.hashing import labelled_scalar

_POLYNOMIAL_LABEL = "ballot/polynomial/1"


def derive_polynomial(group: Group, seed: str, context: bytes, threshold: int) -> list[Scalar]:
    """Return the coefficients a_0..a_t, t = threshold - 1, of the trustee with this secret seed.

    They follow from the seed and the place in the key generation, so that a trustee can commit to them in the first
    step (M4) and keeps nothing but the seed; to everybody else they are random.
    """
    parts = (seed.encode("ascii"), context)
    return [labelled_scalar(group.q, _POLYNOMIAL_LABEL, *parts, str(k).encode()) for k in range(threshold)]


def evaluate(group: Group, coefficients: Sequence[Scalar], x: int) -> Scalar:
    """Return f(x) mod q."""
    result = 0
    for coefficient in reversed(coefficients):
        result = (result * x + coefficient) % group.q
    return result


def evaluate_in_exponent(group: Group, coefexps: Sequence[Point], x: int) -> Point:
    """Return g^f(x) from g^a_0..g^a_t."""
    result = group.identity
    for element in reversed(coefexps):
        result = result**x * element
    return result


def add_polynomials(group: Group, all_coefexps: Sequence[Sequence[Point]]) -> list[Point]:
    """Return the sum of everybody's polynomials, in the exponent: the public keys of a group follow from it (4.6.6).

    At 0 it is the group's part of the election's key, at i the verification key of trustee i. It is added up once, so
    that the work for all trustees grows with what was published, not with the square of their number.
    """
    return add_rows(group, all_coefexps, len(all_coefexps[0]))


def lagrange(group: Group, indices: Sequence[int], at: int = 0) -> list[Scalar]:
    """Return the coefficients by which the shares of `indices` (distinct, from 1) give the value at `at` (4.21)."""
    result = []
    for own in indices:
        numerator = denominator = 1
        for other in indices:
            if other != own:
                numerator = numerator * (other - at) % group.q
                denominator = denominator * (other - own) % group.q
        result.append(numerator * pow(denominator, -1, group.q) % group.q)
    return result


def interpolate_in_exponent(group: Group, shares: Sequence[tuple[int, Point]], at: int = 0) -> Point:
    """Return the value at `at` of the polynomial in the exponent that the (index, share) pairs lie on."""
    coefficients = lagrange(group, [index for index, _ in shares], at)
    return vartime_power_product(group, [share for _, share in shares], coefficients)
