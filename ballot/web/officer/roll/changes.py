"""The roll after the freeze: one officer proposes here who is added or removed, another one confirms it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

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
from ballot.web.page.member_forms import AdmissionForm, RemovalForm
from ballot.web.page.proposing import proposed
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("roll_changes", __name__, url_prefix="/officer/elections/<uuid>/roll/changes")


@blueprint.get("")
@own_election(*SINCE_FREEZE, also=[SECOND_OFFICER])
def page(scene: Scene) -> ResponseReturnValue:
    """Show what was changed since the freeze, and what can be."""
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


@blueprint.get("/add")
@own_election(*STATES, also=[SECOND_OFFICER])
def add_page(scene: Scene) -> ResponseReturnValue:
    """Show the form for a new member; filled in for one who was removed and is to be put back."""
    back, said = request.args.get("back", type=int), {}
    for one in removals.former_members(scene):
        if one.id == back:
            said = {**now_of(one), "weight": str(one.weight), "why": "put-back"}
    form = AdmissionForm(formdata=None, data=said, registrars=is_registrars(scene.election))
    return _render(scene, "officer/roll/add.html", form, reasons=admissions.REASONS)


@blueprint.post("/add")
@own_election(*STATES, also=[SECOND_OFFICER])
def add(scene: Scene) -> ResponseReturnValue:
    """Propose to add a member: nothing is changed before another officer confirms it."""
    form = AdmissionForm(registrars=is_registrars(scene.election))

    def propose() -> None:
        if "channel" in form and form.channel.data == "mail" and services().mailer is None:
            raise NotPermitted(_("This server has no mail settings. Choose the letter."))
        acts.propose(scene, admissions.KIND, form.payload(), form.reason.data or "")

    status = _refusal(scene.session, form, propose)
    if status:
        return _render(scene, "officer/roll/add.html", form, reasons=admissions.REASONS), status
    return proposed(scene.election, _("Proposed. The member is on the roll as soon as another officer confirms it."))


@blueprint.get("/remove")
@own_election(*STATES, also=[SECOND_OFFICER])
def remove_page(scene: Scene) -> ResponseReturnValue:
    """Show the form that asks whom it is about."""
    said = {"member": request.args.get("member", "")}
    form = RemovalForm(formdata=None, data=said, registrars=is_registrars(scene.election))
    return _removal_page(scene, form)


@blueprint.post("/remove")
@own_election(*STATES, also=[SECOND_OFFICER])
def remove(scene: Scene) -> ResponseReturnValue:
    """Propose to remove a member: nothing is changed before another officer confirms it."""
    form = RemovalForm(registrars=is_registrars(scene.election))

    def propose() -> None:
        payload = form.payload(whom(scene, form).id)
        acts.propose(scene, removals.KIND, payload, form.reason.data or "")

    status = _refusal(scene.session, form, propose)
    if status:
        return _removal_page(scene, form), status
    return proposed(
        scene.election,
        _("Proposed. The member is off the roll, and the token dead, as soon as another officer confirms it."),
    )


def _removal_page(scene: Scene, form: RemovalForm) -> str:
    about = chosen_by(scene, form)
    return _render(scene, "officer/roll/remove.html", form, reasons=removals.REASONS, about=about)


def _refusal(session: Session, form: FlaskForm, propose: Callable[[], None]) -> int:
    """Propose what a form says; return 0, or the status of the page that says what is wrong."""
    if not form.validate():
        return 422
    try:
        with session.begin_nested():
            propose()
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return 409
    return 0


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
