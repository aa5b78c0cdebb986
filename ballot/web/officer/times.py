"""The times of the vote: automatic or manual, a later end, an emergency stop, and resuming."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from ballot import clock
from ballot.election import acts, log
from ballot.election.closing import closing, times
from ballot.election.closing.time_records import moment_of, time_changes
from ballot.election.notices.officers import tell_of_stop
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.language import N_, _
from ballot.store.models.election import Election
from ballot.web import worker
from ballot.web.officer.times_forms import ClosingForm, EndForm, ScheduleForm, StopForm
from ballot.web.page.form_view import form_view
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
    """Show the times, how they have changed, and what can be changed."""
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
    form.closes_at.data = to_local(election.closes_at, form.zone.data) if election.closes_at else None
    return form


@blueprint.post("/schedule")
@own_election("draft", "frozen", "open")
def set_schedule(scene: Scene) -> ResponseReturnValue:
    """Store whether the vote opens and closes automatically, and who sees the turnout."""
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
@form_view(EndForm, _page, name="end")
def propose_end(scene: Scene, form: EndForm) -> ResponseReturnValue:
    """Propose a later end; if the vote is stopped, propose to resume it until then."""
    kind = closing.RESUME if scene.election.stopped_at else times.EXTEND
    acts.propose(scene, kind, times.until(form.moment()), form.reason.data or "")
    return proposed(scene.election, _(PROPOSED))


@blueprint.post("/close")
@own_election("open", also=[SECOND_OFFICER])
@form_view(ClosingForm, _page, name="close")
def propose_closing(scene: Scene, form: ClosingForm) -> ResponseReturnValue:
    """Propose to close the vote although it is stopped or its announced end has not come."""
    acts.propose(scene, closing.kind_now(scene.election), {}, form.closing_reason.data or "")
    return proposed(scene.election, _(PROPOSED))


@blueprint.get("/stop", endpoint="stop_page")
@blueprint.post("/stop")
@own_election("open", also=[SECOND_OFFICER])
@form_view(StopForm, "officer/times/stop.html")
def stop(scene: Scene, form: StopForm) -> ResponseReturnValue:
    """Explain what stopping does; stop the vote immediately."""
    times.stop_voting(scene, form.reason.data or "")
    tell_of_stop(scene, current_officer(scene.session), services().config.public_url)
    worker.wake()
    flash(_("The voting is stopped. No ballot is accepted."))
    return redirect(url_for("times.page", uuid=scene.election.uuid))
