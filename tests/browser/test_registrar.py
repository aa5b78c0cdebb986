"""B6: the registrar makes the tokens in the browser. No request of the page holds one, the public list is sorted."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from ballot.crypto.credentials import parse_token, public_credential
from ballot.crypto.group import ED25519
from ballot.election.registrar_list import choose_registrar, list_to_freeze
from ballot.election.roles import REGISTRAR
from tests.browser.conftest import DESK, PHONE, Site, log_in, watching
from tests.web.world import found

pytestmark = pytest.mark.browser
RITA = "rita.registrar@example.org"


def record(site: Site) -> list[bytes]:
    """Write down everything that reaches the server: addresses, headers and bodies, as they come from the wire."""
    received: list[bytes] = []
    inner = site.world.app.wsgi_app

    def recorder(environ: dict[str, Any], start: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        received.append(repr(sorted((k, v) for k, v in environ.items() if isinstance(v, str))).encode() + body)
        return inner(environ, start)

    site.world.app.wsgi_app = recorder  # type: ignore[method-assign]
    return received


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_B6_no_token_leaves_the_registrars_browser(
    site: Site, chrome: Browser, viewport: dict[str, int], tmp_path: Path
) -> None:
    made = site.world.make("draft")
    site.world.appoint(made, RITA, REGISTRAR)
    with site.world.database.session() as session:
        choose_registrar(session, found(session, made.uuid), chosen=True)
    bodies = record(site)
    with watching(chrome, site, viewport) as watched:
        page = watched.page()
        log_in(page, RITA)
        page.goto(site.url(f"/officer/elections/{made.uuid}/registrar"))
        page.get_by_role("button", name="Make the tokens").click()
        hand_in = page.get_by_role("button", name="The file is saved: hand in the public credentials")
        assert hand_in.is_disabled()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save the file of tokens").click()
        file = tmp_path / "tokens.csv"
        download.value.save_as(file)
        hand_in.click()
        page.get_by_text("Taken: 5 public credentials and 10 spare ones.").wait_for()
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 15 and [row["name"] for row in rows[:5]] == [f"Member {number}" for number in range(5)]
    assert any(rows[0]["credential"].encode() in body for body in bodies), "nothing was handed in"
    for row in rows:
        token = row["token"]
        assert parse_token(token) == token and row["link"].endswith(f"/vote/{made.uuid}#{token}")
        assert str(public_credential(ED25519, made.uuid, token)) == row["credential"]
        assert not any(token.encode() in body or token.replace("-", "").encode() in body for body in bodies)
    with site.world.database.reading() as session:
        kept = list_to_freeze(session, found(session, made.uuid))
    assert set(kept.credentials) == {row["credential"] for row in rows}
    assert set(kept.spares) == {row["credential"] for row in rows[5:]}
    assert list(kept.credentials) != [row["credential"] for row in rows]
