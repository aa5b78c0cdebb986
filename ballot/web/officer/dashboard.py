"""The returning officer's list, and one election's dashboard and settings."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.accounts.invitations import GONE, accept, invitations_for
from ballot.election.accounts.member_logins import requests_to_answer
from ballot.election.amendments.forgetting import due_at
from ballot.election.closing.calling_off import called_off, can_be_called_off
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.result.counting import contests_without_sheet
from ballot.election.result.lots import proposed_lot
from ballot.election.result.withdrawals import STATES as WITHDRAWING
from ballot.election.result.withdrawals import who_can_withdraw, withdrawals
from ballot.election.roles import ALL_ROLES, appointments_of, role_names, second_officers
from ballot.election.scene import Scene
from ballot.election.setup.cautions import setup_warnings
from ballot.election.setup.create import TEMPLATES, begin_from_earlier, begin_from_template
from ballot.election.setup.draft import create_election, update_election
from ballot.election.state import is_deleted
from ballot.election.tokens.ledger import only_mails_wait
from ballot.election.voting.turnout import Figures, figures, turnout_over_time
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election
from ballot.store.models.people import Officer
from ballot.web.officer.steps import next_step, steps
from ballot.web.officer.trustee_progress import progress
from ballot.web.officer.waiting_acts import waiting_acts
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import COPY, EMPTY, ElectionForm, NewElectionForm
from ballot.web.page.mail_pace import sending_in_words
from ballot.web.page.results import turnout_points
from ballot.web.page.times import to_local, zone_names
from ballot.web.request.access import creates_elections, current_officer, own_election, signed_in
from ballot.web.services import services

blueprint = Blueprint("dashboard", __name__, url_prefix="/officer")

LOG_LINES = 30
_SHORTEST_STEP = timedelta(hours=1)
MOST_STEPS = 48


@blueprint.get("")
@signed_in
def elections(session: Session, officer: Officer) -> ResponseReturnValue:
    """List the elections that the user runs or helps with, and pending invitations."""
    own = [election for election in officer.elections if not is_deleted(election)]
    return render_template(
        "officer/dashboard/elections.html",
        officer=officer,
        elections=[one for one in reversed(own) if one.hidden_at is None or "hidden" in request.args],
        hidden=sum(one.hidden_at is not None for one in own),
        helped=appointments_of(session, officer),
        invitations=invitations_for(session, officer),
        names=role_names(),
    )


@blueprint.post("/invitations/<int:number>/accept")
@signed_in
def accept_invitation(session: Session, officer: Officer, number: int) -> ResponseReturnValue:
    """Accept an invitation sent to the address of this account."""
    found = next((one for one in invitations_for(session, officer) if one.id == number), None)
    if found is None:
        raise NotPermitted(GONE)
    accept(session, found, officer)
    return redirect(url_for("dashboard.dashboard", uuid=found.election.uuid))


def _new_form(_session: Session, officer: Officer) -> NewElectionForm:
    return NewElectionForm(_earlier_elections(officer))


def _usual_election(session: Session, officer: Officer) -> NewElectionForm:
    form = _new_form(session, officer)
    form.zone.data, form.start.data = _zone(), COPY if request.args.get("copy") else EMPTY
    form.earlier.data = request.args.get("copy")
    form.opens_at.data, form.closes_at.data = _usual_times(form.zone.data)
    return form


def _new_page(_session: Session, _officer: Officer, form: NewElectionForm) -> str:
    return render_template("officer/dashboard/settings.html", form=form, election=None, templates=TEMPLATES)


@blueprint.get("/elections/new", endpoint="new")
@blueprint.post("/elections/new")
@creates_elections
@form_view(_new_form, _new_page, first=_usual_election)
def create(session: Session, officer: Officer, form: NewElectionForm) -> ResponseReturnValue:
    """Create an election as a draft."""
    cookie["zone"] = form.zone.data
    election = _begin(session, officer, form)
    return redirect(url_for("dashboard.dashboard", uuid=election.uuid))


def _begin(session: Session, officer: Officer, form: NewElectionForm) -> Election:
    """Create the election with its initial content."""
    if form.start.data in (None, EMPTY):
        return create_election(session, officer, form.draft())
    if form.start.data != COPY:
        return begin_from_template(session, officer, form.draft(), form.start.data)
    chosen = next(one for one in _earlier_elections(officer) if one.uuid == form.earlier.data)
    return begin_from_earlier(session, officer, form.draft(), chosen, candidates=bool(form.candidates.data))


def _earlier_elections(officer: Officer) -> list[Election]:
    """Return the elections that an officer can copy, the newest first."""
    return [election for election in reversed(officer.elections) if not (election.practice or is_deleted(election))]


def _usual_times(zone: str) -> tuple[datetime, datetime]:
    """Return the default opening and closing times, local to a zone: in two weeks, for two weeks."""
    today = to_local(clock.now(), zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=14, hours=10), today + timedelta(days=28, hours=18)


@blueprint.get("/elections/<uuid>")
@own_election(also=ALL_ROLES)
def dashboard(scene: Scene) -> ResponseReturnValue:
    """Show the steps, the next action, three figures, the clock and the log."""
    numbers = figures(scene)
    ties = contests_without_sheet(scene) if scene.election.state == "tallied" else []
    draws_wait = bool(ties) and all(proposed_lot(scene, contest) for contest in ties)
    remaining, sums = remaining_steps(scene), numbers.tokens
    sending = sending_in_words(scene.session, sums.waiting) if only_mails_wait(scene, sums) else []
    column = steps(scene, numbers, remaining, bool(ties), draws_wait=draws_wait, sending=sending)
    return render_template(
        "officer/dashboard/dashboard.html",
        election=scene.election,
        barred=services().known.reason(scene.election.uuid),
        off=called_off(scene),
        can_call_off=can_be_called_off(scene),
        forget_at=due_at(scene.election),
        figures=numbers,
        returned=numbers.tokens.returned if scene.election.state == "open" else 0,
        steps=column,
        next=next_step(column),
        warnings=setup_warnings(scene) if scene.election.state == "draft" else [],
        progress=progress(scene),
        log=log.entries(scene, LOG_LINES),
        withdrawn=withdrawals(scene) if scene.election.state != "draft" else [],
        can_withdraw=scene.election.state in WITHDRAWING and bool(who_can_withdraw(scene)),
        now=clock.now(),
        zones=[zone for zone in dict.fromkeys((scene.election.zone, _zone())) if zone != "UTC"],
        my_role=role_names()[g.role],
        second_officers=second_officers(scene),
        lost=requests_to_answer(scene),
        acts=waiting_acts(scene, current_officer(scene.session), draws_wait=draws_wait),
        **_turnout(scene, numbers),
    )


def _settings_as_they_are(scene: Scene) -> ElectionForm:
    return ElectionForm.of(scene.election, scene.election.zone)


@blueprint.get("/elections/<uuid>/settings", endpoint="settings")
@blueprint.post("/elections/<uuid>/settings")
@own_election("draft")
@form_view(ElectionForm, "officer/dashboard/settings.html", first=_settings_as_they_are)
def save_settings(scene: Scene, form: ElectionForm) -> ResponseReturnValue:
    """Replace the general settings."""
    cookie["zone"] = form.zone.data
    update_election(scene, form.draft())
    flash(_("Saved."))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))


def _turnout(scene: Scene, numbers: Figures) -> dict[str, object]:
    """Return the turnout over time, in steps long enough that none points to a single member."""
    if scene.election.opens_at is None or scene.election.closes_at is None or not numbers.voters:
        return {"turnout": [], "points": ""}
    step = max(_SHORTEST_STEP, (scene.election.closes_at - scene.election.opens_at) / MOST_STEPS)
    line = turnout_over_time(scene, step)
    return {"turnout": line, "points": turnout_points(line, numbers.members)}


def _zone() -> str:
    """Return the time zone that this officer last chose."""
    chosen = cookie.get("zone", "UTC")
    return chosen if chosen in zone_names() else "UTC"
