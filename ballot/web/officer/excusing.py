"""Excuse a mixer who cannot shuffle; needs a second officer, if there is one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election import acts
from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.election.tally.excusing import KIND, detail, require_excusable
from ballot.errors import NotPermitted
from ballot.language import _, isolated
from ballot.web import worker
from ballot.web.officer.times import PROPOSED
from ballot.web.officer.trustees import trustee_at
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import SureReasonForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("excusing", __name__, url_prefix="/officer/elections/<uuid>/count/<int:position>/excuse")


def _problem(scene: Scene, position: int) -> str:
    """Say why this trustee cannot be excused now; empty if they can be."""
    try:
        require_excusable(scene, position)
    except NotPermitted as error:
        return str(error)
    return ""


def _page(scene: Scene, form: SureReasonForm, position: int) -> str:
    problem = _problem(scene, position)
    return render_template(
        "officer/result/excuse.html",
        election=scene.election,
        trustee=trustee_at(scene.election, position),
        form=form,
        problem=problem,
        detail="" if problem else detail(scene, {"owner": position}),
        two=acts.takes_two(scene, KIND, {}),
    )


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election("closed", also=[SECOND_OFFICER])
@form_view(SureReasonForm, _page)
def excuse(scene: Scene, form: SureReasonForm, position: int) -> ResponseReturnValue:
    """Explain the consequences; excuse the mixer, or propose it to the other officer."""
    trustee = trustee_at(scene.election, position)
    if acts.decide(scene, KIND, {"owner": position}, form.reason.data or "") is not None:
        return proposed(scene.election, _(PROPOSED))
    worker.wake()  # the trustee is notified, and whoever is next
    flash(_("%(trustee)s was excused from shuffling.", trustee=isolated(trustee.name)))
    return redirect(url_for("result.count", uuid=scene.election.uuid))
