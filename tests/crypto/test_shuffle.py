"""Shuffles: permutations, proofs, and every way in which a proof can be wrong (C16 to C19)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from ballot.crypto import shuffle as module
from ballot.crypto.elgamal import Ciphertext, encrypt
from ballot.crypto.group import ED25519, group, random_scalar
from ballot.crypto.shuffle import ShuffleProof, prove_shuffle, random_permutation, shuffle, verify_shuffle
from ballot.errors import InvalidProof

GROUPS = [ED25519, group("RFC-3526-2048")]
SECRET = 12345


def make(own, size: int):
    y = own.g**SECRET
    before = [encrypt(own, y, index, random_scalar(own)) for index in range(size)]
    after, randomness, psi = shuffle(own, y, before)
    return y, before, after, prove_shuffle(own, y, "phi", before, after, randomness, psi)


@pytest.mark.parametrize("own", GROUPS, ids=lambda own: own.name)
@pytest.mark.parametrize("size", [0, 1, 2, 5])
def test_shuffles_of_every_size_verify_and_keep_the_plaintexts(own, size: int) -> None:
    """C18: none and one included."""
    y, before, after, proof = make(own, size)
    verify_shuffle(own, y, "phi", before, after, proof)

    def plain(entries: list[Ciphertext]) -> Counter[str]:
        return Counter(str(entry.beta / entry.alpha**SECRET) for entry in entries)

    assert plain(before) == plain(after)
    assert not set(map(str, before)) & set(map(str, after))


def test_a_proof_is_for_one_statement() -> None:
    """C16: another election, key, input, output or length."""
    own = ED25519
    y, before, after, proof = make(own, 4)
    other_y, other, _, other_proof = make(own, 4)
    for arguments in [
        (y, "phi2", before, after, proof),
        (y * own.g, "phi", before, after, proof),
        (y, "phi", other, after, proof),
        (y, "phi", before[::-1], after, proof),
        (y, "phi", before, other, proof),
        (y, "phi", before, after[::-1], proof),
        (y, "phi", before, after, other_proof),
        (y, "phi", before[:-1], after, proof),
        (y, "phi", before, after[:-1], proof),
        (y, "phi", before, [*after[:-1], after[0]], proof),
    ]:
        with pytest.raises(InvalidProof):
            verify_shuffle(own, *arguments)


def changed(value, own):
    """Yield copies of a nested tuple in which one leaf is changed."""
    if isinstance(value, tuple):
        for index, entry in enumerate(value):
            for other in changed(entry, own):
                yield (*value[:index], other, *value[index + 1 :])
    else:
        yield (value + 1) % own.q if isinstance(value, int) else value * own.g


def test_every_field_of_a_proof_matters() -> None:
    """C16: each element and each scalar changed, one at a time; and two swapped."""
    own = ED25519
    y, before, after, proof = make(own, 3)
    mutations = [ShuffleProof(*fields) for fields in changed(tuple(proof), own)]
    assert len(mutations) == 3 + 2 + 3 + 4 + 6 + 6  # t, s, c and c_hat for three ciphertexts
    swapped = proof._replace(c=(proof.c[1], proof.c[0], proof.c[2]))
    for mutation in [*mutations, swapped, proof._replace(c_hat=proof.c_hat[::-1])]:
        with pytest.raises(InvalidProof):
            verify_shuffle(own, y, "phi", before, after, mutation)


def test_generators_are_those_of_the_specification_and_distinct() -> None:
    """C17: from `ggen|i` only. The three values were computed by hand from tables 8 and 9."""
    for own in [*GROUPS, group("BELENIOS-2048")]:
        generators = [str(own.generator(index)) for index in range(-1, 100)]
        assert len({*generators, str(own.g), str(own.identity)}) == 103
        assert all(own.parse(text) for text in generators[:10])
    expected = "d6f7c1ea42e2474a28baea1141185bb7b39fe58011e5fc31d093b5c9345f18c7"
    assert str(ED25519.generator(-1)) == expected


def test_permutations_are_uniform() -> None:
    """C19: chi-square over the 24 permutations of four; the limit is exceeded with probability 10^-9."""
    runs = 12_000
    counts = Counter(tuple(random_permutation(4)) for _ in range(runs))
    expected = runs / 24
    statistic = sum((counts[p] - expected) ** 2 / expected for p in permutations(range(4)))
    assert statistic < 86
    assert random_permutation(0) == [] and random_permutation(1) == [0]


def test_errors_in_two_equations_do_not_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    """C16: the equations are checked in one product, each under a random exponent of its own. A prover who makes one
    too large by a factor g and another too small by it, before the challenge is known, is refused."""
    honest, size = module._commit, 2

    def changed(first: int, second: int) -> Callable[..., Any]:
        def commit(*arguments: Any) -> Any:
            t1, t2, t3, (t41, t42), t_hat = honest(*arguments)
            flat = [t1, t2, t3, t41, t42, *t_hat]
            flat[first], flat[second] = flat[first] * ED25519.g, flat[second] / ED25519.g
            return flat[0], flat[1], flat[2], (flat[3], flat[4]), tuple(flat[5:])

        return commit

    for first, second in permutations(range(5 + size), 2):
        monkeypatch.setattr(module, "_commit", changed(first, second))
        y, before, after, proof = make(ED25519, size)
        with pytest.raises(InvalidProof):
            verify_shuffle(ED25519, y, "phi", before, after, proof)


def test_every_equation_has_a_coefficient_of_128_bits_from_the_systems_generator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """C16: as many as there are equations, drawn anew for each verification."""
    y, before, after, proof = make(ED25519, 4)
    drawn: list[int] = []

    def bits(count: int) -> int:
        drawn.append(count)
        return 0

    monkeypatch.setattr(module.secrets, "randbits", bits)
    verify_shuffle(ED25519, y, "phi", before, after, proof._replace(s=(0, *proof.s[1:])))  # all zero: nothing is seen
    assert drawn == [128] * (5 + 4)


def test_the_challenges_are_the_hashes_of_the_specification() -> None:
    """C16: written out here as in tables 11, 12 and 14, so that prover and verifier cannot forget a part together."""
    own = ED25519
    y, before, after, (t, _, c, c_hat) = make(own, 2)

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    committed = "".join(f"{entry.alpha},{entry.beta}," for entry in [*before, *after]) + "".join(f"{e}," for e in c)
    head = digest(f"shuffle-challenges|phi|{committed}")
    known = module._statement(own, "phi", before, after, c)
    assert known.u == [int(digest(head + digest(str(i))), 16) % own.q for i in range(2)]
    t1, t2, t3, (t41, t42), t_hat = t
    text = "".join(f"{e}," for e in (t1, t2, t3, t41, t42, *t_hat)) + committed + "".join(f"{e}," for e in c_hat)
    expected = int(digest(f"shuffle-challenge|phi|{text}{y}"), 16) % own.q
    assert module._final_challenge(own, "phi", y, known.committed, t, c_hat) == expected
