"""Ed25519 on the Rust kernel: single operations like any backend's, and `Kernel`, whole batches in one call.

This module only carries values over the border and back. `ImportError` on import means that the kernel is not built.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from ballot.crypto import _edwards, _native
from ballot.crypto._edwards import IDENTITY, Q
from ballot.crypto.processors import in_parts

if TYPE_CHECKING:
    from ballot.crypto import group
    from ballot.crypto.disjunctions import Branch, Disjunction, Proof
    from ballot.crypto.group import Scalar

_NOTHING: Final = b""


class Point(_edwards.Point):
    """A member of the subgroup, computed by the kernel."""

    __slots__ = ()

    @staticmethod
    def _add(left: bytes, right: bytes) -> bytes:
        return _native.aggregate(left + right, 1, False)

    @staticmethod
    def _subtract(left: bytes, right: bytes) -> bytes:
        return _native.aggregate(left + right, 1, True)

    @staticmethod
    def _multiply(scalar: bytes, point: bytes) -> bytes:
        return _native.multiply(point, scalar)

    @staticmethod
    def _multiply_base(scalar: bytes) -> bytes:
        return _native.commit(IDENTITY, scalar, _NOTHING, _NOTHING)

    @staticmethod
    def _is_member(value: bytes) -> bool:
        return _native.vartime_find_stranger(value) is None

    @classmethod
    def of(cls, value: bytes) -> Point:
        """Return the point with this compressed form; results of the generator's operations are plain points."""
        return Point(value)


class Generator(Point):
    """The base point, whose powers have a faster routine."""

    __slots__ = ()

    def __pow__(self, exponent: int) -> Point:
        return Point(self._multiply_base((exponent % Q).to_bytes(32, "little")))


class _Ed25519(_edwards.Ed25519):
    """The group on the kernel, which checks and makes many elements at once."""

    def parse_all(self, texts: Iterable[str]) -> list[_edwards.Point]:
        texts = list(texts)
        if all(map(_edwards.is_element_text, texts)):
            values = [bytes.fromhex(text)[::-1] for text in texts]
            if all(place is None for place in in_parts(_native.vartime_find_stranger, _NOTHING.join(values))):
                return list(map(Point, values))
        return super().parse_all(texts)  # says what is wrong, and with which

    def __init__(self, point: type[_edwards.Point], generator: type[_edwards.Point]) -> None:
        super().__init__(point, generator)
        self._generators: list[_edwards.Point] = []

    def generators(self, count: int) -> list[_edwards.Point]:
        known = self._generators
        if len(known) < count:
            self._generators = known = [*known, *_points(_native.generators(len(known), count - len(known)))]
        return known[:count]


def _points(values: bytes) -> Iterable[_edwards.Point]:
    return (Point(values[at : at + 32]) for at in range(0, len(values), 32))


# The kernel belongs to a group, so its callers have only points of this backend.
def _value(point: group.Point) -> bytes:
    return cast(_edwards.Point, point).value


def _join(points: Iterable[group.Point]) -> bytes:
    return _NOTHING.join([point.value for point in cast(Iterable[_edwards.Point], points)])


def _scalars(numbers: Iterable[Scalar]) -> bytes:
    return _NOTHING.join([(number % Q).to_bytes(32, "little") for number in numbers])


def _sum(parts: Sequence[bytes]) -> _edwards.Point:
    return Point(parts[0] if len(parts) == 1 else _native.aggregate(_NOTHING.join(parts), 1, False))


class Kernel:
    """Batches of operations on points and numbers. What is not named `vartime` takes constant time."""

    engine: Final = _native.ENGINE

    def vartime_verify_disjunctions(
        self, y: group.Point, todo: Sequence[tuple[Disjunction, Sequence[Proof]]]
    ) -> int | None:
        """Return the place of the first invalid proof; None if all are valid."""
        parts, values = [], []
        for (_, claims), proofs in todo:
            for (ciphertext, value), proof in zip(claims, proofs, strict=True):
                parts += [_value(ciphertext.alpha), _value(ciphertext.beta)]
                parts += [proof.challenge.to_bytes(32, "little"), proof.response.to_bytes(32, "little")]
                values.append(value)
        prefixes, sizes = [d.prefix.encode() for d, _ in todo], [len(d.claims) for d, _ in todo]
        return _native.vartime_verify_disjunctions(_value(y), prefixes, sizes, values, _NOTHING.join(parts))

    def prove_disjunctions(
        self, y: group.Point, prefixes: Sequence[str], truths: Sequence[int], branches: Sequence[Sequence[Branch]]
    ) -> list[tuple[Scalar, Scalar]]:
        """Return challenge and response of every branch of every proof, in order."""
        numbers = _scalars(number for proof in branches for branch in proof for number in branch)
        sizes = [len(proof) for proof in branches]
        made = _native.prove_disjunctions(_value(y), [p.encode() for p in prefixes], sizes, truths, numbers)
        halves = [int.from_bytes(made[at : at + 32], "little") for at in range(0, len(made), 32)]
        return list(zip(halves[::2], halves[1::2], strict=True))

    def add_rows(self, rows: Sequence[Sequence[group.Point]], width: int) -> list[_edwards.Point]:
        """Return the product of each column."""
        if not rows:
            return [Point(IDENTITY) for _ in range(width)]
        table = _join(point for row in rows for point in row)
        return list(_points(_native.aggregate(table, width, False)))

    def powers(self, points: Sequence[group.Point], exponents: Sequence[Scalar]) -> list[_edwards.Point]:
        """Return point^exponent for each; a single exponent is for all."""
        return list(_points(_NOTHING.join(in_parts(_native.multiply, _join(points), _scalars(exponents)))))

    def commit(
        self,
        a: Sequence[Scalar],
        base: group.Point | None = None,
        b: Sequence[Scalar] = (),
        times: Sequence[group.Point] = (),
    ) -> list[_edwards.Point]:
        """Return times_i * g^a_i * base^b_i for each i; an empty list stands for neutral entries."""
        known = IDENTITY if base is None else _value(base)
        parts = in_parts(partial(_native.commit, known), _scalars(a), _scalars(b), _join(times))
        return list(_points(_NOTHING.join(parts)))

    def power_product(self, points: Sequence[group.Point], exponents: Sequence[Scalar]) -> _edwards.Point:
        """Return the product of all point^exponent."""
        return _sum(in_parts(_native.multiscalar, _join(points), _scalars(exponents)))

    def vartime_power_product(self, points: Sequence[group.Point], exponents: Sequence[Scalar]) -> _edwards.Point:
        """Return the product of all point^exponent; public data only."""
        return _sum(in_parts(_native.vartime_multiscalar, _join(points), _scalars(exponents)))

    def vartime_commitments(
        self, a: Sequence[Scalar], x: Sequence[group.Point], c: Sequence[Scalar]
    ) -> list[_edwards.Point]:
        """Return g^a_i x_i^c_i for each i; public data only."""

        def commitments(a: bytes, x: bytes, c: bytes) -> bytes:
            return _native.vartime_commitments(IDENTITY, a, _NOTHING, x, c)

        return list(_points(_NOTHING.join(in_parts(commitments, _scalars(a), _join(x), _scalars(c)))))


ED25519: Final = _Ed25519(Point, Generator)
ED25519.kernel = Kernel()
