"""W24: a request that begins before the deadline and ends after it. What counts is when the server has received all of
it: as docs/officer.md and the election's page say.
"""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from ballot import clock
from tests.web.conftest import world
from tests.web.world import Made, World, found

__all__ = ["world"]


class SlowBody(io.RawIOBase):
    """A body whose last bytes arrive at a given moment."""

    def __init__(self, content: bytes, arrive: object) -> None:
        self._rest = io.BytesIO(content)
        self._arrive = arrive

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        piece = self._rest.read(min(len(buffer), 1000))
        if self._rest.tell() == len(self._rest.getbuffer()):
            self._arrive()
        buffer[: len(piece)] = piece
        return len(piece)


def cast_slowly(world: World, made: Made, monkeypatch: pytest.MonkeyPatch, seconds: float) -> tuple[int, str]:
    """Begin a minute before the closing time; the last byte arrives so many seconds after it."""
    with world.database.reading() as session:
        closes_at = found(session, made.uuid).closes_at
    shown = [closes_at - dt.timedelta(minutes=1)]
    monkeypatch.setattr(clock, "now", lambda: shown[0])
    browser = world.browser()
    ballot = world.ballot(made)
    headers = {"X-CSRFToken": browser.token(f"/vote/{made.uuid}")}

    def arrive() -> None:
        shown[0] = closes_at + dt.timedelta(seconds=seconds)

    answer = browser.client.post(
        f"/vote/{made.uuid}/cast",
        content_type="application/json",
        headers=headers,
        environ_overrides={"wsgi.input": SlowBody(ballot, arrive), "CONTENT_LENGTH": str(len(ballot))},
    )
    answered = answer.get_json()
    return answer.status_code, answered["error"]["code"] if "error" in answered else "receipt"


@pytest.mark.parametrize(
    ("seconds", "answer"), [(-0.001, (200, "receipt")), (0.0, (409, "closed")), (30.0, (409, "closed"))]
)
def test_W24_the_last_byte_decides(
    world: World, monkeypatch: pytest.MonkeyPatch, seconds: float, answer: tuple[int, str]
) -> None:
    made = world.make("open")
    assert cast_slowly(world, made, monkeypatch, seconds) == answer


def test_W24_the_rule_is_written_where_people_read_it(world: World, repo_root: Path) -> None:
    made = world.make("open")
    page = " ".join(world.browser().get(f"/elections/{made.uuid}").text.split())
    assert "A ballot counts as cast when the server has received all of it." in page
    for name in ("member.md", "officer.md"):
        text = " ".join((repo_root / "docs" / name).read_text(encoding="utf-8").split())
        assert "counts as cast when the server has received all of it" in text, name
