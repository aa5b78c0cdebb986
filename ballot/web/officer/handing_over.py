"""The returning officer hands over the election to a second officer, who confirms it like every joint act."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from ballot.election import acts
from ballot.election.amendments.handing_over import KIND, usual_contact
from ballot.election.paper.contests import MAX_TITLE
from ballot.election.proposals import MAX_REASON
from ballot.election.roles import SECOND_OFFICER, appointments
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _, isolated, lazy
from ballot.store.models.people import Officer
from ballot.web.officer.people import GONE
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import ConfirmForm, at_most, required
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("handing_over", __name__, url_prefix="/officer/elections/<uuid>/roles/<int:number>/hand-over")


class HandOverForm(ConfirmForm):
    """Whom members contact from then on, and why the election is handed over."""

    administrator = StringField(lazy("Who runs it from then on?"), [Optional(), at_most(MAX_TITLE)])
    contact = StringField(lazy("How do members reach them?"), [Optional(), at_most(MAX_TITLE)])
    reason = TextAreaField(lazy("Reason"), [required(lazy("Enter the reason.")), at_most(MAX_REASON)])


def _successor(scene: Scene, number: int) -> Officer:
    """Return the second officer whose appointment has this number."""
    for one in appointments(scene):
        if (one.id, one.role) == (number, SECOND_OFFICER):
            return one.officer
    raise NotPermitted(GONE)


def _with_usual_contact(scene: Scene, number: int) -> HandOverForm:
    usual = usual_contact(scene.election, _successor(scene, number))
    return HandOverForm(formdata=None, administrator=usual.administrator, contact=usual.contact)


def _page(scene: Scene, form: HandOverForm, number: int) -> str:
    successor = _successor(scene, number)
    return render_template("officer/handing_over.html", election=scene.election, successor=successor, form=form)


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election()
@form_view(HandOverForm, _page, first=_with_usual_contact)
def propose(scene: Scene, form: HandOverForm, number: int) -> ResponseReturnValue:
    """Show what members will read about whom to contact; propose it. Nothing changes until the successor confirms."""
    successor = _successor(scene, number)
    contact = {"administrator": form.administrator.data or "", "contact": form.contact.data or ""}
    acts.propose(scene, KIND, {"to": successor.id, **contact}, form.reason.data or "")
    return proposed(scene.election, _("Proposed. %(name)s has to confirm it.", name=isolated(successor.name)))
