"""Delete the data of an election's people, by two officers where there are two, when nobody can object any more."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import StringField

from ballot import clock
from ballot.election.acts import MAX_REASON
from ballot.election.amendments.forgetting import STATES, due_at, forget_by_officer, propose_forgetting
from ballot.election.mail.outbox import shown_counts
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.state import require_people
from ballot.election.voting.turnout import figures
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.store.models.election import Election
from ballot.web.officer.times import PROPOSED
from ballot.web.page.forms import ConfirmForm, at_most, required
from ballot.web.page.proposing import proposed
from ballot.web.request.access import current_officer, own_election

blueprint = Blueprint("forgetting", __name__, url_prefix="/officer/elections/<uuid>/forget")


class ForgettingForm(ConfirmForm):
    """Why the data may go now."""

    reason = StringField(lazy("Why may it be deleted now?"), [required(lazy("Say why.")), at_most(MAX_REASON)])


@blueprint.get("")
@own_election(*STATES, also=[SECOND_OFFICER])
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Say what goes and what stays, and until when somebody may still object."""
    return _page(session, election, ForgettingForm(formdata=None))


@blueprint.post("")
@own_election(*STATES, also=[SECOND_OFFICER])
def forget(session: Session, election: Election) -> ResponseReturnValue:
    """Delete the data, or propose it to the other officer."""
    form = ForgettingForm()
    if not form.validate():
        return _page(session, election, form), 422
    try:
        with session.begin_nested():
            _forget(session, election, form.reason.data or "")
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(session, election, form), 409
    if election.forgotten is None:
        return proposed(election, _(PROPOSED))
    flash(_("The data of this election’s people is deleted."))
    return redirect(url_for("dashboard.dashboard", uuid=election.uuid))


def _forget(session: Session, election: Election, reason: str) -> None:
    if second_officers(session, election):
        propose_forgetting(session, election, current_officer(session), reason)
    else:
        forget_by_officer(session, election, reason)


def _page(session: Session, election: Election, form: ForgettingForm) -> str:
    require_people(election)
    return render_template(
        "officer/forgetting.html",
        election=election,
        form=form,
        members=figures(session, election).members,
        due=due_at(election),
        now=clock.now(),
        unsent=sum(states["queued"] for states in shown_counts(session, election).values()),
        two=bool(second_officers(session, election)),
    )
