"""The officers' list of members who have requested a new token."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election import log
from ballot.election.accounts.member_logins import end_request, open_requests
from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.language import _
from ballot.web.request.access import own_election

blueprint = Blueprint("token_requests", __name__, url_prefix="/officer/elections/<uuid>/token-requests")


@blueprint.get("")
@own_election(also={SECOND_OFFICER})
def page(scene: Scene) -> ResponseReturnValue:
    """Show who has requested a token: name and membership number from the roll."""
    requests = open_requests(scene)
    return render_template("officer/roll/token_requests.html", election=scene.election, requests=requests)


@blueprint.post("/<int:number>/end")
@own_election(also={SECOND_OFFICER})
def end(scene: Scene, number: int) -> ResponseReturnValue:
    """Remove a request from the list."""
    end_request(scene, number)
    log.write(scene, log.OFFICER, "Took a request for a new token off the list.")
    flash(_("The request is off the list."))
    return redirect(url_for("token_requests.page", uuid=scene.election.uuid))
