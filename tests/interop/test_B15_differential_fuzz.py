"""B15: for mutated ballots our answer is belenios-tool's, or ours is the stricter one, and where is written down here.

Spellings of the same value need no new signature; changes of the content are signed again by the voter's token.
Not tested without belenios-tool: that no ballot is accepted by us and refused by the other program.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from ballot.errors import BallotError
from ballot.protocol.ballots import verify_ballot
from tests.factory.elections import Maker, question
from tests.factory.forging import (
    BAD_SCALARS,
    IDENTITY,
    SMALL_ORDER_TEXTS,
    edit_ballot,
    forge_ballot,
    get,
    misspelt_points,
    non_canonical_points,
    outside,
    put,
    remove,
    walk,
)
from tests.factory.spellings import SPELLINGS, random_value
from tests.factory.tool import Tool, in_folder, only_setup

ROUNDS = max(2, int(os.environ.get("BALLOT_SOAK", "0")) // 10)


# Where our rule is one spelling and nothing else, whatever another program makes of it: white space around a ballot
# (a file may end with a newline, a ballot does not), and the letters of a point (C9).
STRICTER_SPELLINGS = {"trailing newline", "trailing space"}
STRICTER_VALUES = {"spelling of a point"}


@pytest.fixture(scope="module")
def election() -> Maker:
    """Two questions, one with a blank vote."""
    votes = ((0, [[0, 1, 0], [1, 0]]), (1, [[1, 0, 0], [0, 0]]))
    return Maker(questions=(question(2, 1, 2, blank=True), question()), votes=votes).build()


@pytest.fixture(scope="module")
def setup(tool: Tool, election: Maker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The setup-only archive for the tool."""
    return in_folder(tmp_path_factory.mktemp("setup"), election.uuid, only_setup(election.archive))


def ours(maker: Maker, raw: bytes) -> bool:
    """True if we accept."""
    try:
        verify_ballot(maker.context, raw)
    except BallotError:
        return False
    return True


def compare(tool: Tool, setup: Path, maker: Maker, cases: list[tuple[str, bytes]]) -> set[str]:
    """Return the names of cases where we are stricter; fail where we are laxer, and where both see a good ballot."""
    stricter = set()
    for name, raw in cases:
        mine, theirs = ours(maker, raw), tool.verify_ballot(setup, raw).ok
        assert theirs or not mine, f"{name}: we accept what belenios-tool refuses: {raw[:300]!r}"
        if theirs and not mine:
            stricter.add(name)
    return stricter


def test_good_ballots_are_accepted_by_both(tool: Tool, setup: Path, election: Maker) -> None:
    for raw in election.ballots:
        assert ours(election, raw)
        assert tool.verify_ballot(setup, raw).ok


def test_spellings(tool: Tool, setup: Path, election: Maker) -> None:
    rng = random.Random(15)
    cases = [
        (name, changed)
        for name, spell in SPELLINGS.items()
        for _ in range(ROUNDS)
        if (changed := spell(election.ballots[0], rng)) != election.ballots[0]
    ]
    assert compare(tool, setup, election, cases) <= STRICTER_SPELLINGS


def test_values(tool: Tool, setup: Path, election: Maker) -> None:
    """A value of another kind or another spelling in random places, signed again."""
    rng = random.Random(16)
    raw = election.ballots[0]
    tree = json.loads(raw)
    paths = [path for path, _ in walk(tree) if path and path[0] != "signature"]
    cases = []
    for path in rng.sample(paths, min(len(paths), 25 * ROUNDS)):
        good = get(tree, path)
        cases.append((f"random value at {path}", changed(election, raw, path, random_value(rng))))
        cases.append((f"removed {path}", edit_ballot(election, 0, raw, lambda b, p=path: remove(b, p))))
        if isinstance(good, str) and good.isdigit() and len(good) > 20:
            texts = [rng.choice(BAD_SCALARS), str(int(good) + election.group.q)]
            cases += [(f"number {text[:20]!r}", changed(election, raw, path, text)) for text in texts]
        elif isinstance(good, str) and len(good) == 64:
            lists = (SMALL_ORDER_TEXTS, non_canonical_points(), [IDENTITY, outside(good, 8)])
            texts = [rng.choice(texts) for texts in lists]
            cases += [(f"point {text[:20]!r}", changed(election, raw, path, text)) for text in texts]
            cases += [("spelling of a point", changed(election, raw, path, text)) for text in misspelt_points(good)]
        elif isinstance(good, list):
            cases.append((f"longer {path}", changed(election, raw, path, [*good, *good[-1:]])))
            cases.append((f"shorter {path}", changed(election, raw, path, good[:-1])))
    assert compare(tool, setup, election, cases) <= STRICTER_VALUES


def changed(maker: Maker, raw: bytes, path: tuple[Any, ...], value: Any) -> bytes:
    """The ballot with another value at a place, signed again."""
    return edit_ballot(maker, 0, raw, lambda ballot: put(ballot, path, value))


def test_votes(tool: Tool, setup: Path, election: Maker) -> None:
    """Allowed and forbidden numbers with the best proofs that can be made: both programs agree on each."""
    for numbers in (
        [0, 1, 0],
        [0, 1, 1],
        [1, 0, 0],
        [0, 0, 0],
        [1, 1, 0],
        [0, 2, 0],
        [0, 2, -1],
        [2, 0, 0],
        [-1, 1, 1],
    ):
        for second in ([0, 0], [0, 1], [1, 1], [2, 0], [1, -1]):
            raw = forge_ballot(election, 0, [numbers, second])
            allowed = numbers in ([0, 1, 0], [0, 1, 1], [1, 0, 0]) and second in ([0, 0], [0, 1])
            assert ours(election, raw) is allowed, (numbers, second)
            assert tool.verify_ballot(setup, raw).ok is allowed, (numbers, second)
