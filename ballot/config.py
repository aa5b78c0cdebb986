"""The configuration: read once from the environment, checked, and frozen. An unsafe configuration is refused."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr, quote
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from ballot.errors import ConfigurationError
from ballot.language import LANGUAGES
from ballot.look import Look, read_look
from ballot.secret_file import read_secret, write_secret

LOCAL = "local"
PRODUCTION = "production"
_DEFAULT_PUBLIC_URL = "http://127.0.0.1:8000"
_MINIMUM_SECRET_LENGTH = 32
_USUAL_PACE = "20"  # mails a minute in production; many providers block an account that sends more than 30
_USUAL_IDLE = "120"  # minutes in production
OUTBOX = "outbox:"  # in place of a mail server: mails are kept and shown on this machine, and none is sent
_POSTGRESQL = "postgresql+psycopg://"
_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs from one installation to the next."""

    database_url: str
    secret_key: str = field(repr=False)
    public_url: str = _DEFAULT_PUBLIC_URL
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    bounce_address: str | None = None
    operator: str | None = None
    mail_per_minute: int | None = None  # None: as fast as the mail server accepts them
    data_dir: Path = Path("var")
    keys_dir: Path = Path("keys")
    environment: str = LOCAL
    web_database_url: str | None = field(default=None, repr=False)  # with a role that cannot change the schema
    second_factor_required: bool = False  # for everybody with an account
    second_factor_of_officers: bool = False  # for those who can close, count or publish
    idle_minutes: int | None = None  # after which a log-in ends; None: it ends after twelve hours only
    languages: tuple[str, ...] = tuple(LANGUAGES)
    look: Look = field(default_factory=Look)
    backup_key: str | None = None
    metrics_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse every unsafe combination of settings."""
        _check_environment(self.environment)
        _check_database_url(self.database_url, "BALLOT_DATABASE")
        if self.web_database_url is not None:
            _check_web_database_url(self.web_database_url, self.database_url)
        _check_public_url(self.public_url, self.environment)
        _check_secret_key(self.secret_key)
        _check_mail(self.smtp_url, self.mail_from, self.operator)
        _check_outbox(self.smtp_url, self.environment)
        _check_languages(self.languages)
        _check_operation(self.backup_key, self.metrics_token)

    @property
    def is_production(self) -> bool:
        """Whether members of a real election may be served."""
        return self.environment == PRODUCTION

    @property
    def keeps_mails(self) -> bool:
        """Whether mails are kept and shown to anyone who uses this machine, as `make run` does; never in production."""
        return self.smtp_url == OUTBOX and self.environment == LOCAL

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies are marked Secure: always if the public address is https."""
        return self.public_url.startswith("https://")

    @property
    def sender(self) -> str | None:
        """The address that mails come from, with the organisation's name if BALLOT_MAIL_FROM has none."""
        name, address = parseaddr(self.mail_from or "")
        if self.mail_from is None or name or not self.look.organisation:
            return self.mail_from
        return f'"{quote(self.look.organisation)}" <{address}>'

    @property
    def public_words(self) -> tuple[str, ...]:
        """What everybody knows of this server: no password is made of it."""
        return (self.look.organisation or "", urlsplit(self.public_url).hostname or "")

    @property
    def operator_address(self) -> str | None:
        """The address that is notified if the server itself needs somebody; by default the sender's."""
        return self.operator or parseaddr(self.mail_from or "")[1] or None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read the BALLOT_ variables, create a local secret key if none is given, and check everything.

        Raises:
            ConfigurationError: the message names the variable and says what to do.
        """
        env = os.environ if environ is None else environ
        environment = env.get("BALLOT_ENV", LOCAL)
        _check_environment(environment)
        _refuse_debug(env, environment)
        if env.get("BALLOT_DATABASE", "").startswith("postgres"):
            _refuse_hidden_database(env)
        factor = _second_factor(
            env.get("BALLOT_SECOND_FACTOR") or ("officers" if environment == PRODUCTION else "optional")
        )
        pace = env.get("BALLOT_MAIL_PER_MINUTE", _USUAL_PACE if environment == PRODUCTION else "")
        idle = env.get("BALLOT_IDLE_MINUTES", _USUAL_IDLE if environment == PRODUCTION else "")
        data_dir = Path(env.get("BALLOT_DATA_DIR", "var"))
        keys_dir = Path(env.get("BALLOT_KEYS_DIR", "keys"))
        return cls(
            database_url=database_url(env.get("BALLOT_DATABASE") or "sqlite:///ballot.sqlite3", data_dir),
            secret_key=_secret_key(env.get("BALLOT_SECRET_KEY"), environment, keys_dir),
            public_url=env.get("BALLOT_PUBLIC_URL", _DEFAULT_PUBLIC_URL).rstrip("/"),
            smtp_url=env.get("BALLOT_SMTP_URL") or None,
            mail_from=env.get("BALLOT_MAIL_FROM") or None,
            bounce_address=env.get("BALLOT_BOUNCE_ADDRESS") or None,
            operator=env.get("BALLOT_OPERATOR") or None,
            mail_per_minute=_number("BALLOT_MAIL_PER_MINUTE", pace, "mails"),
            data_dir=data_dir,
            keys_dir=keys_dir,
            environment=environment,
            web_database_url=database_url(env.get("BALLOT_DATABASE_WEB") or "", data_dir) or None,
            second_factor_required=factor == "required",
            second_factor_of_officers=factor != "optional",
            idle_minutes=_number("BALLOT_IDLE_MINUTES", idle, "minutes"),
            languages=tuple((env.get("BALLOT_LANGUAGES") or " ".join(LANGUAGES)).split()),
            look=read_look(env),
            backup_key=env.get("BALLOT_BACKUP_KEY") or None,
            metrics_token=env.get("BALLOT_METRICS_TOKEN") or None,
        )


def database_url(url: str, data_dir: Path) -> str:
    """Return the URL for SQLAlchemy: relative SQLite paths are in the data folder, and PostgreSQL uses psycopg."""
    file = url.removeprefix("sqlite:///")
    if file != url and file not in ("", ":memory:"):
        return f"sqlite:///{data_dir.absolute() / file}"
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return _POSTGRESQL + url.removeprefix(scheme)
    return url


def _check_environment(environment: str) -> None:
    if environment not in (LOCAL, PRODUCTION):
        raise ConfigurationError(f"BALLOT_ENV is {environment!r}. It must be {LOCAL!r} or {PRODUCTION!r}.")


def _refuse_debug(env: Mapping[str, str], environment: str) -> None:
    debug = env.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no")
    if debug and environment == PRODUCTION:
        raise ConfigurationError(
            "FLASK_DEBUG is set. A debugger would run anybody's code on a production server. Unset it."
        )


def _refuse_hidden_database(env: Mapping[str, str]) -> None:
    """Refuse variables with which PostgreSQL's library would go to another machine than the settings say."""
    found = [name for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE") if env.get(name)]
    if found:
        raise ConfigurationError(f"{found[0]} is set. Name the database in BALLOT_DATABASE, and unset it.")


def _check_database_url(url: str, name: str) -> None:
    if url.startswith(_POSTGRESQL):
        _refuse_unchecked_server(url, name)
    elif not url.startswith("sqlite:///") or url in ("sqlite:///", "sqlite:///:memory:"):
        raise ConfigurationError(
            f"{name} must be sqlite:///FILE or postgresql://USER@HOST/NAME: an election is kept on disk."
        )


def _refuse_unchecked_server(url: str, name: str) -> None:
    """Refuse a database on another machine whose certificate is not checked (W26)."""
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
    several = parts.netloc.rpartition("@")[2] if "," in parts.netloc else ""
    named = [parts.hostname or "", several, *query.get("host", []), *query.get("hostaddr", [])]
    hosts = [host for given in named for host in given.split(",") if host]
    remote = [host for host in hosts if not host.startswith("/") and host not in LOOPBACK_HOSTS]
    if (remote or "service" in query) and query.get("sslmode") != ["verify-full"]:
        raise ConfigurationError(
            f"{name} names another machine, and somebody between could read and change every ballot. "
            "Add ?sslmode=verify-full&sslrootcert=system (or the file of your authority's certificate)."
        )


def _check_web_database_url(url: str, owners: str) -> None:
    _check_database_url(url, "BALLOT_DATABASE_WEB")
    role = urlsplit(url).username
    if not (url.startswith(_POSTGRESQL) and owners.startswith(_POSTGRESQL)):
        raise ConfigurationError("BALLOT_DATABASE_WEB is for PostgreSQL only. Unset it.")
    if not role or role == urlsplit(owners).username or urlsplit(url).path != urlsplit(owners).path:
        raise ConfigurationError("BALLOT_DATABASE_WEB must name another role of the same database as BALLOT_DATABASE.")


def _check_public_url(url: str, environment: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigurationError(
            f"BALLOT_PUBLIC_URL is {url!r}. It must be the address that members open, such as https://vote.example.org"
        )
    if environment == PRODUCTION and parts.scheme != "https":
        raise ConfigurationError("BALLOT_PUBLIC_URL must start with https:// in production.")
    if environment == LOCAL and parts.hostname not in LOOPBACK_HOSTS:
        raise ConfigurationError(
            f"BALLOT_PUBLIC_URL names {parts.hostname}, but BALLOT_ENV is {LOCAL!r}, which serves this machine only. "
            f"For a real election set BALLOT_ENV={PRODUCTION}."
        )


def _check_secret_key(key: str) -> None:
    too_plain = len(set(key)) < _MINIMUM_SECRET_LENGTH // 4
    if len(key) < _MINIMUM_SECRET_LENGTH or too_plain:
        raise ConfigurationError(
            f"BALLOT_SECRET_KEY must be at least {_MINIMUM_SECRET_LENGTH} random characters. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


def _check_mail(smtp_url: str | None, mail_from: str | None, operator: str | None) -> None:
    if smtp_url is not None:
        parts = urlsplit(smtp_url)
        if smtp_url != OUTBOX and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
            raise ConfigurationError("BALLOT_SMTP_URL must be smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://…")
        if mail_from is None:
            raise ConfigurationError("BALLOT_MAIL_FROM is missing: the address that members see as the sender.")
    if mail_from is not None and not _is_address(mail_from):
        raise ConfigurationError("BALLOT_MAIL_FROM must be one e-mail address, such as elections@example.org.")
    if operator is not None and not _is_address(operator):
        raise ConfigurationError("BALLOT_OPERATOR must be one e-mail address, such as admin@example.org.")


def _check_outbox(smtp_url: str | None, environment: str) -> None:
    if smtp_url == OUTBOX and environment != LOCAL:
        raise ConfigurationError(
            f"BALLOT_SMTP_URL is {OUTBOX!r}, which keeps and shows every mail: tokens, codes. It is for a demo with "
            f"BALLOT_ENV={LOCAL} only. Name a mail server."
        )


def _check_languages(languages: tuple[str, ...]) -> None:
    strange = [code for code in languages if code not in LANGUAGES]
    if strange or not languages:
        raise ConfigurationError(
            f"BALLOT_LANGUAGES names {' '.join(strange) or 'no language'}. It must be one or more of "
            f"{' '.join(LANGUAGES)}; the first is spoken to those who ask for no other."
        )


def _check_operation(backup_key: str | None, metrics_token: str | None) -> None:
    if backup_key is not None and not _PUBLIC_KEY.fullmatch(backup_key):
        raise ConfigurationError(
            "BALLOT_BACKUP_KEY must be the public key (64 hex digits) that `ballot backup-key` has shown."
        )
    if metrics_token is not None and len(metrics_token) < _MINIMUM_SECRET_LENGTH:
        raise ConfigurationError(
            f"BALLOT_METRICS_TOKEN must be at least {_MINIMUM_SECRET_LENGTH} random characters. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


def _second_factor(value: str) -> str:
    if value not in ("optional", "officers", "required"):
        raise ConfigurationError(f"BALLOT_SECOND_FACTOR is {value!r}. It must be 'optional', 'officers' or 'required'.")
    return value


def _number(name: str, value: str, unit: str) -> int | None:
    number = value.strip() or "0"
    if not (number.isascii() and number.isdecimal() and len(number) < 7):
        raise ConfigurationError(
            f"{name} is {value!r}. It must be a whole number of {unit}; 0, or nothing, is no limit."
        )
    return int(number) or None


def _is_address(text: str) -> bool:
    local, at, host = parseaddr(text)[1].partition("@")
    return bool(local and at and host) and text.isprintable()


def _secret_key(given: str | None, environment: str, keys_dir: Path) -> str:
    """Return the given key; in local mode, the key in the keys folder, which is created at the first start."""
    if given:
        return given
    if environment == PRODUCTION:
        raise ConfigurationError(
            "BALLOT_SECRET_KEY is missing. In production it is never made up. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    path = keys_dir / "session.secret"
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(48).encode())
    return read_secret(path).decode().strip()
