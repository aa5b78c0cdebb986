"""Log-in and log-out for people with an account. The second step, for those with a second factor: `second_step.py`."""

import re
from dataclasses import dataclass, field

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.accounts.events import LOG_IN, SECOND_STEP, WRONG_PASSWORD, note
from ballot.election.accounts.logins import begin_login, end_logins, find_login
from ballot.election.accounts.officers import check_password, stronger_hash
from ballot.election.accounts.second_factor import is_on, missing_step
from ballot.election.roles import decides
from ballot.language import _, lazy
from ballot.store.models.people import Login, Officer
from ballot.web.account import known_browsers, lock_outs
from ballot.web.page.form_view import WrongSecret, form_view
from ballot.web.page.forms import LoginForm
from ballot.web.request.access import anybody
from ballot.web.request.csrf import csrf
from ballot.web.request.limits import (
    LOGIN_PER_ACCOUNT,
    LOGIN_PER_ADDRESS,
    LOGIN_PER_GUESSER,
    account_key,
    is_failed_login,
    limit_by_network,
    limiter,
)
from ballot.web.services import services

blueprint = Blueprint("login", __name__)

# Only our own pages: no scheme, host, backslash or double slash (W13).
_OWN_PAGE = re.compile(r"/(officer|account)(/[A-Za-z0-9-]+)*")
_BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
WRONG = lazy("This address and password do not belong together. Check both and try again.")


@dataclass(frozen=True)
class _CurrentOfficer(UserMixin):
    """The user of the current request: only what pages show and checks need."""

    officer_id: int
    login_id: int
    name: str
    needs_second_factor: bool
    must_turn_on: bool  # the second factor, before anything else
    identity: str = field(repr=False)
    missing_step: str = ""  # in addition to the password, before the second factor is changed

    def get_id(self) -> str:
        """Return what the session cookie remembers."""
        return self.identity


def init_app(app: Flask) -> None:
    """Store accounts in sessions, and require a CSRF token for every change."""
    csrf.init_app(app)
    manager = LoginManager()
    manager.session_protection = None  # addresses of phones change; the cookie is signed and expires at log-out
    manager.user_loader(_load)
    manager.init_app(app)


def _load(identity: str) -> _CurrentOfficer | None:
    if _is_idle():
        return None
    with services().database.reading() as database:
        found = find_login(database, identity)
        return _as_current(database, found, identity) if found else None


def _as_current(database: Session, found: Login, secret: str) -> _CurrentOfficer:
    officer = found.officer
    needs = _needs_second_factor(database, officer)
    must = needs and not is_on(officer)
    return _CurrentOfficer(officer.id, found.id, officer.name, needs, must, secret, missing_step(found))


def _needs_second_factor(database: Session, officer: Officer) -> bool:
    """Return whether the configuration requires a second factor of this person."""
    config = services().config
    return config.second_factor_required or (config.second_factor_of_officers and decides(database, officer))


def _is_idle() -> bool:
    """Return whether this log-in was not used for too long, and note its use, to the minute, in the cookie."""
    limit, now = services().config.idle_minutes, _minute()
    if limit is None:
        return False
    if now - session.get("used", 0) >= limit:
        return True
    if session["used"] != now:
        session["used"] = now
    return False


def _minute() -> int:
    return int(clock.now().timestamp()) // 60


def own_page(address: str | None) -> str:
    """Return the page to show after log-in: one of our own, or the list of elections."""
    if address is not None and _OWN_PAGE.fullmatch(address):
        return address
    return url_for("dashboard.elections")


def device() -> str:
    """Name the browser and operating system of the request, so that its owner recognises it; nothing else is stored."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((name for name in _SYSTEMS if name in agent), "")
    return f"{browser} on {system.replace('Macintosh', 'a Mac')}" if system else browser


@blueprint.get("/login")
@anybody
def login() -> ResponseReturnValue:
    """Show the log-in page."""
    if current_user.is_authenticated:
        return redirect(url_for("dashboard.elections"))
    return _page(LoginForm())


def _page(form: LoginForm) -> str:
    following = request.form.get("next", request.args.get("next", ""))
    return render_template("account/login.html", form=form, next=following)


@blueprint.post("/login")
@limit_by_network(
    LOGIN_PER_ADDRESS, exempt_when=known_browsers.is_known, deduct_when=is_failed_login, on_breach=lock_outs.of_address
)
@limiter.limit(
    LOGIN_PER_ACCOUNT,
    key_func=account_key,
    exempt_when=known_browsers.is_known,
    deduct_when=is_failed_login,
    on_breach=lock_outs.of_address,
)
@limiter.limit(
    LOGIN_PER_GUESSER,
    key_func=known_browsers.guesser_key,
    deduct_when=is_failed_login,
    on_breach=lock_outs.of_address,
)
@anybody
@form_view(LoginForm, _page)
def log_in(form: LoginForm) -> ResponseReturnValue:
    """Check address and password; next, ask for the second factor if the account has one."""
    password = form.password.data or ""
    # Hashing the password is slow on purpose, so it must not happen under a write lock.
    with services().database.reading() as database:
        officer = check_password(database, form.email.data or "", password)
        stronger = stronger_hash(officer, password) if officer else None
    answer = _password_was_right(officer.id, officer.password_hash, stronger) if officer is not None else None
    if answer is None:
        note(WRONG_PASSWORD, lock_outs.account_of_address())
        raise WrongSecret(str(WRONG), "password")
    return answer


def _password_was_right(number: int, checked: str, stronger: str | None) -> ResponseReturnValue | None:
    """Begin the log-in, unless the password was changed or the account disabled during the password check."""
    with services().database.session() as database:
        officer = database.get_one(Officer, number, with_for_update=True)
        if officer.password_hash != checked or officer.disabled_at is not None:
            return None
        officer.password_hash = stronger or checked
        half = is_on(officer)
        if not half:
            start_session(officer, begin_login(database, officer, device()))
            return redirect(own_page(request.form.get("next")))
        note(SECOND_STEP, officer.id)
        session.clear()
        session["half"], session["half_of"] = begin_login(database, officer, device(), half=True), officer.id
    return redirect(url_for("second_step.page", next=request.form.get("next") or None))


def start_session(officer: Officer, secret: str) -> None:
    """Start a new session for a log-in, so that a session planted earlier is worthless (W1)."""
    note(LOG_IN, officer.id)
    known_browsers.remember(officer.email)
    session.clear()
    login_user(_CurrentOfficer(officer.id, 0, officer.name, False, False, secret))
    session.permanent, session["used"] = True, _minute()


@blueprint.post("/logout")
@anybody
def logout() -> ResponseReturnValue:
    """End this log-in; a copy of its cookie stops working (W1)."""
    if current_user.is_authenticated:
        with services().database.session() as database:
            officer = database.get_one(Officer, current_user.officer_id)
            end_logins(database, officer, only=current_user.login_id)
    logout_user()
    session.clear()
    flash(_("You are logged out."))
    return redirect(url_for("login.login", next=request.form.get("next") or None))
