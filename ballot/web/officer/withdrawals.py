"""A candidate withdraws: who stands, and a page of its own for the one who goes; by two people where there are two."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election import acts
from ballot.election.result.withdrawals import (
    KIND,
    STATES,
    Standing,
    proposed_withdrawals,
    require_standing,
    who_can_withdraw,
    withdrawals,
)
from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election
from ballot.web.officer.times import PROPOSED
from ballot.web.page.forms import ReasonForm, WithdrawalForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("withdrawals", __name__, url_prefix="/officer/elections/<uuid>/withdraw")


@blueprint.get("")
@own_election(*STATES, also=[SECOND_OFFICER])
def candidates(scene: Scene) -> ResponseReturnValue:
    """List who has withdrawn, and who still can."""
    return render_template(
        "officer/withdrawals/withdrawals.html",
        election=scene.election,
        gone=withdrawals(scene),
        standing=who_can_withdraw(scene),
        waiting=proposed_withdrawals(scene),
    )


@blueprint.get("/<int:contest>/<int:position>")
@own_election(*STATES, also=[SECOND_OFFICER])
def candidate(scene: Scene, contest: int, position: int) -> ResponseReturnValue:
    """Say what happens when this candidate withdraws."""
    return _page(scene, _standing(scene, contest, position), ReasonForm())


@blueprint.post("/<int:contest>/<int:position>")
@own_election(*STATES, also=[SECOND_OFFICER])
def withdraw(scene: Scene, contest: int, position: int) -> ResponseReturnValue:
    """Propose it to the other officer, or read it back to an officer who is alone."""
    standing, form = _standing(scene, contest, position), ReasonForm()
    payload = {"contest": contest - 1, "candidate": position - 1}
    if form.validate():
        try:
            if not acts.takes_two(scene, KIND, payload):
                require_standing(scene, contest - 1, position - 1)
                return _read_back(scene.election, standing, WithdrawalForm(formdata=None, reason=form.reason.data))
            with scene.session.begin_nested():
                acts.propose(scene, KIND, payload, form.reason.data or "")
            return proposed(scene.election, _(PROPOSED))
        except NotPermitted as error:
            form.form_errors.append(str(error))
    return _page(scene, standing, form), 422


@blueprint.post("/<int:contest>/<int:position>/alone")
@own_election(*STATES)
def alone(scene: Scene, contest: int, position: int) -> ResponseReturnValue:
    """Write down what was read back."""
    standing, form = _standing(scene, contest, position), WithdrawalForm()
    if not form.validate():
        return _read_back(scene.election, standing, form), 422
    payload = {"contest": contest - 1, "candidate": position - 1}
    flash(acts.do_alone(scene, KIND, payload, form.reason.data or ""))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))


def _page(scene: Scene, standing: Standing, form: ReasonForm) -> str:
    return render_template(
        "officer/withdrawals/withdraw.html",
        election=scene.election,
        standing=standing,
        form=form,
        two=acts.takes_two(scene, KIND, {}),
        waits=(standing.contest, standing.candidate) in proposed_withdrawals(scene),
    )


def _read_back(election: Election, standing: Standing, form: WithdrawalForm) -> str:
    return render_template("officer/withdrawals/read_back.html", election=election, standing=standing, form=form)


def _standing(scene: Scene, contest: int, position: int) -> Standing:
    """Return the one (both numbers from 1) who could withdraw."""
    for standing in who_can_withdraw(scene):
        if (standing.contest, standing.candidate) == (contest - 1, position - 1):
            return standing
    abort(404)
