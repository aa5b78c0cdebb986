"""Downloads that are sent while they are made, so that a large archive needs little memory.

Their readers may be as slow as they like, and a thread waits for each. So there is room for so many at once, and the
threads that are left are there for ballots (W25). The proxy of docs/deploy.md reads at once, whatever its readers do.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import wraps
from threading import BoundedSemaphore
from typing import Any

from flask import Flask, Response, current_app, g
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import ServiceUnavailable

from ballot.store.models.election import Election
from ballot.store.session import Database

CHUNK = 64 * 1024
RETRY_AFTER = 60  # seconds
Stream = Callable[[Session, Election], Iterator[bytes]]
View = Callable[..., ResponseReturnValue]


def takes_long(view: View) -> View:
    """Mark a view whose answer keeps a thread for as long as its reader likes: so many are given at once, no more."""

    @wraps(view)
    def in_its_place(*args: Any, **values: Any) -> ResponseReturnValue:
        places: BoundedSemaphore = current_app.extensions["places"]
        if not places.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=RETRY_AFTER)
        g.place = ExitStack()
        g.place.callback(places.release)
        return view(*args, **values)

    return in_its_place


def init_app(app: Flask, places: int) -> None:
    """Let so many of the marked views answer at once, in this process. Call it before all that changes answers."""
    app.extensions["places"] = BoundedSemaphore(places)
    app.after_request(_keep_until_sent)  # the first one runs last: nothing can fail any more
    app.teardown_request(_give_back)


def _keep_until_sent(response: Response) -> Response:
    """Hand the place over to the answer, which gives it back when it is sent, or its reader is gone."""
    if "place" in g:
        response.call_on_close(g.place.pop_all().close)
    return response


def _give_back(_error: BaseException | None) -> None:
    """Give the place back if there was no answer that could have kept it."""
    if "place" in g:
        g.place.close()


def download(database: Database, election_id: int, stream: Stream, name: str, kind: str) -> Response:
    """Answer with a file; the whole of it is read in one transaction, so it shows one moment."""
    response = Response(_chunks(database, election_id, stream), mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _chunks(database: Database, election_id: int, stream: Stream) -> Iterator[bytes]:
    """Gather small pieces into chunks of a size that servers like."""
    with database.reading() as session:
        election = session.get_one(Election, election_id)
        gathered = bytearray()
        for piece in stream(session, election):
            gathered += piece
            if len(gathered) >= CHUNK:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)
