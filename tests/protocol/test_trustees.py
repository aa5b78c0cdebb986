"""The trustees of an election: its key is the product of theirs, and its result needs a share of each of them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ballot.crypto import threshold
from ballot.crypto.group import ED25519 as G
from ballot.crypto.proofs import prove_knowledge
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.protocol.setup import new_trustee
from ballot.protocol.trustees import TrusteeItem, Trustees, verify_trustees
from ballot.records.trustees import encode_trustees
from ballot.records.types import proof_record

POLYNOMIAL = [11, 12]  # the group of trustees 2, 3 and 4, of whom two are needed
SHARES = {1: 5, **{owner: threshold.evaluate(G, POLYNOMIAL, owner - 1) for owner in (2, 3, 4)}}
ALPHA = G.g**77
FACTORS = {owner: [[ALPHA**share]] for owner, share in SHARES.items()}
SINGLE = TrusteeItem((1,), 1, G.g**5, (G.g**5,))
GROUP = TrusteeItem((2, 3, 4), 2, G.g**11, tuple(G.g ** SHARES[owner] for owner in (2, 3, 4)), object())  # type: ignore[arg-type]
BOTH = Trustees(G, (SINGLE, GROUP))


def test_the_key_of_an_election_is_the_product_of_all() -> None:
    made = [new_trustee() for _ in range(2)]
    found = verify_trustees(G, encode_trustees([public.trustee for _, public in made]))
    assert found.public_key == G.g ** sum(secret.exponent() for secret, _ in made)
    assert BOTH.public_key == G.g ** (5 + 11)
    assert BOTH.keys == [G.g ** SHARES[owner] for owner in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ([1, 2, 3], []),
        ([1, 3, 4], []),
        ([2, 3, 4], ["the share of trustee 1"]),
        ([1, 4], ["1 more of the shares of trustees 2, 3"]),
        ([], ["the share of trustee 1", "2 more of the shares of trustees 2, 3, 4"]),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_opened_before(there: list[int], expected: list[str]) -> None:
    """T9."""
    assert BOTH.missing(there) == expected
    factors = {owner: FACTORS[owner] for owner in there}
    if expected:
        with pytest.raises(NotPermitted, match=expected[0]):
            BOTH.combine(factors)
    else:
        assert BOTH.combine(factors) == [[ALPHA**16]]


def test_a_share_beyond_those_needed_is_on_the_polynomial_of_its_group() -> None:
    assert BOTH.stray_shares(FACTORS) == [] == BOTH.stray_shares({})
    assert BOTH.stray_shares({**FACTORS, 4: [[ALPHA]]}) == [4]
    assert BOTH.stray_shares({owner: FACTORS[owner] for owner in (1, 2, 3)}) == []
    assert BOTH.combine({**FACTORS, 4: [[ALPHA]]}) == [[ALPHA**16]]


def test_a_key_is_not_the_identity_and_its_owner_knows_the_exponent() -> None:
    one, two = (new_trustee()[1].trustee for _ in range(2))
    identity = replace(one, public_key=str(G.identity), pok=proof_record(prove_knowledge(G, 0, G.identity)))
    for key, words in ((identity, "the identity"), (replace(one, pok=two.pok), "proof of knowledge")):
        with pytest.raises((InvalidEncoding, InvalidProof), match=words) as caught:
            verify_trustees(G, encode_trustees([two, key]))
        assert caught.value.check == "3.1"
