"""V3, the trustees (checks 3.1 to 3.9)."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Raw

from ballot.errors import BallotError, InvalidEncoding
from ballot.protocol.threshold import verify_commitment
from ballot.protocol.trustees import TrusteeItem, Trustees, combine_keys, verify_trustee_key
from ballot.records.trustees import TrusteePublicKey
from ballot.verify.case.case import Case
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v2_v4_setup.threshold import check_group

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
    items = [_check_entry(case, number, kind, bytes(value)) for number, (kind, value) in enumerate(entries, 1)]
    known = [item for item in items if item is not None]
    groups = [item for item in known if item.parameters is not None]
    if len(known) == len(items):
        case.trustees = Trustees(case.group, tuple(known))
    singles = sum(kind != "Pedersen" for kind, _ in entries)
    if singles or not entries:
        case.recorder.passed("3.1", f"{some(singles, 'trustee')}, each with a proof of knowing the secret key")
    if singles < len(entries):
        _pass_groups(case, groups)
    _check_product(case, items)
    _check_number(case)
    _check_commitments(case, groups)
    case.recorder.checked["V3"] = some(len(case.trustee_keys), "trustee")


def _read_entries(case: Case, raw: bytes) -> tuple[tuple[str, Raw], ...] | None:
    try:
        return case.reader.read(tuple[tuple[str, Raw], ...], raw, 0)
    except WrongShape as error:
        case.recorder.fail("3.1", f"the list of trustees is malformed: {error}", 0)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the list of trustees: {error}", 0)
    return None


def _check_entry(case: Case, number: int, kind: str, raw: bytes) -> TrusteeItem | None:
    """Check one entry; None: it is not known how many trustees it stands for."""
    if kind == "Pedersen":
        return check_group(case, raw)
    owner = len(case.trustee_keys) + 1
    key: Any = None
    name = ""
    if kind != "Single":
        case.recorder.fail("3.1", f"entry {number} of the trustees is of an unknown kind, {kind[:40]!r}", 0)
    else:
        key, name = _check_single(case, owner, raw)
    case.trustee_keys.append(key)
    case.trustee_names.append(name)
    return TrusteeItem((owner,), 1, key, (key,))


def _check_single(case: Case, owner: int, raw: bytes) -> tuple[Any, str]:
    """Check a trustee whose share is always needed (3.1); return the key, None if it is unusable, and the name."""
    key: Any = None
    name = ""
    try:
        record = case.reader.read(TrusteePublicKey, raw, 0)
        name = "" if record.name is UNSET else record.name
        key = _parse_key(case, record)
        verify_trustee_key(record, case.group)
    except WrongShape as error:
        case.recorder.fail("3.1", f"trustee {owner}: {error}", 0)
    except BallotError as error:
        check = "0.5" if getattr(error, "check", None) == "0.5" else "3.1"
        case.recorder.fail(check, f"trustee {owner}{f' ({name})' if name else ''}: {error}", 0)
    return key, name


def _parse_key(case: Case, record: TrusteePublicKey) -> Any:
    try:
        return case.group.parse(record.public_key)
    except InvalidEncoding:
        return None  # reported by verify_trustee_key


def _pass_groups(case: Case, groups: list[TrusteeItem]) -> None:
    size = some(sum(len(item.owners) for item in groups), "threshold trustee")
    needed = ", ".join(f"{item.threshold} of {len(item.owners)}" for item in groups)
    case.recorder.passed("3.2", f"{some(len(groups), 'threshold group')}: {needed} needed")
    case.recorder.passed("3.3", f"the certificates of {size}, all of one key generation")
    case.recorder.passed("3.4", f"what {size} committed to, signed and in the group")
    case.recorder.passed("3.5", f"the signatures of {size} over the same certificates")
    case.recorder.passed("3.6", f"the verification keys of {size} follow from what all committed to")


def _check_product(case: Case, items: list[TrusteeItem | None]) -> None:
    """Check that the election's key is the product of the trustees' keys, or of their groups' (3.7)."""
    sub_keys = [None if item is None else item.sub_key for item in items]
    if not case.public_key_text or any(key is None for key in sub_keys):
        case.recorder.skip("a key could not be read, or not derived", "3.7")
        return
    if str(combine_keys(sub_keys, case.group)) != case.public_key_text:
        case.recorder.fail(
            "3.7",
            "the election's public key is not the product of the trustees' keys: "
            "somebody else could hold a key to the votes",
            0,
        )
    case.recorder.passed("3.7", "the election's public key is the product of the trustees' keys")


def _check_number(case: Case) -> None:
    """Check that all keys differ, and that there are as many, and as many needed, as the charter says (3.8)."""
    if case.trustees is None:
        case.recorder.skip("it is not known how many trustees there are", "3.8")
        return
    known: list[str] = []
    for item in case.trustees.items:
        keys = [str(key) for key in item.keys if key is not None]
        # Where one trustee alone can open, all hold the same key by the protocol.
        known += set(keys) if item.threshold == 1 and item.parameters is not None else keys
    if len(set(known)) != len(known):
        case.recorder.fail("3.8", "two trustees have the same key", 0)
    if not case.trustee_keys and not case.recorder.has_failed("3.2"):
        case.recorder.fail("3.8", "the election has no trustee", 0)
    if case.charter is not None:
        _compare_with_charter(case, case.trustees)
    elif not case.foreign:
        case.recorder.skip("the charter is not at hand, so the number of trustees could not be compared with it", "3.8")
        return
    found = len(case.trustee_keys)
    case.recorder.passed("3.8", "one key" if found == 1 else f"{found} different keys")


def _compare_with_charter(case: Case, trustees: Trustees) -> None:
    assert case.charter is not None
    if case.recorder.has_failed("3.2"):
        case.recorder.skip("the parameters of a threshold group could not be read", "3.8")
        return
    found, policy = len(case.trustee_keys), case.charter.policy
    needed = sum(item.threshold for item in trustees.items)
    if policy.trustees != found:
        case.recorder.fail("3.8", f"the charter says {policy.trustees} trustees; the election has {found}", 0)
    elif len(case.charter.signing_keys) != found:
        case.recorder.fail(
            "3.8", f"the charter lists {len(case.charter.signing_keys)} signing keys for {found} trustees", 0
        )
    elif policy.threshold != needed:
        case.recorder.fail(
            "3.8", f"the charter says that {policy.threshold} trustees can open the tally; here it takes {needed}", 0
        )


def _check_commitments(case: Case, groups: list[TrusteeItem]) -> None:
    """Check that threshold trustees' polynomials are those that they committed to before they saw others' (3.9)."""
    if case.charter is None:
        if groups and not case.foreign:
            case.recorder.skip("the charter is not at hand", "3.9")
        return
    if case.trustees is None or case.recorder.has_failed("3.2"):
        case.recorder.skip("the parameters of a threshold group could not be read", "3.9")
        return
    commitments = case.charter.commitments
    owners = [owner for item in groups for owner in item.owners]
    made = [coefexps for item in groups if item.parameters is not None for coefexps in item.parameters.coefexps]
    if len(commitments) != len(owners):
        sentence = f"the charter lists {len(commitments)} commitments for {some(len(owners), 'threshold trustee')}"
        case.recorder.fail("3.9", sentence, 0)
        return
    for owner, coefexps, commitment in zip(owners, made, commitments, strict=True):
        try:
            verify_commitment(coefexps, commitment)
        except BallotError as error:
            case.recorder.fail("3.9", f"{case.who(owner)}: {error}", 0)
    if owners:
        case.recorder.passed("3.9", f"{some(len(owners), 'threshold trustee')} kept to the commitment")
