"""Answers, ballots, tallies, shares and results of another shape than the election's are refused, and each is named."""

from __future__ import annotations

import msgspec
import pytest

from ballot.crypto.credentials import new_token
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import ED25519 as G
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol import ballots, homomorphic, lists, ranked
from ballot.protocol.answers import encrypt_answer, read_ciphertexts, verify_answer
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.decryption import DiscreteLogarithm, parse_partial_decryption, parse_result
from ballot.protocol.homomorphic import Statement
from ballot.protocol.shape import flatten
from ballot.protocol.tally import Aggregate
from ballot.records.canonical import decode, encode
from ballot.records.questions import HomomorphicQuestion, ListsQuestion, RankedQuestion
from ballot.records.types import ProofRecord

replace = msgspec.structs.replace
CHOICE = HomomorphicQuestion(answers=("A", "B", "C"), min=0, max=3, question="Choose")
RANKED = RankedQuestion(("A", "B", "C"), "Rank them")
LISTS = ListsQuestion((("L1", "a", "b"), ("L2", "c")), "Choose a list")
Y = G.g**7
STATEMENT = Statement(G, Y, "phi|credential")
ANSWERS = [(CHOICE, [1, 0, 1]), (RANKED, [2, 1, 3]), (LISTS, [[1, 1, 0], [0, 0]])]


def context(*questions) -> ElectionContext:
    return ElectionContext(None, "phi", G, Y, questions, {})  # type: ignore[arg-type]  # no record is read


@pytest.mark.parametrize(("question", "choices"), ANSWERS, ids=["choice", "ranked", "lists"])
def test_ciphertexts_are_read_as_they_are_verified(question, choices) -> None:
    raw = encode(encrypt_answer(STATEMENT, question, choices)[0])
    assert read_ciphertexts(G, question, raw) == verify_answer(STATEMENT, question, raw)


@pytest.mark.parametrize("choices", [[1, 0], [1, 0, 0, 0], [], [1, 2, 0], [1, -1, 0]])
def test_choices_of_another_shape_are_refused(choices: list[int]) -> None:
    with pytest.raises(InvalidEncoding, match="needs 3 entries"):
        homomorphic.check_choices(CHOICE, choices)


@pytest.mark.parametrize("rows", [[[1, 2, 0], [0, 0]], [[1, 1, 0]], [[1, 1], [0, 0]], [[1, 1, 0], [0, 0], [0]]])
def test_rows_of_another_shape_are_refused(rows: list[list[int]]) -> None:
    with pytest.raises(InvalidEncoding, match="needs rows"):
        lists.check_choices(LISTS, rows)


def test_every_list_of_an_answer_to_a_lists_question_is_counted() -> None:
    answer, _ = lists.encrypt_answer(STATEMENT, LISTS, [[1, 1, 0], [0, 0]])
    (first, *row), rest = answer.individual_proofs[0], answer.individual_proofs[1:]
    for broken in (
        replace(answer, choices=answer.choices[:1]),
        replace(answer, choices=(answer.choices[0][:2], *answer.choices[1:])),
        replace(answer, individual_proofs=answer.individual_proofs[:1]),
        replace(answer, individual_proofs=(tuple(row), *rest)),
        replace(answer, individual_proofs=((first[:1], *row), *rest)),
        replace(answer, individual_proofs=((first * 2, *row), *rest)),
        replace(answer, list_proofs=answer.list_proofs[:1]),
        replace(answer, list_proofs=(answer.list_proofs[0][:1], *answer.list_proofs[1:])),
    ):
        with pytest.raises(InvalidEncoding, match="shape of its lists question") as caught:
            lists.verify_answer(STATEMENT, LISTS, encode(broken))
        assert caught.value.check == "5.5"


def test_as_many_candidates_as_fit_are_encoded() -> None:
    assert ranked.decode_paper(G, ranked.encode_paper(G, [255] * 30), 30) == [255] * 30


def test_a_ballot_answers_every_question() -> None:
    for choices in ([], [[1, 0, 0]], [[1, 0, 0]] * 3):
        with pytest.raises(InvalidEncoding, match="were answered"):
            ballots.encrypt_ballot(context(CHOICE, CHOICE), new_token(), choices)


def test_a_ballot_of_the_largest_size_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballots, "MAX_BALLOT_BYTES", 2)
    for raw, words in ((b"{}", "not a CastBallot"), (b"{ }", "are the limit")):
        with pytest.raises(InvalidEncoding, match=words) as caught:
            ballots.parse_ballot(raw)
        assert caught.value.check == "5.1"


def test_a_tally_takes_only_ballots_of_its_shape() -> None:
    total, one = Aggregate(context(CHOICE, RANKED)), Ciphertext(G.g, Y)
    total.add([[one] * 3, [one]], 1)
    for choices in ([[one] * 2, [one]], [[one] * 3, [one] * 2], [[one] * 3], [[one] * 3, [one], [one]]):
        with pytest.raises(ValueError, match="shape of the election"):
            total.add(choices, 1)
    assert total.num_tallied == 1


def test_entries_of_a_lists_question_stand_in_its_rows() -> None:
    assert flatten(LISTS, b"[[1,2,3],[4,5]]", int) == [1, 2, 3, 4, 5]
    for raw in (b"[[1,2],[3,4,5]]", b"[[1,2,3]]", b"[[1,2,3],[4,5],[]]"):
        with pytest.raises(InvalidEncoding, match="not in the rows"):
            flatten(LISTS, raw, int)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"result":[[1,2,3]]}', "has 1 entries, not 2"),
        (b'{"result":[[1,2,3],[[1,2,3]],[]]}', "has 3 entries, not 2"),
        (b'{"result":[[1,2,3],[[1,2]]]}', "another number of entries"),
        (b'{"result":[[1,2,3],[[1,2,3],[1,2,3,4]]]}', "another number of entries"),
    ],
)
def test_a_result_of_another_shape_is_refused(raw: bytes, words: str) -> None:
    assert parse_result(context(CHOICE, RANKED), b'{"result":[[1,2,3],[[1,2,3]]]}', 9) == [[1, 2, 3], [[1, 2, 3]]]
    with pytest.raises(InvalidEncoding, match=words) as caught:
        parse_result(context(CHOICE, RANKED), raw, 9)
    assert caught.value.check == "9.1"


@pytest.mark.parametrize("maximum", range(12))
def test_a_total_above_the_maximum_is_not_opened(maximum: int) -> None:
    """The steps of the search reach further than the maximum."""
    solve = DiscreteLogarithm(G, maximum)
    assert [solve(G.g**value) for value in range(maximum + 1)] == list(range(maximum + 1))
    for value in (-1, maximum + 1, maximum + 2):
        with pytest.raises(InvalidProof, match="could not be opened"):
            solve(G.g**value)


def test_a_share_that_cannot_be_read_keeps_the_number_of_its_check() -> None:
    """The verifier's reader names its own check for an ambiguous spelling; everything else is the share's shape."""
    raw = b'{"decryption_factors":[["zz"]],"decryption_proofs":[[]]}'

    def read(type_, text: bytes):
        if type_ == tuple[ProofRecord, ...]:
            raise InvalidEncoding("another spelling", "1.5")
        return decode(type_, text)

    factors = b'{"decryption_factors":[[]],"decryption_proofs":[[]]}'
    for text, check in ((factors, "1.5"), (raw, "8.2")):
        with pytest.raises(InvalidEncoding) as caught:
            parse_partial_decryption(context(CHOICE), [[]], text, read)
        assert caught.value.check == check
