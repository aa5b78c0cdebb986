"""Threshold groups for the factory: the whole key generation, with everybody's secrets at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from ballot.crypto.group import Group
from ballot.crypto.signing import SigningKey
from ballot.protocol import threshold as protocol
from ballot.protocol.setup import ThresholdSecret
from ballot.records.threshold import Context
from ballot.records.trustees import ThresholdParameters


@dataclass(frozen=True)
class Member:
    """A trustee of a threshold group, with the same face as a `TrusteeSecret`."""

    seed: str
    share: int

    def exponent(self, group: Group) -> int:
        """This trustee's share of the private key."""
        return self.share % group.q

    @property
    def signing_key(self) -> SigningKey:
        """The key that signs shuffles and shares."""
        return ThresholdSecret(1, self.seed).signing_key


@dataclass(frozen=True)
class ThresholdGroup:
    """One group after its key generation."""

    threshold: int
    members: tuple[Member, ...]
    commitments: tuple[str, ...]
    parameters: ThresholdParameters
    sub_key: Any

    @property
    def size(self) -> int:
        """How many trustees it has."""
        return len(self.members)

    @classmethod
    def make(cls, own: Group, threshold: int, size: int, name: str = "Member") -> ThresholdGroup:
        """Run all six steps."""
        seeds = [protocol.new_seed() for _ in range(size)]
        contexts = [Context(own.name, size, threshold, index) for index in range(1, size + 1)]
        certs = [protocol.make_certificate(own, seed, context) for seed, context in zip(seeds, contexts, strict=True)]
        commitments = [protocol.commit_to_polynomial(own, *pair) for pair in zip(seeds, contexts, strict=True)]
        polynomials = [protocol.make_polynomial(own, seed, certs) for seed in seeds]
        outputs = [
            protocol.make_voutput(own, seed, certs, protocol.make_vinput(polynomials, index))
            for index, seed in enumerate(seeds, 1)
        ]
        made = protocol.make_parameters(own, certs, polynomials, outputs)
        named = tuple(replace(key, name=f"{name} {i}") for i, key in enumerate(made.verification_keys, 1))
        parameters = replace(made, verification_keys=named)
        exponents = [protocol.open_private_key(own, *pair) for pair in zip(seeds, _keys(outputs), strict=True)]
        members = tuple(Member(*pair) for pair in zip(seeds, exponents, strict=True))
        return cls(threshold, members, tuple(commitments), parameters, protocol.verify_parameters(own, made)[0])


def _keys(outputs: list[Any]) -> list[str]:
    return [output.private_key for output in outputs]
