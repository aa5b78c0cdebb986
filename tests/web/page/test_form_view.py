"""One ending for every form: what is not accepted is shown again with one status, at the field that is to blame."""

from __future__ import annotations

import re

import pytest
from flask import g
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.web.page.form_view import WrongSecret, form_view
from tests.web.world import OLGA, World, found

SECOND = "sam@example.org"


class SomeForm(FlaskForm):
    """A form with a field that is seen, and one that is not."""

    name = StringField("Name")
    seed = HiddenField()


def said(_scene: Scene, form: SomeForm) -> str:
    """Show what a form says: on top, and at its fields."""
    return f"{form.form_errors} {form.name.errors}"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NotPermitted("No."), ("['No.'] []", 422)),
        (NotPermitted("No.", "name"), ("[] ['No.']", 422)),
        (NotPermitted("No.", "seed"), ("['No.'] []", 422)),
        (NotPermitted("No.", "another form's"), ("['No.'] []", 422)),
        (WrongSecret("No.", "name"), ("[] ['No.']", 401)),
        (WrongSecret(""), ("[] []", 401)),
    ],
)
def test_a_refusal_stands_where_people_look_and_nothing_is_kept(
    world: World, error: NotPermitted, expected: tuple[str, int]
) -> None:
    made = world.make("draft")

    @form_view(SomeForm, said)
    def view(scene: Scene, _form: SomeForm) -> ResponseReturnValue:
        scene.election.name = "Written before the refusal"
        scene.session.flush()
        raise error

    with world.app.test_request_context(method="POST"), world.database.session() as session:
        g.csrf_valid = True  # what the guard of every request has found
        assert view(Scene(session, found(session, made.uuid))) == expected
    with world.database.session() as session:
        assert found(session, made.uuid).name != "Written before the refusal"


@pytest.mark.parametrize(
    ("page", "address", "data", "field"),
    [
        ("times", "times/end", {"closes_at": "2001-01-01T10:00", "zone": "UTC", "reason": "Late."}, "closes_at"),
        ("contact", "contact", {"contact": "a\x07b"}, "contact"),
        ("roles", "roles/invite", {"email": SECOND, "role": "auditor"}, "email"),
        ("mails", "mails/decide", {"who": "nobody", "decision": "held", "reason": "Why"}, "who"),
        ("replace", "replace", {"who": "nobody", "why": "lost", "channel": "letter", "reason": "Why"}, "who"),
        ("times/stop", "times/stop", {"reason": " ", "sure": "y"}, "reason"),
    ],
)
def test_the_refusal_of_an_act_stands_at_its_field_and_in_the_summary(
    world: World, page: str, address: str, data: dict[str, str], field: str
) -> None:
    made = world.make("open")
    world.appoint(made, SECOND, SECOND_OFFICER)
    home = f"/officer/elections/{made.uuid}"
    answer = world.browser(OLGA).post(f"{home}/{address}", f"{home}/{page}", **data)
    assert answer.status_code == 422
    assert re.search(rf'<div class="error-summary".*?<a href="#{field}">', answer.text, re.DOTALL)
    assert re.search(rf'<p class="error" id="{field}-error">', answer.text)
    assert re.search(rf'aria-describedby="[^"]*{field}-error"', answer.text)
