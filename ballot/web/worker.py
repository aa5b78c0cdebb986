"""How pages hand work to the worker: once the request has committed what the work needs."""

from flask import Response, after_this_request, current_app

from ballot.worker.jobs import MAILS, Worker


def wake() -> None:
    """Send the mails that this request queues, as soon as it has committed."""
    worker = the_worker()

    @after_this_request
    def start(response: Response) -> Response:
        worker.wake(MAILS)
        return response


def the_worker() -> Worker:
    """Return the worker of this process."""
    found: Worker = current_app.extensions["worker"]
    return found
