"""Each phase on small bad inputs: which check fails, alone, and that nothing crashes on what it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ballot.records.canonical import encode
from tests.factory.container import Step, sha256_hex
from tests.factory.elections import Maker, question
from tests.factory.forging import IDENTITY, put
from tests.verify.conftest import Verify

Change = Callable[[Maker, Any], Any]


def setting(*path_and_value: Any) -> Change:
    """Set the value at a path."""
    *path, value = path_and_value
    return lambda maker, record: put(record, path, value)


def dropping(key: str) -> Change:
    """Leave a field out."""
    return lambda maker, record: {name: value for name, value in record.items() if name != key}


def replacing(value: Any) -> Change:
    """Put something else in place of the whole."""
    return lambda maker, record: value


def payload(kind: str, value: Any) -> Change:
    """Give the first event of a type another payload."""
    raw = value if isinstance(value, bytes) else encode(value)

    def change(maker: Maker, steps: list[Step]) -> list[Step]:
        first = next(i for i, step in enumerate(steps) if step.type == kind)
        data = [raw if content == steps[first].payload else content for content in steps[first].data]
        return [*steps[:first], Step(kind, raw, data), *steps[first + 1 :]]

    return change


NOT_JSON = b"{"
BAD = {
    # V1
    "event of an unknown type": ("event", lambda maker, e: e[1].update(type="Mix") if e[0] == 3 else None, {"1.2"}),
    "event that is no event": ("event", lambda maker, e: e[1].update(height="x") if e[0] == 3 else None, {"0.5"}),
    "event without a parent": ("event", lambda maker, e: e[1].pop("parent") if e[0] == 3 else None, {"1.1"}),
    "payload of EndBallots": ("event", lambda maker, e: e[1].update(payload="0" * 64) if e[0] == 3 else None, {"1.3"}),
    "result in place of Setup's payload": ("steps", payload("Setup", {"result": [[1, 1]]}), {"1.3"}),
    "ballot in place of the tally's payload": ("steps", payload("EncryptedTally", {"credential": "x"}), {"1.3"}),
    "tally in place of a share's payload": ("steps", payload("PartialDecryption", {"num_tallied": 2}), {"1.3"}),
    "share in place of the result": ("steps", payload("Result", {"owner": 1}), {"1.3"}),
    "trustees in place of a ballot": ("steps", payload("Ballot", [["Single"]]), {"1.3"}),
    "Setup's payload is no JSON": ("steps", payload("Setup", NOT_JSON), {"0.5"}),
    "tally's payload is no JSON": ("steps", payload("EncryptedTally", NOT_JSON), {"0.5"}),
    "share's payload is no JSON": ("steps", payload("PartialDecryption", NOT_JSON), {"0.5"}),
    "result is no JSON": ("steps", payload("Result", NOT_JSON), {"0.5"}),
    "Result twice": ("steps", lambda maker, s: [*s, Step("Result", s[-1].payload)], {"1.2", "9.1"}),
    # V2
    "Setup names no hash": ("setup_data", setting("election", "abc"), {"2.1"}),
    "election is no JSON": ("election", replacing(NOT_JSON), {"0.5"}),
    "election is a list": ("election", replacing([]), {"2.2", "2.3", "2.4"}),
    "election without a name": ("election", dropping("name"), {"0.5"}),
    "version as text": ("election", setting("version", "1"), {"2.2"}),
    "version is true": ("election", setting("version", True), {"2.2"}),
    "version 1.0": ("election", setting("version", 1.0), {"2.2"}),
    "C5 group is an object": ("election", setting("group", {"p": "7", "q": "3", "g": "2"}), {"2.2"}),
    "uuid is a number": ("election", setting("uuid", 12345678901234), {"2.2"}),
    "public key is no text": ("election", setting("public_key", 5), {"2.3"}),
    "no questions": ("election", dropping("questions"), {"2.4"}),
    "min above max": ("election", setting("questions", 0, "min", 2), {"2.4"}),
    "max above the number of answers": ("election", setting("questions", 0, "max", 3), {"2.4"}),
    "negative min": ("election", setting("questions", 0, "min", -1), {"2.4"}),
    "question without answers": ("election", setting("questions", 0, "answers", []), {"2.4"}),
    "question is a number": ("election", setting("questions", 0, 5), {"2.4"}),
    "a field more in the election": ("election", setting("zzz", 1), {"0.5"}),
    # V3
    "trustees is no list": ("trustees", replacing({}), {"3.1"}),
    "trustees is no JSON": ("trustees", replacing(NOT_JSON), {"0.5"}),
    "no trustee": ("trustees", replacing([]), {"3.7", "3.8"}),
    "trustee of an unknown kind": ("trustees", setting(0, 0, "Double"), {"3.1"}),
    "trustee without a key": ("trustees", lambda maker, keys: keys[0][1].pop("public_key") and None, {"3.1"}),
    "trustee's key is no element": ("trustees", setting(0, 1, "public_key", "00" * 31 + "02"), {"3.1"}),
    "C10 trustee's key is the identity": ("trustees", setting(0, 1, "public_key", IDENTITY), {"3.1", "3.7"}),
    "proof of knowledge out of range": ("trustees", setting(0, 1, "pok", "response", "9" * 80), {"3.1"}),
    "proof of knowledge does not hold": ("trustees", setting(0, 1, "pok", "response", "9"), {"3.1"}),
    # V4
    "credentials are no list": ("credentials", replacing({}), {"4.1"}),
    "credentials are no JSON": ("credentials", replacing(NOT_JSON), {"0.5"}),
    "B13 a third field": ("credentials", lambda maker, c: [f"{c[0]},1,Ann", f"{c[1]},1"], {"4.1"}),
    "weight is no number": ("credentials", lambda maker, c: [f"{c[0]},0x5", f"{c[1]},1"], {"4.1"}),
    "only one has a weight": ("credentials", lambda maker, c: [f"{c[0]},1", c[1]], {"4.1"}),
    "B12 weight of zero": ("credentials", lambda maker, c: [f"{c[0]},0", f"{c[1]},1"], {"4.3"}),
    "B12 negative weight": ("credentials", lambda maker, c: [f"{c[0]},-1", f"{c[1]},1"], {"4.3"}),
    "B12 huge weight": ("credentials", lambda maker, c: [f"{c[0]},{10**30}", f"{c[1]},1"], {"4.3"}),
    # V6
    "hash of the tally is no hash": ("sized", setting("encrypted_tally", 7), {"6.3"}),
    "number of ballots is a fraction": ("sized", setting("num_tallied", 2.0), {"6.4"}),
    "number of ballots as text": ("sized", setting("num_tallied", "2"), {"6.4"}),
    "negative weight of the tally": ("sized", setting("total_weight", -2), {"6.4"}),
    # V9
    "result is text": ("result", replacing({"result": "none"}), {"9.1"}),
    "result of one question too few": ("result", replacing({"result": []}), {"9.1"}),
    "total is a word": ("result", replacing({"result": [["one", 1]]}), {"9.1"}),
    "negative total": ("result", replacing({"result": [[-1, 1]]}), {"9.2"}),
    "total above the weight": ("result", replacing({"result": [[3, 1]]}), {"9.2"}),
    "one vote too many": ("result", replacing({"result": [[2, 1]]}), {"9.2"}),
}


@pytest.mark.parametrize("name", BAD, ids=str)
def test_small_bad_input(name: str, verify: Verify) -> None:
    stage, change, failed = BAD[name]
    # Without ballots where the ballots would be for another election than the one that the records describe.
    votes: Any = () if stage in ("trustees", "credentials", "election") else ((0, [[1, 0]]), (1, [[0, 1]]))
    until = "Setup" if not votes else "Result"
    charter = stage != "result"  # a factory cannot count what is no result
    maker = Maker(votes=votes, until=until, tamper={stage: change}, with_charter=charter).build()
    report = verify(maker, companion=False)
    assert report.failed == failed, [(f.id, f.height, f.message) for f in report.failures]
    assert report.verdict == "invalid"
    passed = {finding.id for finding in report.findings if finding.ok and not finding.warning}
    assert passed.isdisjoint(failed)
    assert passed.isdisjoint(check for check, _ in report.not_checked)


@pytest.mark.parametrize(
    ("rows", "failed"),
    [
        ("missing", {"6.3"}),
        ("malformed", {"6.3"}),
        ("no json", {"0.5"}),
        ("shape", {"6.2"}),
        ("outside", {"6.2"}),
    ],
)
def test_encrypted_tally_that_cannot_be_used(rows: str, failed: set[str], verify: Verify) -> None:
    def change(maker: Maker, steps: list[Step]) -> list[Step]:
        tally = json.loads(maker.tally_raw)
        raw = {
            "missing": maker.tally_raw,
            "malformed": encode([[1]]),
            "no json": NOT_JSON,
            "shape": encode([tally[0][:1]]),
            "outside": encode([[{"alpha": "02" * 32, "beta": "02" * 32}, tally[0][1]]]),
        }[rows]
        sized = encode({**json.loads(maker.sized_raw), "encrypted_tally": sha256_hex(raw)})
        data = [sized] if rows == "missing" else [raw, sized]
        return [*steps[:4], Step("EncryptedTally", sized, data)]

    report = verify(Maker(tamper={"steps": change}, until="EncryptedTally").build(), companion=False)
    assert report.failed == failed, report.failures


def test_weights_of_the_tally_are_those_of_the_list(verify: Verify) -> None:
    """Attack B11: other weights after the vote give another sum."""
    maker = Maker(weights=(1, 1), questions=(question(2),)).build()
    entries = [f"{entry.split(',')[0]},2" for entry in json.loads(maker.credentials_raw)]
    changed = encode(entries)

    def other_list(own: Maker, steps: list[Step]) -> list[Step]:
        setup = encode({**json.loads(own.setup_raw), "credentials": sha256_hex(changed)})
        return [Step("Setup", setup, [own.election_raw, own.trustees_raw, changed, setup]), *steps[1:]]

    maker.tamper = {"steps": other_list}
    maker.make_archive()
    report = verify(maker, companion=False)
    assert report.failed == {"6.2", "6.4"}, report.failures
