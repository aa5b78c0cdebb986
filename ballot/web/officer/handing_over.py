"""The returning officer hands the election over to a second officer, who confirms it like every act of two people."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from ballot.election.acts import MAX_REASON
from ballot.election.amendments.handing_over import Contact, propose_hand_over, usual_contact
from ballot.election.paper.contests import MAX_TITLE
from ballot.election.roles import SECOND_OFFICER, appointments
from ballot.errors import NotPermitted
from ballot.language import _, isolated, lazy
from ballot.store.models.election import Election
from ballot.store.models.people import Officer
from ballot.web.officer.people import GONE
from ballot.web.page.forms import ConfirmForm, at_most, required
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("handing_over", __name__, url_prefix="/officer/elections/<uuid>/roles/<int:number>/hand-over")


class HandOverForm(ConfirmForm):
    """Whom members ask from then on, and why the election is handed over."""

    administrator = StringField(lazy("Who runs it from then on?"), [Optional(), at_most(MAX_TITLE)])
    contact = StringField(lazy("How do members reach them?"), [Optional(), at_most(MAX_TITLE)])
    reason = TextAreaField(lazy("Reason"), [required(lazy("Enter the reason.")), at_most(MAX_REASON)])


@blueprint.get("")
@own_election()
def page(session: Session, election: Election, number: int) -> ResponseReturnValue:
    """Say what it means, and what members will read about whom to ask."""
    successor, form = _successor(session, election, number), HandOverForm(formdata=None)
    usual = usual_contact(election, successor)
    form.administrator.data, form.contact.data = usual.administrator, usual.contact
    return _page(election, successor, form)


@blueprint.post("")
@own_election()
def propose(session: Session, election: Election, number: int) -> ResponseReturnValue:
    """Propose it; nothing is changed until the successor confirms."""
    successor, form = _successor(session, election, number), HandOverForm()
    if not form.validate():
        return _page(election, successor, form), 422
    contact = Contact(form.administrator.data or "", form.contact.data or "")
    try:
        with session.begin_nested():
            propose_hand_over(session, election, successor, contact, form.reason.data or "")
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(election, successor, form), 409
    return proposed(election, _("Proposed. %(name)s has to confirm it.", name=isolated(successor.name)))


def _successor(session: Session, election: Election, number: int) -> Officer:
    """Return the second officer whose appointment has this number."""
    for one in appointments(session, election):
        if (one.id, one.role) == (number, SECOND_OFFICER):
            return one.officer
    raise NotPermitted(GONE)


def _page(election: Election, successor: Officer, form: HandOverForm) -> str:
    return render_template("officer/handing_over.html", election=election, successor=successor, form=form)
