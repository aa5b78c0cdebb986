"""Call off an election, also one with too few ballots to open; needs a second officer, if there is one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election import acts
from ballot.election.closing.calling_off import KIND, STATES, can_be_called_off, unanswered
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.election.state import is_called_off
from ballot.election.tally.tally import too_few
from ballot.election.voting.turnout import figures
from ballot.language import _
from ballot.web import worker
from ballot.web.officer.times import PROPOSED
from ballot.web.officer.times_forms import CallingOffForm
from ballot.web.page.form_view import form_view
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("calling_off", __name__, url_prefix="/officer/elections/<uuid>/call-off")


def _with_usual_reason(scene: Scene) -> CallingOffForm:
    """Return the form; if there are too few ballots, that is the initial reason."""
    return CallingOffForm(formdata=None, reason=too_few(scene))


def _page(scene: Scene, form: CallingOffForm) -> str:
    two = acts.takes_two(scene, KIND, {})
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


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election(*STATES, also=[SECOND_OFFICER])
@form_view(CallingOffForm, _page, first=_with_usual_reason)
def call_off(scene: Scene, form: CallingOffForm) -> ResponseReturnValue:
    """Explain the consequences; call off the election, or propose it to the other officer."""
    acts.decide(scene, KIND, {}, form.reason.data or "")
    if not is_called_off(scene.election):
        return proposed(scene.election, _(PROPOSED))
    worker.wake()  # notifies every member
    flash(_("The election is called off."))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))
