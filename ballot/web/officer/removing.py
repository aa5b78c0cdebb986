"""Remove a contest, a candidate or a trustee of a draft: each page asks first, and the removal can be undone."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election.paper.bringing_back import bring_back_candidate, bring_back_contest
from ballot.election.paper.contests import remove_candidate, remove_contest
from ballot.election.paper.removed import find
from ballot.election.scene import Scene
from ballot.election.trustees.trustees import bring_back_trustee, remove_trustee
from ballot.language import _, isolated
from ballot.web.officer.paper import candidate_at, people_of, the_contest
from ballot.web.officer.trustees import trustee_at
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import EmptyForm
from ballot.web.request.access import own_election

blueprint = Blueprint("removing", __name__, url_prefix="/officer/elections/<uuid>")

_PAGES = {"contest": "paper.contests", "candidate": "paper.contests", "trustee": "trustees.page"}
_BRING_BACK = {"contest": bring_back_contest, "candidate": bring_back_candidate, "trustee": bring_back_trustee}


def _question(scene: Scene, form: EmptyForm, kind: str, name: str, **about: object) -> str:
    back = url_for(_PAGES[kind], uuid=scene.election.uuid)
    template = f"officer/removing/{kind}.html"
    return render_template(template, election=scene.election, form=form, name=name, back=back, **about)


def _contest_page(scene: Scene, form: EmptyForm, position: int) -> str:
    contest = the_contest(scene.election, position)
    return _question(scene, form, "contest", contest.title, people=people_of(contest))


@blueprint.get("/contests/<int:position>/remove", endpoint="contest")
@blueprint.post("/contests/<int:position>/remove")
@own_election("draft")
@form_view(EmptyForm, _contest_page)
def take_contest(scene: Scene, _form: EmptyForm, position: int) -> ResponseReturnValue:
    """Ask first, then remove a contest."""
    contest = the_contest(scene.election, position)
    remove_contest(scene, contest)
    return _removed(scene, "contest", contest.title)


def _candidate_page(scene: Scene, form: EmptyForm, position: int, number: int) -> str:
    candidate = candidate_at(scene.election, position, number)
    return _question(scene, form, "candidate", candidate.name, contest=candidate.contest)


@blueprint.get("/contests/<int:position>/candidates/<int:number>/remove", endpoint="candidate")
@blueprint.post("/contests/<int:position>/candidates/<int:number>/remove")
@own_election("draft")
@form_view(EmptyForm, _candidate_page)
def take_candidate(scene: Scene, _form: EmptyForm, position: int, number: int) -> ResponseReturnValue:
    """Ask first, then remove a candidate."""
    candidate = candidate_at(scene.election, position, number)
    remove_candidate(scene, candidate)
    return _removed(scene, "candidate", candidate.name)


def _trustee_page(scene: Scene, form: EmptyForm, position: int) -> str:
    trustee = trustee_at(scene.election, position)
    begun = any(one.certificate is not None for one in scene.election.trustees)
    return _question(scene, form, "trustee", trustee.name, trustee=trustee, begun=begun)


@blueprint.get("/trustees/<int:position>/remove", endpoint="trustee")
@blueprint.post("/trustees/<int:position>/remove")
@own_election("draft")
@form_view(EmptyForm, _trustee_page)
def take_trustee(scene: Scene, _form: EmptyForm, position: int) -> ResponseReturnValue:
    """Ask first, then remove a trustee."""
    trustee = trustee_at(scene.election, position)
    remove_trustee(scene, trustee)
    return _removed(scene, "trustee", trustee.name)


def _removed(scene: Scene, kind: str, name: str) -> ResponseReturnValue:
    flash(_("Removed: %(name)s. You can bring it back below, until the freeze.", name=isolated(name)))
    return redirect(url_for(_PAGES[kind], uuid=scene.election.uuid))


@blueprint.post("/removed/<int:number>/bring-back")
@own_election("draft")
def bring_back(scene: Scene, number: int) -> ResponseReturnValue:
    """Undo a removal."""
    removal = find(scene, number)
    kind, name = removal.kind, removal.name
    _BRING_BACK[kind](scene, removal)
    flash(_("Back again: %(name)s.", name=isolated(name)))
    return redirect(url_for(_PAGES[kind], uuid=scene.election.uuid))
