"""W28: what is unsafe does not start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ballot.config import Config
from ballot.errors import ConfigurationError
from ballot.web import app as factory
from tests.web.world import SECRET


def config(folder: Path, **values: Any) -> Config:
    """Return a configuration for production."""
    given = {
        "database_url": f"sqlite:///{folder / 'ballot.sqlite3'}",
        "secret_key": SECRET,
        "public_url": "https://vote.example.org",
        "keys_dir": folder / "keys",
        "environment": "production",
    }
    return Config(**{**given, **values})


def test_W28_debugging_is_refused_in_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Debugged(Flask):
        debug = True  # type: ignore[assignment]

    monkeypatch.setattr(factory, "Flask", Debugged)
    with pytest.raises(ConfigurationError, match="Debugging is on in production"):
        factory.create_app(config(tmp_path))


def test_production_without_debugging_starts(tmp_path: Path) -> None:
    app = factory.create_app(config(tmp_path))
    assert app.config["SESSION_COOKIE_SECURE"] is True and app.debug is False


@pytest.mark.parametrize("secret", ["", "dev", "changeme", "x" * 64, "secret-key"])
def test_W28_a_default_or_short_secret_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigurationError, match="BALLOT_SECRET_KEY"):
        config(tmp_path, secret_key=secret)


def test_W28_plain_http_is_refused_in_production(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="https"):
        config(tmp_path, public_url="http://vote.example.org")
