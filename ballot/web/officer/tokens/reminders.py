"""Reminders to those who have not voted: planned here, sent by the system, to nobody knows whom."""

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
from ballot.errors import NotPermitted
from ballot.language import LANGUAGES, _
from ballot.store.models.election import Election
from ballot.web import worker
from ballot.web.officer.tokens.forms import ReminderForm
from ballot.web.page.mail_pace import pace_in_words
from ballot.web.page.times import to_utc, zone_names
from ballot.web.request.access import own_election
from ballot.web.request.bodies import number_sent
from ballot.web.services import services

blueprint = Blueprint("reminders", __name__, url_prefix="/officer/elections/<uuid>/reminders")


@blueprint.get("")
@own_election("frozen", "open")
def page(scene: Scene) -> ResponseReturnValue:
    """Show the reminders, and the form for another one with its mail."""
    form = ReminderForm(formdata=None)
    form.when.data = "now" if scene.election.state == "open" else "later"
    chosen = cookie.get("zone", "UTC")
    form.zone.data = chosen if chosen in zone_names() else "UTC"
    return _page(scene, form)


@blueprint.post("")
@own_election("frozen", "open")
def plan(scene: Scene) -> ResponseReturnValue:
    """Plan a reminder, or send it now; or only show the mail with the officer's words."""
    form = ReminderForm()
    if request.form.get("act") == "preview":
        return _page(scene, form)
    if not form.validate():
        return _page(scene, form), 422
    try:
        with scene.session.begin_nested():
            schedule_reminder(scene, _moment(form), _notes(scene.election))
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(scene, form), 409
    flash(_("The reminder is on its way.") if form.when.data == "now" else _("The reminder is planned."))
    if form.when.data == "now":
        worker.wake()
    return redirect(url_for("reminders.page", uuid=scene.election.uuid))


def _moment(form: ReminderForm) -> datetime | None:
    if form.when.data == "now" or form.at.data is None:
        return None
    return to_utc(form.at.data, form.zone.data)


@blueprint.post("/cancel")
@own_election("frozen", "open")
def cancel(scene: Scene) -> ResponseReturnValue:
    """Take back a reminder that is not on its way."""
    number = number_sent(request.form.get("number", ""))
    if number is None:
        abort(400)
    cancel_reminder(scene, number)
    flash(_("The reminder is taken back."))
    return redirect(url_for("reminders.page", uuid=scene.election.uuid))


def _notes(election: Election) -> dict[str, str]:
    """Return the words that were typed, by language."""
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
