"""The officers' list of members who ask for a new token."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election import log
from ballot.election.accounts.member_logins import end_request, open_requests
from ballot.election.roles import SECOND_OFFICER
from ballot.language import _
from ballot.store.models.election import Election
from ballot.web.request.access import own_election

blueprint = Blueprint("token_requests", __name__, url_prefix="/officer/elections/<uuid>/token-requests")


@blueprint.get("")
@own_election(also={SECOND_OFFICER})
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Show who asks: name and membership number, as the roll has them."""
    requests = open_requests(session, election)
    return render_template("officer/roll/token_requests.html", election=election, requests=requests)


@blueprint.post("/<int:number>/end")
@own_election(also={SECOND_OFFICER})
def end(session: Session, election: Election, number: int) -> ResponseReturnValue:
    """Take a request off the list."""
    end_request(session, election, number)
    log.write(session, election, log.OFFICER, "Took a request for a new token off the list.")
    flash(_("The request is off the list."))
    return redirect(url_for("token_requests.page", uuid=election.uuid))
