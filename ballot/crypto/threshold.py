"""Shared secrets of Pedersen's key generation: polynomials over Z_q, in the clear and in the exponent (4.6, 4.21)."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Sequence

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


def verification_key(group: Group, all_coefexps: Iterable[Sequence[Point]], index: int) -> Point:
    """Return the verification key of trustee `index` (from 1): the product of all polynomials there (4.6.6)."""
    values = (evaluate_in_exponent(group, coefexps, index) for coefexps in all_coefexps)
    return functools.reduce(operator.mul, values, group.identity)


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
    powers = (share**coefficient for (_, share), coefficient in zip(shares, coefficients, strict=True))
    return functools.reduce(operator.mul, powers, group.identity)
