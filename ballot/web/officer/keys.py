"""Keys for programs: the returning officer creates and revokes them; each is shown once.

A key outlives the log-in that created it, so creating one needs the password again, and the second step, exactly as a
change of the second factor does.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from ballot.election.accounts.api_keys import MAX_LABEL, SCOPES, end_key, is_good, keys_of, make_key
from ballot.election.scene import Scene
from ballot.language import _, isolated, lazy
from ballot.web import worker
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import FactorForm, at_most, required
from ballot.web.page.own_password import limited, require_password, with_password
from ballot.web.request.access import current_officer, own_election
from ballot.web.services import services

blueprint = Blueprint("keys", __name__, url_prefix="/officer/elections/<uuid>/keys")


class KeyForm(FactorForm):
    """The program, what the key allows, and the password."""

    label = StringField(
        lazy("Which program will use it?"), [required(lazy("Say which program will use the key.")), at_most(MAX_LABEL)]
    )
    scopes = SelectMultipleField(
        lazy("What may it do?"),
        [required(lazy("Choose what the program may do."))],
        choices=list(SCOPES),  # type: ignore[arg-type]  # the page explains them
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _words() -> dict[str, str]:
    """Return what each right allows a program to do, capitalised as the start of a sentence."""
    sentences = {scope: str(words) for scope, words in SCOPES.items()}
    return {scope: sentence[:1].upper() + sentence[1:] for scope, sentence in sentences.items()}


@blueprint.get("")
@own_election()
def page(scene: Scene) -> ResponseReturnValue:
    """List the keys; create another."""
    return _page(scene, KeyForm())


def _page(scene: Scene, form: KeyForm) -> str:
    keys = keys_of(scene)
    return render_template(
        "officer/keys/keys.html",
        election=scene.election,
        form=form,
        good=[key for key in keys if is_good(key)],
        ended=[key for key in keys if not is_good(key)],
        words=_words(),
        address=services().public_address("/api/v1/openapi.json"),
    )


@blueprint.post("")
@limited
@with_password(KeyForm)
@own_election()
@form_view(KeyForm, _page)
def make(scene: Scene, form: KeyForm) -> ResponseReturnValue:
    """Create a key, and show it once."""
    require_password()
    made = make_key(scene, current_officer(scene.session), form.label.data or "", form.scopes.data or ())
    worker.wake()  # sends a notice to the owner
    return render_template("officer/keys/made.html", election=scene.election, made=made, words=_words())


@blueprint.post("/<int:number>/end")
@own_election()
def end(scene: Scene, number: int) -> ResponseReturnValue:
    """Revoke a key immediately."""
    key = end_key(scene, number)
    flash(_("The key “%(label)s” is ended: whoever asks with it is refused.", label=isolated(key.label)))
    return redirect(url_for("keys.page", uuid=scene.election.uuid))
