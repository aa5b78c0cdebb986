"""The password again, before something about one's own account changes: a device that was left open is not enough.

Before the second factor changes, or a key is made that outlives the log-in, the password is not enough either: the
second step was taken a moment ago, or a code is given beside the password. Otherwise a stolen cookie and a password
would get rid of what protects from just that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField, StringField

from ballot.election.accounts.passwords import is_right
from ballot.language import N_, _, lazy
from ballot.store.models.people import Officer
from ballot.web.page.forms import FactorForm
from ballot.web.request.limits import (
    PASSWORDS_PER_ACCOUNT,
    is_failed_login,
    limiter,
    person_key,
)
from ballot.web.services import services

WRONG_CODE = N_("This code is not right, or was used already. Type the six digits that the app shows now.")

WRONG = lazy("This is not your password.")
# All pages together have one budget: a stolen cookie does not get one of each.
limited = limiter.shared_limit(PASSWORDS_PER_ACCOUNT, "own-password", key_func=person_key, deduct_when=is_failed_login)


def with_password(make_form: Callable[[], FactorForm]) -> Callable[..., Any]:
    """Check the form of a page of an election (`sent_form`) before its transaction begins: a password is slow to check.

    Whoever is not logged in is sent away by the view itself.
    """

    def decorate(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def checked(**values: Any) -> ResponseReturnValue:
            if current_user.is_authenticated:
                form = make_form()
                g.sent_form = (form, refused(form))
            return view(**values)

        return checked

    return decorate


def sent_form() -> tuple[Any, int | None]:
    """Return the form that `with_password` has checked, and the status of its refusal."""
    found: tuple[Any, int | None] = g.sent_form
    return found


def refused(form: FactorForm) -> int | None:
    """Return the status of the refusal, if the form does not hold what a change of factors asks for; it says why."""
    if not form.validate():
        return 422
    if not is_own(form.password) or form.missing_step == "log-in":  # the page says so in place of the form
        return 401
    return 401 if form.missing_step == "code" and not _is_right_code(form.code) else None


def _is_right_code(field: StringField) -> bool:
    with services().database.session() as session:
        officer = session.get_one(Officer, current_user.officer_id)
        right = services().second_factor.accepts(session, officer, field.data or "")
    if not right:
        field.errors = [_(WRONG_CODE)]
    return right


def is_own(field: PasswordField) -> bool:
    """Check the password in a field, which says so if it is wrong; slow on purpose, and so without a writer's lock."""
    with services().database.reading() as session:
        hashed = session.get_one(Officer, current_user.officer_id).password_hash
    right = is_right(hashed, field.data or "")
    if not right:
        field.errors = [WRONG]
    return right
