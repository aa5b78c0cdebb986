"""P1: from the command line, too, nobody freezes an election whose result may show votes without saying so."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_P1_a_small_election_is_frozen_only_with_consent(desk: Desk) -> None:
    uuid = desk.create()
    desk.keygen("Amina", "Jonas")
    answers = desk.rehearse(uuid, "Amina", "Jonas")
    sentence = desk.refused("election", "freeze", uuid, *answers, "--merge-file", "tokens.csv")
    assert "Only 5 members may vote" in sentence and not desk.path("tokens.csv").exists()
    said = desk.must("election", "freeze", uuid, "--accept-risk", *answers, "--merge-file", "tokens.csv")
    assert "Frozen, with tokens for 5 members." in said
