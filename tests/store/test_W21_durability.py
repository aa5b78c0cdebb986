"""W21: settings under which a power cut could take back an accepted ballot are refused, on every connection."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from ballot.errors import ConfigurationError
from ballot.store import session as sessions
from ballot.store.session import open_database, refuse_weak_settings


def test_the_settings_are_read_back_from_the_database(database) -> None:
    settings = database.durability()
    assert settings.pop("database") == database.kind
    if database.kind == "sqlite":
        assert settings == {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    else:
        assert settings == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="journal_mode=memory"):
        open_database("sqlite:///:memory:")


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "synchronous=OFF", "journal_mode=DELETE", "foreign_keys=OFF"])
def test_weaker_sqlite_settings_are_refused(sqlite, tmp_path, pragma: str) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'weak.sqlite3'}")
    with engine.connect() as connection:
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", pragma):
            connection.exec_driver_sql(f"PRAGMA {setting}")
        with pytest.raises(ConfigurationError, match=pragma.split("=")[0]):
            refuse_weak_settings(connection)
    engine.dispose()


def test_a_driver_that_ignores_a_pragma_is_noticed(monkeypatch, tmp_path) -> None:
    class Deaf:
        """A SQLite connection whose file system cannot synchronise."""

        def execute(self, sql: str) -> Deaf:
            self.sql = sql
            return self

        def fetchall(self) -> list[tuple[str]]:
            return []

        def fetchone(self) -> tuple[str]:
            return ("1" if "synchronous" in self.sql else "wal" if "journal" in self.sql else "1",)

    with pytest.raises(ConfigurationError, match="synchronous=1"):
        sessions._set_up_sqlite(Deaf(), None)


def test_options_in_a_sqlite_url_are_refused(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match="no options"):
        open_database(f"sqlite:///{tmp_path / 'a.sqlite3'}?isolation_level=DEFERRED")


@pytest.mark.postgres
@pytest.mark.parametrize("value", ["off", "local", "remote_write"])
def test_weaker_postgresql_commits_are_refused(postgres_url: str, value: str) -> None:
    url = make_url(postgres_url).update_query_dict({"options": f"-c synchronous_commit={value}"})
    with pytest.raises(ConfigurationError, match="synchronous_commit"):
        open_database(url.render_as_string(hide_password=False))


@pytest.mark.postgres
def test_a_role_that_was_weakened_later_is_refused_on_its_next_connection(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with database.session() as session:
        name = session.scalar(text("SELECT current_database()"))
        session.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    database.dispose()
    with pytest.raises(ConfigurationError, match="synchronous_commit"), database.reading() as session:
        session.execute(text("SELECT 1"))
    database.dispose()


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "nonsense", "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"]
)
def test_other_databases_and_silent_ones_are_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        open_database(url)
    assert str(refused.value)[0].isupper()


def test_the_password_is_not_in_the_sentence() -> None:
    with pytest.raises(ConfigurationError) as refused:
        open_database("postgresql+psycopg://me:canary-secret@127.0.0.1:1/none?connect_timeout=2")
    assert "canary-secret" not in str(refused.value)
