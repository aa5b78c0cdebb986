# SPDX-License-Identifier: Apache-2.0
"""B11: the trustees' page refuses a charter that the description does not name in its exact last line (check 1.5)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.attacks.corpus import EVIL, Evil
from tests.factory.elections import Maker
from tests.frontend.bridge import Bridge

CHARTER = ("a charter that the election", "the charter's line", "a companion file whose charter")
EVIL_CHARTERS = [evil for evil in EVIL if evil.name.startswith(CHARTER)]


def asked(maker: Maker) -> dict[str, Any]:
    """Archive and companion as the bridge takes them."""
    companion = maker.companion.raw.decode() if maker.with_charter else None
    return {"archive": base64.b64encode(maker.archive).decode(), "companion": companion}


def test_a_named_charter_is_accepted_and_so_is_an_election_without(bridge: Bridge) -> None:
    for maker in (Maker(), Maker(with_charter=False), Maker(description="")):
        assert bridge.accept("audit", **asked(maker.build()))["ballots"] == 2
    foreign = asked(Maker(with_charter=False).build())
    assert bridge.accept("audit", **{**foreign, "companion": ""})["ballots"] == 2


@pytest.mark.parametrize("evil", EVIL_CHARTERS, ids=str)
def test_B11_a_charter_in_the_wrong_place_is_refused(bridge: Bridge, evil: Evil) -> None:
    answer = bridge.ask("audit", **asked(evil.make()))
    assert not answer["ok"] and "harter" in answer["message"], answer
