"""Lost tokens: here one officer proposes a replacement, and another one confirms it like other joint acts."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import EmailField, RadioField, StringField
from wtforms.validators import Optional

from ballot.election import acts
from ballot.election.amendments.replacing import CHANNELS, KIND, REASONS
from ballot.election.proposals import MAX_REASON
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.election.tokens.roll_changes import roll_changes
from ballot.election.tokens.spares import spares_left
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.web.page.chosen_member import WhomForm, chosen_by, whom
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import at_most, required
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("replacing", __name__, url_prefix="/officer/elections/<uuid>/replace")


class ReplaceForm(WhomForm):
    """Whose token is replaced, why, and how the new one is delivered."""

    why = RadioField(
        lazy("What happened to the token?"),
        [required(lazy("Choose what happened."))],
        choices=list(REASONS),  # type: ignore[arg-type]  # the page says what they mean
    )
    channel = RadioField(
        lazy("How does the new token reach the member?"),
        [required(lazy("Choose how it goes out."))],
        choices=list(CHANNELS),  # type: ignore[arg-type]  # the page says what they mean
    )
    email = EmailField(lazy("Another e-mail address, if the one on the roll is wrong"), [Optional(), at_most(254)])
    reason = StringField(
        lazy("How do you know that it is this member who asks?"),
        [required(lazy("Say how you know.")), at_most(MAX_REASON)],
    )

    def payload(self, member: int) -> dict[str, str]:
        """Return the proposal."""
        email = (self.email.data or "").strip()
        return {"member": str(member), "reason": self.why.data, "channel": self.channel.data, "email": email}


def _of_chosen(_scene: Scene) -> ReplaceForm:
    return ReplaceForm(formdata=None, data={"member": request.args.get("member", "")})


def _page(scene: Scene, form: ReplaceForm) -> str:
    return render_template(
        "officer/roll/replacing.html",
        election=scene.election,
        form=form,
        about=chosen_by(scene, form),
        reasons=REASONS,
        left=spares_left(scene),
        replaced=roll_changes(scene).replaced,
        seconds=second_officers(scene),
    )


@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election("frozen", "open", also=[SECOND_OFFICER])
@form_view(ReplaceForm, _page, first=_of_chosen)
def propose(scene: Scene, form: ReplaceForm) -> ResponseReturnValue:
    """Show how many spare tokens are left; propose a replacement, which another officer confirms."""
    member = whom(scene, form)
    if form.channel.data == "mail" and services().mailer is None:
        raise NotPermitted(_("This server has no mail settings. Choose the letter."), "channel")
    acts.propose(scene, KIND, form.payload(member.id), form.reason.data or "")
    return proposed(scene.election, _("Proposed. The old token is dead as soon as another officer confirms it."))
