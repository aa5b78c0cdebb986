"""What people see when something fails: a sentence, and what to do next; JSON for our own scripts."""

import errno
from typing import Any

import msgspec
from flask import Flask, Response, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, NotSupportedError, ProgrammingError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, ServiceUnavailable

from ballot.errors import BallotError, BallotRefused, NotPermitted, PdfUnavailable, TooBusy
from ballot.language import N_, _
from ballot.store.session import is_unwritable
from ballot.web.request.answers import Problem
from ballot.web.request.bodies import InvalidRequest, asks_api, expects_json
from ballot.web.services import services

TITLES = {
    400: N_("We could not read that"),
    403: N_("You may not do this"),
    404: N_("There is no such page"),
    405: N_("That is not possible here"),
    409: N_("Not possible now"),
    413: N_("That is too large"),
    415: N_("That is not what this page takes"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong on our side"),
    422: N_("This was not accepted"),
    503: N_("The server cannot answer just now"),
}
SENTENCES = {
    400: N_("The request could not be read. Go back, load the page again and repeat it."),
    403: N_(
        "This request did not come from a page of ours, or this page is not for you. Go back and load the page again."
    ),
    404: N_("Check the address. Links from e-mails sometimes break in two: copy the whole link."),
    405: N_("This address does not take that kind of request."),
    413: N_("The file or text is larger than this page accepts. Nothing was changed."),
    415: N_("This address takes only what our own pages send. Nothing was changed."),
    429: N_("Wait a few minutes and try again. Nothing was changed."),
    500: N_("Nothing was changed. Try again; if it happens again, tell the people who run this site, with the time."),
    503: N_("Nothing was changed. Try again in a minute."),
}
PROBLEM = "application/problem+json"
NO_KEY = "No key, or not the right one"
CODES = {400: "invalid", 404: "not-found", 413: "too-large", 415: "invalid", 429: "rate-limited"}
_REFUSALS = {
    "unknown-election": 404,
    "unknown-token": 404,
    "token-spent": 409,
    "token-replaced": 409,
    "token-revoked": 409,
    "closed": 409,
    "stopped": 409,
    "called-off": 409,
    "not-open": 409,
    "too-large": 413,
    "wrong-proof": 403,
    "code-needed": 403,
    "code-wrong": 403,
    "code-expired": 403,
    "no-address": 409,
    "no-code": 409,
    "already-cast": 409,
    "too-many-codes": 429,
    "unavailable": 503,
}

# Errors of the database about our own statements, not about its own state.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)
_OUR_FAULT = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def init_app(app: Flask) -> None:
    """Respond to every failure in our own words."""
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_failure)
    app.register_error_handler(BallotRefused, _refused)
    app.register_error_handler(InvalidRequest, _not_understood)
    app.register_error_handler(NotPermitted, _not_permitted)
    app.register_error_handler(PdfUnavailable, _no_pdf)
    app.register_error_handler(TooBusy, _too_busy)
    app.register_error_handler(BallotError, _not_accepted)
    app.register_error_handler(DatabaseError, _database_failure)
    app.register_error_handler(OSError, _machine_failure)
    app.register_error_handler(MemoryError, _machine_failure)


def failure(status: int, sentence: str, code: str | None = None, at: str | None = None) -> ResponseReturnValue:
    """Respond with a page or, to a script or another program, with JSON."""
    if asks_api():
        return problem(status, sentence)
    if expects_json():
        error: dict[str, Any] = {"code": code or CODES.get(status, "unavailable"), "message": str(sentence), "at": at}
        return jsonify({"error": error}), status
    return render_template("errors/failure.html", title=_(TITLES.get(status, TITLES[500])), sentence=sentence), status


def problem(status: int, detail: str, errors: tuple[str, ...] = ()) -> Response:
    """Tell a program what went wrong, in the form of RFC 9457."""
    title = NO_KEY if status == 401 else TITLES.get(status, TITLES[500])
    found = Problem(type="about:blank", title=title, status=status, detail=str(detail), errors=errors)
    response = Response(msgspec.json.encode(found), status=status, mimetype=PROBLEM)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="ballot"'
    return response


def _expired_form(error: CSRFError) -> ResponseReturnValue:
    return failure(
        400, _("This page was open for too long, or in a browser that refuses cookies. Load it again."), "expired"
    )


def _http_failure(error: HTTPException) -> ResponseReturnValue | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        current_app.logger.error("unexpected failure: %s", type(error.original_exception).__name__)
    answer = current_app.make_response(failure(status, _(SENTENCES.get(status, SENTENCES[500]))))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if isinstance(error, ServiceUnavailable) and error.retry_after is not None:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _refused(error: BallotRefused) -> ResponseReturnValue:
    _note_unwritable(error.__cause__)
    at = error.at.isoformat().replace("+00:00", "Z") if error.at else None
    return failure(_REFUSALS.get(error.code, 422), str(error), error.code, at)


def _not_understood(error: InvalidRequest) -> ResponseReturnValue:
    return failure(400, str(error), "invalid")


def _not_permitted(error: NotPermitted) -> ResponseReturnValue:
    return failure(409, str(error), "not-permitted")


def _no_pdf(error: PdfUnavailable) -> ResponseReturnValue:
    return failure(503, str(error), "unavailable")


def _too_busy(error: TooBusy) -> ResponseReturnValue:
    answer = current_app.make_response(failure(503, str(error), "unavailable"))
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _not_accepted(error: BallotError) -> ResponseReturnValue:
    return failure(422, str(error), "invalid")


def _database_failure(error: DatabaseError) -> ResponseReturnValue:
    """Say that nothing was changed: the disk is full or broken, or a lock was held too long (W22)."""
    if isinstance(error, _OUR_FAULT):
        current_app.logger.error("unexpected failure: %s", type(error.orig).__name__)
        return failure(500, _(SENTENCES[500]))
    current_app.logger.error("the database does not answer: %s: %s", type(error.orig).__name__, error.orig)
    _note_unwritable(error)
    return failure(503, _(SENTENCES[503]), "unavailable")


def _note_unwritable(error: BaseException | None) -> None:
    """Let `/health` say at once, in every process, that nothing can be written."""
    full = isinstance(error, OSError) and error.errno in _FULL
    if full or (isinstance(error, DatabaseError) and is_unwritable(error)):
        services().known.note_unwritable()


def _machine_failure(error: OSError | MemoryError) -> ResponseReturnValue:
    """Say that nothing was changed: no space, no memory, or a file that cannot be read or written (W22)."""
    current_app.logger.error("the machine fails: %s: %s", type(error).__name__, error)
    _note_unwritable(error)
    return failure(503, _(SENTENCES[503]), "unavailable")
