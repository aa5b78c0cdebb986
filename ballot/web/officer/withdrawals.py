"""Withdrawals: the candidates, and a page for the one who withdraws; needs a second officer, if there is one."""

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
from ballot.language import _
from ballot.web.officer.times import PROPOSED
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import ReasonForm, WithdrawalForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("withdrawals", __name__, url_prefix="/officer/elections/<uuid>/withdraw")


@blueprint.get("")
@own_election(*STATES, also=[SECOND_OFFICER])
def candidates(scene: Scene) -> ResponseReturnValue:
    """List who has withdrawn, and who still can withdraw."""
    return render_template(
        "officer/withdrawals/withdrawals.html",
        election=scene.election,
        gone=withdrawals(scene),
        standing=who_can_withdraw(scene),
        waiting=proposed_withdrawals(scene),
    )


def _standing(scene: Scene, contest: int, position: int) -> Standing:
    """Return the candidate (both numbers from 1) who could withdraw."""
    for standing in who_can_withdraw(scene):
        if (standing.contest, standing.candidate) == (contest - 1, position - 1):
            return standing
    abort(404)


def _page(scene: Scene, form: ReasonForm, contest: int, position: int) -> str:
    standing = _standing(scene, contest, position)
    return render_template(
        "officer/withdrawals/withdraw.html",
        election=scene.election,
        standing=standing,
        form=form,
        two=acts.takes_two(scene, KIND, {}),
        waits=(standing.contest, standing.candidate) in proposed_withdrawals(scene),
    )


def _read_back(scene: Scene, form: WithdrawalForm, contest: int, position: int) -> str:
    standing = _standing(scene, contest, position)
    return render_template("officer/withdrawals/read_back.html", election=scene.election, standing=standing, form=form)


@blueprint.get("/<int:contest>/<int:position>", endpoint="candidate")
@blueprint.post("/<int:contest>/<int:position>")
@own_election(*STATES, also=[SECOND_OFFICER])
@form_view(ReasonForm, _page)
def withdraw(scene: Scene, form: ReasonForm, contest: int, position: int) -> ResponseReturnValue:
    """Explain the consequences; propose it to the other officer, or read it back to an officer who is alone."""
    _standing(scene, contest, position)
    payload = {"contest": contest - 1, "candidate": position - 1}
    if not acts.takes_two(scene, KIND, payload):
        require_standing(scene, contest - 1, position - 1)
        return _read_back(scene, WithdrawalForm(formdata=None, reason=form.reason.data), contest, position)
    acts.propose(scene, KIND, payload, form.reason.data or "")
    return proposed(scene.election, _(PROPOSED))


@blueprint.post("/<int:contest>/<int:position>/alone")
@own_election(*STATES)
@form_view(WithdrawalForm, _read_back)
def alone(scene: Scene, form: WithdrawalForm, contest: int, position: int) -> ResponseReturnValue:
    """Record what was read back."""
    _standing(scene, contest, position)
    payload = {"contest": contest - 1, "candidate": position - 1}
    flash(acts.do_alone(scene, KIND, payload, form.reason.data or ""))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))
