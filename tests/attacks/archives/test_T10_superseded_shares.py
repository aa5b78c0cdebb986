"""T10: an earlier share of an owner does not count, and is a record like any other all the same (0.5, 1.3).

Everything behind the share is made anew; our own companion file has its strong proof, signature and commitment.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ballot.records.canonical import encode
from tests.attacks.corpus.base import tampered
from tests.attacks.verdicts import examine
from tests.factory.container import Step, sha256_hex
from tests.factory.elections import Maker
from tests.factory.forging import outside, put


def replaced_share(change: Callable[[bytes], bytes], **more: Any) -> Maker:
    """The first share, changed, and behind it the good one of the same owner."""
    return Maker(**more, **tampered("shares", lambda maker, shares: [(1, change(shares[0][1])), *shares])).build()


SPELLINGS = {
    "a blank": lambda raw: raw.replace(b":", b": ", 1),
    "another order": lambda raw: encode(dict(reversed(list(json.loads(raw).items())))),
    "a field more": lambda raw: raw[:-1] + b',"extra":1}',
    "an escape": lambda raw: raw.replace(b'"response"', b'"r\\u0065sponse"', 1),
}
NO_JSON = {
    "a field twice": lambda raw: raw[:-1] + b',"decryption_factors":[[]]}',
    "cut off": lambda raw: raw[:-1],
    "no text": lambda raw: b"\xff\xfe",
}


@pytest.mark.parametrize("change", SPELLINGS.values(), ids=SPELLINGS)
def test_another_spelling_of_a_replaced_share_is_found(change: Callable[[bytes], bytes]) -> None:
    report = examine(replaced_share(change))
    assert (report.verdict, report.failed) == ("invalid", {"0.5"}), report.failures
    foreign = examine(replaced_share(change, with_charter=False))
    assert foreign.verdict == "valid", foreign.failures
    assert 5 in {finding.height for finding in foreign.warnings if finding.id == "0.5"}


@pytest.mark.parametrize("change", NO_JSON.values(), ids=NO_JSON)
@pytest.mark.parametrize("with_charter", [True, False])
def test_a_replaced_share_that_is_no_json_is_found(change: Callable[[bytes], bytes], with_charter: bool) -> None:
    report = examine(replaced_share(change, with_charter=with_charter))
    assert (report.verdict, report.failed) == ("invalid", {"0.5"}), report.failures
    assert [finding.height for finding in report.failures] == [5]


def test_a_replaced_share_of_a_wrong_shape_or_with_bad_numbers_is_only_a_warning() -> None:
    """A trustee who sent a wrong share and then a right one has spoilt nothing."""

    def out_of_the_group(raw: bytes) -> bytes:
        record = json.loads(raw)
        return encode(put(record, ("decryption_factors", 0, 0), outside(record["decryption_factors"][0][0])))

    for change in (out_of_the_group, lambda raw: encode({"decryption_factors": [], "decryption_proofs": []})):
        report = examine(replaced_share(change))
        assert report.verdict == "valid", report.failures
        assert {"8.1", "8.2"} <= {finding.id for finding in report.warnings}


def test_the_record_of_a_replaced_share_must_be_there() -> None:
    def drop(maker: Maker, steps: list[Step]) -> list[Step]:
        first = next(step for step in steps if step.type == "PartialDecryption")
        first.data = [first.payload or b""]
        return steps

    maker = Maker(
        tamper={"shares": lambda maker, shares: [(1, shares[0][1].replace(b"}", b"} ", 1)), *shares], "steps": drop}
    ).build()
    assert json.loads(maker.steps[5].payload or b"")["payload"] == sha256_hex(maker.shares[0][1])
    report = examine(maker)
    assert (report.verdict, report.failed) == ("invalid", {"1.3"}), report.failures
    assert [finding.height for finding in report.failures] == [5]
