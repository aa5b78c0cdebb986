"""Rows of the attack catalogue whose test is an archive of the corpus: each has one, and each such archive is invalid.

B1, B2, B3, B4, B5, B8, B10, B11, B12, B13, B15, B19, B20, B21, B22, C1, C2, C3, C4, C5, C6, C7, C9, C10, C11, C12, C13,
C14, C15, C16, C18, C19, C24, P10, T1, T2, T3, T5, T6, T7, T8, T9, T10, T11, T12, T15, T16, T17, T18, T19.
"""

from __future__ import annotations

import re

import pytest

from tests.attacks.corpus import EVIL
from tests.attacks.verdicts import examine, verdict_of
from tests.factory.elections import Maker

assert __doc__ is not None
ROWS = re.findall(r"\b[BCPT]\d+\b", __doc__)


@pytest.mark.parametrize("row", ROWS)
def test_row_has_an_evil_archive(row: str) -> None:
    of_row = [evil for evil in EVIL if row in evil.rows.split()]
    assert of_row, f"no archive of the corpus stands for {row}"
    without_options = [evil for evil in of_row if evil.options is None]
    for evil in without_options[:2]:
        assert verdict_of(evil.make())[0] == "invalid"


def test_names_are_distinct() -> None:
    assert len({str(evil) for evil in EVIL}) == len(EVIL)


def test_b11_phi_does_not_change_with_the_weights_but_the_setup_event_does() -> None:
    """Why mails, receipts and pages name the Setup event: phi covers neither credentials, weights nor trustees."""
    maker = Maker(weights=(1, 1)).build()
    phi, setup = maker.context.phi, maker.event_hashes[0]
    values = {checksum.name: checksum.value for checksum in examine(maker).checksums}
    assert phi in values.values()
    assert setup in values.values()
    maker.weights = (5, 1)
    ballots = maker.ballots
    maker.tamper["ballots"] = lambda maker, made: ballots
    maker.make_setup()
    for stage in ("ballots", "tally", "shuffles", "shares", "result", "archive", "companion"):
        getattr(maker, f"make_{stage}")()
    assert maker.context.phi == phi
    assert maker.event_hashes[0] != setup
    assert verdict_of(maker)[0] == "valid", "nothing inside the archive can show it"
    assert phi in {checksum.value for checksum in examine(maker).checksums}
    assert setup not in {checksum.value for checksum in examine(maker).checksums}
