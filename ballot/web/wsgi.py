"""The application that gunicorn serves, configured from the environment."""

import os
import signal

from werkzeug.middleware.proxy_fix import ProxyFix

from ballot.config import Config
from ballot.election.custody.occupancy import occupy
from ballot.web.app import create_app
from ballot.web.request import logs
from ballot.worker.jobs import Worker

# Signals that end the server are deferred until it has started: gunicorn would abort at an arbitrary point.
_ENDING = {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM}
signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
_config = Config.from_env()
logs.to_standard_error(_config.environment)
occupy(_config.data_dir)
application = create_app(_config, slow_answers=int(os.environ.get("BALLOT_SLOW_ANSWERS", "1")))
_worker: Worker = application.extensions["worker"]
_worker.timekeeper.settle()
_worker.start()
if os.environ.get("BALLOT_BEHIND_PROXY") == "1":
    # Rate limits need the member's address, not the proxy's. The Host is not read: links come from the configuration.
    application.wsgi_app = ProxyFix(application.wsgi_app, x_for=1, x_proto=1, x_host=0, x_prefix=0)  # type: ignore[method-assign]
signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
