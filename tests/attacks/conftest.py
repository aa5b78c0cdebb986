"""Elections that several attack tests share; none of them changes what it gets."""

from __future__ import annotations

import pytest

from tests.chance import same_practice  # noqa: F401  (a fixture)
from tests.factory.elections import Maker, question
from tests.quick import quick_key_files, quick_passwords  # noqa: F401  (fixtures)


@pytest.fixture(scope="session")
def small() -> Maker:
    """One question, two answers, two voters, one trustee."""
    return Maker().build()


@pytest.fixture(scope="session")
def varied() -> Maker:
    """Three questions: one with a blank vote and bounds, one with an exact number, one plain. Two trustees."""
    questions = (question(3, 1, 2, blank=True), question(4, 2, 2), question(2))
    votes = ((0, [[0, 1, 1, 0], [1, 0, 0, 1], [1, 0]]), (1, [[1, 0, 0, 0], [0, 1, 1, 0], [0, 0]]))
    return Maker(questions=questions, votes=votes, trustees=2).build()
