"""The file with the tokens for a mail merge: taken as often as needed, until it is confirmed as saved."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField

from ballot.election.tokens.file import STATES, confirm_saved, file_sums, take_file
from ballot.errors import NotPermitted
from ballot.language import lazy, ngettext
from ballot.store.models.election import Election
from ballot.web.page.forms import required
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("token_file", __name__, url_prefix="/officer/elections/<uuid>/token-file")


class SavedForm(FlaskForm):
    """The file is saved: its tokens are wiped here."""

    saved = BooleanField(
        lazy("I have opened the file, and it has a row for everybody"),
        [required(lazy("Tick the box when you have looked into the file."))],
    )


@blueprint.get("")
@own_election(*STATES)
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Show how many tokens wait, and offer the file."""
    return _page(session, election, SavedForm(formdata=None))


@blueprint.post("/download")
@own_election(*STATES)
def download(session: Session, election: Election) -> ResponseReturnValue:
    """Send the file. It holds the tokens, so that it is asked for by a button and kept nowhere."""
    table = take_file(session, election, services().seal, services().config.public_url)
    response = Response(table, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"tokens-{election.uuid}.csv")
    return response


@blueprint.post("/saved")
@own_election(*STATES)
def saved(session: Session, election: Election) -> ResponseReturnValue:
    """Confirm that the file is saved: its tokens are wiped here, and count as issued."""
    form = SavedForm()
    if not form.validate():
        return _page(session, election, form), 422
    try:
        tokens = confirm_saved(session, election)
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(session, election, form), 409
    flash(
        ngettext(
            "%(num)s token counts as issued. It is wiped from this server.",
            "%(num)s tokens count as issued. They are wiped from this server.",
            tokens,
        )
    )
    return redirect(url_for("mails.page", uuid=election.uuid))


def _page(session: Session, election: Election, form: SavedForm) -> str:
    return render_template("officer/tokens/file.html", election=election, form=form, sums=file_sums(session, election))
