"""Reminders to those who have not voted: planned here and sent by the system; nobody learns who gets one."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from ballot import clock
from ballot.election.mail.texts import reminder_previews
from ballot.election.mail.words import languages_of
from ballot.election.notices.reminders import FEWEST_FAILED, MAX_NOTE, cancel_reminder, reminders, schedule_reminder
from ballot.election.scene import Scene
from ballot.election.voting.turnout import figures
from ballot.language import LANGUAGES, _
from ballot.store.models.election import Election
from ballot.web import worker
from ballot.web.officer.tokens.forms import ReminderForm
from ballot.web.page.form_view import form_view
from ballot.web.page.mail_pace import pace_in_words
from ballot.web.page.times import to_utc, zone_names
from ballot.web.request.access import own_election
from ballot.web.request.bodies import number_sent
from ballot.web.services import services

blueprint = Blueprint("reminders", __name__, url_prefix="/officer/elections/<uuid>/reminders")


def _usual_reminder(scene: Scene) -> ReminderForm:
    chosen = cookie.get("zone", "UTC")
    return ReminderForm(
        formdata=None,
        when="now" if scene.election.state == "open" else "later",
        zone=chosen if chosen in zone_names() else "UTC",
    )


def _notes(election: Election) -> dict[str, str]:
    """Return the officer's own words, by language."""
    return {code: request.form.get(f"note-{code}", "") for code in languages_of(election)}


def _page(scene: Scene, form: ReminderForm) -> str:
    notes, sums = _notes(scene.election), figures(scene)
    return render_template(
        "officer/tokens/reminders.html",
        election=scene.election,
        form=form,
        notes=notes,
        longest=MAX_NOTE,
        previews=reminder_previews(scene.election, notes, services().config.public_url),
        names=LANGUAGES,
        not_voted=sums.members - sums.voters,
        reminders=reminders(scene),
        fewest_failed=FEWEST_FAILED,
        now=clock.now(),
        can_mail=services().mailer is not None,
        pace=pace_in_words(scene.session),
    )


def _only_preview(_form: ReminderForm) -> bool:
    return request.form.get("act") == "preview"


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election("frozen", "open")
@form_view(ReminderForm, _page, first=_usual_reminder, again=_only_preview)
def plan(scene: Scene, form: ReminderForm) -> ResponseReturnValue:
    """Show the reminders; schedule another one, send it now, or only show its mail with the officer's words."""
    schedule_reminder(scene, _moment(form), _notes(scene.election))
    if form.when.data == "now":
        worker.wake()
    flash(_("The reminder is on its way.") if form.when.data == "now" else _("The reminder is planned."))
    return redirect(url_for("reminders.page", uuid=scene.election.uuid))


def _moment(form: ReminderForm) -> datetime | None:
    if form.when.data == "now" or form.at.data is None:
        return None
    return to_utc(form.at.data, form.zone.data)


@blueprint.post("/cancel")
@own_election("frozen", "open")
def cancel(scene: Scene) -> ResponseReturnValue:
    """Cancel a reminder that is not yet being sent."""
    number = number_sent(request.form.get("number", ""))
    if number is None:
        abort(400)
    cancel_reminder(scene, number)
    flash(_("The reminder is taken back."))
    return redirect(url_for("reminders.page", uuid=scene.election.uuid))
