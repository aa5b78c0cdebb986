"""Names and addresses on a frozen roll: one officer proposes a correction here, another one confirms it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import HiddenField, StringField

from ballot.election.acts import MAX_REASON
from ballot.election.amendments.corrections import FIELDS, corrections, now_of, propose_correction
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.store.models.election import Election
from ballot.web.page.chosen_member import chosen, named
from ballot.web.page.forms import at_most, required
from ballot.web.page.member_forms import MemberForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import current_officer, own_election

blueprint = Blueprint("corrections", __name__, url_prefix="/officer/elections/<uuid>/roll/correct")


class CorrectionForm(MemberForm):
    """What the roll should say of a member."""

    member = HiddenField()
    reason = StringField(lazy("How do you know?"), [required(lazy("Say how you know.")), at_most(MAX_REASON)])


@blueprint.get("")
@own_election("frozen", "open", also=[SECOND_OFFICER])
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Ask whom it is about; then show what the roll says of them."""
    who, picked = request.args.get("who", "").strip(), request.args.get("member", "")
    if not who and not picked:
        return _page(session, election, None)
    try:
        member = chosen(session, election, picked) if picked else named(session, election, who)
    except NotPermitted as error:
        return _page(session, election, None, who, str(error)), 404
    return _page(session, election, CorrectionForm(formdata=None, data={**now_of(member), "member": str(member.id)}))


@blueprint.post("")
@own_election("frozen", "open", also=[SECOND_OFFICER])
def propose(session: Session, election: Election) -> ResponseReturnValue:
    """Propose the correction: nothing is changed before another officer confirms it."""
    form = CorrectionForm()
    if not form.validate():
        return _page(session, election, form), 422
    values = {name: getattr(form, name).data or "" for name in FIELDS}
    try:
        with session.begin_nested():
            member = chosen(session, election, form.member.data or "")
            me = current_officer(session)
            propose_correction(session, election, me, member, values, form.reason.data or "")
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _page(session, election, form), 409
    return proposed(election, _("Proposed. The roll is corrected when another officer confirms it."))


def _page(session: Session, election: Election, form: CorrectionForm | None, who: str = "", problem: str = "") -> str:
    return render_template(
        "officer/roll/corrections.html",
        election=election,
        form=form,
        who=who,
        problem=problem,
        done=corrections(session, election),
        seconds=second_officers(session, election),
    )
