"""What a backend makes of many inputs, as text: run as a program, so that each backend can have its own process.

Random numbers are replaced by a fixed sequence, so that proofs and shuffles must come out the same, byte for byte.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from typing import Any
from unittest import mock

from nacl import bindings as sodium

from ballot.crypto import batches, proofs
from ballot.crypto.elgamal import combine_all, encrypt, encrypt_all
from ballot.crypto.group import ED25519, random_scalar
from ballot.crypto.shuffle import prove_shuffle, shuffle, verify_shuffle
from ballot.errors import InvalidEncoding, InvalidProof
from tests.factory.forging import SMALL_ORDER, SMALL_ORDER_TEXTS, as_text, non_canonical_points

G, Q = ED25519.g, ED25519.q
EXPONENTS = [0, 1, 2, 7, 8, Q - 1, Q - 2, 2**252, 2**128 - 1, -1]
TORSION = [bytes.fromhex(point) for order in (1, 2, 4, 8) for point in SMALL_ORDER[order]]


def fixed_numbers() -> Any:
    """Replace the system's generator by SHA-512 of a counter."""
    counter = itertools.count()

    def below(limit: int) -> int:
        return int.from_bytes(hashlib.sha512(b"%d" % next(counter)).digest(), "big") % limit

    return mock.patch.multiple("secrets", randbelow=below, randbits=lambda bits: below(2**bits))


def outcome(work: Any, *arguments: Any) -> str:
    try:
        return str(work(*arguments))
    except (InvalidEncoding, InvalidProof) as error:
        return f"{type(error).__name__}: {error}"


def texts() -> Iterator[str]:
    """Members plus each point of small order, other spellings, numbers around 0, p and 2^256, and hashes."""
    yield from SMALL_ORDER_TEXTS
    yield from non_canonical_points()
    for exponent in [*EXPONENTS, *range(3, 24), *(random_scalar(ED25519) for _ in range(24))]:
        member = (G**exponent).value
        for point in TORSION:
            yield sodium.crypto_core_ed25519_add(member, point)[::-1].hex()
            yield sodium.crypto_core_ed25519_sub(point, member)[::-1].hex()
    for number in (*range(40), *range(2**255 - 40, 2**255 + 20), *range(2**256 - 40, 2**256)):
        yield f"{number:064x}"
    for index in range(300):
        yield as_text(hashlib.sha256(b"%d" % index).hexdigest())


def groups() -> Iterator[str]:
    """Verdicts on elements, alone and in lists; the group law; generators and papers."""
    for text in texts():
        yield outcome(ED25519.parse, text)
    good = [str(G**exponent) for exponent in range(17)]
    for place, bad in itertools.product((0, 7, 8, 16), [*SMALL_ORDER_TEXTS, *non_canonical_points()]):
        yield outcome(ED25519.parse_all, [*good[:place], bad, *good[place:]])
    for a, b in itertools.product(EXPONENTS, repeat=2):
        yield f"{G**a * G**b} {G**a / G**b} {(G**a) ** b}"
    yield str([ED25519.generator(-1), *ED25519.generators(20)])
    for _ in range(8):
        paper = ED25519.embed(random_scalar(ED25519))
        yield f"{paper} {paper.number}"


def many() -> Iterator[str]:
    """Batches of every size around eight, with zeros and identities."""
    for size in (0, 1, 2, 3, 7, 8, 9, 17, 40):
        a = [(EXPONENTS * 4)[i] if i % 3 else random_scalar(ED25519) for i in range(size)]
        points, y = [G ** (exponent * 3) for exponent in a[::-1]], G ** random_scalar(ED25519)
        yield str(batches.powers(ED25519, points, a))
        yield str(batches.powers(ED25519, points, [5]))
        yield str(batches.commitments(ED25519, a))
        yield str(batches.commitments(ED25519, a, y, a[::-1], points))
        yield str(batches.commitments(ED25519, [], y, a))
        yield str(batches.power_product(ED25519, points, a))
        yield str(batches.vartime_power_product(ED25519, points, a))
        yield str(batches.add_rows(ED25519, list(zip(points, points[::-1], strict=True)), 2))
        yield str(encrypt_all(ED25519, y, [(exponent, i % 2) for i, exponent in enumerate(a)]))


def statements() -> Iterator[str]:
    """Proofs and shuffles: their bytes, and the verdicts on changed ones."""
    y = G ** random_scalar(ED25519)
    for message in range(3):
        opening = proofs.Opening(random_scalar(ED25519), message)
        ciphertext = encrypt(ED25519, y, message, opening.randomness)
        made = proofs.prove_interval(ED25519, y, "S", ciphertext, opening, range(3))
        yield str(made)
        for other in (ciphertext, combine_all(ED25519, [ciphertext] * 2), ciphertext._replace(beta=ED25519.identity)):
            yield outcome(proofs.verify_interval, ED25519, y, "S", other, range(3), made)
            yield outcome(proofs.verify_interval, ED25519, y, "S", other, range(1, 4), made)
    for size in (0, 1, 4, 11):
        before = encrypt_all(ED25519, y, [(random_scalar(ED25519), i) for i in range(size)])
        after, randomness, psi = shuffle(ED25519, y, before)
        proof = prove_shuffle(ED25519, y, "phi", before, after, randomness, psi)
        yield f"{after} {proof}"
        for other in (proof, proof._replace(c=proof.c[::-1]), proof._replace(s=(1, *proof.s[1:]))):
            yield outcome(verify_shuffle, ED25519, y, "phi", before, after, other)


if __name__ == "__main__":
    with fixed_numbers():
        for line in itertools.chain(groups(), many(), statements()):
            print(line)
