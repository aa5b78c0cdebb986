"""The trustees of an election: "Single" ones, all needed, and threshold groups, of which only some are (4.7, 4.21)."""

from __future__ import annotations

import functools
import operator
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ballot.crypto.batches import vartime_power_product
from ballot.crypto.group import ED25519, Group, Point, Scalar
from ballot.crypto.proofs import verify_knowledge
from ballot.crypto.threshold import interpolate_in_exponent, lagrange
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.protocol.decryption import combine_factors
from ballot.protocol.shape import Read
from ballot.protocol.threshold import verify_parameters
from ballot.records.canonical import decode
from ballot.records.trustees import ThresholdParameters, TrusteePublicKey, parse_trustees

_COEFFICIENT_BITS: Final = 128


def verify_trustee_key(key: TrusteePublicKey, group: Group = ED25519) -> Point:
    """Verify a "Single" verification key and return it as a group element (check 3.1).

    Raises:
        InvalidEncoding: not in the group, or the identity. InvalidProof: the proof of knowledge is not valid.
    """
    public_key = group.parse(key.public_key)
    if public_key.is_identity:
        raise InvalidEncoding("a trustee's verification key is the identity: it would protect nothing", "3.1")
    try:
        verify_knowledge(group, public_key, key.pok.parse(group))
    except InvalidProof as error:
        raise InvalidProof(str(error), "3.1") from None
    return public_key


def combine_keys(keys: Sequence[Point], group: Group = ED25519) -> Point:
    """Return the election's public key y: the product of all verification keys (check 3.7)."""
    return functools.reduce(operator.mul, keys, group.identity)


Factors = Sequence[Sequence[Point]]


@dataclass(frozen=True, slots=True)
class TrusteeItem:
    """One entry of `trustees`: its owners (1-based, over all keys), how many are needed, and its sub-key."""

    owners: tuple[int, ...]
    threshold: int
    sub_key: Point | None
    keys: tuple[Point | None, ...]
    parameters: ThresholdParameters | None = None

    @property
    def is_single(self) -> bool:
        """True for a trustee whose share is always needed."""
        return self.parameters is None


@dataclass(frozen=True, slots=True)
class Trustees:
    """All trustees of an election, verified."""

    group: Group
    items: tuple[TrusteeItem, ...]

    @property
    def keys(self) -> list[Point | None]:
        """All verification keys; owner n is keys[n - 1]."""
        return [key for item in self.items for key in item.keys]

    @property
    def public_key(self) -> Point:
        """The election's public key y (check 3.7)."""
        sub_keys = []
        for item in self.items:
            assert item.sub_key is not None  # all were verified
            sub_keys.append(item.sub_key)
        return combine_keys(sub_keys, self.group)

    def missing(self, owners: Sequence[int]) -> list[str]:
        """Return in sentences what is missing before the result can be opened. `owners`: whose shares are there."""
        there, sentences = set(owners), []
        for item in self.items:
            absent = [owner for owner in item.owners if owner not in there]
            present = len(item.owners) - len(absent)
            if item.is_single and absent:
                sentences.append(f"the share of trustee {absent[0]}")
            elif present < item.threshold:
                listed = ", ".join(map(str, absent))
                sentences.append(f"{item.threshold - present} more of the shares of trustees {listed}")
        return sentences

    def combine(self, factors: Mapping[int, Factors]) -> list[list[Point]]:
        """Return the synthetic factor of each ciphertext; of a threshold group the first shares that suffice are used.

        Raises:
            NotPermitted: too few shares (attack T9).
        """
        missing = self.missing(list(factors))
        if missing:
            raise NotPermitted(f"The result cannot be opened yet: {'; '.join(missing)} must be there.")
        return combine_factors([self._item_factors(item, factors) for item in self.items])

    def _item_factors(self, item: TrusteeItem, factors: Mapping[int, Factors]) -> Factors:
        if item.is_single:
            return factors[item.owners[0]]
        places = [(place, factors[owner]) for place, owner in enumerate(item.owners, start=1) if owner in factors]
        needed = places[: item.threshold]
        coefficients = lagrange(self.group, [place for place, _ in needed])
        return [
            [vartime_power_product(self.group, cell, coefficients) for cell in zip(*rows, strict=True)]
            for rows in zip(*(factors for _, factors in needed), strict=True)
        ]

    def stray_shares(self, factors: Mapping[int, Factors]) -> list[int]:
        """Return the owners whose share, beyond those needed, is not on the polynomial of their group (check 8.6).

        The factors of each share are first multiplied with random 128-bit exponents, the same for all shares and
        chosen after them: the work grows with the shares, and a wrong one passes with probability 2^-128.
        """
        beyond = [item for item in self.items if len(set(item.owners) & set(factors)) > item.threshold]
        if not beyond:
            return []
        sizes = {sum(map(len, rows)) for rows in factors.values()}
        rho = [secrets.randbits(_COEFFICIENT_BITS) for _ in range(max(sizes))]
        stray = []
        for item in beyond:
            there = [(place, owner) for place, owner in enumerate(item.owners, start=1) if owner in factors]
            batched = {place: self._batch(factors[owner], rho) for place, owner in there}
            base = [(place, batched[place]) for place, _ in there[: item.threshold]]
            for place, owner in there[item.threshold :]:
                if interpolate_in_exponent(self.group, base, place) != batched[place]:
                    stray.append(owner)
        return stray

    def _batch(self, factors: Factors, rho: Sequence[Scalar]) -> Point:
        flat = [factor for row in factors for factor in row]
        return vartime_power_product(self.group, flat, rho[: len(flat)])


def verify_trustees(group: Group, raw: bytes, read: Read = decode) -> Trustees:
    """Return the trustees of a `trustees` record, everything about them verified (checks 3.1 to 3.6).

    Raises:
        InvalidEncoding, InvalidProof: with the number of the check.
    """
    items, owner = [], 0
    for entry in parse_trustees(raw, read):
        if isinstance(entry, ThresholdParameters):
            sub_key, keys = verify_parameters(group, entry)
            owners = tuple(range(owner + 1, owner + len(keys) + 1))
            items.append(TrusteeItem(owners, entry.threshold, sub_key, tuple(keys), entry))
        else:
            key = verify_trustee_key(entry, group)
            owners = (owner + 1,)
            items.append(TrusteeItem(owners, 1, key, (key,)))
        owner += len(owners)
    return Trustees(group, tuple(items))
