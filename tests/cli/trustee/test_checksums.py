"""C1, C2, B11: every value that the verifier's report says is shown somewhere is shown there, in just this form.

A scrutineer who compares the report with the page, and finds another value, must cry fraud.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import replace
from html import unescape

import pytest

from ballot.config import Config
from ballot.election.identity import load_identity
from ballot.verify.case.report import in_groups
from ballot.verify.v9_result.comparisons import BOTH, PAGE, TOOL
from ballot.web.app import create_app
from tests.cli.conftest import Desk
from tests.cli.trustee.test_files import FILES, prepared
from tests.cli.trustee.test_links import BALLOTS, NAMES, PASS, PLAN

TWO = ("Amina", "Jonas")
RANKED = {"name": "Section", "contests": [PLAN["contests"][1]]}


def page_of(desk: Desk, uuid: str) -> str:
    """The election's public page as text, with single blanks."""
    config = replace(Config.from_env(), secret_key=secrets.token_urlsafe(48))
    identity = load_identity(config.public_url, config.keys_dir)
    answer = create_app(config, identity=identity).test_client().get(f"/elections/{uuid}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", answer.text)))


def compared(desk: Desk, uuid: str, said: str) -> set[str]:
    """Look for each value on the page or in what `ballot trustee` said; return the names of what is shown there."""
    report = json.loads(desk.must("verify", f"{uuid}.bel", "--json"))
    text = desk.must("verify", f"{uuid}.bel")
    page = page_of(desk, uuid)
    shown = [one for one in report["checksums"] if one["shown"]]
    for one in shown:
        assert one["shown_by"] in (PAGE, TOOL, BOTH)
        grouped = in_groups(one["shown"])
        assert f"    as {one['shown_by']} shows it: {grouped}\n" in text, one
        assert one["shown_by"] == TOOL or grouped in page, one
        assert one["shown_by"] == PAGE or one["shown"] in said, one
    assert "pages and trustees' tools" not in text
    return {one["name"] for one in shown}


def finish(desk: Desk, uuid: str, *shares: str) -> None:
    """Count and publish."""
    desk.must("election", "count", uuid, *shares)
    desk.must("election", "publish", uuid, "--export", ".")


def test_B11_C1_what_single_trustees_and_the_page_show(desk: Desk) -> None:
    uuid = desk.open_election(plan=RANKED)
    for token, paper in zip(desk.tokens(), ("Chidi > Dana", "Chidi > Emre", "Dana > Emre"), strict=False):
        assert desk.vote(uuid, token, "--choose", f"1: {paper}").exit_code == 0
    desk.must("election", "close", uuid, "--reason", "Everybody has voted.", "--export", ".")
    said = [desk.must("trustee", "check", f"{name}.key", *PASS) for name in TWO]
    for name in TWO:
        said.append(desk.must("trustee", "shuffle", f"{name}.key", f"{uuid}.bel", *PASS, "--yes"))
        desk.must("election", "accept-shuffle", uuid, f"{name}.shuffle.json", "--export", ".")
    said += [desk.must("trustee", "decrypt", f"{name}.key", f"{uuid}.bel", *PASS, "--yes") for name in TWO]
    finish(desk, uuid, *(f"{name}.share.json" for name in TWO))
    names = compared(desk, uuid, "\n".join(said))
    of_trustees = {f"{what} of trustee {n} ({who})" for n, who in enumerate(TWO, 1) for what in ("Key", "Share")}
    shuffles = {f"Shuffle {n}, of trustee {n} ({who})" for n, who in enumerate(TWO, 1)}
    signing = {f"Signing key of trustee {n} ({who})" for n, who in enumerate(TWO, 1)}
    assert names >= of_trustees | shuffles | signing | {"Setup event", "Charter (rules)", "Encrypted tally"}


@pytest.mark.slow
def test_B11_C1_what_threshold_trustees_and_the_page_show(desk: Desk) -> None:
    uuid = prepared(desk, "certificate", "polynomial", "voutput", "check")
    desk.must("election", "freeze", uuid, "--accept-risk", "--merge-file", "tokens.csv")
    desk.must("election", "open", uuid)
    for token, chosen in zip(desk.tokens(), BALLOTS, strict=False):
        assert desk.vote(uuid, token, *(part for text in chosen for part in ("--choose", text))).exit_code == 0
    desk.must("election", "close", uuid, "--reason", "Everybody has voted.", "--export", ".")
    said = [desk.must("trustee", "check", f"{name}.key", *PASS) for name in NAMES]
    for name in NAMES:
        said.append(desk.must("trustee", "shuffle", f"{name}.key", f"{uuid}.bel", *PASS, "--yes"))
        desk.must("election", "accept-shuffle", uuid, f"{name}.shuffle.json", "--export", ".")
    for name in ("Jonas", "Rosa"):
        desk.must("election", "hand-out", uuid, name)
        said.append(
            desk.must("trustee", "decrypt", f"{name}.key", f"{uuid}.bel", "--from", FILES[name], *PASS, "--yes")
        )
    finish(desk, uuid, "Jonas.share.json", "Rosa.share.json")
    assert {f"Key of trustee {n} ({who})" for n, who in enumerate(NAMES, 1)} <= compared(desk, uuid, "\n".join(said))
