"""The roll, while the election is a draft: upload, columns, reading, decisions on duplicates, and import."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot.election.roll.columns import ROLES, guess_roles
from ballot.election.roll.reading import has_stopped
from ballot.election.roll.roll import members_count
from ballot.election.roll.upload import (
    RollSample,
    begin_reading,
    choose_columns,
    decide_duplicates,
    decide_the_rest,
    duplicates_page,
    find_upload,
    give_up,
    keep_upload,
    problems_count,
    problems_page,
    rejected_rows,
    rows_page,
    sample,
    sum_of,
    take_upload,
)
from ballot.election.scene import Scene
from ballot.errors import BallotError, NotPermitted
from ballot.language import _, lazy, ngettext
from ballot.store.models.election import Election
from ballot.store.models.roll import RollUpload
from ballot.web import worker
from ballot.web.officer.roll.forms import ColumnsForm, columns_form, decisions_of, roles_of
from ballot.web.page.form_view import NOT_ACCEPTED, form_view
from ballot.web.page.forms import EmptyForm, RollForm
from ballot.web.request.access import own_election
from ballot.web.request.bodies import ROLL_BODY_LIMIT, body_limit, json_answer

blueprint = Blueprint("roll", __name__, url_prefix="/officer/elections/<uuid>/roll")

PAGE_SIZE = 50
_DUPLICATES = 20  # per page
_ROWS_SHOWN = 20
LAST_PAGE = 1_000_000  # larger numbers could overflow in a database
GONE = lazy("The file is not here any more: it was taken, given up, or forgotten after two days. Upload it again.")


@blueprint.get("")
@own_election("draft")
def roll(scene: Scene) -> ResponseReturnValue:
    """Show how many members are on the roll, and an upload form; or continue with an uploaded file."""
    if find_upload(scene) is not None:
        return redirect(url_for("roll.check", uuid=scene.election.uuid))
    return _upload_page(scene, RollForm())


def _upload_page(scene: Scene, form: RollForm) -> str:
    return render_template("officer/roll/roll.html", election=scene.election, form=form, members=members_count(scene))


@blueprint.post("")
@body_limit(ROLL_BODY_LIMIT)
@own_election("draft")
@form_view(RollForm, _upload_page, field="file", refusals=BallotError)
def upload(scene: Scene, form: RollForm) -> ResponseReturnValue:
    """Store a roll file, and ask what its columns mean."""
    keep_upload(scene, form.file.data.read(), form.file.data.filename or "")
    return redirect(url_for("roll.columns", uuid=scene.election.uuid))


@blueprint.get("/columns")
@own_election("draft")
def columns(scene: Scene) -> ResponseReturnValue:
    """Show the beginning of the file, with a guess at the meaning of each column."""
    found = _found(scene)
    return _columns_as_they_are(scene.election, found, found.error or "")


@blueprint.post("/columns")
@own_election("draft")
def set_columns(scene: Scene) -> ResponseReturnValue:
    """Read the file with these columns, or only show how it looks in another encoding."""
    found = _found(scene)
    encoding, delimiter = request.form.get("encoding", ""), request.form.get("delimiter", "")
    try:
        shown = sample(found, encoding, delimiter)
    except NotPermitted as error:
        return _columns_as_they_are(scene.election, found, str(error)), NOT_ACCEPTED
    roles = roles_of(request.form, len(shown.header))
    form = columns_form(shown.header, roles or guess_roles(shown.header), encoding, delimiter)
    if request.form.get("act") != "read" or roles is None:
        return _columns_page(scene.election, found, form, shown)
    try:
        choose_columns(scene.session, found, encoding, delimiter, roles)
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _columns_page(scene.election, found, form, shown), NOT_ACCEPTED
    worker.read_roll(found)
    return redirect(url_for("roll.check", uuid=scene.election.uuid))


def _columns_as_they_are(election: Election, found: RollUpload, problem: str) -> str:
    shown = sample(found, found.encoding, found.delimiter)
    form = columns_form(shown.header, found.roles.split(","), found.encoding, found.delimiter)
    if problem:
        form.form_errors.append(problem)
    return _columns_page(election, found, form, shown)


def _columns_page(election: Election, found: RollUpload, form: ColumnsForm, shown: RollSample) -> str:
    return render_template("officer/roll/columns.html", election=election, upload=found, form=form, sample=shown)


@blueprint.get("/check")
@own_election("draft")
def check(scene: Scene) -> ResponseReturnValue:
    """Show the progress of the reading, and then the totals, every problem and every duplicate in the file."""
    found = find_upload(scene)
    if found is None:
        return redirect(url_for("roll.roll", uuid=scene.election.uuid))
    if found.state == "reading":
        return render_template(
            "officer/roll/reading.html", election=scene.election, upload=found, stopped=has_stopped(found)
        )
    if found.state != "read":
        return redirect(url_for("roll.columns", uuid=scene.election.uuid))
    return _check_page(scene, EmptyForm(formdata=None))


def _check_page(scene: Scene, form: EmptyForm) -> str:
    found = _read(scene)
    sums, problems = sum_of(scene.session, found), problems_count(scene.session, found)
    pages, groups = max(1, -(-problems // PAGE_SIZE)), max(1, -(-sums.groups // _DUPLICATES))
    page, group = _number("page", pages), _number("group", groups)
    return render_template(
        "officer/roll/check.html",
        election=scene.election,
        upload=found,
        sums=sums,
        problems=problems_page(scene.session, found, (page - 1) * PAGE_SIZE, PAGE_SIZE),
        page=page,
        pages=pages,
        duplicates=duplicates_page(scene.session, found, (group - 1) * _DUPLICATES, _DUPLICATES),
        group=group,
        groups=groups,
        rows=rows_page(scene.session, found, _ROWS_SHOWN),
        roles=ROLES,
        form=form,
        members=members_count(scene),
    )


def _number(name: str, last: int) -> int:
    return min(max(1, request.args.get(name, 1, type=int)), last, LAST_PAGE)


@blueprint.get("/progress")
@json_answer
@own_election("draft")
def progress(scene: Scene) -> ResponseReturnValue:
    """Report the progress of the reading to the page's script."""
    found = find_upload(scene)
    if found is None:
        return worker.how_far(reading=False)
    return worker.how_far(found.state == "reading", found.rows, max(found.lines, found.rows))


@blueprint.post("/read")
@own_election("draft")
def read_again(scene: Scene) -> ResponseReturnValue:
    """Read the file again from the beginning, if reading has stopped."""
    found = _found(scene)
    if has_stopped(found):
        begin_reading(scene.session, found)
        worker.read_roll(found)
    return redirect(url_for("roll.check", uuid=scene.election.uuid))


@blueprint.post("/decide")
@own_election("draft")
def decide(scene: Scene) -> ResponseReturnValue:
    """Record the decisions on duplicates: one by one for those on the page, or one decision for all the rest."""
    found = _read(scene)
    rest = request.form.get("act") == "rest"
    refusals = (
        _decide_the_rest(scene, found) if rest else decide_duplicates(scene.session, found, decisions_of(request.form))
    )
    if refusals:  # valid decisions are kept
        form = EmptyForm(formdata=None)
        form.form_errors.extend(refusals)
        return _check_page(scene, form), NOT_ACCEPTED
    flash(_("Your decisions are kept."))
    return redirect(url_for("roll.check", uuid=scene.election.uuid, _anchor="duplicates"))


def _decide_the_rest(scene: Scene, found: RollUpload) -> list[str]:
    left = decide_the_rest(scene.session, found, request.form.get("rest", ""))
    if not left:
        return []
    sentence = ngettext(
        "%(num)s group cannot be decided so, and waits for you.",
        "%(num)s groups cannot be decided so, and wait for you.",
        left,
    )
    return [sentence]


@blueprint.post("/accept")
@own_election("draft")
@form_view(EmptyForm, _check_page)
def take_roll(scene: Scene, _form: EmptyForm) -> ResponseReturnValue:
    """Import the roll as read and decided."""
    taken = take_upload(scene, _read(scene))
    flash(_("The roll is taken: %(sum)s.", sum=taken.in_words()))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))


@blueprint.post("/give-up")
@own_election("draft")
def discard(scene: Scene) -> ResponseReturnValue:
    """Delete the uploaded file; the roll stays as it was."""
    give_up(scene)
    flash(_("The uploaded file is wiped. The roll is as it was."))
    return redirect(url_for("roll.roll", uuid=scene.election.uuid))


@blueprint.get("/rejected.csv")
@own_election("draft")
def rejected(scene: Scene) -> ResponseReturnValue:
    """Send the rejected rows with their errors, to be corrected and uploaded again."""
    content = b"".join(rejected_rows(scene.session, _read(scene)))
    headers = {"Content-Disposition": "attachment; filename=rejected-rows.csv"}
    return Response(content, mimetype="text/csv", headers=headers)


def _found(scene: Scene) -> RollUpload:
    found = find_upload(scene)
    if found is None:
        raise NotPermitted(GONE)
    return found


def _read(scene: Scene) -> RollUpload:
    found = _found(scene)
    if found.state != "read":
        raise NotPermitted(_("The file is not read yet. Go back to the roll."))
    return found
