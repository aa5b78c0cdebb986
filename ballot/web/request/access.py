"""Who may open which page. Deny by default: a view that does not declare its audience is closed to everybody.

The decorators turn ids in addresses into checked objects: a view gets an election only if the user may see it.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from ballot.election import roles
from ballot.election.accounts.events import REFUSED_ROLE, note
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.election.state import require_state
from ballot.election.trustees.link import find_by_link
from ballot.errors import NotPermitted
from ballot.language import lazy
from ballot.store.models.people import Officer
from ballot.web.request.bodies import READING_METHODS, current_view
from ballot.web.request.failures import failure
from ballot.web.request.languages import offer
from ballot.web.request.limits import TRUSTEE_GUESSES, TRUSTEE_REQUESTS, is_unknown_link, limit_by_network
from ballot.web.services import services

View = Callable[..., ResponseReturnValue]

ANYBODY = "anybody"
ACCOUNT = "account"
CREATOR = "creator"
ROLE = "role"
TRUSTEE = "trustee"
_LINK_HEADER = "X-Trustee-Link"
OTHER_ROLE = lazy(
    "This page is not for your role in this election. Go back to its page, which shows what you can open."
)
NO_ELECTIONS_OF_ITS_OWN = lazy(
    "Your account is there to help with elections of others. The people who run this server can "
    "make you an account that runs elections of its own."
)
NO_LINK = lazy("This link is not valid, or it was replaced by a newer one. Ask the returning officer.")


def init_app(app: Flask) -> None:
    """Respond with 404 for every view that does not declare its audience."""
    app.before_request(_deny_by_default)
    app.add_template_global(may, "may")


def _deny_by_default() -> None:
    if request.endpoint not in (None, "static") and not hasattr(current_view(), "access"):
        abort(404)


def _declare(view: View, wrapper: View, access: str) -> View:
    """Record on the wrapper who may use it, in addition to what other decorators have recorded."""
    wrapper.access = access  # type: ignore[attr-defined]
    return wrapper


def anybody(view: View) -> View:
    """Open a view to everybody; caches may store its responses only if the view is marked `cacheable`."""
    return _declare(view, view, ANYBODY)


def cacheable(view: View) -> View:
    """Mark a public view whose response is the same for everybody."""
    view.cacheable = True  # type: ignore[attr-defined]
    return view


def immutable(view: View) -> View:
    """Mark a cacheable view whose address identifies its content, so that the content never changes."""
    view.immutable = True  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open a view to all logged-in users; the view gets a session and the row of the account."""
    return _declare(view, _with_account(view), ACCOUNT)


def creates_elections(view: View) -> View:
    """Open a view to accounts that may create elections; the view gets a session and the row of the account."""

    def allowed(session: Session, officer: Officer, *args: Any, **values: Any) -> ResponseReturnValue:
        if not officer.creates_elections:
            note(REFUSED_ROLE, officer.id)
            return failure(403, NO_ELECTIONS_OF_ITS_OWN)
        return view(session, officer, *args, **values)

    return _declare(view, wraps(view)(_with_account(allowed)), CREATOR)


def own_account(view: View) -> View:
    """Open a view about the account itself; it opens its own transactions, since passwords are slow to check.

    Users who still have to turn on a second factor can open only these views.
    """

    @wraps(view)
    def checked(*args: Any, **values: Any) -> ResponseReturnValue:
        return view(*args, **values) if current_user.is_authenticated else _to_login()

    return _declare(view, checked, ACCOUNT)


def _with_account(view: View) -> View:
    @wraps(view)
    def checked(*args: Any, **values: Any) -> ResponseReturnValue:
        turned_away = _turned_away()
        if turned_away is not None:
            return turned_away
        with _transaction() as session:
            return view(session, current_officer(session), *args, **values)

    return checked


def own_election(*states: str, also: Collection[str] = ()) -> Callable[[View], View]:
    """Open a view to the officer who runs the election, in the given states (all states if none are given).

    `also`: other roles that may open it; users with a different role get a message. For users without a role, the
    election looks exactly like one that does not exist (W15).
    """
    allowed = frozenset((roles.OFFICER, *also))

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(uuid: str, **values: Any) -> ResponseReturnValue:
            turned_away = _turned_away()
            if turned_away is not None:
                return turned_away
            with _transaction() as session:
                scene, g.role = _scene_and_role(session, uuid)
                if g.role not in allowed:
                    note(REFUSED_ROLE, current_user.officer_id)
                    return failure(403, OTHER_ROLE)
                if request.method not in READING_METHODS:
                    services().known.refuse_barred(uuid)
                if states:
                    require_state(scene.election, *states)
                return view(scene, **values)

        checked.roles = allowed  # type: ignore[attr-defined]
        return _declare(view, checked, ROLE)

    return decorate


def may(endpoint: str) -> bool:
    """Return whether the user's role in the current election gives access to a page: templates link to no others."""
    view = current_app.view_functions[endpoint]
    return g.get("role") in getattr(view, "roles", ())


def personal_link(view: View) -> View:
    """Open a view to the trustee whose personal link's secret is in the request's header.

    A wrong secret, an unknown election and a draft get the same response (W16), and guessing is slowed down (W6).
    """

    @limit_by_network(TRUSTEE_REQUESTS)
    @limit_by_network(TRUSTEE_GUESSES, deduct_when=is_unknown_link)
    @wraps(view)
    def checked(uuid: str, **values: Any) -> ResponseReturnValue:
        secret = request.headers.get(_LINK_HEADER, "")
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            abort(403)
        with _transaction() as session:
            try:
                trustee = find_by_link(session, uuid, secret)
            except NotPermitted:
                return failure(403, NO_LINK, "unknown-link")
            if request.method not in READING_METHODS:
                services().known.refuse_barred(uuid)
            scene = Scene(session, trustee.election, identity=services().identity)
            return view(scene, trustee, **values)

    return _declare(view, checked, TRUSTEE)


def public_election(view: View) -> View:
    """Open a view of an election to everybody once it is frozen; for the public, drafts do not exist."""

    @wraps(view)
    def checked(uuid: str, **values: Any) -> ResponseReturnValue:
        with services().database.reading() as session:
            election = find_election(session, uuid)
            if election is None or election.state == "draft":
                abort(404)
            offer(election.languages)
            return view(Scene(session, election, identity=services().identity), **values)

    return _declare(view, checked, ANYBODY)


def _transaction() -> AbstractContextManager[Session]:
    """Return a transaction for reading, or for writing if the request may change something (W8)."""
    database = services().database
    return database.reading() if request.method in READING_METHODS else database.session()


def current_officer(session: Session) -> Officer:
    """Return the row of the logged-in account."""
    officer = session.get(Officer, current_user.officer_id)
    if officer is None:
        abort(404)
    return officer


def _scene_and_role(session: Session, uuid: str) -> tuple[Scene, str]:
    election = find_election(session, uuid)
    person = current_officer(session)
    if election is None:
        abort(404)
    scene = Scene(session, election, person=person, identity=services().identity)
    role = roles.role_of(scene)
    if role is None:
        note(REFUSED_ROLE, person.id)
        abort(404)
    return scene, role


def _turned_away() -> ResponseReturnValue | None:
    """Redirect users who are not logged in, or who have to turn on the second factor first."""
    if not current_user.is_authenticated:
        return _to_login()
    return redirect(url_for("account.second_factor")) if current_user.must_turn_on else None


def _to_login() -> ResponseReturnValue:
    """Redirect to the log-in page, and back afterwards if the request only read something."""
    back = request.path if request.method in READING_METHODS else None
    return redirect(url_for("login.login", next=back))
