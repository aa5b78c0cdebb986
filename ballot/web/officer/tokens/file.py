"""The file with the tokens for a mail merge: can be downloaded repeatedly until it is confirmed as saved."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField

from ballot.election.scene import Scene
from ballot.election.tokens.file import STATES, confirm_saved, file_sums, take_file
from ballot.language import lazy, ngettext
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import required
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("token_file", __name__, url_prefix="/officer/elections/<uuid>/token-file")


class SavedForm(FlaskForm):
    """Confirms that the file is saved: its tokens are then deleted here."""

    saved = BooleanField(
        lazy("I have opened the file, and it has a row for everybody"),
        [required(lazy("Tick the box when you have looked into the file."))],
    )


def _page(scene: Scene, form: SavedForm) -> str:
    return render_template("officer/tokens/file.html", election=scene.election, form=form, sums=file_sums(scene))


@blueprint.get("")
@own_election(*STATES)
def page(scene: Scene) -> ResponseReturnValue:
    """Show how many tokens are waiting, and offer the file."""
    return _page(scene, SavedForm(formdata=None))


@blueprint.post("/download")
@own_election(*STATES)
def download(scene: Scene) -> ResponseReturnValue:
    """Send the file. It contains the tokens, so it is requested with a button and stored nowhere."""
    table = take_file(scene, services().seal, services().config.public_url)
    response = Response(table, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"tokens-{scene.election.uuid}.csv")
    return response


@blueprint.post("/saved")
@own_election(*STATES)
@form_view(SavedForm, _page)
def saved(scene: Scene, _form: SavedForm) -> ResponseReturnValue:
    """Confirm that the file is saved: its tokens are deleted here, and count as issued."""
    tokens = confirm_saved(scene)
    flash(
        ngettext(
            "%(num)s token counts as issued. It is wiped from this server.",
            "%(num)s tokens count as issued. They are wiped from this server.",
            tokens,
        )
    )
    return redirect(url_for("mails.page", uuid=scene.election.uuid))
