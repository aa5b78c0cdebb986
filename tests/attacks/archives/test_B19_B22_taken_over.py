"""What is verified only once must not be a way around the verifier (B8, B19, B22): whatever is done to an archive after
a state file was written, with the state file it fails as it does without.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ballot.board.archive import BLOCK, read_records
from ballot.errors import InvalidEncoding
from ballot.protocol.ballots import encrypt_ballot, sign_ballot, verify_ballot
from ballot.verify import Report, verify_archive
from tests.attacks.corpus import EVIL, Evil
from tests.factory.container import Step, chain, cut, pack, steps_of, unpack
from tests.factory.elections import Maker
from tests.factory.forging import forge_ballot

VOTES = [(voter, [[1, 0]]) for voter in range(5)]
VERIFIED = 4  # events in the archive that was verified before: Setup and three ballots


@pytest.fixture(scope="module")
def five() -> Maker:
    """Five ballots, a result, and a companion file."""
    return Maker(voters=6, votes=VOTES).build()


def state_of(archive: bytes, folder: Path, name: str = "before.bel") -> Path | None:
    """Verify an archive, and return the state file; None if none was written."""
    path, state = folder / name, folder / "state"
    path.write_bytes(archive)
    verify_archive(path, jobs=1, state=state)
    return state if state.exists() else None


def ends_of_events(archive: bytes) -> Iterator[int]:
    """Yield where each event's record ends, as far as the archive can be read."""
    try:
        for record in read_records(BytesIO(archive)):
            if record.kind == "event":
                size = len(record.content)
                yield record.offset + BLOCK + size + -size % BLOCK
    except InvalidEncoding:
        return


# -- the whole corpus


def said(report: Report) -> set[tuple[str, int | None, str]]:
    """All failures."""
    return {(failure.id, failure.height, failure.message) for failure in report.failures}


@pytest.mark.thorough
@pytest.mark.parametrize("evil", EVIL, ids=str)
def test_every_evil_archive_fails_the_same_with_any_state_that_can_be_written(evil: Evil, tmp_path: Path) -> None:
    maker = evil.make()
    archive, companion = maker.write(tmp_path)
    options: dict[str, Any] = {} if evil.options is None else evil.options(maker, tmp_path)
    beside = companion if maker.with_charter else None
    without = verify_archive(archive, beside, jobs=1, **options)
    raw = archive.read_bytes()
    for end in list(ends_of_events(raw))[-1:0:-1]:  # the longest beginning in which nothing is wrong
        state = state_of(raw[:end], tmp_path)
        if state is not None:
            report = verify_archive(archive, beside, jobs=1, state=state, **options)
            assert said(report) == said(without)
            assert report.verdict == "invalid"
            assert report.taken_over or b'"type":"Ballot"' not in raw[:end]
            return


# -- after the state file was written


def rechained(change: Callable[[list[Step]], list[Step]]) -> Callable[[Maker], bytes]:
    """Change the board's steps, and make the chain anew."""
    return lambda maker: pack(chain(change(steps_of(maker.archive))))


def swapped(steps: list[Step]) -> list[Step]:
    return [steps[0], steps[2], steps[1], *steps[3:]]


def another_ballot(maker: Maker) -> bytes:
    steps = steps_of(maker.archive)
    raw = maker.ballot(1, [[0, 1]])
    return pack(chain([*steps[:2], Step("Ballot", raw, [raw]), *steps[3:]]))


def byte_of_a_ballot(maker: Maker) -> bytes:
    raw = bytearray(maker.archive)
    place = raw.index(b'"challenge":"', raw.index(maker.ballots[1])) + 20
    raw[place] = ord("1") if raw[place] != ord("1") else ord("2")
    return bytes(raw)


def unpacked_in_between(maker: Maker) -> bytes:
    """A ballot's record of another content under the old name, everything else as it was."""
    records = unpack(maker.archive)
    number = next(n for n, record in enumerate(records) if record.content == maker.ballots[1])
    records[number].name = records[number].own_name()
    records[number].content = maker.ballot(1, [[0, 1]])
    return pack(records)


BEFORE: dict[str, tuple[Callable[[Maker], bytes], str]] = {
    "a ballot dropped": (rechained(lambda steps: [*steps[:2], *steps[3:]]), "1.4"),
    "two ballots swapped": (rechained(swapped), "1.4"),
    "a ballot replaced": (another_ballot, "1.4"),
    "a byte of a ballot": (byte_of_a_ballot, "0.3"),
    "another content under a ballot's name": (unpacked_in_between, "0.3"),
    "cut off before": (lambda maker: cut(maker.archive, VERIFIED - 1), "1.4"),
    "cut off inside": (lambda maker: cut(maker.archive, VERIFIED)[:-700], "0.1"),
}


@pytest.mark.parametrize("name", BEFORE)
def test_what_was_taken_over_cannot_be_changed(name: str, five: Maker, tmp_path: Path) -> None:
    change, check = BEFORE[name]
    state = state_of(cut(five.archive, VERIFIED), tmp_path)
    assert state is not None
    before = state.read_bytes()
    path, companion = five.write(tmp_path)
    path.write_bytes(change(five))
    report = verify_archive(path, companion, jobs=1, state=state)
    assert report.verdict == "invalid"
    assert check in report.failed, said(report)
    assert report.taken_over == ()
    assert state.read_bytes() == before


def over_vote(maker: Maker) -> bytes:
    return forge_ballot(maker, 5, [[1, 1]])


def copied_choice(maker: Maker) -> bytes:
    """A ballot of the sixth voter with the very ciphertext of a ballot that was taken over."""
    return forge_ballot(maker, 5, [[1, 0]], maker.randomness)  # type: ignore[attr-defined]


AFTER: dict[str, tuple[Callable[[Maker], bytes], set[str]]] = {
    "a ballot for two candidates": (over_vote, {"5.7"}),
    "a copy of an encrypted choice that was taken over": (copied_choice, {"5.10"}),
    "a ballot that was taken over, again": (lambda maker: maker.ballots[0], {"5.10"}),
}


@pytest.mark.parametrize("name", AFTER)
def test_B1_B2_new_ballots_are_verified_and_compared_with_those_taken_over(name: str, tmp_path: Path) -> None:
    make, failed = AFTER[name]

    def first(maker: Maker, own: list[bytes]) -> list[bytes]:
        unsigned, maker.randomness = encrypt_ballot(maker.context, maker.tokens[0], [[1, 0]])  # type: ignore[attr-defined]
        return [sign_ballot(maker.context, maker.tokens[0], unsigned), *own[1:]]

    maker = Maker(voters=6, votes=VOTES, tamper={"ballots": first}).build()
    state = state_of(cut(maker.archive, VERIFIED), tmp_path)
    assert state is not None
    raw = make(maker)
    steps = steps_of(maker.archive)[:6]
    path = tmp_path / "after.bel"
    path.write_bytes(pack(chain([*steps, Step("Ballot", raw, [raw])])))
    report = verify_archive(path, jobs=1, state=state)
    assert report.failed == failed, said(report)
    assert report.taken_over[0].ballots == 3


@pytest.mark.parametrize("counted", [True, False], ids=["a replaced ballot counted", "a ballot left out"])
def test_B8_T18_the_sum_is_made_of_what_was_taken_over_too(counted: bool, tmp_path: Path) -> None:
    """The tally counts a replaced ballot, or leaves out one that counts."""

    def wrong(maker: Maker, last: list[Any]) -> list[Any]:
        replaced, left_out = (verify_ballot(maker.context, raw) for raw in maker.ballots[:2])
        if not counted:
            return [ballot for ballot in last if ballot != left_out]
        return [replaced, *[ballot for ballot in last if ballot.credential != replaced.credential]]

    votes = [*VOTES[:3], (0, [[0, 1]])]
    maker = Maker(voters=6, votes=votes, tamper={"counted": wrong}).build()
    state = state_of(cut(maker.archive, VERIFIED), tmp_path)
    path, companion = maker.write(tmp_path)
    report = verify_archive(path, companion, jobs=1, state=state)
    assert "6.2" in report.failed, said(report)
    assert report.taken_over[0].ballots == 3
    assert said(report) == said(verify_archive(path, companion, jobs=1))


def test_flipping_any_byte_of_what_was_taken_over_is_found(five: Maker, tmp_path: Path) -> None:
    state = state_of(cut(five.archive, VERIFIED), tmp_path)
    assert state is not None
    path, companion = five.write(tmp_path)
    size = len(cut(five.archive, VERIFIED))
    for place in sorted(secrets.randbelow(size) for _ in range(60)):
        raw = bytearray(five.archive)
        raw[place] ^= 1 << secrets.randbelow(8)
        path.write_bytes(raw)
        report = verify_archive(path, companion, jobs=1, state=state)
        assert report.verdict in ("invalid", "error"), place
        assert report.taken_over == (), place
