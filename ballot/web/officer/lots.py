"""The public lot of a tie: what was drawn is proposed to the second officer, or read back before it counts."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election import acts
from ballot.election.result.counting import ContestResult, clean_seed, election_result
from ballot.election.result.lots import KIND, proposed_lot, reason_of
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.web.page.forms import DrawnForm, LotForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("lots", __name__, url_prefix="/officer/elections/<uuid>/lot/<int:contest>")


@blueprint.get("")
@own_election("tallied")
def page(scene: Scene, contest: int) -> ResponseReturnValue:
    """Say how a tie is broken in public, and what waits to be confirmed."""
    waits = proposed_lot(scene, contest - 1)
    if waits is not None and waits.unanswered:
        return _read_back(scene, contest, DrawnForm(seed=waits.seed))
    return _page(scene, contest, LotForm())


@blueprint.post("")
@own_election("tallied")
def take(scene: Scene, contest: int) -> ResponseReturnValue:
    """Take what was drawn: propose it to the second officer, or read it back to an officer who is alone."""
    form = LotForm()
    _tied(scene, contest)
    if form.validate():
        try:
            seed = clean_seed(form.seed.data or "")
            if not second_officers(scene):
                return _read_back(scene, contest, DrawnForm(formdata=None, seed=seed))
            with scene.session.begin_nested():
                acts.propose(scene, KIND, {"contest": contest - 1, "seed": seed}, reason_of(scene, contest - 1))
            return proposed(scene.election, _("Proposed. It counts when the second officer has confirmed it."))
        except NotPermitted as error:
            form.seed.errors = [str(error)]
    return _page(scene, contest, form), 422


@blueprint.post("/enter")
@own_election("tallied")
def enter(scene: Scene, contest: int) -> ResponseReturnValue:
    """Enter what was read back; the contest is counted with it."""
    form = DrawnForm()
    _tied(scene, contest)
    if not form.validate():
        return _read_back(scene, contest, form), 422
    flash(acts.do_alone(scene, KIND, {"contest": contest - 1, "seed": form.seed.data or ""}, ""))
    return redirect(url_for("result.result", uuid=scene.election.uuid))


def _page(scene: Scene, contest: int, form: LotForm) -> str:
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


def _read_back(scene: Scene, contest: int, form: DrawnForm) -> str:
    return render_template(
        "officer/lots/drawn.html",
        election=scene.election,
        contest=_tied(scene, contest),
        number=contest,
        form=form,
        waits=proposed_lot(scene, contest - 1),
    )


def _tied(scene: Scene, number: int) -> ContestResult:
    """Return a contest (from 1) that waits for the lot."""
    contests = election_result(scene).contests
    if not 1 <= number <= len(contests) or not contests[number - 1].needs_lot:
        abort(404)
    return contests[number - 1]
