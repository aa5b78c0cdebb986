"""Delete a draft, on a separate page that says what is deleted and what remains."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election.roll.roll import members_count
from ballot.election.scene import Scene
from ballot.election.setup.delete import delete_draft
from ballot.language import _
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import ConfirmForm
from ballot.web.request.access import own_election

blueprint = Blueprint("delete", __name__, url_prefix="/officer/elections/<uuid>/delete")


def _page(scene: Scene, form: ConfirmForm) -> str:
    members = members_count(scene)
    return render_template("officer/delete.html", election=scene.election, form=form, members=members)


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election("draft")
@form_view(ConfirmForm, _page)
def delete(scene: Scene, _form: ConfirmForm) -> ResponseReturnValue:
    """Explain what deleting a draft means; delete it."""
    delete_draft(scene)
    flash(_("The draft is deleted."))
    return redirect(url_for("dashboard.elections"))
