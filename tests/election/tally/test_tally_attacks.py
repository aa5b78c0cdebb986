"""C2, C11, T9, T10, T15, T18 to T20: what a trustee or a server could try between the closing and the result."""

from __future__ import annotations

import json

import msgspec
import pytest
from msgspec import Raw

from ballot.board.companion import SHARE_LABEL
from ballot.board.shares import ShareBundle, make_share
from ballot.election.result import counting, publishing
from ballot.election.result.open import open_count
from ballot.election.tally import tally as tallying
from ballot.election.tally.opened import share_case
from ballot.election.tally.shares import accept_partial_decryption, missing_shares
from ballot.election.voting.opening import open_voting
from ballot.errors import BallotError, BoardInconsistent, InvalidEncoding, InvalidProof, NotPermitted
from ballot.protocol.setup import new_trustee
from ballot.records.canonical import decode, encode
from ballot.records.event import EventType
from ballot.store import board
from tests.election.scenario import contest, frozen, opened, state_of


@pytest.fixture
def closed(sqlite):
    """A closed election of three ballots and two trustees."""
    election = opened(sqlite)
    for member in range(3):
        election.cast(election.ballot(member))
    election.close()
    return election


def refused_share(election, bundle: bytes, kind: type[Exception] = BallotError) -> Exception:
    """Hand in a share that must be refused; check that nothing of it reached the board or the companion."""
    before = shares_on_board(election), len(election.look(board.companion_records))
    with pytest.raises(kind) as refused:
        election.act(accept_partial_decryption, bundle)
    assert (shares_on_board(election), len(election.look(board.companion_records))) == before
    return refused.value


def shares_on_board(election) -> int:
    """Return the number of shares on the board."""
    return election.look(board.count_events, EventType.PARTIAL_DECRYPTION)


def forged(election, owner: int, **changes) -> bytes:
    """Change fields of an honest share and sign it again with its owner's signing key."""
    case = election.look(share_case)
    bundle = decode(ShareBundle, election.share(owner))
    bundle = msgspec.structs.replace(bundle, **changes)
    parts = case.signed_parts(bundle.owner, bytes(bundle.partial_decryption))
    signature = election.secrets[owner - 1].signing_key.sign(SHARE_LABEL, *parts).hex()
    return encode(msgspec.structs.replace(bundle, signature=signature))


def test_both_shares_are_needed_and_kept_with_their_proofs(closed) -> None:
    closed.act(accept_partial_decryption, closed.share(2))

    def records() -> list[str]:
        return [type(record).__name__ for record in closed.look(board.companion_records)]

    # Held back until the other has committed (M3).
    assert records() == ["CharterRecord", "TrackingNumbersRecord", "CheckpointRecord"]
    assert [t.name for t in closed.look(lambda s, e: missing_shares(e))] == ["Trustee 1"]
    closed.act(accept_partial_decryption, closed.share(1))
    assert records()[3:] == ["StrongProofRecord", "SignatureRecord", "ShareCommitmentRecord"] * 2


def test_T9_no_result_while_a_share_is_missing(closed) -> None:
    with pytest.raises(NotPermitted, match="Trustee 1 and Trustee 2"):
        closed.act(open_count)
    closed.act(accept_partial_decryption, closed.share(2))
    with pytest.raises(NotPermitted, match="the share of Trustee 1"):
        closed.act(open_count)
    assert state_of(closed) == "closed" and closed.look(board.count_events, EventType.RESULT) == 0
    with pytest.raises(NotPermitted):
        closed.look(counting.election_result)


@pytest.mark.parametrize("owner", [0, 3, -1, -2, 2**62, 10_001, 1.0, True, "1", None])
def test_T10_an_owner_who_does_not_exist(closed, owner) -> None:
    bundle = json.loads(closed.share(1)) | {"owner": owner}
    refused_share(closed, json.dumps(bundle, separators=(",", ":")).encode(), InvalidEncoding)


def test_T10_a_share_under_another_owner_s_number(closed) -> None:
    stolen = encode(msgspec.structs.replace(decode(ShareBundle, closed.share(1)), owner=2))
    assert "Trustee 2" in str(refused_share(closed, stolen, InvalidProof))
    case = closed.look(share_case)
    assert "Trustee 2" in str(refused_share(closed, closed.share_with(case, 2, 0), InvalidProof))
    stranger, _ = new_trustee()
    forged = make_share(case, 1, stranger.exponent(), stranger.signing_key)
    assert "Trustee 1" in str(refused_share(closed, forged, InvalidProof))


def test_T10_a_second_share_of_one_owner(closed) -> None:
    closed.act(accept_partial_decryption, closed.share(1))
    assert "already" in str(refused_share(closed, closed.share(1), NotPermitted))


def test_C2_a_wrong_factor_is_refused_before_it_is_on_the_board_and_names_its_trustee(closed) -> None:
    record = json.loads(bytes(decode(ShareBundle, closed.share(1)).partial_decryption))
    factors = record["decryption_factors"][0]
    factors[0], factors[1] = factors[1], factors[0]
    raw = json.dumps(record, separators=(",", ":")).encode()
    refused = refused_share(closed, forged(closed, 1, partial_decryption=Raw(raw)), InvalidProof)
    assert "The share of Trustee 1 is refused" in str(refused) and refused.check == "8.3"


def test_C2_a_share_without_its_own_strong_proof_is_refused(closed) -> None:
    other = decode(ShareBundle, closed.share(1)).strong_proof
    tampered = msgspec.structs.replace(other, response=str(int(other.response) ^ 1))
    refused = refused_share(closed, forged(closed, 1, strong_proof=tampered), InvalidProof)
    assert refused.check == "8.5" and "Trustee 1" in str(refused)
    theirs = decode(ShareBundle, closed.share(2)).strong_proof
    assert refused_share(closed, forged(closed, 1, strong_proof=theirs), InvalidProof).check == "8.5"


def test_M5_a_share_that_its_trustee_did_not_sign_is_refused(closed) -> None:
    bundle = decode(ShareBundle, closed.share(1))
    theirs = decode(ShareBundle, closed.share(2))
    for changes in ({"signature": theirs.signature}, {"signing_key": theirs.signing_key}, {"answers": "0" * 64}):
        refused = refused_share(closed, encode(msgspec.structs.replace(bundle, **changes)), InvalidProof)
        assert refused.check == "8.5" and "Trustee 1" in str(refused)


def test_a_share_of_another_election_is_refused(closed, sqlite) -> None:
    other = opened(sqlite)
    for member in range(3):
        other.cast(other.ballot(member))
    other.close()
    other.secrets = closed.secrets
    assert "Trustee 1" in str(refused_share(closed, other.share(1), InvalidProof))


@pytest.mark.parametrize("raw", [b"", b"{}", b"null", b"\xff", b"[" * 50_000, b"x" * (16 * 2**20 + 1)])
def test_what_is_no_share_is_refused(closed, raw: bytes) -> None:
    refused_share(closed, raw, InvalidEncoding)


def test_T20_no_share_is_taken_before_the_voting_is_closed(sqlite) -> None:
    election = opened(sqlite)
    for member in range(3):
        election.cast(election.ballot(member))
    from ballot.board.shares import ShareCase
    from ballot.protocol.tally import Aggregate, parse_tally

    # A trustee cannot be asked to decrypt the ballots so far: there is no tally, and the server takes no share.
    aggregate = Aggregate(election.context)
    tally = parse_tally(election.context, aggregate.records()[0])
    setup_event = election.look(lambda s, e: e.setup_event)
    case = ShareCase(election.context, tally, "0" * 64, setup_event, "0" * 64)
    early = election.share_with(case, 1, 0)
    assert "it is open for voting" in str(refused_share(election, early, NotPermitted))
    with pytest.raises(BoardInconsistent):
        election.act(board.append, EventType.PARTIAL_DECRYPTION, [b"{}"])
    election.close()
    refused_share(election, early, InvalidProof)


def test_T15_too_small_a_tally_is_never_opened(sqlite) -> None:
    election = opened(sqlite, minimum_ballots=3)
    for member in range(2):
        election.cast(election.ballot(member))
    election.close()
    assert "Only 2 ballots" in str(refused_share(election, election.share(1), NotPermitted))
    with pytest.raises(NotPermitted, match="Only 2 ballots"):
        election.act(open_count)


def test_T18_the_tally_is_the_sum_of_the_ballots_that_count(database) -> None:
    from ballot.protocol.ballots import verify_ballot
    from ballot.protocol.tally import Aggregate

    election = opened(database, re_voting=True, weights=[5, 1, 2, 1])
    ballots = [
        election.ballot(member, choice) for member, choice in ((0, [1, 0]), (1, [1, 0]), (0, [0, 1]), (2, [0, 0]))
    ]
    for raw in ballots:
        election.cast(raw)
    election.close()
    expected = Aggregate(election.context)
    for raw in ballots[1:]:
        verified = verify_ballot(election.context, raw)
        expected.add(verified.choices, verified.weight)
    event = election.look(board.events_of_type, EventType.ENCRYPTED_TALLY)[0]
    assert tuple(election.look(board.data_of, event.height)) == expected.records()
    sized = election.look(tallying.sized_tally)
    assert (sized.num_tallied, sized.total_weight) == (3, 8)


def test_T19_one_result_and_none_but_the_computed_one(closed) -> None:
    closed.count()
    with pytest.raises(NotPermitted):
        closed.act(open_count)
    with pytest.raises(BoardInconsistent):
        closed.act(board.append, EventType.RESULT, [b'{"result":[[9,9]]}'])
    event = closed.look(board.events_of_type, EventType.RESULT)[0]
    assert closed.look(board.data_of, event.height) == [b'{"result":[[3,0]]}']


def test_5_12_the_tracking_numbers_that_count_are_published(sqlite) -> None:
    from ballot.board.companion import TrackingNumbersRecord
    from ballot.crypto.hashing import sha256_base64

    election = opened(sqlite, re_voting=True)
    ballots = [election.ballot(member) for member in (0, 1, 0, 2)]
    for raw in ballots:
        election.cast(raw)
    election.close()
    (record,) = [r for r in election.look(board.companion_records) if isinstance(r, TrackingNumbersRecord)]
    assert record.numbers == tuple(sorted(map(sha256_base64, ballots[1:])))
    assert record.event == election.look(board.events_of_type, EventType.END_BALLOTS)[0].hash


def test_C11_an_election_without_a_ballot_can_be_counted_where_the_charter_allows_it(sqlite) -> None:
    election = opened(sqlite, minimum_ballots=1, contests=[contest(1, seats=1)])
    election.cast(election.ballot(0, [0]))
    election.close()
    election.count()
    assert [c.votes for c in election.look(counting.election_result).contests[0].candidates] == [0]
    empty = opened(sqlite, minimum_ballots=1)
    empty.close()
    with pytest.raises(NotPermitted, match="Only 0 ballots"):
        empty.act(open_count)


def test_closing_early_is_logged_and_a_late_opening_refused(sqlite, time) -> None:
    election = frozen(sqlite)
    time.move(days=8)
    with pytest.raises(NotPermitted, match="end of the voting has passed"):
        election.act(open_voting)
    assert state_of(election) == "frozen"


def test_nothing_but_the_officer_publishes(closed) -> None:
    closed.count()
    with pytest.raises(NotPermitted):
        closed.act(publishing.publish_result)
    assert state_of(closed) == "tallied"
