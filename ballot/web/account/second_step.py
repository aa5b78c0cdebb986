"""The second step of a log-in, after the right password: a passkey, a code from an app, or a recovery code."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.accounts.events import LOCK_OUT, WRONG_SECOND_STEP, note
from ballot.election.accounts.logins import begin_login, count_try, find_login
from ballot.errors import NotPermitted
from ballot.language import N_, _
from ballot.store.models.people import Login
from ballot.web import worker
from ballot.web.account import lock_outs
from ballot.web.account.login import device, own_page, start_session
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import CodeForm
from ballot.web.page.own_password import WRONG_CODE
from ballot.web.request.access import anybody
from ballot.web.request.bodies import json_answer
from ballot.web.request.failures import failure
from ballot.web.request.headers import uses_passkeys
from ballot.web.request.limits import (
    CHALLENGES,
    CODES_PER_ACCOUNT,
    LOGIN_PER_ADDRESS,
    code_key,
    half_key,
    is_failed_login,
    limit_by_network,
    limiter,
)
from ballot.web.services import services

blueprint = Blueprint("second_step", __name__, url_prefix="/login")

_WRONG_RECOVERY_CODE = N_("This code is not right, or was used already. Type one of your recovery codes.")
TOO_LATE = N_("That took too long, or too many codes were wrong. Log in again.")


@blueprint.get("/code")
@uses_passkeys
@anybody
def page() -> ResponseReturnValue:
    """Ask for the passkey, or for the code."""
    if "half" not in session:
        return redirect(url_for("login.login"))
    with services().database.reading() as database:
        return _page(CodeForm(), _half(database), request.args.get("next", ""))


def _half(database: Session, *, lock: bool = False) -> Login | None:
    """Return the log-in that has passed the password check, unless it has ended meanwhile."""
    return find_login(database, session.get("half", ""), half=True, lock=lock)


def _page(form: CodeForm, half: Login | None, following: str) -> str:
    """Show which second factors the account can use. A log-in that has ended shows nothing and accepts nothing."""
    passkeys = half is not None and services().passkeys.possible and bool(half.officer.passkeys)
    app = half is None or half.officer.second_factor is not None
    return render_template("account/login_code.html", form=form, next=following, passkeys=passkeys, app=app)


def _code_page(form: CodeForm) -> str:
    with services().database.reading() as database:
        return _page(form, _half(database), request.form.get("next", ""))


@blueprint.post("/code")
@limit_by_network(LOGIN_PER_ADDRESS, deduct_when=is_failed_login, on_breach=lock_outs.of_half)
@limiter.limit(CODES_PER_ACCOUNT, key_func=code_key, deduct_when=is_failed_login, on_breach=lock_outs.of_half)
@uses_passkeys
@anybody
@form_view(CodeForm, _code_page)
def check_code(form: CodeForm) -> ResponseReturnValue:
    """Check a code from the app, or a recovery code."""
    return _second_step(form, _is_right_code)


def _is_right_code(database: Session, half: Login, form: CodeForm) -> bool:
    if services().second_factor.accepts(database, half.officer, form.code.data or ""):
        worker.wake()  # notifies the owner that a recovery code was used
        return True
    form.code.errors = [_(WRONG_CODE if half.officer.second_factor else _WRONG_RECOVERY_CODE)]
    return False


@blueprint.post("/passkey/challenge")
@limiter.limit(CHALLENGES, key_func=half_key)
@json_answer
@anybody
def challenge() -> ResponseReturnValue:
    """Send the page's script the challenge for a passkey: valid once, for this log-in."""
    with services().database.session() as database:
        half = _half(database, lock=True)
        if half is None:
            return failure(409, _(TOO_LATE))
        return Response(services().passkeys.ask_for_known(database, half), mimetype="application/json")


@blueprint.post("/passkey")
@limit_by_network(LOGIN_PER_ADDRESS, deduct_when=is_failed_login, on_breach=lock_outs.of_half)
@uses_passkeys
@anybody
def check_passkey() -> ResponseReturnValue:
    """Check what a passkey has signed."""
    return _second_step(CodeForm(formdata=None), _is_right_passkey)


def _is_right_passkey(database: Session, half: Login, form: CodeForm) -> bool:
    try:
        services().passkeys.check(database, half, request.form.get("credential", ""))
    except NotPermitted as error:  # caught here, so that the challenge is used up whatever the outcome
        form.form_errors.append(str(error))
        return False
    return True


def _second_step(form: CodeForm, is_right: Callable[[Session, Login, CodeForm], bool]) -> ResponseReturnValue:
    """Complete the log-in if the second step is right; after five refusals the log-in ends (W6)."""
    with services().database.session() as database:
        half = _half(database, lock=True)
        if half is None:
            session.clear()
            flash(_(TOO_LATE))
            return redirect(url_for("login.login"))
        if not is_right(database, half, form):
            note(WRONG_SECOND_STEP, half.officer_id)
            count_try(half)
            if half.ended_at is not None:
                note(LOCK_OUT, half.officer_id)
            return _page(form, half, request.form.get("next", "")), 401
        half.ended_at = clock.now()
        start_session(half.officer, begin_login(database, half.officer, device()))
        return redirect(own_page(request.form.get("next")))
