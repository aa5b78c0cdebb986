"""The public lot of a tie: what was drawn is proposed to the second officer, or read back before it counts."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.acts import who_can_confirm
from ballot.election.result.counting import ContestResult, clean_seed, election_result
from ballot.election.result.lots import enter_lot_alone, propose_lot, proposed_lot
from ballot.election.roles import second_officers
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election
from ballot.web.page.forms import DrawnForm, LotForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import current_officer, own_election

blueprint = Blueprint("lots", __name__, url_prefix="/officer/elections/<uuid>/lot/<int:contest>")


@blueprint.get("")
@own_election("tallied")
def page(session: Session, election: Election, contest: int) -> ResponseReturnValue:
    """Say how a tie is broken in public, and what waits to be confirmed."""
    waits = proposed_lot(session, election, contest - 1)
    if waits is not None and waits.unanswered:
        return _read_back(session, election, contest, DrawnForm(seed=waits.seed))
    return _page(session, election, contest, LotForm())


@blueprint.post("")
@own_election("tallied")
def take(session: Session, election: Election, contest: int) -> ResponseReturnValue:
    """Take what was drawn: propose it to the second officer, or read it back to an officer who is alone."""
    form = LotForm()
    _tied(session, election, contest)
    if form.validate():
        try:
            seed = clean_seed(form.seed.data or "")
            if not second_officers(session, election):
                return _read_back(session, election, contest, DrawnForm(formdata=None, seed=seed))
            with session.begin_nested():
                propose_lot(session, election, current_officer(session), contest - 1, seed)
            return proposed(election, _("Proposed. It counts when the second officer has confirmed it."))
        except NotPermitted as error:
            form.seed.errors = [str(error)]
    return _page(session, election, contest, form), 422


@blueprint.post("/enter")
@own_election("tallied")
def enter(session: Session, election: Election, contest: int) -> ResponseReturnValue:
    """Enter what was read back; the contest is counted with it."""
    form = DrawnForm()
    _tied(session, election, contest)
    if not form.validate():
        return _read_back(session, election, contest, form), 422
    enter_lot_alone(session, election, current_officer(session), contest - 1, form.seed.data or "")
    flash(_("The lot is entered and the contest is counted."))
    return redirect(url_for("result.result", uuid=election.uuid))


def _page(session: Session, election: Election, contest: int, form: LotForm) -> str:
    waits = proposed_lot(session, election, contest - 1)
    return render_template(
        "officer/lots/lot.html",
        election=election,
        contest=_tied(session, election, contest),
        form=form,
        seconds=second_officers(session, election),
        waits=waits,
        others=[person.name for person in who_can_confirm(session, election, waits.act)] if waits else [],
    )


def _read_back(session: Session, election: Election, contest: int, form: DrawnForm) -> str:
    return render_template(
        "officer/lots/drawn.html",
        election=election,
        contest=_tied(session, election, contest),
        number=contest,
        form=form,
        waits=proposed_lot(session, election, contest - 1),
    )


def _tied(session: Session, election: Election, number: int) -> ContestResult:
    """Return a contest (from 1) that waits for the lot."""
    contests = election_result(session, election).contests
    if not 1 <= number <= len(contests) or not contests[number - 1].needs_lot:
        abort(404)
    return contests[number - 1]
