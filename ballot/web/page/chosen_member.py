"""The member that an action on the roll is about: chosen on the page of the roll, or named by number or address."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from ballot.election.roll.roll import member_of
from ballot.election.roll.search import whose
from ballot.election.scene import Scene
from ballot.election.tokens.ledger import find_members
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.store.models.roll import Member
from ballot.web.page.forms import at_most, required
from ballot.web.request.bodies import number_sent


class WhomForm(FlaskForm):
    """Start of a form about one member. `member`: the id of a member already chosen; otherwise one must be named."""

    member = HiddenField()
    who = StringField(lazy("Membership number or e-mail address"), [required(lazy("Say who it is.")), at_most(300)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        if self.member.data:
            del self["who"]


def whom(scene: Scene, form: WhomForm) -> Member:
    """Return the member that a form is about. Raises: NotPermitted if none or several match."""
    if "who" in form:
        return named(scene, form.who.data or "")
    return chosen(scene, form.member.data or "")


def chosen_by(scene: Scene, form: WhomForm) -> str | None:
    """Return the chosen member, in one line for the form's page; None if one still has to be named."""
    return None if "who" in form else whose(chosen(scene, form.member.data or ""))


def chosen(scene: Scene, text: str) -> Member:
    """Return the member with an id sent by a page. Raises: NotPermitted if nobody on this roll has it."""
    number = number_sent(text)
    if number is None:
        raise NotPermitted(_("There is no such member on this roll."))
    return member_of(scene, str(number))


def named(scene: Scene, word: str) -> Member:
    """Return the member with a number or an e-mail address. Raises: NotPermitted if none or several have it."""
    (number,) = find_members(scene, [word.strip()])
    return scene.session.get_one(Member, number)
