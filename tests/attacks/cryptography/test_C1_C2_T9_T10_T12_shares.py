"""C1, C2: false factors whose proofs of protocol version 1 hold. T9, T10, T12: missing, foreign and reshaped shares.

What the server and the trustees' tools do before a share is appended; on the board: corpus, checks 8.1 to 8.5.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from ballot.board.shares import ShareBundle, ShareCase, make_share, parse_share, verify_share
from ballot.errors import BallotError, InvalidEncoding, InvalidProof
from ballot.protocol.decryption import (
    combine_factors,
    open_result,
    parse_partial_decryption,
    verify_partial_decryption,
)
from ballot.records.canonical import encode
from tests.attacks.verdicts import examine
from tests.factory.container import sha256_hex
from tests.factory.elections import Maker, question
from tests.factory.forging import forge_share, outside, put, walk


@pytest.fixture(scope="module")
def made() -> Maker:
    """Two questions of different shapes, two trustees."""
    questions = (question(3, 0, 2), question(2))
    votes = ((0, [[1, 0, 1], [1, 0]]), (1, [[0, 1, 0], [0, 1]]))
    return Maker(questions=questions, votes=votes, trustees=2).build()


@pytest.fixture(scope="module")
def case(made: Maker) -> ShareCase:
    """What the shares are about."""
    hashes = made.hash_of("EncryptedTally")
    return ShareCase(made.context, made.ciphertexts, sha256_hex(made.tally_raw), made.event_hashes[0], hashes)


def key_of(maker: Maker, owner: int) -> Any:
    """A trustee's verification key."""
    return maker.group.parse(maker.keys[owner - 1].trustee.public_key)


def accept(case: ShareCase, maker: Maker, bundle: ShareBundle) -> Any:
    """What the server does with a share that is handed in."""
    signing = maker.secrets[bundle.owner - 1].signing_key.public_hex
    return verify_share(case, bundle, key_of(maker, bundle.owner), signing)


def bundle_of(case: ShareCase, maker: Maker, owner: int) -> ShareBundle:
    """An honest share."""
    secret = maker.secrets[owner - 1]
    return parse_share(make_share(case, owner, secret.exponent(maker.group), secret.signing_key))


def with_field(bundle: ShareBundle, **change: Any) -> ShareBundle:
    """The same share with other fields."""
    return ShareBundle(**{**{name: getattr(bundle, name) for name in bundle.__struct_fields__}, **change})


def test_c2_the_weak_proof_holds_and_the_strong_one_does_not(made: Maker, case: ShareCase) -> None:
    false = forge_share(made, 1)
    shares = parse_partial_decryption(made.context, made.ciphertexts, false)
    verify_partial_decryption(made.context, made.ciphertexts, key_of(made, 1), shares)
    honest = bundle_of(case, made, 1)
    with pytest.raises(InvalidProof) as caught:
        accept(case, made, with_field(honest, partial_decryption=type(honest.partial_decryption)(false)))
    assert caught.value.check == "8.5"


def test_c2_one_false_factor_makes_the_tally_undecodable(made: Maker) -> None:
    good = [parse_partial_decryption(made.context, made.ciphertexts, raw).factors for _, raw in made.shares]
    false = parse_partial_decryption(made.context, made.ciphertexts, forge_share(made, 1)).factors
    open_result(made.context, made.ciphertexts, combine_factors(good), 2)
    with pytest.raises(InvalidProof):
        open_result(made.context, made.ciphertexts, combine_factors([false, good[1]]), 2)


def test_c2_the_report_names_the_trustee() -> None:
    evil = Maker(
        trustees=2,
        until="PartialDecryption",
        tamper={"shares": lambda maker, shares: [shares[0], (2, forge_share(maker, 2))]},
    ).build()
    report = examine(evil)
    assert report.failed == {"8.5"}
    assert all("rustee 2" in failure.message for failure in report.failures)


def test_c1_honest_shares_are_never_flagged(made: Maker, case: ShareCase) -> None:
    for _ in range(10):
        for owner in (1, 2):
            accept(case, made, bundle_of(case, made, owner))


def test_t12_a_share_for_another_tally_state_or_election(made: Maker, case: ShareCase) -> None:
    other = Maker(questions=made.questions, votes=made.votes, trustees=2).build()
    other_case = ShareCase(
        other.context,
        other.ciphertexts,
        sha256_hex(other.tally_raw),
        other.event_hashes[0],
        other.hash_of("EncryptedTally"),
    )
    for wrong in (
        replace(case, tally_digest="0" * 64),
        replace(case, setup_event="0" * 64),
        replace(case, answers="0" * 64),
        replace(case, tally=case.tally[::-1]),
        other_case,
    ):
        with pytest.raises(BallotError):
            accept(case, made, bundle_of(wrong, made, 1))


def test_t12_rows_swapped_transposed_cut_or_padded(made: Maker) -> None:
    record = json.loads(made.shares[0][1])
    factors, proofs = record["decryption_factors"], record["decryption_proofs"]
    shapes = [
        {"decryption_factors": factors[::-1]},
        {"decryption_factors": factors[::-1], "decryption_proofs": proofs[::-1]},
        {"decryption_factors": [[f] for row in factors for f in row]},
        {"decryption_factors": [sum(factors, [])], "decryption_proofs": [sum(proofs, [])]},
        {"decryption_factors": factors[:1], "decryption_proofs": proofs[:1]},
        {"decryption_factors": [*factors, []], "decryption_proofs": [*proofs, []]},
        {"decryption_factors": [], "decryption_proofs": []},
        {"decryption_proofs": [row[:-1] for row in proofs]},
    ]
    for change in shapes:
        with pytest.raises(InvalidEncoding) as caught:
            parse_partial_decryption(made.context, made.ciphertexts, encode({**record, **change}))
        assert caught.value.check == "8.2"


def test_t12_every_factor_and_number_counts(made: Maker) -> None:
    raw = made.shares[0][1]
    for path, value in walk(json.loads(raw)):
        if not isinstance(value, str):
            continue
        new = (
            str(int(value) ^ 1) if value.isdigit() and len(value) != 64 else str(made.group.parse(value) * made.group.g)
        )
        changed = encode(put(json.loads(raw), path, new))
        with pytest.raises(BallotError):
            shares = parse_partial_decryption(made.context, made.ciphertexts, changed)
            verify_partial_decryption(made.context, made.ciphertexts, key_of(made, 1), shares)


def test_t10_a_share_under_anothers_name(made: Maker, case: ShareCase) -> None:
    honest = bundle_of(case, made, 1)
    with pytest.raises(InvalidProof):
        accept(case, made, with_field(honest, owner=2))
    thief = with_field(honest, owner=2, signing_key=made.secrets[1].signing_key.public_hex)
    with pytest.raises(InvalidProof):
        accept(case, made, thief)


@pytest.mark.parametrize("owner", [0, -1, 10_001, 2**62, "1", 1.0, True, None])
def test_t10_owners_are_exact_numbers_from_one(made: Maker, case: ShareCase, owner: Any) -> None:
    record = json.loads(encode(bundle_of(case, made, 1)))
    with pytest.raises(InvalidEncoding):
        parse_share(encode({**record, "owner": owner}))


@pytest.mark.parametrize("owner", [0, 3, -1, -2, 2**62])
def test_t10_on_the_board_never_indexed_from_the_end(owner: int) -> None:
    evil = Maker(trustees=2, tamper={"shares": lambda maker, shares: [shares[0], (owner, shares[1][1])]}).build()
    report = examine(evil)
    assert report.verdict == "invalid"
    assert "8.1" in report.failed


def test_t10_a_share_made_with_another_key_of_the_election(made: Maker, case: ShareCase) -> None:
    """Trustee 2 decrypts twice, the second time in the name of trustee 1."""
    stolen = bundle_of(case, made, 2)
    with pytest.raises(InvalidProof):
        accept(case, made, with_field(stolen, owner=1, signing_key=made.secrets[0].signing_key.public_hex))


def test_t9_every_trustees_share_is_needed(made: Maker) -> None:
    one = [parse_partial_decryption(made.context, made.ciphertexts, made.shares[0][1]).factors]
    with pytest.raises(InvalidProof):
        open_result(made.context, made.ciphertexts, combine_factors(one), 2)
    for missing in range(3):
        evil = Maker(
            trustees=3, tamper={"shares": lambda maker, shares, m=missing: shares[:m] + shares[m + 1 :]}
        ).build()
        report = examine(evil)
        assert (report.verdict, report.failed) == ("invalid", {"8.4"})


def test_c3_factors_outside_the_group(made: Maker) -> None:
    record = json.loads(made.shares[0][1])
    record["decryption_factors"][1][1] = outside(record["decryption_factors"][1][1], 2)
    with pytest.raises(InvalidEncoding) as caught:
        parse_partial_decryption(made.context, made.ciphertexts, encode(record))
    assert caught.value.check == "8.2"
