"""Call an election off, by two people where there are two; with fewer ballots than may be opened, it ends so too."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election.closing.calling_off import (
    STATES,
    call_off_by_officer,
    can_be_called_off,
    propose_calling_off,
    takes_two,
    unanswered,
)
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.election.state import is_called_off
from ballot.election.tally.tally import too_few
from ballot.election.voting.turnout import figures
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.web import worker
from ballot.web.officer.times import PROPOSED
from ballot.web.officer.times_forms import CallingOffForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("calling_off", __name__, url_prefix="/officer/elections/<uuid>/call-off")


@blueprint.get("")
@own_election(*STATES, also=[SECOND_OFFICER])
def page(scene: Scene) -> ResponseReturnValue:
    """Say what it means; where there are too few ballots, that is the reason to begin with."""
    form = CallingOffForm(formdata=None)
    form.reason.data = too_few(scene)
    return _page(scene, form)


@blueprint.post("")
@own_election(*STATES, also=[SECOND_OFFICER])
def call_off(scene: Scene) -> ResponseReturnValue:
    """Call the election off, or propose it to the other officer."""
    form = CallingOffForm()
    if not form.validate():
        return _page(scene, form), 422
    try:
        with scene.session.begin_nested():
            _call_off(scene, form.reason.data or "")
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(scene, form), 409
    if not is_called_off(scene.election):
        return proposed(scene.election, _(PROPOSED))
    worker.wake()  # every member is told
    flash(_("The election is called off."))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))


def _call_off(scene: Scene, reason: str) -> None:
    if takes_two(scene):
        propose_calling_off(scene, reason)
    else:
        call_off_by_officer(scene, reason)


def _page(scene: Scene, form: CallingOffForm) -> str:
    two = takes_two(scene)
    return render_template(
        "officer/calling_off.html",
        election=scene.election,
        form=form,
        figures=figures(scene),
        too_few=too_few(scene),
        possible=can_be_called_off(scene),
        two=two,
        waits=None if two or not second_officers(scene) else unanswered(scene),
    )
