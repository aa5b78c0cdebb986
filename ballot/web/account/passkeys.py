"""The passkeys of the user's own account: add one, remove one. Both ask for the password, and end all other log-ins."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from ballot.election.accounts.logins import end_logins, find_login
from ballot.election.accounts.passkeys import MAX_NAME, clean_name, remove
from ballot.election.accounts.second_factor import is_on
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.people import Login, Officer, Passkey
from ballot.web import worker
from ballot.web.account.login import device
from ballot.web.page.form_view import NOT_ACCEPTED, form_view
from ballot.web.page.forms import FactorForm
from ballot.web.page.own_password import limited, prove
from ballot.web.request.access import own_account
from ballot.web.request.headers import uses_passkeys
from ballot.web.services import services

blueprint = Blueprint("passkeys", __name__, url_prefix="/account/passkeys")


@blueprint.get("/new")
@own_account
def new() -> ResponseReturnValue:
    """Ask for the password before a passkey is created."""
    return _new_page(FactorForm())


def _new_page(form: FactorForm) -> str:
    return render_template("account/passkey_new.html", form=form, possible=services().passkeys.possible)


@blueprint.post("/begin")
@limited
@uses_passkeys
@own_account
@form_view(FactorForm, _new_page)
def begin(form: FactorForm) -> ResponseReturnValue:
    """Let the browser create a passkey; the challenge is valid once, for this log-in, and for a short time."""
    prove(form)
    with services().database.session() as session:
        options = services().passkeys.ask_for_new(session, _own_login(session))
    return render_template("account/passkey_make.html", options=options, name=device(), longest=MAX_NAME)


@blueprint.post("/add")
@own_account
def add() -> ResponseReturnValue:
    """Add the passkey that the browser has created, and show recovery codes if it is the first second factor."""
    name, answer = clean_name(request.form.get("name", "")) or device(), request.form.get("credential", "")
    with services().database.session() as session:
        login = _own_login(session)
        try:
            codes = services().passkeys.add(session, login, name, answer)
        except NotPermitted as error:  # caught here, so that the challenge is used up whatever the outcome
            form = FactorForm(formdata=None)
            form.form_errors.append(str(error))
            return _new_page(form), NOT_ACCEPTED
        end_logins(session, login.officer, but=login.id)
    worker.wake()  # sends a notice to the owner
    if codes:
        return render_template("account/recovery_codes.html", codes=codes, fresh=False)
    flash(_("The passkey is added. You are logged out everywhere else."))
    return redirect(url_for("account.second_factor"))


@blueprint.get("/<int:number>/remove")
@own_account
def confirm_removal(number: int) -> ResponseReturnValue:
    """Explain the removal, and ask for the password."""
    return _removal_page(FactorForm(), number)


def _removal_page(form: FactorForm, number: int) -> str:
    with services().database.reading() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        passkey = _own_passkey(officer, number)
        last = len(officer.passkeys) == 1 and officer.second_factor is None
        required = current_user.needs_second_factor
        return render_template("account/passkey_remove.html", passkey=passkey, form=form, last=last, required=required)


@blueprint.post("/<int:number>/remove")
@limited
@own_account
@form_view(FactorForm, _removal_page)
def take_away(form: FactorForm, number: int) -> ResponseReturnValue:
    """Remove a passkey; log-ins elsewhere that may have used it end."""
    prove(form)
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        if not remove(session, officer, number):
            abort(404)
        end_logins(session, officer, but=current_user.login_id)
        rest = is_on(officer)
    worker.wake()
    said = _("The passkey is removed. You are logged out everywhere else.")
    flash(said if rest else _("The passkey is removed, and the second factor is off."))
    return redirect(url_for("account.second_factor"))


def _own_passkey(officer: Officer, number: int) -> Passkey:
    """Return one of the user's own passkeys; those of others are treated as non-existent."""
    return next((passkey for passkey in officer.passkeys if passkey.id == number), None) or abort(404)


def _own_login(session: Session) -> Login:
    """Return the log-in of this request, unless it has just been ended."""
    return find_login(session, current_user.identity, lock=True) or abort(401)
