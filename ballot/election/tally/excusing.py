"""Excuse a mixer who cannot shuffle, with a reason that everybody can read, so that the count goes on without them.

It needs a second officer, if there is one, and is possible only while the ballots are being shuffled: never after the
mixer has shuffled, and never below the least number of mixers that the charter names (check 7.2). The record in the
companion file is covered by a checkpoint at once. Who is excused can still hand in a share.
"""

from __future__ import annotations

import msgspec

from ballot import clock
from ballot.board import companion
from ballot.board.companion import MAX_REASON
from ballot.board.mixers import fewest_mixers, required_mixers
from ballot.election import log
from ballot.election.board_facts import append_checkpoint, charter_of
from ballot.election.mail.texts import trustee_excused_mail
from ballot.election.proposals import Payload
from ballot.election.scene import Scene
from ballot.election.state import lock, require_state
from ballot.election.tally.mixing import end_mixing, waiting_mixers
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import Lazy, _, isolated
from ballot.report import names_in_words
from ballot.store import board
from ballot.store.models.election import Trustee
from ballot.store.models.mail import OutboxMessage

KIND = "excuse-mixer"


class Excusal(msgspec.Struct, frozen=True):
    """A mixer who was excused, and why; `owner` from 1."""

    owner: int
    name: str
    reason: str


def excusals(scene: Scene) -> list[Excusal]:
    """Return everybody who was excused, in order."""
    if scene.election.setup_event is None:
        return []
    names = {trustee.position: trustee.name for trustee in scene.election.trustees}
    records = board.companion_records_of(scene.session, scene.election, companion.ExcusedMixerRecord)
    return [Excusal(record.owner, names[record.owner], record.reason) for record in records]


def excusal_of(scene: Scene, trustee: Trustee) -> Excusal | None:
    """Return the excusal of one trustee, if there is one."""
    return next((one for one in excusals(scene) if one.owner == trustee.position), None)


def require_excusable(scene: Scene, owner: int) -> Trustee:
    """Return the mixer with this owner number, who can be excused now. Raises: NotPermitted with the reason why not."""
    require_state(scene.election, "closed")
    trustee = next((one for one in scene.election.trustees if one.position == owner), None)
    if trustee is None:
        raise NotPermitted(_("There is no such trustee."))
    if trustee not in waiting_mixers(scene.election):
        raise NotPermitted(_("Nobody waits for a shuffle of %(name)s.", name=isolated(trustee.name)))
    problem = _why_nobody(scene)
    if problem:
        raise NotPermitted(problem)
    return trustee


def _why_nobody(scene: Scene) -> str:
    """Say why no mixer can be excused now; empty if somebody can be."""
    policy = charter_of(scene).policy
    excused = [trustee.position for trustee in scene.election.trustees if trustee.excused_at is not None]
    mixed = [trustee.position for trustee in scene.election.trustees if trustee.shuffled_at is not None]
    fewest = fewest_mixers(policy)
    if len(required_mixers(policy, excused, mixed).owners) > fewest:
        return ""
    return _(
        "Nobody can be excused: the charter demands a least number of trustees who shuffle (%(num)s), and no more are "
        "left.",
        num=fewest,
    )


def check(scene: Scene, payload: Payload) -> Payload:
    """Refuse what is not possible now. `payload`: `owner`."""
    require_excusable(scene, payload["owner"])
    return payload


def refusal(scene: Scene) -> str:
    """Say why one officer is not enough."""
    return _("Two people excuse a trustee from shuffling: one proposes it, another one confirms it.")


def detail(scene: Scene, payload: Payload) -> str:
    """Say who is excused, and what follows from it."""
    trustee = require_excusable(scene, payload["owner"])
    left = [one.name for one in scene.election.trustees if one.mixes and one.excused_at is None and one is not trustee]
    return _(
        "%(name)s will not shuffle. This is final, and the reason is published. These are left: %(names)s. As long as "
        "one of them is honest, nobody can tell whose ballot is whose. Make sure first that %(name)s cannot shuffle.",
        name=isolated(trustee.name),
        names=names_in_words(left),
    )


def excuse(scene: Scene, payload: Payload) -> Lazy:
    """Excuse a mixer, end the mixnet if nobody else is waited for, and return the sentence that says so."""
    head = lock(scene)
    trustee = require_excusable(scene, payload["owner"])
    reason = clean_line(payload["reason"], _("The reason"), MAX_REASON)
    record = companion.ExcusedMixerRecord(head.hash or "", trustee.position, reason)
    board.append_companion(scene.session, scene.election, record)
    trustee.excused_at = clock.now()
    log.write(scene, log.OFFICER, f"Excused {trustee.name} from shuffling: {reason}")
    end_mixing(scene)
    if scene.identity is not None:
        append_checkpoint(scene)
    if trustee.email:
        scene.session.add(OutboxMessage(**trustee_excused_mail(scene.election, trustee, reason)))
    scene.session.flush()
    return Lazy(
        lambda: _(
            "%(name)s is excused from shuffling: %(reason)s", name=isolated(trustee.name), reason=isolated(reason)
        )
    )
