# SPDX-License-Identifier: Apache-2.0
"""T16: the trustees' page knows which mixers were excused, and finds every fault of an excusal (check 7.2)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.attacks.corpus import EVIL, Evil
from tests.attacks.corpus.ranked import EXCUSED
from tests.factory.elections import Maker
from tests.frontend.bridge import Bridge

OURS = [evil for evil in EVIL if evil.failed == {"7.2"} and "excused" in evil.name]


def asked(maker: Maker) -> dict[str, Any]:
    """Archive and companion as the bridge takes them."""
    return {"archive": base64.b64encode(maker.archive).decode(), "companion": maker.companion.raw.decode()}


def test_an_excused_mixer_need_not_shuffle(bridge: Bridge) -> None:
    assert bridge.accept("audit", **asked(Maker(**EXCUSED).build()))["mixers"] == [1, 3]


def test_excused_before_the_first_shuffle(bridge: Bridge) -> None:
    maker = Maker(**{**EXCUSED, "until": "EncryptedTally"}).build()
    assert bridge.accept("audit", **asked(maker))["mixers"] == []


@pytest.mark.parametrize("evil", OURS, ids=str)
def test_T16_an_excusal_that_does_not_hold_is_refused(bridge: Bridge, evil: Evil) -> None:
    answer = bridge.ask("audit", **asked(evil.make()))
    assert not answer["ok"], "the archive was accepted"
    assert answer["error"] == "InvalidProof"
    assert "excus" in answer["message"] or "are missing" in answer["message"], answer
