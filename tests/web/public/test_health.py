"""Health, figures and logs: what an operator's monitoring sees, and what it never sees."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from ballot import clock
from ballot.election.mail.delivery import note_outage
from ballot.errors import ConfigurationError
from ballot.web.request import logs
from ballot.worker.jobs import WATCH
from tests.attacks.operation.test_W22_disk_full import no_space, pragma
from tests.later_revision import later_version
from tests.web.world import World, found, make_world

TOKEN = "a-token-of-the-tests-0123456789-abcdefgh"


@pytest.fixture
def watched(world: World) -> World:
    """A server that has looked at its boards a moment ago."""
    world.worker.take_turn(WATCH)
    return world


def figures(world: World) -> dict[str, dict[tuple[str, ...], float]]:
    """Return the figures as Prometheus reads them."""
    answer = world.browser().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer.content_type.startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples} for family in families
    }


@pytest.fixture
def measured(tmp_path: Path):
    """A server whose configuration has a token for its figures."""
    made = make_world(tmp_path, metrics_token=TOKEN)
    yield made
    made.close()


def test_health_says_that_everything_works(watched: World) -> None:
    answer = watched.browser().get("/health")
    assert (answer.status_code, answer.get_json()) == (
        200, {"status": "ok", "database": "ok", "boards": "ok", "watch": "ok", "clock": "ok", "disk": "ok"},
    )  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"
    assert watched.browser().get("/health/live").get_json() == {"status": "ok"}


def test_health_names_a_barred_board_without_saying_which(watched: World) -> None:
    made = watched.make("open")
    services = watched.app.extensions["ballot"]
    watched.worker.take_turn(WATCH)
    services.known.bar(made.uuid, "older than known")
    answer = watched.browser().get("/health")
    assert answer.status_code == 503 and answer.get_json()["boards"] == "barred"
    assert made.uuid not in answer.text and "older" not in answer.text


def test_health_misses_the_watch_over_the_boards(watched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now() + dt.timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: now)
    answer = watched.browser().get("/health")
    assert answer.status_code == 503 and answer.get_json()["watch"] == "late"
    assert watched.browser().get("/health/live").status_code == 200


@pytest.mark.parametrize("fault", [no_space, pragma("query_only", 1)])
def test_W22_a_database_that_takes_nothing_is_not_well(world: World, fault: Callable[[World], Any]) -> None:
    watched_long_ago(world)
    with fault(world):
        world.worker.take_turn(WATCH)
        found = world.browser().get("/health").get_json()
        assert (found["watch"], found["disk"]) == ("late", "full")
    world.worker.take_turn(WATCH)
    assert world.browser().get("/health").get_json()["status"] == "ok"


def watched_long_ago(world: World) -> None:
    """Let the last look at the boards be too long ago."""
    world.worker.take_turn(WATCH)
    long_ago = clock.now().timestamp() - 100
    os.utime(world.app.extensions["ballot"].known.watch_file, (long_ago, long_ago))


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyError("ballots")])
def test_a_schedule_that_cannot_be_kept_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """And nothing ends the thread: the process would hold the machine's lock, and no other one look after anything."""

    def fail(_schedule: object) -> None:
        raise error

    watched_long_ago(world)
    monkeypatch.setattr("ballot.election.custody.schedule.Schedule.keep", fail)
    world.worker.take_turn(WATCH)
    assert world.browser().get("/health").get_json()["watch"] == "late"
    monkeypatch.undo()
    world.worker.take_turn(WATCH)
    assert world.browser().get("/health").get_json()["watch"] == "ok"


@pytest.mark.parametrize("error", [ConfigurationError("a file is damaged"), RuntimeError("who expects this")])
def test_W26_the_clock_goes_on_when_the_boards_cannot_be_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_watch: object) -> None:
        raise error

    made = world.make("open")
    watched_long_ago(world)
    with world.database.session() as session:
        found(session, made.uuid).closes_at = clock.now() - dt.timedelta(minutes=1)
    monkeypatch.setattr("ballot.election.custody.watch.Watch.look", fail)
    world.worker.take_turn(WATCH)
    with world.database.reading() as session:
        assert found(session, made.uuid).state == "closed"
    assert world.browser().get("/health").get_json()["watch"] == "late"


def test_a_server_that_never_looked_is_not_well(world: World) -> None:
    assert world.browser().get("/health").get_json()["watch"] == "late"


def test_health_refuses_a_database_of_a_later_version(watched: World) -> None:
    with watched.database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    answer = watched.browser().get("/health")
    assert answer.status_code == 503 and answer.get_json()["database"] == "unavailable"


def test_health_refuses_a_database_of_an_earlier_version(watched: World, tmp_path: Path) -> None:
    with later_version(tmp_path):
        answer = watched.browser().get("/health")
    assert answer.status_code == 503 and answer.get_json()["database"] == "unavailable"


def test_health_tells_that_the_database_is_gone(watched: World) -> None:
    with watched.database.session() as session:
        session.execute(text("DROP TABLE alembic_version"))
    assert watched.browser().get("/health").get_json()["database"] == "unavailable"


def test_without_a_token_in_the_configuration_there_are_no_figures(world: World) -> None:
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
        assert world.browser().get("/metrics", headers=headers).status_code == 404


def test_only_who_knows_the_token_sees_the_figures(measured: World) -> None:
    wrong = ("", "Bearer", f"bearer {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}\xe4", TOKEN)
    for value in wrong:
        assert measured.browser().get("/metrics", headers={"Authorization": value}).status_code == 403, value
    assert measured.browser().get("/metrics").status_code == 403


def test_W6_the_token_of_the_figures_cannot_be_guessed_fast(tmp_path: Path) -> None:
    world = make_world(tmp_path, metrics_token=TOKEN, rate_limits=True)
    statuses = [world.browser().get("/metrics").status_code for _ in range(22)]
    assert statuses == [403] * 20 + [429] * 2
    world.close()


def test_the_figures_are_those_of_the_database(measured: World) -> None:
    for state in ("draft", "open", "open"):
        made = measured.make(state)
    services = measured.app.extensions["ballot"]
    services.known.bar(made.uuid, "older than known")
    found = figures(measured)
    assert found["ballot_elections"][("draft",)] == 1 and found["ballot_elections"][("open",)] == 2
    assert found["ballot_elections"][("published",)] == 0
    assert found["ballot_boards"] == {(): 2} and found["ballot_boards_barred"] == {(): 1}
    assert found["ballot_mails"] == {("overdue",): 0, ("failed",): 0, ("bounced",): 0}
    assert found["ballot_database_size_bytes"][()] > 100_000
    assert found["ballot_last_look_timestamp_seconds"] == found["ballot_last_backup_timestamp_seconds"] == {(): 0}
    measured.worker.take_turn(WATCH)
    (measured.config.data_dir / ".last-backup").touch()
    os.utime(measured.config.data_dir / ".last-backup", (1000, 1000))
    found = figures(measured)
    assert found["ballot_last_backup_timestamp_seconds"] == {(): 1000}
    assert abs(found["ballot_last_look_timestamp_seconds"][()] - clock.now().timestamp()) < 60


def test_for_how_long_the_mail_server_is_away_is_a_figure(measured: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert figures(measured)["ballot_mail_unreachable_seconds"] == {(): 0}
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    with measured.database.session() as session:
        note_outage(session, "The mail server cannot be reached: x")
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(minutes=5))
    assert figures(measured)["ballot_mail_unreachable_seconds"] == {(): 300}


def test_mails_that_are_overdue_are_counted(measured: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = measured.make("open")
    assert measured.browser().cast(made.uuid, measured.ballot(made)).status_code == 200
    with measured.database.session() as session:
        queued = session.execute(text("UPDATE outbox_message SET state = 'queued'")).rowcount
    assert queued >= 1 and figures(measured)["ballot_mails"][("overdue",)] == 0
    later = clock.now() + dt.timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert figures(measured)["ballot_mails"][("overdue",)] == queued


def test_P5_no_figure_moves_with_a_ballot_and_none_names_anybody(measured: World) -> None:
    made = measured.make("open")
    before = figures(measured)
    assert measured.browser().cast(made.uuid, measured.ballot(made)).status_code == 200
    after = figures(measured)
    # The size grows in steps of many ballots; everything else stands still.
    assert {name: values for name, values in after.items() if name != "ballot_database_size_bytes"} == {
        name: values for name, values in before.items() if name != "ballot_database_size_bytes"
    }
    raw = measured.browser().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert made.uuid not in raw and "@" not in raw and "Member" not in raw


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What goes to standard error in production."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.to_standard_error("production")
    yield out
    root.handlers, root.level = handlers, level


def test_B18_every_line_of_the_log_is_json_without_secrets(written: io.StringIO) -> None:
    log = logging.getLogger("ballot.test")
    token = "VuNCa-Ns5ji8-QYT7v-maUfKX"
    log.warning("a line\nof two with %s", token)
    try:
        raise ValueError(f"/vote/x#{token}")
    except ValueError:
        log.exception("it failed")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["level"] for line in lines] == ["warning", "error"]
    assert lines[0]["message"] == "a line\nof two with [redacted]" and lines[0]["logger"] == "ballot.test"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", lines[0]["time"])
    assert "ValueError" in lines[1]["exception"] and token not in written.getvalue()


def test_P5_a_failure_is_logged_with_its_view_and_without_an_address(
    written: io.StringIO, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments) -> None:
        raise RuntimeError("unexpected")

    made = world.make("open")
    raw = world.ballot(made)
    browser = world.browser()
    page = browser.token(f"/vote/{made.uuid}")
    monkeypatch.setattr("ballot.web.member.booth.cast_ballot", fail)
    for handler in world.app.logger.handlers[:]:
        world.app.logger.removeHandler(handler)
    answer = browser.client.post(
        f"/vote/{made.uuid}/cast", data=raw, content_type="application/json", headers={"X-CSRFToken": page},
        environ_base={"REMOTE_ADDR": "192.0.2.55"},
    )  # fmt: skip
    assert answer.status_code == 500
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert any(line.get("view", "").startswith("booth.") and "RuntimeError" in str(line) for line in lines)
    assert "192.0.2.55" not in written.getvalue() and "credential" not in written.getvalue()


def test_W17_a_failing_statement_does_not_show_its_values(world: World) -> None:
    with pytest.raises(Exception, match="hide_parameters") as failed, world.database.session() as session:
        session.execute(text("SELECT :value FROM nothing"), {"value": "member0@example.org"})
    assert "member0@example.org" not in str(failed.value)
