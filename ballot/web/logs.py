"""Logs on standard error: without secrets, whatever is logged (B18), and without addresses (P5).

In production each line is a JSON object with `time`, `level`, `logger`, `message`, and where there is one the `view`
that was asked for and the `exception`. No request is logged as such: when a ballot came, and from where, is written
nowhere.
"""

import datetime as dt
import logging
import re
import sys
from typing import Any

import msgspec
from flask import Flask, has_request_context, request

from ballot.config import PRODUCTION

# A ballot token as members get it, with its dashes, everything that stands behind a '#', and a program's key.
_SECRETS = re.compile(
    r"[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}|#\S+|ballotkey_[A-Za-z0-9_-]+"
)
REDACTED = "[redacted]"
_FOR_PEOPLE = "[%(asctime)s] %(levelname)s %(message)s"


class Redacting(logging.Filter):
    """Blot out ballot tokens and fragments in every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line, never drop it."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


class RedactingFormatter(logging.Formatter):
    """Blot them out of tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def redact(text: str) -> str:
    """Return the text with every ballot token blotted out."""
    return _SECRETS.sub(REDACTED, text)


class JsonLines(logging.Formatter):
    """One JSON object a line, with secrets blotted out."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": f"{dt.datetime.fromtimestamp(record.created, dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if has_request_context():
            line["view"] = request.endpoint
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return msgspec.json.encode(line).decode()


def formatter(environment: str) -> logging.Formatter:
    """Return how lines are written: for programs in production, for a person elsewhere."""
    return JsonLines() if environment == PRODUCTION else RedactingFormatter(_FOR_PEOPLE)


def to_standard_error(environment: str) -> None:
    """Let everything that this process logs go to standard error, warnings and worse."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(environment))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def init_app(app: Flask) -> None:
    """Redact what the application logs."""
    app.logger.addFilter(Redacting())
    for handler in app.logger.handlers:
        handler.setFormatter(RedactingFormatter(_FOR_PEOPLE))
