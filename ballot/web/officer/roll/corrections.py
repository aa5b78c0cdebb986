"""Names and addresses on a frozen roll: here one officer proposes a correction, and another one confirms it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField

from ballot.election import acts
from ballot.election.amendments.corrections import FIELDS, KIND, corrections, now_of
from ballot.election.proposals import MAX_REASON
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.web.page.chosen_member import chosen, named
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import at_most, required
from ballot.web.page.member_forms import MemberForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election

blueprint = Blueprint("corrections", __name__, url_prefix="/officer/elections/<uuid>/roll/correct")


class CorrectionForm(MemberForm):
    """What the roll should say about a member."""

    member = HiddenField()
    reason = StringField(lazy("How do you know?"), [required(lazy("Say how you know.")), at_most(MAX_REASON)])


def _page(scene: Scene, form: CorrectionForm | None, who: str = "", problem: str = "") -> str:
    return render_template(
        "officer/roll/corrections.html",
        election=scene.election,
        form=form,
        who=who,
        problem=problem,
        done=corrections(scene),
        seconds=second_officers(scene),
    )


@blueprint.get("")
@own_election("frozen", "open", also=[SECOND_OFFICER])
def page(scene: Scene) -> ResponseReturnValue:
    """Ask for the member; then show what the roll says about them."""
    who, picked = request.args.get("who", "").strip(), request.args.get("member", "")
    if not who and not picked:
        return _page(scene, None)
    try:
        member = chosen(scene, picked) if picked else named(scene, who)
    except NotPermitted as error:
        return _page(scene, None, who, str(error)), 404
    return _page(scene, CorrectionForm(formdata=None, data={**now_of(member), "member": str(member.id)}))


@blueprint.post("")
@own_election("frozen", "open", also=[SECOND_OFFICER])
@form_view(CorrectionForm, _page)
def propose(scene: Scene, form: CorrectionForm) -> ResponseReturnValue:
    """Propose the correction: nothing changes until another officer confirms it."""
    values = {name: getattr(form, name).data or "" for name in FIELDS}
    member = chosen(scene, form.member.data or "")
    acts.propose(scene, KIND, {"member": str(member.id), **values}, form.reason.data or "")
    return proposed(scene.election, _("Proposed. The roll is corrected when another officer confirms it."))
