# SPDX-License-Identifier: Apache-2.0
"""B4, B5, B6: the trustees' page finds every fault of the roll's changes and of the times that the verifier finds.

Checks 4.5, 5.14 and 5.15.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.attacks.corpus import EVIL, Evil
from tests.attacks.corpus.roll_changes import MOVED, ONE, WITHOUT_SPARES
from tests.attacks.corpus.times import CLOSED, LEFT_STOPPED, STOPPED
from tests.factory.elections import Maker
from tests.frontend.bridge import Bridge

MADE = {
    "replaced": ONE,
    "added and removed": MOVED,
    "no spares": WITHOUT_SPARES,
    "stopped": STOPPED,
    "closed early": CLOSED,
    "closed by one officer after a stop": LEFT_STOPPED,
}
OURS = [evil for evil in EVIL if evil.failed <= {"4.5", "5.14", "5.15"}]


def asked(maker: Maker) -> dict[str, Any]:
    """Archive and companion as the bridge takes them."""
    return {"archive": base64.b64encode(maker.archive).decode(), "companion": maker.companion.raw.decode()}


@pytest.mark.parametrize("made", MADE.values(), ids=MADE.keys())
def test_what_holds_is_accepted(bridge: Bridge, made: dict[str, Any]) -> None:
    assert bridge.accept("audit", **asked(Maker(**made).build()))["ballots"] == 2


@pytest.mark.parametrize("evil", OURS, ids=str)
def test_B4_B5_B6_what_does_not_hold_is_refused(bridge: Bridge, evil: Evil) -> None:
    answer = bridge.ask("audit", **asked(evil.make()))
    assert not answer["ok"], "the archive was accepted"
    assert answer["error"] == "InvalidProof"
    words = ("Change ", "spare", "revoked") if evil.failed <= {"4.5", "5.14"} else ("voting was", "the times")
    assert any(word in answer["message"] for word in words), answer
