"""Declare the result, and publish it."""

from __future__ import annotations

from ballot import clock
from ballot.election import log
from ballot.election.board_facts import (
    append_checkpoint,
)
from ballot.election.result.counting import contests_without_sheet
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store import board


def declare_result(scene: Scene) -> None:
    """Declare the result: the officer's statement that the count is right.

    Raises: NotPermitted while a tie waits for the public lot.
    """
    board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    require_state(scene.election, "tallied")
    if contests_without_sheet(scene):
        raise NotPermitted(_("A tie waits for the public lot: draw the seed in public and enter it before declaring."))
    scene.election.state, scene.election.declared_at = "declared", clock.now()
    log.write(scene, log.OFFICER, "Declared the result.")
    scene.session.flush()


def publish_result(scene: Scene) -> None:
    """Publish the result: result, archive and companion file become public as a whole.

    If the scene has an identity, the companion file ends with the server's signed checkpoint of the whole board.
    """
    board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    require_state(scene.election, "declared")
    if scene.identity is not None:
        append_checkpoint(scene)
    scene.election.state, scene.election.published_at = "published", clock.now()
    log.write(scene, log.OFFICER, "Published the result, the archive and the companion file.")
    scene.session.flush()
