"""The times of the voting: by the clock or by hand, a later end, an emergency stop, and how it goes on."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from ballot import clock
from ballot.election import log
from ballot.election.closing import closing, times
from ballot.election.closing.time_records import moment_of, time_changes
from ballot.election.notices.officers import tell_of_stop
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import N_, _
from ballot.store.models.election import Election
from ballot.web import worker
from ballot.web.officer.times_forms import ClosingForm, EndForm, ScheduleForm, StopForm
from ballot.web.page.mail_pace import telling_in_words
from ballot.web.page.proposing import proposed
from ballot.web.page.times import to_local, zone_names
from ballot.web.request.access import current_officer, own_election
from ballot.web.services import services

blueprint = Blueprint("times", __name__, url_prefix="/officer/elections/<uuid>/times")

PROPOSED = N_("It is proposed. Another officer must confirm it: nothing is changed until then.")


@blueprint.get("")
@own_election("draft", "frozen", "open", also=[SECOND_OFFICER])
def page(scene: Scene) -> ResponseReturnValue:
    """Show the times, what was changed about them, and what can be."""
    return _page(scene)


def _page(
    scene: Scene,
    end: EndForm | None = None,
    close: ClosingForm | None = None,
) -> str:
    return render_template(
        "officer/times/times.html",
        election=scene.election,
        schedule=ScheduleForm(formdata=None, obj=scene.election),
        end=end or _end_form(scene.election),
        closing=close or ClosingForm(formdata=None),
        early=closing.is_early(scene.election),
        left_stopped=closing.is_left_stopped(scene),
        alone_from=closing.alone_from(scene),
        answered=_(closing.ANSWERED) if closing.is_answered(scene) else "",
        changes=time_changes(scene) if scene.election.state != "draft" else [],
        moment_of=moment_of,
        telling=telling_in_words(scene),
        seconds=second_officers(scene),
        now=clock.now(),
    )


def _end_form(election: Election) -> EndForm:
    form = EndForm(formdata=None)
    chosen = cookie.get("zone", "UTC")
    form.zone.data = chosen if chosen in zone_names() else "UTC"
    form.at.data = to_local(election.closes_at, form.zone.data) if election.closes_at else None
    return form


@blueprint.post("/schedule")
@own_election("draft", "frozen", "open")
def set_schedule(scene: Scene) -> ResponseReturnValue:
    """Keep whether the clock opens and closes the voting, and who sees the turnout."""
    form = ScheduleForm()
    wanted = (bool(form.by_schedule.data), bool(form.turnout_public.data))
    if wanted != (scene.election.by_schedule, scene.election.turnout_public):
        scene.election.by_schedule, scene.election.turnout_public = wanted
        by = "by the server’s clock" if wanted[0] else "by hand"
        sees = "everybody" if wanted[1] else "the officers alone"
        sentence = f"The voting opens and closes {by}; {sees} can see the turnout while it lasts."
        log.write(scene, log.OFFICER, sentence)
    flash(_("Saved."))
    return redirect(url_for("times.page", uuid=scene.election.uuid))


@blueprint.post("/end")
@own_election("frozen", "open", also=[SECOND_OFFICER])
def propose_end(scene: Scene) -> ResponseReturnValue:
    """Propose a later end; if the voting is stopped, that it goes on until then."""
    form = EndForm()
    closes_at = form.moment() if form.validate() else None
    if closes_at is None:
        return _page(scene, end=form), 422
    propose = times.propose_resumption if scene.election.stopped_at else times.propose_extension
    try:
        with scene.session.begin_nested():
            propose(scene, closes_at, form.reason.data or "")
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(scene, end=form), 409
    return proposed(scene.election, _(PROPOSED))


@blueprint.post("/close")
@own_election("open", also=[SECOND_OFFICER])
def propose_closing(scene: Scene) -> ResponseReturnValue:
    """Propose that the voting is closed, though it is stopped or its announced end has not come."""
    form = ClosingForm()
    if not form.validate():
        return _page(scene, close=form), 422
    try:
        with scene.session.begin_nested():
            closing.propose_closing(scene, form.closing_reason.data or "")
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(scene, close=form), 409
    return proposed(scene.election, _(PROPOSED))


@blueprint.get("/stop")
@own_election("open", also=[SECOND_OFFICER])
def stop_page(scene: Scene) -> ResponseReturnValue:
    """Say what stopping does."""
    return render_template("officer/times/stop.html", election=scene.election, form=StopForm())


@blueprint.post("/stop")
@own_election("open", also=[SECOND_OFFICER])
def stop(scene: Scene) -> ResponseReturnValue:
    """Stop the voting at once."""
    form = StopForm()
    if not form.validate():
        return render_template("officer/times/stop.html", election=scene.election, form=form), 422
    try:
        with scene.session.begin_nested():
            times.stop_voting(scene, form.reason.data or "")
            tell_of_stop(scene, current_officer(scene.session), services().config.public_url)
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return render_template("officer/times/stop.html", election=scene.election, form=form), 409
    worker.wake()
    flash(_("The voting is stopped. No ballot is accepted."))
    return redirect(url_for("times.page", uuid=scene.election.uuid))
