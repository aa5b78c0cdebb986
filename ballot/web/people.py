"""The roll and the trustees, while the election is a draft."""

import base64
import binascii

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.roll import accept_roll, members_count, read_roll
from ballot.election.setup import accept_trustee_key, invite_trustee, make_officer_trustee, remove_trustee
from ballot.errors import BallotError, NotPermitted
from ballot.store.models import Election, Trustee
from ballot.web.access import own_election
from ballot.web.forms import InviteForm, KeyFileForm, PublicKeyForm, RollForm
from ballot.web.requests import ROLL_BODY_LIMIT, body_limit
from ballot.web.results import file_link

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


@blueprint.get("/trustees")
@own_election("draft")
def trustees(session: Session, election: Election) -> ResponseReturnValue:
    """List the trustees and the two ways to add one."""
    return _trustees_page(election, InviteForm(prefix="invite"), KeyFileForm(prefix="file"))


@blueprint.post("/trustees/invite")
@own_election("draft")
def invite(session: Session, election: Election) -> ResponseReturnValue:
    """Add a trustee whose key is made on their own machine."""
    form = InviteForm(prefix="invite")
    if form.validate():
        try:
            with session.begin_nested():
                invite_trustee(session, election, form.name.data or "")
            return redirect(url_for("people.trustees", uuid=election.uuid))
        except NotPermitted as error:
            form.name.errors = [str(error)]
    return _trustees_page(election, form, KeyFileForm(prefix="file")), 422


@blueprint.post("/trustees/key-file")
@own_election("draft")
def make_key_file(session: Session, election: Election) -> ResponseReturnValue:
    """Make a trustee's key and hand out its sealed file, this once."""
    form = KeyFileForm(prefix="file")
    if form.validate():
        try:
            with session.begin_nested():
                text = make_officer_trustee(session, election, form.name.data or "", form.passphrase.data or "")
            link = file_link(text.encode())
            return render_template(
                "officer/key_file.html", election=election, name=form.name.data, text=text, link=link
            )
        except BallotError as error:
            form.name.errors = [str(error)]
    return _trustees_page(election, InviteForm(prefix="invite"), form), 422


@blueprint.get("/trustees/<int:position>/key")
@own_election("draft")
def key(session: Session, election: Election, position: int) -> ResponseReturnValue:
    """Show where a trustee's public key is handed in."""
    trustee = trustee_at(election, position)
    return render_template("officer/trustee_key.html", election=election, trustee=trustee, form=PublicKeyForm())


@blueprint.post("/trustees/<int:position>/key")
@own_election("draft")
def hand_in_key(session: Session, election: Election, position: int) -> ResponseReturnValue:
    """Verify and keep a trustee's public key."""
    trustee, form = trustee_at(election, position), PublicKeyForm()
    if form.validate():
        content = form.content()
        try:
            if not content:
                raise NotPermitted("Choose the file, or paste its content.")
            with session.begin_nested():
                accept_trustee_key(session, election, trustee, content)
            flash(f"The key of {trustee.name} is here.")
            return redirect(url_for("people.trustees", uuid=election.uuid))
        except BallotError as error:
            form.file.errors = [str(error)]
    return render_template("officer/trustee_key.html", election=election, trustee=trustee, form=form), 422


@blueprint.post("/trustees/<int:position>/remove")
@own_election("draft")
def remove(session: Session, election: Election, position: int) -> ResponseReturnValue:
    """Remove a trustee."""
    trustee = trustee_at(election, position)
    flash(f"{trustee.name} is no longer a trustee of this election.")
    remove_trustee(session, trustee)
    return redirect(url_for("people.trustees", uuid=election.uuid))


def trustee_at(election: Election, position: int) -> Trustee:
    """Return a trustee of this election, never of another one."""
    for trustee in election.trustees:
        if trustee.position == position:
            return trustee
    abort(404)


def _trustees_page(election: Election, invite: InviteForm, file: KeyFileForm) -> str:
    return render_template("officer/trustees.html", election=election, invite=invite, file=file)
