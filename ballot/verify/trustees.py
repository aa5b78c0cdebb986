"""V3, the trustees (checks 3.1, 3.7, 3.8); threshold trustees are refused as not supported yet."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Raw

from ballot.errors import BallotError, InvalidEncoding
from ballot.protocol.trustees import combine_keys, verify_trustee_key
from ballot.records.trustees import TrusteePublicKey
from ballot.verify.case import Case
from ballot.verify.reading import WrongShape
from ballot.verify.report import some

_ALL = ("3.1", "3.7", "3.8")


def verify_trustees(case: Case) -> None:
    """Check the trustees' verification keys."""
    raw = None if case.setup is None else case.content(bytes.fromhex(case.setup.trustees))
    if raw is None or case.group is None:
        case.recorder.skip("the list of trustees, or the group, could not be read", *_ALL)
        return
    entries = _read_entries(case, raw)
    if entries is None:
        case.recorder.skip("the list of trustees could not be read", *_ALL)
        return
    for number, (kind, value) in enumerate(entries, 1):
        _check_entry(case, number, kind, bytes(value))
    if case.unsupported:
        case.recorder.skip("threshold trustees are not supported yet", *_ALL)
        return
    case.recorder.passed("3.1", f"{some(len(entries), 'trustee')}, each with a proof of knowing the secret key")
    _check_product(case)
    _check_number(case)
    case.recorder.checked["V3"] = some(len(entries), "trustee")


def _read_entries(case: Case, raw: bytes) -> tuple[tuple[str, Raw], ...] | None:
    try:
        return case.reader.read(tuple[tuple[str, Raw], ...], raw, 0)
    except WrongShape as error:
        case.recorder.fail("3.1", f"the list of trustees is malformed: {error}", 0)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the list of trustees: {error}", 0)
    return None


def _check_entry(case: Case, number: int, kind: str, raw: bytes) -> None:
    """Check one trustee (3.1)."""
    if kind == "Pedersen":
        case.unsupported.append(
            "The election has threshold trustees. They are not supported yet: this program says nothing about such an "
            "election."
        )
        return
    key: Any = None
    name = ""
    if kind != "Single":
        case.recorder.fail("3.1", f"trustee {number} is of an unknown kind, {kind[:40]!r}", 0)
    else:
        try:
            record = case.reader.read(TrusteePublicKey, raw, 0)
            name = "" if record.name is UNSET else record.name
            key = _parse_key(case, record)
            verify_trustee_key(record, case.group)
        except WrongShape as error:
            case.recorder.fail("3.1", f"trustee {number}: {error}", 0)
        except BallotError as error:
            case.recorder.fail(
                "0.5" if getattr(error, "check", None) == "0.5" else "3.1", f"trustee {number}: {error}", 0
            )
    case.trustee_keys.append(key)
    case.trustee_names.append(name)


def _parse_key(case: Case, record: TrusteePublicKey) -> Any:
    try:
        return case.group.parse(record.public_key)
    except InvalidEncoding:
        return None  # reported by verify_trustee_key


def _check_product(case: Case) -> None:
    """Check that the election's key is the product of the trustees' keys (3.7)."""
    if not case.public_key_text or None in case.trustee_keys:
        case.recorder.skip("a key could not be read", "3.7")
        return
    if str(combine_keys(case.trustee_keys, case.group)) != case.public_key_text:
        case.recorder.fail(
            "3.7",
            "the election's public key is not the product of the trustees' keys: "
            "somebody else could hold a key to the votes",
            0,
        )
    case.recorder.passed("3.7", "the election's public key is the product of the trustees' keys")


def _check_number(case: Case) -> None:
    """Check that all keys differ, and that there are as many as the charter says (3.8)."""
    known = [str(key) for key in case.trustee_keys if key is not None]
    if len(set(known)) != len(known):
        case.recorder.fail("3.8", "two trustees have the same key", 0)
    if not case.trustee_keys:
        case.recorder.fail("3.8", "the election has no trustee", 0)
    found = len(case.trustee_keys)
    if case.charter is not None:
        wanted = case.charter.policy.trustees
        if wanted != found:
            case.recorder.fail("3.8", f"the charter says {wanted} trustees; the election has {found}", 0)
        elif len(case.charter.signing_keys) != found:
            case.recorder.fail(
                "3.8", f"the charter lists {len(case.charter.signing_keys)} signing keys for {found} trustees", 0
            )
    elif not case.foreign:
        case.recorder.skip("the charter is not at hand, so the number of trustees could not be compared with it", "3.8")
        return
    case.recorder.passed("3.8", "one key" if found == 1 else f"{found} different keys")
