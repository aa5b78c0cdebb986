"""The forms for a roll file: the meaning of its columns, and the handling of its duplicates."""

from collections.abc import Sequence
from typing import TypeAlias

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from ballot.election.roll.columns import MAX_COLUMNS, ROLES
from ballot.election.roll.file import DELIMITERS, ENCODINGS
from ballot.language import _, lazy
from ballot.web.page.forms import choices
from ballot.web.request.bodies import number_sent

ColumnsForm: TypeAlias = FlaskForm
_ROLE_CHOICES = {"": lazy("Not read"), **ROLES}


def columns_form(header: Sequence[str], roles: Sequence[str], encoding: str, delimiter: str) -> ColumnsForm:
    """Return a form with encoding, separator, and a choice for each column of a file."""

    class Columns(FlaskForm):
        """One file's columns."""

    Columns.encoding = SelectField(_("Encoding"), choices=choices(ENCODINGS))
    Columns.delimiter = SelectField(_("The columns are separated by"), choices=choices(DELIMITERS))
    for number, title in enumerate(header[:MAX_COLUMNS]):
        label = title.strip() or _("Column %(number)s", number=number + 1)
        setattr(Columns, f"role{number}", SelectField(label, choices=choices(_ROLE_CHOICES)))
    chosen = {f"role{number}": role for number, role in enumerate(roles)}
    return Columns(formdata=None, data={"encoding": encoding, "delimiter": delimiter, **chosen})


def roles_of(form: MultiDict[str, str], columns: int) -> list[str] | None:
    """Return what the officer chose for each column; None if the form does not fit a file with `columns` columns."""
    names = [f"role{number}" for number in range(columns)]
    if f"role{columns}" in form or not all(name in form for name in names):
        return None
    return [form[name] for name in names]


def decisions_of(form: MultiDict[str, str]) -> dict[int, str]:
    """Return the decisions on a page's groups of duplicates, by id: "merge", or rows to keep, separated by commas."""
    decisions: dict[int, str] = {}
    for name, value in form.items():
        kind, _, text = name.partition("-")
        number = number_sent(text)
        if number is not None and (kind == "group" or (kind == "keep" and f"group-{text}" not in form)):
            ticked = kind == "keep" or value == "ticked"
            decisions[number] = ",".join(form.getlist(f"keep-{text}")) if ticked else value
    return decisions
