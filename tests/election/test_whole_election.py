"""One election through all its states, on both databases."""

from __future__ import annotations

import io

import pytest

from ballot.board.archive import Archive
from ballot.board.checkpoint import Receipt, verify_receipt
from ballot.election import log
from ballot.election.result import counting, publishing
from ballot.election.result.open import open_count
from ballot.election.result.public_view import archive_stream, board_entries, companion_stream, find_ballot, public_view
from ballot.election.tally import tally
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.records.canonical import decode
from ballot.store import board, chain
from tests.election.scenario import contest, opened, state_of


@pytest.mark.parametrize("weights", [None, [1, 3, 1, 2]])
def test_every_act_in_order(database, weights) -> None:
    contests = [contest(3, seats=2, maximum=2), contest(2, title="Chair", blank=True)]
    election = opened(database, contests=contests, weights=weights)
    votes = [([1, 1, 0], [0, 1, 0]), ([1, 0, 1], [0, 1, 0]), ([1, 1, 0], [1, 0, 0])]
    for member, choices in enumerate(votes):
        raw = election.ballot(member, *choices)
        receipt = decode(Receipt, election.cast(raw))
        verify_receipt(receipt, election.identity.key.public_hex, raw)
    election.close()
    election.count()
    result = election.look(counting.election_result)
    first, chair = result.contests
    expected = ([3, 2, 1], [2, 0], 1) if weights is None else ([5, 2, 3], [4, 0], 1)
    assert [c.votes for c in first.candidates] == expected[0]
    assert [c.votes for c in chair.candidates] == expected[1]
    assert chair.blank == expected[2]
    assert result.ballots == 3
    assert result.total_weight == (3 if weights is None else 5)
    election.act(publishing.declare_result)
    election.act(publishing.publish_result)
    assert state_of(election) == "published"
    election.look(lambda scene: chain.verify_chain(scene.session, scene.election))


def test_each_act_only_in_its_state(sqlite) -> None:
    election = opened(sqlite)
    for act in (open_voting, open_count, publishing.declare_result, publishing.publish_result):
        with pytest.raises(NotPermitted):
            election.act(act)
    for member in range(2):
        election.cast(election.ballot(member))
    election.close()
    for act in (tally.close_voting, publishing.declare_result, publishing.publish_result):
        with pytest.raises(NotPermitted):
            election.act(act)
    assert state_of(election) == "closed"


def test_the_archive_is_a_view_of_the_rows(database) -> None:
    election = opened(database)
    raw = [election.ballot(member) for member in range(3)]
    for ballot in raw:
        election.cast(ballot)
    election.close()
    content = election.look(lambda scene: b"".join(archive_stream(scene)))
    archive = Archive(io.BytesIO(content))
    kinds = [event.type.value for _, event in archive.events]
    assert kinds == ["Setup", "Ballot", "Ballot", "Ballot", "EndBallots", "EncryptedTally"]
    assert [archive.get(str(event.payload)) for _, event in archive.events[1:4]] == raw
    written = io.BytesIO()
    election.look(lambda scene: board.write_archive(scene.session, scene.election, written))
    assert written.getvalue() == content


def test_shares_and_result_are_public_only_when_published(sqlite) -> None:
    election = opened(sqlite)
    for member in range(3):
        election.cast(election.ballot(member))
    election.close()
    before = election.look(lambda scene: b"".join(archive_stream(scene)))
    election.count()
    assert election.look(lambda scene: b"".join(archive_stream(scene))) == before
    assert election.look(public_view).state == "closed"
    companion = election.look(lambda scene: b"".join(companion_stream(scene)))
    assert b'"strong_proof"' not in companion and b'"count_sheet"' not in companion
    whole = election.look(lambda scene: b"".join(archive_stream(scene, complete=True)))
    assert whole.startswith(before) and len(whole) > len(before)
    election.act(publishing.declare_result)
    election.act(publishing.publish_result)
    assert election.look(lambda scene: b"".join(archive_stream(scene))) == whole
    companion = election.look(lambda scene: b"".join(companion_stream(scene)))
    assert companion.count(b'"strong_proof"') == 2 and companion.count(b'"count_sheet"') == 1
    assert election.look(public_view).checksums.shares[1][0] == 2


def test_a_tie_waits_for_the_public_lot(sqlite) -> None:
    election = opened(sqlite)
    election.cast(election.ballot(0, [1, 0]))
    election.cast(election.ballot(1, [0, 1]))
    election.close()
    election.count()
    before = election.look(counting.election_result).contests[0]
    assert before.needs_lot and set(before.tied) == {"Amina Okafor", "Jonas Berg"}
    assert not any(candidate.elected for candidate in before.candidates)
    with pytest.raises(NotPermitted, match="lot"):
        election.act(publishing.declare_result)
    election.act(counting.enter_lot_seed, 0, "3 5 2 6 1")
    after = election.look(counting.election_result).contests[0]
    assert sum(candidate.elected for candidate in after.candidates) == 1 and not after.needs_lot
    with pytest.raises(NotPermitted, match="lot"):
        election.act(counting.enter_lot_seed, 0, "1 1 1 1 1")
    election.act(publishing.declare_result)


def test_the_log_tells_the_story_without_members_or_ballots(sqlite) -> None:
    election = opened(sqlite)
    tracking = decode(Receipt, election.cast(election.ballot(0))).tracking_number
    election.cast(election.ballot(1))
    election.close()
    sentences = [entry.sentence for entry in reversed(election.look(log.entries))]
    assert sentences[-1] == "Closed the voting before its time. Ballots that count: 2."
    assert "Opened the voting." in sentences
    assert not any("Member 0" in s or tracking in s or "member0@" in s for s in sentences)


def test_board_pages_and_search(sqlite) -> None:
    election = opened(sqlite, members=5, re_voting=True)
    numbers = [decode(Receipt, election.cast(election.ballot(m))).tracking_number for m in (0, 1, 2, 0)]
    election.show()
    entries, found = election.look(board_entries, "", 1, 2)
    assert found == 4 and [e.tracking_number for e in entries] == numbers[1:3]
    entries, found = election.look(board_entries, numbers[3][5:20].lower())
    assert found == 1 and entries[0].tracking_number == numbers[3] and entries[0].counts
    assert not election.look(find_ballot, numbers[0]).counts
    assert election.look(find_ballot, numbers[0][:-1]) is None
    assert election.look(board_entries, "%")[1] == 0


def test_the_next_step_is_always_said(sqlite) -> None:
    from ballot.election.notices.next_steps import remaining_steps

    def steps() -> list[str]:
        return election.look(lambda scene: remaining_steps(scene))

    election = opened(sqlite)
    assert steps() == []
    election.cast(election.ballot(0, [1, 0]))
    election.cast(election.ballot(1, [0, 1]))
    election.close()
    assert steps() == [f"Waiting for Trustee {n}'s share of the decryption." for n in (1, 2)]
    election.count()
    assert steps() == ["“Executive” has a tie that only a lot may break: draw it in public and enter it."]
    election.act(counting.enter_lot_seed, 0, "4 4 2")
    assert steps() == []
    small = opened(sqlite)
    small.cast(small.ballot(0))
    small.close()
    election = small
    assert "Only 1 ballot was cast" in steps()[0] and len(steps()) == 1


def test_the_companion_holds_signed_checkpoints_of_the_closed_box_and_of_the_end(sqlite) -> None:
    from ballot.board.checkpoint import verify_checkpoint
    from ballot.board.companion import CheckpointRecord, companion_hash, encode_line

    election = opened(sqlite)
    for member in range(2):
        election.cast(election.ballot(member))
    election.close()
    election.count()
    election.act(publishing.declare_result)
    election.act(publishing.publish_result, identity=election.identity)
    records = election.look(lambda scene: board.companion_records(scene.session, scene.election))
    lines = [encode_line(record) for record in records]
    notes = {number: r for number, r in enumerate(records) if isinstance(r, CheckpointRecord)}
    sizes = []
    for number, record in notes.items():
        found = verify_checkpoint(record.note, election.identity.key.public_hex)
        assert (found.companion_records, found.companion_hash) == (number, companion_hash(lines[:number]))
        sizes.append(found.size)
    assert sizes == [5, 8] and max(notes) == len(records) - 1
