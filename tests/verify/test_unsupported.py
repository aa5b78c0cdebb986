"""Kinds of election that this version does not know are refused: neither valid nor invalid."""

from __future__ import annotations

from typing import Any

import pytest

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
