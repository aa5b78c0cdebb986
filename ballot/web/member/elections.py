"""A member's own page: an address, a code by e-mail, and the elections that have the address on their roll.

Its cookie is separate from the log-ins of accounts. Opening a page uses nothing up (W8).
"""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField, ValidationError

from ballot.election.accounts import member_logins
from ballot.election.state import booth_state
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.web import worker
from ballot.web.page.form_view import form_view
from ballot.web.request.access import anybody
from ballot.web.request.limits import MEMBER_CODES, limit_by_network
from ballot.web.services import services

blueprint = Blueprint("my_elections", __name__, url_prefix="/my")


class AddressForm(FlaskForm):
    """The member's address on the roll."""

    email = EmailField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.email.label.text = _("Your e-mail address")

    def validate_email(self, field: EmailField) -> None:
        """Refuse what cannot be an address; whether it is on a roll is not revealed."""
        typed = field.data or ""
        if "@" not in typed.strip("@ ") or len(typed) > member_logins.MAX_ADDRESS:
            raise ValidationError(_("Enter your e-mail address."))


class CodeForm(FlaskForm):
    """The six digits from the mail."""

    code = StringField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.code.label.text = _("Code")


@blueprint.get("")
@anybody
def page() -> ResponseReturnValue:
    """Show the next step: the address, the code, or the elections."""
    with services().database.reading() as session:
        state = "nothing" if "again" in request.args else member_logins.state_of(session, _secret())
        if state == "elections":
            elections = member_logins.own_elections(session, _secret())
            return render_template("member/my_elections.html", elections=elections, booth_state=booth_state)
    wrong = [_("This code is not right, or it is good no more. Type the newest one, or ask for another.")]
    complaints = wrong if "wrong" in request.args else []
    if state == "code":
        form = CodeForm(formdata=None)
        form.code.errors = complaints
        return render_template("member/my_code.html", form=form)
    address_form = AddressForm(formdata=None)
    address_form.form_errors = complaints
    return render_template("member/my.html", form=address_form)


@blueprint.get("/code")
@blueprint.get("/lost")
@blueprint.get("/leave")
@anybody
def back() -> ResponseReturnValue:
    """Handle a browser that reopens an address that it posted to, as a phone does after it has discarded the page."""
    return redirect(url_for("my_elections.page"))


@blueprint.post("")
@limit_by_network(MEMBER_CODES)
@anybody
@form_view(AddressForm, "member/my.html")
def begin(form: AddressForm) -> ResponseReturnValue:
    """Accept an address. The response is the same for every address (W7)."""
    found = services()
    with found.database.session() as session:
        secret = member_logins.begin(session, form.email.data or "", found.identity, found.config.public_url)
    worker.wake()
    return _remember(redirect(url_for("my_elections.page")), secret)


@blueprint.post("/code")
@limit_by_network(MEMBER_CODES)
@anybody
def confirm() -> ResponseReturnValue:
    """Check the code; wrong, used and expired ones get the same response, at an address that can be reopened."""
    form = CodeForm()
    if form.validate():
        with services().database.session() as session:
            fresh = member_logins.confirm(session, _secret(), form.code.data or "", services().identity)
        if fresh is not None:
            return _remember(redirect(url_for("my_elections.page")), fresh)
    return redirect(url_for("my_elections.page", wrong=1))


@blueprint.post("/lost")
@limit_by_network(MEMBER_CODES)
@anybody
def lost() -> ResponseReturnValue:
    """Report a lost token to the officers."""
    found = services()
    member = request.form.get("member", 0, type=int)
    with found.database.session() as session:
        try:
            member_logins.ask_for_token(session, _secret(), member, found.config.public_url)
        except NotPermitted:
            return redirect(url_for("my_elections.page"))
    worker.wake()
    return redirect(url_for("my_elections.page"))


@blueprint.post("/leave")
@anybody
def leave() -> ResponseReturnValue:
    """End the log-in on this device."""
    with services().database.session() as session:
        member_logins.end(session, _secret())
    response = make_response(redirect(url_for("my_elections.page")))
    response.delete_cookie(_cookie(), secure=services().config.secure_cookies, httponly=True, samesite="Lax")
    return response


def _cookie() -> str:
    return "__Host-ballot-my" if services().config.secure_cookies else "ballot-my"


def _secret() -> str:
    return request.cookies.get(_cookie(), "")


def _remember(answer: ResponseReturnValue, secret: str) -> Response:
    response = make_response(answer)
    secure = services().config.secure_cookies
    response.set_cookie(_cookie(), secret, secure=secure, httponly=True, samesite="Lax", path="/")
    return response
