"""The registrar's part of the JSON API: what `ballot registrar` requests and submits. No token is ever sent (B6)."""

import msgspec
from flask import Blueprint, Response, request

from ballot.election.amendments.registrar import Exchange, ask, take_states
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.election.tokens import registrar_list
from ballot.election.tokens.ledger import ledger
from ballot.errors import NotPermitted
from ballot.web.api.operations import guarded, limited, operation
from ballot.web.page.registrar_answers import particulars_of, replacements_asked
from ballot.web.request import answers
from ballot.web.request.bodies import ROLL_BODY_LIMIT, body_limit
from ballot.web.request.failures import problem

blueprint = Blueprint("registrar", __name__, url_prefix="/elections/<uuid>/registrar")

_RIGHT = "registrar:act"
JSON = "application/json"
STATES = ("frozen", "open")
SENT = (409, 413, 415, 422)
# Created once, here: msgspec crashes when two threads create the first decoder of a struct.
_exchange = msgspec.json.Decoder(Exchange)


@blueprint.get("/particulars")
@limited
@guarded
@operation("What letters say besides the token", answers.Particulars, scope=_RIGHT, problems=(409,))
def particulars(scene: Scene) -> answers.Particulars:
    """Return the particulars of the election."""
    require_state(scene.election, *STATES)
    return particulars_of(scene)


@blueprint.put("/credentials")
@limited
@guarded
@body_limit(ROLL_BODY_LIMIT)
@operation(
    "Hand in the public credentials", answers.CredentialsTaken, scope=_RIGHT, body=JSON, form=dict, problems=SENT
)
def put_credentials(scene: Scene) -> answers.CredentialsTaken | Response:
    """Take the list of a draft, as `ballot registrar make` writes it, in the place of an earlier one."""
    require_state(scene.election, "draft")
    try:
        with scene.session.begin_nested():
            found = registrar_list.hand_in(scene, request.get_data(), registrar_list.PROGRAM)
    except NotPermitted as error:
        return problem(422, str(error))
    spares = len(found.spares)
    return answers.CredentialsTaken(credentials=len(found.credentials) - spares, spares=spares)


@blueprint.put("/states")
@limited
@guarded
@body_limit(ROLL_BODY_LIMIT)
@operation("Say what became of the tokens", answers.TokenSums, scope=_RIGHT, body="text/csv", problems=SENT)
def put_states(scene: Scene) -> answers.TokenSums | Response:
    """Take a file with `member_id` or `email`, `state` and `reason`; all of it or nothing."""
    require_state(scene.election, *STATES)
    try:
        with scene.session.begin_nested():
            sums = take_states(scene, request.get_data())
    except NotPermitted as error:
        return problem(422, str(error))
    return answers.TokenSums(**sums, missing=ledger(scene).missing)


@blueprint.get("/replacements")
@limited
@guarded
@operation("The replacements that were asked for", answers.ReplacementsAsked, scope=_RIGHT, problems=(409,))
def replacements(scene: Scene) -> answers.ReplacementsAsked:
    """Return each request and what became of it."""
    require_state(scene.election, *STATES)
    return replacements_asked(scene)


@blueprint.post("/replacements")
@limited
@guarded
@operation("Ask for a replacement", answers.ReplacementsAsked, scope=_RIGHT, body=JSON, form=Exchange, problems=SENT)
def ask_for_replacement(scene: Scene) -> answers.ReplacementsAsked | Response:
    """Ask two officers to revoke one public credential and to put a spare one in force."""
    require_state(scene.election, *STATES)
    try:
        wanted = _exchange.decode(request.get_data())
        with scene.session.begin_nested():
            ask(scene, wanted)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # The body is never quoted: it may contain a token by mistake.
        return problem(422, "This is not what is asked for: public credentials of 64 digits each, and a reason.")
    except NotPermitted as error:
        return problem(422, str(error))
    return replacements_asked(scene)
