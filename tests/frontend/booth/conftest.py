# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of the booth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.frontend.stage import Stage

Staging = Callable[..., Stage]


@pytest.fixture
def staging(browser: Any) -> Iterator[Staging]:
    """Return a maker of stages; closing them fails for any console error, dialog or foreign request."""
    stages: list[Stage] = []

    def make(**options: Any) -> Stage:
        stages.append(Stage(browser, **options))
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()


@pytest.fixture
def stage(staging: Staging) -> Stage:
    """Return one stage at 360 px."""
    return staging()
