"""The marked register: one officer requests it with a reason, another one confirms it, and both can download it."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from ballot.election import acts, log
from ballot.election.proposals import MAX_REASON, waiting
from ballot.election.result.marked_register import (
    KIND,
    STATES,
    refuse_register,
    register_csv,
    register_is_open,
)
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.language import _, lazy
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import at_most, required
from ballot.web.page.proposing import proposed
from ballot.web.request.access import current_officer, own_election

blueprint = Blueprint("marked_register", __name__, url_prefix="/officer/elections/<uuid>/register")


class RegisterForm(FlaskForm):
    """Why the register is needed."""

    reason = StringField(
        lazy("Which rule asks for it, and who gets it?"), [required(lazy("Say why.")), at_most(MAX_REASON)]
    )


def _page(scene: Scene, form: RegisterForm) -> str:
    refuse_register(scene.election)
    return render_template(
        "officer/marked_register.html",
        election=scene.election,
        form=form,
        is_open=register_is_open(scene),
        proposed=bool(waiting(scene, KIND)),
        seconds=second_officers(scene),
    )


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election(*STATES, also=[SECOND_OFFICER])
@form_view(RegisterForm, _page)
def propose(scene: Scene, form: RegisterForm) -> ResponseReturnValue:
    """Explain the register, and offer it when two officers have agreed; propose its release."""
    acts.propose(scene, KIND, {}, form.reason.data or "")
    return proposed(
        scene.election, _("Proposed. The register can be downloaded when another officer has confirmed it.")
    )


@blueprint.post("/download")
@own_election(*STATES, also=[SECOND_OFFICER])
def download(scene: Scene) -> ResponseReturnValue:
    """Send the register, and record who downloaded it."""
    content = register_csv(scene)
    log.write(scene, current_officer(scene.session).name, "Downloaded the marked register.")
    response = Response(content, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{scene.election.uuid}-register.csv")
    return response
