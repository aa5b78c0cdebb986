"""Send the mails of the outbox beside the requests: the page answers at once and shows how far it is."""

import threading

from ballot.election.outbox import deliver_outbox
from ballot.web.services import Services

_sending = threading.Lock()


def start_sending(found: Services) -> threading.Thread | None:
    """Start to send what is due, unless this process is doing so already. The outbox is safe to send from several."""
    if found.mailer is None or not _sending.acquire(blocking=False):
        return None
    thread = threading.Thread(target=_send, args=(found,), name="outbox", daemon=True)
    thread.start()
    return thread


def _send(found: Services) -> None:
    """Send until nothing is accepted any more; what is delayed waits for the next start."""
    try:
        if found.mailer is not None:
            while deliver_outbox(found.database, found.mailer, limit=50).accepted:
                pass
    finally:
        _sending.release()
