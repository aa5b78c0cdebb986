"""Attack W28: default secrets, debug mode, insecure cookies: the program refuses to start."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ballot.config import Config
from ballot.errors import ConfigurationError

GOOD_SECRET = "kJ3v-9fZq2LwXx7bN0aTtYcE5uRsHgPm1oQdVnBi"


def production(tmp_path: Path, **changes: str) -> dict[str, str]:
    return {
        "BALLOT_ENV": "production",
        "BALLOT_SECRET_KEY": GOOD_SECRET,
        "BALLOT_PUBLIC_URL": "https://vote.example.org",
        "BALLOT_DATABASE": "postgresql://ballot@db/ballot?sslmode=verify-full",
        "BALLOT_DATA_DIR": str(tmp_path / "var"),
        "BALLOT_KEYS_DIR": str(tmp_path / "keys"),
        **changes,
    }


def local(tmp_path: Path, **changes: str) -> dict[str, str]:
    return {"BALLOT_DATA_DIR": str(tmp_path / "var"), "BALLOT_KEYS_DIR": str(tmp_path / "keys"), **changes}


def test_a_good_production_configuration(tmp_path: Path) -> None:
    config = Config.from_env(production(tmp_path))
    assert config.is_production and config.secure_cookies
    assert config.database_url == "postgresql+psycopg://ballot@db/ballot?sslmode=verify-full"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"BALLOT_SECRET_KEY": ""}, "BALLOT_SECRET_KEY is missing"),
        ({"BALLOT_SECRET_KEY": "changeme"}, "at least 32 random characters"),
        ({"BALLOT_SECRET_KEY": "a" * 64}, "at least 32 random characters"),
        ({"BALLOT_SECRET_KEY": "devdevdevdevdevdevdevdevdevdevdevdev"}, "at least 32 random characters"),
        ({"BALLOT_PUBLIC_URL": "http://vote.example.org"}, "must start with https://"),
        ({"BALLOT_PUBLIC_URL": "vote.example.org"}, "must be the address"),
        ({"BALLOT_PUBLIC_URL": "https://vote.example.org/?a=b"}, "must be the address"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG is set"),
        ({"BALLOT_ENV": "staging"}, "BALLOT_ENV is 'staging'"),
        ({"BALLOT_DATABASE": "sqlite:///:memory:"}, "kept on disk"),
        ({"BALLOT_DATABASE": "mysql://ballot@db/ballot"}, "kept on disk"),
        ({"BALLOT_SMTP_URL": "http://mail"}, "must be smtp://"),
        ({"BALLOT_SMTP_URL": "smtp://mail"}, "BALLOT_MAIL_FROM is missing"),
        ({"BALLOT_SMTP_URL": "smtp://mail", "BALLOT_MAIL_FROM": "nobody"}, "one e-mail address"),
        ({"BALLOT_MAIL_FROM": "a@b\r\nBcc: c@d"}, "one e-mail address"),
    ],
)
def test_W28_refuses_an_unsafe_production_configuration(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Config.from_env(production(tmp_path, **changes))


def test_W28_production_never_makes_up_a_secret(tmp_path: Path) -> None:
    environment = production(tmp_path)
    del environment["BALLOT_SECRET_KEY"]
    with pytest.raises(ConfigurationError):
        Config.from_env(environment)
    assert not (tmp_path / "keys").exists()


def test_W28_local_mode_serves_this_machine_only(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="BALLOT_ENV=production"):
        Config.from_env(local(tmp_path, BALLOT_PUBLIC_URL="https://vote.example.org"))


def test_local_mode_makes_its_secret_once_and_keeps_it(tmp_path: Path) -> None:
    first = Config.from_env(local(tmp_path))
    path = tmp_path / "keys" / "session.secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Config.from_env(local(tmp_path)).secret_key == first.secret_key
    assert len(first.secret_key) >= 32


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    one, other = (Config.from_env(local(tmp_path / name)) for name in ("one", "other"))
    assert one.secret_key != other.secret_key


def test_a_relative_sqlite_file_lies_in_the_data_folder(tmp_path: Path) -> None:
    assert Config.from_env(local(tmp_path)).database_url == f"sqlite:///{tmp_path / 'var' / 'ballot.sqlite3'}"


def test_the_configuration_is_frozen_and_prints_no_secret(tmp_path: Path) -> None:
    config = Config.from_env(production(tmp_path, BALLOT_SMTP_URL="smtp://u:hunter2@mail", BALLOT_MAIL_FROM="a@b.org"))
    assert GOOD_SECRET not in repr(config) and "hunter2" not in repr(config)
    with pytest.raises(AttributeError):
        config.environment = "local"  # type: ignore[misc]


def test_W6_W28_a_real_server_asks_its_officers_for_a_second_factor(tmp_path: Path) -> None:
    def wanted(config: Config) -> tuple[bool, bool]:
        return config.second_factor_of_officers, config.second_factor_required

    assert wanted(Config.from_env(local(tmp_path))) == (False, False)
    values = {"": (True, False), "officers": (True, False), "required": (True, True), "optional": (False, False)}
    for value, expected in values.items():
        assert wanted(Config.from_env(production(tmp_path, BALLOT_SECOND_FACTOR=value))) == expected
    with pytest.raises(ConfigurationError, match="must be 'optional', 'officers' or 'required'"):
        Config.from_env(production(tmp_path, BALLOT_SECOND_FACTOR="yes"))


def test_W6_the_log_ins_of_a_real_server_end_when_they_are_not_used(tmp_path: Path) -> None:
    assert Config.from_env(local(tmp_path)).idle_minutes is None
    assert Config.from_env(production(tmp_path)).idle_minutes == 120
    assert Config.from_env(production(tmp_path, BALLOT_IDLE_MINUTES="15")).idle_minutes == 15
    assert Config.from_env(production(tmp_path, BALLOT_IDLE_MINUTES="0")).idle_minutes is None
    with pytest.raises(ConfigurationError, match="BALLOT_IDLE_MINUTES is 'long'"):
        Config.from_env(production(tmp_path, BALLOT_IDLE_MINUTES="long"))


def test_a_real_server_sends_at_a_pace_that_mail_accounts_allow_and_a_local_one_at_once(tmp_path: Path) -> None:
    assert Config.from_env(production(tmp_path)).mail_per_minute == 20
    assert Config.from_env(local(tmp_path)).mail_per_minute is None
    for value, pace in {"": None, "0": None, " 300 ": 300}.items():
        assert Config.from_env(production(tmp_path, BALLOT_MAIL_PER_MINUTE=value)).mail_per_minute == pace
    for value in ("fast", "-1", "2.5", "٣", "9" * 5000):
        with pytest.raises(ConfigurationError, match="must be a whole number of mails"):
            Config.from_env(production(tmp_path, BALLOT_MAIL_PER_MINUTE=value))


POSTGRES = "postgresql://ballot:x@"


@pytest.mark.parametrize(
    "place",
    ["/ballot", "127.0.0.1/ballot", "localhost:5433/ballot", "[::1]/ballot", "/ballot?host=/run/postgresql",
     "db.example.org/ballot?sslmode=verify-full&sslrootcert=system"],
)  # fmt: skip
def test_W26_a_database_on_this_machine_or_behind_checked_tls_is_taken(tmp_path: Path, place: str) -> None:
    url = f"{POSTGRES}{place}" if not place.startswith("/") else f"postgresql://{place}"
    assert Config.from_env(production(tmp_path, BALLOT_DATABASE=url)).database_url.endswith(place)


@pytest.mark.parametrize(
    "place",
    ["db.example.org/ballot", "10.0.0.5/ballot?sslmode=require", "db.example.org/ballot?sslmode=verify-ca",
     "localhost/ballot?host=db.example.org", "127.0.0.1/ballot?hostaddr=10.0.0.5", "/ballot?host=/run,10.0.0.5",
     "localhost:1,db.example.org:2/ballot", "localhost/ballot?service=elsewhere",
     "db.example.org/ballot?sslmode=verify-full&sslmode=disable"],
)  # fmt: skip
def test_W26_a_database_on_another_machine_needs_a_checked_certificate(tmp_path: Path, place: str) -> None:
    url = f"{POSTGRES}{place}" if not place.startswith("/") else f"postgresql://{place}"
    for variable in ("BALLOT_DATABASE", "BALLOT_DATABASE_WEB"):
        values = {"BALLOT_DATABASE": "postgresql://owner@/ballot", variable: url}
        with pytest.raises(ConfigurationError, match=f"{variable} names another machine"):
            Config.from_env(production(tmp_path, **values))


@pytest.mark.parametrize("name", ["PGHOST", "PGHOSTADDR", "PGSERVICE"])
def test_W26_no_variable_of_postgresql_leads_elsewhere(tmp_path: Path, name: str) -> None:
    values = {"BALLOT_DATABASE": "postgresql://ballot@/ballot", name: "db.example.org"}
    with pytest.raises(ConfigurationError, match=f"{name} is set"):
        Config.from_env(production(tmp_path, **values))


@pytest.mark.parametrize(
    "web", ["sqlite:///x", "postgresql://owner@/ballot", "postgresql://web@/other", "postgresql:///ballot"]
)
def test_W26_the_web_needs_a_role_of_its_own_in_the_same_database(tmp_path: Path, web: str) -> None:
    values = {"BALLOT_DATABASE": "postgresql://owner@/ballot", "BALLOT_DATABASE_WEB": web}
    with pytest.raises(ConfigurationError, match="BALLOT_DATABASE_WEB"):
        Config.from_env(production(tmp_path, **values))


def test_W28_the_outbox_of_the_demo_is_refused_in_production(tmp_path: Path) -> None:
    """It shows tokens and codes to anyone who opens a page."""
    with pytest.raises(ConfigurationError, match="for a demo with BALLOT_ENV=local only"):
        Config.from_env(production(tmp_path, BALLOT_SMTP_URL="outbox:", BALLOT_MAIL_FROM="a@b.org"))
