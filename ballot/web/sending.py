"""Send the mails of the outbox beside the requests: the page answers at once and shows how far it is."""

import datetime as dt
import threading

from flask import Response, after_this_request
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.mail.delivery import Mailer, deliver_outbox, minutes_needed, outage
from ballot.election.notices.due import queue_due_mails
from ballot.election.notices.times import minutes_to_tell
from ballot.language import _, isolated, ngettext
from ballot.moments import in_words
from ballot.store.models.election import Election
from ballot.store.models.mail import MailOutage
from ballot.web.services import Services, services

_MINUTES_SHOWN = 120  # longer times are told in hours
_sending = threading.Lock()
_more = threading.Event()  # something was queued since this process last looked


def start_sending(found: Services) -> None:
    """Send what is due once this request has committed what it queued, unless this process is sending already.

    The outbox is safe to send from several processes.
    """

    @after_this_request
    def start(response: Response) -> Response:
        _start(found)
        return response


def _start(found: Services) -> None:
    if found.mailer is not None:
        _more.set()
        _begin(found, found.mailer)


def _begin(found: Services, mailer: Mailer) -> None:
    if _sending.acquire(blocking=False):
        threading.Thread(target=_send, args=(found, mailer), name="outbox", daemon=True).start()


def _send(found: Services, mailer: Mailer) -> None:
    try:
        while _more.is_set():
            _more.clear()
            _send_due(found, mailer)
    finally:
        _sending.release()
    if _more.is_set():  # queued after the last look, by somebody who found this process still sending
        _begin(found, mailer)


def _send_due(found: Services, mailer: Mailer) -> None:
    """Send until nothing is accepted any more; what is delayed waits for the next start.

    While mails wait for their place in the minute, a code that is queued is not kept waiting with them.
    """
    while True:
        queue_due_mails(found.database, found.seal, found.config.public_url)
        done = deliver_outbox(found.database, mailer, limit=50, per_minute=found.config.mail_per_minute)
        if done.held_until is not None:
            _more.wait((done.held_until - clock.now()).total_seconds())
            _more.clear()
        elif not done.accepted:
            break


def sending_in_words(session: Session, mails: int) -> list[str]:
    """Say that so many token mails leave by themselves, and at what pace; nothing if this server sends no mails."""
    if services().mailer is None:
        return []
    unreached = outage(session)
    if unreached is not None:
        return [_outage_in_words(unreached)]
    leaving = ngettext(
        "%(num)s mail with a token is on its way. It leaves by itself: there is nothing to do but to wait.",
        "%(num)s mails with tokens are on their way. They leave by themselves: there is nothing to do but to wait.",
        mails,
    )
    return [" ".join(filter(None, (leaving, pace_in_words(session))))]


def _outage_in_words(unreached: MailOutage) -> str:
    since = _("The mail server cannot be reached since %(since)s.", since=in_words(unreached.since))
    lost = _("No mail is lost: all wait, and one is tried again every minute. Tell whoever runs this server:")
    return " ".join((since, lost, isolated(unreached.error)))


def pace_in_words(session: Session) -> str:
    """Return how long the mails that wait will take at this server's pace; "" if there is no limit, or none wait."""
    per_minute = services().config.mail_per_minute
    minutes = minutes_needed(session, per_minute) if per_minute else 0
    if not per_minute or not minutes:
        return ""
    pace = ngettext(
        "This server sends at most %(num)s mail a minute.",
        "This server sends at most %(num)s mails a minute.",
        per_minute,
    )
    return f"{pace} {_time_left(minutes)}"


def _time_left(minutes: int) -> str:
    if minutes < _MINUTES_SHOWN:
        return ngettext(
            "What waits, of all elections, takes about %(num)s minute.",
            "What waits, of all elections, takes about %(num)s minutes.",
            minutes,
        )
    hours = -(-minutes // 60)
    return ngettext(
        "What waits, of all elections, takes about %(num)s hour.",
        "What waits, of all elections, takes about %(num)s hours.",
        hours,
    )


def telling_in_words(session: Session, election: Election, closes_at: dt.datetime | None = None) -> str:
    """Return how long it takes to tell everybody of changed times; "" if this server keeps no pace.

    `closes_at`: the end that is proposed; it is said if some would hear of it too late.
    """
    per_minute = services().config.mail_per_minute
    minutes = minutes_to_tell(session, election, per_minute) if per_minute else 0
    if not minutes:
        return ""
    late = closes_at is not None and clock.now() + dt.timedelta(minutes=minutes) > closes_at
    warning = _("Some would hear of the new end only when it has passed: propose a later one.") if late else ""
    return f"{_telling(minutes)} {warning}".rstrip()


def _telling(minutes: int) -> str:
    if minutes < _MINUTES_SHOWN:
        return ngettext(
            "At this server’s pace it takes about %(num)s minute to tell everybody by mail.",
            "At this server’s pace it takes about %(num)s minutes to tell everybody by mail.",
            minutes,
        )
    return ngettext(
        "At this server’s pace it takes about %(num)s hour to tell everybody by mail.",
        "At this server’s pace it takes about %(num)s hours to tell everybody by mail.",
        -(-minutes // 60),
    )
