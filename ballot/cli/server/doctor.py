"""What `ballot doctor` checks. Each finding has a value, and a problem if something is wrong."""

from __future__ import annotations

import platform
import stat
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from ballot import __version__
from ballot.cli.server.boards import examine_database
from ballot.cli.server.finding import Finding
from ballot.config import Config
from ballot.errors import BallotError


def examine() -> list[Finding]:
    """Check everything once and return the findings; anything that cannot be checked is itself a finding."""
    findings = [_versions(), _group_backend()]
    try:
        config = Config.from_env()
    except BallotError as error:
        return [*findings, Finding("configuration", "refused", str(error))]
    return [
        *findings,
        _mode(config),
        _second_factor(config),
        *_database(config),
        _mail(config),
        _server_key(config),
        _page_files(),
        _pdf(),
    ]


def _versions() -> Finding:
    import sqlite3

    return Finding(
        "versions",
        f"ballot {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"SQLAlchemy {version('sqlalchemy')}, PyNaCl {version('pynacl')}, {platform.system()} {platform.machine()}",
    )


def _group_backend() -> Finding:
    from ballot.crypto.group import ED25519, backend

    engine = "libsodium; the Rust kernel would be faster" if ED25519.kernel is None else ED25519.kernel.engine
    return Finding("group backend", f"{backend()} ({engine})")


def _mode(config: Config) -> Finding:
    cookies = "secure cookies" if config.secure_cookies else "cookies for this machine only"
    return Finding("mode", f"{config.environment}, {config.public_url}, {cookies}")


def _second_factor(config: Config) -> Finding:
    problem = "Passwords alone close, count and publish elections. Set BALLOT_SECOND_FACTOR=officers"
    if config.second_factor_required:
        return Finding("second factor", "required of everybody with an account")
    if config.second_factor_of_officers:
        return Finding("second factor", "required of those who can close, count or publish")
    return Finding("second factor", "optional", problem if config.is_production else "")


def _database(config: Config) -> list[Finding]:
    from ballot.store.session import open_database

    shown = _without_password(config.database_url)
    if config.database_url.startswith("sqlite:") and not Path(config.database_url.removeprefix("sqlite:///")).exists():
        return [Finding("database", f"{shown} (not there yet: `ballot serve` makes it)")]
    try:
        database = open_database(config.database_url)
        settings = database.durability()
    except BallotError as error:
        return [Finding("database", shown, str(error))]
    words = ", ".join(f"{name} {value}" for name, value in settings.items())
    return [
        Finding("database", shown),
        _web_role(config),
        Finding("durability", words),
        *examine_database(config, database),
    ]


def _web_role(config: Config) -> Finding:
    """Say whether the web application could drop the triggers that keep boards append-only."""
    if config.web_database_url is not None:
        return Finding("database of the web", f"{_without_password(config.web_database_url)}, which changes no tables")
    problem = "The web application could drop triggers. Set BALLOT_DATABASE_WEB (docs/deploy.md, step 3)."
    separable = config.is_production and config.database_url.startswith("postgresql")
    return Finding("database of the web", "the same", problem if separable else "")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":***@") if parts.password else url


def _mail(config: Config) -> Finding:
    if config.smtp_url is None:
        return Finding("mail", "none: tokens can be handed out as a file for a mail merge only")
    if config.keeps_mails:
        return Finding("mail", f"none is sent; kept, and shown at {config.public_url}/demo/outbox")
    parts = urlsplit(config.smtp_url)
    return Finding("mail", f"{parts.scheme}://{parts.hostname}:{parts.port or 'default port'} from {config.mail_from}")


def _server_key(config: Config) -> Finding:
    path = config.keys_dir / "server.key"
    if not path.exists():
        return Finding("server key", f"{path} (not there yet: made at the first start)")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding("server key", str(path), f"It can be read by others. Run: chmod 600 {path}")
    return Finding("server key", f"{path}, for its owner only")


def _pdf() -> Finding:
    """Make a PDF: only this shows whether the required Debian packages are there."""
    from ballot.report.pdf import make_pdf, version

    try:
        make_pdf('<html lang="en"><title>ballot doctor</title><p>Ä')
    except BallotError as error:
        return Finding("PDF", "result sheets cannot be printed as PDF", str(error))
    return Finding("PDF", f"by WeasyPrint {version()}")


def _page_files() -> Finding:
    static = files("ballot") / "static"
    missing = [name for name in ("js", "css") if not (static / name).is_dir()]
    if missing:
        return Finding("page files", "incomplete", f"Missing in ballot/static: {', '.join(missing)}. Run: make assets")
    return Finding("page files", "style sheet and scripts are there")
