"""How members reach whoever runs the election: changed after the freeze, on a page of its own."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.amendments.contact import change_contact
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import STATES, Election
from ballot.web.page.forms import ContactForm
from ballot.web.request.access import own_election

blueprint = Blueprint("contact", __name__, url_prefix="/officer/elections/<uuid>/contact")
FROZEN = STATES[1:]


@blueprint.get("")
@own_election(*FROZEN)
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Show what members see now."""
    return _page(election, ContactForm(contact=election.contact))


@blueprint.post("")
@own_election(*FROZEN)
def change(session: Session, election: Election) -> ResponseReturnValue:
    """Let members see another address or telephone number."""
    form = ContactForm()
    if form.validate():
        try:
            with session.begin_nested():
                change_contact(session, election, form.contact.data or "")
            flash(_("Saved."))
            return redirect(url_for("dashboard.dashboard", uuid=election.uuid))
        except NotPermitted as error:
            form.form_errors.append(str(error))
    return _page(election, form), 422


def _page(election: Election, form: ContactForm) -> str:
    return render_template("officer/contact.html", election=election, form=form)
