"""Shares and shuffles as they are handed in: each thing that is checked, and the sentence that names it."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from msgspec import Raw
from msgspec.structs import replace

from ballot.board import shares, shuffles
from ballot.board.companion import SHARE_LABEL
from ballot.board.shares import ShareBundle, ShareCase, make_share, parse_share, verify_share
from ballot.board.shuffles import (
    SHUFFLE_LABEL,
    bundle_shuffle,
    parse_shuffle_bundle,
    shuffle_message,
    verify_shuffle_signature,
)
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import SigningKey
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.decryption import parse_partial_decryption
from ballot.records.canonical import encode
from tests.factory.elections import Maker

KEY, OTHER = SigningKey.from_seed(b"k" * 32), SigningKey.from_seed(b"o" * 32)
ANSWERS, PHI = "a" * 64, "phi"


# -- shares


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker(trustees=1).build()


@pytest.fixture(scope="module")
def case(maker: Maker) -> ShareCase:
    return ShareCase(maker.context, maker.ciphertexts, sha256_hex(maker.tally_raw), maker.event_hashes[0], ANSWERS)


def share_of(case: ShareCase, maker: Maker) -> ShareBundle:
    return parse_share(make_share(case, 1, maker.secrets[0].exponent(maker.group), KEY))


def one_up(proof: dict[str, str]) -> dict[str, str]:
    return proof | {"response": str(int(proof["response"]) + 1)}


def with_a_false_proof(case: ShareCase, honest: ShareBundle) -> ShareBundle:
    """The same factors and strong proof; one of the protocol's own proofs is false; signed."""
    record = json.loads(bytes(honest.partial_decryption))
    record["decryption_proofs"][0][0] = one_up(record["decryption_proofs"][0][0])
    raw = encode(record)
    signature = KEY.sign(SHARE_LABEL, *case.signed_parts(1, raw)).hex()
    return replace(honest, partial_decryption=Raw(raw), signature=signature)


LIES: dict[str, tuple[Any, str, str]] = {
    "key": (lambda case, share: replace(share, signing_key=OTHER.public_hex), "signed with another key", "8.5"),
    "state": (lambda case, share: replace(share, answers="b" * 64), "another state of the bulletin board", "8.5"),
    "weak proof": (with_a_false_proof, "question 1", "8.3"),
    "signature": (lambda case, share: replace(share, signature="0" * 128), "signature on the share does not", "8.5"),
}


def test_an_honest_share_is_accepted(case: ShareCase, maker: Maker) -> None:
    share = share_of(case, maker)
    record, factors = verify_share(case, share, maker.group.parse(maker.keys[0].trustee.public_key), KEY.public_hex)
    assert record == bytes(share.partial_decryption)
    assert factors == parse_partial_decryption(case.context, case.tally, record)


@pytest.mark.parametrize("lie", LIES)
def test_what_is_wrong_with_a_share_is_named(case: ShareCase, maker: Maker, lie: str) -> None:
    """Everything else about the share is true: only the check in question can catch it."""
    forge, sentence, check = LIES[lie]
    public_key = maker.group.parse(maker.keys[0].trustee.public_key)
    with pytest.raises(InvalidProof, match=sentence) as caught:
        verify_share(case, forge(case, share_of(case, maker)), public_key, KEY.public_hex)
    assert caught.value.check == check


def test_a_share_with_a_false_strong_proof_is_refused(case: ShareCase, maker: Maker) -> None:
    share = share_of(case, maker)
    false = replace(
        share, strong_proof=replace(share.strong_proof, **one_up({"response": share.strong_proof.response}))
    )
    with pytest.raises(InvalidProof) as caught:
        verify_share(case, false, maker.group.parse(maker.keys[0].trustee.public_key), KEY.public_hex)
    assert caught.value.check == "8.5"


# -- shuffles


def test_what_is_wrong_with_the_signature_on_a_shuffle_is_named() -> None:
    setup, parent = "1" * 64, "2" * 64
    honest = parse_shuffle_bundle(bundle_shuffle(PHI, setup, 3, parent, b'{"any":1}', KEY))
    assert honest.signature == KEY.sign(SHUFFLE_LABEL, *shuffle_message(PHI, setup, 3, parent, b'{"any":1}')).hex()
    verify_shuffle_signature(honest, PHI, setup, KEY.public_hex)
    for false, phi, event, sentence in [
        (replace(honest, signing_key=OTHER.public_hex), PHI, setup, "signed with another key"),
        (replace(honest, signature="0" * 128), PHI, setup, "signature on the shuffle does not hold"),
        (replace(honest, owner=4), PHI, setup, "signature on the shuffle does not hold"),
        (replace(honest, parent="3" * 64), PHI, setup, "signature on the shuffle does not hold"),
        (replace(honest, shuffle=Raw(b'{"any":2}')), PHI, setup, "signature on the shuffle does not hold"),
        (honest, "another", setup, "signature on the shuffle does not hold"),
        (honest, PHI, "3" * 64, "signature on the shuffle does not hold"),
    ]:
        with pytest.raises(InvalidProof, match=sentence) as caught:
            verify_shuffle_signature(false, phi, event, KEY.public_hex)
        assert caught.value.check == "7.2"


# -- both


@pytest.mark.parametrize(
    ("module", "limit", "parse"),
    [
        (shares, "_MAX_SHARE_BYTES", parse_share),
        (shuffles, "_MAX_SHUFFLE_BYTES", parse_shuffle_bundle),
    ],
)
def test_no_more_than_the_limit_is_read(
    module: ModuleType, limit: str, parse: Any, case: ShareCase, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = make_share(case, 1, maker.secrets[0].exponent(maker.group), KEY)
    raw = share if module is shares else bundle_shuffle(PHI, "1" * 64, 3, "2" * 64, b"{}", KEY)
    monkeypatch.setattr(module, limit, len(raw))
    assert encode(parse(raw)) == raw
    with pytest.raises(InvalidEncoding, match=rf"has {len(raw) + 1} bytes; {len(raw)} are the limit"):
        parse(raw + b"\n")
