"""The pace of the mails: so many a minute, counted in the database, for all processes that send.

A mail account that suddenly sends thousands of mails is blocked by many providers, and then no token arrives. Every
mail that is tried is counted, whatever the mail server answers. Mails with codes are counted and never held back:
somebody waits for each, and no code is good for long. Half of every minute is left to the others: whoever asks for many
codes stops nobody's token.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage

IS_CODE = OutboxMessage.turn == 0
_UNRELEASED = select(Election.id).where(Election.tokens_released_at.is_(None))
AWAITS_RELEASE = and_(OutboxMessage.kind == "token", OutboxMessage.election_id.in_(_UNRELEASED))
_MINUTE = dt.timedelta(minutes=1)
_LOCK = 7_216_043_119  # an arbitrary number: on PostgreSQL, one process at a time counts and takes a mail


def held_until(session: Session, per_minute: int | None) -> dt.datetime | None:
    """Return when the next mail may be tried, or None if one may be now.

    To the end of the transaction no other process gets an answer: two would take the same place.
    """
    if per_minute is None:
        return None
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    now = clock.now()
    # What a clock that ran ahead has sent holds nothing back.
    lately = (OutboxMessage.tried_at > now - _MINUTE, OutboxMessage.tried_at <= now)
    codes = session.scalar(select(func.count()).where(*lately, IS_CODE)) or 0
    places = max(per_minute - codes, -(-per_minute // 2))
    others = select(OutboxMessage.tried_at).where(*lately, ~IS_CODE).order_by(OutboxMessage.tried_at.desc())
    last = session.scalar(others.offset(places - 1).limit(1))
    return last and last + _MINUTE


def waiting_mails(session: Session) -> int:
    """Return how many mails of all elections wait to be sent, now or later; not the tokens that nobody has released."""
    waiting = (OutboxMessage.state.in_(("queued", "sending")), ~AWAITS_RELEASE)
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(*waiting)) or 0


def minutes_needed(session: Session, per_minute: int) -> int:
    """Return in how many minutes what waits has been tried at this pace."""
    return -(-waiting_mails(session) // per_minute)
