# SPDX-License-Identifier: Apache-2.0
"""B5, B6: the trustees' page finds every fault of spare and replaced tokens that the verifier finds (4.5, 5.14)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.attacks.corpus import EVIL, Evil
from tests.attacks.corpus.replacements import ONE
from tests.factory.elections import Maker
from tests.frontend.bridge import Bridge

OURS = [evil for evil in EVIL if evil.failed <= {"4.5", "5.14"}]


def asked(maker: Maker) -> dict[str, Any]:
    """Archive and companion as the bridge takes them."""
    return {"archive": base64.b64encode(maker.archive).decode(), "companion": maker.companion.raw.decode()}


def test_an_honest_replacement_is_accepted(bridge: Bridge) -> None:
    assert bridge.accept("audit", **asked(Maker(**ONE).build()))["ballots"] == 2


@pytest.mark.parametrize("evil", OURS, ids=str)
def test_B5_B6_a_false_replacement_is_refused(bridge: Bridge, evil: Evil) -> None:
    answer = bridge.ask("audit", **asked(evil.make()))
    assert not answer["ok"], "the archive was accepted"
    assert answer["error"] == "InvalidProof"
    assert any(word in answer["message"] for word in ("eplacement", "spare", "replaced")), answer
