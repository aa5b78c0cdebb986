"""Whom an act on the roll is about: chosen on the page of the roll, or named by number or address."""

from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, StringField

from ballot.election.roll.roll import member_of
from ballot.election.roll.search import whose
from ballot.election.tokens.ledger import find_members
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.store.models.election import Election
from ballot.store.models.roll import Member
from ballot.web.page.forms import at_most, required
from ballot.web.request.bodies import number_sent


class WhomForm(FlaskForm):
    """Begins a form about one member. `member` is the id of somebody who was chosen: then nobody has to be named."""

    member = HiddenField()
    who = StringField(lazy("Membership number or e-mail address"), [required(lazy("Say who it is.")), at_most(300)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        if self.member.data:
            del self["who"]


def whom(session: Session, election: Election, form: WhomForm) -> Member:
    """Return the member that a form is about. Raises: NotPermitted if it is nobody, or several have what was typed."""
    if "who" in form:
        return named(session, election, form.who.data or "")
    return chosen(session, election, form.member.data or "")


def chosen_by(session: Session, election: Election, form: WhomForm) -> str | None:
    """Return who was chosen, in one line for the page of the form; None while somebody is to be named."""
    return None if "who" in form else whose(chosen(session, election, form.member.data or ""))


def chosen(session: Session, election: Election, text: str) -> Member:
    """Return the member with an id that a page has sent. Raises: NotPermitted if nobody on this roll has it."""
    number = number_sent(text)
    if number is None:
        raise NotPermitted(_("There is no such member on this roll."))
    return member_of(session, election, str(number))


def named(session: Session, election: Election, word: str) -> Member:
    """Return the member with a number or an e-mail address. Raises: NotPermitted if it is nobody's, or several's."""
    (number,) = find_members(session, election, [word.strip()])
    return session.get_one(Member, number)
