"""The registrar's pages: tokens are made in the registrar's browser; only public credentials reach this server (B6)."""

import csv
import io

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from msgspec import to_builtins
from wtforms import BooleanField, RadioField, StringField

from ballot.crypto.spare_numbers import numbers_by_weight, usual_number
from ballot.election import acts
from ballot.election.amendments.registrar import (
    KIND,
    Exchange,
    ask,
    take_states,
    waiting_requests,
)
from ballot.election.amendments.replacing import REASONS
from ballot.election.proposals import MAX_REASON
from ballot.election.roles import OFFICER, REGISTRAR, SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.election.tokens import registrar_list
from ballot.election.tokens.ledger import ledger
from ballot.election.tokens.letters import letter_forms
from ballot.election.tokens.spares import spares_left
from ballot.errors import NotPermitted
from ballot.language import _, grouped, lazy, ngettext
from ballot.records.roll import COLUMNS, defuse
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import at_most, required
from ballot.web.page.member_forms import CredentialField
from ballot.web.page.proposing import proposed
from ballot.web.page.registrar_answers import languages_of, particulars_of, replacements_asked
from ballot.web.request.access import own_election
from ballot.web.request.bodies import ROLL_BODY_LIMIT, body_limit, json_answer
from ballot.web.services import services

blueprint = Blueprint("registrar", __name__, url_prefix="/officer/elections/<uuid>/registrar")

_GOING_ON = ("frozen", "open")


class ModeForm(FlaskForm):
    """Who issues the tokens."""

    registrar = BooleanField(lazy("The registrar issues the tokens; this server never sees one"))


class FileForm(FlaskForm):
    """A file that the registrar submits."""

    file = FileField(lazy("File"), [FileRequired(lazy("Choose a file."))])


class AskForm(FlaskForm):
    """A replacement that the registrar requests: public credentials, as the registrar's page finds them."""

    revoked = CredentialField(lazy("Public credential of the lost token"))
    spare = CredentialField(lazy("Spare public credential"))
    why = RadioField(
        lazy("What happened to the token?"),
        [required(lazy("Choose what happened."))],
        choices=list(REASONS),  # type: ignore[arg-type]  # the page explains them
    )


class PairForm(AskForm):
    """A replacement that one officer proposes, and another one confirms."""

    reason = StringField(
        lazy("How do you know that it is a member who asks?"),
        [required(lazy("Say how you know.")), at_most(MAX_REASON)],
    )


def _page(scene: Scene, credentials: FileForm | None = None, states_form: FileForm | None = None) -> str:
    mode = ModeForm(formdata=None)
    mode.registrar.data = registrar_list.is_registrars(scene.election)
    return render_template(
        "registrar/registrar.html",
        election=scene.election,
        mode=mode,
        credentials=credentials or FileForm(formdata=None),
        states=states_form or FileForm(formdata=None),
        made=registrar_list.registrar_list(scene),
        waiting=waiting_requests(scene) if scene.election.state in _GOING_ON else [],
        is_officer=g.role == OFFICER,
        sums=ledger(scene),
        public_url=services().config.public_url,
    )


@blueprint.get("")
@own_election("draft", *_GOING_ON, also=[REGISTRAR])
def page(scene: Scene) -> ResponseReturnValue:
    """Show who issues the tokens, what has been submitted, and what comes next."""
    return _page(scene)


@blueprint.post("/mode")
@own_election("draft")
def choose(scene: Scene) -> ResponseReturnValue:
    """Choose whether the registrar or this server issues the tokens."""
    registrar_list.choose_registrar(scene, chosen=bool(ModeForm().registrar.data))
    flash(_("Saved."))
    return redirect(url_for("registrar.page", uuid=scene.election.uuid))


@blueprint.get("/roll.csv")
@own_election("draft", *_GOING_ON, also=[REGISTRAR])
def roll(scene: Scene) -> ResponseReturnValue:
    """Send the roll, for making tokens with the command line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in registrar_list.roll_rows(scene):
        writer.writerow([defuse(cell) for cell in row])
    response = Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{scene.election.uuid}-roll.csv")
    return response


@blueprint.get("/roll.json")
@own_election("draft", also=[REGISTRAR])
def members(scene: Scene) -> ResponseReturnValue:
    """Send the roll to the page that makes the tokens, with the number of spare ones for each weight."""
    people = registrar_list.roll_rows(scene)
    spares = numbers_by_weight((int(row[-1]) for row in people), usual_number(len(people)))
    rows = [[*row[:-1], int(row[-1])] for row in people]
    return jsonify({"uuid": scene.election.uuid, "members": rows, "spares": list(spares.items())})


@blueprint.get("/particulars.json")
@own_election(*_GOING_ON, also=[REGISTRAR])
def particulars(scene: Scene) -> ResponseReturnValue:
    """Send the contents of letters except the token."""
    response = jsonify(to_builtins(particulars_of(scene)))
    response.headers.set("Content-Disposition", "attachment", filename=f"{scene.election.uuid}-particulars.json")
    return response


@blueprint.get("/letters.html")
@own_election(*_GOING_ON, also=[REGISTRAR])
def letters(scene: Scene) -> ResponseReturnValue:
    """Send the letters without name, address and token, which the registrar's page fills in."""
    forms = letter_forms(scene.election, languages_of(scene.election), services().config.public_url)
    return Response(forms, mimetype="text/html")


@blueprint.get("/tokens")
@own_election(*_GOING_ON, also=[REGISTRAR])
def tokens(scene: Scene) -> ResponseReturnValue:
    """Show the page that opens the registrar's file of tokens in the browser and sends none of it."""
    return render_template("registrar/tokens.html", election=scene.election, reasons=REASONS)


@blueprint.get("/requests.json")
@own_election(*_GOING_ON, also=[REGISTRAR])
def requests(scene: Scene) -> ResponseReturnValue:
    """Send the requested replacements and their status."""
    return jsonify(to_builtins(replacements_asked(scene)))


@blueprint.post("/requests")
@json_answer
@own_election(*_GOING_ON, also=[REGISTRAR])
def ask_for(scene: Scene) -> ResponseReturnValue:
    """Put a replacement on the officers' list."""
    form = AskForm()
    if not form.validate():
        raise NotPermitted(" ".join(sentence for sentences in form.errors.values() for sentence in sentences))
    pair = Exchange(revoked=form.revoked.data or "", spare=form.spare.data or "", reason=form.why.data)
    ask(scene, pair)
    return jsonify(to_builtins(replacements_asked(scene)))


@blueprint.post("/credentials")
@body_limit(ROLL_BODY_LIMIT)
@own_election("draft", also=[REGISTRAR])
@form_view(FileForm, _page, name="credentials", field="file")
def hand_in(scene: Scene, form: FileForm) -> ResponseReturnValue:
    """Accept the public credentials."""
    found = registrar_list.hand_in(scene, form.file.data.read(), g.role)
    flash(
        ngettext(
            "Taken: %(num)s public credential and %(spares)s spare ones.",
            "Taken: %(num)s public credentials and %(spares)s spare ones.",
            len(found.credentials) - len(found.spares),
            spares=grouped(len(found.spares)),
        )
    )
    return redirect(url_for("registrar.page", uuid=scene.election.uuid))


@blueprint.post("/states")
@body_limit(ROLL_BODY_LIMIT)
@own_election(*_GOING_ON, also=[REGISTRAR])
@form_view(FileForm, _page, name="states_form", field="file")
def states(scene: Scene, form: FileForm) -> ResponseReturnValue:
    """Accept the states of the tokens."""
    sums = take_states(scene, form.file.data.read())
    taken = {state: grouped(number) for state, number in sums.items()}
    flash(_("Taken: %(issued)s issued, %(held)s held, %(undeliverable)s undeliverable.", **taken))
    return redirect(url_for("registrar.page", uuid=scene.election.uuid))


def _pair_asked_for(_scene: Scene) -> PairForm:
    pair = {name: request.args.get(name, "") for name in ("revoked", "spare", "why")}
    return PairForm(formdata=None, data=pair)


def _replace_page(scene: Scene, form: PairForm) -> str:
    return render_template(
        "registrar/replace.html",
        election=scene.election,
        form=form,
        reasons=REASONS,
        left=spares_left(scene),
        waiting=waiting_requests(scene),
        seconds=second_officers(scene),
    )


@blueprint.get("/replace", endpoint="replace_page")
@blueprint.post("/replace")
@own_election(*_GOING_ON, also=[SECOND_OFFICER])
@form_view(PairForm, _replace_page, first=_pair_asked_for)
def replace(scene: Scene, form: PairForm) -> ResponseReturnValue:
    """Show the replacement that the registrar requests; propose it, for another officer to confirm."""
    payload = {"revoked": form.revoked.data or "", "spare": form.spare.data or "", "reason": form.why.data}
    acts.propose(scene, KIND, payload, form.reason.data or "")
    return proposed(scene.election, _("Proposed. The old token is dead as soon as another officer confirms it."))
