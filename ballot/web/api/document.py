"""The OpenAPI 3.1 document, generated from the operations themselves."""

import re
from typing import Any, Final

import msgspec
from flask import Flask
from werkzeug.routing import Rule

import ballot
from ballot.election.accounts.api_keys import SCOPES
from ballot.web.api.operations import Operation, operation_of
from ballot.web.request.answers import Answer, Problem
from ballot.web.request.failures import PROBLEM

_ENDPOINTS: Final = "api."
_REFERENCE: Final = "#/components/schemas/{name}"
_ALWAYS: Final = (400, 429, 503)
_WITH_KEY: Final = (401, 403)
_PROBLEMS: Final = {
    400: "A parameter is unknown, there twice, or not what it should be.",
    401: "No key, or not one of this election.",
    403: "The key has not this right.",
    404: "There is no such election or ballot.",
    409: "Not in this state of the election.",
    413: "The file is too large.",
    415: "The body is not of this kind.",
    422: "What was sent is not good: the detail says why.",
    429: "Too many requests.",
    503: "The server cannot answer just now, or the ballot box is barred. Nothing was changed.",
}
_SECURITY: Final = "key"
_IN_PATH: Final = {
    "uuid": {"type": "string", "description": "Identifier of the election."},
    "tracking": {"type": "string", "description": "Tracking number, with - for + and _ for /."},
}


def document(app: Flask) -> bytes:
    """Return the document of all operations of the API, as JSON."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(_ENDPOINTS)]
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(rules, key=lambda rule: rule.rule):
        path = re.sub(r"<(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(app, rule)
    answers = [promised.answers for promised in _promised(app, rules) if isinstance(promised.answers, type)]
    forms = [promised.form for promised in _promised(app, rules)]
    schemas = msgspec.json.schema_components([Problem, *dict.fromkeys(answers + forms)], ref_template=_REFERENCE)[1]
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "ballot",
            "version": ballot.__version__,
            "description": "Elections: what everybody may know, and with a key the roll, the turnout and the results.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {_SECURITY: _security()}},
    }
    return msgspec.json.encode(whole)


def _promised(app: Flask, rules: list[Rule]) -> list[Operation]:
    return [operation_of(app.view_functions[rule.endpoint]) for rule in rules]


def _security() -> dict[str, str]:
    rights = "; ".join(f"{scope}: {words}" for scope, words in SCOPES.items())
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "ballotkey_…",
        "description": f"A key of one election, made by its returning officer. Rights: {rights}.",
    }


def _operation(app: Flask, rule: Rule) -> dict[str, Any]:
    view = app.view_functions[rule.endpoint]
    promised = operation_of(view)
    scope = promised.scope or promised.optional_scope
    statuses = (*_ALWAYS, *(_WITH_KEY if scope else ()), *promised.problems)
    described: dict[str, Any] = {
        "operationId": rule.endpoint.removeprefix(_ENDPOINTS),
        "summary": promised.summary,
        "description": (view.__doc__ or "").strip(),
        "parameters": [*_in_path(rule), *_in_query(promised.parameters)],
        "responses": {"200": _good(promised.answers), **{str(status): _problem(status) for status in sorted(statuses)}},
    }
    if scope:
        described["security"] = [{_SECURITY: []}] if promised.scope else [{}, {_SECURITY: []}]
        described["description"] += f" {'Needs' if promised.scope else 'A key that is sent needs'} the right {scope}."
    if promised.body:
        (schema,), _ = msgspec.json.schema_components([promised.form], ref_template=_REFERENCE)
        described["requestBody"] = {"required": True, "content": {promised.body: {"schema": schema}}}
    return described


def _in_path(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _IN_PATH[name]}
        for name in re.findall(r"<(\w+)>", rule.rule)
    ]


def _in_query(parameters: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "schema": msgspec.json.schema(kind)}
        for name, kind in parameters.items()
    ]


def _good(answers: Any) -> dict[str, Any]:
    if isinstance(answers, type) and issubclass(answers, Answer):
        return {
            "description": (answers.__doc__ or "").partition("\n")[0],
            "content": {"application/json": {"schema": {"$ref": _REFERENCE.format(name=answers.__name__)}}},
        }
    return {"description": "The file.", "content": {answers: {"schema": {}}}}


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": _PROBLEMS[status],
        "content": {PROBLEM: {"schema": {"$ref": _REFERENCE.format(name="Problem")}}},
    }
