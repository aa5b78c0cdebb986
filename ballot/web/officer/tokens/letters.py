"""Letters with ballot tokens: made in batches as PDF, printed, and confirmed."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField

from ballot.election.roles import REGISTRAR
from ballot.election.tokens.ledger import ledger
from ballot.election.tokens.letters import BATCH, batch_html, confirm_printed, letter_sums, prepare_batch
from ballot.language import lazy, ngettext
from ballot.store.models.election import Election
from ballot.web.page.forms import required
from ballot.web.page.pdf import Press
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("letters", __name__, url_prefix="/officer/elections/<uuid>/letters")


class PrintedForm(FlaskForm):
    """A batch is printed: its tokens are wiped."""

    printed = BooleanField(
        lazy("All letters of this batch are printed and legible"),
        [required(lazy("Tick the box when they are printed."))],
    )


@blueprint.get("")
@own_election("frozen", "open", also=[REGISTRAR])
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Show how many letters wait, and the batches that are not confirmed as printed."""
    return _page(session, election, PrintedForm(formdata=None), None)


@blueprint.post("/batches")
@own_election("frozen", "open", also=[REGISTRAR])
def prepare(session: Session, election: Election) -> ResponseReturnValue:
    """Make the next batch; its PDF can be downloaded until it is confirmed as printed."""
    batch = prepare_batch(session, election)
    flash(
        ngettext(
            "Batch %(batch)s has %(num)s letter. Download and print it, then confirm.",
            "Batch %(batch)s has %(num)s letters. Download and print it, then confirm.",
            batch.letters,
            batch=batch.number,
        )
    )
    return redirect(url_for("letters.page", uuid=election.uuid))


@blueprint.post("/batches/<int:number>/pdf")
@own_election("frozen", "open", also=[REGISTRAR])
def download(session: Session, election: Election, number: int) -> ResponseReturnValue:
    """Send a batch as PDF. It holds the tokens, so that it is asked for by a button and kept nowhere."""
    config = services().config
    document = batch_html(session, election, number, services().seal, config.public_url, config.look)
    name = f"{election.uuid}-letters-{number}.pdf"
    session.close()  # nothing is read any more: no connection waits for the press
    press: Press = current_app.extensions["press"]
    response = Response(press.print_secret(document), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.post("/batches/<int:number>/printed")
@own_election("frozen", "open", also=[REGISTRAR])
def printed(session: Session, election: Election, number: int) -> ResponseReturnValue:
    """Confirm that a batch is printed: its tokens are wiped here, and count as issued."""
    form = PrintedForm()
    if not form.validate():
        return _page(session, election, form, number), 422
    letters = confirm_printed(session, election, number)
    flash(
        ngettext(
            "%(num)s letter counts as issued. Its token is wiped from this server.",
            "%(num)s letters count as issued. Their tokens are wiped from this server.",
            letters,
        )
    )
    return redirect(url_for("letters.page", uuid=election.uuid))


def _page(session: Session, election: Election, form: PrintedForm, asked: int | None) -> str:
    return render_template(
        "officer/tokens/letters.html",
        election=election,
        form=form,
        asked=asked,
        letters=letter_sums(session, election),
        sums=ledger(session, election),
        at_once=BATCH,
    )
