"""Elections that several tests of the verifier share; none of them changes what it gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ballot.verify import Report, verify_archive
from tests.factory.elections import Maker, lists, question, ranked

Verify = Callable[..., Report]


@pytest.fixture(scope="session")
def small() -> Maker:
    """One question, two answers, two voters, one trustee."""
    return Maker().build()


@pytest.fixture(scope="session")
def varied() -> Maker:
    """Weights, a blank vote, two questions, a re-vote, three trustees."""
    questions = (question(3, 1, 2, blank=True), question(4, 2, 2))
    votes = (
        (0, [[0, 1, 1, 0], [1, 0, 0, 1]]),
        (1, [[1, 0, 0, 0], [0, 1, 1, 0]]),
        (0, [[0, 0, 0, 1], [1, 1, 0, 0]]),
    )
    return Maker(questions=questions, votes=votes, weights=(3, 2**31), trustees=3).build()


@pytest.fixture(scope="session")
def everything() -> Maker:
    """All kinds of questions in one ballot, a re-vote, a single trustee and a group with a share to spare."""
    questions = (question(), ranked(3), lists(2, 1))
    votes = (
        (0, [[1, 0], [1, 2, 3], [[1, 1, 0], [0, 0]]]),
        (1, [[1, 0], [2, 0, 1], [[0, 0, 0], [1, 1]]]),
        (0, [[0, 0], [3, 2, 1], [[1, 1, 1], [0, 0]]]),
        (2, [[1, 0], [3, 1, 2], [[1, 0, 1], [0, 0]]]),
    )
    more: dict[str, Any] = {"voters": 3, "trustees": 1, "groups": ((2, 3),), "decrypting": (1, 2, 3, 4)}
    return Maker(questions=questions, votes=votes, mixers=(1, 2, 4), **more).build()


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """Write an election (or other bytes as its archive) into a folder and verify it, with its companion file."""

    def run(maker: Maker, companion: bool | None = None, archive: bytes | None = None, **options: Any) -> Report:
        path, beside = maker.write(tmp_path)
        if archive is not None:
            path.write_bytes(archive)
        if not (maker.with_charter if companion is None else companion):
            beside.unlink()
        return verify_archive(path, jobs=1, **options)

    return run


@pytest.fixture
def verify_bytes(tmp_path: Path) -> Verify:
    """Verify bare bytes, without a companion file."""

    def run(raw: bytes, **options: Any) -> Report:
        path = tmp_path / "bytes.bel"
        path.write_bytes(raw)
        return verify_archive(path, jobs=1, **options)

    return run
