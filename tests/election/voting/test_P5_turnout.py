"""P5: the turnout that everybody sees says nothing about who has voted, or when a single member did."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot.election.voting import turnout
from ballot.election.voting.turnout import (
    EDGE,
    MOST_POINTS,
    SMALLEST_GROUP,
    SMALLEST_STEP,
    Group,
    Point,
    safe_groups,
    step_line,
    thinned,
)
from ballot.store.models.roll import Member
from tests.election.scenario import START, frozen, opened

HOUR = dt.timedelta(hours=1)
moments = st.lists(st.integers(0, 47 * 60).map(lambda minutes: START + dt.timedelta(minutes=minutes)), max_size=120)


def hours(*counts: int) -> list[dt.datetime]:
    """Return moments, so many in each hour."""
    return [
        START + number * HOUR + dt.timedelta(minutes=5) for number, count in enumerate(counts) for _ in range(count)
    ]


def line(counts: list[int], end: float, *, final: bool) -> list[tuple[float, int]]:
    found = step_line(hours(*counts), START, START + end * HOUR, HOUR, final=final)
    return [((point.until - START) / HOUR, point.voters) for point in found]


@given(moments, st.booleans())
def test_a_step_holds_nobody_or_many(given_moments: list[dt.datetime], final: bool) -> None:
    end = START + 47.5 * HOUR
    points = [0, *(point.voters for point in step_line(given_moments, START, end, HOUR, final=final))]
    assert all(one == other or other - one >= SMALLEST_STEP for one, other in pairwise(points))
    assert not final or points[-1] in (0, len(given_moments))


def test_steps_with_few_are_shown_with_the_next_ones() -> None:
    assert line([3, 0, 8, 0], 4, final=False) == [(3, 11), (4, 11)]
    assert line([12, 3], 2, final=False) == [(1, 12)], "the last three wait for others"
    assert line([12, 3], 2.5, final=True) == [(2.5, 15)], "at the end they are not shown alone"
    assert line([12, 10, 3], 3, final=True) == [(1, 12), (3, 25)]
    assert line([0, 0], 2, final=False) == [(1, 0), (2, 0)]
    assert line([9], 3, final=True) == []
    assert line([0, 30], 1.5, final=False) == [(1, 0)], "an hour that is not over shows nothing"


@pytest.mark.parametrize("number", [0, 1, 71, 72, 73, 144, 145, 9000])
def test_a_long_voting_shows_fewer_of_the_same_points(number: int) -> None:
    """Lines of different steps, before and after a later end, could be subtracted from each other."""
    points = [Point(START + hour * HOUR, 10 * hour) for hour in range(1, number + 1)]
    shown = thinned(points)
    assert set(shown) <= set(points) and len(shown) <= MOST_POINTS and shown[-1:] == points[-1:]
    assert shown == sorted(shown, key=lambda point: point.until)


groups_ = st.lists(
    st.tuples(st.integers(1, 80), st.integers(0, 80)).map(lambda pair: (pair[0], min(pair))), min_size=1, max_size=12
)


@given(groups_)
def test_no_group_and_no_difference_says_something_of_one_member(pairs: list[tuple[int, int]]) -> None:
    groups = [Group(f"{number:02}", members, voters) for number, (members, voters) in enumerate(pairs)]
    shown = safe_groups(groups)
    assert len(shown) != 1
    for group in shown:
        assert group.members >= SMALLEST_GROUP and EDGE <= group.voters <= group.members - EDGE
    if shown:  # so that nothing is left to be found by subtraction from the whole
        assert sum(group.members for group in shown) == sum(group.members for group in groups)
        assert sum(group.voters for group in shown) == sum(group.voters for group in groups)


def test_small_countries_are_shown_together() -> None:
    groups = [Group("FR", 100, 60), Group("BR", 40, 20), Group("", 19, 5), Group("KE", 5, 4)]
    assert [(one.country, one.members, one.others) for one in safe_groups(groups)] == [
        ("FR", 100, False), ("BR", 40, False), ("…", 24, True),
    ]  # fmt: skip
    # Five alone would be found by subtraction: the smallest that could be shown goes with them.
    assert [one.members for one in safe_groups([*groups[:2], groups[3]])] == [100, 45]
    assert safe_groups([Group("FR", 100, 60), Group("KE", 5, 4)]) == [], "then it is the whole roll, and no country"
    assert safe_groups([Group("FR", 100, 60), Group("BR", 40, 40)]) == [], (
        "who sees that all of them have voted knows it"
    )


def test_what_is_shown_changes_only_at_the_end_of_a_step(sqlite, time) -> None:
    election = opened(sqlite, members=25)

    def spend(scene) -> None:
        for member in scene.session.query(Member).limit(12):
            member.spent_at = START + dt.timedelta(minutes=1)

    election.act(spend)
    look = lambda: election.look(lambda scene: turnout.turnout(scene, time.now()))  # noqa: E731
    assert look().voters == 0
    time.move(hours=3)
    shown = look()
    assert (shown.voters, shown.members, shown.groups) == (12, 25, ())
    assert shown.line[-1].until <= time.now()


def test_who_may_see_it_and_when(sqlite, time) -> None:
    waiting = frozen(sqlite)
    assert not waiting.look(lambda scene: turnout.is_shown(scene.election, time.now()))
    election = opened(sqlite)
    for wanted in (True, False):
        election.act(lambda scene, wanted=wanted: setattr(scene.election, "turnout_public", wanted))
        assert election.look(lambda scene: turnout.is_shown(scene.election, time.now())) is wanted
    for member in range(2):
        election.cast(election.ballot(member))
    election.close()
    assert election.look(lambda scene: turnout.is_shown(scene.election, time.now())), "when it is over, everybody"


def test_where_a_registrar_issued_the_tokens_only_the_number_is_known(sqlite, time, monkeypatch) -> None:
    election = opened(sqlite, members=25)
    election.cast(election.ballot(0))
    monkeypatch.setattr("ballot.election.voting.turnout.is_registrars", lambda election: True)
    assert election.look(lambda scene: turnout.turnout(scene, time.now())).voters == 0, "not before its portion"
    election.show()
    shown = election.look(lambda scene: turnout.turnout(scene, time.now()))
    assert (shown.voters, shown.members, shown.line, shown.groups, shown.timeless) == (1, 25, (), (), True)
