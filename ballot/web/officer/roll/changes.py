"""The roll after the freeze: here one officer proposes to add or remove a member, and another one confirms it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from ballot.election import acts
from ballot.election.amendments import admissions, removals
from ballot.election.amendments.corrections import corrections, now_of
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.roll.roll import members_count
from ballot.election.scene import Scene
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.tokens.roll_changes import STATES, roll_changes
from ballot.election.tokens.spares import spares_by_weight
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import SINCE_FREEZE
from ballot.web.page.chosen_member import chosen_by, whom
from ballot.web.page.form_view import form_view
from ballot.web.page.member_forms import AdmissionForm, RemovalForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("roll_changes", __name__, url_prefix="/officer/elections/<uuid>/roll/changes")


def _render(
    scene: Scene,
    template: str,
    form: FlaskForm | None,
    reasons: Mapping[str, str],
    **values: Any,
) -> str:
    return render_template(
        template,
        election=scene.election,
        form=form,
        reasons={code: _(words) for code, words in reasons.items()},
        registrars=is_registrars(scene.election),
        spares=spares_by_weight(scene),
        seconds=second_officers(scene),
        **values,
    )


@blueprint.get("")
@own_election(*SINCE_FREEZE, also=[SECOND_OFFICER])
def page(scene: Scene) -> ResponseReturnValue:
    """Show what has changed since the freeze, and what can be changed."""
    return _render(
        scene,
        "officer/roll/changes.html",
        None,
        members=members_count(scene),
        changes=roll_changes(scene),
        corrections=corrections(scene),
        former=removals.former_members(scene),
        reasons=removals.REASONS,
        changing=scene.election.state in STATES,
    )


def _admission_form(scene: Scene) -> AdmissionForm:
    return AdmissionForm(registrars=is_registrars(scene.election))


def _empty_admission(scene: Scene) -> AdmissionForm:
    """Return the form for a new member; filled in for a removed member who is to be restored."""
    back, said = request.args.get("back", type=int), {}
    for one in removals.former_members(scene):
        if one.id == back:
            said = {**now_of(one), "weight": str(one.weight), "why": "put-back"}
    return AdmissionForm(formdata=None, data=said, registrars=is_registrars(scene.election))


def _admission_page(scene: Scene, form: AdmissionForm) -> str:
    return _render(scene, "officer/roll/add.html", form, reasons=admissions.REASONS)


@blueprint.get("/add", endpoint="add_page")
@blueprint.post("/add")
@own_election(*STATES, also=[SECOND_OFFICER])
@form_view(_admission_form, _admission_page, first=_empty_admission)
def add(scene: Scene, form: AdmissionForm) -> ResponseReturnValue:
    """Propose to add a member: nothing changes until another officer confirms it."""
    if "channel" in form and form.channel.data == "mail" and services().mailer is None:
        raise NotPermitted(_("This server has no mail settings. Choose the letter."), "channel")
    acts.propose(scene, admissions.KIND, form.payload(), form.reason.data or "")
    return proposed(scene.election, _("Proposed. The member is on the roll as soon as another officer confirms it."))


def _removal_form(scene: Scene) -> RemovalForm:
    return RemovalForm(registrars=is_registrars(scene.election))


def _removal_of_chosen(scene: Scene) -> RemovalForm:
    said = {"member": request.args.get("member", "")}
    return RemovalForm(formdata=None, data=said, registrars=is_registrars(scene.election))


def _removal_page(scene: Scene, form: RemovalForm) -> str:
    about = chosen_by(scene, form)
    return _render(scene, "officer/roll/remove.html", form, reasons=removals.REASONS, about=about)


@blueprint.get("/remove", endpoint="remove_page")
@blueprint.post("/remove")
@own_election(*STATES, also=[SECOND_OFFICER])
@form_view(_removal_form, _removal_page, first=_removal_of_chosen)
def remove(scene: Scene, form: RemovalForm) -> ResponseReturnValue:
    """Ask for the member; propose to remove them: nothing changes until another officer confirms it."""
    acts.propose(scene, removals.KIND, form.payload(whom(scene, form).id), form.reason.data or "")
    return proposed(
        scene.election,
        _("Proposed. The member is off the roll, and the token dead, as soon as another officer confirms it."),
    )
