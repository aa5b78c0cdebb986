"""Practice elections: started with one click; made-up people vote and count."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.practice.run import (
    VOTERS,
    begin_practice,
    hide,
    own_token,
    play_trustees,
    practice_of,
    to_vote,
)
from ballot.election.scene import Scene
from ballot.language import _
from ballot.store.models.election import Election
from ballot.store.models.people import Officer
from ballot.web import worker
from ballot.web.request.access import NO_ELECTIONS_OF_ITS_OWN, creates_elections, own_election
from ballot.web.request.bodies import json_answer
from ballot.web.request.failures import failure
from ballot.web.request.limits import PRACTICE, limit_by_network
from ballot.web.services import services

blueprint = Blueprint("practice", __name__, url_prefix="/officer")


@blueprint.post("/practice")
@limit_by_network(PRACTICE)
@creates_elections
def begin(session: Session, officer: Officer) -> ResponseReturnValue:
    """Start a practice election with a built-in ballot paper."""
    election = begin_practice(session, officer, services().config.public_url, services().seal)
    return _begun(election)


@blueprint.post("/elections/<uuid>/practice")
@limit_by_network(PRACTICE)
@own_election()
def begin_with(scene: Scene) -> ResponseReturnValue:
    """Start a practice election with the ballot paper of this election."""
    if not scene.election.officer.creates_elections:  # a second officer who was handed this election
        return failure(403, NO_ELECTIONS_OF_ITS_OWN)
    found = services()
    return _begun(
        begin_practice(scene.session, scene.election.officer, found.config.public_url, found.seal, scene.election)
    )


def _begun(election: Election) -> ResponseReturnValue:
    flash(_("The practice election is set up, frozen and open. Let its made-up members vote, or vote yourself."))
    return redirect(url_for("dashboard.dashboard", uuid=election.uuid))


@blueprint.get("/elections/<uuid>/practice")
@own_election("open")
def voting(scene: Scene) -> ResponseReturnValue:
    """Show how many made-up members have voted, and a ballot token to vote with."""
    waiting = len(to_vote(scene))
    return render_template(
        "officer/practice.html",
        election=scene.election,
        voters=VOTERS,
        voted=VOTERS - waiting,
        running=worker.the_worker().practice.is_open(scene.election.uuid),
        token=own_token(scene),
    )


@blueprint.post("/elections/<uuid>/practice/ballots")
@own_election("open")
def ballots(scene: Scene) -> ResponseReturnValue:
    """Let the made-up members vote, in the background."""
    practice_of(scene)
    worker.let_vote(scene.election.uuid)
    return redirect(url_for("practice.voting", uuid=scene.election.uuid))


@blueprint.get("/elections/<uuid>/practice/progress")
@json_answer
@own_election("open")
def progress(scene: Scene) -> ResponseReturnValue:
    """Report the progress of the made-up members."""
    reading = worker.the_worker().practice.is_open(scene.election.uuid)
    # A new transaction, which sees every ballot that was cast before the job was found to be done.
    scene.session.rollback()
    return worker.how_far(reading, VOTERS - len(to_vote(scene)), VOTERS)


@blueprint.post("/elections/<uuid>/practice/trustees")
@own_election("closed")
def trustees(scene: Scene) -> ResponseReturnValue:
    """Let the made-up trustees shuffle and decrypt."""
    practice_of(scene)
    uuid = scene.election.uuid
    scene.session.commit()  # each of them uses a separate transaction, which has to wait for this one
    play_trustees(services().database, uuid)
    flash(_("The made-up trustees have done their part."))
    return redirect(url_for("result.count", uuid=uuid))


@blueprint.post("/elections/<uuid>/hide")
@own_election()
def hide_it(scene: Scene) -> ResponseReturnValue:
    """Hide a practice election from the lists."""
    hide(scene)
    flash(_("The practice election is hidden. Its pages can still be opened by their address."))
    return redirect(url_for("dashboard.elections"))
