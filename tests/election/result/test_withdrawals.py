"""A candidate withdraws between the freeze and the opening of the count; the count passes them over."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ballot.board.companion import WithdrawalRecord
from ballot.election import acts, proposals
from ballot.election.log import entries
from ballot.election.paper.contests import CandidateDraft, ContestDraft
from ballot.election.result.counting import election_result
from ballot.election.result.open import open_count
from ballot.election.result.public_view import companion_stream
from ballot.election.result.publishing import declare_result, publish_result
from ballot.election.result.withdrawals import (
    KIND,
    who_can_withdraw,
    withdraw_candidate,
    withdrawals,
    withdrawn_names,
)
from ballot.election.tally.shares import accept_partial_decryption
from ballot.election.voting.booth import booth_data
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.store import board
from ballot.store.models.board import BoardHead
from ballot.verify import verify_archive
from tests.election.closing.test_times import confirm, propose, with_two_officers
from tests.election.scenario import Scenario, contest, frozen, opened

REASON = "By letter of 2 March"


def board_seat(**values):
    """Four candidates for two seats."""
    return contest(4, **{"seats": 2, "maximum": 2, **values})


def names(scenario: Scenario) -> list[str]:
    return [one.name for one in scenario.look(withdrawals)]


def verdict(scenario: Scenario, folder: Path) -> str:
    """What the verifier says about the files as they are now."""
    archive, companion = io.BytesIO(), io.BytesIO()
    scenario.look(lambda scene: board.write_archive(scene.session, scene.election, archive))
    scenario.look(lambda scene: board.write_companion(scene.session, scene.election, companion))
    path = folder / f"{scenario.uuid}.bel"
    path.write_bytes(archive.getvalue())
    path.with_suffix(".companion.jsonl").write_bytes(companion.getvalue())
    return verify_archive(path, strict=True, jobs=1).verdict


@pytest.mark.parametrize("state", ["frozen", "open", "closed"])
def test_a_withdrawn_candidate_cannot_be_elected(sqlite, tmp_path, state) -> None:
    scenario = frozen(sqlite, contests=[board_seat()])
    for step in ("frozen", "open", "closed"):
        if step == "open":
            scenario.act(open_voting)
            scenario.cast(scenario.ballot(0, [1, 1, 0, 0]))
            scenario.cast(scenario.ballot(1, [1, 0, 1, 0]))
            scenario.cast(scenario.ballot(2, [1, 1, 0, 0]))
        if step == "closed":
            scenario.close()
        if step == state:
            scenario.act(withdraw_candidate, 0, 0, REASON)
            assert verdict(scenario, tmp_path) == "valid so far"
    scenario.count()
    (result,) = scenario.look(election_result).contests
    assert {c.name for c in result.candidates if c.elected} == {"Jonas Berg", "Li Wei"}
    assert [c.withdrawn for c in result.candidates] == [True, False, False, False]
    scenario.act(declare_result)
    scenario.act(publish_result, identity=scenario.identity)
    assert verdict(scenario, tmp_path) == "valid"


def test_it_is_written_down_at_once_for_everybody(sqlite) -> None:
    scenario = opened(sqlite, contests=[board_seat()])
    scenario.cast(scenario.ballot(0, [1, 1, 0, 0]))
    last = scenario.look(lambda scene: scene.session.get(BoardHead, scene.election.id).hash)
    scenario.act(withdraw_candidate, 0, 2, REASON)
    (record,) = scenario.look(lambda scene: board.companion_records_of(scene.session, scene.election, WithdrawalRecord))
    assert record == WithdrawalRecord(last, 0, 2, REASON)
    scenario.show()  # in the companion file with the next portion of ballots, like the event that it names
    assert b'"record":"withdrawal"' in b"".join(scenario.look(lambda scene: list(companion_stream(scene))))
    told = scenario.look(booth_data, identity=scenario.identity)["contests"][0]["candidates"]
    assert [candidate.get("withdrawn", False) for candidate in told] == [False, False, True, False]
    assert scenario.look(withdrawn_names) == {0: {"Li Wei": REASON}}
    assert "Li Wei has withdrawn from “Executive”" in scenario.look(entries)[0].sentence


def test_who_can_withdraw_and_what_happens_then(sqlite) -> None:
    scenario = frozen(
        sqlite,
        contests=[
            board_seat(reopen=True, maximum=3),
            board_seat(title="Kept", withdrawals=False),
            contest(3, title="Chair", kind="ranked", seats=1),
            contest(4, title="Council", kind="lists", seats=3),
        ],
    )
    found = scenario.look(who_can_withdraw)
    assert [(one.contest, one.candidate) for one in found] == [
        *((0, candidate) for candidate in range(4)),
        *((2, candidate) for candidate in range(3)),
        *((3, candidate) for candidate in range(2)),
    ]
    assert found[0].consequences[1] == "3 candidates will be left for 2 seats."
    assert "uncontested" not in " ".join(found[0].consequences)
    assert "next preference" in found[4].consequences[0] and "list" in found[7].consequences[0]


def test_a_contest_that_is_left_without_competition_is_declared(sqlite, tmp_path) -> None:
    scenario = opened(sqlite, contests=[board_seat(title="Chair"), contest(3, title="List", kind="ranked", seats=2)])
    scenario.cast(scenario.ballot(0, [1, 1, 0, 0], [1, 2, 0]))
    scenario.cast(scenario.ballot(1, [1, 0, 0, 0], [0, 0, 0]))
    for candidate in (0, 1):
        standing = next(s for s in scenario.look(who_can_withdraw) if (s.contest, s.candidate) == (0, candidate))
        assert ("uncontested" in " ".join(standing.consequences)) is bool(candidate)
        scenario.act(withdraw_candidate, 0, candidate, REASON)
    one_left = next(s for s in scenario.look(who_can_withdraw) if s.contest == 0)
    assert "1 seat will stay empty." in one_left.consequences
    scenario.act(withdraw_candidate, 0, 2, REASON)
    scenario.act(withdraw_candidate, 1, 0, REASON)
    (last,) = [s for s in scenario.look(who_can_withdraw) if s.contest == 0]
    assert "Nobody else stands" in last.refusal
    with pytest.raises(NotPermitted, match="Nobody else stands"):
        scenario.act(withdraw_candidate, 0, 3, REASON)
    scenario.close()
    scenario.count()
    chair, others = scenario.look(election_result).contests
    assert chair.sentence == "Uncontested, and declared elected: Sofía Ruiz. 1 seat stays empty."
    assert others.sentence == "Uncontested, and declared elected: Jonas Berg and Li Wei."
    scenario.act(declare_result)
    assert verdict(scenario, tmp_path) == "valid"


def test_quotas_by_group_must_stay_possible(sqlite) -> None:
    people = tuple(
        CandidateDraft(name=name, groups=groups)
        for name, groups in (("Amina", ("women",)), ("Ben", ()), ("Cem", ()), ("Dora", ("women",)))
    )
    drafted = ContestDraft(title="Board", seats=2, maximum=2, candidates=people, quotas=("women>=half-up",))
    scenario = frozen(sqlite, contests=[drafted])
    scenario.act(withdraw_candidate, 0, 0, REASON)
    refused = {one.name: one.refusal for one in scenario.look(who_can_withdraw)}
    assert "The quota for “women” cannot be met" in refused["Dora"] and not refused["Ben"]
    with pytest.raises(NotPermitted, match="Dora cannot withdraw: .*quota for “women”"):
        scenario.act(withdraw_candidate, 0, 3, REASON)
    assert names(scenario) == ["Amina"]


@pytest.mark.parametrize(
    ("contest_", "candidate", "reason", "sentence"),
    [
        (0, 4, REASON, "No such candidate"),
        (0, -1, REASON, "No such candidate"),
        (2, 0, REASON, "no such contest"),
        (-1, 0, REASON, "no such contest"),
        (1, 0, REASON, "charter of this election does not permit"),
        (0, 0, "", "reason is missing"),
        (0, 0, "two\nlines", "line break"),
        (0, 0, "x" * 1001, "longer than 1000"),
    ],
)
def test_what_cannot_be_written_down(sqlite, contest_, candidate, reason, sentence) -> None:
    scenario = frozen(sqlite, contests=[board_seat(), board_seat(title="Kept", withdrawals=False)])
    with pytest.raises(NotPermitted, match=sentence):
        scenario.act(withdraw_candidate, contest_, candidate, reason)
    assert names(scenario) == []


def test_nobody_withdraws_twice(sqlite) -> None:
    scenario = frozen(sqlite, contests=[board_seat()])
    scenario.act(withdraw_candidate, 0, 0, REASON)
    with pytest.raises(NotPermitted, match="stands in “Executive” any more"):
        scenario.act(withdraw_candidate, 0, 0, REASON)


def test_nobody_withdraws_when_the_count_has_begun(sqlite) -> None:
    scenario = opened(sqlite, contests=[board_seat()])
    for member in range(2):
        scenario.cast(scenario.ballot(member, [1, 1, 0, 0]))
    scenario.close()
    scenario.act(accept_partial_decryption, scenario.share(1))
    assert scenario.look(who_can_withdraw) == []
    with pytest.raises(NotPermitted, match="begun to open the count"):
        scenario.act(withdraw_candidate, 0, 0, REASON)
    scenario.act(accept_partial_decryption, scenario.share(2))
    scenario.act(open_count)
    with pytest.raises(NotPermitted, match="only while the election is"):
        scenario.act(withdraw_candidate, 0, 0, REASON)


def test_where_there_are_two_it_takes_both(database, tmp_path) -> None:
    scenario = with_two_officers(opened(database, contests=[board_seat()]))
    with pytest.raises(NotPermitted, match="Two people withdraw a candidate"):
        scenario.act(acts.do_alone, KIND, {"contest": 0, "candidate": 1}, REASON)
    number = propose(scenario, KIND, {"contest": 0, "candidate": 1}, REASON)
    assert names(scenario) == []
    with pytest.raises(NotPermitted, match="proposed already"):
        propose(scenario, KIND, {"contest": 0, "candidate": 1}, "Another reason")
    assert "Jonas Berg" in confirm(scenario, number)
    assert scenario.look(withdrawn_names) == {0: {"Jonas Berg": REASON}}
    assert verdict(scenario, tmp_path) == "valid so far"


def test_alone_where_there_is_nobody_else(sqlite) -> None:
    scenario = frozen(sqlite, contests=[board_seat()])
    with pytest.raises(NotPermitted, match="no second officer"):
        propose(scenario, KIND, {"contest": 0, "candidate": 1}, REASON)
    scenario.act(acts.do_alone, KIND, {"contest": 0, "candidate": 1}, REASON)
    assert names(scenario) == ["Jonas Berg"]


def test_what_can_be_done_no_more_is_neither_proposed_nor_confirmed(sqlite) -> None:
    scenario = with_two_officers(opened(sqlite, contests=[board_seat()]))
    number = propose(scenario, KIND, {"contest": 0, "candidate": 0}, REASON)
    for member in range(2):
        scenario.cast(scenario.ballot(member, [1, 1, 0, 0]))
    scenario.close()
    scenario.act(accept_partial_decryption, scenario.share(1))
    (act,) = scenario.look(proposals.waiting)
    assert "begun to open the count" in scenario.look(acts.detail, act)
    with pytest.raises(NotPermitted, match="begun to open the count"):
        confirm(scenario, number)
    with pytest.raises(NotPermitted, match="begun to open the count"):
        propose(scenario, KIND, {"contest": 0, "candidate": 1}, REASON)
    assert names(scenario) == []
