"""T16: a mixer who cannot shuffle is excused by two officers, in public, and never below the charter's floor."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from msgspec import UNSET
from sqlalchemy import select

from ballot.board.checkpoint import parse_checkpoint
from ballot.board.companion import CheckpointRecord, ExcusedMixerRecord
from ballot.cli.database import export
from ballot.election import acts
from ballot.election.board_facts import charter_of
from ballot.election.log import entries
from ballot.election.notices.next_steps import remaining_steps
from ballot.election.result.counting import election_result
from ballot.election.result.open import open_count
from ballot.election.result.public_view import companion_stream, public_view
from ballot.election.result.publishing import declare_result, publish_result
from ballot.election.scene import Scene
from ballot.election.setup.cautions import setup_warnings
from ballot.election.setup.draft import find_election
from ballot.election.tally import mixing
from ballot.election.tally.excusing import KIND, excusals
from ballot.election.tally.tally import close_voting
from ballot.election.tally.turns import status, waits_for
from ballot.election.trustees.keygen import set_threshold
from ballot.election.trustees.mixers import choose_mixers, fewest_of, mixers_of
from ballot.election.trustees.trustees import invite_trustee, remove_trustee
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.mail import OutboxMessage
from ballot.verify import verify_archive
from tests.election.closing.test_times import confirm, confirming, propose, with_two_officers
from tests.election.scenario import Scenario, contest, draft, frozen
from tests.election.threshold import Group

NAMES = ["Amina", "Jonas", "Rosa"]
REASON = "Cannot be reached since the close"
PAPERS = ([1, 2, 0, 0], [2, 1, 3, 4], [2, 1, 3, 0], [1, 2, 3, 0])
RANKED = [contest(4, title="Delegates", kind="ranked", seats=2)]


def closed(database, *, needed: int = 2, fewest: int | None = None) -> tuple[Scenario, Group]:
    """Return a ranked election with two officers whose voting has ended, and its three trustees."""
    uuid, _ = draft(database, contests=RANKED)
    group = Group(database, uuid)
    group.invite(NAMES, needed)
    with database.session() as session:
        election = find_election(session, uuid)
        election.trustees[2].email = "rosa@example.org"
        if fewest is not None:
            choose_mixers(Scene(session, election), [1, 2, 3], fewest)
    group.generate()
    scenario = with_two_officers(frozen(database, uuid=uuid))
    scenario.act(open_voting)
    for member, paper in enumerate(PAPERS):
        scenario.cast(scenario.ballot(member, paper))
    scenario.act(close_voting, identity=scenario.identity)
    return scenario, group


def shuffle(scenario: Scenario, group: Group, owner: int) -> None:
    scenario.act(mixing.accept_shuffle, group.shuffle(owner))


def excuse(scenario: Scenario, owner: int, reason: str = REASON) -> str:
    """Let one officer propose it and the other confirm it."""
    return str(confirm(scenario, propose(scenario, KIND, {"owner": owner}, reason)))


def waiting(scenario: Scenario) -> list[str]:
    return scenario.look(lambda scene: [trustee.name for trustee in mixing.waiting_mixers(scene.election)])


def files(scenario: Scenario, folder: Path) -> Path:
    """Write the archive as it is now, with its companion file; return its path."""
    scenario.look(lambda scene: export(scene, folder, complete=True))
    return folder / f"{scenario.uuid}.bel"


def test_T16_one_of_three_trustees_is_lost_and_the_count_succeeds(database, tmp_path, belenios_tool) -> None:
    """Rosa's key is lost after the close: the others shuffle and decrypt, and every verifier accepts the archive."""
    scenario, group = closed(database)
    shuffle(scenario, group, 1)
    assert "is excused" in excuse(scenario, 3)
    assert waiting(scenario) == ["Jonas"]
    shuffle(scenario, group, 2)
    group.decrypt((1, 2))
    scenario.act(open_count)
    (result,) = scenario.look(election_result).contests
    assert {one.name for one in result.candidates if one.elected} == {"Amina Okafor", "Jonas Berg"}
    scenario.act(declare_result)
    scenario.act(publish_result, identity=scenario.identity)
    path = files(scenario, tmp_path)
    report = verify_archive(path, strict=True, jobs=1, server_key=scenario.identity.key.public_hex)
    assert (report.verdict, report.not_checked) == ("valid", ()), report.failures
    assert f"Trustee 3 (Rosa) was excused from shuffling; the reason given: {REASON}." in {
        warning.message for warning in report.warnings
    }
    done = subprocess.run([belenios_tool, "election", "verify", "--dir", tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_T16_nobody_else_waits_for_an_excused_mixer(sqlite, tmp_path) -> None:
    scenario, group = closed(sqlite)
    assert group.act(status, 2).step == "wait"
    excuse(scenario, 1)
    assert group.act(status, 2).step == "shuffle"
    told = group.act(status, 1)
    assert (
        told.step == "wait"
        and told.sentence.startswith("You were excused from shuffling: ")
        and REASON in told.sentence
    )
    assert scenario.look(waits_for)[1][0].name == "Jonas"
    assert "Jonas" in scenario.look(remaining_steps)[0]
    with pytest.raises(NotPermitted, match="Amina was excused"):
        shuffle(scenario, group, 1)
    shuffle(scenario, group, 2)
    shuffle(scenario, group, 3)
    assert [group.act(status, owner).step for owner in (1, 2, 3)] == ["commit"] * 3, "who was excused can still decrypt"
    assert verify_archive(files(scenario, tmp_path), strict=True, jobs=1).verdict == "valid so far"


def test_T16_the_mixnet_ends_when_the_last_one_waited_for_is_excused(sqlite) -> None:
    scenario, group = closed(sqlite)
    shuffle(scenario, group, 1)
    shuffle(scenario, group, 2)
    assert group.act(status, 1).step == "wait"
    excuse(scenario, 3)
    assert group.act(status, 1).step == "commit"


def test_T16_it_is_public_at_once_and_a_checkpoint_covers_it(sqlite) -> None:
    scenario, group = closed(sqlite)
    shuffle(scenario, group, 1)
    number = propose(scenario, KIND, {"owner": 3}, REASON)
    assert scenario.look(excusals) == [], "a proposal changes nothing"
    confirm(scenario, number)
    records = scenario.look(lambda scene: board.companion_records(scene.session, scene.election))
    excusal, checkpoint = records[-2:]
    shuffled = scenario.look(lambda scene: board.events_of_type(scene.session, scene.election, EventType.SHUFFLE))
    assert excusal == ExcusedMixerRecord(shuffled[0].hash, 3, REASON)
    assert isinstance(checkpoint, CheckpointRecord)
    assert parse_checkpoint(checkpoint.note).companion_records == len(records) - 1
    assert b'"record":"excused_mixer"' in b"".join(scenario.look(lambda scene: list(companion_stream(scene))))
    assert [(one.name, one.reason) for one in scenario.look(public_view).excused] == [("Rosa", REASON)]
    assert any("Excused Rosa from shuffling" in entry.sentence for entry in scenario.look(entries))


def test_the_trustee_is_told_by_mail(sqlite) -> None:
    scenario, _ = closed(sqlite)
    excuse(scenario, 3)
    with sqlite.reading() as session:
        (mail,) = session.scalars(select(OutboxMessage).where(OutboxMessage.key.endswith(":excused")))
    assert mail.address == "rosa@example.org" and "You need not shuffle" in mail.subject
    assert REASON in " ".join(mail.body.split())


def refused(scenario: Scenario, owner: int, words: str) -> None:
    with pytest.raises(NotPermitted, match=words):
        propose(scenario, KIND, {"owner": owner}, REASON)


def test_T16_never_below_the_floor_and_nobody_who_has_shuffled(sqlite) -> None:
    scenario, group = closed(sqlite)
    shuffle(scenario, group, 2)
    refused(scenario, 2, "Nobody waits for a shuffle of Jonas")
    refused(scenario, 4, "no such trustee")
    number = propose(scenario, KIND, {"owner": 3}, REASON)
    excuse(scenario, 1)
    refused(scenario, 1, "Nobody waits for a shuffle of Amina")
    refused(scenario, 3, r"a least number of trustees who shuffle \(2\)")
    with pytest.raises(NotPermitted, match=r"a least number of trustees who shuffle \(2\)"):
        confirm(scenario, number)
    assert [one.owner for one in scenario.look(excusals)] == [1]
    shuffle(scenario, group, 3)
    refused(scenario, 3, "Nobody waits")


def test_T16_nobody_is_excused_where_the_charter_demands_all(sqlite) -> None:
    scenario, _ = closed(sqlite, fewest=3)
    assert scenario.look(charter_of).policy.minimum_mixers == 3
    refused(scenario, 3, r"a least number of trustees who shuffle \(3\)")


def test_T16_a_shuffle_waits_for_an_excusal_and_is_refused(sqlite) -> None:
    scenario, group = closed(sqlite)
    act = confirming(scenario, propose(scenario, KIND, {"owner": 1}, REASON))
    late = scenario.act_meanwhile(act, mixing.accept_shuffle, group.shuffle(1))
    with pytest.raises(NotPermitted, match="Amina was excused"):
        late.result()


def test_T16_an_excusal_waits_for_a_shuffle_and_is_refused(sqlite) -> None:
    scenario, group = closed(sqlite)
    act, raw = confirming(scenario, propose(scenario, KIND, {"owner": 1}, REASON)), group.shuffle(1)
    late = scenario.act_meanwhile(lambda scene: mixing.accept_shuffle(scene, raw), act)
    with pytest.raises(NotPermitted, match="Nobody waits for a shuffle of Amina"):
        late.result()


def test_one_officer_excuses_alone_only_where_there_is_no_other(sqlite) -> None:
    scenario, _ = closed(sqlite)
    with pytest.raises(NotPermitted, match="Two people excuse"):
        scenario.act(acts.do_alone, KIND, {"owner": 3}, REASON)
    alone = frozen(sqlite, contests=RANKED, trustees=3)
    alone.act(open_voting)
    alone.cast(alone.ballot(0, [1, 2, 0, 0]))
    alone.cast(alone.ballot(1, [2, 1, 0, 0]))
    with pytest.raises(NotPermitted, match="only while the election is closed"):
        alone.act(acts.do_alone, KIND, {"owner": 3}, REASON)
    alone.close()
    with pytest.raises(NotPermitted, match="reason is missing"):
        alone.act(acts.do_alone, KIND, {"owner": 3}, " ")
    alone.act(acts.do_alone, KIND, {"owner": 3}, REASON, identity=alone.identity)
    assert waiting(alone) == ["Trustee 1", "Trustee 2"]


# -- who shuffles, before the freeze


def mixers(scene: Scene) -> tuple[list[str], int | None]:
    return [trustee.name for trustee in mixers_of(scene.election)], fewest_of(scene.election)


@pytest.mark.parametrize(
    ("needed", "shuffling", "fewest"), [(1, 2, 2), (2, 3, 2), (3, 4, 3), (4, 5, 3), (5, 5, 3), (None, 5, 3)]
)
def test_T16_one_more_than_are_needed_are_proposed_to_shuffle(sqlite, needed, shuffling, fewest) -> None:
    uuid, _ = draft(sqlite, contests=RANKED)
    names = ["Ana", "Bo", "Cem", "Dee", "Eva"]
    with sqlite.session() as session:
        scene = Scene(session, find_election(session, uuid))
        for trustee in list(scene.election.trustees):
            remove_trustee(scene, trustee)
        for name in names:
            invite_trustee(scene, name)
        set_threshold(scene, 3)
        set_threshold(scene, needed)
        assert mixers(scene) == (names[:shuffling], fewest)


def test_the_officer_decides_otherwise_until_the_number_of_trustees_changes(sqlite) -> None:
    uuid, _ = draft(sqlite, contests=RANKED)
    Group(sqlite, uuid).invite([*NAMES, "Theo"], 2)
    with sqlite.session() as session:
        scene = Scene(session, find_election(session, uuid))
        for fewest in (1, 5):
            with pytest.raises(NotPermitted, match="at least 2, and at most"):
                choose_mixers(scene, [1, 2, 3, 4], fewest)
        choose_mixers(scene, [1, 2, 3, 4], 4)
        assert mixers(scene) == ([*NAMES, "Theo"], 4)
        choose_mixers(scene, [4])
        assert mixers(scene) == (["Theo"], None)
        invite_trustee(scene, "Zoe")
        assert mixers(scene) == (NAMES, 2)


def look_twice(database, needed: int | None, fewest: int | None = None, contests=RANKED) -> str:
    uuid, _ = draft(database, contests=contests)
    Group(database, uuid).invite([*NAMES, "Theo"], needed)
    with database.session() as session:
        scene = Scene(session, find_election(session, uuid))
        if fewest is not None:
            choose_mixers(scene, [1, 2, 3], fewest)
        return " ".join(one for one in setup_warnings(scene) if "Nothing can be counted" in one)


def test_T16_look_twice_names_everybody_without_whom_nothing_can_be_counted(sqlite) -> None:
    assert "without Amina, Jonas, Rosa and Theo." in look_twice(sqlite, None)
    assert "without Amina, Jonas, Rosa and Theo." in look_twice(sqlite, 4)
    assert "unless at least 2 of Amina, Jonas and Rosa shuffle" in look_twice(sqlite, 2)
    assert "without Amina, Jonas and Rosa." in look_twice(sqlite, 2, fewest=3)
    assert look_twice(sqlite, 2, contests=[contest()]) == "", "any two of four"


def test_the_charter_has_a_floor_only_where_ballots_are_shuffled(sqlite) -> None:
    plain, ranked = (frozen(sqlite, contests=each, trustees=3) for each in ([contest()], RANKED))
    assert plain.look(charter_of).policy.minimum_mixers is UNSET
    policy = ranked.look(charter_of).policy
    assert (policy.mixers, policy.minimum_mixers) == ((1, 2, 3), 2)
    assert frozen(sqlite, contests=RANKED, trustees=2).look(charter_of).policy.minimum_mixers == 2
