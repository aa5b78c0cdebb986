"""What is waiting for confirmation, as shown on the dashboard: to those who can confirm it, and to those who wait."""

from collections.abc import Collection
from dataclasses import dataclass

from ballot.election.acts import title, who_can_confirm
from ballot.election.closing.closing import DECIDE_ON_STOPPED, is_left_stopped
from ballot.election.notices.next_steps import who_must_confirm
from ballot.election.proposals import waiting
from ballot.election.result.lots import KIND as LOT
from ballot.election.scene import Scene
from ballot.language import _
from ballot.store.models.people import JointAct, Officer


@dataclass(frozen=True)
class WaitingActs:
    """`own`: what the reader can confirm, each with its title; `others`: sentences on who must confirm the others."""

    number: int
    own: list[tuple[JointAct, str]]
    others: list[str]


def waiting_acts(scene: Scene, reader: Officer, *, draws_wait: bool) -> WaitingActs:
    """Return what is waiting. `draws_wait`: the draws of all ties are waiting, and the next step says for whom."""
    acts = waiting(scene)
    own = [act for act in acts if reader in who_can_confirm(scene, act)]
    told = _told_by_the_next_step(scene, draws_wait=draws_wait)
    others = [act for act in acts if act not in own and act.kind not in told]
    return WaitingActs(
        len(acts),
        [(act, _(title(act))) for act in own],
        [who_must_confirm(scene, act) for act in others],
    )


def _told_by_the_next_step(scene: Scene, *, draws_wait: bool) -> Collection[str]:
    if draws_wait:
        return (LOT,)
    stopped = scene.election.state == "open" and scene.election.stopped_at is not None
    return DECIDE_ON_STOPPED if stopped and not is_left_stopped(scene) else ()
