"""Who may open which page. Deny by default: a view that does not say who it is for answers nobody.

The decorators turn ids in addresses into checked objects: a view gets an election only if the reader may see it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from ballot.election.setup import find_election
from ballot.election.states import require_state
from ballot.election.trustee_link import find_by_link
from ballot.errors import NotPermitted
from ballot.store.models import Election, Officer
from ballot.web.failures import failure
from ballot.web.limits import TRUSTEE_GUESSES, TRUSTEE_REQUESTS, is_unknown_link, limiter
from ballot.web.requests import READING_METHODS, current_view
from ballot.web.services import services

View = Callable[..., ResponseReturnValue]

ANYBODY = "anybody"
OFFICER = "officer"
OWNER = "owner"
TRUSTEE = "trustee"
LINK_HEADER = "X-Trustee-Link"
NO_LINK = "This link is not valid, or it was replaced by a newer one. Ask the returning officer."


def init_app(app: Flask) -> None:
    """Answer 404 for every view that does not say who it is for."""
    app.before_request(_deny_by_default)


def _deny_by_default() -> None:
    if request.endpoint not in (None, "static") and not hasattr(current_view(), "access"):
        abort(404)


def _declare(view: View, wrapper: View, access: str) -> View:
    """Write on the wrapper who may use it, beside what other decorators have written."""
    wrapper.access = access  # type: ignore[attr-defined]
    return wrapper


def anybody(view: View) -> View:
    """Open a view to everybody; its answers may be kept by caches only if the view is marked `cacheable`."""
    return _declare(view, view, ANYBODY)


def cacheable(view: View) -> View:
    """Mark a public view whose answer is the same for everybody."""
    view.cacheable = True  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open a view to officers who have logged in; the view gets a session and the officer's own row."""

    @wraps(view)
    def checked(*args: Any, **values: Any) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _to_login()
        with _transaction() as session:
            return view(session, _current_officer(session), *args, **values)

    return _declare(view, checked, OFFICER)


def own_election(*states: str) -> Callable[[View], View]:
    """Open a view to the officer who runs the election, in the given states (any, if none is given).

    Somebody else's election looks exactly like one that does not exist (W15).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(uuid: str, **values: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return _to_login()
            with _transaction() as session:
                election = _owned(session, uuid)
                if request.method not in READING_METHODS:
                    services().known.refuse_barred(uuid)
                if states:
                    require_state(election, *states)
                return view(session, election, **values)

        return _declare(view, checked, OWNER)

    return decorate


def personal_link(view: View) -> View:
    """Open a view to the trustee whose personal link's secret is in the request's header.

    A wrong secret, an unknown election and a draft are answered alike (W16), and slowly guessed (W6).
    """

    @limiter.limit(TRUSTEE_REQUESTS)
    @limiter.limit(TRUSTEE_GUESSES, deduct_when=is_unknown_link)
    @wraps(view)
    def checked(uuid: str, **values: Any) -> ResponseReturnValue:
        secret = request.headers.get(LINK_HEADER, "")
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            abort(403)
        with _transaction() as session:
            try:
                trustee = find_by_link(session, uuid, secret)
            except NotPermitted:
                return failure(403, NO_LINK, "unknown-link")
            if request.method not in READING_METHODS:
                services().known.refuse_barred(uuid)
            return view(session, trustee, **values)

    return _declare(view, checked, TRUSTEE)


def public_election(view: View) -> View:
    """Open a view of an election to everybody, once it is frozen; drafts do not exist for the public."""

    @wraps(view)
    def checked(uuid: str, **values: Any) -> ResponseReturnValue:
        with services().database.reading() as session:
            election = find_election(session, uuid)
            if election is None or election.state == "draft":
                abort(404)
            return view(session, election, **values)

    return _declare(view, checked, ANYBODY)


def _transaction() -> AbstractContextManager[Session]:
    """Give a transaction for reading, or for writing if the request may change something (W8)."""
    database = services().database
    return database.reading() if request.method in READING_METHODS else database.session()


def _current_officer(session: Session) -> Officer:
    officer = session.get(Officer, current_user.officer_id)
    if officer is None:
        abort(404)
    return officer


def _owned(session: Session, uuid: str) -> Election:
    election = find_election(session, uuid)
    if election is None or election.officer_id != current_user.officer_id:
        abort(404)
    return election


def _to_login() -> ResponseReturnValue:
    """Send somebody to the log-in page, and back afterwards, if they only wanted to read."""
    back = request.path if request.method in READING_METHODS else None
    return redirect(url_for("auth.login", next=back))
