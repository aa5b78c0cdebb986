"""Assemble the application, and refuse to serve what cannot be served safely."""

from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemLoader, StrictUndefined

import ballot
from ballot.config import Config
from ballot.election.accounts.logins import LIFETIME
from ballot.election.accounts.passkeys import Passkeys
from ballot.election.accounts.second_factor import SecondFactor
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.identity import ServerIdentity, load_identity
from ballot.election.mail.delivery import Mailer
from ballot.election.mail.kept import mailer_for
from ballot.election.paper.statements import statement_tree
from ballot.election.tokens.seal import TokenSeal
from ballot.election.voting.booth import candidates_by_list
from ballot.errors import ConfigurationError
from ballot.report.rendering import filters, template_folder
from ballot.store.session import Database, open_database
from ballot.web.account import login
from ballot.web.blueprints import BLUEPRINTS, CALLED_BY_PROGRAMS
from ballot.web.page import branding, times
from ballot.web.page.tracking_numbers import url_safe
from ballot.web.public import outbox
from ballot.web.request import access, assets, bodies, failures, headers, languages, limits, logs, streams
from ballot.web.request.csrf import csrf
from ballot.web.request.limits_store import FILE, SCHEME, key_of_limits
from ballot.web.services import Services
from ballot.worker.jobs import Worker

FORM_MEMORY = 512 * 1024


def create_app(
    config: Config,
    *,
    database: Database | None = None,
    identity: ServerIdentity | None = None,
    mailer: Mailer | None = None,
    rate_limits: bool = True,
    slow_answers: int = 4,
) -> Flask:
    """Create the application for a checked configuration. `slow_answers`: downloads allowed at once in this process.

    Raises:
        ConfigurationError: the database is weaker than a ballot box needs, or debugging is on in production.
    """
    app = Flask("ballot.web", static_folder=str(static_folder()), static_url_path="/static", template_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # keeps the order of fields in records
    app.config.update(_flask_settings(config, rate_limits))
    app.extensions["ballot"] = Services(
        config=config,
        database=database or open_database(config.database_url),
        identity=identity or load_identity(config.public_url, config.keys_dir),
        mailer=mailer or mailer_for(config),
        known=KnownCheckpoints(config.keys_dir),
        second_factor=SecondFactor(config.secret_key),
        passkeys=Passkeys(config.public_url),
        seal=TokenSeal(config.secret_key),
    )
    app.extensions["worker"] = Worker(lambda: app.extensions["ballot"])
    _refuse_debug(app, config)
    # Werkzeug would answer "//x" with a redirect that names the request's Host (W13).
    app.url_map.merge_slashes = False
    app.url_map.converters["int"] = bodies.SmallNumber
    _prepare_templates(app)
    # The order matters: sizes and content types are checked before anything parses a body.
    streams.init_app(app, slow_answers)
    for part in (logs, headers, languages, bodies, limits, failures, login, access, assets, times, branding):
        part.init_app(app)
    _register_pages(app)
    return app


def _register_pages(app: Flask) -> None:
    keeps_mails: bool = app.extensions["ballot"].config.keeps_mails
    app.jinja_env.globals["keeps_mails"] = keeps_mails
    for blueprint in (*BLUEPRINTS, outbox.blueprint) if keeps_mails else BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in CALLED_BY_PROGRAMS:
        csrf.exempt(blueprint)


def static_folder() -> Path:
    """Return the folder of the style sheet, the images and the built JavaScript."""
    return Path(ballot.__file__).resolve().parent / "static"


def _flask_settings(config: Config, rate_limits: bool) -> dict[str, Any]:
    """Translate our configuration into Flask's; nothing is read from the environment."""
    secure = config.secure_cookies
    return {
        "SECRET_KEY": config.secret_key,
        "SESSION_COOKIE_NAME": "__Host-ballot" if secure else "ballot",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": LIFETIME,
        "MAX_CONTENT_LENGTH": bodies.DEFAULT_BODY_LIMIT,
        "MAX_FORM_MEMORY_SIZE": FORM_MEMORY,
        "MAX_FORM_PARTS": 1000,
        "WTF_CSRF_TIME_LIMIT": None,
        # Our pages send no Referer at all; `request/bodies.py` checks Sec-Fetch-Site instead.
        "WTF_CSRF_SSL_STRICT": False,
        "RATELIMIT_ENABLED": rate_limits,
        "RATELIMIT_STORAGE_URI": f"{SCHEME}://",
        "RATELIMIT_STORAGE_OPTIONS": {
            "path": str(config.data_dir / FILE),
            "key": key_of_limits(config.secret_key),
        },
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _refuse_debug(app: Flask, config: Config) -> None:
    """Refuse to serve members with the debugger on (W28)."""
    if config.is_production and (app.debug or app.testing):
        raise ConfigurationError("Debugging is on in production. Unset FLASK_DEBUG and start again.")


def _prepare_templates(app: Flask) -> None:
    """Load templates from the installed package or the checkout; a missing value is an error, not an empty text."""
    app.jinja_loader = FileSystemLoader(template_folder())
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(filters(), by_list=candidates_by_list, url_safe=url_safe, statement=statement_tree)
    # Flask escapes only .html; here everything in a page is escaped.
    app.jinja_env.autoescape = True
