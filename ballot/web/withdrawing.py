"""A candidate withdraws: who stands, and a page of its own for the one who goes."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.withdrawals import STATES, Standing, who_can_withdraw, withdraw_candidate, withdrawals
from ballot.errors import NotPermitted
from ballot.language import _, isolated
from ballot.store.models import Election
from ballot.web.access import own_election
from ballot.web.forms import ReasonForm

blueprint = Blueprint("withdrawing", __name__, url_prefix="/officer/elections/<uuid>/withdraw")


@blueprint.get("")
@own_election(*STATES)
def candidates(session: Session, election: Election) -> ResponseReturnValue:
    """List who has withdrawn, and who still can."""
    return render_template(
        "officer/withdrawals.html",
        election=election,
        gone=withdrawals(session, election),
        standing=who_can_withdraw(session, election),
    )


@blueprint.get("/<int:contest>/<int:position>")
@own_election(*STATES)
def candidate(session: Session, election: Election, contest: int, position: int) -> ResponseReturnValue:
    """Say what happens when this candidate withdraws."""
    return _page(election, _standing(session, election, contest, position), ReasonForm())


@blueprint.post("/<int:contest>/<int:position>")
@own_election(*STATES)
def withdraw(session: Session, election: Election, contest: int, position: int) -> ResponseReturnValue:
    """Write the withdrawal down."""
    standing, form = _standing(session, election, contest, position), ReasonForm()
    if form.validate():
        try:
            with session.begin_nested():
                gone = withdraw_candidate(session, election, contest - 1, position - 1, form.reason.data or "")
            flash(
                _(
                    "%(name)s has withdrawn from “%(title)s”. It is on the public page and in the companion file.",
                    name=isolated(gone.name),
                    title=isolated(gone.title),
                )
            )
            return redirect(url_for("officer.dashboard", uuid=election.uuid))
        except NotPermitted as error:
            form.form_errors.append(str(error))
    return _page(election, standing, form), 422


def _page(election: Election, standing: Standing, form: ReasonForm) -> str:
    return render_template("officer/withdraw.html", election=election, standing=standing, form=form)


def _standing(session: Session, election: Election, contest: int, position: int) -> Standing:
    """Return the one (both numbers from 1) who could withdraw."""
    for standing in who_can_withdraw(session, election):
        if (standing.contest, standing.candidate) == (contest - 1, position - 1):
            return standing
    abort(404)
