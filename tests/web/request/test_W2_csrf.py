"""W2: another site's page can change nothing. Every route that takes a POST is tried, whatever is added later."""

from __future__ import annotations

import pytest
from werkzeug.routing import Rule

from tests.web.routes import address, rules
from tests.web.world import OLGA, Browser, Made, World

JSON_ROUTES = {"booth.token", "booth.casting_code", "booth.cast"}
TRUSTEE = "trustee."  # known by a header that no form can send, not by a cookie: see the last tests


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """An open election: its member and officer routes all exist."""
    return shared.make("open")


@pytest.fixture(scope="module")
def officer(shared: World) -> Browser:
    """The officer who runs it, logged in."""
    return shared.browser(OLGA)


def writing(shared: World) -> list[Rule]:
    """Return every rule that takes a POST, a PUT, a PATCH or a DELETE.

    Programs' keys are no cookies: tests/web/api/test_api.py.
    """
    found = [rule for rule in rules(shared.app, writing=True) if not rule.endpoint.startswith("api.")]
    assert len(found) > 20
    return found


def speaks_json(rule: Rule) -> bool:
    """Whether a script or a tool sends the body."""
    return rule.endpoint in JSON_ROUTES or rule.endpoint.startswith(TRUSTEE)


def with_token(shared: World) -> list[Rule]:
    """Return the rules that a cookie opens, and a token must guard."""
    return [rule for rule in writing(shared) if not rule.endpoint.startswith(TRUSTEE)]


def content_type(rule: Rule) -> str:
    """Return the kind of body that a route takes."""
    return "application/json" if speaks_json(rule) else "application/x-www-form-urlencoded"


def test_W2_every_change_needs_the_token(shared: World, made: Made, officer: Browser) -> None:
    for rule in with_token(shared):
        answer = officer.client.post(address(shared.app, rule, made.uuid), data=b"", content_type=content_type(rule))
        assert answer.status_code == 400, rule
        assert "open for too long" in answer.text, rule


def test_W2_a_foreign_token_is_refused(shared: World, made: Made, officer: Browser) -> None:
    foreign = shared.browser().token("/login")
    for rule in with_token(shared):
        headers = {"X-CSRFToken": foreign}
        path = address(shared.app, rule, made.uuid)
        answer = officer.client.post(path, data=b"", content_type=content_type(rule), headers=headers)
        assert answer.status_code == 400 and "open for too long" in answer.text, rule


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_W2_a_request_that_another_site_causes_is_refused_even_with_the_token(
    shared: World, made: Made, officer: Browser, site: str
) -> None:
    headers = {"X-CSRFToken": officer.token(f"/vote/{made.uuid}"), "Sec-Fetch-Site": site}
    for rule in writing(shared):
        path = address(shared.app, rule, made.uuid)
        answer = officer.client.post(path, data=b"", content_type=content_type(rule), headers=headers)
        assert answer.status_code == 403, rule


def test_W2_a_form_cannot_speak_json_and_json_no_form(shared: World, made: Made, officer: Browser) -> None:
    headers = {"X-CSRFToken": officer.token(f"/vote/{made.uuid}")}
    for rule in writing(shared):
        path = address(shared.app, rule, made.uuid)
        kinds = ["text/plain", "application/octet-stream", ""]
        kinds += ["application/x-www-form-urlencoded", "multipart/form-data"] if speaks_json(rule) else []
        kinds += ["application/json"] if not speaks_json(rule) else []
        for kind in kinds:
            answer = officer.client.post(path, data=b"{}", content_type=kind, headers=headers)
            assert answer.status_code == 415, (rule, kind)


def test_W2_no_other_method_reaches_a_view(shared: World, made: Made, officer: Browser) -> None:
    headers = {"X-CSRFToken": officer.token(f"/vote/{made.uuid}")}
    for rule in writing(shared):
        path = address(shared.app, rule, made.uuid)
        for method in ("PUT", "PATCH", "DELETE"):
            answer = officer.client.open(path, method=method, content_type=content_type(rule), headers=headers)
            assert answer.status_code == 405, (rule, method)


def trustee_rules(shared: World) -> list[Rule]:
    """Return every rule of the trustees' requests, those that only read too."""
    both = [*rules(shared.app, writing=True), *rules(shared.app, writing=False)]
    found = [rule for rule in both if rule.endpoint.startswith(TRUSTEE) and rule.endpoint != "trustee.page"]
    assert len(found) > 12
    return found


def test_W2_a_trustees_request_is_known_by_its_header_alone(shared: World, made: Made, officer: Browser) -> None:
    """The officer's cookie opens none of them, and neither does the secret in an address or a body."""
    secret = shared.link(made, 1)
    token = officer.token(f"/vote/{made.uuid}")
    for rule in trustee_rules(shared):
        path = address(shared.app, rule, made.uuid) + f"?X-Trustee-Link={secret}"
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        for headers in ({}, {"X-CSRFToken": token}, {"Cookie": f"X-Trustee-Link={secret}"}):
            body = f'{{"X-Trustee-Link":"{secret}"}}'
            answer = officer.client.open(
                path, method=method, data=body, content_type="application/json", headers=headers
            )
            assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "unknown-link"), rule


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_W2_a_trustees_request_from_another_site_is_refused(shared: World, made: Made, site: str) -> None:
    headers = {"X-Trustee-Link": shared.link(made, 1), "Sec-Fetch-Site": site}
    client = shared.browser().client
    for rule in trustee_rules(shared):
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        path = address(shared.app, rule, made.uuid)
        answer = client.open(path, method=method, data=b"{}", content_type="application/json", headers=headers)
        assert answer.status_code == 403 and "did not come from a page of ours" in answer.text, rule
