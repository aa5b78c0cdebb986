"""The roll of a draft, row by row: members added, mended and removed, and rejected rows of a file mended."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from ballot.election.amendments.corrections import now_of
from ballot.election.roll.columns import ROLES
from ballot.election.roll.members import FIELDS, add_member, change_member, remove_member
from ballot.election.roll.mending import mend_row, rejected_row
from ballot.election.roll.upload import find_upload
from ballot.election.scene import Scene
from ballot.language import _, isolated, lazy
from ballot.store.models.roll import Member, RollUpload
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import EmptyForm
from ballot.web.page.member_forms import MemberForm
from ballot.web.request.access import own_election

blueprint = Blueprint("roll_rows", __name__, url_prefix="/officer/elections/<uuid>/roll")


class RowForm(MemberForm):
    """What the roll of a draft says about a member."""

    weight = StringField(lazy("Weight of the vote"), default="1")

    def values(self) -> dict[str, str]:
        """Return what was entered, by FIELDS."""
        return {name: self[name].data or "" for name in FIELDS}


def _page(scene: Scene, form: RowForm, number: int | None = None) -> str:
    member = None if number is None else _member(scene, number)
    return render_template("officer/roll/row.html", election=scene.election, form=form, member=member)


@blueprint.get("/members/new", endpoint="add")
@blueprint.post("/members/new")
@own_election("draft")
@form_view(RowForm, _page)
def add(scene: Scene, form: RowForm) -> ResponseReturnValue:
    """Add a member to the roll."""
    member = add_member(scene, form.values())
    flash(_("%(name)s is on the roll.", name=isolated(member.name)))
    return redirect(url_for("members.page", uuid=scene.election.uuid))


def _as_it_is(scene: Scene, number: int) -> RowForm:
    member = _member(scene, number)
    return RowForm(formdata=None, data={**now_of(member), "weight": str(member.weight)})


@blueprint.get("/members/<int:number>", endpoint="mend")
@blueprint.post("/members/<int:number>")
@own_election("draft")
@form_view(RowForm, _page, first=_as_it_is)
def mend(scene: Scene, form: RowForm, number: int) -> ResponseReturnValue:
    """Mend a member's row."""
    member = _member(scene, number)
    change_member(scene, member, form.values())
    flash(_("The row of %(name)s is kept.", name=isolated(member.name)))
    return redirect(url_for("members.page", uuid=scene.election.uuid))


def _removal_page(scene: Scene, form: EmptyForm, number: int) -> str:
    member = _member(scene, number)
    return render_template("officer/roll/remove_row.html", election=scene.election, form=form, member=member)


@blueprint.get("/members/<int:number>/remove", endpoint="remove")
@blueprint.post("/members/<int:number>/remove")
@own_election("draft")
@form_view(EmptyForm, _removal_page)
def remove(scene: Scene, _form: EmptyForm, number: int) -> ResponseReturnValue:
    """Ask first, then remove a member from the roll."""
    member = _member(scene, number)
    flash(_("%(name)s is off the roll.", name=isolated(member.name)))
    remove_member(scene, member)
    return redirect(url_for("members.page", uuid=scene.election.uuid))


def _member(scene: Scene, number: int) -> Member:
    """Return a member of this roll, never of another one."""
    member = scene.session.get(Member, number)
    if member is None or member.election_id != scene.election.id:
        abort(404)
    return member


def _cells_form(scene: Scene, number: int) -> FlaskForm:
    """Return a form with a field for each column of a rejected row."""
    titles, cells = rejected_row(scene.session, _upload(scene), number)

    class Cells(FlaskForm):
        """One row's cells."""

    roles = _upload(scene).roles.split(",")
    for place, (title, role) in enumerate(zip(titles, roles, strict=True)):
        kind = TextAreaField if role == "address" else StringField
        cell = cells[place] if place < len(cells) else ""
        label = title.strip() or _("Column %(number)s", number=place + 1)
        setattr(Cells, f"cell{place}", kind(label, default=cell, description=ROLES.get(role, "")))
    return Cells()


def _cells_page(scene: Scene, form: FlaskForm, number: int) -> str:
    titles, cells = rejected_row(scene.session, _upload(scene), number)
    return render_template(
        "officer/roll/mend.html", election=scene.election, form=form, number=number, extra=cells[len(titles) :]
    )


@blueprint.get("/rows/<int:number>", endpoint="mend_rejected")
@blueprint.post("/rows/<int:number>")
@own_election("draft")
@form_view(_cells_form, _cells_page)
def mend_rejected(scene: Scene, form: FlaskForm, number: int) -> ResponseReturnValue:
    """Mend a rejected row of the file that is being imported."""
    cells = [field.data or "" for field in form if field.name.startswith("cell")]
    mend_row(scene.session, _upload(scene), number, cells)
    flash(_("Row %(number)s is mended.", number=number))
    return redirect(url_for("roll.check", uuid=scene.election.uuid, _anchor="problems"))


def _upload(scene: Scene) -> RollUpload:
    return find_upload(scene) or abort(404)
