"""B1: copied ballots (whole, one answer, re-randomised). B3: ballots of another election or draft. B5: stuffing.

On the board: corpus, checks 5.2 to 5.4, 5.7 and 5.10.
"""

from __future__ import annotations

import json

import pytest

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import random_scalar
from ballot.errors import BallotError
from ballot.protocol.ballots import create_ballot, verify_ballot
from ballot.records.canonical import encode
from tests.factory.elections import Maker, question
from tests.factory.forging import edit_ballot, sign_again


def refused(maker: Maker, raw: bytes) -> str:
    """The check that refuses a ballot."""
    with pytest.raises(BallotError) as caught:
        verify_ballot(maker.context, raw)
    return str(caught.value.check)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def two() -> Maker:
    """Two questions, two voters."""
    votes = ((0, [[1, 0], [0, 1]]), (1, [[0, 1], [1, 0]]))
    return Maker(questions=(question(), question(text="And what?")), votes=votes).build()


def test_b1_whole_copy_under_another_credential(two: Maker) -> None:
    copied = {**json.loads(two.ballots[1]), "credential": two.public[0]}
    assert refused(two, encode(copied)) == "5.4"
    assert refused(two, sign_again(two, 0, copied)) == "5.7"


def test_b1_one_copied_answer(two: Maker) -> None:
    theirs = json.loads(two.ballots[1])["answers"]
    for number in (0, 1):
        bad = edit_ballot(two, 0, two.ballots[0], lambda b, n=number: b["answers"].__setitem__(n, theirs[n]))
        assert refused(two, bad) == "5.7"


def test_b1_answer_moved_within_the_own_ballot_is_no_copy(two: Maker) -> None:
    """Both questions are alike here: who moves an own answer proves nothing that they did not know."""
    moved = edit_ballot(two, 0, two.ballots[0], lambda b: {**b, "answers": b["answers"][::-1]})
    assert verify_ballot(two.context, moved).credential == two.public[0]


def test_b1_rerandomised_copy(two: Maker) -> None:
    """(alpha g^s, beta y^s) is the same vote, but its proofs would need the first voter's randomness."""
    ballot = json.loads(two.ballots[1])
    for answer in ballot["answers"]:
        for pair in answer["choices"]:
            s = random_scalar(two.group)
            old = Ciphertext(two.group.parse(pair["alpha"]), two.group.parse(pair["beta"]))
            pair["alpha"], pair["beta"] = str(old.alpha * two.group.g**s), str(old.beta * two.y**s)
    ballot["credential"] = two.public[0]
    assert refused(two, sign_again(two, 0, ballot)) == "5.7"


def test_b3_ballot_of_another_election(two: Maker) -> None:
    other = Maker(questions=two.questions, votes=((0, [[1, 0], [1, 0]]),)).build()
    assert refused(two, other.ballots[0]) == "5.2"


def test_b3_ballot_of_an_earlier_draft(two: Maker) -> None:
    """Same uuid, same credentials, same key; only the description differs, and so does phi."""
    draft = Maker(questions=two.questions, votes=()).build()
    draft.context = type(two.context)(
        two.context.election, "A" * 43, two.group, two.y, two.questions, two.context.weights
    )
    ballot = create_ballot(draft.context, two.tokens[0], [[1, 0], [1, 0]])
    assert refused(two, ballot) == "5.3"
    renamed = edit_ballot(two, 0, ballot, lambda b: {**b, "election_hash": two.context.phi})
    assert refused(two, renamed) == "5.7"
    assert refused(two, edit_ballot(two, 0, two.ballots[0], lambda b: {**b, "election_uuid": "A" * 14})) == "5.3"


def test_b5_stuffing_needs_the_voters_token(two: Maker) -> None:
    """Whoever knows the list of public credentials, but no token, cannot make a ballot."""
    honest = json.loads(two.ballots[0])
    other_token = sign_again(two, 1, {**honest, "credential": two.public[0]})
    assert refused(two, other_token) == "5.4"
    replayed = json.loads(two.ballots[0])
    replayed["answers"] = json.loads(create_ballot(two.context, two.tokens[0], [[0, 1], [0, 1]]))["answers"]
    assert refused(two, encode(replayed)) == "5.4"
