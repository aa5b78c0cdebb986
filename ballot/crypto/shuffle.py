"""Verifiable shuffles of ciphertexts: permutation, re-encryption, and the proof of Terelius and Wikström in the form of
CHVote 1.3.2 (specification 6, tables 1 to 14).

Lists are indexed from 0 here; psi[i] is the place in the input of the i-th output.
"""

from __future__ import annotations

import functools
import hashlib
import operator
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, random_scalar
from ballot.errors import InvalidProof


class ShuffleProof(NamedTuple):
    """t = (t1, t2, t3, (t41, t42), t_hat), s = (s1, s2, s3, s4, s_hat, s_prime), the commitments c and c_hat."""

    t: tuple[Any, Any, Any, tuple[Any, Any], tuple[Any, ...]]
    s: tuple[int, int, int, int, tuple[int, ...], tuple[int, ...]]
    c: tuple[Any, ...]
    c_hat: tuple[Any, ...]


def random_permutation(size: int) -> list[int]:
    """Return a uniform permutation of 0..size-1 (table 2); `secrets.randbelow` rejects, so that nothing is biased."""
    pool, result = list(range(size)), []
    for i in range(size):
        k = i + secrets.randbelow(size - i)
        result.append(pool[k])
        pool[k] = pool[i]
    return result


def reencrypt(group: Group, y: Any, ciphertext: Ciphertext, randomness: int) -> Ciphertext:
    """Return the same plaintext under fresh randomness (table 3)."""
    return Ciphertext(ciphertext.alpha * group.g**randomness, ciphertext.beta * y**randomness)


def shuffle(group: Group, y: Any, ciphertexts: Sequence[Ciphertext]) -> tuple[list[Ciphertext], list[int], list[int]]:
    """Return the shuffled list, the randomness of each input's re-encryption, and the permutation (table 1)."""
    psi = random_permutation(len(ciphertexts))
    randomness = [random_scalar(group) for _ in ciphertexts]
    fresh = [reencrypt(group, y, c, r) for c, r in zip(ciphertexts, randomness, strict=True)]
    return [fresh[j] for j in psi], randomness, psi


# -- hash inputs (tables 11, 12, 14)


def _join(elements: Iterable[Any]) -> str:
    return "".join(f"{element}," for element in elements)


def _challenges(group: Group, number: int, statement: str) -> list[int]:
    head = hashlib.sha256(statement.encode()).hexdigest()
    tails = (hashlib.sha256(str(i).encode()).hexdigest() for i in range(number))
    return [int(hashlib.sha256((head + tail).encode()).hexdigest(), 16) % group.q for tail in tails]


def _challenge(group: Group, statement: str) -> int:
    return int(hashlib.sha256(statement.encode()).hexdigest(), 16) % group.q


def _product(group: Group, factors: Iterable[Any]) -> Any:
    return functools.reduce(operator.mul, factors, group.identity)


def _power_product(group: Group, bases: Iterable[Any], exponents: Iterable[int]) -> Any:
    return _product(group, (base**exponent for base, exponent in zip(bases, exponents, strict=True)))


class _Statement(NamedTuple):
    """What both sides of the proof compute from public data."""

    h: Any
    generators: list[Any]
    committed: str  # the text of e, e' and c
    u: list[int]


def _statement(
    group: Group, phi: str, before: Sequence[Ciphertext], after: Sequence[Ciphertext], c: Sequence[Any]
) -> _Statement:
    size = len(before)
    committed = _join(before) + _join(after) + _join(c)
    u = _challenges(group, size, f"shuffle-challenges|{phi}|{committed}")
    return _Statement(group.generator(-1), [group.generator(i) for i in range(size)], committed, u)


def _final_challenge(group: Group, phi: str, y: Any, committed: str, t: Any, c_hat: Sequence[Any]) -> int:
    t1, t2, t3, (t41, t42), t_hat = t
    text = _join([t1, t2, t3, t41, t42]) + _join(t_hat) + committed + _join(c_hat) + str(y)
    return _challenge(group, f"shuffle-challenge|{phi}|{text}")


# -- proving (tables 4, 10, 13)


def _commit_permutation(group: Group, psi: Sequence[int], generators: Sequence[Any]) -> tuple[list[Any], list[int]]:
    size = len(psi)
    c: list[Any] = [None] * size
    r = [0] * size
    for i, j in enumerate(psi):
        r[j] = random_scalar(group)
        c[j] = group.g ** r[j] * generators[i]
    return c, r


def _commit_chain(group: Group, start: Any, u: Sequence[int]) -> tuple[list[Any], list[int]]:
    c, r, last = [], [], start
    for exponent in u:
        r.append(random_scalar(group))
        last = group.g ** r[-1] * last**exponent
        c.append(last)
    return c, r


class _Nonces(NamedTuple):
    omega: list[int]  # omega_1..omega_4
    hat: list[int]
    prime: list[int]


def _commit(
    group: Group, y: Any, after: Sequence[Ciphertext], known: _Statement, c_hat: Sequence[Any], nonces: _Nonces
) -> Any:
    """Return t (steps 10 to 14 of table 4)."""
    g, (w1, w2, w3, w4) = group.g, nonces.omega
    t3 = g**w3 * _power_product(group, known.generators, nonces.prime)
    t41 = y ** (-w4) * _power_product(group, [e.beta for e in after], nonces.prime)
    t42 = g ** (-w4) * _power_product(group, [e.alpha for e in after], nonces.prime)
    chain = [known.h, *c_hat[:-1]] if c_hat else []
    t_hat = tuple(g**hat * last**prime for hat, prime, last in zip(nonces.hat, nonces.prime, chain, strict=True))
    return g**w1, g**w2, t3, (t41, t42), t_hat


def prove_shuffle(
    group: Group,
    y: Any,
    phi: str,
    before: Sequence[Ciphertext],
    after: Sequence[Ciphertext],
    randomness: Sequence[int],
    psi: Sequence[int],
) -> ShuffleProof:
    """Prove that `after` is a shuffle of `before` (table 4, GenShuffleProof)."""
    q, size = group.q, len(before)
    c, r = _commit_permutation(group, psi, [group.generator(i) for i in range(size)])
    known = _statement(group, phi, before, after, c)
    u_prime = [known.u[j] for j in psi]
    c_hat, r_hat = _commit_chain(group, known.h, u_prime)
    nonces = _Nonces(*([random_scalar(group) for _ in range(n)] for n in (4, size, size)))
    t = _commit(group, y, after, known, c_hat, nonces)
    own = _final_challenge(group, phi, y, known.committed, t, c_hat)
    v = 1
    r_hat_sum = 0
    for i in range(size - 1, -1, -1):  # v_i is the product of the u' behind i
        r_hat_sum += r_hat[i] * v
        v = v * u_prime[i] % q
    w1, w2, w3, w4 = nonces.omega
    weighted = sum(a * b for a, b in zip(r, known.u, strict=True))
    weighted_prime = sum(a * b for a, b in zip(randomness, known.u, strict=True))
    s = (
        (w1 + own * sum(r)) % q,
        (w2 + own * r_hat_sum) % q,
        (w3 + own * weighted) % q,
        (w4 + own * weighted_prime) % q,
        tuple((nonces.hat[i] + own * r_hat[i]) % q for i in range(size)),
        tuple((nonces.prime[i] + own * u_prime[i]) % q for i in range(size)),
    )
    return ShuffleProof(t, s, tuple(c), tuple(c_hat))


# -- verifying (table 5)


def verify_shuffle(
    group: Group, y: Any, phi: str, before: Sequence[Ciphertext], after: Sequence[Ciphertext], proof: ShuffleProof
) -> None:
    """Verify that `after` is a shuffle of `before` (table 5, CheckShuffleProof).

    Raises:
        InvalidProof: lists of different lengths, or the proof does not hold.
    """
    size = len(before)
    t, s, c, c_hat = proof
    lengths = {len(after), len(t[4]), len(s[4]), len(s[5]), len(c), len(c_hat)}
    if lengths != {size}:
        raise InvalidProof(f"the shuffle and its proof have lists of different lengths: {sorted(lengths | {size})}")
    known = _statement(group, phi, before, after, c)
    own = _final_challenge(group, phi, y, known.committed, t, c_hat)
    if not all(_equations(group, y, before, after, proof, known, own)):
        raise InvalidProof("the shuffle proof does not hold")


def _equations(
    group: Group, y: Any, before: Sequence[Ciphertext], after: Sequence[Ciphertext], proof: ShuffleProof,
    known: _Statement, own: int,
) -> Iterable[bool]:  # fmt: skip
    """Yield whether each equation of step 22 holds."""
    (t1, t2, t3, (t41, t42), t_hat), (s1, s2, s3, s4, s_hat, s_prime), c, c_hat = proof
    g, u = group.g, known.u
    c_bar = _product(group, c) / _product(group, known.generators)
    yield t1 == c_bar ** (-own) * g**s1
    total = functools.reduce(lambda a, b: a * b % group.q, u, 1)
    last = c_hat[-1] if c_hat else known.h
    yield t2 == (last / known.h**total) ** (-own) * g**s2
    yield t3 == _power_product(group, c, u) ** (-own) * g**s3 * _power_product(group, known.generators, s_prime)
    beta = _power_product(group, [e.beta for e in before], u)
    alpha = _power_product(group, [e.alpha for e in before], u)
    yield t41 == beta ** (-own) * y ** (-s4) * _power_product(group, [e.beta for e in after], s_prime)
    yield t42 == alpha ** (-own) * g ** (-s4) * _power_product(group, [e.alpha for e in after], s_prime)
    previous = known.h
    for i in range(len(c_hat)):
        yield t_hat[i] == c_hat[i] ** (-own) * g ** s_hat[i] * previous ** s_prime[i]
        previous = c_hat[i]
