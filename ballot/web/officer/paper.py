"""The ballot paper: contests and their candidates, while the election is a draft."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.count import Rule, describe_rule
from ballot.election.paper.contests import (
    RULES_OF_KIND,
    add_contest,
    contest_as_draft,
    removed_by,
    update_contest,
)
from ballot.election.paper.photographs import (
    MAX_UPLOAD,
    keep_photograph,
    photographs_of,
    picture,
    redraw,
    remove_photograph,
)
from ballot.election.paper.removed import removals
from ballot.election.roll.roll import members_count
from ballot.election.scene import Scene
from ballot.election.setup.cautions import pattern_figure
from ballot.election.setup.draft import find_election
from ballot.errors import NotPermitted
from ballot.language import _, isolated
from ballot.report import KIND_NAMES, RULE_NAMES, rule_name
from ballot.store.models.election import Election
from ballot.store.models.paper import Candidate, Contest
from ballot.web.officer.paper_forms import LIST_TYPE_WORDS, ORDERS, ContestForm, PhotographForm
from ballot.web.page.form_view import NOT_ACCEPTED, form_view
from ballot.web.page.results import contest_rule
from ballot.web.request.access import current_officer, own_election
from ballot.web.request.bodies import PAPER_BODY_LIMIT, body_limit
from ballot.web.request.limits import UPLOAD, limit_by_network
from ballot.web.services import services

blueprint = Blueprint("paper", __name__, url_prefix="/officer/elections/<uuid>/contests")

_NEW_CANDIDATES = 4


@blueprint.get("")
@own_election("draft")
def contests(scene: Scene) -> ResponseReturnValue:
    """List the contests as they will appear on the ballot paper."""
    voters = members_count(scene)
    return render_template(
        "officer/paper/contests.html",
        election=scene.election,
        rule=contest_rule,
        rule_name=rule_name,
        small=photographs_of(scene),
        removals=removals(scene, "contest", "candidate"),
        patterns={contest.position: pattern_figure(contest, voters) for contest in scene.election.contests if voters},
    )


def _page(scene: Scene, form: ContestForm, position: int | None = None, going: tuple[str, ...] = ()) -> str:
    form.add_quota_row()
    return render_template(
        "officer/paper/contest.html",
        election=scene.election,
        form=form,
        contest=None if position is None else the_contest(scene.election, position),
        kinds={kind: _(name) for kind, name in KIND_NAMES.items()},
        orders=ORDERS,
        list_types=LIST_TYPE_WORDS,
        rules=_rules(form),
        grouped=RULES_OF_KIND,
        rule_names={rule: _(name) for rule, name in RULE_NAMES.items()},
        meanings=form.meanings(),
        going=going,
    )


def _rules(form: ContestForm) -> list[tuple[str, str]]:
    """Return every rule's name and its description, for the numbers in the form."""
    seats, most, ranked = form.seats.data or 1, form.maximum.data or 1, form.kind.data == "ranked"
    return [
        (_(name), describe_rule(Rule(rule, seats), min(form.minimum.data or 0, most), most, ranked=ranked))
        for rule, name in RULE_NAMES.items()
    ]


def _asks_for_more(form: ContestForm) -> bool:
    """Whether the officer asked for the form again: with more rows for candidates, or to see what the quotas mean."""
    asked = request.form.get("more")
    if asked not in (None, "quotas"):
        form.add_rows()
    return asked is not None


def _empty_contest(_scene: Scene) -> ContestForm:
    form = ContestForm()
    form.add_rows(_NEW_CANDIDATES)
    return form


@blueprint.get("/new", endpoint="new")
@blueprint.post("/new")
@body_limit(PAPER_BODY_LIMIT)
@own_election("draft")
@form_view(ContestForm, _page, first=_empty_contest, again=_asks_for_more)
def add(scene: Scene, form: ContestForm) -> ResponseReturnValue:
    """Add a contest, or show the form with more rows or with what its quotas mean."""
    add_contest(scene, form.draft())
    return redirect(url_for("paper.contests", uuid=scene.election.uuid))


def _contest_as_it_is(scene: Scene, position: int) -> ContestForm:
    found = the_contest(scene.election, position)
    form = ContestForm.of(found)
    form.add_rows(1 if found.candidates else _NEW_CANDIDATES)
    return form


@blueprint.get("/<int:position>", endpoint="contest")
@blueprint.post("/<int:position>")
@body_limit(PAPER_BODY_LIMIT)
@own_election("draft")
@form_view(ContestForm, _page, first=_contest_as_it_is, again=_asks_for_more)
def save(scene: Scene, form: ContestForm, position: int) -> ResponseReturnValue:
    """Replace a contest and its candidates, or show the form with more rows or with what its quotas mean."""
    contest, draft = the_contest(scene.election, position), form.draft()
    going = [one.name for one in removed_by(contest_as_draft(contest), draft)]
    if going and request.form.getlist("going") != going:
        return _page(scene, form, position, tuple(going)), NOT_ACCEPTED
    update_contest(scene, contest, draft)
    return redirect(url_for("paper.contests", uuid=scene.election.uuid))


@blueprint.get("/<int:position>/photographs/<int:number>")
@own_election("draft")
def photograph_page(scene: Scene, position: int, number: int) -> ResponseReturnValue:
    """Show a candidate's photograph, and a form to upload one."""
    return _photograph_page(scene, candidate_at(scene.election, position, number), PhotographForm())


@blueprint.post("/<int:position>/photographs/<int:number>")
@limit_by_network(UPLOAD)
@body_limit(MAX_UPLOAD + 64 * 1024)
@own_election("draft")
def photograph(scene: Scene, position: int, number: int) -> ResponseReturnValue:
    """Re-encode and store an uploaded photograph, or remove the existing one."""
    candidate = candidate_at(scene.election, position, number)
    if request.form.get("remove"):
        return _without_photograph(scene, candidate)
    form = PhotographForm()
    if not form.validate():
        return _photograph_page(scene, candidate, form), NOT_ACCEPTED
    scene.session.commit()  # releases the write lock while the photograph is drawn
    try:
        small, large = redraw(form.file.data.read())
    except NotPermitted as error:
        form.file.errors = [str(error)]
        with services().database.reading() as reading:
            again = draft_of(reading, scene.election.uuid)
            return _photograph_page(Scene(reading, again), candidate_at(again, position, number), form), NOT_ACCEPTED
    with services().database.session() as writing:
        writer = writing_scene(writing, scene.election.uuid)
        keep_photograph(writer, candidate_at(writer.election, position, number), small, large)
    flash(_("The photograph of %(candidate)s is kept.", candidate=isolated(candidate.name)))
    return redirect(url_for("paper.contests", uuid=scene.election.uuid))


def _without_photograph(scene: Scene, candidate: Candidate) -> ResponseReturnValue:
    remove_photograph(scene, candidate)
    flash(_("%(candidate)s stands without a photograph.", candidate=isolated(candidate.name)))
    return redirect(url_for("paper.contests", uuid=scene.election.uuid))


def draft_of(session: Session, uuid: str) -> Election:
    """Return the current state of the election; somebody may have deleted it."""
    return find_election(session, uuid) or abort(404)


def writing_scene(session: Session, uuid: str) -> Scene:
    """Return the scene of a second transaction: the first one ended so that nobody waits for a picture to be drawn."""
    return Scene(session, draft_of(session, uuid), current_officer(session))


def _photograph_page(scene: Scene, candidate: Candidate, form: PhotographForm) -> str:
    small = photographs_of(scene)
    return render_template(
        "officer/paper/photograph.html", election=scene.election, candidate=candidate, form=form, small=small
    )


@blueprint.get("/pictures/<digest>.jpg")
@own_election("draft")
def draft_picture(scene: Scene, digest: str) -> ResponseReturnValue:
    """Send a photograph of a draft to its officer."""
    content = picture(scene, digest)
    if content is None:
        abort(404)
    return Response(content, mimetype="image/jpeg")


def candidate_at(election: Election, position: int, number: int) -> Candidate:
    """Return a person who stands in a contest of this election; `number` counts from 1."""
    people = people_of(the_contest(election, position))
    if not 1 <= number <= len(people):
        abort(404)
    return people[number - 1]


def people_of(contest: Contest) -> list[Candidate]:
    """Return the people who stand in a contest, without “reopen nominations”."""
    return [one for one in contest.candidates if not one.reopens]


def the_contest(election: Election, position: int) -> Contest:
    """Return a contest of this election, never of another one."""
    for contest in election.contests:
        if contest.position == position:
            return contest
    abort(404)
