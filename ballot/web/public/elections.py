"""Pages for everybody: elections, checksums, board, result, archive and how to verify everything."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot import clock
from ballot.election.amendments.corrections import corrections
from ballot.election.closing.time_records import moment_of, time_changes
from ballot.election.paper.photographs import photographs_of, picture
from ballot.election.result.counting import election_result
from ballot.election.result.public_view import (
    archive_stream,
    board_entries,
    companion_stream,
    find_ballot,
    public_elections,
    public_view,
)
from ballot.election.result.vacancies import vacancies
from ballot.election.result.withdrawals import withdrawals, withdrawn_names
from ballot.election.roles import second_officers
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.election.state import has_reached
from ballot.election.tokens.ledger import public_ledger
from ballot.election.tokens.registrar_list import token_maker
from ballot.election.tokens.roll_changes import roll_changes
from ballot.election.tokens.spares import spares_left
from ballot.report import rule_name
from ballot.store.models.election import Election
from ballot.web.page.pdf import print_result
from ballot.web.page.results import contest_rule, recount_sheets, result_sheets
from ballot.web.page.tracking_numbers import searched_text
from ballot.web.page.what_if import has_alternatives, what_if_page
from ballot.web.public.result_pack import send_bundle
from ballot.web.request.access import anybody, cacheable, immutable, public_election
from ballot.web.request.assets import script_hashes
from ballot.web.request.bodies import json_answer
from ballot.web.request.limits import DOWNLOAD, limit_by_network
from ballot.web.request.streams import download, takes_long
from ballot.web.services import services

blueprint = Blueprint("public", __name__)

PAGE_SIZE = 50
LAST_PAGE = 1_000_000  # larger numbers could overflow in a database


@blueprint.get("/")
@cacheable
@anybody
def elections() -> ResponseReturnValue:
    """List the elections that are frozen or later."""
    with services().database.reading() as session:
        return render_template("public/elections.html", elections=public_elections(session))


@blueprint.get("/elections/<uuid>")
@cacheable
@public_election
def election(scene: Scene) -> ResponseReturnValue:
    """Show an election, its contests, and the checksums that people compare (V10)."""
    return render_template(
        "public/election.html",
        election=scene.election,
        view=public_view(scene),
        now=clock.now(),
        times=time_changes(scene),
        corrections=corrections(scene),
        changes=roll_changes(scene),
        moment_of=moment_of,
        rule=contest_rule,
        rule_name=rule_name,
        withdrawn=withdrawn_names(scene),
        small=photographs_of(scene),
        second_officers=second_officers(scene),
        maker=token_maker(scene),
    )


@blueprint.get("/elections/<uuid>/board")
@cacheable
@public_election
def board(scene: Scene) -> ResponseReturnValue:
    """Show the ballots on the board, or those whose tracking number contains the search text."""
    search = searched_text(request.args.get("q", ""))
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    entries, found = board_entries(scene, search, (page - 1) * PAGE_SIZE, PAGE_SIZE)
    pages = max(1, -(-found // PAGE_SIZE))
    if page > pages:
        return redirect(url_for("public.board", uuid=scene.election.uuid, q=search or None, page=pages))
    view = public_view(scene)
    return render_template(
        "public/board.html",
        election=scene.election,
        view=view,
        entries=entries,
        found=found,
        page=page,
        pages=pages,
        search=search,
        withdrawn=withdrawals(scene),
        tokens=None if search or page > 1 else public_ledger(scene),
        spares=spares_left(scene),
    )


@blueprint.get("/elections/<uuid>/photographs/<digest>.jpg")
@cacheable
@immutable
@public_election
def photograph(scene: Scene, digest: str) -> ResponseReturnValue:
    """Send a candidate's photograph; its hash is in the address and in the charter."""
    content = picture(scene, digest)
    if content is None:
        abort(404)
    return Response(content, mimetype="image/jpeg")


@blueprint.get("/elections/<uuid>/result")
@cacheable
@public_election
def result(scene: Scene) -> ResponseReturnValue:
    """Show the published result; before publication, say what is still to come."""
    published = has_reached(scene.election, "published")
    outcome = election_result(scene) if published else None
    return render_template(
        "public/result.html",
        election=scene.election,
        view=public_view(scene),
        result=outcome,
        sheets=result_sheets(scene.election, outcome) if outcome else [],
        recounts=recount_sheets(scene.election, vacancies(scene), outcome.total_weight) if outcome else [],
        other_ways=has_alternatives(scene) if outcome else [],
        print_view="public.result_pdf",
    )


@blueprint.get("/elections/<uuid>/result.pdf")
@limit_by_network(DOWNLOAD)
@takes_long
@cacheable
@public_election
def result_pdf(scene: Scene) -> ResponseReturnValue:
    """Send the published result as PDF: all of it, or the sheet of one contest."""
    _require_published(scene.election)
    return print_result(scene)


@blueprint.get("/elections/<uuid>/report.zip")
@limit_by_network(DOWNLOAD)
@takes_long
@cacheable
@public_election
def bundle(scene: Scene) -> ResponseReturnValue:
    """Send the published result as one file: sheets, archive, companion file, and how to verify them."""
    _require_published(scene.election)
    return send_bundle(scene)


@blueprint.get("/elections/<uuid>/what-if/<int:contest>")
@limit_by_network(DOWNLOAD)
@cacheable
@public_election
def what_if(scene: Scene, contest: int) -> ResponseReturnValue:
    """Show a contest of a published result counted by another rule, next to the official count, marked as a what-if."""
    _require_published(scene.election)
    return what_if_page(scene, contest)


def _require_published(election: Election) -> None:
    if not has_reached(election, "published"):
        abort(404)


@blueprint.get("/elections/<uuid>/audit")
@cacheable
@public_election
def audit(scene: Scene) -> ResponseReturnValue:
    """Explain how to verify the election without trusting this server."""
    return render_template(
        "public/audit.html",
        election=scene.election,
        view=public_view(scene),
        scripts=script_hashes(),
        address=services().public_address,
    )


@blueprint.get("/elections/<uuid>/<name>.bel")
@limit_by_network(DOWNLOAD)
@takes_long
@cacheable
@anybody
def archive(uuid: str, name: str) -> Response:
    """Send the archive as far as it is public."""
    election = _public(uuid, name)
    return download(services().database, election.id, archive_stream, f"{uuid}.bel", "application/x-tar")


@blueprint.get("/elections/<uuid>/<name>.companion.jsonl")
@limit_by_network(DOWNLOAD)
@takes_long
@cacheable
@anybody
def companion(uuid: str, name: str) -> Response:
    """Send the companion file as far as it is public."""
    election = _public(uuid, name)
    return download(services().database, election.id, companion_stream, f"{uuid}.companion.jsonl", "application/jsonl")


def _public(uuid: str, name: str) -> Election:
    """Return the election whose file is requested."""
    with services().database.reading() as session:
        election = find_election(session, uuid) if name == uuid else None
    if election is None or election.state == "draft":
        abort(404)
    return election


@blueprint.get("/vote/<uuid>/board/<tracking>")
@json_answer
@anybody
def on_board(uuid: str, tracking: str) -> ResponseReturnValue:
    """Tell the booth the height of a ballot on the board."""
    with services().database.reading() as session:
        election = find_election(session, uuid)
        entry = None
        if election is not None and election.state != "draft":
            entry = find_ballot(Scene(session, election), searched_text(tracking))
    if entry is None:
        return {"found": False}, 404
    return {"found": True, "height": entry.height}
