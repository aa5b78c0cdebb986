"""Send the mails of the outbox beside the requests: the page answers at once and shows how far it is."""

import threading

from flask import Response, after_this_request

from ballot.election.outbox import deliver_outbox
from ballot.election.queueing import queue_due_mails
from ballot.web.services import Services

_sending = threading.Lock()


def start_sending(found: Services) -> None:
    """Send what is due once this request has committed what it queued, unless this process is sending already.

    The outbox is safe to send from several processes.
    """

    @after_this_request
    def start(response: Response) -> Response:
        _start(found)
        return response


def _start(found: Services) -> None:
    if found.mailer is not None and _sending.acquire(blocking=False):
        threading.Thread(target=_send, args=(found,), name="outbox", daemon=True).start()


def _send(found: Services) -> None:
    """Send until nothing is accepted any more; what is delayed waits for the next start."""
    try:
        if found.mailer is not None:
            queue_due_mails(found.database, found.seal, found.config.public_url)
            while deliver_outbox(found.database, found.mailer, limit=50).accepted:
                pass
    finally:
        _sending.release()
