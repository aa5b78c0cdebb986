"""W4, W5: every answer forbids frames, foreign scripts and inline scripts; errors too."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import ballot
from tests.web.routes import address, rules
from tests.web.world import OLGA, Made, World, make_world

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """A published election, of which every public page exists."""
    return shared.make("published")


STARTS_WORKER = {"booth.booth", "trustee.page"}  # P7: from bytes that the page has verified, never from an address


def policy_of(answer: object) -> dict[str, str]:
    policy = answer.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return dict(part.split(" ", 1) for part in policy.split("; "))


def assert_headers(answer: object, where: object, workers: str = "'none'") -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    assert policy_of(answer) == {**POLICY, "worker-src": workers}, where
    for name, value in EXPECTED.items():
        assert headers.get(name) == value, (where, name)
    assert "camera=()" in headers["Permissions-Policy"], where


def test_W4_W5_headers_on_every_page(shared: World, made: Made) -> None:
    browser = shared.browser(OLGA)
    for rule in rules(shared.app, writing=False):
        workers = "blob:" if rule.endpoint in STARTS_WORKER else "'none'"
        assert_headers(browser.get(address(shared.app, rule, made.uuid)), rule, workers)


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/static/nothing", 404), ("/static/css/ballot.css", 200), ("/logout", 405)]
)
def test_W4_W5_headers_on_errors_and_files(shared: World, path: str, status: int) -> None:
    answer = shared.browser().get(path)
    assert answer.status_code == status
    assert_headers(answer, path)


def test_W4_W5_headers_on_an_unexpected_failure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("unexpected")

    monkeypatch.setattr("ballot.web.public.elections.public_elections", broken)
    answer = world.browser().get("/")
    assert answer.status_code == 500
    assert_headers(answer, "500")
    assert "Nothing was changed" in answer.text and "unexpected" not in answer.text


def test_W5_no_page_has_an_inline_script_style_or_handler(shared: World, made: Made) -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    foreign = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.IGNORECASE)
    browser = shared.browser(OLGA)
    for rule in rules(shared.app, writing=False):
        answer = browser.get(address(shared.app, rule, made.uuid))
        if answer.mimetype == "text/html":
            assert not inline.search(answer.text), rule
            assert not foreign.search(answer.text), rule


def test_strict_transport_where_the_address_is_https(tmp_path: Path) -> None:
    secure = make_world(tmp_path, url="https://vote.example.org", environment="production")
    answer = secure.browser().get("/login")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert answer.headers["Set-Cookie"].startswith("__Host-ballot=") and "Secure" in answer.headers["Set-Cookie"]


def test_no_strict_transport_on_a_local_machine(shared: World) -> None:
    assert "Strict-Transport-Security" not in shared.browser().get("/login").headers


def test_templates_and_code_declare_nothing_safe(repo_root: Path) -> None:
    templates = [*(repo_root / "templates").rglob("*.html")]
    assert len(templates) > 20
    for template in templates:
        text = template.read_text()
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|\{%-?\s*autoescape", text), template
    for module in (repo_root / "ballot").rglob("*.py"):
        assert "Markup(" not in module.read_text(), module


def test_W5_scripts_carry_the_integrity_value_of_the_build(world: World) -> None:
    """P7: a browser refuses a script whose content is not the released one."""
    manifest = json.loads((Path(ballot.__file__).parent / "static/js/manifest.json").read_bytes())
    page = world.app.test_client().get("/check").get_data(as_text=True)
    found = re.findall(r'<script type="module" src="/static/js/([a-z_]+[.]js)[^"]*" integrity="([^"]+)">', page)
    assert found == [("check.js", manifest["integrity"]["check.js"])]
