"""After the count, for the officer: counting again, what-ifs by other rules, and vacant seats."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot.election.result.counting import clean_seed, recount
from ballot.election.result.vacancies import Seats, fill_vacancy, prospect, recount_filled, seats, vacancies
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import VacancyForm
from ballot.web.page.what_if import what_if_page
from ballot.web.request.access import own_election

blueprint = Blueprint("vacancies", __name__, url_prefix="/officer/elections/<uuid>")


@blueprint.get("/recount")
@own_election("tallied", "declared", "published")
def count_again(scene: Scene) -> ResponseReturnValue:
    """Count every contest again from the board, and compare with the sheets."""
    found = [*recount(scene), *recount_filled(scene)]
    return render_template("officer/vacancies/recount.html", election=scene.election, found=found)


@blueprint.get("/what-if/<int:contest>")
@own_election("tallied", "declared", "published")
def what_if(scene: Scene, contest: int) -> ResponseReturnValue:
    """Show the officer a contest counted by another rule; a tie can be broken with a trial seed."""
    typed = request.args.get("seed", "")
    try:
        seed = clean_seed(typed) if typed.strip() else None
    except NotPermitted:
        seed = None
    return what_if_page(scene, contest, seed=seed, officer=True)


@blueprint.get("/vacancies")
@own_election("published")
def vacancy_list(scene: Scene) -> ResponseReturnValue:
    """Show the current members of each contest, and the vacancies filled since the count."""
    return render_template(
        "officer/vacancies/vacancies.html",
        election=scene.election,
        seats=seats(scene),
        filled=vacancies(scene),
    )


def _member(scene: Scene, contest: int, position: int) -> tuple[Seats, str]:
    """Return the seats of a contest (from 1) and the name of a current member (from 1)."""
    for sitting in seats(scene):
        for member, name in sitting.members:
            if (sitting.contest, member) == (contest - 1, position - 1):
                return sitting, name
    abort(404)


def _vacancy_page(scene: Scene, form: VacancyForm, contest: int, position: int) -> str:
    sitting, name = _member(scene, contest, position)
    return render_template(
        "officer/vacancies/vacancy.html",
        election=scene.election,
        contest=sitting,
        name=name,
        prospect=prospect(scene, contest - 1, position - 1),
        form=form,
    )


@blueprint.get("/vacancies/<int:contest>/<int:position>", endpoint="vacancy")
@blueprint.post("/vacancies/<int:contest>/<int:position>")
@own_election("published")
@form_view(VacancyForm, _vacancy_page)
def fill(scene: Scene, form: VacancyForm, contest: int, position: int) -> ResponseReturnValue:
    """Explain what happens when this member's seat falls vacant; fill it by a recount, and publish the recount."""
    _member(scene, contest, position)
    reason, seed = form.reason.data or "", form.seed.data or ""
    fill_vacancy(scene, contest - 1, position - 1, reason, seed)
    flash(_("The seat is filled, and the recount is public."))
    return redirect(url_for("result.result", uuid=scene.election.uuid))
