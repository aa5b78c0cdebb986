"""The turnout as everybody may see it: how many have voted, and when, but never who (P5).

A member who is known to have voted at some moment must not be recognised by it: the line has steps of an hour or more,
and a step in which few voted is shown together with the next ones. Countries are shown separately only after the
voting, and only if no group is so small, so nearly complete or so nearly absent that it reveals something about one
member; the remainder must be large enough as well, so that nothing can be found by subtraction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

import msgspec
from sqlalchemy import distinct, func, select

from ballot.election.event_cache import Memory
from ballot.election.roll.roll import members_count
from ballot.election.roll.upload import find_upload
from ballot.election.scene import Scene
from ballot.election.state import has_reached, is_called_off
from ballot.election.tokens.file import file_sums
from ballot.election.tokens.ledger import Ledger, ledger
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.tokens.roll_changes import roll_changes
from ballot.election.voting.portions import public_head
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.board import Receipt
from ballot.store.models.election import Election
from ballot.store.models.roll import Member

SMALLEST_STEP = 10  # voters in a step of the line, unless there are none
SMALLEST_GROUP = 20  # members of a group that is shown
EDGE = 3  # at least this number of a group have voted, and at least this number have not
STEP = dt.timedelta(hours=1)  # fixed: two lines with different steps, before and after a later end, could be subtracted
MOST_POINTS = 72
_OTHERS = "…"  # the code of the groups that are shown together


class Point(msgspec.Struct, frozen=True):
    """The number who had voted at the end of a step."""

    until: dt.datetime
    voters: int


class Group(msgspec.Struct, frozen=True):
    """The turnout of a country (its code; empty if it is not known), or of all `others` together."""

    country: str
    members: int
    voters: int
    others: bool = False


class Turnout(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown. `shown_until`: the end of the last step that is shown; the figures are those of that moment."""

    members: int
    voters: int
    line: tuple[Point, ...]
    groups: tuple[Group, ...]
    opens_at: dt.datetime
    final: bool
    timeless: bool = False  # a registrar issued the tokens: this server knows how many have voted, and nothing else


_KEPT = msgspec.json.Decoder(Turnout)  # made once: see `ballot.records.canonical`
_kept: Memory[Turnout] = Memory(50)


def is_shown(election: Election, now: dt.datetime) -> bool:
    """Return whether everybody may see the turnout now."""
    begun = election.opens_at is not None and election.opens_at <= now
    open_ = has_reached(election, "open") and (election.turnout_public or _is_final(election))
    return begun and open_


def _is_final(election: Election) -> bool:
    return has_reached(election, "closed") or is_called_off(election)


def turnout(scene: Scene, now: dt.datetime) -> Turnout:
    """Return the turnout as it may be shown at a moment.

    It changes only when a step ends; but where a registrar issued the tokens, it is the number of voters on the board
    as far as that is public. If the people's data has been deleted, it is what was shown until then.
    """
    if scene.election.forgotten is not None:
        return _KEPT.decode(scene.election.forgotten.turnout)
    final = _is_final(scene.election)
    opens_at = scene.election.opens_at or now
    end = (scene.election.closed_at or scene.election.called_off_at or now) if final else now
    if is_registrars(scene.election):
        known = {"members": members_count(scene), "voters": voters_on_board(scene, public_head(scene).size)}
        return Turnout(**known, line=(), groups=(), opens_at=opens_at, final=final, timeless=True)
    steps = max(0, (end - opens_at) // STEP)
    key = (scene.election.uuid, final, steps, roll_changes(scene).number)
    return _kept.recall(key, lambda: _look(scene, opens_at, end))


def _look(scene: Scene, opens_at: dt.datetime, end: dt.datetime) -> Turnout:
    final = _is_final(scene.election)
    of_it = Member.election_id == scene.election.id
    members = scene.session.scalar(select(func.count()).where(of_it)) or 0
    query = select(Member.spent_at).where(of_it, Member.spent_at.is_not(None))
    moments = [moment for moment in scene.session.scalars(query) if moment is not None]
    line = thinned(step_line(moments, opens_at, end, STEP, final=final)) if members >= SMALLEST_GROUP else []
    groups = _groups(scene) if final else []
    return Turnout(
        members=members,
        voters=len(moments) if final else (line[-1].voters if line else 0),
        line=tuple(line),
        groups=tuple(groups),
        opens_at=opens_at,
        final=final,
    )


def thinned(line: list[Point]) -> list[Point]:
    """Return some of many points, including the last: a selection of what could be shown anyway."""
    every = -(-len(line) // MOST_POINTS) or 1
    return line[::-every][::-1]


def step_line(
    moments: Sequence[dt.datetime], opens_at: dt.datetime, end: dt.datetime, step: dt.timedelta, *, final: bool
) -> list[Point]:
    """Return the line: between two points at least SMALLEST_STEP have voted, or nobody.

    Only steps that are over are counted; a `final` line continues to its end, with what is left.
    """
    counts = [0] * ((end - opens_at) // step + 1)
    for moment in moments:
        counts[min(max(0, (moment - opens_at) // step), len(counts) - 1)] += 1
    line, waiting, so_far = [], 0, 0
    for number, count in enumerate(counts[:-1], start=1):
        waiting += count
        if not waiting or waiting >= SMALLEST_STEP:
            so_far, waiting = so_far + waiting, 0
            line.append(Point(opens_at + number * step, so_far))
    if not final:
        return line
    total = so_far + waiting + counts[-1]
    while line and 0 < total - line[-1].voters < SMALLEST_STEP:
        line.pop()
    return [*line, Point(end, total)] if line or total >= SMALLEST_STEP else []


def _groups(scene: Scene) -> list[Group]:
    query = select(Member.country, func.count(), func.count(Member.spent_at)).where(
        Member.election_id == scene.election.id
    )
    rows = scene.session.execute(query.group_by(Member.country)).all()
    return safe_groups([Group(country or "", members, voters) for country, members, voters in rows])


def safe_groups(groups: Sequence[Group]) -> list[Group]:
    """Return the groups that may be shown, largest first, and the others as one; none, if that reveals too much."""
    ordered = sorted(groups, key=lambda group: (-group.members, group.country))
    shown = [group for group in ordered if _is_safe(group)]
    left = [group for group in ordered if not _is_safe(group)]
    while left and shown and not _is_safe(_together(left)):
        left.append(shown.pop())
    if len(shown) + bool(left) < 2:
        return []
    return [*shown, _together(left)] if left else shown


def _is_safe(group: Group) -> bool:
    return group.members >= SMALLEST_GROUP and EDGE <= group.voters <= group.members - EDGE


def _together(groups: Sequence[Group]) -> Group:
    members, voters = (sum(getattr(group, name) for group in groups) for name in ("members", "voters"))
    return Group(_OTHERS, members, voters, others=True)


def points_of(shown: Turnout, top: int, width: int = 1000, height: int = 300) -> str:
    """Return the points of the step line in a field of this size, whose upper edge is `top` voters."""
    if not shown.line:
        return ""
    begin, whole = shown.opens_at, shown.line[-1].until - shown.opens_at
    corners = [(begin, 0)]
    for earlier, point in pairwise([Point(begin, 0), *shown.line]):
        corners += [(point.until, earlier.voters), (point.until, point.voters)]
    return " ".join(f"{width * ((at - begin) / whole):.1f},{height - height * n / top:.1f}" for at, n in corners)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Roll, tokens and turnout."""

    members: int
    roll_file: bool  # an uploaded file has not been imported or discarded yet
    total_weight: int
    tokens: Ledger
    merge_file: bool  # tokens are handed out as a mail-merge file
    in_file: int  # how many of these wait until the file is saved
    voters: int
    ballots: int


def figures(scene: Scene) -> Figures:
    """Return the dashboard's figures."""
    members, weight, voters = scene.session.execute(
        select(func.count(), func.coalesce(func.sum(Member.weight), 0), func.count(Member.spent_at)).where(
            Member.election_id == scene.election.id
        )
    ).one()
    if is_registrars(scene.election):  # the server does not know whose tokens are spent, only how many
        voters = voters_on_board(scene, None)
    return Figures(
        members=members,
        roll_file=find_upload(scene) is not None,
        total_weight=int(weight),
        tokens=ledger(scene),
        merge_file=scene.election.token_channel == "merge",  # noqa: S105  (no password)
        in_file=file_sums(scene).waiting,
        voters=voters,
        ballots=board.count_events(scene.session, scene.election, EventType.BALLOT),
    )


def voters_on_board(scene: Scene, events: int | None) -> int:
    """Return with how many credentials ballots were cast; `events`: among so many events of the board."""
    used = select(func.count(distinct(Receipt.credential))).where(Receipt.election_id == scene.election.id)
    if events is not None:
        used = used.where(Receipt.height < events)
    return scene.session.scalar(used) or 0


def turnout_over_time(scene: Scene, step: dt.timedelta) -> list[tuple[dt.datetime, int]]:
    """Return (end of the step, number of voters so far) from the opening on, for a step line.

    A step must be so long that no moment identifies a member: an hour or more is right for a real election.
    """
    if scene.election.opens_at is None or scene.election.forgotten is not None:  # who voted when is no longer known
        return []
    query = select(Member.spent_at).where(Member.election_id == scene.election.id, Member.spent_at.is_not(None))
    moments = sorted(moment for moment in scene.session.scalars(query) if moment is not None)
    line: list[tuple[dt.datetime, int]] = []
    end, so_far = scene.election.opens_at + step, 0
    for moment in moments:
        while moment >= end:
            line.append((end, so_far))
            end += step
        so_far += 1
    return [*line, (end, so_far)]
