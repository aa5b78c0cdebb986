"""Shared secrets of Pedersen's key generation: polynomials over Z_q, in the clear and in the exponent (4.6, 4.21)."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Sequence
from typing import Any

from ballot.crypto.group import Group, random_scalar


def random_polynomial(group: Group, threshold: int) -> list[int]:
    """Return `threshold` random coefficients a_0..a_t, t = threshold - 1."""
    return [random_scalar(group) for _ in range(threshold)]


def evaluate(group: Group, coefficients: Sequence[int], x: int) -> int:
    """Return f(x) mod q."""
    result = 0
    for coefficient in reversed(coefficients):
        result = (result * x + coefficient) % group.q
    return result


def evaluate_in_exponent(group: Group, coefexps: Sequence[Any], x: int) -> Any:
    """Return g^f(x) from g^a_0..g^a_t."""
    result = group.identity
    for element in reversed(coefexps):
        result = result**x * element
    return result


def verification_key(group: Group, all_coefexps: Iterable[Sequence[Any]], index: int) -> Any:
    """Return the verification key of trustee `index` (from 1): the product of all polynomials there (4.6.6)."""
    return functools.reduce(
        operator.mul, (evaluate_in_exponent(group, coefexps, index) for coefexps in all_coefexps), group.identity
    )


def lagrange(group: Group, indices: Sequence[int], at: int = 0) -> list[int]:
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


def interpolate_in_exponent(group: Group, shares: Sequence[tuple[int, Any]], at: int = 0) -> Any:
    """Return the value at `at` of the polynomial in the exponent that the (index, share) pairs lie on."""
    coefficients = lagrange(group, [index for index, _ in shares], at)
    powers = (share**coefficient for (_, share), coefficient in zip(shares, coefficients, strict=True))
    return functools.reduce(operator.mul, powers, group.identity)
