"""A contest's candidates all at once, while the election is a draft: from a table, their photographs, their order."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import TextAreaField
from wtforms.validators import Optional

from ballot.election.paper.candidate_table import read_candidates
from ballot.election.paper.drafts import add_candidates, put_in_order
from ballot.election.paper.file_names import owners
from ballot.election.paper.photographs import keep_photograph, redraw
from ballot.election.roll.file import decode, guess_encoding
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _, isolated, lazy, ngettext
from ballot.report import names_in_words
from ballot.store.models.paper import Candidate
from ballot.web.officer.paper import draft_of, people_of, the_contest, writing_scene
from ballot.web.page.form_view import NOT_ACCEPTED, form_view
from ballot.web.page.forms import EmptyForm, at_most
from ballot.web.request.access import own_election
from ballot.web.request.bodies import PAPER_BODY_LIMIT, SHUFFLE_BODY_LIMIT, body_limit, number_sent
from ballot.web.request.limits import UPLOAD, limit_by_network
from ballot.web.services import services

blueprint = Blueprint("candidates", __name__, url_prefix="/officer/elections/<uuid>/contests/<int:position>")

_MOST_PHOTOGRAPHS = 60
_PHOTOGRAPHS_BODY_LIMIT = SHUFFLE_BODY_LIMIT  # what the proxy lets through to an officer's page


class TableForm(FlaskForm):
    """Candidates as a table: pasted, or as a file."""

    table = TextAreaField(lazy("Candidates, one on each line"), [Optional(), at_most(PAPER_BODY_LIMIT)])
    file = FileField(lazy("Or a CSV file"))

    def text(self) -> str:
        """Return the table. Raises: NotPermitted if the file is no text."""
        raw = self.file.data.read() if self.file.data else b""
        return decode(raw, guess_encoding(raw)) if raw else (self.table.data or "")


class PhotographsForm(FlaskForm):
    """Several photographs at once."""

    files = MultipleFileField(lazy("Photographs"))


def _table_page(scene: Scene, form: TableForm, position: int) -> str:
    return render_template(
        "officer/paper/table.html", election=scene.election, contest=the_contest(scene.election, position), form=form
    )


@blueprint.get("/table", endpoint="table")
@blueprint.post("/table")
@body_limit(PAPER_BODY_LIMIT)
@own_election("draft")
@form_view(TableForm, _table_page, field="table")
def add_table(scene: Scene, form: TableForm, position: int) -> ResponseReturnValue:
    """Add all candidates of a table, or none."""
    contest = the_contest(scene.election, position)
    table = read_candidates(form.text(), lists=contest.kind == "lists")
    add_candidates(scene, contest, table.candidates)
    added = ngettext("%(num)s candidate added.", "%(num)s candidates added.", len(table.candidates))
    unread = _("Not read: %(columns)s.", columns=names_in_words(table.unread)) if table.unread else ""
    flash(f"{added} {unread}".strip())
    return redirect(url_for("paper.contests", uuid=scene.election.uuid))


@blueprint.get("/order")
@own_election("draft")
def order_page(scene: Scene, position: int) -> ResponseReturnValue:
    """Show the candidates in their order, to change it."""
    return _order_page(scene, EmptyForm(formdata=None), position)


def _order_page(scene: Scene, form: EmptyForm, position: int) -> str:
    contest = the_contest(scene.election, position)
    return render_template(
        "officer/paper/order.html", election=scene.election, contest=contest, people=people_of(contest), form=form
    )


@blueprint.post("/order")
@own_election("draft")
@form_view(EmptyForm, _order_page)
def order(scene: Scene, _form: EmptyForm, position: int) -> ResponseReturnValue:
    """Put the candidates in the order of the numbers that were typed, and move one of them if asked to."""
    contest = the_contest(scene.election, position)
    put_in_order(scene, contest, _moved(_by_the_numbers(len(people_of(contest)))))
    if "move" in request.form:
        return redirect(url_for("candidates.order_page", uuid=scene.election.uuid, position=position))
    flash(_("The order of the candidates is kept."))
    return redirect(url_for("paper.contests", uuid=scene.election.uuid))


def _by_the_numbers(candidates: int) -> list[int]:
    """Return the candidates' numbers in the order of the places typed; [] if the page is older than the contest."""
    if sum(name.startswith("place-") for name in request.form) != candidates:
        return []
    return sorted(range(1, candidates + 1), key=_typed_place)


def _typed_place(number: int) -> tuple[int, int]:
    """Return the key of a candidate: one who moves up to a place goes in front of the one that has it, else behind."""
    typed = number_sent(request.form.get(f"place-{number}", "").strip())
    place = number if typed is None else typed
    return place, (place > number) - (place < number)


def _moved(numbers: list[int]) -> list[int]:
    """Return the order with one candidate moved up or down by a place, as the button says: "up-3"."""
    way, _dash, text = request.form.get("move", "").partition("-")
    number = number_sent(text)
    if way not in ("up", "down") or number not in numbers:
        return numbers
    here = numbers.index(number)
    there = min(max(0, here + (1 if way == "down" else -1)), len(numbers) - 1)
    moved = [*numbers[:here], *numbers[here + 1 :]]
    moved.insert(there, number)
    return moved


@blueprint.get("/photographs")
@own_election("draft")
def photographs_page(scene: Scene, position: int) -> ResponseReturnValue:
    """Show a form for several photographs."""
    return _photographs_page(scene, PhotographsForm(), position)


def _photographs_page(scene: Scene, form: PhotographsForm, position: int) -> str:
    contest = the_contest(scene.election, position)
    return render_template(
        "officer/paper/photographs.html", election=scene.election, contest=contest, people=people_of(contest), form=form
    )


@blueprint.post("/photographs")
@limit_by_network(UPLOAD)
@body_limit(_PHOTOGRAPHS_BODY_LIMIT)
@own_election("draft")
def photographs(scene: Scene, position: int) -> ResponseReturnValue:
    """Give each photograph to the candidate whose name its file has, and say which belong to nobody."""
    form, uuid = PhotographsForm(), scene.election.uuid
    files = [file for file in form.files.data or () if file]
    if not 0 < len(files) <= _MOST_PHOTOGRAPHS:
        form.files.errors = [ngettext("Choose up to %(num)s file.", "Choose up to %(num)s files.", _MOST_PHOTOGRAPHS)]
        return _photographs_page(scene, form, position), NOT_ACCEPTED
    names = [one.name for one in people_of(the_contest(scene.election, position))]
    scene.session.commit()  # releases the write lock while the photographs are drawn
    kept, refusals = 0, []
    for file, place in zip(files, owners([file.filename or "" for file in files], names), strict=True):
        refusal = _("no candidate has this name, or several have.") if place is None else ""
        refusal = refusal or _keep(uuid, position, names[place or 0], file)
        kept += not refusal
        if refusal:
            refusals.append(f"{isolated(file.filename or '')}: {refusal}")
    if kept:
        flash(ngettext("%(num)s photograph is kept.", "%(num)s photographs are kept.", kept))
    if not refusals:
        return redirect(url_for("paper.contests", uuid=uuid))
    form.files.errors = refusals
    with services().database.reading() as reading:
        return _photographs_page(Scene(reading, draft_of(reading, uuid)), form, position), NOT_ACCEPTED


def _keep(uuid: str, position: int, name: str, file: FileStorage) -> str:
    """Draw a photograph again and keep it. Returns why it cannot be kept, or ""."""
    try:
        small, large = redraw(file.read())
    except NotPermitted as error:
        return str(error)
    with services().database.session() as writing:
        scene = writing_scene(writing, uuid)
        contest = the_contest(scene.election, position)
        keep_photograph(scene, _named(people_of(contest), name), small, large)
    return ""


def _named(people: list[Candidate], name: str) -> Candidate:
    return next((one for one in people if one.name == name), None) or abort(404)
