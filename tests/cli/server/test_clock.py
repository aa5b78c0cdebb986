"""`ballot clock`, as an operator types it when the server's clock has jumped (W23)."""

from __future__ import annotations

import ctypes
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ballot import clock
from ballot.election.custody import synchronised
from ballot.election.custody.synchronised import is_synchronised
from ballot.election.custody.timekeeping import this_machine
from ballot.store.models.election import Heartbeat
from ballot.store.session import open_database
from tests.cli.conftest import Desk
from tests.databases import new_sqlite


@pytest.fixture
def jumped(desk: Desk) -> Iterator[Desk]:
    """A server whose clock has jumped three hours ahead since the last heartbeat, a minute ago."""
    desk.path("var").mkdir()
    new_sqlite(desk.path("var"))
    database = open_database(f"sqlite:///{desk.path('var')}/ballot.sqlite3")
    at, boot = clock.now() - dt.timedelta(hours=3), clock.boot_seconds() - 60
    with database.session() as session:
        session.add(Heartbeat(id=1, at=at, boot=boot, machine=this_machine(), accepted=0))
    yield desk
    database.dispose()


def test_W23_the_operator_sees_the_doubt_and_ends_it(jumped: Desk) -> None:
    done = jumped.run("clock", "show")
    assert done.exit_code == 1 and "By the boot clock and the database it is" in done.output
    assert "ballot clock accept" in done.output
    done = jumped.run("doctor")
    assert "It is in doubt" in done.output
    assert "It is accepted" in jumped.must("clock", "accept", "--yes")
    assert "in doubt" not in jumped.must("clock", "show")
    assert "not in doubt, so there is nothing to accept" in jumped.must("clock", "accept", "--yes")


@pytest.mark.parametrize(("answer", "status", "file", "expected"), [
    (0, 0x2001, False, True), (5, 0x40, True, False), (-1, 0, True, True), (-1, 0, False, False),
])  # fmt: skip
def test_W23_the_kernel_says_whether_its_clock_is_synchronised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: int, status: int, file: bool, expected: bool
) -> None:
    def adjtimex(found: Any) -> int:
        found._obj.status = status
        return answer

    if file:
        (tmp_path / "synchronized").touch()
    monkeypatch.setattr(synchronised, "_TIMESYNCD", tmp_path / "synchronized")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_names, **_options: SimpleNamespace(adjtimex=adjtimex))
    assert is_synchronised() is expected


def test_the_kernel_is_asked_without_an_error() -> None:
    assert is_synchronised() in (True, False)
