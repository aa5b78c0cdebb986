"""Changes of the server's key, excused mixers, and the lines of the companion file."""

from __future__ import annotations

import io

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from ballot.board import companion
from ballot.board.companion import LotSeedRecord, WithdrawalRecord, encode_line, read_companion
from ballot.board.mixers import required_mixers
from ballot.board.server_keys import Succession, sign_change, verify_change
from ballot.crypto.signing import SigningKey
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.charter import Policy

UUID, EVENT = "F78tZv8VkGDmiP", "e" * 64
FIRST, SECOND, THIRD = (SigningKey.from_seed(bytes([number]) * 32) for number in (1, 2, 3))
NO_SIGNATURE = "the signature does not belong to this key and text"


def test_a_change_of_the_servers_key_needs_another_key_and_both_signatures() -> None:
    change = sign_change(UUID, EVENT, FIRST, SECOND)
    verify_change(change, UUID)
    verify_change(sign_change(UUID, EVENT, FIRST.public_hex, SECOND), UUID)  # the old one was lost
    with pytest.raises(InvalidProof, match="the new key of the server is the old one"):
        verify_change(sign_change(UUID, EVENT, FIRST, FIRST), UUID)
    for false in (
        replace(change, old_signature="0" * 128),
        replace(change, new_signature="0" * 128),
        replace(change, event="d" * 64),
        replace(change, old=THIRD.public_hex),
        replace(change, new=THIRD.public_hex),
    ):
        with pytest.raises(InvalidProof, match=NO_SIGNATURE):
            verify_change(false, UUID)
    with pytest.raises(InvalidProof, match=NO_SIGNATURE):
        verify_change(change, "F78tZv8VkGDmiQ")


def test_only_a_key_lost_on_the_way_breaks_the_chain() -> None:
    """The first key vouches for the second in line 5; in line 10 the third comes without the second, which was lost."""
    changes = [
        (5, sign_change(UUID, EVENT, FIRST, SECOND)),
        (10, sign_change(UUID, EVENT, SECOND.public_hex, THIRD)),
    ]
    keys = Succession(changes)
    for trusted in (FIRST, SECOND, THIRD):
        for records, wanted in [(4, FIRST), (5, SECOND), (9, SECOND)]:
            assert keys.key_at(records, trusted.public_hex) == wanted.public_hex
    assert keys.key_at(10, THIRD.public_hex) == THIRD.public_hex
    for trusted in (FIRST, SECOND):
        with pytest.raises(InvalidProof, match="changed in line 10 of the companion file without the old key"):
            keys.key_at(10, trusted.public_hex)
    with pytest.raises(InvalidProof, match="was never the server's key"):
        keys.key_at(4, SigningKey.from_seed(b"x" * 32).public_hex)


def test_an_excusal_that_does_not_hold_says_why() -> None:
    policy = Policy(4, 3, (1, 2, 3, 4), 0, False, False, minimum_mixers=2)
    found = required_mixers(policy, [5, 1, 2, 2, 3, 4], mixed=[1])
    assert found.owners == (1, 4)
    assert found.faults == (
        (0, "the charter does not ask this trustee to shuffle"),
        (1, "this trustee has shuffled"),
        (3, "this trustee was excused before"),
        (5, "the charter demands 2 mixers at least, and no more than that were left"),
    )
    assert required_mixers(replace(policy, minimum_mixers=UNSET), [2], mixed=[]).owners == (1, 2, 3, 4)


def test_a_companion_file_is_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [LotSeedRecord(EVENT, 0, "seed"), WithdrawalRecord(EVENT, 0, 1, "ill")]
    lines = [encode_line(record) for record in records]
    raw = b"".join(line + b"\n" for line in lines)
    assert list(read_companion(io.BytesIO(raw))) == [(1, records[0]), (2, records[1])]
    with pytest.raises(InvalidEncoding, match="line 2 of the companion file is cut off or too long"):
        list(read_companion(io.BytesIO(raw[:-1])))
    with pytest.raises(InvalidEncoding, match=r"line 1 of the companion file: not a .* record"):
        list(read_companion(io.BytesIO(b"{}\n" + raw)))
    monkeypatch.setattr(companion, "MAX_LINE_BYTES", len(lines[1]))
    with pytest.raises(InvalidEncoding, match="line 2 of the companion file is cut off or too long"):
        list(read_companion(io.BytesIO(raw)))
