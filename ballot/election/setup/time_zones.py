"""Do the voting's times suit the members? Where they live is known by country, if the roll says it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.state import has_reached
from ballot.language import N_, _, grouped, ngettext
from ballot.store.models.election import Election
from ballot.store.models.roll import Member

NIGHT = (23, 7)  # from, to: hours of a clock on the wall
SHARE = 3  # warned of when it is night for more than one in so many
SHORTEST = dt.timedelta(days=2)
OPENS = N_(
    "The voting opens at night for %(asleep)s of the %(known)s members whose country is on the roll (between "
    "%(first)s:00 and %(last)s:00 where they live)."
)
CLOSES = N_(
    "The voting closes at night for %(asleep)s of the %(known)s members whose country is on the roll (between "
    "%(first)s:00 and %(last)s:00 where they live)."
)


def night_warnings(session: Session, election: Election) -> list[str]:
    """Return sentences about times that have passed, a very short voting, and times at night for many members."""
    if has_reached(election, "open") or election.opens_at is None or election.closes_at is None:
        return []
    warnings = []
    if election.opens_at < clock.now() and not election.practice:
        warnings.append(_("The opening time has passed: the voting begins as soon as you open it."))
    if election.closes_at - election.opens_at < SHORTEST:
        hours = round((election.closes_at - election.opens_at).total_seconds() / 3600)
        warnings.append(
            ngettext(
                "The voting lasts %(num)s hour. Members who are away or ill for a day miss it.",
                "The voting lasts %(num)s hours. Members who are away or ill for a day miss it.",
                hours,
            )
        )
    countries = _countries(session, election)
    known = sum(countries.values())
    for moment, sentence in ((election.opens_at, OPENS), (election.closes_at, CLOSES)):
        asleep = sum(number for country, number in countries.items() if is_night(moment, country))
        if known and asleep * SHARE > known:
            warnings.append(_(sentence, asleep=grouped(asleep), known=grouped(known), first=NIGHT[0], last=NIGHT[1]))
    return warnings


def _countries(session: Session, election: Election) -> dict[str, int]:
    rows = session.execute(
        select(Member.country, func.count())
        .where(Member.election_id == election.id, Member.country.is_not(None))
        .group_by(Member.country)
    )
    return {country: number for country, number in rows if country is not None}


def is_night(moment: dt.datetime, country: str) -> bool:
    """Return whether it is night at a moment in most time zones of a country (its ISO code); False if it is unknown."""
    zones = [zone for zone in get_global("territory_zones").get(country, ()) if zone in available_timezones()]
    hours = [moment.astimezone(ZoneInfo(zone)).hour for zone in zones]
    dark = sum(hour >= NIGHT[0] or hour < NIGHT[1] for hour in hours)
    return dark * 2 > len(hours)
