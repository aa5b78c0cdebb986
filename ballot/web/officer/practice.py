"""Practice elections: begun with one click, voted in and counted by people whom the server makes up."""

import threading

from flask import Blueprint, Response, after_this_request, flash, jsonify, redirect, render_template, url_for
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
    vote,
)
from ballot.language import _
from ballot.store.models.election import Election
from ballot.store.models.people import Officer
from ballot.web.request.access import NO_ELECTIONS_OF_ITS_OWN, creates_elections, own_election
from ballot.web.request.bodies import json_answer
from ballot.web.request.failures import failure
from ballot.web.request.limits import PRACTICE, limiter
from ballot.web.services import Services, services

blueprint = Blueprint("practice", __name__, url_prefix="/officer")

AT_ONCE = 4
_voting: set[str] = set()  # the elections in which this process is letting made-up members vote


@blueprint.post("/practice")
@limiter.limit(PRACTICE)
@creates_elections
def begin(session: Session, officer: Officer) -> ResponseReturnValue:
    """Begin a practice election with a ballot paper of ours."""
    election = begin_practice(session, officer, services().config.public_url, services().seal)
    return _begun(election)


@blueprint.post("/elections/<uuid>/practice")
@limiter.limit(PRACTICE)
@own_election()
def begin_with(session: Session, election: Election) -> ResponseReturnValue:
    """Begin a practice election with the ballot paper of this election."""
    if not election.officer.creates_elections:  # a second officer to whom it was handed over
        return failure(403, NO_ELECTIONS_OF_ITS_OWN)
    found = services()
    return _begun(begin_practice(session, election.officer, found.config.public_url, found.seal, election))


def _begun(election: Election) -> ResponseReturnValue:
    flash(_("The practice election is set up, frozen and open. Let its made-up members vote, or vote yourself."))
    return redirect(url_for("dashboard.dashboard", uuid=election.uuid))


@blueprint.get("/elections/<uuid>/practice")
@own_election("open")
def voting(session: Session, election: Election) -> ResponseReturnValue:
    """Show how many made-up members have voted, and a ballot token to vote with."""
    waiting = len(to_vote(session, election))
    return render_template(
        "officer/practice.html",
        election=election,
        voters=VOTERS,
        voted=VOTERS - waiting,
        running=election.uuid in _voting,
        token=own_token(session, election),
    )


@blueprint.post("/elections/<uuid>/practice/ballots")
@own_election("open")
def ballots(session: Session, election: Election) -> ResponseReturnValue:
    """Let the made-up members vote, beside the requests."""
    practice_of(session, election)
    found, uuid = services(), election.uuid

    @after_this_request
    def start(response: Response) -> Response:
        if uuid not in _voting:
            _voting.add(uuid)
            threading.Thread(target=_vote, args=(found, uuid), name="practice", daemon=True).start()
        return response

    return redirect(url_for("practice.voting", uuid=uuid))


def _vote(found: Services, uuid: str) -> None:
    """Let them vote, a few at a time, until all have; a closed election ends it."""
    try:
        while vote(found.database, uuid, found.identity, AT_ONCE):
            pass
    finally:
        _voting.discard(uuid)


@blueprint.get("/elections/<uuid>/practice/progress")
@json_answer
@own_election("open")
def progress(session: Session, election: Election) -> ResponseReturnValue:
    """Say how far the made-up members are."""
    reading = election.uuid in _voting
    session.rollback()  # those who vote at this moment are seen, too: whoever has done says so after the last ballot
    return jsonify(reading=reading, rows=VOTERS - len(to_vote(session, election)), lines=VOTERS)


@blueprint.post("/elections/<uuid>/practice/trustees")
@own_election("closed")
def trustees(session: Session, election: Election) -> ResponseReturnValue:
    """Let the made-up trustees shuffle and decrypt."""
    practice_of(session, election)
    uuid = election.uuid
    session.commit()  # what they do, each in a transaction of their own, waits for this one
    play_trustees(services().database, uuid)
    flash(_("The made-up trustees have done their part."))
    return redirect(url_for("result.count", uuid=uuid))


@blueprint.post("/elections/<uuid>/hide")
@own_election()
def hide_it(session: Session, election: Election) -> ResponseReturnValue:
    """Leave a practice election out of the lists."""
    hide(session, election)
    flash(_("The practice election is hidden. Its pages can still be opened by their address."))
    return redirect(url_for("dashboard.elections"))
