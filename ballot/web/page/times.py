"""Times in words, always with their zone. Officers enter times in their own zone; everything is stored in UTC."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask import Flask

from ballot import clock
from ballot.errors import NotPermitted
from ballot.language import _, ngettext
from ballot.moments import in_words

_NOT_PLACES = ("Etc/", "posix/", "right/", "SystemV/")


def init_app(app: Flask) -> None:
    """Offer the filters `moment`, `iso` and `until` to the templates."""
    app.jinja_env.filters.update(moment=in_words, iso=iso, until=until)


def iso(moment: datetime) -> str:
    """Write a time for programs."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def until(moment: datetime) -> str:
    """Say how far away a time is: "in 3 days", "2 hours ago"."""
    distance = moment - clock.now()
    words = _length(abs(distance))
    return _("in %(time)s", time=words) if distance > timedelta(0) else _("%(time)s ago", time=words)


def _length(distance: timedelta) -> str:
    minutes = int(distance.total_seconds() // 60)
    if minutes >= 1440:
        return ngettext("%(num)s day", "%(num)s days", minutes // 1440)
    if minutes >= 120:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s minute", "%(num)s minutes", minutes) if minutes else _("less than a minute")


@cache
def zone_names() -> list[str]:
    """Return the time zones that an officer can choose from, UTC first."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(_NOT_PLACES))
    return ["UTC", *places]


def to_utc(local: datetime, zone: str) -> datetime:
    """Return the moment that a clock in `zone` shows as `local`.

    Raises:
        NotPermitted: that time does not exist there, or exists twice, because of a clock change.
    """
    place = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(place).replace(tzinfo=None) != local:
        raise NotPermitted(
            _(
                "%(local)s on that day does not exist in %(zone)s: the clocks go forward. Choose another.",
                local=f"{local:%H:%M}",
                zone=zone,
            )
        )
    if first != second:
        raise NotPermitted(
            _(
                "%(local)s on that day exists twice in %(zone)s: the clocks go back. Choose another.",
                local=f"{local:%H:%M}",
                zone=zone,
            )
        )
    return first


def to_local(moment: datetime, zone: str) -> datetime:
    """Return what a clock in `zone` shows at a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
