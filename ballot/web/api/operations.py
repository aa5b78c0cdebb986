"""One decorator for every operation of the JSON API: its input, its output, and who may use it.

The same values are used to check requests and to generate the OpenAPI document, so that the two cannot disagree.
Cookies are ignored here: public operations are open to everybody, the others need a key in the Authorization header.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

import msgspec
from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.accounts import api_keys
from ballot.election.accounts.events import REFUSED_KEY, WRONG_KEY, note
from ballot.election.scene import Scene
from ballot.election.setup.draft import find_election
from ballot.store.models.people import ApiKey
from ballot.web.request.access import ANYBODY
from ballot.web.request.answers import Answer
from ballot.web.request.bodies import READING_METHODS, InvalidRequest
from ballot.web.request.failures import problem
from ballot.web.request.limits import API, KEY_GUESSES, is_wrong_key, limit_by_network
from ballot.web.services import services

KEY: Final = "key"
limited = limit_by_network(API)
guarded = limit_by_network(KEY_GUESSES, deduct_when=is_wrong_key)
JSON: Final = "application/json"
NO_KEY: Final = "This needs a key of this election, in the header “Authorization: Bearer ballotkey_…”."
View = Callable[..., Any]


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """The specification of an operation.

    `answers`: a type of `ballot.web.request.answers`, or the media type of a file. `scope`: the right that the key must
    have; `optional_scope`: the right of a key that shows more than the public may see. `body`: the media type of the
    request body; `form`: the type of a JSON body. `prepare`: long work on the body, done before the transaction.
    """

    summary: str
    answers: Any
    scope: str | None = None
    optional_scope: str | None = None
    parameters: dict[str, Any] = {}
    body: str | None = None
    form: Any = str
    problems: tuple[int, ...] = ()
    prepare: Callable[[], Any] | None = None


def operation(
    summary: str, answers: Any, *, scope: str | None = None, optional_scope: str | None = None,
    parameters: Mapping[str, Any] | None = None, body: str | None = None, form: Any = str,
    problems: tuple[int, ...] = (), prepare: Callable[[], Any] | None = None,
) -> Callable[[View], View]:  # fmt: skip
    """Turn a view into an operation.

    The view gets its checked query parameters by name. With `uuid` in its address it also gets a session and the
    election; with a `scope`, the key is checked first. The result of `prepare` is the last argument. The view returns a
    value of the specified type, or a response.
    """
    promised = Operation(
        summary=summary, answers=answers, scope=scope, optional_scope=optional_scope,
        parameters=dict(parameters or {}), body=body, form=form, problems=problems, prepare=prepare,
    )  # fmt: skip

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(**values: Any) -> ResponseReturnValue:
            values |= _parameters(promised)
            needed = scope or (optional_scope if brings_key() else None)
            if needed is not None:
                return _with_key(view, needed, values, prepare)
            return _answer(_public(view, values) if "uuid" in values else view(**values))

        answered.operation = promised  # type: ignore[attr-defined]
        answered.access = KEY if scope else ANYBODY  # type: ignore[attr-defined]
        answered.api = True  # type: ignore[attr-defined]
        answered.body_type = body  # type: ignore[attr-defined]
        return answered

    return decorate


def operation_of(view: View) -> Operation:
    """Return the specification of a view."""
    promised: Operation = view.operation  # type: ignore[attr-defined]
    return promised


def _parameters(promised: Operation) -> dict[str, Any]:
    """Return the query's parameters, converted to their types; unknown or ambiguous ones are refused."""
    found: dict[str, Any] = {}
    for name in request.args:
        if name not in promised.parameters or len(request.args.getlist(name)) > 1:
            raise InvalidRequest(f"The parameter {name[:40]!r} is unknown here, or there twice.")
        try:
            found[name] = msgspec.convert(request.args[name], promised.parameters[name], strict=False)
        except msgspec.ValidationError as error:
            raise InvalidRequest(f"The parameter {name}: {error}.") from None
    return found


def _public(view: View, values: dict[str, Any]) -> Any:
    """Call a view with a public election."""
    uuid = values.pop("uuid")
    with services().database.reading() as session:
        election = find_election(session, uuid)
        if election is None or election.state == "draft":
            abort(404)
        return view(Scene(session, election, identity=services().identity), **values)


def _with_key(view: View, scope: str, values: dict[str, Any], prepare: Callable[[], Any] | None) -> ResponseReturnValue:
    """Call a view if the key in the header belongs to this election and has the required right.

    A wrong key and an unknown election get the same response. Nothing is prepared before the right has been checked.
    """
    uuid = values.pop("uuid")
    database = services().database
    if prepare is not None:
        with database.reading() as session:
            _good_key(session, uuid, scope)
        values["prepared"] = prepare()
    writes = request.method not in READING_METHODS
    with database.session() if writes else database.reading() as session:
        key = _good_key(session, uuid, scope)
        if writes:
            services().known.refuse_barred(uuid)
        scene = Scene(session, key.election, identity=services().identity, name=api_keys.actor(key))
        answer = _answer(view(scene, **values))
        number = key.id if api_keys.is_to_be_noted(key) else None
    if number is not None:
        with database.session() as session:
            api_keys.note_use(session, number)
    return answer


def _good_key(session: Session, uuid: str, scope: str) -> ApiKey:
    """Return the request's key; end the request if it has no valid one."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    key = api_keys.find_key(session, uuid, secret) if kind.lower() == "bearer" else None
    if key is None:
        note(WRONG_KEY)
        abort(problem(401, NO_KEY))
    if not api_keys.may(key, scope):
        note(REFUSED_KEY)
        abort(problem(403, f"This key has no right “{scope}”."))
    return key


def brings_key() -> bool:
    """Return whether the request identifies the caller; an operation that accepts a key has then checked it."""
    return "Authorization" in request.headers


def _answer(value: Any) -> ResponseReturnValue:
    if isinstance(value, Answer):
        return Response(msgspec.json.encode(value), mimetype=JSON)
    answered: ResponseReturnValue = value
    return answered
