"""V4 without an election: every list of public credentials that does not hold, and every change of the roll."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from ballot.board.companion import AdmissionRecord, RemovalRecord, ReplacementRecord, RollChange, WithdrawalRecord
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import hex_to_base64
from ballot.records.canonical import encode
from ballot.records.charter import Charter, Policy
from ballot.records.election import MAX_TOTAL_WEIGHT, SetupData
from ballot.verify.case.case import Case, Options
from ballot.verify.case.companion import Companion
from ballot.verify.case.digests import NOWHERE
from ballot.verify.v0_v1_file.chain import read_archive
from ballot.verify.v0_v1_file.references import References
from ballot.verify.v2_v4_setup.credentials import verify_credentials
from ballot.verify.v2_v4_setup.roll_changes import verify_roll_changes
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.token_history import NEVER, TokenHistory
from ballot.verify.v2_v4_setup.voters import Voters
from tests.factory.board import GOOD, ZEROS
from tests.factory.container import chain, pack, sha256_hex
from tests.factory.elections import ranked
from tests.factory.forging import IDENTITY, SMALL_ORDER_TEXTS

POINTS = sorted((ED25519.g**number for number in range(1, 301)), key=lambda point: point.sort_key)
KEYS = [str(point) for point in POINTS]
A, B, C = KEYS[:3]
DIGEST = sha256_hex(b"the list")
CHARTER = Charter(1, (), Policy(1, 1, (), 0, True, False), (), (), "")


def examined(raw: bytes | None, setup: dict[str, Any] | None = None, **options: Any) -> tuple[Case, Voters | None]:
    """Check a list of public credentials."""
    case = Case(Path("x.bel"), io.BytesIO(), Options(**options))
    file: Any = SimpleNamespace(content=lambda digest: raw if digest.hex() == DIGEST else None)
    data = SetupData(ZEROS, ZEROS, DIGEST)
    return case, verify_credentials(case, file, Setup(**{"data": data, "group": ED25519, **(setup or {})}))


def faults(case: Case) -> list[tuple[str, str]]:
    return [(one.id, one.message) for one in case.recorder.findings() if not one.ok]


def assert_faults(case: Case, *expected: tuple[str, str]) -> None:
    """These checks fail with these words, and no others."""
    found = faults(case)
    assert [check for check, _ in found] == [check for check, _ in expected], found
    assert all(words in said for (_, said), (_, words) in zip(found, expected, strict=True)), found


HALF = MAX_TOTAL_WEIGHT // 2
LISTS: dict[str, tuple[list[str], list[tuple[str, str]]]] = {
    "good": ([A, B], []),
    "nobody": ([], []),
    "weighted": ([f"{A},1", f"{B},7"], []),
    "the greatest weight": ([f"{A},{MAX_TOTAL_WEIGHT}"], []),
    "the greatest total": ([f"{A},{HALF}", f"{B},{MAX_TOTAL_WEIGHT - HALF}"], []),
    "a total too great": ([f"{A},{MAX_TOTAL_WEIGHT}", f"{B},1"], [("4.3", "The total weight is")]),
    "a weight too great": ([f"{A},{MAX_TOTAL_WEIGHT + 1}"], [("4.3", "weight of public credential 1 is")]),
    "no weight": ([f"{A},0"], [("4.3", "weight of public credential 1 is 0")]),
    "a weight below zero": ([f"{A},-1"], [("4.3", "weight of public credential 1 is -1")]),
    "a weight that is no number": ([f"{A},ab"], [("4.1", "'ab' of public credential 1 is not a number")]),
    "a weight with a zero before it": ([f"{A},01"], [("4.1", "'01' of public credential 1 is not a number")]),
    "a weight of many digits": ([f"{A},{'1' * 41}"], [("4.1", "of public credential 1 is not a number")]),
    "a weight of forty digits": ([f"{A},{'1' * 40}"], [("4.3", "weight of public credential 1 is 1111")]),
    "two commas": ([f"{A},1,1"], [("4.1", "is neither “key” nor “key,weight”")]),
    "an empty entry": (["", A], [("4.1", "is neither “key” nor “key,weight”"), ("4.2", "Public credential 1: ")]),
    "no key": ([",1"], [("4.1", "is neither “key” nor “key,weight”"), ("4.2", "Public credential 1: ")]),
    "some with a weight": ([f"{A},1", B], [("4.1", "1 of 2 public credentials have a weight")]),
    "one twice": ([A, B, B], [("4.2", "Public credential 3 stands twice")]),
    "not sorted": ([B, A], [("4.2", "are not sorted")]),
    "the identity": ([IDENTITY], [("4.2", "is the identity: anybody could vote with it")]),
    "outside the group": ([A, SMALL_ORDER_TEXTS[0]], [("4.2", "Public credential 2: ")]),
    "in capital letters": ([A.upper()], [("4.2", "Public credential 1: ")]),
    "many": (KEYS, []),
    "many, and the last two not sorted": ([*KEYS[:-2], KEYS[-1], KEYS[-2]], [("4.2", "are not sorted")]),
    "many, not sorted where a portion ends": (
        [*KEYS[:255], KEYS[256], KEYS[255], *KEYS[257:]],
        [("4.2", "are not sorted")],
    ),
    "many, one outside the group": (
        [*KEYS[:256], SMALL_ORDER_TEXTS[0], *KEYS[256:]],
        [("4.2", "Public credential 257: ")],
    ),
}


@pytest.mark.parametrize("what", LISTS)
def test_a_list_of_public_credentials(what: str) -> None:
    entries, expected = LISTS[what]
    case, voters = examined(encode(entries))
    assert_faults(case, *expected)
    assert voters is not None and len(voters) == len(set(entries))
    passed = {one.id for one in case.recorder.findings() if one.ok}
    assert passed == {"4.1", "4.2", "4.3"} - {check for check, _ in expected}
    assert case.recorder.checked["V4"].startswith(f"{len(entries)} public credential")


def test_long_lists_are_examined_in_portions_with_progress() -> None:
    """Keys that wait for their portion take memory."""
    seen: list[tuple[str, int, int]] = []
    case, _ = examined(encode([*KEYS, *KEYS[:200]]), progress=lambda *step: seen.append(step))
    assert seen == [("Checking public credentials", at, 500) for at in (256, 500)]
    assert [words for _, words in faults(case)] == [
        f"Public credential {number} stands twice in the list." for number in range(301, 501)
    ]


def test_another_program_may_leave_its_list_unsorted() -> None:
    case, _ = examined(encode([B, A]), {"foreign": True})
    assert not faults(case) and [one.id for one in case.recorder.findings() if one.warning] == ["4.2"]


@pytest.mark.parametrize(("weights", "fails"), [((1, 2), True), ((1, 1), False), ((None, None), False)])
def test_ranked_papers_have_no_weights(weights: tuple[int | None, int | None], fails: bool) -> None:
    entries = [key if weight is None else f"{key},{weight}" for key, weight in zip((A, B), weights, strict=True)]
    case, _ = examined(encode(entries), {"questions": (ranked(3),)})
    assert_faults(case, *([("4.3", "a ranked paper cannot be counted more than once")] if fails else []))
    assert not faults(examined(encode(entries))[0])


SPELT: dict[str, tuple[bytes, list[tuple[str, str]], int]] = {
    "with a blank": (f'["{A}", "{B}"]'.encode(), [], 1),
    "with an escape": (f'["\\u0030{A[1:]}"]'.encode() if A[0] == "0" else f'[ "{A}"]'.encode(), [], 1),
    "with an end of line": (f'["{A}"]\n'.encode(), [], 1),
    "of numbers": (b"[1]", [("4.1", "list of public credentials is malformed")], 0),
    "an object": (b"{}", [("4.1", "list of public credentials is malformed")], 0),
    "no JSON": (f'["{A}"'.encode(), [("0.5", "The list of public credentials: ")], 0),
    "that only begins": (b"[", [("0.5", "The list of public credentials: ")], 0),
    "with a comma too many": (f'["{A}",]'.encode(), [("0.5", "The list of public credentials: ")], 0),
    "without its beginning": (f'x"{A}"]'.encode(), [("0.5", "The list of public credentials: ")], 0),
    "with something behind it": (f'["{A}"]]'.encode(), [("0.5", "The list of public credentials: ")], 0),
}


@pytest.mark.parametrize("what", SPELT)
def test_a_list_in_another_spelling(what: str) -> None:
    raw, expected, deviations = SPELT[what]
    case, voters = examined(raw)
    assert_faults(case, *expected)
    assert (voters is None, len(case.reader.deviations)) == (bool(expected), deviations)
    skipped = {"4.2", "4.3", "4.4"} if expected else set()
    assert {check for check, _ in case.recorder.not_checked()} - {"4.1"} == skipped
    assert case.recorder.was_skipped("4.1") == bool(expected)


@pytest.mark.parametrize("missing", ["raw", "data", "group"])
def test_a_list_that_cannot_be_examined(missing: str) -> None:
    case, voters = examined(None if missing == "raw" else encode([A]), {} if missing == "raw" else {missing: None})
    assert voters is None and not faults(case)
    assert {check for check, _ in case.recorder.not_checked()} == {"4.1", "4.2", "4.3", "4.4"}


OWN = hex_to_base64(DIGEST)


@pytest.mark.parametrize(
    ("announced", "spares", "fault"),
    [
        ({}, 0, ""),
        ({"announced_credentials": OWN}, 0, ""),
        ({"announced_credentials": f"{OWN}="}, 0, ""),
        ({"announced_credentials": DIGEST}, 0, ""),
        ({"announced_credentials": OWN, "announced_voters": 3}, 0, ""),
        ({"announced_credentials": ZEROS}, 0, "announced a list with fingerprint"),
        ({"announced_voters": 3}, 0, ""),
        ({"announced_voters": 2}, 0, "announced 2 voters; the list has credentials for 3."),
        ({"announced_voters": 2}, 1, ""),
        ({"announced_voters": 3}, 1, "announced 3 voters; the list has credentials for 2 beside 1 spare."),
    ],
)
def test_the_list_is_the_one_that_the_registrar_announced(announced: dict[str, Any], spares: int, fault: str) -> None:
    charter = msgspec.structs.replace(CHARTER, spares=(C,) * spares if spares else UNSET)
    for made in (charter,) if spares else (charter, None):
        case, _ = examined(encode([A, B, C]), {"charter": made}, **announced)
        assert_faults(case, *([("4.4", fault)] if fault else []))
        passed = {one.id for one in case.recorder.findings() if one.ok}
        assert ("4.4" in passed) == (bool(announced) and not fault)


# -- changes of the roll

EVENTS = [sha256_hex(record.content) for record in chain(GOOD) if record.kind == "event"]
VOTERS = {"a": 1, "b": 1, "c": 1, "heavy": 2, "s": 1, "t": 1, "u": 2}  # the last three are spares
SPARES = ("s", "t", "u")


def replaced(number: int, revoked: str = "a", spare: str = "s", at: int = 0) -> ReplacementRecord:
    return ReplacementRecord(event=EVENTS[at], number=number, revoked=revoked, spare=spare, reason="lost")


def added(number: int, spare: str = "t", at: int = 0) -> AdmissionRecord:
    return AdmissionRecord(event=EVENTS[at], number=number, spare=spare, reason="joined")


def removed(number: int, revoked: str = "b", at: int = 0) -> RemovalRecord:
    return RemovalRecord(event=EVENTS[at], number=number, revoked=revoked, reason="left")


def roll(records: list[Any], folder: Path, spares: Any = SPARES, voters: dict[str, int] = VOTERS) -> Any:
    """Check the changes of the roll; what failed, and the history."""
    path, companion = folder / "x.bel", Companion(True)
    path.write_bytes(pack(chain(GOOD)))
    for line, record in enumerate(records, 2):
        companion.add(line, record)
    listed = Voters()
    for name, weight in voters.items():
        listed.add(name, weight)
    with path.open("rb") as stream:
        case = Case(path, stream, Options(), companion)
        file = read_archive(case, References())
        charter = msgspec.structs.replace(CHARTER, spares=spares)
        history = verify_roll_changes(case, file, Setup(charter=charter), listed)
    return case, history


ROLL: dict[str, tuple[list[RollChange], str]] = {
    "all kinds": ([replaced(1), added(2, at=1), removed(3, at=2)], ""),
    "a spare that is lost in its turn": ([replaced(1), replaced(2, "s", "t")], ""),
    "a member who was added and left": ([added(1), removed(2, "t")], ""),
    "of the same weight": ([replaced(1, "heavy", "u")], ""),
    "a wrong number": ([replaced(2)], "it should have number 1"),
    "after the end": ([replaced(1, at=3)], "it came after the voting had ended"),
    "an earlier event": ([replaced(1, at=2), added(2, at=1)], "it names an earlier event"),
    "of nobody": ([replaced(1, "x")], "it revokes is not in the list"),
    "a removal of nobody": ([removed(1, "x")], "it revokes is not in the list"),
    "revoked twice": ([replaced(1), replaced(2, "a", "t")], "it revokes was replaced before"),
    "removed twice": ([removed(1), removed(2)], "it revokes was revoked before"),
    "a spare of nobody": ([removed(1, "s")], "it revokes is a spare that belongs to nobody"),
    "no spare": ([added(1, "c")], "it issues is not among the charter's spares"),
    "an unknown spare": ([replaced(1, "a", "x")], "it issues is not among the charter's spares"),
    "issued twice": ([replaced(1), added(2, "s")], "it issues was issued before"),
    "of another weight": ([replaced(1, "a", "u")], "it issues weight 2 in the place of weight 1"),
}


@pytest.mark.parametrize("what", ROLL)
def test_a_change_of_the_roll(what: str, tmp_path: Path) -> None:
    records, fault = ROLL[what]
    case, history = roll(list(records), tmp_path)
    assert NOWHERE not in {**history.replaced, **history.removed}
    assert_faults(case, *([("4.5", f"in line {len(records) + 1} of the companion file")] if fault else []))
    assert fault in "".join(said for _, said in faults(case))


def test_a_change_behind_a_line_of_the_end(tmp_path: Path) -> None:
    ended = WithdrawalRecord(EVENTS[3], 0, 0)
    assert_faults(roll([ended, replaced(1)], tmp_path)[0], ("4.5", "it came after the voting had ended"))
    assert not faults(roll([replaced(1), ended], tmp_path)[0])


def test_a_change_whose_event_is_not_there(tmp_path: Path) -> None:
    case, history = roll([msgspec.structs.replace(replaced(1), event=ZEROS)], tmp_path)
    assert not faults(case) and history.spares[4] == NEVER - 1


def test_the_history_of_the_roll(tmp_path: Path) -> None:
    records = [replaced(1, at=1), added(2, "u", at=1), removed(3, "heavy", at=2), added(4, "t", at=2)]
    case, history = roll(list(records), tmp_path)
    assert history == TokenHistory({4: 1, 5: 2, 6: 1}, {0: 1}, {3: 3}, 2, 4, 1)
    (said,) = [one.message for one in case.recorder.findings() if one.id == "4.5"]
    assert said == (
        "4 voters, 3 spare credentials, 1 token replaced, 2 members added and 1 removed after the roll was frozen: "
        "no more than 5 credentials are in force."
    )
    for one, words in ((added(1), "1 member added and 0 removed"), (removed(1), "0 members added and 1 removed")):
        assert words in str(roll([one], tmp_path)[0].recorder.findings())
    twice = roll([replaced(1, "a", "s"), removed(2, "a"), removed(3), replaced(4, "b", "t")], tmp_path)[1]
    assert (twice.replaced, twice.removed, twice.moved_weight) == ({0: 1}, {1: 3}, -1)


@pytest.mark.parametrize(
    ("spares", "voters", "fault"),
    [
        (("s", "t", "u"), VOTERS, ""),
        ((), VOTERS, "it is empty, and then it is left out"),
        ((), {}, "it is empty, and then it is left out"),
        (("t", "s"), VOTERS, "it is not sorted"),
        (("s", "s"), VOTERS, "one stands twice in it"),
        (("s", "x"), VOTERS, "spare credential 2 is not in the list"),
        (("a", "b"), {"a": 1, "b": 1}, "all credentials are spare"),
    ],
)
def test_a_list_of_spares(spares: tuple[str, ...], voters: dict[str, int], fault: str, tmp_path: Path) -> None:
    case, _ = roll([], tmp_path, spares, voters)
    assert_faults(case, *([("4.5", fault)] if fault else []))


def test_an_election_without_spares_has_no_changes(tmp_path: Path) -> None:
    case, history = roll([], tmp_path, UNSET)
    assert history == TokenHistory() and "4.5" not in {one.id for one in case.recorder.findings()}
    assert_faults(roll([replaced(1)], tmp_path, UNSET)[0], ("4.5", "it issues is not among the charter's spares"))
    assert not faults(roll([removed(1)], tmp_path, UNSET)[0])


@pytest.mark.parametrize(
    ("foreign", "known", "skipped"), [(False, True, True), (True, True, False), (False, False, False)]
)
def test_changes_of_the_roll_without_a_charter(foreign: bool, known: bool, skipped: bool) -> None:
    case, file = Case(Path("x.bel"), io.BytesIO(), Options()), SimpleNamespace()
    unchecked: Any = file
    history = verify_roll_changes(case, unchecked, Setup(foreign=foreign, origin_known=known), Voters())
    assert (history, case.recorder.was_skipped("4.5")) == (TokenHistory(), skipped)


def test_when_a_token_is_in_force() -> None:
    history = TokenHistory({4: 2, 5: NEVER}, {0: 1}, {1: 2})
    said = {(0, 1): "was replaced", (1, 1): "was revoked", (5, 9): "issued to nobody", (4, 2): "before that was issued"}
    for voter, height in ((0, 1), (1, 1), (2, 1), (4, 2), (4, 3), (5, 9)):
        fault = history.fault(voter, height)
        assert bool(fault) == ((voter, height) in said) and said.get((voter, height), "") in fault
    assert history.changed and not TokenHistory().changed
    assert all(TokenHistory(**{name: {0: 1}}).changed for name in ("spares", "replaced", "removed"))
