"""What an officer should know before freezing: not errors, but reasons to look twice."""

from __future__ import annotations

import datetime as dt
import itertools
import unicodedata
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from sqlalchemy import func, select

from ballot import clock
from ballot.count.patterns import PatternRisk, pattern_risk
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.paper.look_alikes import skeleton
from ballot.election.paper.secrecy import secrecy_warnings
from ballot.election.roll.roll import members_count
from ballot.election.scene import Scene
from ballot.election.state import has_reached
from ballot.election.tokens.registrar_list import token_warnings
from ballot.election.trustees.mixers import fewest_of, mixers_of
from ballot.election.wording import BIDI_MARKS
from ballot.language import N_, _, grouped, isolated, ngettext
from ballot.report import names_in_words
from ballot.store.models.election import Election
from ballot.store.models.paper import Contest
from ballot.store.models.roll import Member


def setup_warnings(scene: Scene) -> list[str]:
    """Return sentences about risks that an officer should know of.

    They are about look-alike names (B16), small or distinctly weighted rolls (P1), patterns (P2), trustees who are
    alone, all from inside or all needed (P9), tokens that no registrar makes (B6), and times at which members sleep.
    """
    warnings = [sentence for contest in scene.election.contests for sentence in _name_warnings(contest)]
    warnings += secrecy_warnings(scene)
    warnings += _pattern_warnings(scene.election, members_count(scene))
    if len(scene.election.trustees) == 1:
        warnings.append(
            _(
                "There is one trustee. %(name)s alone can decrypt every single vote.",
                name=isolated(scene.election.trustees[0].name),
            )
        )
    warnings += without_whom(scene.election)
    warnings += _outside_warnings(scene.election) + _night_warnings(scene)
    officer_run = [trustee for trustee in scene.election.trustees if trustee.kind == "officer"]
    if len(scene.election.trustees) > 1 and len(officer_run) == len(scene.election.trustees):
        warnings.append(_("All trustees' keys are run by the officer, so one person can decrypt every single vote."))
    warnings += token_warnings(scene)
    if not (scene.election.contact or scene.election.practice):
        warnings.append(
            _(
                "Members are told to ask the returning officer if something looks wrong, and no page says how. Write "
                "an address or a telephone number under “How do members reach you?” in “Dates and rules”."
            )
        )
    if scene.election.minimum_ballots < 2:
        warnings.append(_("A count of a single ballot may be opened, and it would show how that person voted."))
    return warnings


def without_whom(election: Election) -> list[str]:
    """Name the trustees without whom nothing can be counted: to decrypt, or to shuffle where nobody can be excused."""
    if election.practice or not election.trustees:
        return []
    mixers = mixers_of(election) if has_ranked_contest(election) else []
    fewest = fewest_of(election) or len(mixers)
    if election.threshold in (None, len(election.trustees)):
        needed = election.trustees
    else:
        needed = mixers if fewest >= len(mixers) else []
    if needed:
        return [
            _(
                "Nothing can be counted without %(names)s. A lost key, or somebody who cannot be reached, means that "
                "there is no result.",
                names=names_in_words([trustee.name for trustee in needed]),
            )
        ]
    if not mixers:
        return []
    return [
        _(
            "Nothing can be counted unless at least %(num)s of %(names)s shuffle. After the close, two officers can "
            "excuse the others.",
            num=fewest,
            names=names_in_words([trustee.name for trustee in mixers]),
        )
    ]


def _outside_warnings(election: Election) -> list[str]:
    if election.practice or len(election.trustees) < 2 or any(trustee.organisation for trustee in election.trustees):
        return []
    return [
        _(
            "No trustee comes from outside. If all belong to the organisation, members have only its "
            "word that they do not read votes together. Invite one from another organisation, or choose "
            "people from opposite sides."
        )
    ]


def pattern_figure(contest: Contest, voters: int) -> PatternRisk | None:
    """Return how many papers of a ranked contest can be told apart, against the number of voters (P2)."""
    if contest.kind != "ranked" or not contest.candidates:
        return None
    return pattern_risk(len(contest.candidates), voters, grades=len(contest.grades.splitlines()))


def _pattern_warnings(election: Election, voters: int) -> list[str]:
    found = ((contest, pattern_figure(contest, voters)) for contest in election.contests)
    return [f"“{contest.title}”: {risk.sentence}" for contest, risk in found if voters and risk and risk.high]


def _name_warnings(contest: Contest) -> list[str]:
    names = [candidate.name for candidate in contest.candidates]
    found = [
        _(
            "“%(first)s” and “%(second)s” in “%(title)s” look alike. Tell them apart in their names.",
            first=isolated(first),
            second=isolated(second),
            title=isolated(contest.title),
        )
        for first, second in itertools.combinations(names, 2)
        if skeleton(first) == skeleton(second)
    ]
    for text in [contest.title, *names]:
        if text != unicodedata.normalize("NFC", text):
            found.append(
                _(
                    "“%(text)s” is written with separate accents (not in the normal form NFC). Type it again.",
                    text=isolated(text),
                )
            )
        if BIDI_MARKS.intersection(text):
            found.append(
                _(
                    "“%(text)s” holds invisible marks that change the direction of the text. Type it again.",
                    text=isolated(text),
                )
            )
    return found


_NIGHT = (23, 7)  # from, to: hours of local time
_SHARE = 3  # a warning appears when it is night for more than one in this many
_SHORTEST = dt.timedelta(days=2)
_OPENS = N_(
    "The voting opens at night for %(asleep)s of the %(known)s members whose country is on the roll (between "
    "%(first)s:00 and %(last)s:00 where they live)."
)
_CLOSES = N_(
    "The voting closes at night for %(asleep)s of the %(known)s members whose country is on the roll (between "
    "%(first)s:00 and %(last)s:00 where they live)."
)


def _night_warnings(scene: Scene) -> list[str]:
    """Return sentences about times that have passed, a very short voting, and times at night for many members."""
    if has_reached(scene.election, "open") or scene.election.opens_at is None or scene.election.closes_at is None:
        return []
    warnings = []
    if scene.election.opens_at < clock.now() and not scene.election.practice:
        warnings.append(_("The opening time has passed: the voting begins as soon as you open it."))
    if scene.election.closes_at - scene.election.opens_at < _SHORTEST:
        hours = round((scene.election.closes_at - scene.election.opens_at).total_seconds() / 3600)
        warnings.append(
            ngettext(
                "The voting lasts %(num)s hour. Members who are away or ill for a day miss it.",
                "The voting lasts %(num)s hours. Members who are away or ill for a day miss it.",
                hours,
            )
        )
    countries = _countries(scene)
    known = sum(countries.values())
    for moment, sentence in ((scene.election.opens_at, _OPENS), (scene.election.closes_at, _CLOSES)):
        asleep = sum(number for country, number in countries.items() if is_night(moment, country))
        if known and asleep * _SHARE > known:
            warnings.append(_(sentence, asleep=grouped(asleep), known=grouped(known), first=_NIGHT[0], last=_NIGHT[1]))
    return warnings


def _countries(scene: Scene) -> dict[str, int]:
    rows = scene.session.execute(
        select(Member.country, func.count())
        .where(Member.election_id == scene.election.id, Member.country.is_not(None))
        .group_by(Member.country)
    )
    return {country: number for country, number in rows if country is not None}


def is_night(moment: dt.datetime, country: str) -> bool:
    """Return whether it is night at a moment in most time zones of a country (its ISO code); False if it is unknown."""
    zones = [zone for zone in get_global("territory_zones").get(country, ()) if zone in available_timezones()]
    hours = [moment.astimezone(ZoneInfo(zone)).hour for zone in zones]
    dark = sum(hour >= _NIGHT[0] or hour < _NIGHT[1] for hour in hours)
    return dark * 2 > len(hours)
