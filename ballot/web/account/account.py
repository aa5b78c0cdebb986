"""The user's own account: password, second factor, and active log-ins."""

import base64
import binascii

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ballot.election.accounts import recovery_codes
from ballot.election.accounts.api_keys import end_all_keys, good_keys
from ballot.election.accounts.logins import end_logins, logins_of
from ballot.election.accounts.officers import set_password_hash
from ballot.election.accounts.passwords import hash_password
from ballot.election.accounts.second_factor import is_on, turn_off
from ballot.errors import NotPermitted
from ballot.language import _, ngettext
from ballot.report.qr import qr_path
from ballot.store.models.people import Officer
from ballot.web import worker
from ballot.web.page.form_view import WrongSecret, form_view
from ballot.web.page.forms import CodeForm, FactorForm, PasswordChangeForm
from ballot.web.page.own_password import limited, prove, prove_password
from ballot.web.request.access import own_account
from ballot.web.services import services

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
@own_account
def page() -> ResponseReturnValue:
    """Show the account and its active log-ins."""
    return _page(PasswordChangeForm())


def _page(form: PasswordChangeForm) -> str:
    with services().database.reading() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        return render_template(
            "account/account.html",
            officer=officer,
            is_on=is_on(officer),
            logins=logins_of(session, officer),
            keys=good_keys(session, officer),
            form=form,
        )


@blueprint.post("/password")
@limited
@own_account
@form_view(PasswordChangeForm, _page)
def change_password(form: PasswordChangeForm) -> ResponseReturnValue:
    """Change the password and end all other log-ins."""
    prove_password(form.current)
    with services().database.reading() as session:
        officer = session.get_one(Officer, current_user.officer_id)
    about = (officer.email, officer.name, *services().config.public_words)
    hashed = hash_password(form.new.data or "", about)
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        set_password_hash(session, officer, hashed, but=current_user.login_id)
    worker.wake()  # sends a notice to the owner
    flash(_("The password is changed. You are logged out everywhere else."))
    return redirect(url_for("account.page"))


@blueprint.post("/log-ins/<int:number>/end")
@own_account
def end_login(number: int) -> ResponseReturnValue:
    """End one of the user's own log-ins."""
    with services().database.session() as session:
        ended = end_logins(session, session.get_one(Officer, current_user.officer_id), only=number)
    flash(_("Logged out there.") if ended else _("That log-in had ended already."))
    return redirect(url_for("account.page"))


@blueprint.post("/log-ins/end")
@own_account
def end_other_logins() -> ResponseReturnValue:
    """End all log-ins except this one."""
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        end_logins(session, officer, but=current_user.login_id)
    flash(_("You are logged out everywhere else."))
    return redirect(url_for("account.page"))


@blueprint.post("/keys/end")
@own_account
def end_keys() -> ResponseReturnValue:
    """Revoke all keys for programs of the user's own elections."""
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        ended = end_all_keys(session, officer)
    flash(ngettext("%(num)s key is ended.", "%(num)s keys are ended.", ended))
    return redirect(url_for("account.page"))


@blueprint.get("/second-factor")
@own_account
def second_factor() -> ResponseReturnValue:
    """Show whether the second factor is on, and ask for the password before it is changed."""
    return _second_factor_page(FactorForm())


def _second_factor_page(form: FactorForm) -> str:
    with services().database.reading() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        return render_template(
            "account/second_factor.html",
            officer=officer,
            form=form,
            is_on=is_on(officer),
            left=recovery_codes.left(session, officer),
            possible=services().passkeys.possible,
            required=current_user.needs_second_factor,
        )


@blueprint.post("/second-factor/begin")
@limited
@own_account
@form_view(FactorForm, _second_factor_page)
def begin_second_factor(form: FactorForm) -> ResponseReturnValue:
    """Create a secret for an app and show it; the second factor is on only after a first code has been entered."""
    prove(form)
    with services().database.reading() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        sealed = services().second_factor.new(officer)
        return _app_page(officer, sealed, CodeForm())


def _app_page(officer: Officer, sealed: bytes, form: CodeForm) -> str:
    factor = services().second_factor
    secret = factor.opened(officer, sealed)
    path, size = qr_path(factor.address(officer, sealed))
    return render_template(
        "account/app.html",
        form=form,
        sealed=base64.b64encode(sealed).decode(),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        path=path,
        size=size,
    )


def _sealed() -> bytes:
    """Return the secret of the app, which is sent to the page and back sealed."""
    try:
        return base64.b64decode(request.form.get("sealed", ""), validate=True)
    except binascii.Error:
        abort(400)


def _same_app_page(form: CodeForm) -> str:
    with services().database.reading() as session:
        return _app_page(session.get_one(Officer, current_user.officer_id), _sealed(), form)


@blueprint.post("/second-factor/on")
@limited
@own_account
@form_view(CodeForm, _same_app_page)
def turn_on_second_factor(form: CodeForm) -> ResponseReturnValue:
    """Turn on the second factor with a first code, and show the recovery codes once."""
    if current_user.missing_step == "log-in":  # the secret may be older than a passkey added since
        return _second_factor_page(FactorForm(formdata=None)), 401
    sealed = _sealed()
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        try:
            codes = services().second_factor.turn_on(session, officer, sealed, form.code.data or "")
        except NotPermitted as error:
            raise WrongSecret(str(error), "code") from error
        end_logins(session, officer, but=current_user.login_id)
    worker.wake()
    return render_template("account/recovery_codes.html", codes=codes, fresh=False)


@blueprint.post("/second-factor/off")
@limited
@own_account
@form_view(FactorForm, _second_factor_page)
def turn_off_second_factor(form: FactorForm) -> ResponseReturnValue:
    """Turn off the app; if a second factor is required, a new one has to be turned on immediately."""
    prove(form)
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        turn_off(session, officer)
        end_logins(session, officer, but=current_user.login_id)
        rest = is_on(officer)
    worker.wake()
    flash(_("The app is off. Your passkeys are still asked for.") if rest else _("The second factor is off."))
    return redirect(url_for("account.second_factor"))


@blueprint.get("/recovery-codes")
@own_account
def new_recovery_codes() -> ResponseReturnValue:
    """Ask for the password before creating new recovery codes."""
    return _codes_page(FactorForm())


def _codes_page(form: FactorForm) -> str:
    return render_template("account/new_codes.html", form=form)


@blueprint.post("/recovery-codes")
@limited
@own_account
@form_view(FactorForm, _codes_page)
def renew_recovery_codes(form: FactorForm) -> ResponseReturnValue:
    """Create new recovery codes and show them once."""
    prove(form)
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id, with_for_update=True)
        if not is_on(officer):
            raise NotPermitted(_("Recovery codes belong to a second factor. Turn one on first."))
        codes = recovery_codes.renew_alone(session, officer)
        end_logins(session, officer, but=current_user.login_id)
    worker.wake()
    return render_template("account/recovery_codes.html", codes=codes, fresh=True)
