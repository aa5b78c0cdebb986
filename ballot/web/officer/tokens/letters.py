"""Letters with ballot tokens: made in batches as PDF, printed, and confirmed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField

from ballot.election.roles import REGISTRAR
from ballot.election.scene import Scene
from ballot.election.tokens.ledger import ledger
from ballot.election.tokens.letters import BATCH, batch_html, confirm_printed, letter_sums, prepare_batch
from ballot.language import lazy, ngettext
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import required
from ballot.web.page.pdf import send_pdf
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("letters", __name__, url_prefix="/officer/elections/<uuid>/letters")


class PrintedForm(FlaskForm):
    """Confirms that a batch is printed: its tokens are then deleted."""

    printed = BooleanField(
        lazy("All letters of this batch are printed and legible"),
        [required(lazy("Tick the box when they are printed."))],
    )


def _page(scene: Scene, form: PrintedForm, number: int | None = None) -> str:
    return render_template(
        "officer/tokens/letters.html",
        election=scene.election,
        form=form,
        asked=number,
        letters=letter_sums(scene),
        sums=ledger(scene),
        at_once=BATCH,
    )


@blueprint.get("")
@own_election("frozen", "open", also=[REGISTRAR])
def page(scene: Scene) -> ResponseReturnValue:
    """Show how many letters are waiting, and the batches that are not confirmed as printed."""
    return _page(scene, PrintedForm(formdata=None))


@blueprint.post("/batches")
@own_election("frozen", "open", also=[REGISTRAR])
def prepare(scene: Scene) -> ResponseReturnValue:
    """Make the next batch; its PDF can be downloaded until it is confirmed as printed."""
    batch = prepare_batch(scene)
    flash(
        ngettext(
            "Batch %(batch)s has %(num)s letter. Download and print it, then confirm.",
            "Batch %(batch)s has %(num)s letters. Download and print it, then confirm.",
            batch.letters,
            batch=batch.number,
        )
    )
    return redirect(url_for("letters.page", uuid=scene.election.uuid))


@blueprint.post("/batches/<int:number>/pdf")
@own_election("frozen", "open", also=[REGISTRAR])
def download(scene: Scene, number: int) -> ResponseReturnValue:
    """Send a batch as PDF. It contains the tokens, so it is requested with a button and sent once."""
    config = services().config
    document = batch_html(scene, number, services().seal, config.public_url, config.look)
    return send_pdf(document, f"{scene.election.uuid}-letters-{number}.pdf", secret=True)


@blueprint.post("/batches/<int:number>/printed")
@own_election("frozen", "open", also=[REGISTRAR])
@form_view(PrintedForm, _page)
def printed(scene: Scene, _form: PrintedForm, number: int) -> ResponseReturnValue:
    """Confirm that a batch is printed: its tokens are deleted here, and count as issued."""
    letters = confirm_printed(scene, number)
    flash(
        ngettext(
            "%(num)s letter counts as issued. Its token is wiped from this server.",
            "%(num)s letters count as issued. Their tokens are wiped from this server.",
            letters,
        )
    )
    return redirect(url_for("letters.page", uuid=scene.election.uuid))
