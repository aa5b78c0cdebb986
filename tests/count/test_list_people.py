"""Who gets the seats of a list: closed, open and flexible lists, exactly, and against a second count."""

from __future__ import annotations

from itertools import starmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot.count import LISTS, ListCandidate, Rule, Sheet, count_totals, describe_rule
from ballot.count.list_people import LIST_TYPES
from ballot.count.sheet import Tie
from ballot.errors import CountNeedsLot, InvalidCount
from tests.count.strategies import quick

PEOPLE = (
    (("Ada", 10), ("Ben", 40), ("Cem", 5), ("Dora", 40)),
    (("Eva", 12), ("Finn", 9), ("Gül", 9)),
)
TOTALS = (60, 30)


def counted(rule: Rule, totals=TOTALS, people=PEOPLE, **more) -> Sheet:
    names = ["One", "Two", "Three"][: len(totals)]
    return count_totals(rule, names, totals, people=tuple(tuple(starmap(ListCandidate, row)) for row in people), **more)


def elected(sheet: Sheet) -> dict[str, list[str]]:
    return {name: [person.name for person in row if person.elected] for name, row in sheet.people.items()}


def test_a_closed_list_fills_its_seats_in_its_own_order() -> None:
    sheet = counted(Rule("dhondt", 3, list_type="closed"))
    assert sheet.allocation == {"One": 2, "Two": 1}
    assert elected(sheet) == {"One": ["Ada", "Ben"], "Two": ["Eva"]}
    assert [person.votes for person in sheet.people["One"]] == [""] * 4  # they do not count
    assert sheet.ties == ()


def test_an_open_list_goes_by_votes_and_then_by_its_order() -> None:
    sheet = counted(Rule("dhondt", 2, list_type="open"), totals=(60, 20))
    assert elected(sheet) == {"One": ["Ben", "Dora"], "Two": []}
    assert [(person.name, person.votes) for person in sheet.people["One"]] == [
        ("Ben", "40"), ("Dora", "40"), ("Ada", "10"), ("Cem", "5"),
    ]  # fmt: skip
    assert sheet.ties == ()  # both of the tied have a seat
    one = counted(Rule("dhondt", 1, list_type="open"))
    assert elected(one) == {"One": ["Ben"], "Two": []}
    assert one.ties == (Tie(("Ben", "Dora"), 1, "list order", purpose="seat", chosen=("Ben",)),)


@pytest.mark.parametrize(
    ("lift", "order", "tied"),
    [
        (8, ["Ben", "Dora", "Ada", "Cem"], True),  # Cem has 5 of 60, which are 8.33 percent: lifted, but last
        (16, ["Ben", "Dora", "Ada", "Cem"], True),  # Ada's 10 are 16.67 percent
        (17, ["Ben", "Dora", "Ada", "Cem"], True),
        (66, ["Ben", "Dora", "Ada", "Cem"], True),
        (67, ["Ada", "Ben", "Cem", "Dora"], False),  # 40 are 66.67 percent: nobody is lifted
    ],
)
def test_a_share_of_the_lists_votes_lifts_a_candidate(lift: int, order: list[str], tied: bool) -> None:
    sheet = counted(Rule("dhondt", 1, list_type="flexible", lift=lift))
    assert [person.name for person in sheet.people["One"]] == order
    assert bool(sheet.ties) is tied


def test_exactly_the_share_is_enough() -> None:
    people = ((("Ada", 0), ("Ben", 24), ("Cem", 25)),)
    for lift, first in ((25, "Cem"), (26, "Ada")):
        sheet = counted(Rule("dhondt", 1, list_type="flexible", lift=lift), totals=(100,), people=people)
        assert elected(sheet) == {"One": [first]}


def test_a_list_gets_no_more_seats_than_it_has_people() -> None:
    people = ((("Ada", 60),), (("Eva", 12), ("Finn", 9)), (("Kai", 1),))
    sheet = counted(Rule("dhondt", 4, list_type="closed"), totals=(60, 30, 20), people=people)
    assert sheet.allocation == {"One": 1, "Two": 2, "Three": 1} and sheet.empty == 0
    assert sheet.last_quotient == (15, 1)
    more = counted(Rule("dhondt", 6, list_type="closed"), totals=(60, 30, 0), people=people)
    assert more.allocation == {"One": 1, "Two": 2, "Three": 0} and more.empty == 3  # no seat without a vote


def test_the_lot_decides_between_lists_and_the_order_within_them() -> None:
    people = ((("Ada", 3), ("Ben", 3)), (("Eva", 2), ("Finn", 5)))
    rule = Rule("sainte-lague", 1, list_type="open")
    with pytest.raises(CountNeedsLot, match="One, Two have equal quotients"):
        counted(rule, totals=(7, 7), people=people)
    sheet = counted(rule, totals=(7, 7), people=people, seed="7 31 44")
    assert [tie.method for tie in sheet.ties][:1] == ["lot"]
    assert sum(map(len, elected(sheet).values())) == 1


def test_a_list_that_withdrew_has_no_people_in_the_result() -> None:
    sheet = counted(Rule("dhondt", 2, list_type="open"), withdrawn=frozenset({0}))
    assert elected(sheet) == {"Two": ["Eva", "Finn"]}


def test_without_a_rule_for_people_lists_are_counted_as_such() -> None:
    sheet = counted(Rule("dhondt", 9))
    assert sheet.people == {} and sum(sheet.allocation.values()) == 9


@pytest.mark.parametrize(
    ("rule", "people", "words"),
    [
        (Rule("dhondt", 2, list_type="loose"), PEOPLE, "not 'loose'"),
        (Rule("dhondt", 2, list_type="flexible"), PEOPLE, "1 to 100 percent"),
        (Rule("dhondt", 2, list_type="flexible", lift=101), PEOPLE, "1 to 100 percent"),
        (Rule("dhondt", 2, list_type="open", lift=5), PEOPLE, "no other"),
        (Rule("dhondt", 2, list_type="open"), PEOPLE[:1], "candidates of 1 are known"),
    ],
)
def test_what_cannot_be_followed_is_refused(rule: Rule, people, words: str) -> None:
    with pytest.raises(InvalidCount, match=words):
        counted(rule, people=people)


def test_the_rule_in_words_says_who_gets_the_seats() -> None:
    closed, open_, flexible = (
        describe_rule(Rule("dhondt", 3, list_type=kind, lift=lift), 0, 1)
        for kind, lift in (("closed", 0), ("open", 0), ("flexible", 5))
    )
    assert closed.endswith("The seats of a list go to its candidates in the order of the list.")
    assert "with the most votes; if they are equal, the order decides." in open_
    assert "at least 5 percent" in flexible


votes = st.integers(0, 20)


@quick
@given(st.data(), st.sampled_from(LISTS), st.sampled_from(LIST_TYPES), st.integers(1, 9), st.integers(1, 100))
def test_against_a_second_count(data, name: str, kind: str, seats: int, lift: int) -> None:
    """One seat after the other, and within a list one candidate after the other."""
    totals = data.draw(st.lists(st.integers(1, 20), min_size=1, max_size=3))
    people = [[(f"P{i}{j}", data.draw(st.integers(0, total))) for j in range(data.draw(st.integers(1, 4)))]
              for i, total in enumerate(totals)]  # fmt: skip
    rule = Rule(name, seats, list_type=kind, lift=lift if kind == "flexible" else 0)
    sheet = counted(rule, totals=totals, people=people, seed="1 2 3")
    assert sum(sheet.allocation.values()) == min(seats, sum(map(len, people))) == seats - sheet.empty
    for listed, total, row in zip(sheet.people, totals, people, strict=True):
        left, order = list(row), []
        while left:
            able = {
                "closed": [],
                "open": left,
                "flexible": [one for one in left if one[1] and one[1] / total * 100 >= lift - 1e-9],
            }[kind]
            best = max(able, key=lambda one: one[1]) if able else left[0]  # the first of several
            left.remove(best)
            order.append(best[0])
        assert [person.name for person in sheet.people[listed]] == order
        assert [person.elected for person in sheet.people[listed]] == [
            place < sheet.allocation[listed] for place in range(len(order))
        ]
