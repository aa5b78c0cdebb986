"""The JSON API, version 1: public data of elections, and, with a key, the roll, the turnout and the results.

See docs/api.md. The OpenAPI document at /api/v1/openapi.json is generated from these operations
(`ballot.web.api.document`).
"""

from typing import Annotated, Literal

from flask import Blueprint, Response, abort, current_app, request
from msgspec import Meta
from msgspec.structs import asdict

from ballot.election.result.counting import election_result
from ballot.election.result.public_view import (
    archive_stream,
    board_entries,
    companion_stream,
    find_ballot,
    is_complete,
    public_checkpoint,
    public_elections,
    public_view,
)
from ballot.election.roll.roll import RollPreview, accept_roll, members_count, members_page, read_roll
from ballot.election.scene import Scene
from ballot.election.state import has_reached, is_called_off, require_people
from ballot.election.tokens.roll_changes import roll_changes
from ballot.election.voting.turnout import figures
from ballot.errors import NotPermitted
from ballot.web.api import registrar
from ballot.web.api.document import document
from ballot.web.api.operations import brings_key, guarded, limited, operation
from ballot.web.request import answers
from ballot.web.request.access import cacheable
from ballot.web.request.bodies import ROLL_BODY_LIMIT, body_limit
from ballot.web.request.failures import problem
from ballot.web.request.limits import DOWNLOAD, limit_by_network
from ballot.web.request.streams import download, takes_long
from ballot.web.services import services

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.register_blueprint(registrar.blueprint)

CSV = "text/csv"
_NOT_YET = "The result is not published yet. With a key that has the right “results:read” it can be read once declared."
NEVER = "The election was called off: there is no result."
_IN_BETWEEN = "Between the end of the voting and the publication the board is not public as a whole. Ask again then."
_REFUSED = (
    "Nothing was changed: rows are wrong, or seem to be one person. Correct them, or take the rest with accept=rest."
)
_MOST_REMARKS = 1000

_Offset = Annotated[int, Meta(ge=0, le=1_000_000, description="How many to pass over.")]
Limit = Annotated[int, Meta(ge=1, le=1000, description="How many at most.")]
Search = Annotated[str, Meta(max_length=80, pattern="^[A-Za-z0-9+/]*$", description="A part of a tracking number.")]
Accept = Annotated[
    Literal["all", "rest"],
    Meta(description="all: every row must be good; rest: leave out bad rows, and all but the first of duplicates."),
]
_DryRun = Annotated[bool, Meta(description="true: only say what would become of it.")]
_PART = {"offset": _Offset, "limit": Limit}


@blueprint.get("/openapi.json")
@limited
@cacheable
@operation("This document", "application/json")
def openapi() -> Response:
    """Return the OpenAPI document of these operations."""
    return Response(document(current_app), mimetype="application/json")


@blueprint.get("/elections")
@limited
@cacheable
@operation("List the elections that are public", answers.Elections)
def elections() -> answers.Elections:
    """Return all elections that are frozen or later, the newest first."""
    with services().database.reading() as session:
        found = public_elections(session)
    return answers.Elections(
        elections=tuple(
            answers.ElectionSummary(
                uuid=one.uuid, name=one.name, state=one.state, opens_at=one.opens_at, closes_at=one.closes_at
            )
            for one in found
        )
    )


@blueprint.get("/elections/<uuid>")
@limited
@cacheable
@operation("An election and its checksums", answers.ElectionDetail, problems=(404,))
def election(scene: Scene) -> answers.ElectionDetail:
    """Return an election as everybody may see it."""
    view = public_view(scene)
    sums, changes, early = view.checksums, roll_changes(scene), view.closed_early
    assert sums is not None
    return answers.ElectionDetail(
        uuid=view.uuid,
        name=view.name,
        description=view.description,
        state=view.state,
        opens_at=view.opens_at,
        closes_at=view.closes_at,
        members=view.members,
        members_added=changes.added,
        members_removed=changes.removed,
        ballots=view.ballots,
        re_voting=view.re_voting,
        closed_early=answers.EarlyEnd(**asdict(early)) if early else None,
        called_off=answers.CalledOff(**asdict(view.called_off)) if view.called_off else None,
        contests=tuple(
            answers.Contest(
                title=contest.title,
                kind=contest.kind,
                rule=contest.rule,
                seats=contest.seats,
                candidates=tuple(answers.Candidate(name=one.name, slate=one.slate) for one in contest.candidates),
            )
            for contest in scene.election.contests
        ),
        fingerprint=sums.fingerprint,
        setup_event=sums.setup_event,
        events=sums.events,
        last_event=sums.last_event,
        archive_complete=view.archive_complete,
    )


@blueprint.get("/elections/<uuid>/board")
@limited
@cacheable
@operation("The ballots on the board", answers.Board, parameters={**_PART, "search": Search}, problems=(404,))
def board(scene: Scene, offset: int = 0, limit: int = 100, search: str = "") -> answers.Board:
    """Return a part of the ballots on the board, in their order."""
    entries, found = board_entries(scene, search, offset, limit)
    return answers.Board(found=found, offset=offset, entries=tuple(_entry(entry) for entry in entries))


def _entry(entry: object) -> answers.Entry:
    return answers.Entry(**{name: getattr(entry, name) for name in answers.Entry.__struct_fields__})


@blueprint.get("/elections/<uuid>/ballots/<tracking>")
@limited
@operation("One ballot, by its tracking number", answers.Entry, problems=(404,))
def ballot(scene: Scene, tracking: str) -> answers.Entry:
    """Return the ballot with a tracking number (in its URL-safe form: - for +, _ for /)."""
    entry = find_ballot(scene, tracking.replace("-", "+").replace("_", "/"))
    if entry is None:
        abort(404)
    return _entry(entry)


@blueprint.get("/elections/<uuid>/checkpoint")
@limited
@operation("The server's signed checkpoint of the board", "text/plain", problems=(404, 409))
def checkpoint(scene: Scene) -> Response:
    """Return the checkpoint of the board as far as it is public: while the voting is open, of the last portion."""
    if has_reached(scene.election, "closed") and not is_complete(scene.election):
        return problem(409, _IN_BETWEEN)
    return Response(public_checkpoint(scene), mimetype="text/plain")


@blueprint.get("/elections/<uuid>/archive")
@limit_by_network(DOWNLOAD)
@takes_long
@cacheable
@operation("The archive, as far as it is public", "application/x-tar", problems=(404,))
def archive(scene: Scene) -> Response:
    """Return the .bel file."""
    return download(
        services().database, scene.election.id, archive_stream, f"{scene.election.uuid}.bel", "application/x-tar"
    )


@blueprint.get("/elections/<uuid>/companion")
@limit_by_network(DOWNLOAD)
@takes_long
@cacheable
@operation("The companion file, as far as it is public", "application/jsonl", problems=(404,))
def companion(scene: Scene) -> Response:
    """Return the companion file."""
    name = f"{scene.election.uuid}.companion.jsonl"
    return download(services().database, scene.election.id, companion_stream, name, "application/jsonl")


@blueprint.get("/elections/<uuid>/results")
@limited
@guarded
@operation("The results", answers.Results, optional_scope="results:read", problems=(404, 409))
def results(scene: Scene) -> answers.Results | Response:
    """Return the results once they are published; to a key with the right, once they are declared."""
    if not has_reached(scene.election, "declared" if brings_key() else "published"):
        return problem(409, NEVER if is_called_off(scene.election) else _NOT_YET)
    found = election_result(scene)
    return answers.Results(
        published=has_reached(scene.election, "published"),
        ballots=found.ballots,
        total_weight=found.total_weight,
        contests=tuple(
            answers.ContestResult(
                title=contest.title,
                seats=contest.seats,
                candidates=tuple(
                    answers.CandidateResult(
                        name=one.name, slate=one.slate, votes=one.votes, elected=one.elected, withdrawn=one.withdrawn
                    )
                    for one in contest.candidates
                ),
                blank=contest.blank,
                sentence=contest.sentence,
            )
            for contest in found.contests
        ),
    )


@blueprint.get("/elections/<uuid>/turnout")
@limited
@guarded
@operation("The turnout, in numbers", answers.Turnout, scope="turnout:read")
def turnout(scene: Scene) -> answers.Turnout:
    """Return how many have voted."""
    found = figures(scene)
    return answers.Turnout(
        state=scene.election.state, members=found.members, voters=found.voters, ballots=found.ballots
    )


@blueprint.get("/elections/<uuid>/roll")
@limited
@guarded
@operation("The roll", answers.Roll, scope="roll:read", parameters=_PART, problems=(409,))
def roll(scene: Scene, offset: int = 0, limit: int = 100) -> answers.Roll:
    """Return a part of the roll, in its order; nothing once the data of its people is deleted."""
    require_people(scene.election)
    fields = answers.Member.__struct_fields__
    members = (
        answers.Member(**{name: getattr(one, name) for name in fields}) for one in members_page(scene, offset, limit)
    )
    return answers.Roll(total=members_count(scene), offset=offset, members=tuple(members))


def _sent_roll() -> RollPreview:
    """Read the roll in the request; end the request if it is not a roll."""
    try:
        return read_roll(request.get_data())
    except NotPermitted as error:
        abort(problem(422, str(error)))


@blueprint.put("/elections/<uuid>/roll")
@limited
@guarded
@body_limit(ROLL_BODY_LIMIT)
@operation(
    "Replace the roll", answers.RollTaken, scope="roll:write", parameters={"accept": Accept, "dry_run": _DryRun},
    body=CSV, problems=(409, 413, 415, 422), prepare=_sent_roll,
)  # fmt: skip
def put_roll(
    scene: Scene, prepared: RollPreview, accept: str = "all", dry_run: bool = False
) -> answers.RollTaken | Response:
    """Read a roll as the page does, and take it in place of the one that is there, or nothing of it."""
    if scene.election.state != "draft":
        raise NotPermitted("The roll is frozen. Later changes are made by two people, on the page of the roll.")
    wrong, twice = (one.sentence for one in prepared.problems), (one.sentence for one in prepared.duplicates)
    remarks = (*wrong, *twice)[:_MOST_REMARKS]
    if remarks and accept == "all":
        return problem(422, _REFUSED, remarks)
    with scene.session.begin_nested() as attempt:
        taken = accept_roll(scene, prepared)
        if dry_run:
            attempt.rollback()
    return answers.RollTaken(
        taken=not dry_run,
        rows=taken.rows,
        accepted=taken.accepted,
        rejected=taken.rejected,
        merged=taken.merged,
        remarks=remarks,
    )
