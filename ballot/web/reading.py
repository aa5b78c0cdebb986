"""Read an uploaded roll beside the requests: the page answers at once and shows how far it is."""

import threading

from flask import Response, after_this_request

from ballot.election.roll_reading import Reading, read_upload
from ballot.store.models import RollUpload
from ballot.web.services import Services

_PATIENCE = 1.0  # seconds that the answer waits: most rolls are read by then, and nobody sees a progress bar


def start_reading(found: Services, upload: RollUpload) -> None:
    """Read a file once this request has committed what was chosen."""
    reading = Reading(upload.id, upload.run)

    @after_this_request
    def start(response: Response) -> Response:
        reader = threading.Thread(target=read_upload, args=(found.database, reading), name="roll", daemon=True)
        reader.start()
        reader.join(_PATIENCE)
        return response
