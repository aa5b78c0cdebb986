"""What pages say about queued mails: how many, and how long they take at this server's pace."""

import datetime as dt

from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.mail.delivery import minutes_needed, outage
from ballot.election.notices.times import minutes_to_tell
from ballot.election.scene import Scene
from ballot.language import _, isolated, ngettext
from ballot.moments import in_words
from ballot.store.models.mail import MailOutage
from ballot.web.services import services

_MINUTES_SHOWN = 120  # longer times are shown in hours


def sending_in_words(session: Session, mails: int) -> list[str]:
    """Say how many token mails will be sent automatically, and at what pace; nothing if this server sends no mails."""
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
    moment = in_words(unreached.since)
    if unreached.refusing:
        since = _("The mail server has refused every recipient since %(since)s.", since=moment)
    else:
        since = _("The mail server cannot be reached since %(since)s.", since=moment)
    lost = _("No mail is lost: all wait, and one is tried again every minute. Tell whoever runs this server:")
    return " ".join((since, lost, isolated(unreached.error)))


def pace_in_words(session: Session) -> str:
    """Return how long the queued mails will take at this server's pace; "" if there is no limit or no mail."""
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


def telling_in_words(scene: Scene, closes_at: dt.datetime | None = None) -> str:
    """Return how long it takes to notify everybody of changed times; "" if this server has no pace.

    `closes_at`: the proposed end; adds a warning if some would hear of it too late.
    """
    per_minute = services().config.mail_per_minute
    minutes = minutes_to_tell(scene, per_minute) if per_minute else 0
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
