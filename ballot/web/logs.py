"""Keep secrets out of the logs, whatever is logged (B18)."""

import logging
import re

from flask import Flask

# A ballot token as members get it, with or without its dashes, and everything that stands behind a '#'.
_SECRETS = re.compile(
    r"[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}|#\S+"
)
REDACTED = "[redacted]"


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


def init_app(app: Flask) -> None:
    """Redact what the application logs."""
    app.logger.addFilter(Redacting())
    for handler in app.logger.handlers:
        handler.setFormatter(RedactingFormatter("[%(asctime)s] %(levelname)s %(message)s"))
