"""The line in the log when a limit closes an account for a while (W6): one a minute, however many are refused."""

from __future__ import annotations

from flask import request, session
from flask_limiter import RequestLimit

from ballot.election.accounts.events import LOCK_OUT, note
from ballot.election.accounts.officers import find_officer_by_address
from ballot.web.request.limits import code_key, is_first_in_a_minute
from ballot.web.services import services


def of_address(_limit: RequestLimit) -> None:
    """Note that the account named in the log-in form is closed to this client; all made-up ones count as one."""
    account = account_of_address()
    if is_first_in_a_minute("lock-out", f"account:{account}"):
        note(LOCK_OUT, account)


def of_half(_limit: RequestLimit) -> None:
    """Note that the account whose password was right is closed to this client."""
    if is_first_in_a_minute("lock-out", code_key()):
        note(LOCK_OUT, session.get("half_of"))


def account_of_address() -> int | None:
    """Return the number of the account named in the log-in form, if there is one."""
    with services().database.reading() as database:
        found = find_officer_by_address(database, request.form.get("email", ""))
        return found.id if found is not None else None
