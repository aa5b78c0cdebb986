"""The returning officer's list, and one election's dashboard and settings."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.cautions import setup_warnings
from ballot.election.counting import contests_without_sheet
from ballot.election.setup import create_election, remaining_steps, update_election
from ballot.election.turnout import Figures, figures, turnout_over_time
from ballot.election.withdrawals import STATES as WITHDRAWING
from ballot.election.withdrawals import who_can_withdraw, withdrawals
from ballot.errors import NotPermitted
from ballot.store.models import Election, Officer
from ballot.web.access import own_election, signed_in
from ballot.web.forms import ElectionForm
from ballot.web.moments import zone_names
from ballot.web.progress import progress
from ballot.web.results import turnout_points
from ballot.web.services import services
from ballot.web.steps import next_step, steps

blueprint = Blueprint("officer", __name__, url_prefix="/officer")

LOG_LINES = 30
SHORTEST_STEP = timedelta(hours=1)
MOST_STEPS = 48


@blueprint.get("")
@signed_in
def elections(session: Session, officer: Officer) -> ResponseReturnValue:
    """List the officer's own elections."""
    return render_template("officer/elections.html", elections=list(reversed(officer.elections)))


@blueprint.get("/elections/new")
@signed_in
def new(session: Session, officer: Officer) -> ResponseReturnValue:
    """Show the form for a new election."""
    form = ElectionForm()
    form.zone.data = _zone()
    return render_template("officer/settings.html", form=form, election=None)


@blueprint.post("/elections/new")
@signed_in
def create(session: Session, officer: Officer) -> ResponseReturnValue:
    """Create an election as a draft."""
    form = ElectionForm()
    if form.validate():
        cookie["zone"] = form.zone.data
        try:
            with session.begin_nested():
                election = create_election(session, officer, form.draft())
            return redirect(url_for("officer.dashboard", uuid=election.uuid))
        except NotPermitted as error:
            form.form_errors.append(str(error))
    return render_template("officer/settings.html", form=form, election=None), 422


@blueprint.get("/elections/<uuid>")
@own_election()
def dashboard(session: Session, election: Election) -> ResponseReturnValue:
    """Show the steps, the one next action, three figures, the clock and the log."""
    numbers = figures(session, election)
    ties = election.state == "tallied" and bool(contests_without_sheet(session, election))
    column = steps(election, numbers, remaining_steps(election), ties)
    return render_template(
        "officer/dashboard.html",
        election=election,
        barred=services().known.reason(election.uuid),
        figures=numbers,
        steps=column,
        next=next_step(column),
        warnings=setup_warnings(session, election) if election.state == "draft" else [],
        progress=progress(election),
        log=log.entries(session, election, LOG_LINES),
        withdrawn=withdrawals(session, election) if election.state != "draft" else [],
        can_withdraw=election.state in WITHDRAWING and bool(who_can_withdraw(session, election)),
        now=clock.now(),
        **_turnout(session, election, numbers),
    )


@blueprint.get("/elections/<uuid>/settings")
@own_election("draft")
def settings(session: Session, election: Election) -> ResponseReturnValue:
    """Show the form with the election's general values."""
    return render_template("officer/settings.html", form=ElectionForm.of(election, _zone()), election=election)


@blueprint.post("/elections/<uuid>/settings")
@own_election("draft")
def save_settings(session: Session, election: Election) -> ResponseReturnValue:
    """Replace the general values."""
    form = ElectionForm()
    if form.validate():
        cookie["zone"] = form.zone.data
        try:
            with session.begin_nested():
                update_election(session, election, form.draft())
            flash("Saved.")
            return redirect(url_for("officer.dashboard", uuid=election.uuid))
        except NotPermitted as error:
            form.form_errors.append(str(error))
    return render_template("officer/settings.html", form=form, election=election), 422


def _turnout(session: Session, election: Election, numbers: Figures) -> dict[str, object]:
    """Return the turnout over time, in steps so long that none points to a single member."""
    if election.opens_at is None or election.closes_at is None or not numbers.voters:
        return {"turnout": [], "points": ""}
    step = max(SHORTEST_STEP, (election.closes_at - election.opens_at) / MOST_STEPS)
    line = turnout_over_time(session, election, step)
    return {"turnout": line, "points": turnout_points(line, numbers.members)}


def _zone() -> str:
    """Return the time zone that this officer chose last."""
    chosen = cookie.get("zone", "UTC")
    return chosen if chosen in zone_names() else "UTC"
