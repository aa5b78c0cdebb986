"""How pages hand work to the worker: once the request has committed what the work needs."""

from typing import Any

from flask import Response, after_this_request, current_app

from ballot.election.roll.reading import Reading
from ballot.language import language
from ballot.store.models.roll import RollUpload
from ballot.worker.jobs import MAILS, RollToRead, Worker

_PATIENCE = 1.0  # seconds that the answer waits: most rolls are read by then, and nobody sees a progress bar


def wake(job: str = MAILS) -> None:
    """Let the worker do what this request asks for, as soon as it has committed: send the mails that it queues."""
    worker = the_worker()

    @after_this_request
    def start(response: Response) -> Response:
        worker.wake(job)
        return response


def how_far(reading: bool, rows: int = 0, lines: int = 0) -> dict[str, Any]:
    """Return what a page that waits is told: whether it still has to, and what part of the work is done."""
    return {"reading": reading, "rows": rows, "lines": lines}


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
