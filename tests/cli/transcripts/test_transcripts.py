"""Whole elections as people at a terminal see them: one text file for each, which is run and compared.

BALLOT_WRITE_TRANSCRIPTS=1 writes the files again from what the commands print now. Read the difference before you
commit it: it is what users will see.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.cli.transcripts.pages import Pages, served
from tests.cli.transcripts.transcript import Stage
from tests.databases import new_sqlite

HERE = Path(__file__).parent
WRITE = os.environ.get("BALLOT_WRITE_TRANSCRIPTS") == "1"


@pytest.mark.parametrize("name", ["officer", "trustee", "registrar", "auditor", "member"])
def test_what_is_seen_at_a_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    desk.path("var").mkdir()
    new_sqlite(desk.path("var"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    stage = Stage(desk.folder, monkeypatch)
    with served(monkeypatch) as app:
        stage.acts = Pages(app, stage.folder, stage.names).acts
        stage.play(HERE / f"{name}.txt", write=WRITE)


def test_each_text_file_is_run() -> None:
    marks = test_what_is_seen_at_a_terminal.pytestmark
    assert {f"{name}.txt" for name in marks[0].args[1]} == {path.name for path in HERE.glob("*.txt")}
