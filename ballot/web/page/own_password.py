"""The password again, before the user's own account is changed: a device that was left unlocked is not enough.

To change the second factor, or to create a key that outlives the log-in, the password is not enough either: the second
step must be recent, or a code must be given with the password. Otherwise a stolen cookie and a password would be enough
to remove the protection against exactly that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from ballot.election.accounts.events import LOCK_OUT, WRONG_PASSWORD, WRONG_SECOND_STEP, note
from ballot.election.accounts.passwords import is_right
from ballot.language import N_, _, lazy
from ballot.store.models.people import Officer
from ballot.web.page.form_view import WrongSecret
from ballot.web.page.forms import FactorForm
from ballot.web.request.limits import (
    PASSWORDS_PER_ACCOUNT,
    is_failed_login,
    is_first_in_a_minute,
    limiter,
    person_key,
)
from ballot.web.services import services

WRONG_CODE = N_("This code is not right, or was used already. Type the six digits that the app shows now.")

WRONG = lazy("This is not your password.")
# All pages share one budget, so that a stolen cookie does not get one for each page.
limited = limiter.shared_limit(
    PASSWORDS_PER_ACCOUNT,
    "own-password",
    key_func=person_key,
    deduct_when=is_failed_login,
    on_breach=lambda _limit: _note_lock_out(),
)


def _note_lock_out() -> None:
    if current_user.is_authenticated and is_first_in_a_minute("lock-out", person_key()):
        note(LOCK_OUT, current_user.officer_id)


def with_password(make_form: Callable[[], FactorForm]) -> Callable[..., Any]:
    """Check the form of a page of an election before its transaction begins: a password is slow to check.

    The view calls `require_password` for the outcome. The view itself redirects readers who are not logged in.
    """

    def decorate(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def checked(**values: Any) -> ResponseReturnValue:
            if current_user.is_authenticated:
                g.password_refusal = _refusal(make_form())
            return view(**values)

        return checked

    return decorate


def require_password() -> None:
    """Raise: WrongSecret unless `with_password` has found everything in the form that a change of factors requires."""
    if g.password_refusal is not None:
        raise g.password_refusal


def _refusal(form: FactorForm) -> WrongSecret | None:
    if not form.validate():
        return WrongSecret("")  # the form itself shows what is wrong
    try:
        prove(form)
    except WrongSecret as error:
        return error
    return None


def prove(form: FactorForm) -> None:
    """Raise: WrongSecret if a form lacks what a change of factors requires: the password and a second step."""
    prove_password(form.password)
    if form.missing_step == "log-in":  # the page says so instead of showing the form
        raise WrongSecret("")
    if form.missing_step == "code" and not _is_right_code(form.code.data or ""):
        note(WRONG_SECOND_STEP, current_user.officer_id)
        raise WrongSecret(_(WRONG_CODE), "code")


def _is_right_code(code: str) -> bool:
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        return services().second_factor.accepts(session, officer, code)


def prove_password(field: PasswordField) -> None:
    """Raise: WrongSecret if it is not the user's own password; slow on purpose, so called without a write lock."""
    with services().database.reading() as session:
        hashed = session.get_one(Officer, current_user.officer_id).password_hash
    if not is_right(hashed, field.data or ""):
        note(WRONG_PASSWORD, current_user.officer_id)
        raise WrongSecret(str(WRONG), field.name)
