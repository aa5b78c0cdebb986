"""A candidate withdraws: who stands, and a page of its own for the one who goes; by two people where there are two."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.result.withdrawals import (
    STATES,
    Standing,
    in_words,
    propose_withdrawal,
    proposed_withdrawals,
    require_standing,
    who_can_withdraw,
    withdraw_alone,
    withdrawals,
)
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election
from ballot.web.officer.times import PROPOSED
from ballot.web.page.forms import ReasonForm, WithdrawalForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import current_officer, own_election

blueprint = Blueprint("withdrawals", __name__, url_prefix="/officer/elections/<uuid>/withdraw")


@blueprint.get("")
@own_election(*STATES, also=[SECOND_OFFICER])
def candidates(session: Session, election: Election) -> ResponseReturnValue:
    """List who has withdrawn, and who still can."""
    return render_template(
        "officer/withdrawals/withdrawals.html",
        election=election,
        gone=withdrawals(session, election),
        standing=who_can_withdraw(session, election),
        waiting=proposed_withdrawals(session, election),
    )


@blueprint.get("/<int:contest>/<int:position>")
@own_election(*STATES, also=[SECOND_OFFICER])
def candidate(session: Session, election: Election, contest: int, position: int) -> ResponseReturnValue:
    """Say what happens when this candidate withdraws."""
    return _page(session, election, _standing(session, election, contest, position), ReasonForm())


@blueprint.post("/<int:contest>/<int:position>")
@own_election(*STATES, also=[SECOND_OFFICER])
def withdraw(session: Session, election: Election, contest: int, position: int) -> ResponseReturnValue:
    """Propose it to the other officer, or read it back to an officer who is alone."""
    standing, form = _standing(session, election, contest, position), ReasonForm()
    if form.validate():
        try:
            if not second_officers(session, election):
                require_standing(session, election, contest - 1, position - 1)
                return _read_back(election, standing, WithdrawalForm(formdata=None, reason=form.reason.data))
            with session.begin_nested():
                person, reason = current_officer(session), form.reason.data or ""
                propose_withdrawal(session, election, person, contest - 1, position - 1, reason)
            return proposed(election, _(PROPOSED))
        except NotPermitted as error:
            form.form_errors.append(str(error))
    return _page(session, election, standing, form), 422


@blueprint.post("/<int:contest>/<int:position>/alone")
@own_election(*STATES)
def alone(session: Session, election: Election, contest: int, position: int) -> ResponseReturnValue:
    """Write down what was read back."""
    standing, form = _standing(session, election, contest, position), WithdrawalForm()
    if not form.validate():
        return _read_back(election, standing, form), 422
    gone = withdraw_alone(session, election, contest - 1, position - 1, form.reason.data or "")
    flash(in_words(gone))
    return redirect(url_for("dashboard.dashboard", uuid=election.uuid))


def _page(session: Session, election: Election, standing: Standing, form: ReasonForm) -> str:
    return render_template(
        "officer/withdrawals/withdraw.html",
        election=election,
        standing=standing,
        form=form,
        two=bool(second_officers(session, election)),
        waits=(standing.contest, standing.candidate) in proposed_withdrawals(session, election),
    )


def _read_back(election: Election, standing: Standing, form: WithdrawalForm) -> str:
    return render_template("officer/withdrawals/read_back.html", election=election, standing=standing, form=form)


def _standing(session: Session, election: Election, contest: int, position: int) -> Standing:
    """Return the one (both numbers from 1) who could withdraw."""
    for standing in who_can_withdraw(session, election):
        if (standing.contest, standing.candidate) == (contest - 1, position - 1):
            return standing
    abort(404)
