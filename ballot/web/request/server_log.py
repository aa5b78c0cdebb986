"""Gunicorn's own messages, in the same form as the application's log; there is no access log."""

import os
from typing import Any

from gunicorn.glogging import Logger

from ballot.config import LOCAL
from ballot.logs import formatter


class ServerLog(Logger):
    """Gunicorn's logger, named on its command line."""

    def setup(self, cfg: Any) -> None:
        """Set up gunicorn's handlers, and use the application's format."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter(os.environ.get("BALLOT_ENV", LOCAL)))
