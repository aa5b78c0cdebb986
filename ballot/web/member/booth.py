"""The booth: the page, its data, and casting a ballot. No page here contains a secret."""

import re

import msgspec
from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from ballot.board.checkpoint import Receipt
from ballot.election.board_facts import election_record
from ballot.election.mail.texts import contact_of
from ballot.election.result.public_view import BoardEntry, check_number_of, find_ballot, public_view, receipt_of
from ballot.election.scene import Scene
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.voting.ballot_box import UNKNOWN_TOKEN, Wishes
from ballot.election.voting.booth import booth_data
from ballot.election.voting.casting import ask_casting_code, cast_ballot, token_status
from ballot.language import _
from ballot.records.canonical import decode
from ballot.records.types import ProofRecord
from ballot.web import worker
from ballot.web.page.times import iso
from ballot.web.page.tracking_numbers import searched_text, url_safe
from ballot.web.request.access import anybody, public_election
from ballot.web.request.bodies import BALLOT_BODY_LIMIT, body_limit, json_answer, json_body
from ballot.web.request.failures import failure
from ballot.web.request.headers import starts_worker
from ballot.web.request.limits import CAST, LOOKUP, limit_by_network
from ballot.web.services import services

blueprint = Blueprint("booth", __name__)

_CREDENTIAL = re.compile(r"[0-9a-f]{64}")
_LONGEST_CODE = 40


class _TokenQuestion(msgspec.Struct, forbid_unknown_fields=True):
    """The public half of a token, as the booth computes it; with proof of possession, if the booth asks for times."""

    credential: str
    proof: ProofRecord | None = None


# Created once, here: msgspec crashes when two threads create the first decoder of a struct.
_token_question = msgspec.json.Decoder(_TokenQuestion)


@blueprint.get("/vote/<uuid>")
@starts_worker
@public_election
def booth(scene: Scene) -> ResponseReturnValue:
    """Show the booth. The token is in the address's fragment, which browsers do not send."""
    contact = contact_of(scene.election)
    return render_template("member/booth.html", election=scene.election, view=public_view(scene), contact=contact)


@blueprint.get("/check")
@anybody
def check() -> ResponseReturnValue:
    """Show the page that checks an opened ballot; it shares no code with the booth."""
    return render_template("member/check.html")


@blueprint.get("/elections/<uuid>/help")
@public_election
def help_page(scene: Scene) -> ResponseReturnValue:
    """Explain tracking number and receipt, how to recognise fake copies of our pages (W32), and whom to ask."""
    return render_template(
        "member/help.html",
        election=scene.election,
        view=public_view(scene),
        address=services().config.public_url.rstrip("/"),
        contact=contact_of(scene.election),
        mails_after_cast=not is_registrars(scene.election),
    )


@blueprint.get("/elections/<uuid>/receipts/<tracking>")
@public_election
def receipt_page(scene: Scene, tracking: str) -> ResponseReturnValue:
    """Show the receipt of a ballot on the board. It contains no name and no time."""
    entry, raw = _receipt(scene, tracking)
    receipt = decode(Receipt, raw)
    safe = url_safe(entry.tracking_number)
    check_number = check_number_of(scene, entry.height)
    return render_template(
        "member/receipt.html",
        election=scene.election,
        entry=entry,
        receipt=receipt,
        safe=safe,
        check_number=check_number,
    )


@blueprint.get("/elections/<uuid>/receipts/<tracking>/receipt.json")
@public_election
def receipt_file(scene: Scene, tracking: str) -> Response:
    """Send the signed receipt in the form in which the booth offers it."""
    _, raw = _receipt(scene, tracking)
    name = f"receipt-{scene.election.uuid}-{url_safe(tracking)[:8].replace('-', '_')}.json"
    return Response(raw, mimetype="application/json", headers={"Content-Disposition": f"attachment; filename={name}"})


def _receipt(scene: Scene, tracking: str) -> tuple[BoardEntry, bytes]:
    entry = find_ballot(scene, searched_text(tracking))
    if entry is None:
        abort(404)
    return entry, receipt_of(scene, entry.tracking_number)


@blueprint.get("/vote/<uuid>/election.json")
@json_answer
@public_election
def record(scene: Scene) -> Response:
    """Send the exact bytes of the election record, which the booth hashes."""
    return Response(election_record(scene), mimetype="application/json")


@blueprint.get("/vote/<uuid>/booth.json")
@json_answer
@public_election
def particulars(scene: Scene) -> ResponseReturnValue:
    """Send what the booth shows besides the record."""
    return jsonify(booth_data(scene))


@blueprint.post("/vote/<uuid>/token")
@limit_by_network(LOOKUP)
@json_body
@anybody
def token(uuid: str) -> ResponseReturnValue:
    """Say whether a public credential is on the list and unused; only the token's holder learns when it was used."""
    try:
        question = _token_question.decode(request.get_data())
    except (msgspec.DecodeError, UnicodeDecodeError):
        abort(400)
    if not _CREDENTIAL.fullmatch(question.credential):
        return failure(404, _(UNKNOWN_TOKEN), "unknown-token")
    status = token_status(services().database, uuid, question.credential, question.proof)
    if not status.known:
        return failure(404, _(UNKNOWN_TOKEN), "unknown-token")
    return {
        "known": True,
        "weight": status.weight,
        "fresh": status.fresh,
        "spent_at": iso(status.spent_at) if status.spent_at else None,
        "replaced_at": iso(status.replaced_at) if status.replaced_at else None,
        "removed_at": iso(status.removed_at) if status.removed_at else None,
    }


@blueprint.post("/vote/<uuid>/code")
@limit_by_network(LOOKUP)
@body_limit(BALLOT_BODY_LIMIT)
@json_body
@anybody
def casting_code(uuid: str) -> ResponseReturnValue:
    """Mail the code that is needed for casting. The signature of the ballot proves that the sender has its token.

    The response is the same for every member, and does not reveal the address.
    """
    services().known.refuse_barred(uuid)
    ask_casting_code(services().database, uuid, request.get_data(), services().identity)
    worker.wake()
    return {"sent": True}


@blueprint.post("/vote/<uuid>/cast")
@limit_by_network(CAST)
@body_limit(BALLOT_BODY_LIMIT)
@json_body
@anybody
def cast(uuid: str) -> ResponseReturnValue:
    """Cast a ballot: the exact bytes go in, the signed receipt comes out. Options are passed in headers."""
    services().known.refuse_barred(uuid)
    wishes = Wishes(
        code=request.headers.get("X-Casting-Code", "")[:_LONGEST_CODE],
        receipt_by_mail=request.headers.get("X-Receipt-By-Mail") == "yes",
    )
    receipt = cast_ballot(services().database, uuid, request.get_data(), services().identity, wishes)
    return Response(receipt, mimetype="application/json")
