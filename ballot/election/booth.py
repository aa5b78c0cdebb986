"""What the booth shows besides the election record: times, rules in words, slates and statements."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from ballot.count import Rule, describe_rule
from ballot.election.identity import ServerIdentity
from ballot.election.setup_records import context_of, setup_event_of
from ballot.election.states import booth_state
from ballot.report import slate_colours
from ballot.store.models import Contest, Election


def booth_data(session: Session, election: Election, identity: ServerIdentity) -> dict[str, object]:
    """Return the JSON that `/vote/UUID/booth.json` serves: what the booth shows besides the record."""
    context = context_of(session, election)
    colours = slate_colours(c.slate for contest in election.contests for c in contest.candidates if c.slate)
    return {
        "state": booth_state(election),
        "uuid": election.uuid,
        "phi": context.phi,
        "setup_event": setup_event_of(election),
        "server_key": identity.key.public_hex,
        "opens_at": _iso(election.opens_at),
        "closes_at": _iso(election.closes_at),
        "re_voting": election.re_voting,
        "contests": [_booth_contest(contest, colours) for contest in election.contests],
    }


def _booth_contest(contest: Contest, colours: dict[str, int]) -> dict[str, object]:
    rule = Rule(contest.rule, contest.seats)
    return {
        "title": contest.title,
        "seats": contest.seats,
        "min": contest.minimum,
        "max": contest.maximum,
        "blank": contest.blank,
        "rule_text": describe_rule(rule, contest.minimum, contest.maximum),
        "candidates": [
            {
                "name": candidate.name,
                "slate": candidate.slate,
                "statement": candidate.statement,
                "slate_colour": colours.get(candidate.slate, 0),
            }
            for candidate in contest.candidates
        ],
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
