"""Officers log in and out."""

import re
from dataclasses import dataclass

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from ballot.election.officers import check_password, officer_of_session, renew_sessions, session_identity
from ballot.store.models import Officer
from ballot.web.access import anybody
from ballot.web.csrf import csrf
from ballot.web.forms import LoginForm
from ballot.web.limits import LOGIN_PER_ACCOUNT, LOGIN_PER_ADDRESS, account_key, is_failed_login, limiter
from ballot.web.services import services

blueprint = Blueprint("auth", __name__)

# Only pages of the officer: no scheme, no host, no backslash, no second slash can be part of it (W13).
_OWN_PAGE = re.compile(r"/officer(/[A-Za-z0-9-]+)*")
WRONG = "This address and password do not belong together. Check both and try again."


@dataclass(frozen=True)
class CurrentOfficer(UserMixin):
    """The officer of the current request: only what pages show and checks need."""

    officer_id: int
    name: str
    identity: str

    def get_id(self) -> str:
        """Return what the session cookie remembers."""
        return self.identity


def init_app(app: Flask) -> None:
    """Let sessions name officers, and require a CSRF token for every change."""
    csrf.init_app(app)
    manager = LoginManager()
    manager.session_protection = None  # addresses of phones change; the cookie is signed and ends at log-out
    manager.user_loader(_load)
    manager.init_app(app)


def _load(identity: str) -> CurrentOfficer | None:
    with services().database.reading() as database:
        officer = officer_of_session(database, identity)
        return _as_current(officer) if officer else None


def _as_current(officer: Officer) -> CurrentOfficer:
    return CurrentOfficer(officer_id=officer.id, name=officer.name, identity=session_identity(officer))


def own_page(address: str | None) -> str:
    """Return the page to go to after log-in: one of ours, or the officer's list."""
    if address is not None and _OWN_PAGE.fullmatch(address):
        return address
    return url_for("officer.elections")


@blueprint.get("/login")
@anybody
def login() -> ResponseReturnValue:
    """Show the log-in page."""
    if current_user.is_authenticated:
        return redirect(url_for("officer.elections"))
    return render_template("officer/login.html", form=LoginForm(), next=request.args.get("next", ""))


@blueprint.post("/login")
@limiter.limit(LOGIN_PER_ADDRESS, deduct_when=is_failed_login)
@limiter.limit(LOGIN_PER_ACCOUNT, key_func=account_key, deduct_when=is_failed_login)
@anybody
def log_in() -> ResponseReturnValue:
    """Log an officer in: the session starts anew, so that one planted before is worth nothing (W1)."""
    form = LoginForm()
    if form.validate():
        # Hashing the password is slow on purpose: it must not hold a writer's lock.
        with services().database.reading() as database:
            officer = check_password(database, form.email.data or "", form.password.data or "")
            current = _as_current(officer) if officer else None
        if current is not None:
            session.clear()
            login_user(current)
            session.permanent = True
            return redirect(own_page(request.form.get("next")))
        form.password.errors = [WRONG]
    return render_template("officer/login.html", form=form, next=request.form.get("next", "")), 401


@blueprint.post("/logout")
@anybody
def logout() -> ResponseReturnValue:
    """End all sessions of the officer."""
    if current_user.is_authenticated:
        with services().database.session() as database:
            officer = database.get(Officer, current_user.officer_id)
            if officer is not None:
                renew_sessions(officer)
    logout_user()
    session.clear()
    flash("You are logged out on all devices.")
    return redirect(url_for("auth.login"))
