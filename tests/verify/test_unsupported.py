"""Kinds of election that this version does not know are refused: neither valid nor invalid."""

from __future__ import annotations

from typing import Any

import pytest

from ballot.records.canonical import encode
from tests.factory.container import Step, sha256_hex
from tests.factory.elections import Maker
from tests.verify.conftest import Verify

RANKED = {"type": "NonHomomorphic", "value": {"answers": ["A", "B"], "question": "Order?"}}
LISTS = {"type": "Lists", "value": {"answers": [["L", "a"]], "question": "List?"}}


def with_question(question: Any) -> Maker:
    """An election without ballots, whose only question is this one."""
    tamper = {"election": lambda maker, record: record.update(questions=[question])}
    return Maker(tamper=tamper, votes=(), until="Setup").build()


@pytest.mark.parametrize("question", [RANKED, LISTS], ids=["ranked", "lists"])
def test_ranked_and_lists_questions_are_not_supported_yet(question: Any, verify: Verify) -> None:
    report = verify(with_question(question))
    assert (report.verdict, report.exit_code) == ("error", 2), report.failures
    assert "not supported yet" in report.reason
    assert "5.7" in {check for check, _ in report.not_checked}


def test_threshold_trustees_are_not_supported_yet(verify: Verify) -> None:
    pedersen = ["Pedersen", {"threshold": 1, "certs": [], "coefexps": [], "verification_keys": []}]
    report = verify(Maker(tamper={"trustees": lambda maker, keys: [pedersen]}, votes=(), until="Setup").build())
    assert (report.verdict, report.exit_code) == ("error", 2), report.failures
    assert "threshold trustees" in report.reason


def test_unknown_type_of_question_is_invalid(verify: Verify) -> None:
    report = verify(with_question({"type": "Guess", "value": {"answers": ["A"], "question": "?"}}))
    assert report.failed == {"2.4"}


def test_a_ranked_question_does_not_excuse_a_broken_chain(verify: Verify) -> None:
    tamper = {
        "election": lambda maker, record: record.update(questions=[RANKED]),
        "event": lambda maker, pair: pair[1].update(height=7),
    }
    assert verify(Maker(tamper=tamper, votes=(), until="Setup").build()).failed == {"1.1"}


def test_wrapped_homomorphic_question_is_known(verify: Verify) -> None:
    def wrap(maker: Maker, record: dict[str, Any]) -> None:
        record["questions"] = [{"type": "Homomorphic", "value": record["questions"][0], "extra": {"a": 1}}]

    assert verify(Maker(tamper={"election": wrap}).build()).verdict == "valid"


def test_M7_shuffle_where_nothing_is_to_be_shuffled(verify: Verify) -> None:
    def shuffle(maker: Maker, steps: list[Step]) -> list[Step]:
        raw = encode({"ciphertexts": [], "proofs": []})
        owned = encode({"owner": 1, "payload": sha256_hex(raw)})
        return [*steps[:5], Step("Shuffle", owned, [raw, owned]), Step("EndShuffles"), *steps[5:]]

    report = verify(Maker(with_charter=False, tamper={"steps": shuffle}).build())
    assert (report.failed, report.failures[0].height) == ({"1.2"}, 5), report.failures


def test_superfluous_end_of_shuffles_is_a_warning(verify: Verify) -> None:
    tamper = {"steps": lambda maker, steps: [*steps[:5], Step("EndShuffles"), *steps[5:]]}
    report = verify(Maker(with_charter=False, tamper=tamper).build())
    assert report.verdict == "valid", report.failures
    assert ("1.2", 5) in {(warning.id, warning.height) for warning in report.warnings}
