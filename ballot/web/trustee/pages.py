"""A trustee's page, and the requests of its script and of the trustee's command line.

A request is authenticated by the personal link's secret in the header `X-Trustee-Link`, never by a cookie. No other
site can make a browser send that header, so these routes need no CSRF token (W2); and no address contains the secret
(W16).
"""

import re
from functools import partial
from types import SimpleNamespace
from typing import TypeVar

import msgspec
from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import UNSET, Raw, UnsetType

from ballot.board.shares import parse_share
from ballot.board.shuffles import ShuffleBundle
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.result.public_view import archive_stream, companion_stream
from ballot.election.scene import Scene
from ballot.election.state import has_reached, is_called_off
from ballot.election.tally import mixing
from ballot.election.tally.shares import accept_partial_decryption, commit_to_share
from ballot.election.tally.turns import status
from ballot.election.trustees import keygen, rehearsal
from ballot.election.trustees.trustees import accept_trustee_key
from ballot.errors import InvalidEncoding, NotPermitted
from ballot.language import _
from ballot.records.canonical import decode, encode
from ballot.records.threshold import Voutput
from ballot.store.models.election import Trustee
from ballot.web.request.access import anybody, personal_link
from ballot.web.request.bodies import SHARE_BODY_LIMIT, SHUFFLE_BODY_LIMIT, body_limit, json_answer, json_body
from ballot.web.request.headers import starts_worker
from ballot.web.request.limits import DOWNLOAD, limit_by_network
from ballot.web.request.streams import download, takes_long
from ballot.web.services import services

blueprint = Blueprint("trustee", __name__, url_prefix="/trustee/<uuid>")

T = TypeVar("T")
_UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,32}")


class _ShuffleMessage(msgspec.Struct, forbid_unknown_fields=True):
    """A shuffle as submitted. `owner` is known from the link, but a tool may give it."""

    shuffle: Raw
    signing_key: str
    parent: str
    signature: str
    owner: int | UnsetType = UNSET


class _CommitmentMessage(msgspec.Struct, forbid_unknown_fields=True):
    """The hash of the share that will be submitted (M3)."""

    commitment: str


# Created once, here: msgspec crashes when two threads create the first decoder of a struct.
_shuffle = msgspec.json.Decoder(_ShuffleMessage)
_commitment = msgspec.json.Decoder(_CommitmentMessage)


@blueprint.get("")
@starts_worker
@anybody
def page(uuid: str) -> ResponseReturnValue:
    """Show the trustee's page. It is the same for every election: the election's data need the link's secret."""
    if not _UUID.fullmatch(uuid):
        abort(404)
    return render_template("trustee/trustee.html", election=SimpleNamespace(uuid=uuid, name=_("your election")))


@blueprint.get("/status")
@json_answer
@personal_link
def state(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Return this trustee's progress and next step."""
    return jsonify(_status(scene, trustee))


def _status(scene: Scene, trustee: Trustee) -> dict[str, object]:
    election, found = trustee.election, status(scene, trustee)
    number = len(election.trustees)
    return {
        "election": {
            "name": election.name,
            "state": election.state,
            "uuid": election.uuid,
            "phi": election.fingerprint,
            "setup_event": election.setup_event,
        },
        "trustee": {
            "name": trustee.name,
            "owner": trustee.position,
            "signing_key": trustee.signing_key,
            "kind": "single" if election.threshold is None else "threshold",
            "size": number,
            "threshold": election.threshold or number,
            "mixes": trustee.mixes and has_ranked_contest(election),
        },
        "step": found.step,
        "waiting_for": list(found.waiting_for),
        "sentence": found.sentence,
        "context": msgspec.to_builtins(found.context),
    }


# -- making the key


@blueprint.post("/key")
@json_body
@personal_link
def key(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Verify and store the key of a trustee who does not share a common key."""
    election = trustee.election
    if election.threshold is not None:
        raise NotPermitted(_("In this election the trustees make one key together. Load the page again."))
    if trustee.accepted_at is not None:
        raise NotPermitted(_("Your key is here already. To make a new one, ask the returning officer to start again."))
    accept_trustee_key(scene, trustee, request.get_data())
    return jsonify(_status(scene, trustee))


@blueprint.post("/certificate")
@json_body
@personal_link
def certificate(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Accept the first step of a common key: certificate, commitment and signing key."""
    keygen.accept_certificate(scene, trustee, request.get_data())
    return jsonify(_status(scene, trustee))


@blueprint.get("/certificates")
@json_answer
@personal_link
def certificates(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Send all certificates and commitments, once all have arrived (M4)."""
    certs, commitments = keygen.certificates(trustee.election)
    return _record({"certs": certs, "commitments": commitments})


@blueprint.post("/polynomial")
@body_limit(keygen.MAX_MESSAGE_BYTES)
@json_body
@personal_link
def polynomial(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Accept the second step of a common key."""
    keygen.accept_polynomial(scene, trustee, request.get_data())
    return jsonify(_status(scene, trustee))


@blueprint.get("/vinput")
@json_answer
@personal_link
def vinput(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Send what the other trustees have encrypted for this one."""
    return _record(keygen.vinput_for(trustee.election, trustee))


@blueprint.post("/voutput")
@body_limit(keygen.MAX_MESSAGE_BYTES)
@json_body
@personal_link
def voutput(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Accept the last step of a common key."""
    keygen.accept_voutput(scene, trustee, request.get_data())
    return jsonify(_status(scene, trustee))


# The only GET route that writes: the challenge is created when it is first requested, and then stays the same.
@blueprint.get("/rehearsal")
@json_answer
@personal_link
def test(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Send the challenge of this trustee's rehearsal (T21)."""
    with services().database.session() as writing:
        same = writing.get_one(Trustee, trustee.id)
        return _record(rehearsal.rehearsal_for(Scene(writing, same.election), same))


@blueprint.post("/rehearsal")
@json_body
@personal_link
def passed(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Accept the answer to the challenge."""
    rehearsal.accept_rehearsal(scene, trustee, request.get_data())
    return jsonify(_status(scene, trustee))


# -- after the vote


@blueprint.get("/archive")
@limit_by_network(DOWNLOAD)
@takes_long
@json_answer
@personal_link
def archive(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Send the whole board so far, shuffles and shares included: the trustee's tool verifies it (M8)."""
    election = trustee.election
    if election.setup_event is None:
        raise NotPermitted(_("The election is still being set up; there is no archive yet."))
    stream = partial(archive_stream, complete=True)
    return download(services().database, election.id, stream, f"{election.uuid}.bel", "application/x-tar")


@blueprint.get("/companion")
@limit_by_network(DOWNLOAD)
@takes_long
@json_answer
@personal_link
def companion(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Send the whole companion file so far: the charter, and the trustees' signatures and proofs."""
    election = trustee.election
    if election.setup_event is None:
        raise NotPermitted(_("The election is still being set up; there is no companion file yet."))
    stream = partial(companion_stream, complete=True)
    name = f"{election.uuid}.companion.jsonl"
    return download(services().database, election.id, stream, name, "application/jsonl")


@blueprint.post("/shuffle")
@body_limit(SHUFFLE_BODY_LIMIT)
@json_body
@personal_link
def shuffle(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Verify and append this trustee's shuffle."""
    sent = _read(_shuffle)
    if sent.owner not in (UNSET, trustee.position):
        raise InvalidEncoding(_("The shuffle names another trustee. Load the page again."))
    bundle = ShuffleBundle(trustee.position, sent.shuffle, sent.signing_key, sent.parent, sent.signature)
    mixing.accept_shuffle(scene, encode(bundle))
    return jsonify(_status(scene, trustee))


@blueprint.post("/commitment")
@json_body
@personal_link
def commitment(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Accept the hash of this trustee's share (M3)."""
    sent = _read(_commitment)
    commit_to_share(scene, trustee, sent.commitment)
    return jsonify(_status(scene, trustee))


@blueprint.post("/share")
@body_limit(SHARE_BODY_LIMIT)
@json_body
@personal_link
def share(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Verify this trustee's share, and hold it back until enough trustees have committed to theirs."""
    raw = request.get_data()
    if parse_share(raw).owner != trustee.position:
        raise InvalidEncoding(_("The share names another trustee. Load the page again."))
    accept_partial_decryption(scene, raw)
    return jsonify(_status(scene, trustee))


@blueprint.get("/private-key")
@json_answer
@personal_link
def private_key(scene: Scene, trustee: Trustee) -> ResponseReturnValue:
    """Send the encrypted private share of a common key, which only this trustee's key file opens."""
    if trustee.voutput is None:
        raise NotPermitted(_("There is no common key, or it is not finished. Your key file alone opens your part."))
    if is_called_off(trustee.election):
        raise NotPermitted(status(scene, trustee).sentence)
    if not has_reached(trustee.election, "closed"):
        raise NotPermitted(_("Nothing is decrypted before the voting has closed."))
    return jsonify({"private_key": decode(Voutput, trustee.voutput).private_key})


def _read(decoder: msgspec.json.Decoder[T]) -> T:
    """Decode the message in the body.

    Raises: InvalidEncoding if it is not such a message.
    """
    try:
        return decoder.decode(request.get_data())
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InvalidEncoding(_("This is not what a trustee's tool sends. Load the page again.")) from None


def _record(value: object) -> Response:
    """Respond with a record."""
    return Response(msgspec.json.encode(value), mimetype="application/json")
