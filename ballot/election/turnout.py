"""Figures for the officer's dashboard: numbers, never votes."""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy.orm import Session

from ballot.store.models import Election


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Roll, tokens and turnout."""

    members: int
    total_weight: int
    tokens: dict[str, int]  # token mails by state
    merge_file: bool  # tokens were handed out as a mail-merge file
    voters: int
    ballots: int


def figures(session: Session, election: Election) -> Figures:
    """Return the dashboard's figures."""
    raise NotImplementedError


def turnout_over_time(session: Session, election: Election, step: dt.timedelta) -> list[tuple[dt.datetime, int]]:
    """Return (moment, number of voters so far) in steps, for a step line."""
    raise NotImplementedError
