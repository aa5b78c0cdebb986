"""Kinds of questions and what stands in their records; shuffles where nothing is to be shuffled."""

from __future__ import annotations

from typing import Any

from ballot.records.canonical import encode
from tests.factory.container import Step, sha256_hex
from tests.factory.elections import Maker, ranked
from tests.verify.conftest import Verify


def with_question(question: Any) -> Maker:
    """An election without ballots, whose only question is this one."""
    tamper = {"election": lambda maker, record: record.update(questions=[question])}
    return Maker(tamper=tamper, votes=(), until="Setup").build()


def test_unknown_type_of_question_is_invalid(verify: Verify) -> None:
    report = verify(with_question({"type": "Guess", "value": {"answers": ["A"], "question": "?"}}))
    assert report.failed == {"2.4"}


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


def test_end_of_shuffles_without_shuffles_is_no_warning_where_ballots_are_ranked(verify: Verify) -> None:
    maker = Maker(questions=(ranked(2),), votes=((0, [[1, 2]]),), mixers=(), policy_mixers=(1,)).build()
    report = verify(maker)
    assert (report.failed, report.warnings) == ({"7.1"}, ())


def test_malformed_threshold_parameters_are_named_and_nothing_is_said_of_the_rest(verify: Verify) -> None:
    pedersen = ["Pedersen", {"threshold": 1, "certs": [], "coefexps": [], "verification_keys": []}]
    report = verify(Maker(tamper={"trustees": lambda maker, keys: [pedersen]}, votes=(), until="Setup").build())
    assert (report.verdict, report.failed) == ("invalid", {"3.2"}), report.failures
    assert {"3.3", "3.6", "3.7", "3.9"} <= {check for check, _ in report.not_checked}


def test_a_trustees_record_of_unknown_size_leaves_owners_open(verify: Verify) -> None:
    report = verify(Maker(tamper={"trustees": lambda maker, keys: [*keys, ["Pedersen", 7]]}).build())
    assert report.failed == {"3.2"}, report.failures
    assert {"3.7", "3.8", "8.1", "8.4"} <= {check for check, _ in report.not_checked}
