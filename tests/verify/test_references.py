"""1.4 over a made-up board: an older copy, a checkpoint, a receipt and a state file, and what does not fit them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ballot.board import merkle
from ballot.board.checkpoint import Checkpoint, Receipt, sign_checkpoint, sign_receipt
from ballot.board.server_keys import sign_change
from ballot.crypto.hashing import hex_to_base64
from ballot.crypto.signing import SigningKey
from ballot.records.canonical import decode, encode
from ballot.verify.case.case import Case, Options, Unusable
from ballot.verify.case.checks import BALLOT_CHECKS
from ballot.verify.case.companion import Companion
from ballot.verify.v0_v1_file.chain import read_archive
from ballot.verify.v0_v1_file.incremental import State, VerifiedBefore, remember
from ballot.verify.v0_v1_file.receipts import is_genuine
from ballot.verify.v0_v1_file.references import check_references, read_references
from tests.factory.board import BALLOTS, FIRST_EVENT, GOOD, ZEROS, made_up
from tests.factory.container import Step, chain, pack, sha256_hex

KEY, OTHER = SigningKey.from_seed(bytes(range(32))), SigningKey.from_seed(bytes(range(1, 33)))
UUID = "AAAAAAAAAAAAAA"
CHANGED = [GOOD[0], Step("Ballot", made_up("x"), [made_up("x")]), *GOOD[2:]]
BOARD = pack(chain(GOOD))


def compared(folder: Path, raw: bytes = BOARD, uuid: str | None = UUID, **options: Any) -> tuple[Case, VerifiedBefore]:
    """Compare the board with what the options name."""
    path = folder / "x.bel"
    path.write_bytes(raw)
    with path.open("rb") as stream:
        case = Case(path, stream, Options(**options))
        references = read_references(case)
        file = read_archive(case, references)
        before = check_references(case, references, file, uuid)
        remember(case, file, references.earlier, before, uuid)
    return case, before


def said(case: Case) -> tuple[list[tuple[int | None, str]], list[str], list[str]]:
    """What failed, what passed and the warnings of 1.4; nothing else fails here."""
    found = case.recorder.findings()
    assert {one.id for one in found if not one.ok} <= {"1.4"}
    own = [one for one in found if one.id == "1.4"]
    return (
        [(one.height, one.message) for one in own if not one.ok],
        [one.message for one in own if one.ok and not one.warning],
        [one.message for one in own if one.warning],
    )


def assert_failed(case: Case, height: int | None, words: str) -> None:
    ((where, sentence),) = said(case)[0]
    assert where == height and words in sentence


def written(folder: Path, content: bytes | str) -> Path:
    path = folder / "older"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def note(size: int, steps: list[Step] = GOOD, key: SigningKey = KEY, **change: Any) -> str:
    """The server's checkpoint of the first events."""
    frontier: list[bytes] = []
    events = [record.content for record in chain(steps) if record.kind == "event"]
    for number, content in enumerate(events[:size]):
        frontier = merkle.append(frontier, number, merkle.leaf_hash(content))
    good = Checkpoint(f"vote.example.org/{UUID}", size, merkle.root(frontier).hex(), 0, ZEROS)
    return sign_checkpoint(msgspec.structs.replace(good, **change), key)


def receipt(steps: list[Step] = GOOD, key: SigningKey = KEY, height: int = 2, **change: Any) -> bytes:
    """The server's receipt of the second ballot."""
    events = [record.content for record in chain(steps) if record.kind == "event"]
    before: list[bytes] = []
    for number, content in enumerate(events[:height]):
        before = merkle.append(before, number, merkle.leaf_hash(content))
    made = Receipt(
        election_uuid=UUID,
        tracking_number=hex_to_base64(sha256_hex(steps[height].data[0])),
        height=height,
        event=events[height].decode(),
        setup_event=sha256_hex(events[0]),
        checkpoint=note(height + 1, steps, key),
        inclusion=tuple(sibling.hex() for sibling in merkle.last_leaf_path(before)),
        server_key=key.public_hex,
        signature="",
    )
    return encode(sign_receipt(msgspec.structs.replace(made, **change), key))


# -- an older copy or a checkpoint


@pytest.mark.parametrize("events", [1, 4, len(GOOD)])
def test_an_older_copy_of_this_board(events: int, tmp_path: Path) -> None:
    older = written(tmp_path, pack(chain(GOOD[:events])))
    case, before = compared(tmp_path, against=older)
    assert said(case) == ([], [f"The first {events} events are those of the older copy."], [])
    assert before == VerifiedBefore()
    assert "Nothing was taken over from the older copy" in case.recorder.notes[0]
    case, before = compared(tmp_path, against=older, only_new=True)
    assert (before.events, said(case)[0], case.recorder.notes) == (events, [], [])
    state = {"against": older, "state": tmp_path / "state"}
    assert "Nothing was taken over" not in str(compared(tmp_path, **state)[0].recorder.notes)


def test_an_older_copy_of_another_board(tmp_path: Path) -> None:
    older = written(tmp_path, pack(chain(CHANGED[:3])))
    assert_failed(compared(tmp_path, against=older)[0], 2, "history was changed")
    older = written(tmp_path, BOARD)
    case, _ = compared(tmp_path, pack(chain(GOOD[:4])), against=older)
    assert_failed(case, None, "older copy has 9 events, this archive only 4: events were removed")


@pytest.mark.parametrize("size", [1, 4, len(GOOD)])
def test_a_checkpoint_of_this_board(size: int, tmp_path: Path) -> None:
    older = written(tmp_path, note(size))
    found = f"The first {size} events are those of the older copy"
    assert said(compared(tmp_path, against=older)[0])[:2] == ([], [f"{found}, whose signature was not checked."])
    case, _ = compared(tmp_path, against=older, server_key=KEY.public_hex)
    assert (said(case)[:2], case.recorder.notes) == (([], [f"{found}."]), [])
    assert_failed(compared(tmp_path, against=older, server_key=OTHER.public_hex)[0], None, "not signed by")
    assert not said(compared(tmp_path, uuid=None, against=older)[0])[0]


def test_a_checkpoint_of_another_board(tmp_path: Path) -> None:
    older = written(tmp_path, note(3, CHANGED))
    assert_failed(compared(tmp_path, against=older)[0], 2, "has another root")
    older = written(tmp_path, note(3, origin="vote.example.org/B"))
    assert_failed(compared(tmp_path, against=older)[0], None, "another election")
    case, _ = compared(tmp_path, pack(chain(GOOD[:2])), against=written(tmp_path, note(3)))
    assert_failed(case, None, "events were removed")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "neither an archive nor a checkpoint nor a receipt"),
        (b"x", "signed-note format"),
        (b"{}", "cannot be used"),
        (BOARD[:-1], "incomplete"),
        (pack(chain(GOOD)[:3]), "it has no event"),
        (BOARD.replace(b'"election"}', b'"Election"}'), "does not have the hash in its name"),
        (receipt(tracking_number=hex_to_base64(ZEROS)), "tracking number"),
    ],
)
def test_what_is_no_older_copy(content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=words):
        compared(tmp_path, against=written(tmp_path, content))


# -- a receipt


def test_a_receipt_of_this_board(tmp_path: Path) -> None:
    older = written(tmp_path, receipt() + b"\n")
    case, _ = compared(tmp_path, against=older, server_key=KEY.public_hex)
    assert said(case) == ([], ["The ballot of the receipt is event 2."], [])
    words = ["It is genuine", "It is of this election", "is on the board, as event 2"]
    assert all(one in line for one, line in zip(words, case.recorder.receipt, strict=True))
    case, _ = compared(tmp_path, against=older)
    assert said(case) == ([], ["The ballot of the receipt is event 2, whose signature was not checked."], [])
    assert "was not checked" in case.recorder.receipt[1]
    assert not said(compared(tmp_path, uuid=None, against=older)[0])[0]


def test_a_receipt_that_proves_nothing(tmp_path: Path) -> None:
    older = written(tmp_path, receipt())
    case, _ = compared(tmp_path, against=older, server_key=OTHER.public_hex)
    assert_failed(case, None, "receipt is not genuine")
    older = written(tmp_path, receipt(election_uuid="B" * 14))
    assert_failed(compared(tmp_path, against=older)[0], None, f"receipt is of election {'B' * 14}")
    older = written(tmp_path, receipt(setup_event=ZEROS))
    assert_failed(compared(tmp_path, against=older)[0], 0, "credentials, weights or trustees were changed")


def test_W30_a_receipt_under_a_key_that_was_changed() -> None:
    """The old key and the new one vouch for it; of what the given key does not vouch for, nothing is said."""
    companion, third = Companion(True), SigningKey.from_seed(bytes(32))
    companion.add(2, sign_change(UUID, sha256_hex(chain(GOOD)[FIRST_EVENT].content), KEY, OTHER))
    made: Receipt = decode(Receipt, receipt())
    for key, faults in ((KEY, []), (OTHER, []), (third, ["The receipt: the given key was never the server's key"])):
        case = Case(Path("x.bel"), io.BytesIO(), Options(server_key=key.public_hex), companion)
        assert is_genuine(case, made) == (not faults) == bool(case.recorder.receipt)
        found = said(case)[0]
        assert len(found) == len(faults) and all(words in one for (_, one), words in zip(found, faults, strict=True))


def test_a_ballot_that_is_not_where_its_receipt_says(tmp_path: Path) -> None:
    older = written(tmp_path, receipt([GOOD[0], BALLOTS[1], BALLOTS[0], *GOOD[3:]]))
    for key, whose in ((None, "a receipt (its key was compared with none)"), (KEY.public_hex, "the server's receipt")):
        failed = said(compared(tmp_path, against=older, server_key=key)[0])[0]
        assert [height for height, _ in failed] == [2, None]
        assert whose in failed[1][1] and "history was changed" in failed[1][1]


@pytest.mark.parametrize("events", [1, 2, 3])
def test_a_ballot_that_has_not_come_out_yet(events: int, tmp_path: Path) -> None:
    """While the voting is open, ballots come out in portions."""
    older = written(tmp_path, receipt())
    failed, passed, warned = said(compared(tmp_path, pack(chain(GOOD[:events])), against=older)[0])
    assert (failed, len(passed), len(warned)) == ([], 1, events < 3)
    assert events == 3 or f"this copy ends with event {events - 1}" in warned[0]


def test_a_ballot_that_is_missing_after_the_end(tmp_path: Path) -> None:
    older = written(tmp_path, receipt())
    failed = said(compared(tmp_path, pack(chain([GOOD[0], Step("EndBallots")])), against=older)[0])[0]
    assert ["removed" in sentence or "not here" in sentence for _, sentence in failed] == [True, True]


# -- a state file


def test_a_state_file_is_believed_if_nothing_has_changed(tmp_path: Path) -> None:
    state = tmp_path / "state"
    compared(tmp_path, pack(chain(GOOD[:3])), state=state)
    first = decode(State, state.read_bytes())
    assert (first.events, first.election, [run.ballots for run in first.runs]) == (3, UUID, [2])
    case, before = compared(tmp_path, state=state)
    found = f"The first {first.size} bytes are those that were verified before."
    assert (before.events, said(case)[:2]) == (3, ([], [found]))
    again = decode(State, state.read_bytes())
    assert (again.events, len(again.runs)) == (9, 1)  # no ballot more
    assert compared(tmp_path, state=state)[1].events == 9


def test_a_state_file_that_does_not_fit(tmp_path: Path) -> None:
    state = tmp_path / "state"
    compared(tmp_path, pack(chain(GOOD[:3])), state=state)
    good = state.read_bytes()
    cases: list[tuple[bytes, str, int | None, str]] = [
        (pack(chain(CHANGED)), UUID, 2, "history was changed"),
        (pack(chain(CHANGED)), None, 2, "history was changed"),
        (pack(chain(CHANGED[:3])), UUID, 2, "history was changed"),
        (pack(chain(GOOD[:2])), UUID, None, "this archive has only 2: events were removed"),
        (pack(chain(CHANGED)), "B" * 14, None, f"this archive of {'B' * 14}"),
    ]
    for raw, uuid, height, words in cases:
        case, before = compared(tmp_path, raw, uuid, state=state)
        assert_failed(case, height, words)
        assert (before, state.read_bytes()) == (VerifiedBefore(), good)
        assert "does not continue it" in case.recorder.notes[0] and "was not written" in case.recorder.notes[1]
    case, before = compared(tmp_path, pack(chain(GOOD, timestamp=7)), state=state)
    assert (said(case)[0], before) == ([], VerifiedBefore())
    assert "but in other bytes" in case.recorder.notes[0]


@pytest.mark.parametrize("check", BALLOT_CHECKS)
@pytest.mark.parametrize("failed", [False, True])
def test_a_state_file_is_not_written_after_a_fault(check: str, failed: bool, tmp_path: Path) -> None:
    state, path = tmp_path / "state", written(tmp_path, BOARD)
    with path.open("rb") as stream:
        case = Case(path, stream, Options(state=state))
        file = read_archive(case, read_references(case))
        if failed:
            case.recorder.fail(check, "bad")
        else:
            case.recorder.skip("something is missing", check)
        remember(case, file, None, VerifiedBefore(), UUID)
    assert not state.exists()
    assert "was not written, since something failed or could not be checked" in case.recorder.notes[0]


@pytest.mark.parametrize(
    ("change", "error", "taken"),
    [({"last_event": ZEROS}, True, 0), ({"events": 30}, True, 0), ({"code": ZEROS}, False, 0), ({}, False, 3)],
)
def test_a_state_file_that_was_changed(change: dict[str, Any], error: bool, taken: int, tmp_path: Path) -> None:
    state = tmp_path / "state"
    compared(tmp_path, pack(chain(GOOD[:3])), state=state)
    made: State = decode(State, state.read_bytes())
    state.write_bytes(encode(msgspec.structs.replace(made, **change)))
    if error:
        with pytest.raises(Unusable, match="does not fit its own bytes"):
            compared(tmp_path, state=state)
        return
    case, before = compared(tmp_path, state=state)
    assert (before.events, "another version" in case.recorder.notes[0]) == (taken, bool(change))


def test_options_that_contradict_each_other(tmp_path: Path) -> None:
    older, state = written(tmp_path, pack(chain(GOOD[:3]))), tmp_path / "state"
    checkpoint = tmp_path / "note"
    checkpoint.write_text(note(3))
    for options, words in (
        ({"only_new": True, "against": older, "state": state}, "not both"),
        ({"only_new": True}, "name the older copy"),
        ({"only_new": True, "against": checkpoint}, "only the ballots of an older archive"),
        ({"only_new": True, "against": tmp_path / "x.bel"}, "is the archive itself"),
        ({"server_key": "A" * 64}, "64 hexadecimal digits"),
        ({"against": tmp_path / "nothing"}, "cannot be read"),
    ):
        with pytest.raises(Unusable, match=words):
            compared(tmp_path, **options)
