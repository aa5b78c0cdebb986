"""Which cases of a test belong to the daily selection, where there are many of one kind (make test-fast)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import pytest


def daily(chosen: Container[Any], cases: Iterable[Any]) -> list[Any]:
    """Return the cases for `parametrize`: those that are not chosen are for `make test` only."""
    return [
        case
        if case in chosen
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.thorough)
        for case in cases
    ]
