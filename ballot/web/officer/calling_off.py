"""Call an election off, by two people where there are two; with fewer ballots than may be opened, it ends so too."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.closing.calling_off import (
    STATES,
    call_off_by_officer,
    can_be_called_off,
    propose_calling_off,
    takes_two,
    unanswered,
)
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.state import is_called_off
from ballot.election.tally.tally import too_few
from ballot.election.voting.turnout import figures
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election
from ballot.web.officer.times import PROPOSED
from ballot.web.officer.times_forms import CallingOffForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import current_officer, own_election
from ballot.web.sending import start_sending
from ballot.web.services import services

blueprint = Blueprint("calling_off", __name__, url_prefix="/officer/elections/<uuid>/call-off")


@blueprint.get("")
@own_election(*STATES, also=[SECOND_OFFICER])
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Say what it means; where there are too few ballots, that is the reason to begin with."""
    form = CallingOffForm(formdata=None)
    form.reason.data = too_few(election)
    return _page(session, election, form)


@blueprint.post("")
@own_election(*STATES, also=[SECOND_OFFICER])
def call_off(session: Session, election: Election) -> ResponseReturnValue:
    """Call the election off, or propose it to the other officer."""
    form = CallingOffForm()
    if not form.validate():
        return _page(session, election, form), 422
    try:
        with session.begin_nested():
            _call_off(session, election, form.reason.data or "")
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(session, election, form), 409
    if not is_called_off(election):
        return proposed(election, _(PROPOSED))
    start_sending(services())  # every member is told
    flash(_("The election is called off."))
    return redirect(url_for("dashboard.dashboard", uuid=election.uuid))


def _call_off(session: Session, election: Election, reason: str) -> None:
    if takes_two(session, election, current_officer(session)):
        propose_calling_off(session, election, current_officer(session), reason)
    else:
        call_off_by_officer(session, election, services().identity, reason)


def _page(session: Session, election: Election, form: CallingOffForm) -> str:
    two = takes_two(session, election, current_officer(session))
    return render_template(
        "officer/calling_off.html",
        election=election,
        form=form,
        figures=figures(session, election),
        too_few=too_few(election),
        possible=can_be_called_off(session, election),
        two=two,
        waits=None if two or not second_officers(session, election) else unanswered(session, election),
    )
