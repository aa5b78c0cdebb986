"""The public lot for a tie: what was drawn is proposed to the second officer, or read back before it counts."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election import acts
from ballot.election.result.counting import ContestResult, clean_seed, election_result
from ballot.election.result.lots import KIND, proposed_lot, reason_of
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.language import _
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import DrawnForm, LotForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("lots", __name__, url_prefix="/officer/elections/<uuid>/lot/<int:contest>")


def _page(scene: Scene, form: LotForm, contest: int) -> str:
    waits = proposed_lot(scene, contest - 1)
    return render_template(
        "officer/lots/lot.html",
        election=scene.election,
        contest=_tied(scene, contest),
        form=form,
        seconds=second_officers(scene),
        waits=waits,
        others=[person.name for person in acts.who_can_confirm(scene, waits.act)] if waits else [],
    )


def _read_back(scene: Scene, form: DrawnForm, contest: int) -> str:
    return render_template(
        "officer/lots/drawn.html",
        election=scene.election,
        contest=_tied(scene, contest),
        number=contest,
        form=form,
        waits=proposed_lot(scene, contest - 1),
    )


def _tied(scene: Scene, number: int) -> ContestResult:
    """Return a contest (from 1) that is waiting for the lot."""
    contests = election_result(scene).contests
    if not 1 <= number <= len(contests) or not contests[number - 1].needs_lot:
        abort(404)
    return contests[number - 1]


@blueprint.get("")
@own_election("tallied")
def page(scene: Scene, contest: int) -> ResponseReturnValue:
    """Explain how a tie is broken in public, and show what is waiting for confirmation."""
    waits = proposed_lot(scene, contest - 1)
    if waits is not None and waits.unanswered:
        return _read_back(scene, DrawnForm(seed=waits.seed), contest)
    return _page(scene, LotForm(), contest)


@blueprint.post("")
@own_election("tallied")
@form_view(LotForm, _page, field="seed")
def take(scene: Scene, form: LotForm, contest: int) -> ResponseReturnValue:
    """Accept what was drawn: propose it to the second officer, or read it back to an officer who is alone."""
    _tied(scene, contest)
    seed = clean_seed(form.seed.data or "")
    if not second_officers(scene):
        return _read_back(scene, DrawnForm(formdata=None, seed=seed), contest)
    acts.propose(scene, KIND, {"contest": contest - 1, "seed": seed}, reason_of(scene, contest - 1))
    return proposed(scene.election, _("Proposed. It counts when the second officer has confirmed it."))


@blueprint.post("/enter")
@own_election("tallied")
@form_view(DrawnForm, _read_back)
def enter(scene: Scene, form: DrawnForm, contest: int) -> ResponseReturnValue:
    """Enter what was read back, and count the contest with it."""
    _tied(scene, contest)
    flash(acts.do_alone(scene, KIND, {"contest": contest - 1, "seed": form.seed.data or ""}, ""))
    return redirect(url_for("result.result", uuid=scene.election.uuid))
