"""W2: another site's page can change nothing. Every route that takes a POST is tried, whatever is added later."""

from __future__ import annotations

import pytest
from werkzeug.routing import Rule

from tests.web.routes import address, rules
from tests.web.world import OLGA, Browser, Made, World

JSON_ROUTES = {"member.token", "member.cast"}


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """An open election: its member and officer routes all exist."""
    return shared.make("open")


@pytest.fixture(scope="module")
def officer(shared: World) -> Browser:
    """The officer who runs it, logged in."""
    return shared.browser(OLGA)


def writing(shared: World) -> list[Rule]:
    """Return every rule that takes a POST, a PUT, a PATCH or a DELETE."""
    found = list(rules(shared.app, writing=True))
    assert len(found) > 20
    return found


def content_type(rule: Rule) -> str:
    """Return the kind of body that a route takes."""
    return "application/json" if rule.endpoint in JSON_ROUTES else "application/x-www-form-urlencoded"


def test_W2_every_change_needs_the_token(shared: World, made: Made, officer: Browser) -> None:
    for rule in writing(shared):
        answer = officer.client.post(address(shared.app, rule, made.uuid), data=b"", content_type=content_type(rule))
        assert answer.status_code == 400, rule
        assert "open for too long" in answer.text, rule


def test_W2_a_foreign_token_is_refused(shared: World, made: Made, officer: Browser) -> None:
    foreign = shared.browser().token("/login")
    for rule in writing(shared):
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
        kinds += ["application/x-www-form-urlencoded", "multipart/form-data"] if rule.endpoint in JSON_ROUTES else []
        kinds += ["application/json"] if rule.endpoint not in JSON_ROUTES else []
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
