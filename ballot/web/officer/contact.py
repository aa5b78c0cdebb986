"""How members reach the officer: changed after the freeze, on a separate page."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from ballot.election.amendments.contact import change_contact
from ballot.election.scene import Scene
from ballot.language import _
from ballot.store.models.election import STATES
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import ContactForm
from ballot.web.request.access import own_election

blueprint = Blueprint("contact", __name__, url_prefix="/officer/elections/<uuid>/contact")
_FROZEN = STATES[1:]


def _as_it_is(scene: Scene) -> ContactForm:
    return ContactForm(formdata=None, contact=scene.election.contact)


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election(*_FROZEN)
@form_view(ContactForm, "officer/contact.html", first=_as_it_is)
def change(scene: Scene, form: ContactForm) -> ResponseReturnValue:
    """Show what members see now; replace the address or telephone number."""
    change_contact(scene, form.contact.data or "")
    flash(_("Saved."))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))
