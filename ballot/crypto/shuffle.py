"""Verifiable shuffles of ciphertexts: permutation, re-encryption, and the proof of Terelius and Wikström in the form of
CHVote 1.3.2 (specification 6, tables 1 to 14).

Lists are indexed from 0 here; psi[i] is the place in the input of the i-th output.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from ballot.crypto.batches import commitments, power_product, vartime_power_product
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, Point, Scalar, random_scalar
from ballot.errors import InvalidProof

_COEFFICIENT_BITS: Final = 128
Commitments: TypeAlias = tuple[Point, Point, Point, tuple[Point, Point], tuple[Point, ...]]  # t of table 4


class ShuffleProof(NamedTuple):
    """t = (t1, t2, t3, (t41, t42), t_hat), s = (s1, s2, s3, s4, s_hat, s_prime), the commitments c and c_hat."""

    t: Commitments
    s: tuple[Scalar, Scalar, Scalar, Scalar, tuple[Scalar, ...], tuple[Scalar, ...]]
    c: tuple[Point, ...]
    c_hat: tuple[Point, ...]


def random_permutation(size: int) -> list[int]:
    """Return a uniform permutation of 0..size-1 (table 2); `secrets.randbelow` rejects, so that nothing is biased."""
    pool, result = list(range(size)), []
    for i in range(size):
        k = i + secrets.randbelow(size - i)
        result.append(pool[k])
        pool[k] = pool[i]
    return result


def reencrypt(
    group: Group, y: Point, ciphertexts: Sequence[Ciphertext], randomness: Sequence[Scalar]
) -> list[Ciphertext]:
    """Return the same plaintexts under fresh randomness (table 3)."""
    alphas = commitments(group, randomness, times=[c.alpha for c in ciphertexts])
    return list(map(Ciphertext, alphas, commitments(group, [], y, randomness, [c.beta for c in ciphertexts])))


def shuffle(
    group: Group, y: Point, ciphertexts: Sequence[Ciphertext]
) -> tuple[list[Ciphertext], list[Scalar], list[int]]:
    """Return the shuffled list, the randomness of each input's re-encryption, and the permutation (table 1)."""
    psi = random_permutation(len(ciphertexts))
    randomness = [random_scalar(group) for _ in ciphertexts]
    fresh = reencrypt(group, y, ciphertexts, randomness)
    return [fresh[j] for j in psi], randomness, psi


# -- hash inputs (tables 11, 12, 14)


def _join(elements: Iterable[Point | Ciphertext]) -> str:
    return "".join(f"{element}," for element in elements)


def _challenges(group: Group, number: int, statement: str) -> list[Scalar]:
    head = hashlib.sha256(statement.encode()).hexdigest()
    tails = (hashlib.sha256(str(i).encode()).hexdigest() for i in range(number))
    return [int(hashlib.sha256((head + tail).encode()).hexdigest(), 16) % group.q for tail in tails]


def _challenge(group: Group, statement: str) -> Scalar:
    return int(hashlib.sha256(statement.encode()).hexdigest(), 16) % group.q


class _Statement(NamedTuple):
    """What both sides of the proof compute from public data."""

    h: Point
    generators: Sequence[Point]
    committed: str  # the text of e, e' and c
    u: list[Scalar]


def _statement(
    group: Group, phi: str, before: Sequence[Ciphertext], after: Sequence[Ciphertext], c: Sequence[Point]
) -> _Statement:
    size = len(before)
    committed = _join(before) + _join(after) + _join(c)
    u = _challenges(group, size, f"shuffle-challenges|{phi}|{committed}")
    return _Statement(group.generator(-1), group.generators(size), committed, u)


def _final_challenge(
    group: Group, phi: str, y: Point, committed: str, t: Commitments, c_hat: Sequence[Point]
) -> Scalar:
    t1, t2, t3, (t41, t42), t_hat = t
    text = _join([t1, t2, t3, t41, t42]) + _join(t_hat) + committed + _join(c_hat) + str(y)
    return _challenge(group, f"shuffle-challenge|{phi}|{text}")


# -- proving (tables 4, 10, 13)


def _commit_permutation(
    group: Group, psi: Sequence[int], generators: Sequence[Point]
) -> tuple[list[Point], list[Scalar]]:
    """Return c and r with c_psi(i) = g^r_psi(i) h_i."""
    r = [random_scalar(group) for _ in psi]
    permuted = list(generators)
    for i, j in enumerate(psi):
        permuted[j] = generators[i]
    return commitments(group, r, times=permuted), r


class _Chain(NamedTuple):
    """The commitments c_hat_i = g^r_i c_hat_(i-1)^u_i and their openings c_hat_i = g^R_i h^U_i."""

    c_hat: list[Point]
    r: list[Scalar]
    exponents: list[tuple[Scalar, Scalar]]  # (R, U) of what comes before each i: (0, 1) is h itself

    @classmethod
    def commit(cls, group: Group, h: Point, u: Sequence[Scalar]) -> _Chain:
        r = [random_scalar(group) for _ in u]
        exponents = [(0, 1)]
        for own, exponent in zip(r, u, strict=True):
            last = exponents[-1]
            exponents.append(((own + last[0] * exponent) % group.q, last[1] * exponent % group.q))
        c_hat = commitments(group, [a for a, _ in exponents[1:]], h, [b for _, b in exponents[1:]])
        return cls(c_hat, r, exponents[:-1])


class _Nonces(NamedTuple):
    omega: list[Scalar]  # omega_1..omega_4
    hat: list[Scalar]
    prime: list[Scalar]


def _commit(
    group: Group, y: Point, after: Sequence[Ciphertext], known: _Statement, chain: _Chain, nonces: _Nonces
) -> Commitments:
    """Return t (steps 10 to 14 of table 4); t_hat_i = g^hat_i c_hat_(i-1)^prime_i through the openings of the chain."""
    g, (w1, w2, w3, w4), prime = group.g, nonces.omega, nonces.prime
    t3 = g**w3 * power_product(group, known.generators, prime)
    t41 = y ** (-w4) * power_product(group, [e.beta for e in after], prime)
    t42 = g ** (-w4) * power_product(group, [e.alpha for e in after], prime)
    a = [hat + own * r for hat, own, (r, _) in zip(nonces.hat, prime, chain.exponents, strict=True)]
    b = [own * u for own, (_, u) in zip(prime, chain.exponents, strict=True)]
    return g**w1, g**w2, t3, (t41, t42), tuple(commitments(group, a, known.h, b))


def prove_shuffle(
    group: Group,
    y: Point,
    phi: str,
    before: Sequence[Ciphertext],
    after: Sequence[Ciphertext],
    randomness: Sequence[Scalar],
    psi: Sequence[int],
) -> ShuffleProof:
    """Prove that `after` is a shuffle of `before` (table 4, GenShuffleProof)."""
    q, size = group.q, len(before)
    c, r = _commit_permutation(group, psi, group.generators(size))
    known = _statement(group, phi, before, after, c)
    u_prime = [known.u[j] for j in psi]
    chain = _Chain.commit(group, known.h, u_prime)
    c_hat, r_hat = chain.c_hat, chain.r
    nonces = _Nonces(*([random_scalar(group) for _ in range(n)] for n in (4, size, size)))
    t = _commit(group, y, after, known, chain, nonces)
    own = _final_challenge(group, phi, y, known.committed, t, c_hat)
    v = 1
    r_hat_sum = 0
    for i in range(size - 1, -1, -1):  # v_i is the product of the u' after i
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
    group: Group, y: Point, phi: str, before: Sequence[Ciphertext], after: Sequence[Ciphertext], proof: ShuffleProof
) -> None:
    """Verify that `after` is a shuffle of `before` (table 5, CheckShuffleProof).

    Raises:
        InvalidProof: lists of different lengths, or the proof is not valid.
    """
    size = len(before)
    t, s, c, c_hat = proof
    lengths = {len(after), len(t[4]), len(s[4]), len(s[5]), len(c), len(c_hat)}
    if lengths != {size}:
        raise InvalidProof(f"the shuffle and its proof have lists of different lengths: {sorted(lengths | {size})}")
    known = _statement(group, phi, before, after, c)
    own = _final_challenge(group, phi, y, known.committed, t, c_hat)
    points, exponents = zip(*_combination(group, y, before, after, proof, known, own), strict=True)
    if not vartime_power_product(group, points, exponents).is_identity:
        raise InvalidProof("the shuffle proof does not hold")


def _combination(
    group: Group, y: Point, before: Sequence[Ciphertext], after: Sequence[Ciphertext], proof: ShuffleProof,
    known: _Statement, own: Scalar,
) -> Iterator[tuple[Point, Scalar]]:  # fmt: skip
    """Yield the factors of one product that is 1 if all equations of step 22 hold.

    Each equation, right side divided by left side, is raised to a random 128-bit number of its own, chosen after the
    proof. All elements are in the group of prime order, so if any equation is wrong, the product is 1 with probability
    2^-128.
    """
    (t1, t2, t3, (t41, t42), t_hat), (s1, s2, s3, s4, s_hat, s_prime), c, c_hat = proof
    size, u = len(c), known.u
    e1, e2, e3, e41, e42, *hat = (secrets.randbits(_COEFFICIENT_BITS) for _ in range(5 + size))
    # t1 = (prod c_i / prod h_i)^-c g^s1;  t3 = (prod c_i^u_i)^-c g^s3 prod h_i^s'_i
    yield from zip(c, (-own * (e1 + e3 * u_i) for u_i in u), strict=True)
    yield from zip(known.generators, (own * e1 + e3 * s_i for s_i in s_prime), strict=True)
    # t2 = (c_hat_N / h^(prod u_i))^-c g^s2
    yield c_hat[-1] if c_hat else known.h, -own * e2
    yield known.h, own * e2 * functools.reduce(lambda a, b: a * b % group.q, u, 1)
    # t41 = (prod beta_i^u_i)^-c y^-s4 prod beta'_i^s'_i, and t42 likewise with alpha and g
    for one, other, u_i, s_i in zip(before, after, u, s_prime, strict=True):
        yield one.beta, -own * u_i * e41
        yield one.alpha, -own * u_i * e42
        yield other.beta, s_i * e41
        yield other.alpha, s_i * e42
    yield y, -s4 * e41
    # t_hat_i = c_hat_i^-c g^s_hat_i c_hat_(i-1)^s'_i
    yield from zip(c_hat, (-own * e for e in hat), strict=True)
    yield from zip([known.h, *c_hat], (s_i * e for s_i, e in zip(s_prime, hat, strict=True)), strict=False)
    yield group.g, s1 * e1 + s2 * e2 + s3 * e3 - s4 * e42 + sum(s * e for s, e in zip(s_hat, hat, strict=True))
    yield from zip([t1, t2, t3, t41, t42, *t_hat], (-e for e in (e1, e2, e3, e41, e42, *hat)), strict=True)
