"""The roll, while the election is a draft: upload, columns, reading, decisions on duplicates, and the taking."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

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
from ballot.errors import BallotError, NotPermitted
from ballot.language import _, lazy, ngettext
from ballot.store.models.election import Election
from ballot.store.models.roll import RollUpload
from ballot.web.officer.roll.forms import ColumnsForm, columns_form, decisions_of, roles_of
from ballot.web.page.forms import RollForm
from ballot.web.reading import start_reading
from ballot.web.request.access import own_election
from ballot.web.request.bodies import ROLL_BODY_LIMIT, body_limit, json_answer
from ballot.web.services import services

blueprint = Blueprint("roll", __name__, url_prefix="/officer/elections/<uuid>/roll")

PAGE_SIZE = 50
DUPLICATES = 20  # on a page
ROWS_SHOWN = 20
LAST_PAGE = 1_000_000  # beyond it a database cannot count
GONE = lazy("The file is not here any more: it was taken, given up, or forgotten after two days. Upload it again.")


@blueprint.get("")
@own_election("draft")
def roll(session: Session, election: Election) -> ResponseReturnValue:
    """Show how many members are on the roll, and where to upload it; or go on with a file that was uploaded."""
    if find_upload(session, election) is not None:
        return redirect(url_for("roll.check", uuid=election.uuid))
    return _upload_page(session, election, RollForm())


def _upload_page(session: Session, election: Election, form: RollForm) -> str:
    return render_template(
        "officer/roll/roll.html", election=election, form=form, members=members_count(session, election)
    )


@blueprint.post("")
@body_limit(ROLL_BODY_LIMIT)
@own_election("draft")
def upload(session: Session, election: Election) -> ResponseReturnValue:
    """Keep a roll file, and ask what its columns hold."""
    form = RollForm()
    if form.validate():
        try:
            with session.begin_nested():
                keep_upload(session, election, form.file.data.read(), form.file.data.filename or "")
            return redirect(url_for("roll.columns", uuid=election.uuid))
        except BallotError as error:
            form.file.errors = [str(error)]
    return _upload_page(session, election, form), 422


@blueprint.get("/columns")
@own_election("draft")
def columns(session: Session, election: Election) -> ResponseReturnValue:
    """Show the beginning of the file, with a guess at what each column holds."""
    found = _found(session, election)
    shown = sample(found, found.encoding, found.delimiter)
    form = columns_form(shown.header, found.roles.split(","), found.encoding, found.delimiter)
    if found.error:
        form.form_errors.append(found.error)
    return _columns_page(election, found, form, shown)


@blueprint.post("/columns")
@own_election("draft")
def set_columns(session: Session, election: Election) -> ResponseReturnValue:
    """Read the file with these columns; or only show how it looks in another encoding."""
    found = _found(session, election)
    encoding, delimiter = request.form.get("encoding", ""), request.form.get("delimiter", "")
    try:
        shown = sample(found, encoding, delimiter)
    except NotPermitted as error:
        shown = sample(found, found.encoding, found.delimiter)
        form = columns_form(shown.header, found.roles.split(","), found.encoding, found.delimiter)
        form.form_errors.append(str(error))
        return _columns_page(election, found, form, shown), 422
    roles = roles_of(request.form, len(shown.header))
    form = columns_form(shown.header, roles or guess_roles(shown.header), encoding, delimiter)
    if request.form.get("act") != "read" or roles is None:
        return _columns_page(election, found, form, shown)
    try:
        choose_columns(session, found, encoding, delimiter, roles)
    except NotPermitted as error:
        form.form_errors.append(str(error))
        return _columns_page(election, found, form, shown), 422
    start_reading(services(), found)
    return redirect(url_for("roll.check", uuid=election.uuid))


def _columns_page(election: Election, found: RollUpload, form: ColumnsForm, shown: RollSample) -> str:
    return render_template("officer/roll/columns.html", election=election, upload=found, form=form, sample=shown)


@blueprint.get("/check")
@own_election("draft")
def check(session: Session, election: Election) -> ResponseReturnValue:
    """Show how far the reading is; and then the sum, every problem and every duplicate of the file."""
    found = find_upload(session, election)
    if found is None:
        return redirect(url_for("roll.roll", uuid=election.uuid))
    if found.state == "reading":
        return render_template("officer/roll/reading.html", election=election, upload=found, stopped=has_stopped(found))
    if found.state != "read":
        return redirect(url_for("roll.columns", uuid=election.uuid))
    return _check_page(session, election, found, [])


def _check_page(session: Session, election: Election, found: RollUpload, refusals: list[str]) -> str:
    sums, problems = sum_of(session, found), problems_count(session, found)
    pages, groups = max(1, -(-problems // PAGE_SIZE)), max(1, -(-sums.groups // DUPLICATES))
    page, group = _number("page", pages), _number("group", groups)
    return render_template(
        "officer/roll/check.html",
        election=election,
        upload=found,
        sums=sums,
        problems=problems_page(session, found, (page - 1) * PAGE_SIZE, PAGE_SIZE),
        page=page,
        pages=pages,
        duplicates=duplicates_page(session, found, (group - 1) * DUPLICATES, DUPLICATES),
        group=group,
        groups=groups,
        rows=rows_page(session, found, ROWS_SHOWN),
        roles=ROLES,
        refusals=refusals,
        members=members_count(session, election),
    )


def _number(name: str, last: int) -> int:
    return min(max(1, request.args.get(name, 1, type=int)), last, LAST_PAGE)


@blueprint.get("/progress")
@json_answer
@own_election("draft")
def progress(session: Session, election: Election) -> ResponseReturnValue:
    """Tell the page's script how far the reading is."""
    found = find_upload(session, election)
    if found is None:
        return {"reading": False, "rows": 0, "lines": 0}
    return {"reading": found.state == "reading", "rows": found.rows, "lines": max(found.lines, found.rows)}


@blueprint.post("/read")
@own_election("draft")
def read_again(session: Session, election: Election) -> ResponseReturnValue:
    """Read the file from its beginning, if its reader has stopped."""
    found = _found(session, election)
    if has_stopped(found):
        begin_reading(session, found)
        start_reading(services(), found)
    return redirect(url_for("roll.check", uuid=election.uuid))


@blueprint.post("/decide")
@own_election("draft")
def decide(session: Session, election: Election) -> ResponseReturnValue:
    """Write down what becomes of duplicates: of those on the page one by one, or of all the rest in one way."""
    found = _read(session, election)
    if request.form.get("act") == "rest":
        left = decide_the_rest(session, found, request.form.get("rest", ""))
        refusals = (
            [
                ngettext(
                    "%(num)s group cannot be decided so, and waits for you.",
                    "%(num)s groups cannot be decided so, and wait for you.",
                    left,
                )
            ]
            if left
            else []
        )
    else:
        refusals = decide_duplicates(session, found, decisions_of(request.form))
    if refusals:
        return _check_page(session, election, found, refusals), 422
    flash(_("Your decisions are kept."))
    return redirect(url_for("roll.check", uuid=election.uuid, _anchor="duplicates"))


@blueprint.post("/accept")
@own_election("draft")
def take_roll(session: Session, election: Election) -> ResponseReturnValue:
    """Make the roll of what was read and decided."""
    found = _read(session, election)
    try:
        with session.begin_nested():
            taken = take_upload(session, election, found)
    except NotPermitted as error:
        return _check_page(session, election, found, [str(error)]), 409
    flash(_("The roll is taken: %(sum)s.", sum=taken.in_words()))
    return redirect(url_for("dashboard.dashboard", uuid=election.uuid))


@blueprint.post("/give-up")
@own_election("draft")
def discard(session: Session, election: Election) -> ResponseReturnValue:
    """Wipe the uploaded file; the roll stays as it was."""
    give_up(session, election)
    flash(_("The uploaded file is wiped. The roll is as it was."))
    return redirect(url_for("roll.roll", uuid=election.uuid))


@blueprint.get("/rejected.csv")
@own_election("draft")
def rejected(session: Session, election: Election) -> ResponseReturnValue:
    """Hand out the rejected rows with what is wrong, to be mended and uploaded again."""
    content = b"".join(rejected_rows(session, _read(session, election)))
    headers = {"Content-Disposition": "attachment; filename=rejected-rows.csv"}
    return Response(content, mimetype="text/csv", headers=headers)


def _found(session: Session, election: Election) -> RollUpload:
    found = find_upload(session, election)
    if found is None:
        raise NotPermitted(GONE)
    return found


def _read(session: Session, election: Election) -> RollUpload:
    found = _found(session, election)
    if found.state != "read":
        raise NotPermitted(_("The file is not read yet. Go back to the roll."))
    return found
