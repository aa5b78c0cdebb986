"""Delete an election's personal data after the time for objections; needs a second officer, if there is one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from ballot import clock
from ballot.election import acts
from ballot.election.amendments.forgetting import KIND, STATES, due_at
from ballot.election.mail.outbox import shown_counts
from ballot.election.proposals import MAX_REASON
from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.election.state import require_people
from ballot.election.voting.turnout import figures
from ballot.language import _, lazy
from ballot.web.officer.times import PROPOSED
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import ConfirmForm, at_most, required
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("forgetting", __name__, url_prefix="/officer/elections/<uuid>/forget")


class ForgettingForm(ConfirmForm):
    """Why the data may be deleted now."""

    reason = StringField(lazy("Why may it be deleted now?"), [required(lazy("Say why.")), at_most(MAX_REASON)])


def _page(scene: Scene, form: ForgettingForm) -> str:
    require_people(scene.election)
    return render_template(
        "officer/forgetting.html",
        election=scene.election,
        form=form,
        members=figures(scene).members,
        due=due_at(scene.election),
        now=clock.now(),
        unsent=sum(states["queued"] for states in shown_counts(scene).values()),
        two=acts.takes_two(scene, KIND, {}),
    )


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election(*STATES, also=[SECOND_OFFICER])
@form_view(ForgettingForm, _page)
def forget(scene: Scene, form: ForgettingForm) -> ResponseReturnValue:
    """Say what is deleted, and until when people may object; delete the data, or propose it to the other officer."""
    acts.decide(scene, KIND, {}, form.reason.data or "")
    if scene.election.forgotten is None:
        return proposed(scene.election, _(PROPOSED))
    flash(_("The data of this election’s people is deleted."))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))
