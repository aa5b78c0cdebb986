"""What the program makes up by chance is the same in every run of the tests."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from ballot.election.practice import run


@pytest.fixture(scope="module", autouse=True)
def same_practice() -> Iterator[None]:
    """Let the made-up members of practice elections choose the same in every run: some choices end in a tie."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_chance", random.Random(7))
        yield
