"""Actions that cannot be undone: freeze, open, close. Each has a page that explains the consequences."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange, Optional

from ballot.crypto.spare_numbers import MOST, usual_number
from ballot.election import acts
from ballot.election.closing.closing import (
    ANSWERED,
    alone_from,
    is_answered,
    is_cut_short,
    is_early,
    is_left_stopped,
    kind_now,
)
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.paper.secrecy import accept_secrecy, secrecy_warnings
from ballot.election.roles import second_officers
from ballot.election.roll.roll import members_count
from ballot.election.scene import Scene
from ballot.election.setup.cautions import setup_warnings
from ballot.election.setup.freeze import Delivery, FreezeResult, freeze
from ballot.election.state import opens_by_itself_at
from ballot.election.tokens.letters import letter_sums
from ballot.election.tokens.registrar_list import CHANNEL, is_registrars
from ballot.election.voting.opening import open_voting
from ballot.election.voting.turnout import figures
from ballot.errors import NotPermitted
from ballot.language import _, grouped, lazy, ngettext
from ballot.store.models.election import Election
from ballot.web import worker
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import ConfirmForm, DeliveryForm, SureReasonForm
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("lifecycle", __name__, url_prefix="/officer/elections/<uuid>")


class FreezeForm(DeliveryForm, ConfirmForm):
    """How the tokens are sent, how many are spare, and confirmation that the officer knows what freezing means."""

    spares = IntegerField(
        lazy("Spare tokens"), [Optional(), NumberRange(0, MOST, lazy("Enter 0 to %(most)s.", most=grouped(MOST)))]
    )
    secrecy = BooleanField(lazy("I accept that the result itself may show how a member voted"))


def _next_page(election: Election, frozen: FreezeResult) -> ResponseReturnValue:
    """Redirect to the page where the tokens are waiting."""
    if election.token_channel == CHANNEL:
        flash(_("The election is frozen. The registrar hands out the tokens."))
        return redirect(url_for("registrar.page", uuid=election.uuid))
    said = [_("The election is frozen.")]
    if election.token_channel == "merge":  # noqa: S105  (not a password)
        flash(said[0])
        return redirect(url_for("token_file.page", uuid=election.uuid))
    said.append(ngettext("%(num)s mail waits to be sent.", "%(num)s mails wait to be sent.", frozen.queued))
    if frozen.letters:
        said.append(ngettext("%(num)s letter is to be printed.", "%(num)s letters are to be printed.", frozen.letters))
    flash(" ".join(said))
    return redirect(url_for("mails.page" if frozen.queued else "letters.page", uuid=election.uuid))


def _freeze_form(scene: Scene) -> FreezeForm:
    form = FreezeForm()
    if is_registrars(scene.election):
        form.channel.choices = [CHANNEL]  # type: ignore[list-item]
    return form


def _usual_freeze(scene: Scene) -> FreezeForm:
    form = _freeze_form(scene)
    form.channel.data = "mail" if services().mailer else "merge"
    form.spares.data = usual_number(members_count(scene))
    return form


def _freeze_page(scene: Scene, form: FreezeForm) -> str:
    return render_template(
        "officer/lifecycle/freeze.html",
        election=scene.election,
        form=form,
        figures=figures(scene),
        remaining=remaining_steps(scene),
        warnings=setup_warnings(scene),
        revealing=bool(secrecy_warnings(scene)),
        can_mail=services().mailer is not None,
        second_officers=second_officers(scene),
    )


@blueprint.get("/freeze", endpoint="freeze_page")
@blueprint.post("/freeze")
@own_election("draft")
@form_view(_freeze_form, _freeze_page, first=_usual_freeze)
def freeze_now(scene: Scene, form: FreezeForm) -> ResponseReturnValue:
    """Explain what freezing does and what becomes permanent; freeze. Tokens wait as mails, letters, or for a file."""
    if form.channel.data == "mail" and services().mailer is None:
        raise NotPermitted(_("This server has no mail settings. Choose letters, or the file."), "channel")
    delivery = Delivery(
        channel=form.channel.data,
        public_url=services().config.public_url,
        spares=usual_number(members_count(scene)) if form.spares.data is None else form.spares.data,
        seal=services().seal,
        keep_file=True,
    )
    accept_secrecy(scene, accepted=bool(form.secrecy.data))
    return _next_page(scene.election, freeze(scene, delivery))


def _open_page(scene: Scene, form: ConfirmForm) -> str:
    return render_template(
        "officer/lifecycle/open.html",
        election=scene.election,
        form=form,
        remaining=remaining_steps(scene),
        by_itself=opens_by_itself_at(scene.election),
        figures=figures(scene),
    )


@blueprint.get("/open", endpoint="open_page")
@blueprint.post("/open")
@own_election("frozen")
@form_view(ConfirmForm, _open_page)
def open_now(scene: Scene, _form: ConfirmForm) -> ResponseReturnValue:
    """Explain what opening does; open the vote."""
    open_voting(scene)
    flash(_("The voting is open."))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))


def _close_form(scene: Scene) -> ConfirmForm:
    alone = not acts.takes_two(scene, kind_now(scene.election), {})
    return SureReasonForm() if alone and (is_early(scene.election) or is_left_stopped(scene)) else ConfirmForm()


def _close_page(scene: Scene, form: ConfirmForm) -> str:
    return render_template(
        "officer/lifecycle/close.html",
        election=scene.election,
        form=form,
        letters=letter_sums(scene),
        figures=figures(scene),
        early=is_early(scene.election),
        two=acts.takes_two(scene, kind_now(scene.election), {}),
        alone_from=alone_from(scene),
        answered=_(ANSWERED) if is_answered(scene) else "",
        told=is_cut_short(scene.election) and not scene.election.practice,
    )


@blueprint.get("/close", endpoint="close_page")
@blueprint.post("/close")
@own_election("open")
@form_view(_close_form, _close_page)
def close_now(scene: Scene, form: ConfirmForm) -> ResponseReturnValue:
    """Explain what closing does, and what an early close requires; close, and add up the encrypted ballots."""
    acts.do_alone(
        scene, kind_now(scene.election), {}, form.reason.data or "" if isinstance(form, SureReasonForm) else ""
    )
    worker.wake()  # notifies every member of an early end
    flash(_("The voting is closed. The encrypted ballots are added up."))
    return redirect(url_for("result.count", uuid=scene.election.uuid))
