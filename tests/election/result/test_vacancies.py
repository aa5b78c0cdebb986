"""After the count: recounting, what-if by other rules, and casual vacancies."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import text

from ballot.board.companion import VacancyRecord
from ballot.election.log import entries
from ballot.election.paper.contests import RULES_OF_KIND, CandidateDraft, ContestDraft
from ballot.election.result import contests as contest_counts
from ballot.election.result.counting import (
    contests_without_sheet,
    election_result,
    enter_lot_seed,
    recount,
)
from ballot.election.result.publishing import declare_result, publish_result
from ballot.election.result.vacancies import fill_vacancy, prospect, seats, vacancies
from ballot.election.result.what_if import Alternative, alternatives, what_if
from ballot.errors import NotPermitted
from ballot.store import board
from ballot.verify import verify_archive
from tests.daily import daily
from tests.election.scenario import Scenario, contest, opened

FOUR = ("Amina Okafor", "Jonas Berg", "Li Wei", "Sofía Ruiz")
# 60 to 40: by votes the first two take both seats, by preferences each side gets one.
SLATES = [[1, 2, 0, 0]] * 3 + [[0, 0, 1, 2]] * 2
ROWS = [[[1, 1, 0, 0]], [[1, 1, 0, 0]], [[0, 0, 1, 0]]]
REASON = "Moved away in May"


def counted(database, contests, ballots, *, publish: bool = False) -> Scenario:
    """An election with these contests and ballots, counted."""
    scenario = opened(database, contests=contests, members=len(ballots))
    for member, chosen in enumerate(ballots):
        scenario.cast(scenario.ballot(member, *chosen))
    scenario.close()
    scenario.count()
    if publish:
        for waiting in scenario.look(contests_without_sheet):
            scenario.act(enter_lot_seed, waiting, "3 1 4")
        scenario.act(declare_result)
        scenario.act(publish_result, identity=scenario.identity)
    return scenario


def ranked(rule: str = "block", **values) -> ContestDraft:
    """Four candidates for two seats, ranked."""
    return contest(4, **{"kind": "ranked", "rule": rule, "seats": 2, **values})


def elected(scenario: Scenario, index: int = 0) -> list[str]:
    return [c.name for c in scenario.look(election_result).contests[index].candidates if c.elected]


def verdict(scenario: Scenario, folder) -> str:
    """What the verifier says about the files as they are now."""
    archive, companion = io.BytesIO(), io.BytesIO()
    scenario.look(lambda scene: board.write_archive(scene.session, scene.election, archive))
    scenario.look(lambda scene: board.write_companion(scene.session, scene.election, companion))
    path = folder / f"{scenario.uuid}.bel"
    path.write_bytes(archive.getvalue())
    path.with_suffix(".companion.jsonl").write_bytes(companion.getvalue())
    server = scenario.identity.key.public_hex
    return verify_archive(path, strict=True, jobs=1, server_key=server).verdict


# -- recounting


def test_a_recount_is_identical(sqlite) -> None:
    scenario = counted(sqlite, [ranked("scottish-stv"), contest(3, maximum=1)], [[row, [1, 0, 0]] for row in SLATES])
    assert [one.state for one in scenario.look(recount)] == ["identical", "identical"]


def test_a_recount_looks_at_the_board_and_not_at_what_is_in_memory(sqlite) -> None:
    scenario = counted(sqlite, [contest(3, maximum=1)], [[[1, 0, 0]]] * 2)
    assert elected(scenario) == ["Amina Okafor"]
    with sqlite.engine.connect() as connection, connection.begin():
        guards = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for trigger in guards:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        swapped = "replace(CAST(content AS TEXT), 'Amina Okafor', 'Jonas Berg!!')"
        connection.execute(text(f"UPDATE companion_record SET content = CAST({swapped} AS BLOB)"))
    found = scenario.look(recount)
    assert [one.state for one in found] == ["different"] and "Do not declare or publish" in found[0].sentence


def test_a_contest_without_a_count_says_why(sqlite) -> None:
    blank = [[0, 0, 0, 0]] * 2
    scenario = counted(
        sqlite, [ranked("scottish-stv"), contest(2, maximum=1)], [[blank[0], [1, 0]], [blank[1], [0, 1]]]
    )
    nobody, tied = scenario.look(recount)
    assert (nobody.state, tied.state) == ("no count", "no count")
    assert "nothing to count" in nobody.sentence and "public lot decides" in tied.sentence


# -- what if


def test_the_outcome_follows_from_the_rule(sqlite) -> None:
    scenario = counted(sqlite, [ranked()], [[row] for row in SLATES])
    assert elected(scenario) == ["Amina Okafor", "Jonas Berg"]
    other = scenario.look(what_if, 0, Alternative("scottish-stv"))
    assert other.sheet is not None and set(other.sheet.elected) == {"Amina Okafor", "Li Wei"}
    assert (other.gained, other.lost) == (("Li Wei",), ("Jonas Berg",))


@pytest.mark.parametrize("rule", daily(["av", "meek-prf"], RULES_OF_KIND["ranked"]))
def test_ranked_papers_can_be_counted_by_every_rule_that_fits(sqlite, rule) -> None:
    values = {"seats": 1} if rule in ("av", "majority-judgment") else {}
    grades = {"grades": ("Good", "Fair", "Poor", "Bad")} if rule == "majority-judgment" else {}
    rows = [[1, 2, 3, 4]] * 3 + [[4, 3, 1, 2]] * 2
    scenario = counted(sqlite, [ranked(rule, **values, **grades)], [[row] for row in rows])
    (count,) = scenario.look(contest_counts.contest_counts)
    found = alternatives(count)
    assert all(one.rule != rule for one in found)
    for one in found:
        made = scenario.look(what_if, 0, one)
        assert made.sheet is not None or (one.rule == "approval" and len(made.tied) == 4), made.sentence
    names = {one.rule for one in found}
    assert ("av" in names) is (rule != "av" and rule != "majority-judgment" and count.rule.seats == 1)
    assert len(names) == (1 if rule == "majority-judgment" else 8 if rule == "av" else 7)


def test_votes_that_were_only_added_up_can_be_counted_without_their_quota(sqlite) -> None:
    people = (("Amina", ()), ("Ben", ()), ("Dora", ("women",)))
    drafted = ContestDraft(
        title="Board",
        seats=2,
        maximum=2,
        candidates=tuple(CandidateDraft(name=name, groups=groups) for name, groups in people),
        quotas=("women>=1",),
    )
    scenario = counted(
        sqlite, [drafted, contest(3, maximum=1)], [[[1, 1, 0], [1, 0, 0]]] * 2 + [[[1, 0, 0], [1, 0, 0]]]
    )
    assert elected(scenario) == ["Amina", "Dora"]
    first, second = scenario.look(contest_counts.contest_counts)
    assert alternatives(first) == [Alternative("block", without_quotas=True)] and alternatives(second) == []
    other = scenario.look(what_if, 0, *alternatives(first))
    assert (other.gained, other.lost) == (("Ben",), ("Dora",))


def test_lists_can_be_counted_by_the_other_divisors(sqlite) -> None:
    rows = [[[[1, 1, 0], [0, 0, 0], [0, 0]]]] * 3 + [[[[0, 0, 0], [1, 1, 0], [0, 0]]], [[[0, 0, 0], [0, 0, 0], [1, 1]]]]
    scenario = counted(sqlite, [contest(4, kind="lists", seats=3)], rows)
    (count,) = scenario.look(contest_counts.contest_counts)
    assert count.totals == (3, 1) and count.blank == 1 and len(count.names) == 2
    assert [one.rule for one in alternatives(count)] == ["sainte-lague"]
    other = scenario.look(what_if, 0, Alternative("sainte-lague"))
    assert other.sheet is not None and sum(other.sheet.allocation.values()) == 3 and other.sheet.blank == "1"


def test_a_tie_of_the_other_count_is_said_and_not_broken(sqlite) -> None:
    rows = [[1, 2, 0, 0], [2, 1, 0, 0]]
    scenario = counted(sqlite, [ranked("block", seats=2)], [[row] for row in rows])
    open_ = scenario.look(what_if, 0, Alternative("schulze"))
    assert open_.sheet is not None  # both of the level ones have a seat
    one_seat = counted(sqlite, [ranked("schulze", seats=1)], [[[1, 2, 0, 0]], [[2, 1, 0, 0]], [[0, 0, 1, 0]]])
    tied = one_seat.look(what_if, 0, Alternative("block"))
    assert tied.sheet is None and len(tied.tied) == 3 and "leaves to a lot" in tied.sentence
    seeded = one_seat.look(what_if, 0, Alternative("block"), seed="7 31 44")
    assert seeded.sheet is not None and seeded.sheet.ties[0].seed == "7 31 44"


@pytest.mark.parametrize(
    ("index", "rule", "without"),
    [(0, "dhondt", False), (0, "block", False), (0, "av", False), (0, "scottish-stv", True), (1, "block", False)],
)
def test_a_count_that_does_not_fit_is_refused(sqlite, index, rule, without) -> None:
    scenario = counted(sqlite, [ranked()], [[row] for row in SLATES])
    with pytest.raises(NotPermitted, match="cannot be counted in this way"):
        scenario.look(what_if, index, Alternative(rule, without_quotas=without))


# -- vacancies


def test_the_next_one_follows_and_the_others_stay(sqlite, tmp_path) -> None:
    scenario = counted(sqlite, [ranked("scottish-stv")], [[row] for row in SLATES], publish=True)
    before = scenario.look(election_result)
    (sitting,) = scenario.look(seats)
    assert [name for _, name in sitting.members] == ["Amina Okafor", "Li Wei"]
    assert scenario.look(prospect, 0, 0).successors == ("Jonas Berg",)
    made = scenario.act(fill_vacancy, 0, 0, REASON, identity=scenario.identity)
    assert (made.departed, made.successors, made.number) == ("Amina Okafor", ("Jonas Berg",), 1)
    assert scenario.look(election_result) == before
    assert "Moved away in May" in scenario.look(entries)[0].sentence
    assert verdict(scenario, tmp_path) == "valid"
    again = scenario.act(fill_vacancy, 0, 1, "Does not take the seat", identity=scenario.identity)
    assert (again.number, again.successors) == (2, ("Sofía Ruiz",)) and set(again.members) == {"Li Wei", "Sofía Ruiz"}
    assert [one.departed for one in scenario.look(vacancies)] == ["Amina Okafor", "Jonas Berg"]
    assert verdict(scenario, tmp_path) == "valid"
    assert "Nobody else stood" in scenario.look(prospect, 0, 2).refusal
    with pytest.raises(NotPermitted, match="Nobody else stood"):
        scenario.act(fill_vacancy, 0, 2, REASON)


def test_a_vacancy_of_a_contest_by_votes(sqlite, tmp_path) -> None:
    rows = [[[1, 1, 0, 0]], [[1, 0, 1, 0]], [[1, 1, 0, 0]]]
    scenario = counted(sqlite, [contest(4, seats=2, maximum=2)], rows, publish=True)
    made = scenario.act(fill_vacancy, 0, 1, REASON, identity=scenario.identity)
    assert made.successors == ("Li Wei",) and verdict(scenario, tmp_path) == "valid"


def test_a_tie_for_a_vacancy_waits_for_the_lot(sqlite, tmp_path) -> None:
    rows = [[[1, 0, 0]], [[1, 0, 0]], [[0, 1, 0]], [[0, 0, 1]]]
    scenario = counted(sqlite, [contest(3, maximum=1)], rows, publish=True)
    assert "Jonas Berg, Li Wei" in scenario.look(prospect, 0, 0).tie
    with pytest.raises(NotPermitted, match="public lot decides"):
        scenario.act(fill_vacancy, 0, 0, REASON)
    assert scenario.look(vacancies) == []
    made = scenario.act(fill_vacancy, 0, 0, REASON, "7 31 44", identity=scenario.identity)
    (record,) = scenario.look(lambda scene: board.companion_records_of(scene.session, scene.election, VacancyRecord))
    assert record.seed == "7 31 44" and made.sheet.ties[0].seed == "7 31 44"
    assert verdict(scenario, tmp_path) == "valid"


@pytest.mark.parametrize(
    ("rule", "values"),
    [("schulze", {}), ("majority-judgment", {"seats": 1, "grades": ("A", "B", "C", "D")}), ("block", {"reopen": True})],
)
def test_rules_without_a_recount_say_so(sqlite, rule, values) -> None:
    rows = [[1, 2, 3, 4]] * 3
    rows = [[*row, 5] for row in rows] if values.get("reopen") else rows
    scenario = counted(sqlite, [ranked(rule, **values)], [[row] for row in rows], publish=True)
    (sitting,) = scenario.look(seats)
    assert sitting.members == () and "recount for a vacancy" in sitting.refusal
    with pytest.raises(NotPermitted, match="recount for a vacancy"):
        scenario.act(fill_vacancy, 0, 0, REASON)


def test_lists_have_their_own_order(sqlite) -> None:
    rows = [[[[1, 1, 0], [0, 0, 0], [0, 0]]]] * 2
    scenario = counted(sqlite, [contest(4, kind="lists", seats=3)], rows, publish=True)
    assert "use the next in order" in scenario.look(seats)[0].refusal


@pytest.mark.parametrize(
    ("index", "candidate", "reason", "seed", "sentence"),
    [
        (0, 2, REASON, "", "does not sit now"),
        (0, 99, REASON, "", "does not sit now"),
        (0, -1, REASON, "", "does not sit now"),
        (1, 0, REASON, "", "no such contest"),
        (-1, 0, REASON, "", "no such contest"),
        (0, 0, "  ", "", "reason is missing"),
        (0, 0, REASON, "dice 1 2 3", "needs no lot"),
    ],
)
def test_what_is_no_vacancy(sqlite, index, candidate, reason, seed, sentence) -> None:
    scenario = counted(sqlite, [contest(4, seats=2, maximum=2)], ROWS, publish=True)
    with pytest.raises(NotPermitted, match=sentence):
        scenario.act(fill_vacancy, index, candidate, reason, seed)
    assert scenario.look(vacancies) == []


def test_there_is_no_vacancy_before_the_result_is_published(sqlite) -> None:
    scenario = counted(sqlite, [contest(4, seats=2, maximum=2)], ROWS)
    for act in (lambda: scenario.look(seats), lambda: scenario.act(fill_vacancy, 0, 0, REASON)):
        with pytest.raises(NotPermitted, match="only while the election is published"):
            act()


def test_counts_of_few_elections_are_kept(sqlite) -> None:
    made = [counted(sqlite, [contest(2, maximum=1)], [[[1, 0]], [[1, 0]]]) for _ in range(3)]
    for scenario in made:
        assert elected(scenario) == ["Amina Okafor"]
    assert len(contest_counts._counts) == 2
    with pytest.raises(NotPermitted, match="not been opened"):
        opened(sqlite).look(contest_counts.contest_counts)
