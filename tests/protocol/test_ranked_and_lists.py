"""Ranked papers in one group element, and lists: encoding, proofs, and refusals."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.crypto.group import ED25519, group
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol import lists, ranked
from ballot.protocol.homomorphic import Statement
from ballot.records.canonical import encode
from ballot.records.questions import ListsQuestion, RankedQuestion

G = ED25519
STATEMENT = Statement(G, G.g**7, "phi|credential")
RANKED = RankedQuestion(("A", "B", "C"), "Rank them")
LISTS = ListsQuestion((("L1", "a", "b"), ("L2", "c")), "Choose a list")


@given(st.lists(st.integers(0, 255), min_size=1, max_size=30))
@settings(max_examples=30, deadline=None)
def test_papers_survive_encoding_and_are_canonical(paper: list[int]) -> None:
    element = ranked.encode_paper(G, paper)
    assert ranked.decode_paper(G, element, len(paper)) == paper
    assert ranked.is_canonical(G, element, len(paper))
    assert not ranked.is_canonical(G, element * G.g, len(paper))


def test_papers_fit_the_finite_field_too() -> None:
    own = group("RFC-3526-2048")
    for paper in ([1, 2, 255], [0], list(range(1, 100))):
        assert ranked.decode_paper(own, ranked.encode_paper(own, paper), len(paper)) == paper


def test_too_many_candidates_and_too_large_numbers_are_refused() -> None:
    with pytest.raises(InvalidEncoding, match="at most 30"):
        ranked.encode_paper(G, [1] * 31)
    with pytest.raises(InvalidEncoding, match="at most 0"):
        ranked.encode_paper(group("BELENIOS-2048"), [1])
    for value in (-1, 256):
        with pytest.raises(InvalidEncoding):
            ranked.encode_paper(G, [value])
    with pytest.raises(InvalidEncoding, match="3 numbers"):
        ranked.encrypt_answer(STATEMENT, RANKED, [1, 2])


def test_ranked_answers_are_bound_to_their_voter_and_ciphertext() -> None:
    answer, _ = ranked.encrypt_answer(STATEMENT, RANKED, [2, 1, 3])
    ranked.verify_answer(STATEMENT, RANKED, encode(answer))
    copied = STATEMENT._replace(prefix="phi|another")
    with pytest.raises(InvalidProof) as caught:
        ranked.verify_answer(copied, RANKED, encode(answer))
    assert caught.value.check == "5.8"
    other, _ = ranked.encrypt_answer(STATEMENT, RANKED, [2, 1, 3])
    for mixed in (
        msgspec.structs.replace(answer, choices=other.choices),
        msgspec.structs.replace(answer, proof=other.proof),
    ):
        with pytest.raises(InvalidProof):
            ranked.verify_answer(STATEMENT, RANKED, encode(mixed))


@pytest.mark.parametrize("rows", [[[1, 1, 0], [0, 0]], [[1, 1, 1], [0, 0]], [[0, 0, 0], [1, 1]]])
def test_lists_answers(rows) -> None:
    answer, randomness = lists.encrypt_answer(STATEMENT, LISTS, rows)
    ciphertexts = lists.verify_answer(STATEMENT, LISTS, encode(answer))
    opened = [
        [c.beta / STATEMENT.y**r for c, r in zip(*row, strict=True)]
        for row in zip(ciphertexts, randomness, strict=True)
    ]
    assert opened == [[G.g**entry for entry in row] for row in rows]


@pytest.mark.parametrize(
    "rows",
    [
        [[0, 0, 0], [0, 0]],
        [[1, 0, 0], [0, 0]],
        [[1, 1, 0], [1, 1]],
        [[1, 0, 0], [0, 1]],
        [[1, 1, 0], [0, 1]],
        [[2, 1, 0], [0, 0]],
        [[1, 1], [0, 0]],
    ],
)
def test_choices_that_the_lists_question_forbids_have_no_proof(rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """C15: refused for an honest voter, and unprovable for one who skips that check."""
    with pytest.raises(InvalidEncoding):
        lists.encrypt_answer(STATEMENT, LISTS, rows)
    monkeypatch.setattr(lists, "check_choices", lambda *_: None)
    with pytest.raises((InvalidEncoding, InvalidProof, ValueError)):
        answer, _ = lists.encrypt_answer(STATEMENT, LISTS, rows)
        lists.verify_answer(STATEMENT, LISTS, encode(answer))


def test_the_non_zero_commitment_is_a_group_element_and_not_the_identity() -> None:
    """C3."""
    answer, _ = lists.encrypt_answer(STATEMENT, LISTS, [[1, 1, 0], [0, 0]])
    small_order = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"  # -1: order 2
    for text, expected in ((small_order, InvalidEncoding), (str(G.identity), InvalidProof), (str(G.g), InvalidProof)):
        proof = msgspec.structs.replace(answer.nonzero_proof, commitment=text)
        with pytest.raises(expected) as caught:
            lists.verify_answer(STATEMENT, LISTS, encode(msgspec.structs.replace(answer, nonzero_proof=proof)))
        assert caught.value.check == "5.9"
