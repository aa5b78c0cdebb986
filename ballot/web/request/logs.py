"""The application's log (`ballot.logs`), with the view that was asked for.

No request is logged as such: when a ballot came, and from where, is written nowhere.
"""

import logging

from flask import Flask, has_request_context, request

from ballot import logs


class _NamingView(logging.Filter):
    """Say which view a line is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add to the line, never drop it."""
        if has_request_context():
            record.view = request.endpoint
        return True


def to_standard_error(environment: str) -> None:
    """Let everything that this process logs go to standard error, warnings and worse."""
    logs.to_standard_error(environment).addFilter(_NamingView())


def init_app(app: Flask) -> None:
    """Redact what the application logs."""
    app.logger.addFilter(logs.Redacting())
    for handler in app.logger.handlers:
        handler.setFormatter(logs.RedactingFormatter())
