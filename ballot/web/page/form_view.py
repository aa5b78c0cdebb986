"""One pattern for every form: a view contains only what an accepted form does.

@blueprint.get("", endpoint="page")
@blueprint.post("")
@own_election("draft")
@form_view(ConfirmForm, _page)
def delete(scene: Scene, form: ConfirmForm) -> ResponseReturnValue:
    delete_draft(scene)
    return redirect(url_for("dashboard.elections"))
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial, wraps
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import FieldList, HiddenField

from ballot.election.scene import Scene
from ballot.errors import BallotError, NotPermitted
from ballot.web.request.access import View
from ballot.web.request.bodies import READING_METHODS

NOT_ACCEPTED = 422

MakeForm = type[FlaskForm] | Callable[..., FlaskForm]


class WrongSecret(NotPermitted):
    """A password, code or link is not right. The limits on guessing count its status (W6)."""

    def __init__(self, sentence: str, field: str | None = None, status: int = 401) -> None:
        super().__init__(sentence, field)
        self.status = status


def form_view(
    form: MakeForm,
    page: str | Callable[..., str],
    *,
    first: MakeForm | None = None,
    name: str = "form",
    field: str | None = None,
    refusals: type[BallotError] = NotPermitted,
    again: Callable[[Any], bool] = lambda _form: False,
) -> Callable[[View], View]:
    """Show a form, check the input, and pass it to the view, after the arguments from the access decorator.

    A form that is not accepted is shown again with status 422, whether a field is wrong or the action is refused, and
    nothing that the view wrote is kept. A refusal is shown at the field that it names, else at `field`, else at the
    top. `form`, `first`: the class of the submitted form and of the form shown first, or functions that create them
    from the view's arguments. `page`: a template, or a function that gets the form as `name`. `refusals`: the
    exceptions that count as a refusal. `again`: whether the user only wants to see the page with the present input.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(*given: Any, **values: Any) -> ResponseReturnValue:
            show = partial(_show, page, name, given, values)
            if request.method in READING_METHODS:
                return show(_made(first or form, given, values))
            sent = _made(form, given, values)
            if again(sent):
                return show(sent)
            if not sent.validate():
                return show(sent), NOT_ACCEPTED
            try:
                with _savepoint(given):
                    return view(*given, sent, **values)
            except refusals as error:
                _add_refusal(sent, error, field)
                return show(sent), getattr(error, "status", NOT_ACCEPTED)

        return answered

    return decorate


def _made(form: MakeForm, given: tuple[Any, ...], values: dict[str, Any]) -> FlaskForm:
    return form() if isinstance(form, type) else form(*given, **values)


def _show(
    page: str | Callable[..., str], name: str, given: tuple[Any, ...], values: dict[str, Any], form: FlaskForm
) -> str:
    if callable(page):
        return page(*given, **{name: form}, **values)
    election = given[0].election if given else None
    return render_template(page, election=election, **{name: form}, **values)


def _savepoint(given: tuple[Any, ...]) -> AbstractContextManager[Any]:
    """Return the savepoint to which a refusal rolls back; views about the own account open their own transactions."""
    if not given:
        return nullcontext()
    session: Session = given[0].session if isinstance(given[0], Scene) else given[0]
    return session.begin_nested()


def _add_refusal(form: FlaskForm, error: BallotError, field: str | None) -> None:
    sentence, place = str(error), error.field or field
    if not sentence:
        return  # the page itself says why, instead of showing the form
    if place is not None and place in form and not isinstance(form[place], FieldList | HiddenField):
        form[place].errors = [*form[place].errors, sentence]
    else:
        form.form_errors.append(sentence)
