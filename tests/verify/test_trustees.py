"""V3 without an election: every list of trustees that does not hold, and its neighbour that does."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from ballot.crypto.group import ED25519
from ballot.protocol.setup import new_trustee
from ballot.protocol.trustees import combine_keys
from ballot.records.canonical import encode
from ballot.records.charter import Charter, Policy
from ballot.records.election import SetupData
from ballot.verify.case.case import Case, Options
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v2_v4_setup.trustees import verify_trustees
from tests.factory.board import ZEROS
from tests.factory.container import sha256_hex
from tests.factory.forging import IDENTITY
from tests.factory.threshold import ThresholdGroup

DIGEST = sha256_hex(b"trustees")
PAIRS = [new_trustee(f"Trustee {number}") for number in (1, 2)]
SINGLES = [["Single", json.loads(encode(key.trustee))] for _, key in PAIRS]
GROUP = ThresholdGroup.make(ED25519, 2, 3)
PEDERSEN = ["Pedersen", json.loads(encode(GROUP.parameters))]
ONE_KEY = ThresholdGroup.make(ED25519, 1, 2)
KEYS = [ED25519.parse(key.trustee.public_key) for _, key in PAIRS]
SINGLES_ONLY, MIXED = str(combine_keys(KEYS)), str(combine_keys([*KEYS, GROUP.sub_key]))
SIGNING = tuple(sha256_hex(bytes([number])) for number in range(5))
Entries = list[Any]


def charter(trustees: int, threshold: int, **fields: Any) -> Charter:
    """A charter of so many trustees, of whom so many are needed."""
    made = Charter(1, (), Policy(trustees, threshold, (), 0, True, False), SIGNING[:trustees], (), "")
    return msgspec.structs.replace(made, **fields)


PAIR = charter(2, 2)
FIVE = charter(5, 4, commitments=GROUP.commitments)


def examined(entries: Entries | bytes | None, made: Charter | None, key: str, **setup: Any) -> tuple[Case, TrusteeKeys]:
    """Check a list of trustees."""
    raw = entries if entries is None or isinstance(entries, bytes) else encode(entries)
    case = Case(Path("x.bel"), io.BytesIO(), Options())
    file: Any = SimpleNamespace(content=lambda digest: raw if digest.hex() == DIGEST else None)
    fields = {"data": SetupData(ZEROS, DIGEST, ZEROS), "group": ED25519, "public_key": key, "charter": made, **setup}
    return case, verify_trustees(case, file, Setup(**fields))


def assert_faults(case: Case, expected: list[tuple[str, str]]) -> None:
    """These checks fail with these words, and no others."""
    found = [(one.id, one.message) for one in case.recorder.findings() if not one.ok]
    assert [check for check, _ in found] == [check for check, _ in expected], found
    assert all(words in said for (_, said), (_, words) in zip(found, expected, strict=True)), found


def passed(case: Case) -> set[str]:
    return {one.id for one in case.recorder.findings() if one.ok}


def skipped(case: Case) -> set[str]:
    return {check for check, _ in case.recorder.not_checked()}


def changed(entry: Any, change: Callable[[Any], Any]) -> Any:
    """A copy of one entry in which something was changed."""
    copy = json.loads(json.dumps(entry))
    change(copy[1])
    return copy


def test_good_lists_of_trustees() -> None:
    case, found = examined(SINGLES, PAIR, SINGLES_ONLY)
    assert_faults(case, [])
    assert (passed(case), skipped(case)) == ({"3.1", "3.7", "3.8"}, set())
    assert (found.names, found.who(1), found.who(3)) == (
        ("Trustee 1", "Trustee 2"),
        "trustee 1 (Trustee 1)",
        "trustee 3",
    )
    case, found = examined([*SINGLES, PEDERSEN], FIVE, MIXED)
    assert_faults(case, [])
    assert (passed(case), skipped(case)) == ({f"3.{number}" for number in range(1, 10)}, set())
    assert found.trustees is not None and len(found.keys) == 5 and sorted(found.certificates) == [3, 4, 5]
    case, _ = examined([PEDERSEN], charter(3, 2, commitments=GROUP.commitments), str(GROUP.sub_key))
    assert passed(case) == {f"3.{number}" for number in range(2, 10)}
    both = ThresholdGroup.make(ED25519, 2, 2)
    made = charter(2, 2, commitments=both.commitments)
    assert_faults(examined([["Pedersen", both.parameters]], made, str(both.sub_key))[0], [])
    made = charter(2, 1, commitments=ONE_KEY.commitments)
    assert_faults(examined([["Pedersen", ONE_KEY.parameters]], made, str(ONE_KEY.sub_key))[0], [])


POK = SINGLES[1][1]["pok"]
SINGLE: dict[str, tuple[Entries | bytes, list[tuple[str, str]]]] = {
    "another's proof": (
        [changed(SINGLES[0], lambda entry: entry.update(pok=POK)), SINGLES[1]],
        [("3.1", "Trustee 1 (Trustee 1): ")],
    ),
    "the identity": (
        [changed(SINGLES[0], lambda entry: entry.update(public_key=IDENTITY)), SINGLES[1]],
        [("3.1", "is the identity"), ("3.7", "is not the product of the trustees' keys")],
    ),
    "no key": (
        [changed(SINGLES[0], lambda entry: entry.update(public_key="0" * 64)), SINGLES[1]],
        [("3.1", "Trustee 1 (Trustee 1): ")],
    ),
    "no name and no key": (
        [changed(SINGLES[0], lambda entry: (entry.pop("name"), entry.update(public_key="0" * 64))), SINGLES[1]],
        [("3.1", "Trustee 1: ")],
    ),
    "of another shape": ([["Single", {}], SINGLES[1]], [("3.1", "Trustee 1: ")]),
    "of an unknown kind": ([["Double", {}], SINGLES[1]], [("3.1", "Entry 1 of the trustees is of an unknown kind")]),
    "a field twice": (encode(SINGLES).replace(b'"pok"', b'"name":"x","name":"y","pok"', 1), [("0.5", "")]),
    "no list": (b"{}", [("3.1", "list of trustees is malformed")]),
    "no JSON": (b"[", [("0.5", "The list of trustees: ")]),
}


@pytest.mark.parametrize("what", SINGLE)
def test_a_single_trustee_that_does_not_hold(what: str) -> None:
    entries, expected = SINGLE[what]
    case, found = examined(entries, PAIR, SINGLES_ONLY)
    assert_faults(case, expected)
    assert case.recorder.has_failed("3.7") or ("3.7" in skipped(case)) != ("3.7" in passed(case))
    if not isinstance(entries, bytes):
        assert len(found.keys) == 2
    assert_faults(examined([*SINGLES, SINGLES[0]], None, "", foreign=True)[0], [("3.8", "the same key")])


LENGTHS = ("certs", "coefexps", "signatures")
LATER = ("3.3", "3.4", "3.5", "3.6")
THRESHOLD: dict[str, tuple[Callable[[Any], Any], str, str, set[str]]] = {
    **{
        f"one of the {name} left out": (lambda e, name=name: e[name].pop(), "3.2", "has 2 ", set(LATER))
        for name in LENGTHS
    },
    "no threshold": (lambda e: e.update(threshold=0), "3.2", "threshold group are malformed", set(LATER)),
    "a threshold too great": (lambda e: e.update(threshold=4), "3.2", "threshold 4 of 3", set(LATER)),
    "a certificate by nobody": (
        lambda e: e["certs"][1].update(signature=e["certs"][0]["signature"]),
        "3.3",
        "certificate of trustee 4 (Member 2)",
        {"3.4", "3.5", "3.6"},
    ),
    "one certificate twice": (
        lambda e: e["certs"].__setitem__(1, e["certs"][0]),
        "3.3",
        "",
        {"3.4", "3.5", "3.6"},
    ),
    "commitments by another": (
        lambda e: e["coefexps"].__setitem__(1, e["coefexps"][0]),
        "3.4",
        "rustee 4 (Member 2)",
        {"3.6"},
    ),
    "a signature of another": (
        lambda e: e["signatures"].__setitem__(1, e["signatures"][0]),
        "3.5",
        "rustee 4 (Member 2)",
        {"3.6"},
    ),
    "another's key": (
        lambda e: e["verification_keys"][1].update(
            public_key=e["verification_keys"][2]["public_key"], pok=e["verification_keys"][2]["pok"]
        ),
        "3.6",
        "rustee 4 (Member 2)",
        set(),
    ),
}


@pytest.mark.parametrize("what", THRESHOLD)
def test_a_threshold_group_that_does_not_hold(what: str) -> None:
    change, check, words, missing = THRESHOLD[what]
    case, _ = examined([*SINGLES, changed(PEDERSEN, change)], FIVE, MIXED)
    found = [(one.id, one.message) for one in case.recorder.findings() if not one.ok]
    assert check in {one for one, _ in found} and words in " ".join(said for one, said in found if one == check), found
    assert {one for one, _ in found} <= {check, "3.8", "3.9"}
    assert what != "another's key" or "3.8" in {one for one, _ in found}
    assert missing <= skipped(case)


def test_parameters_that_cannot_be_read() -> None:
    for change, known in ((lambda e: e.pop("certs"), True), (lambda e: e.pop("verification_keys"), False)):
        case, found = examined([*SINGLES, changed(PEDERSEN, change)], FIVE, MIXED)
        assert_faults(case, [("3.2", "parameters of a threshold group are malformed")])
        assert skipped(case) == {"3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9"}
        assert (found.trustees is not None, len(found.keys)) == (known, 5 if known else 2)
    for needed, threshold in ((1, 1), (2, 2), (3, 3), (0, 3), (4, 3), ("2", 3)):
        entry = changed(PEDERSEN, lambda e, needed=needed: (e.pop("certs"), e.update(threshold=needed)))
        found = examined([entry], None, "")[1]
        assert found.trustees is not None and found.trustees.items[0].threshold == threshold
    raw = encode([PEDERSEN]).replace(b'"threshold"', b'"certs":[],"threshold"', 1)
    case, found = examined(raw, FIVE, MIXED)
    assert {one.id for one in case.recorder.findings() if not one.ok} == {"0.5"}
    assert {"3.2", "3.3", "3.4", "3.5", "3.6"} <= skipped(case)
    nobody = changed(PEDERSEN, lambda e: (e.pop("certs"), e.update(verification_keys=[])))
    assert_faults(examined([nobody], None, "", foreign=True)[0], [("3.2", "are malformed")])


@pytest.mark.parametrize(("limit", "fails"), [(3, False), (2, True)])
def test_a_group_has_a_greatest_size(limit: int, fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballot.verify.v2_v4_setup.threshold.MAX_GROUP", limit)
    case, _ = examined([*SINGLES, PEDERSEN], FIVE, MIXED)
    assert case.recorder.has_failed("3.2") == fails


def test_every_wrong_certificate_is_named_once() -> None:
    def change(entry: Any) -> None:
        for certificate in entry["certs"][1:]:
            certificate["signature"] = entry["certs"][0]["signature"]

    entry = ["Pedersen", json.loads(encode(ThresholdGroup.make(ED25519, 2, 6).parameters))]
    case, _ = examined([changed(entry, change)], None, "", foreign=True)
    said = [one.message for one in case.recorder.findings() if one.id == "3.3"]
    assert [f"trustee {owner} (Member {owner})" in one for owner, one in enumerate(said, 2)] == [True] * 5


CHARTERS: list[tuple[Charter, str, str]] = [
    (FIVE, "", ""),
    (charter(4, 4, commitments=GROUP.commitments), "3.8", "charter says 4 trustees; the election has 5"),
    (charter(5, 5, commitments=GROUP.commitments), "3.8", "says that 5 trustees can open the tally; here it takes 4"),
    (charter(5, 3, commitments=GROUP.commitments), "3.8", "says that 3 trustees can open the tally; here it takes 4"),
    (msgspec.structs.replace(FIVE, signing_keys=SIGNING[:4]), "3.8", "lists 4 signing keys for 5 trustees"),
    (msgspec.structs.replace(FIVE, signing_keys=SIGNING[:4] + SIGNING[:1]), "3.8", "have the same signing key"),
    (msgspec.structs.replace(FIVE, commitments=()), "3.9", "lists 0 commitments for 3 threshold trustees"),
    (msgspec.structs.replace(FIVE, commitments=GROUP.commitments + (ZEROS,)), "3.9", "lists 4 commitments"),
    (msgspec.structs.replace(FIVE, commitments=(*GROUP.commitments[:2], ZEROS)), "3.9", "Trustee 5 (Member 3): "),
]


@pytest.mark.parametrize(("made", "check", "words"), CHARTERS)
def test_a_charter_that_says_something_else(made: Charter, check: str, words: str) -> None:
    assert_faults(examined([*SINGLES, PEDERSEN], made, MIXED)[0], [(check, words)] if check else [])


def test_trustees_without_a_charter() -> None:
    entries = [*SINGLES, PEDERSEN]
    assert skipped(examined(entries, None, MIXED)[0]) == {"3.8", "3.9"}
    case, _ = examined(entries, None, MIXED, foreign=True)
    assert (skipped(case), "3.8" in passed(case), "3.9" in passed(case)) == (set(), True, False)
    assert skipped(examined(SINGLES, None, SINGLES_ONLY)[0]) == {"3.8"}


def test_the_elections_key() -> None:
    assert_faults(examined(SINGLES, PAIR, MIXED)[0], [("3.7", "is not the product of the trustees' keys")])
    assert skipped(examined(SINGLES, PAIR, "")[0]) == {"3.7"}
    case, _ = examined([], None, IDENTITY, foreign=True)
    assert_faults(case, [("3.8", "election has no trustee")])
    assert "3.1" in passed(case)


def test_trustees_that_cannot_be_examined() -> None:
    for entries, setup in ((None, {}), (SINGLES, {"data": None}), (SINGLES, {"group": None})):
        case, found = examined(entries, PAIR, SINGLES_ONLY, **setup)
        assert (skipped(case), found) == ({"3.1", "3.7", "3.8"}, TrusteeKeys())
