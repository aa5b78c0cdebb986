"""How pages hand work to the worker: once the request has committed what the work needs."""

from flask import Response, after_this_request, current_app

from ballot.election.roll.reading import Reading
from ballot.language import language
from ballot.store.models.roll import RollUpload
from ballot.worker.jobs import MAILS, RollToRead, Worker

_PATIENCE = 1.0  # seconds that the answer waits: most rolls are read by then, and nobody sees a progress bar


def wake() -> None:
    """Send the mails that this request queues, as soon as it has committed."""
    worker = the_worker()

    @after_this_request
    def start(response: Response) -> Response:
        worker.wake(MAILS)
        return response


def read_roll(upload: RollUpload) -> None:
    """Read an uploaded roll, once this request has committed what was chosen."""
    worker, roll = the_worker(), RollToRead(Reading(upload.id, upload.run), language())

    @after_this_request
    def start(response: Response) -> Response:
        worker.read_roll(roll, _PATIENCE)
        return response


def let_vote(uuid: str) -> None:
    """Let the made-up members of a practice election vote, after this request."""
    worker = the_worker()

    @after_this_request
    def start(response: Response) -> Response:
        worker.let_vote(uuid)
        return response


def the_worker() -> Worker:
    """Return the worker of this process."""
    found: Worker = current_app.extensions["worker"]
    return found
