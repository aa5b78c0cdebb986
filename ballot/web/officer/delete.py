"""Delete a draft, on a page of its own that says what goes and what stays."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.roll.roll import members_count
from ballot.election.setup.delete import delete_draft
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election
from ballot.web.page.forms import ConfirmForm
from ballot.web.request.access import own_election

blueprint = Blueprint("delete", __name__, url_prefix="/officer/elections/<uuid>/delete")


@blueprint.get("")
@own_election("draft")
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Say what deleting a draft means."""
    return _page(session, election, ConfirmForm())


@blueprint.post("")
@own_election("draft")
def delete(session: Session, election: Election) -> ResponseReturnValue:
    """Delete a draft."""
    form = ConfirmForm()
    if not form.validate():
        return _page(session, election, form), 422
    try:
        with session.begin_nested():
            delete_draft(session, election)
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(session, election, form), 409
    flash(_("The draft is deleted."))
    return redirect(url_for("dashboard.elections"))


def _page(session: Session, election: Election, form: ConfirmForm) -> str:
    members = members_count(session, election)
    return render_template("officer/delete.html", election=election, form=form, members=members)
