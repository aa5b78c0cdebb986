"""Logs on standard error. Secrets (B18) and addresses (P5) are redacted, whatever is logged.

In production each line is a JSON object with `time`, `level`, `logger` and `message`, and, where there are any, the
requested `view`, the `event` of an `account`, and the `exception`. An exception that ends the program or a thread is
logged in the same way, because Python itself would print it unredacted.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
import threading
from types import TracebackType
from typing import Any

import msgspec

from ballot.config import PRODUCTION

# A ballot token as members receive it, with its dashes; everything after a '#'; a program's key; and what PostgreSQL
# quotes of a row: names, addresses, and who was reminded.
_SECRETS = re.compile(
    r"(?s:(?<=DETAIL:).*?)(?=\n(?:CONTEXT:|HINT:|\[SQL|\(Background|\nThe above )|\Z)|"
    r"[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}|#\S+|ballotkey_[A-Za-z0-9_-]+"
)
_FIELDS = ("view", "event", "account")
REDACTED = "[redacted]"
_FOR_PEOPLE = "[%(asctime)s] %(levelname)s %(message)s"
_log = logging.getLogger("ballot")


def redact(text: str) -> str:
    """Return the text with every ballot token and every database row redacted."""
    return _SECRETS.sub(REDACTED, text)


class Redacting(logging.Filter):
    """Redact ballot tokens and fragments in every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the line, but never drop it."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


class RedactingFormatter(logging.Formatter):
    """Lines for people to read, with secrets redacted in tracebacks too."""

    def __init__(self) -> None:
        super().__init__(_FOR_PEOPLE)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object per line, with secrets redacted."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": f"{dt.datetime.fromtimestamp(record.created, dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return msgspec.json.encode(line).decode()


def formatter(environment: str) -> logging.Formatter:
    """Return the formatter: for programs in production, for people elsewhere."""
    return JsonLines() if environment == PRODUCTION else RedactingFormatter()


def to_standard_error(environment: str) -> logging.Handler:
    """Send all warnings and errors of this process to standard error; return the handler."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(environment))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    sys.excepthook = _end_of_program
    threading.excepthook = _end_of_thread
    return handler


def of_command(environment: str) -> None:
    """Do the same for a command, unless it runs inside a program that has set up its own log, such as a test."""
    if not logging.getLogger().hasHandlers():
        to_standard_error(environment)


def _end_of_program(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("The program ends by an error that nobody expected.", exc_info=(kind, error, trace))


def _end_of_thread(end: threading.ExceptHookArgs) -> None:
    if end.exc_value is not None:
        trace = (end.exc_type, end.exc_value, end.exc_traceback)
        _log.critical("A thread ends by an error that nobody expected.", exc_info=trace)
