"""What was removed from a draft: kept whole, so that no click loses work, and wiped at the freeze.

It is kept as JSON: `contests.py` and `trustees/trustees.py` write theirs, and bring it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from ballot import clock
from ballot.election import log
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.paper import Contest, Removal

_MOST = 500


def keep(
    scene: Scene,
    kind: str,
    name: str,
    content: bytes,
    *,
    photographs: Iterable[str | None] = (),
    contest: Contest | None = None,
) -> Removal:
    """Keep what is about to be removed. `contest`: from which a candidate goes. Raises: NotPermitted if it is a lot."""
    if len(removals(scene)) >= _MOST:
        raise NotPermitted(_("Too much was removed. Bring something back first."))
    removal = Removal(
        election_id=scene.election.id,
        kind=kind,
        name=name,
        at=clock.now(),
        actor=scene.who or log.OFFICER,
        content=content.decode(),
        photographs="\n".join(digest for digest in photographs if digest),
        contest_id=None if contest is None else contest.id,
    )
    scene.session.add(removal)
    scene.session.flush()
    return removal


def removals(scene: Scene, *kinds: str) -> list[Removal]:
    """Return what can be brought back, the latest first; without the candidates of a removed contest."""
    query = select(Removal).where(Removal.election_id == scene.election.id, Removal.within_id.is_(None))
    if kinds:
        query = query.where(Removal.kind.in_(kinds))
    return list(scene.session.scalars(query.order_by(Removal.id.desc())))


def find(scene: Scene, number: int) -> Removal:
    """Return a removal of this election. Raises: NotPermitted if it was brought back meanwhile."""
    removal = next((one for one in removals(scene) if one.id == number), None)
    if removal is None:
        raise NotPermitted(_("This was brought back already."))
    return removal


def spared(scene: Scene) -> set[str]:
    """Return the digests of the photographs that a removal needs."""
    rows = scene.session.scalars(select(Removal.photographs).where(Removal.election_id == scene.election.id))
    return {digest for row in rows for digest in row.splitlines()}


def put_within(scene: Scene, contest: Contest, removal: Removal) -> None:
    """Let the candidates who were removed from a contest go with it."""
    for one in _of_contest(scene, contest):
        one.contest_id, one.within_id = None, removal.id
    scene.session.flush()


def take_out(scene: Scene, removal: Removal, contest: Contest | None = None) -> None:
    """Forget a removal that was undone; candidates removed before from that contest belong to it again."""
    for one in scene.session.scalars(select(Removal).where(Removal.within_id == removal.id)):
        one.within_id, one.contest_id = None, None if contest is None else contest.id
    scene.session.flush()
    scene.session.delete(removal)
    scene.session.flush()


def wipe(scene: Scene) -> None:
    """Forget everything that was removed, as the freeze does."""
    scene.session.execute(delete(Removal).where(Removal.election_id == scene.election.id))


def _of_contest(scene: Scene, contest: Contest) -> list[Removal]:
    query = select(Removal).where(Removal.election_id == scene.election.id, Removal.contest_id == contest.id)
    return list(scene.session.scalars(query))
