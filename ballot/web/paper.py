"""The ballot paper: contests and their candidates, while the election is a draft."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.setup import add_contest, remove_contest, update_contest
from ballot.errors import NotPermitted
from ballot.store.models import Contest, Election
from ballot.web.access import own_election
from ballot.web.forms import ContestForm
from ballot.web.requests import PAPER_BODY_LIMIT, body_limit
from ballot.web.results import contest_rule

blueprint = Blueprint("paper", __name__, url_prefix="/officer/elections/<uuid>/contests")

NEW_CANDIDATES = 4


@blueprint.get("")
@own_election("draft")
def contests(session: Session, election: Election) -> ResponseReturnValue:
    """List the contests as they will stand on the ballot paper."""
    return render_template("officer/contests.html", election=election, rule=contest_rule)


@blueprint.get("/new")
@own_election("draft")
def new(session: Session, election: Election) -> ResponseReturnValue:
    """Show an empty contest."""
    form = ContestForm()
    form.add_rows(NEW_CANDIDATES)
    return render_template("officer/contest.html", election=election, form=form, contest=None)


@blueprint.post("/new")
@body_limit(PAPER_BODY_LIMIT)
@own_election("draft")
def add(session: Session, election: Election) -> ResponseReturnValue:
    """Add a contest, or show more rows for candidates."""
    form = ContestForm()
    if "more" in request.form:
        form.add_rows()
        return render_template("officer/contest.html", election=election, form=form, contest=None)
    if form.validate():
        try:
            with session.begin_nested():
                add_contest(session, election, form.draft())
            return redirect(url_for("paper.contests", uuid=election.uuid))
        except NotPermitted as error:
            form.form_errors.append(str(error))
    return render_template("officer/contest.html", election=election, form=form, contest=None), 422


@blueprint.get("/<int:position>")
@own_election("draft")
def contest(session: Session, election: Election, position: int) -> ResponseReturnValue:
    """Show a contest for changing it."""
    found = _contest(election, position)
    form = ContestForm.of(found)
    form.add_rows(1)
    return render_template("officer/contest.html", election=election, form=form, contest=found)


@blueprint.post("/<int:position>")
@body_limit(PAPER_BODY_LIMIT)
@own_election("draft")
def save(session: Session, election: Election, position: int) -> ResponseReturnValue:
    """Replace a contest and its candidates, or show more rows."""
    found = _contest(election, position)
    form = ContestForm()
    if "more" in request.form:
        form.add_rows()
        return render_template("officer/contest.html", election=election, form=form, contest=found)
    if form.validate():
        try:
            with session.begin_nested():
                update_contest(session, found, form.draft())
            return redirect(url_for("paper.contests", uuid=election.uuid))
        except NotPermitted as error:
            form.form_errors.append(str(error))
    return render_template("officer/contest.html", election=election, form=form, contest=found), 422


@blueprint.post("/<int:position>/remove")
@own_election("draft")
def remove(session: Session, election: Election, position: int) -> ResponseReturnValue:
    """Remove a contest."""
    found = _contest(election, position)
    flash(f"“{found.title}” was removed.")
    remove_contest(session, found)
    return redirect(url_for("paper.contests", uuid=election.uuid))


def _contest(election: Election, position: int) -> Contest:
    """Return a contest of this election, never of another one."""
    for contest in election.contests:
        if contest.position == position:
            return contest
    abort(404)
