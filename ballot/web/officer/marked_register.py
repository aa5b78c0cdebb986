"""The marked register: one officer asks for it with a reason, another one confirms it, and both can download it."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField

from ballot.election import log
from ballot.election.acts import MAX_REASON, waiting
from ballot.election.result.marked_register import (
    KIND,
    STATES,
    propose_register,
    refuse_register,
    register_csv,
    register_is_open,
)
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.store.models.election import Election
from ballot.web.page.forms import at_most, required
from ballot.web.page.proposing import proposed
from ballot.web.request.access import current_officer, own_election

blueprint = Blueprint("marked_register", __name__, url_prefix="/officer/elections/<uuid>/register")


class RegisterForm(FlaskForm):
    """Why the register is taken."""

    reason = StringField(
        lazy("Which rule asks for it, and who gets it?"), [required(lazy("Say why.")), at_most(MAX_REASON)]
    )


@blueprint.get("")
@own_election(*STATES, also=[SECOND_OFFICER])
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Say what the register is and who takes it; offer it when two officers have agreed."""
    return _page(session, election, RegisterForm())


@blueprint.post("")
@own_election(*STATES, also=[SECOND_OFFICER])
def propose(session: Session, election: Election) -> ResponseReturnValue:
    """Propose to take it: nothing can be downloaded before another officer confirms."""
    form = RegisterForm()
    if not form.validate():
        return _page(session, election, form), 422
    try:
        with session.begin_nested():
            propose_register(session, election, current_officer(session), form.reason.data or "")
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(session, election, form), 409
    return proposed(election, _("Proposed. The register can be downloaded when another officer has confirmed it."))


@blueprint.post("/download")
@own_election(*STATES, also=[SECOND_OFFICER])
def download(session: Session, election: Election) -> ResponseReturnValue:
    """Send the register, and write down who took it."""
    content = register_csv(session, election)
    log.write(session, election, current_officer(session).name, "Downloaded the marked register.")
    response = Response(content, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{election.uuid}-register.csv")
    return response


def _page(session: Session, election: Election, form: RegisterForm) -> str:
    refuse_register(election)
    return render_template(
        "officer/marked_register.html",
        election=election,
        form=form,
        is_open=register_is_open(session, election),
        proposed=any(act.kind == KIND for act in waiting(session, election)),
        seconds=second_officers(session, election),
    )
