"""The application's log (`ballot.logs`), with the requested view.

Requests themselves are not logged: nothing records when a ballot arrived and from where.
"""

import logging

from flask import Flask, has_request_context, request

from ballot import logs
from ballot.election.accounts import events


class _NamingView(logging.Filter):
    """Adds the view that a line is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add to the line, but never drop it."""
        if has_request_context():
            record.view = request.endpoint
        return True


def to_standard_error(environment: str) -> None:
    """Send all warnings and errors of this process, and the events of accounts, to standard error."""
    logging.getLogger(events.LOGGER).setLevel(logging.INFO)
    logs.to_standard_error(environment).addFilter(_NamingView())


def init_app(app: Flask) -> None:
    """Redact what the application logs."""
    app.logger.addFilter(logs.Redacting())
    for handler in app.logger.handlers:
        handler.setFormatter(logs.RedactingFormatter())
