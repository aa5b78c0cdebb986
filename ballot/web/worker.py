"""How pages give work to the worker: after the request has committed the data that the work needs."""

from typing import Any

from flask import Response, after_this_request, current_app

from ballot.election.roll.reading import Reading
from ballot.language import language
from ballot.store.models.roll import RollUpload
from ballot.worker.jobs import MAILS, RollToRead, Worker

_PATIENCE = 1.0  # seconds that the response waits: most rolls are read by then, so that no progress bar is needed


def wake(job: str = MAILS) -> None:
    """Wake the worker as soon as this request has committed: by default to send the mails that it queues."""
    worker = the_worker()

    @after_this_request
    def start(response: Response) -> Response:
        worker.wake(job)
        return response


def how_far(reading: bool, rows: int = 0, lines: int = 0) -> dict[str, Any]:
    """Return the data for a waiting page: whether the work is still going on, and how much of it is done."""
    return {"reading": reading, "rows": rows, "lines": lines}


def read_roll(upload: RollUpload) -> None:
    """Read an uploaded roll, after this request has committed the choices for it."""
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
