"""Downloads that are sent while they are made, so that a large archive needs little memory."""

from collections.abc import Callable, Iterator

from flask import Response
from sqlalchemy.orm import Session

from ballot.store.models import Election
from ballot.store.session import Database

CHUNK = 64 * 1024
Stream = Callable[[Session, Election], Iterator[bytes]]


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
