"""The running total gives the same tally as adding up all ballots, whenever it was brought up to date."""

from __future__ import annotations

import random

import pytest

from ballot.election.board_facts import context_of
from ballot.election.custody.agreement import disagreements
from ballot.election.voting import running_totals
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.board import RunningTotal
from tests.election.scenario import contest, opened


def total(scenario):
    """Return the records of the tally as closing would make them."""
    return scenario.look(lambda scene: running_totals.total_of(scene, context_of(scene)).records())


@pytest.mark.parametrize("seed", range(4))
def test_totals_with_ballots_replaced_at_any_time(database, monkeypatch, seed) -> None:
    chance = random.Random(seed)
    election = opened(database, re_voting=True, members=5, weights=[5, 1, 2, 1, 7], contests=[contest(3), contest()])
    number = election.look(lambda scene: scene.election.id)
    for _ in range(14):
        member = chance.randrange(5)
        first, second = [0, 0, 0], [0, 0]
        first[chance.randrange(3)] = second[chance.randrange(2)] = 1
        election.cast(election.ballot(member, first, second))
        if chance.random() < 0.4:
            running_totals.bring_up_to_date(election.database, number)
    anew = total(election)
    monkeypatch.setattr(running_totals, "ADDED_ANEW", 0)
    stored = election.look(lambda scene: scene.session.get(RunningTotal, number))
    assert stored is not None and 0 < stored.ballots <= 5
    assert total(election) == anew
    election.close()
    event = election.on_board(board.events_of_type, EventType.ENCRYPTED_TALLY)[0]
    assert tuple(election.on_board(board.data_of, event.height)) == anew


def test_the_box_keeps_the_total_up_to_date_and_few_ballots_are_added_anew(sqlite, monkeypatch) -> None:
    monkeypatch.setattr(running_totals, "STEP", 2)
    election = opened(sqlite)
    for member in range(4):
        election.cast(election.ballot(member))
    number = election.look(lambda scene: scene.election.id)
    stored = election.look(lambda scene: scene.session.get(RunningTotal, number))
    assert (stored.height, stored.ballots) == (3, 3)
    right = total(election)

    def spoil(scene):
        scene.session.get(RunningTotal, number).sums = b"not a tally"

    assert election.look(disagreements) == []
    election.act(spoil)
    assert total(election) == right
    assert len(election.look(disagreements)) == 1


def test_a_total_that_is_not_the_sum_is_found_out(sqlite) -> None:
    election = opened(sqlite)
    number = election.look(lambda scene: scene.election.id)
    election.cast(election.ballot(0))
    running_totals.bring_up_to_date(election.database, number)
    assert election.look(disagreements) == []

    def spoil(scene):
        scene.session.get(RunningTotal, number).ballots = 2

    election.act(spoil)
    assert election.look(disagreements) == ["The running total is not the sum of the ballots on the board."]


def test_an_older_total_never_replaces_a_newer_one(sqlite, monkeypatch) -> None:
    election = opened(sqlite)
    number = election.look(lambda scene: scene.election.id)
    election.cast(election.ballot(0))
    add_up = running_totals._sum

    def slow(*arguments):
        result = add_up(*arguments)
        monkeypatch.setattr(running_totals, "_sum", add_up)
        election.cast(election.ballot(1))
        running_totals.bring_up_to_date(election.database, number)
        return result

    monkeypatch.setattr(running_totals, "_sum", slow)
    running_totals.bring_up_to_date(election.database, number)
    stored = election.look(lambda scene: scene.session.get(RunningTotal, number))
    assert (stored.height, stored.ballots) == (2, 2)


def test_ranked_contests_have_no_running_total(sqlite, monkeypatch) -> None:
    monkeypatch.setattr(running_totals, "STEP", 1)
    election = opened(sqlite, contests=[contest(3, kind="ranked", rule="av")])
    election.cast(election.ballot(0, [1, 2, 3]))
    number = election.look(lambda scene: scene.election.id)
    running_totals.bring_up_to_date(election.database, number)
    assert election.look(lambda scene: scene.session.get(RunningTotal, number)) is None
