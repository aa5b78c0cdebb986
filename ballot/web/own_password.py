"""The password again, before something about one's own account changes: a device that was left open is not enough."""

from __future__ import annotations

from flask_login import current_user
from wtforms import PasswordField

from ballot.election.passwords import is_right
from ballot.language import lazy
from ballot.store.models import Officer
from ballot.web.forms import PasswordForm
from ballot.web.limits import PASSWORDS_PER_ACCOUNT, is_failed_login, limiter, person_key
from ballot.web.services import services

WRONG = lazy("This is not your password.")
limited = limiter.limit(PASSWORDS_PER_ACCOUNT, key_func=person_key, deduct_when=is_failed_login)


def refused(form: PasswordForm) -> int | None:
    """Return the status of the refusal, if the form does not hold the password of the account; the form says why."""
    if not form.validate():
        return 422
    return None if is_own(form.password) else 401


def is_own(field: PasswordField) -> bool:
    """Check the password in a field, which says so if it is wrong; slow on purpose, and so without a writer's lock."""
    with services().database.reading() as session:
        hashed = session.get_one(Officer, current_user.officer_id).password_hash
    right = is_right(hashed, field.data or "")
    if not right:
        field.errors = [WRONG]
    return right
