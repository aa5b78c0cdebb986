"""The page for a person who is invited to a role: the code from the mail, then a name and a password.

The link's secret follows the '#', which browsers do not send; a script puts it into the form. Without scripts, people
type the code. Opening the page does not use it up (W8).
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.accounts.invitations import accept_as_new, find_invitation
from ballot.election.accounts.logins import begin_login
from ballot.election.accounts.officers import find_officer_by_address
from ballot.election.accounts.passwords import hash_password
from ballot.election.roles import role_names
from ballot.errors import NotPermitted
from ballot.store.models.people import Invitation
from ballot.web.account.login import device, start_session
from ballot.web.page.form_view import NOT_ACCEPTED, WrongSecret, form_view
from ballot.web.page.forms import AcceptForm, InvitationForm
from ballot.web.request.access import anybody
from ballot.web.request.limits import INVITATION_GUESSES, is_unknown_link, limit_by_network
from ballot.web.services import services

blueprint = Blueprint("invitation", __name__, url_prefix="/invitation")


@blueprint.get("")
@anybody
def page() -> ResponseReturnValue:
    """Ask for the code."""
    return render_template("account/invitation.html", form=InvitationForm())


def _accept_page(session: Session, found: Invitation, form: AcceptForm, code: str) -> str:
    known = find_officer_by_address(session, found.email) is not None
    return render_template(
        "account/accept.html",
        invitation=found,
        role=role_names()[found.role],
        form=form,
        code=code,
        known=known,
    )


@blueprint.post("")
@limit_by_network(INVITATION_GUESSES, deduct_when=is_unknown_link)
@anybody
@form_view(InvitationForm, "account/invitation.html")
def look_up(form: InvitationForm) -> ResponseReturnValue:
    """Show who sent the invitation, for which role, and how to accept it."""
    with services().database.reading() as session:
        try:
            found = find_invitation(session, form.code.data or "")
        except NotPermitted as error:
            raise WrongSecret(str(error), "code", 403) from error
        return _accept_page(session, found, AcceptForm(formdata=None), form.code.data or "")


def _code_page(problem: str) -> str:
    form = InvitationForm(formdata=None)
    form.code.errors = [problem]
    return render_template("account/invitation.html", form=form)


@blueprint.post("/accept")
@limit_by_network(INVITATION_GUESSES, deduct_when=is_unknown_link)
@anybody
def accept() -> ResponseReturnValue:
    """Create the account, accept the role, and log in."""
    form, code = AcceptForm(), request.form.get("code", "")
    with services().database.reading() as session:
        try:
            found = find_invitation(session, code)
        except NotPermitted as error:
            return _code_page(str(error)), 403
        if not form.validate():
            return _accept_page(session, found, form, code), NOT_ACCEPTED
        uuid, about = found.election.uuid, (found.email, form.name.data or "", *services().config.public_words)
    try:
        hashed = hash_password(form.new.data or "", about)  # slow on purpose, so done before the write lock is acquired
        with services().database.session() as session:
            person = accept_as_new(session, code, form.name.data or "", hashed)
            start_session(person, begin_login(session, person, device()))
    except NotPermitted as error:
        form.form_errors.append(str(error))
        with services().database.reading() as session:
            return _accept_page(session, find_invitation(session, code), form, code), NOT_ACCEPTED
    return redirect(url_for("dashboard.dashboard", uuid=uuid))
