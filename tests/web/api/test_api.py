"""The JSON API: what everybody may read, what a key opens, and that nothing else does (W15).

schemathesis asks everything that the OpenAPI document promises, and much that it does not, of elections in all states.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi_checks

from ballot import clock
from ballot.election.accounts.api_keys import PREFIX, SCOPES, end_key, keys_of, make_key
from ballot.election.accounts.notices import KEY_MADE
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.store.models.people import ApiKey, Officer
from ballot.web.api.operations import KEY
from ballot.web.request.access import ANYBODY
from ballot.web.request.bodies import ROLL_BODY_LIMIT
from tests.web.account.test_account import turn_on
from tests.web.world import OLGA, OTTO, PASSWORD, STATES, Made, World, found, make_world, until_sent

BASE = "/api/v1"
ROLL = b"member_id,name,email\n1,Ana,ana@example.org\n2,Ben,ben@example.org\n"
# What is sent to the operations that take something: on a good election it is refused for what it says, not before.
SENT = {
    ("PUT", "roll"): ("text/csv", ROLL),
    ("PUT", "credentials"): ("application/json", b"{}"),
    ("PUT", "states"): ("text/csv", b"member_id,state\n1,issued\n"),
    ("POST", "replacements"): ("application/json", b"{}"),
}
OF_FROZEN = ("registrar/particulars", "registrar/states", "registrar/replacements")


@pytest.fixture(scope="module")
def elections(shared: World) -> dict[str, Made]:
    """One election in every state."""
    return {state: shared.make(state) for state in STATES}


def new_key(world: World, made: Made, *scopes: str) -> str:
    """Make a key of an election, with these rights or all."""
    with world.database.session() as session:
        officer = session.query(Officer).filter_by(email=OLGA).one()
        return make_key(session, found(session, made.uuid), officer, "Membership", scopes or SCOPES).secret


def ask(world: World, path: str, key: str | None = None, method: str = "GET", **values: Any):
    """Ask the API as a program does."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return world.app.test_client().open(f"{BASE}{path}", method=method, headers=headers, **values)


def refused(answer, status: int) -> dict[str, Any]:
    """Return the problem that an answer names."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["status"] == status and problem["type"] == "about:blank" and problem["title"] and problem["detail"]
    return problem


@pytest.mark.parametrize("body", [b"", b"[" * 100_000, b'"\xff"', b'{"revoked":"\xff"}', b'{"more":1}', b"null"])
def test_W12_what_is_no_request_for_a_replacement_is_refused(
    shared: World, elections: dict[str, Made], body: bytes
) -> None:
    made = elections["open"]
    path, key = f"/elections/{made.uuid}/registrar/replacements", new_key(shared, made)
    refused(ask(shared, path, key, "POST", data=body, content_type="application/json"), 422)


# -- for everybody


def test_everybody_reads_what_is_public(shared: World, elections: dict[str, Made]) -> None:
    listed = ask(shared, "/elections").get_json()["elections"]
    assert {one["uuid"] for one in listed} >= {made.uuid for state, made in elections.items() if state != "draft"}
    assert elections["draft"].uuid not in {one["uuid"] for one in listed}
    one = ask(shared, f"/elections/{elections['published'].uuid}").get_json()
    assert (one["state"], one["members"], one["ballots"], one["archive_complete"]) == ("published", 5, 3, True)
    assert [contest["candidates"][0] for contest in one["contests"]] == [{"name": "Noor", "slate": "Red"}]
    # The state says no more than the public pages do.
    assert ask(shared, f"/elections/{elections['tallied'].uuid}").get_json()["state"] == "closed"


def test_the_board_in_parts_and_one_ballot(shared: World, elections: dict[str, Made]) -> None:
    uuid = elections["published"].uuid
    board = ask(shared, f"/elections/{uuid}/board?offset=1&limit=1").get_json()
    assert board["found"] == 3 and board["offset"] == 1 and len(board["entries"]) == 1
    entry = board["entries"][0]
    safe = entry["tracking_number"].replace("+", "-").replace("/", "_")
    assert ask(shared, f"/elections/{uuid}/ballots/{safe}").get_json() == entry
    search = entry["tracking_number"][5:25]
    answer = shared.app.test_client().get(f"{BASE}/elections/{uuid}/board", query_string={"search": search})
    assert [one["height"] for one in answer.get_json()["entries"]] == [entry["height"]]
    refused(ask(shared, f"/elections/{uuid}/ballots/{'A' * 43}"), 404)


def test_files_are_those_of_the_pages(shared: World, elections: dict[str, Made]) -> None:
    uuid, browser = elections["published"].uuid, shared.browser()
    archive = ask(shared, f"/elections/{uuid}/archive")
    assert archive.data == browser.get(f"/elections/{uuid}/{uuid}.bel").data and len(archive.data) > 1000
    companion = ask(shared, f"/elections/{uuid}/companion")
    assert companion.data == browser.get(f"/elections/{uuid}/{uuid}.companion.jsonl").data
    note = ask(shared, f"/elections/{uuid}/checkpoint")
    assert note.status_code == 200 and f"/{uuid}\n" in note.text


def test_results_come_with_the_publication(shared: World, elections: dict[str, Made]) -> None:
    result = ask(shared, f"/elections/{elections['published'].uuid}/results").get_json()
    assert result["published"] and result["ballots"] == 3
    votes = {one["name"]: (one["votes"], one["elected"]) for one in result["contests"][0]["candidates"]}
    assert votes == {"Noor": (2, True), "Ola": (1, False), "Pia": (0, False)}
    for state in ("frozen", "open", "closed", "tallied", "declared"):
        refused(ask(shared, f"/elections/{elections[state].uuid}/results"), 409)
    refused(ask(shared, f"/elections/{elections['draft'].uuid}/results"), 404)


def test_a_key_reads_results_once_they_are_declared_and_not_before(shared: World, elections: dict[str, Made]) -> None:
    for state, status in (("tallied", 409), ("declared", 200)):
        path = f"/elections/{elections[state].uuid}/results"
        assert ask(shared, path, new_key(shared, elections[state], "results:read")).status_code == status
        refused(shared.browser(OLGA).get(BASE + path), 409)


@pytest.mark.parametrize("state", ["declared", "published"])
def test_a_key_for_the_results_is_a_good_one_or_is_refused(
    shared: World, elections: dict[str, Made], state: str
) -> None:
    """Never is a key passed over that opens nothing: its program would wait for a publication that is long past."""
    path = f"/elections/{elections[state].uuid}/results"
    refused(ask(shared, path, new_key(shared, elections["open"], "results:read")), 401)
    refused(ask(shared, path, PREFIX + "x" * 43), 401)
    refused(ask(shared, path, new_key(shared, elections[state], "turnout:read")), 403)


def test_between_the_end_of_the_voting_and_the_publication_no_checkpoint_counts_shares(
    shared: World, elections: dict[str, Made]
) -> None:
    statuses = {
        state: ask(shared, f"/elections/{made.uuid}/checkpoint").status_code for state, made in elections.items()
    }
    assert statuses == {
        "draft": 404, "frozen": 200, "open": 200, "closed": 409, "tallied": 409, "declared": 409, "published": 200,
    }  # fmt: skip


def test_the_answers_are_english_whatever_language_is_asked_for(shared: World, elections: dict[str, Made]) -> None:
    path = f"{BASE}/elections/{elections['draft'].uuid}/turnout"
    answers = [shared.browser().client.get(path, headers={"Accept-Language": wanted}) for wanted in ("en", "de", "ar")]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1


# -- W15: who may ask what


def keyed(world: World) -> list[tuple[str, str, str]]:
    """Return method, address and right of every operation that needs a key."""
    return [
        (method, rule.rule.removeprefix(BASE), view.operation.scope)
        for rule in world.app.url_map.iter_rules()
        for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
        if getattr(view := world.app.view_functions[rule.endpoint], "access", None) == KEY
    ]


def sent(method: str, rule: str) -> dict[str, Any]:
    """Return what is sent to an operation."""
    if method == "GET":
        return {}
    kind, data = SENT[method, rule.rpartition("/")[2]]
    return {"data": data, "content_type": kind}


@pytest.mark.parametrize("state", STATES)
def test_W15_each_operation_opens_to_its_own_right_of_its_own_election_only(
    shared: World, elections: dict[str, Made], state: str
) -> None:
    made, other = elections[state], elections["open" if state != "open" else "closed"]
    assert len(keyed(shared)) == 8
    of_another = new_key(shared, other)
    opening = {scope: new_key(shared, made, scope) for scope in SCOPES}
    lacking = {scope: new_key(shared, made, *(one for one in SCOPES if one != scope)) for scope in SCOPES}
    for method, rule, scope in keyed(shared):
        path = rule.replace("<uuid>", made.uuid)
        values = sent(method, rule)
        for wrong in (None, "", "x", PREFIX + "A" * 43, of_another):
            answer = ask(shared, path, wrong, method, **values)
            refused(answer, 401)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        refused(ask(shared, path, lacking[scope], method, **values), 403)
        answer = ask(shared, path, opening[scope], method, **values)
        if rule.endswith(OF_FROZEN):
            assert (answer.status_code == 409) is (state not in ("frozen", "open")), answer.text
        elif method == "PUT":
            assert (answer.status_code == 409) is (state != "draft"), answer.text
            if rule.endswith("/roll") and state == "draft":
                assert answer.status_code == 200, answer.text
        else:
            assert answer.status_code == 200, answer.text
        assert answer.status_code in (200, 409, 422), answer.text


@pytest.mark.parametrize("email", [OLGA, OTTO])
def test_W15_cookies_open_nothing_here(shared: World, elections: dict[str, Made], email: str) -> None:
    browser = shared.browser(email)
    for method, rule, _ in keyed(shared):
        path = BASE + rule.replace("<uuid>", elections["draft"].uuid)
        assert browser.client.open(path, method=method, **sent(method, rule)).status_code == 401


def test_W7_an_unknown_election_is_answered_like_a_wrong_key(shared: World, elections: dict[str, Made]) -> None:
    key = new_key(shared, elections["open"])
    for name in ("roll", "turnout"):
        unknown = ask(shared, f"/elections/F78tZv8VkGDmiP/{name}", key)
        wrong = ask(shared, f"/elections/{elections['draft'].uuid}/{name}", key)
        assert refused(unknown, 401) == refused(wrong, 401)


def test_a_key_that_was_ended_or_has_expired_opens_nothing(
    shared: World, elections: dict[str, Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = elections["open"]
    path, ended, kept = f"/elections/{made.uuid}/turnout", new_key(shared, made), new_key(shared, made)
    assert ask(shared, path, ended).status_code == 200
    with shared.database.session() as session:
        election = found(session, made.uuid)
        end_key(session, election, keys_of(session, election)[1].id)
    refused(ask(shared, path, ended), 401)
    assert ask(shared, path, kept).status_code == 200
    later = clock.now() + dt.timedelta(days=367)
    monkeypatch.setattr(clock, "now", lambda: later)
    refused(ask(shared, path, kept), 401)


def test_W17_only_the_hash_of_a_key_is_kept_and_its_use_to_the_hour(world: World) -> None:
    made = world.make("open")
    key = new_key(world, made)
    with world.database.reading() as session:
        assert session.query(ApiKey).one().used_at is None
    assert ask(world, f"/elections/{made.uuid}/turnout", key).status_code == 200
    with world.database.reading() as session:
        row = session.query(ApiKey).one()
    assert row.used_at is not None and (row.used_at.minute, row.used_at.second) == (0, 0)
    content = b"".join(path.read_bytes() for path in world.config.data_dir.glob("*.sqlite3*"))
    assert key.encode() not in content and key[len(PREFIX) + 6 :].encode() not in content
    from ballot.logs import redact

    assert key not in redact(f"Authorization: Bearer {key}")


def test_W26_a_barred_election_takes_nothing_from_programs_either(world: World) -> None:
    made = world.make("draft")
    key = new_key(world, made)
    KnownCheckpoints(world.config.keys_dir).bar(made.uuid, "older than known")
    answer = ask(world, f"/elections/{made.uuid}/roll", key, "PUT", data=ROLL, content_type="text/csv")
    refused(answer, 503)


# -- the roll


def put(world: World, made: Made, key: str, content: bytes, query: str = ""):
    return ask(world, f"/elections/{made.uuid}/roll{query}", key, "PUT", data=content, content_type="text/csv")


def test_the_roll_is_replaced_and_read_and_the_log_names_the_program(world: World) -> None:
    made = world.make("draft")
    key = new_key(world, made)
    assert put(world, made, key, ROLL).get_json() == {
        "taken": True, "rows": 2, "accepted": 2, "rejected": 0, "merged": 0, "remarks": [],
    }  # fmt: skip
    roll = ask(world, f"/elections/{made.uuid}/roll?limit=1&offset=1", key).get_json()
    assert roll["total"] == 2 and roll["members"] == [
        {
            "number": "2", "name": "Ben", "email": "ben@example.org", "address": None, "country": None,
            "language": None, "weight": 1,
        },
    ]  # fmt: skip
    log = world.browser(OLGA).get(f"/officer/elections/{made.uuid}/log").text
    assert "The program “Membership”" in log and "2 rows" in log


def test_a_roll_with_a_bad_row_is_refused_as_a_whole_unless_the_rest_is_wanted(world: World) -> None:
    made = world.make("draft")
    key = new_key(world, made)
    bad = ROLL + b"3,Cleo,not an address\n2,Ben,ben@example.org\n"
    problem = refused(put(world, made, key, bad), 422)
    assert len(problem["errors"]) == 2 and "Row 4" in problem["errors"][0] and "Rows 3 and 5" in problem["errors"][1]
    assert ask(world, f"/elections/{made.uuid}/roll", key).get_json()["total"] == 5
    tried = put(world, made, key, bad, "?accept=rest&dry_run=true").get_json()
    assert (tried["taken"], tried["accepted"], tried["rejected"], tried["merged"]) == (False, 2, 1, 1)
    assert ask(world, f"/elections/{made.uuid}/roll", key).get_json()["total"] == 5
    taken = put(world, made, key, bad, "?accept=rest").get_json()
    assert taken["taken"] and taken["rows"] == taken["accepted"] + taken["rejected"] + taken["merged"] == 4
    assert ask(world, f"/elections/{made.uuid}/roll", key).get_json()["total"] == 2


def test_a_file_that_is_no_roll_and_other_kinds_of_bodies_are_refused(world: World) -> None:
    made = world.make("draft")
    key, path = new_key(world, made), f"/elections/{made.uuid}/roll"
    refused(put(world, made, key, b"nothing"), 422)
    refused(put(world, made, key, b"PK\x03\x04"), 422)
    refused(ask(world, path, key, "PUT", data=b"{}", content_type="application/json"), 415)
    refused(put(world, made, key, b"x" * (ROLL_BODY_LIMIT + 1)), 413)
    refused(put(world, made, key, ROLL, "?accept=some"), 400)
    assert ask(world, path, key).get_json()["total"] == 5


def test_turnout_is_numbers_only(shared: World, elections: dict[str, Made]) -> None:
    made = elections["published"]
    answer = ask(shared, f"/elections/{made.uuid}/turnout", new_key(shared, made, "turnout:read"))
    assert answer.get_json() == {"state": "published", "members": 5, "voters": 3, "ballots": 3}


# -- requests that are not understood


@pytest.mark.parametrize(
    "query",
    ["offset=-1", "offset=x", "limit=0", "limit=1001", "limit=1.5", "search=%00", "unknown=1", "limit=1&limit=2"],
)
def test_parameters_are_read_strictly(shared: World, elections: dict[str, Made], query: str) -> None:
    problem = refused(ask(shared, f"/elections/{elections['open'].uuid}/board?{query}"), 400)
    assert "parameter" in problem["detail"]


def test_whatever_is_not_there_is_a_problem_in_json(shared: World, elections: dict[str, Made]) -> None:
    refused(ask(shared, "/nothing"), 404)
    answer = ask(shared, "/elections", method="DELETE")
    refused(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert ask(shared, "/elections").headers["Cache-Control"] == "no-cache"
    turnout = ask(shared, f"/elections/{elections['open'].uuid}/turnout", new_key(shared, elections["open"]))
    assert turnout.headers["Cache-Control"] == "no-store"


def test_W6_wrong_keys_are_slow_to_try(tmp_path: Path) -> None:
    world = make_world(tmp_path, rate_limits=True)
    made = world.make("open")
    path = f"/elections/{made.uuid}/turnout"
    assert [ask(world, path, f"{PREFIX}{n:043}").status_code for n in range(20)] == [401] * 20
    refused(ask(world, path, f"{PREFIX}{21:043}"), 429)
    world.close()


# -- the officer's page


def test_the_officer_makes_a_key_that_works_sees_it_once_and_ends_it(world: World) -> None:
    made = world.make("open")
    home, browser = f"/officer/elections/{made.uuid}/keys", world.browser(OLGA)
    page = browser.post(home, label="Membership system", scopes=["turnout:read"], password=PASSWORD)
    match = re.search(r">(ballotkey_[A-Za-z0-9_-]{43})</textarea>", page.text)
    assert page.status_code == 200 and match is not None
    key = match[1]
    assert page.headers["Cache-Control"] == "no-store"
    assert ask(world, f"/elections/{made.uuid}/turnout", key).status_code == 200
    refused(ask(world, f"/elections/{made.uuid}/roll", key), 403)
    listed = browser.get(home).text
    assert "Membership system" in listed and key not in listed and key[:16] in listed
    assert "Last used in the hour" in listed
    number = re.search(r"/keys/(\d+)/end", listed)[1]
    assert browser.post(f"{home}/{number}/end", home).status_code == 302
    refused(ask(world, f"/elections/{made.uuid}/turnout", key), 401)
    assert browser.post(f"{home}/{number}/end", home).status_code == 409
    log = browser.get(f"/officer/elections/{made.uuid}/log").text
    assert "Made the key “Membership system”" in log and "Ended the key" in log and key not in log


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"label": "", "scopes": ["roll:read"]}, "Say which program will use the key."),
        ({"label": "X"}, "Choose what the program may do."),
        ({"label": "X", "scopes": ["everything"]}, "not a valid choice"),
    ],
)
def test_a_key_needs_a_name_and_a_right(world: World, form: dict[str, Any], sentence: str) -> None:
    made = world.make("draft")
    page = world.browser(OLGA).post(f"/officer/elections/{made.uuid}/keys", **form, password=PASSWORD)
    assert page.status_code == 422 and sentence in page.text and PREFIX not in page.text.replace("ballotkey_…", "")


WANTED = {"label": "X", "scopes": ["roll:read"]}


def test_W1_a_stolen_session_makes_no_key_that_outlives_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = world.make("open")
    home, olga = f"/officer/elections/{made.uuid}/keys", world.browser(OLGA)
    for wrong, status in ((None, 422), ("a wrong password", 401)):
        page = olga.post(home, **WANTED, **({"password": wrong} if wrong else {}))
        assert page.status_code == status and "</textarea>" not in page.text
    turn_on(olga)
    now = clock.now() + dt.timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: now)
    page = olga.post(home, **WANTED, password=PASSWORD)
    assert page.status_code == 401 and "Code of your app" in page.text, "the second step is long past"
    with world.database.reading() as session:
        assert keys_of(session, found(session, made.uuid)) == []
    assert world.browser(OTTO).post(home, "/account", **WANTED, password=PASSWORD).status_code == 404


def test_W1_the_owner_of_the_account_is_told_of_a_key_and_ends_all_of_them(world: World) -> None:
    keys = []
    for made in (world.make("open"), world.make("draft")):
        page = world.browser(OLGA).post(f"/officer/elections/{made.uuid}/keys", **WANTED, password=PASSWORD)
        keys.append((made, re.search(r">(ballotkey_[A-Za-z0-9_-]{43})</textarea>", page.text)[1]))
    until_sent()
    mails = [" ".join(mail.text.split()) for mail in world.post.sent if mail.address == OLGA]
    assert len(mails) == 2 and all(KEY_MADE in text and PREFIX not in text for text in mails)
    olga, otto = world.browser(OLGA), world.browser(OTTO)
    assert olga.get("/account").text.count("ballotkey_") == 2 and "ballotkey_" not in otto.get("/account").text
    assert otto.post("/account/keys/end", "/account").status_code == 302
    assert ask(world, f"/elections/{keys[0][0].uuid}/roll", keys[0][1]).status_code == 200, "nobody else ends them"
    assert olga.post("/account/keys/end", "/account").status_code == 302
    for made, key in keys:
        refused(ask(world, f"/elections/{made.uuid}/roll", key), 401)
        assert "Ended the key" in olga.get(f"/officer/elections/{made.uuid}/log").text
    assert "ballotkey_" not in olga.get("/account").text


@pytest.mark.parametrize(("closes", "days"), [(1, 61), (-100, 60), (400, 366), (None, 366)])
def test_a_key_ends_some_weeks_after_the_voting_and_after_a_year(
    world: World, closes: int | None, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, now = world.make("draft"), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    with world.database.session() as session:
        election = found(session, made.uuid)
        election.closes_at = None if closes is None else now + dt.timedelta(days=closes)
        key = make_key(session, election, election.officer, "X", ["roll:read"]).key
        assert key.expires_at == now + dt.timedelta(days=days)


# -- the document


@pytest.fixture(scope="module")
def document(shared: World) -> dict[str, Any]:
    """The OpenAPI document, as it is served."""
    return ask(shared, "/openapi.json").get_json()


def test_the_document_names_every_operation_and_no_other(shared: World, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in shared.app.url_map.iter_rules()
        for method in set(rule.methods or ()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    named = {(path, method) for path, operations in document["paths"].items() for method in operations}
    assert named == routes and len(named) == 17
    assert document["openapi"] == "3.1.0"
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            view = next(
                shared.app.view_functions[rule.endpoint]
                for rule in shared.app.url_map.iter_rules()
                if re.sub(r"<(\w+)>", r"{\1}", rule.rule) == path and method.upper() in (rule.methods or ())
            )
            assert view.access == (KEY if one.get("security") == [{"key": []}] else ANYBODY), path


def test_the_document_says_where_a_key_is_needed_and_where_it_only_opens_more(document: dict[str, Any]) -> None:
    paths = document["paths"]
    needed, more = (paths[f"{BASE}/elections/{{uuid}}/{name}"]["get"] for name in ("turnout", "results"))
    assert needed["security"] == [{"key": []}] and more["security"] == [{}, {"key": []}]
    assert {"401", "403"} <= more["responses"].keys() and "results:read" in more["description"]
    assert "security" not in paths[f"{BASE}/elections/{{uuid}}/board"]["get"]


def test_the_documentation_names_every_operation_and_every_right(repo_root: Path, document: dict[str, Any]) -> None:
    page = (repo_root / "docs/api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(GET|PUT|POST) (/[^`]*)` \|", page, re.MULTILINE))
    assert named == {
        (method.upper(), path.removeprefix(BASE)) for path, ones in document["paths"].items() for method in ones
    }
    assert set(re.findall(r"`([a-z]+:[a-z]+)`", page)) == set(SCOPES)


# -- schemathesis


CHECKS = (
    not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
    openapi_checks.ignored_auth,
    openapi_checks.unsupported_method,
)


MODES = {"what-is-promised": GenerationMode.POSITIVE, "what-is-not": GenerationMode.NEGATIVE}


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("state", STATES)
def test_everything_is_as_the_document_promises(
    shared: World, elections: dict[str, Made], state: str, mode: str
) -> None:
    """With a key that has every right: whatever is asked, the answer is one that the document names."""
    made = elections[state]
    headers = {"Authorization": f"Bearer {new_key(shared, made)}"}
    asked = [
        result.ok()
        for result in schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", shared.app).get_all_operations()
    ]
    assert len(asked) == 16  # all but that for the document itself
    for one in asked:
        if mode == "what-is-not" and not (one.query or one.body):
            continue  # there is nothing that could be wrong
        ask_much(one, made.uuid, headers, MODES[mode])


def ask_much(one: Any, uuid: str, headers: dict[str, str], mode: GenerationMode) -> None:
    """Let schemathesis ask one operation of an election."""

    @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=one.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        if "uuid" in (case.path_parameters or {}):
            case.path_parameters["uuid"] = uuid
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()
