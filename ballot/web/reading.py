"""Read an uploaded roll beside the requests: the page answers at once and shows how far it is."""

import threading

from flask import Response, after_this_request

from ballot.election.roll.reading import Reading, read_upload
from ballot.language import in_language, language
from ballot.store.models.roll import RollUpload
from ballot.store.session import Database
from ballot.web.services import Services

_PATIENCE = 1.0  # seconds that the answer waits: most rolls are read by then, and nobody sees a progress bar


def start_reading(found: Services, upload: RollUpload) -> None:
    """Read a file once this request has committed what was chosen."""
    reading, code = Reading(upload.id, upload.run), language()  # a thread knows no language of its own

    @after_this_request
    def start(response: Response) -> Response:
        reader = threading.Thread(target=_read, args=(found.database, reading, code), name="roll", daemon=True)
        reader.start()
        reader.join(_PATIENCE)
        return response


def _read(database: Database, reading: Reading, code: str) -> None:
    with in_language(code):
        read_upload(database, reading)
