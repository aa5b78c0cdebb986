"""Check every request before anything parses it: its size, the type of its body, and its origin."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter

from ballot.errors import BallotError

View = TypeVar("View", bound=Callable[..., Any])

DEFAULT_BODY_LIMIT = 256 * 1024
BALLOT_BODY_LIMIT = 1024 * 1024
PAPER_BODY_LIMIT = 4 * 1024 * 1024
SHARE_BODY_LIMIT = 16 * 1024 * 1024
SHUFFLE_BODY_LIMIT = 64 * 1024 * 1024
ROLL_BODY_LIMIT = 33 * 1024 * 1024

API = "/api/"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_NUMBER = 9  # digits: there is no row with a larger number, and databases limit the size of numbers
URL_ENCODED = "application/x-www-form-urlencoded"
FORM_TYPES = frozenset({URL_ENCODED, "multipart/form-data"})


class SmallNumber(IntegerConverter):
    """A number in an address; larger ones lead to no page."""

    regex = rf"\d{{1,{_LONGEST_NUMBER}}}"


def number_sent(text: str) -> int | None:
    """Return the row number in a form's text, or None if it is not a number."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else None


def numbers_sent(texts: Iterable[str]) -> list[int]:
    """Return the row numbers in a form's texts; texts that are not numbers are skipped."""
    return [number for number in map(number_sent, texts) if number is not None]


def body_limit(size: int) -> Callable[[View], View]:
    """Allow a view to accept a body of up to `size` bytes; other views accept the default (W12).

    A form larger than the default is accepted only from logged-in users.
    """

    def mark(view: View) -> View:
        view.body_limit = size  # type: ignore[attr-defined]
        return view

    return mark


def json_body(view: View) -> View:
    """Mark a view that accepts JSON: other content types, such as those of a foreign form, are refused (W2)."""
    view.json_body = True  # type: ignore[attr-defined]
    return view


def json_answer(view: View) -> View:
    """Mark a view that our own scripts call: its failures are JSON too."""
    view.json_answer = True  # type: ignore[attr-defined]
    return view


class InvalidRequest(BallotError):
    """A request to the API contains something that it does not understand."""


def asks_api() -> bool:
    """Whether the current request is a program's request to the JSON API."""
    return request.path.startswith(API)


def init_app(app: Flask) -> None:
    """Check every request of the application."""
    app.before_request(_limit_body)
    app.before_request(_check_content_type)
    app.before_request(_refuse_foreign_sites)
    app.before_request(_refuse_nul)


def current_view() -> Callable[..., Any] | None:
    """Return the view for the current request, if there is one."""
    return current_app.view_functions.get(request.endpoint) if request.endpoint else None


def body_type() -> str | None:
    """Return the media type that the API operation accepts, or None."""
    kind: str | None = getattr(current_view(), "body_type", None)
    return kind


def expects_json() -> bool:
    """Whether the current request comes from one of our own scripts, which expect errors as JSON."""
    return bool(getattr(current_view(), "json_answer", False) or getattr(current_view(), "json_body", False))


def _limit_body() -> ResponseReturnValue | None:
    marked = getattr(current_view(), "body_limit", DEFAULT_BODY_LIMIT)
    limit = _limit_of_form(marked) if request.mimetype in FORM_TYPES else marked
    request.max_content_length = limit
    # A file in a hidden field has the same size as a file upload.
    request.max_form_memory_size = max(limit, DEFAULT_BODY_LIMIT)
    if (request.content_length or 0) <= limit:
        return None
    if limit < marked and not current_user.is_authenticated:
        return redirect(url_for("login.login"))
    abort(413)


def _limit_of_form(marked: int) -> int:
    """Return the size limit of a form: it is parsed, for its CSRF token, before any view checks who sent it.

    Fields of a URL-encoded form need forty times their size in memory, and Werkzeug counts neither the fields nor that
    memory; files are never sent that way.
    """
    if marked <= DEFAULT_BODY_LIMIT:
        return marked
    if not current_user.is_authenticated:
        return DEFAULT_BODY_LIMIT
    return min(marked, PAPER_BODY_LIMIT) if request.mimetype == URL_ENCODED else marked


def _check_content_type() -> None:
    if request.method in READING_METHODS or request.endpoint is None:
        return
    kind = "application/json" if getattr(current_view(), "json_body", False) else body_type()
    if kind is not None:
        if request.mimetype != kind:
            abort(415)
    elif request.mimetype not in FORM_TYPES:
        abort(415)


def _refuse_foreign_sites() -> None:
    """Refuse a change that was caused by another site's page; the CSRF token is the second line of defence (W2)."""
    if request.method not in READING_METHODS and request.headers.get("Sec-Fetch-Site", "none") not in (
        "same-origin",
        "none",
    ):
        abort(403)


def _refuse_nul() -> None:
    """Refuse U+0000 in addresses and forms: our texts never have one, and PostgreSQL does not accept it."""
    if "\0" in request.path:
        abort(404)
    if asks_api():
        return  # the operation itself says which parameter it does not understand
    fields = request.form if request.mimetype in FORM_TYPES and request.endpoint is not None else MultiDict()
    sent = chain(request.args.items(multi=True), fields.items(multi=True))
    if any("\0" in text for text in chain.from_iterable(sent)):
        abort(400)
