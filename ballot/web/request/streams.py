"""Downloads that are sent while they are generated, so that a large archive needs little memory.

Clients may read as slowly as they like, and a thread waits for each. So the number of simultaneous downloads is
limited, and the remaining threads are kept for ballots (W25). The proxy of docs/deploy.md reads at full speed, however
slow its clients are.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import wraps
from threading import BoundedSemaphore
from typing import Any

from flask import Flask, Response, current_app, g
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from ballot.election.scene import Scene
from ballot.store.models.election import Election
from ballot.store.session import Database

CHUNK = 64 * 1024
RETRY_AFTER = 60  # seconds
Stream = Callable[[Scene], Iterator[bytes]]
View = Callable[..., ResponseReturnValue]


def takes_long(view: View) -> View:
    """Mark a view whose response occupies a thread for as long as the client likes: their number is limited."""

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
    """Limit how many marked views run at once in this process. Call it before anything that changes responses."""
    app.extensions["places"] = BoundedSemaphore(places)
    app.after_request(_keep_until_sent)  # the first one registered runs last, when nothing can fail any more
    app.teardown_request(_give_back)


def _keep_until_sent(response: Response) -> Response:
    """Hand the place over to the response, which releases it when it is sent or the client is gone."""
    if "place" in g:
        response.call_on_close(g.place.pop_all().close)
    return response


def _give_back(_error: BaseException | None) -> None:
    """Release the place if there was no response to take it over."""
    if "place" in g:
        g.place.close()


def download(database: Database, election_id: int, stream: Stream, name: str, kind: str) -> Response:
    """Respond with a file; it is read in a single transaction, so it shows a single moment."""
    response = Response(_chunks(database, election_id, stream), mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _chunks(database: Database, election_id: int, stream: Stream) -> Iterator[bytes]:
    """Gather small pieces into chunks of a size suitable for servers."""
    with database.reading() as session:
        election = session.get_one(Election, election_id)
        gathered = bytearray()
        for piece in stream(Scene(session, election)):
            gathered += piece
            if len(gathered) >= CHUNK:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)
