"""What the public sees of the board while the voting is open: portions of ballots, and never when a member votes (P5).

The board is public, and names the public credential of each ballot. Somebody who reads it all the time would see when
each credential votes. So ballots come out in portions: only at a full hour, and only when enough have been cast since
the last portion or a day has passed. Until then the public board, archive, companion file, counts and checkpoint are
those of the last portion, which all belong together. The holder of a receipt does not wait: a tracking number that is
known to nobody else finds its ballot immediately (docs/decisions/0033-ballots-in-portions.md).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, select

from ballot.election.scene import Scene
from ballot.store.models.board import BoardHead, PublicHead
from ballot.store.models.election import Election

SMALLEST = 20  # ballots in a portion, unless a day has passed
STEP = dt.timedelta(hours=1)
LONGEST = dt.timedelta(days=1)
_COPIED = ("size", "hash", "frontier", "companion_size", "companion_hash")


def public_head(scene: Scene) -> BoardHead | PublicHead:
    """Return the head of the board as far as the voting shows it: of the last portion, or when it is over, of all."""
    if scene.election.state == "open":
        return scene.session.get_one(PublicHead, scene.election.id)
    return scene.session.get_one(BoardHead, scene.election.id)


def begin(scene: Scene, now: dt.datetime) -> None:
    """Show the board as it is when the voting is opened."""
    _show(scene, scene.session.get_one(BoardHead, scene.election.id), now)


def may_come_out(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for an election whose portion has not been decided since the last full hour."""
    waiting = select(PublicHead.election_id).where(PublicHead.looked_at < _hour(now))
    return Election.state == "open", Election.id.in_(waiting)


def come_out(scene: Scene, now: dt.datetime) -> None:
    """Let a portion come out if one is due.

    Only the first look after a full hour decides. If the ballot that makes a portion large enough released it, its
    voter would be known to have voted at that moment.
    """
    shown = scene.session.get_one(PublicHead, scene.election.id)
    hour = _hour(now)
    if hour <= _hour(shown.looked_at):
        return
    shown.looked_at = now
    head = scene.session.get_one(BoardHead, scene.election.id)
    if head.size - shown.size >= SMALLEST or hour - _hour(shown.shown_at) >= LONGEST:
        _show(scene, head, now)
    scene.session.flush()


def show_all(scene: Scene, now: dt.datetime) -> None:
    """Let out what is there, whatever the hour: another checkpoint of the old state could not be signed any more."""
    if scene.election.state == "open":
        _show(scene, scene.session.get_one(BoardHead, scene.election.id), now)


def _show(scene: Scene, head: BoardHead, now: dt.datetime) -> None:
    shown = scene.session.get(PublicHead, scene.election.id)
    if shown is None:
        shown = PublicHead(election_id=scene.election.id)
        scene.session.add(shown)
    for name in _COPIED:
        setattr(shown, name, getattr(head, name))
    shown.shown_at = shown.looked_at = now
    scene.session.flush()


def _hour(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
