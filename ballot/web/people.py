"""The roll, while the election is a draft."""

import base64
import binascii

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.roll import accept_roll, members_count, read_roll
from ballot.errors import BallotError
from ballot.store.models import Election
from ballot.web.access import own_election
from ballot.web.forms import RollForm
from ballot.web.requests import ROLL_BODY_LIMIT, body_limit

blueprint = Blueprint("people", __name__, url_prefix="/officer/elections/<uuid>")


@blueprint.get("/roll")
@own_election("draft")
def roll(session: Session, election: Election) -> ResponseReturnValue:
    """Show how many members are on the roll, and where to upload it."""
    return render_template(
        "officer/roll.html", election=election, form=RollForm(), members=members_count(session, election)
    )


@blueprint.post("/roll")
@body_limit(ROLL_BODY_LIMIT)
@own_election("draft")
def preview_roll(session: Session, election: Election) -> ResponseReturnValue:
    """Show what a roll file holds, row by row, before anything is taken from it."""
    form = RollForm()
    if form.validate():
        content = form.file.data.read()
        try:
            preview = read_roll(content)
            packed = base64.b64encode(content).decode()
            return render_template("officer/roll_preview.html", election=election, preview=preview, content=packed)
        except BallotError as error:
            form.file.errors = [str(error)]
    members = members_count(session, election)
    return render_template("officer/roll.html", election=election, form=form, members=members), 422


@blueprint.post("/roll/accept")
@body_limit(ROLL_BODY_LIMIT * 3 // 2)
@own_election("draft")
def take_roll(session: Session, election: Election) -> ResponseReturnValue:
    """Take the good rows of the file that was shown, and of the duplicates those that the officer ticked.

    The file comes back from the page and is read anew: what is taken never depends on what the page claims.
    """
    try:
        content = base64.b64decode(request.form.get("content", ""), validate=True)
    except binascii.Error:
        abort(400)
    keep = {int(row) for row in request.form.getlist("keep") if row.isascii() and row.isdecimal() and len(row) < 9}
    taken = accept_roll(session, election, read_roll(content), keep)
    flash(
        f"{taken.rows:,} rows were read: {taken.accepted:,} accepted, {taken.rejected:,} rejected, "
        f"{taken.merged:,} duplicates left out."
    )
    return redirect(url_for("officer.dashboard", uuid=election.uuid))
