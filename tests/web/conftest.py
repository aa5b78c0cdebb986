"""The fixtures of the web's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from ballot import clock
from ballot.web.request import limits_store
from tests.chance import same_practice  # noqa: F401  (a fixture)
from tests.quick import quick_key_files, quick_passwords  # noqa: F401  (fixtures)
from tests.web.world import World, make_world


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no day end in a test: the rate limits forget everything at midnight (W6)."""
    now = clock.now()
    ahead = now.replace(hour=12) - now
    monkeypatch.setattr(limits_store, "clock", SimpleNamespace(machine=lambda: clock.machine() + ahead))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A fresh application without rate limits."""
    made = make_world(tmp_path)
    yield made
    made.close()


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[World]:
    """A fresh application with rate limits."""
    made = make_world(tmp_path, rate_limits=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One application for all tests of a file that only read."""
    made = make_world(tmp_path_factory.mktemp("web"))
    yield made
    made.close()
