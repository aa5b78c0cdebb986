"""Who has which role in an election, joint acts, and the whole log."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot.election import acts as joint_acts
from ballot.election import log, proposals
from ballot.election.accounts.invitations import invite, open_invitations, take_back
from ballot.election.accounts.member_logins import requests_to_answer
from ballot.election.amendments.registrar import waiting_requests
from ballot.election.closing.times import proposed_end
from ballot.election.mail.texts import invitation_key
from ballot.election.roles import (
    ALL_ROLES,
    OFFICER,
    SECOND_OFFICER,
    appointments,
    end_appointment,
    role_names,
    second_officers,
)
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.store.models.people import JointAct
from ballot.web import worker
from ballot.web.page.chips import mail_marks
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import AppointForm, ProposalForm
from ballot.web.page.mail_pace import telling_in_words
from ballot.web.request.access import current_officer, own_election
from ballot.web.request.bodies import number_sent
from ballot.web.services import services

blueprint = Blueprint("people", __name__, url_prefix="/officer/elections/<uuid>")

LOG_LINES = 200  # per page
GONE = lazy("This role had ended already.")


def _page(scene: Scene, form: AppointForm) -> str:
    invitations = open_invitations(scene) if g.role == OFFICER else []
    return render_template(
        "officer/people/people.html",
        election=scene.election,
        form=form,
        people=appointments(scene),
        invitations=[(one, mail_marks(scene, invitation_key(one))) for one in invitations],
        me=current_officer(scene.session),
        names=role_names(),
        fixed=scene.election.state != "draft" and bool(second_officers(scene)),
    )


@blueprint.get("/roles")
@own_election(also=ALL_ROLES)
def page(scene: Scene) -> ResponseReturnValue:
    """List the people and their roles; the officer can invite people here."""
    return _page(scene, AppointForm())


@blueprint.post("/roles/invite")
@own_election()
@form_view(AppointForm, _page, field="email")
def send_invitation(scene: Scene, form: AppointForm) -> ResponseReturnValue:
    """Invite somebody by mail; without a mail server the link is shown once."""
    me, address = current_officer(scene.session), services().config.public_url
    sent = invite(scene, me, form.email.data or "", form.role.data, address)
    if services().mailer is None:
        return render_template(
            "officer/people/invitation_link.html", election=scene.election, sent=sent, names=role_names()
        )
    worker.wake()
    flash(_("The invitation is on its way to %(email)s.", email=sent.invitation.email))
    return redirect(url_for("people.page", uuid=scene.election.uuid))


@blueprint.post("/roles/invitations/<int:number>/take-back")
@own_election()
def take_invitation_back(scene: Scene, number: int) -> ResponseReturnValue:
    """Withdraw an invitation: its link stops working."""
    take_back(scene, current_officer(scene.session), number)
    flash(_("The invitation is taken back."))
    return redirect(url_for("people.page", uuid=scene.election.uuid))


@blueprint.post("/roles/<int:number>/end")
@own_election(also=ALL_ROLES)
def end(scene: Scene, number: int) -> ResponseReturnValue:
    """End somebody's role, or step down."""
    found = next((one for one in appointments(scene) if one.id == number), None)
    if found is None:
        raise NotPermitted(GONE)
    me = current_officer(scene.session)
    own = found.officer_id == me.id
    end_appointment(scene, found, me)
    if own:
        flash(_("You have stepped down."))
        return redirect(url_for("dashboard.elections"))
    flash(_("The role is ended."))
    return redirect(url_for("people.page", uuid=scene.election.uuid))


@blueprint.get("/joint-acts")
@own_election(also=[SECOND_OFFICER])
def acts(scene: Scene) -> ResponseReturnValue:
    """Show what is waiting for confirmation, and what has been decided."""
    waiting = proposals.waiting(scene)
    return render_template(
        "officer/people/acts.html",
        election=scene.election,
        waiting=[(act, _(joint_acts.title(act)), joint_acts.detail(scene, act)) for act in waiting],
        mine={act.id for act in waiting if joint_acts.can_confirm(act, current_officer(scene.session))},
        decided=[
            (act, _(joint_acts.title(act)), _(proposals.OUTCOMES[proposals.outcome(act)]))
            for act in proposals.decided(scene)
        ],
        telling={act.id: _telling(scene, act) for act in waiting},
        me=current_officer(scene.session),
        seconds=second_officers(scene),
        lost=requests_to_answer(scene),
        asked=waiting_requests(scene) if scene.election.state in ("frozen", "open") else [],
    )


def _telling(scene: Scene, act: JointAct) -> str:
    """Return how long it takes to notify everybody of the proposed end, and whether that is too long."""
    closes_at = proposed_end(act)
    return telling_in_words(scene, closes_at) if closes_at else ""


@blueprint.post("/joint-acts/<int:number>/confirm")
@own_election(also=[SECOND_OFFICER])
def confirm(scene: Scene, number: int) -> ResponseReturnValue:
    """Confirm what somebody else has proposed: it is done immediately."""
    digest = ProposalForm().digest.data or ""
    worker.wake()  # a new token, or the notice of a new end, may be waiting to be sent
    flash(joint_acts.confirm(scene, number, digest))
    return redirect(url_for("people.acts", uuid=scene.election.uuid))


@blueprint.post("/joint-acts/<int:number>/refuse")
@own_election(also=[SECOND_OFFICER])
def refuse(scene: Scene, number: int) -> ResponseReturnValue:
    """Refuse somebody else's proposal, or withdraw one's own."""
    joint_acts.refuse(scene, number)
    flash(_("Nothing is done. The log says that it was refused or taken back."))
    return redirect(url_for("people.acts", uuid=scene.election.uuid))


@blueprint.get("/log")
@own_election(also=ALL_ROLES)
def activity(scene: Scene) -> ResponseReturnValue:
    """Show the whole log, page by page: what was done, by whom and when. It identifies no ballot and no member."""
    pages = max(1, -(-log.length(scene) // LOG_LINES))
    page = min(max(1, number_sent(request.args.get("page", "1")) or 1), pages)
    lines = log.entries(scene, LOG_LINES, (page - 1) * LOG_LINES)
    return render_template("officer/people/log.html", election=scene.election, log=lines, page=page, pages=pages)
