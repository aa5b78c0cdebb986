"""W30: the server's key is changed while the election runs; whose signature counts when, and on whose word."""

from __future__ import annotations

import msgspec
import pytest

from ballot.board.companion import ServerKeyRecord
from ballot.board.server_keys import sign_change
from ballot.crypto.signing import SigningKey
from tests.factory.elections import Maker
from tests.verify.conftest import Verify
from tests.verify.test_companion import KEY as OLD
from tests.verify.test_companion import checkpoint_of, with_checkpoint

NEW, THIRD = SigningKey.generate(), SigningKey.generate()


def changed(maker: Maker, old: SigningKey | str = OLD, new: SigningKey = NEW, uuid: str | None = None) -> Maker:
    """Add a change of the key after the third event."""
    event = maker.event_hashes[2]
    maker.companion.records.append(sign_change(uuid or maker.uuid, event, old, new))
    return maker


def checked(maker: Maker, key: SigningKey) -> Maker:
    """Add a checkpoint of everything, signed with a key."""
    note = checkpoint_of(maker, 7, len(maker.companion.records), key=key)
    return with_checkpoint(maker, note, maker.event_hashes[6])


@pytest.fixture
def maker() -> Maker:
    """An election with a checkpoint under the old key, a change, and a checkpoint under the new one."""
    return checked(changed(checked(Maker().build(), OLD)), NEW)


@pytest.mark.parametrize("key", [OLD, NEW])
def test_W30_what_either_key_has_signed_in_its_time_is_verified_with_either(
    maker: Maker, key: SigningKey, verify: Verify
) -> None:
    report = verify(maker, server_key=key.public_hex)
    assert report.verdict == "valid", report.failures
    assert any(f"announced {NEW.public_hex} as its new key?" in reminder for reminder in report.reminders)


def test_W30_a_key_that_never_signed_here_is_refused(maker: Maker, verify: Verify) -> None:
    assert verify(maker, server_key=THIRD.public_hex).failed == {"1.5"}


def test_W30_a_stolen_key_signs_nothing_that_comes_after_its_change(maker: Maker, verify: Verify) -> None:
    checked(maker, OLD)
    for key in (OLD, NEW):
        assert verify(maker, server_key=key.public_hex).failed == {"1.5"}


def test_W30_without_the_old_key_only_the_new_one_vouches(verify: Verify) -> None:
    maker = checked(changed(checked(Maker().build(), OLD), OLD.public_hex), NEW)
    assert verify(maker, server_key=NEW.public_hex).verdict == "valid"
    report = verify(maker, server_key=OLD.public_hex)
    assert report.failed == {"1.5"} and "give the newer key" in report.failures[0].message
    assert any("said to be lost" in reminder for reminder in verify(maker).reminders)


def test_W30_several_changes_follow_one_another(maker: Maker, verify: Verify) -> None:
    checked(changed(maker, NEW, THIRD), THIRD)
    for key in (OLD, NEW, THIRD):
        assert verify(maker, server_key=key.public_hex).verdict == "valid"


@pytest.mark.parametrize("fault", ["old", "new", "uuid", "event", "same", "gap", "again"])
def test_W30_false_changes(fault: str, verify: Verify) -> None:
    maker = Maker().build()
    event = maker.event_hashes[2]
    uuid, new = "11111111111111" if fault == "uuid" else maker.uuid, OLD if fault == "same" else NEW
    record = sign_change(uuid, event, OLD, new)
    other = {
        "old": {"old_signature": "0" * 128},
        "new": {"new_signature": record.old_signature},
        "event": {"event": maker.event_hashes[1]},
    }
    record = msgspec.structs.replace(record, **other.get(fault, {}))
    maker.companion.records.append(record)
    if fault == "gap":
        changed(maker, THIRD, SigningKey.generate())
    if fault == "again":
        changed(maker, NEW, OLD)
    assert isinstance(record, ServerKeyRecord)
    assert verify(maker).failed == {"1.5"}
