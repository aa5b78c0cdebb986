"""V3, the trustees (checks 3.1 to 3.9)."""

from __future__ import annotations

from msgspec import UNSET, Raw

from ballot.crypto.group import Point
from ballot.errors import BallotError, InvalidEncoding
from ballot.protocol.threshold import verify_commitment
from ballot.protocol.trustees import TrusteeItem, Trustees, combine_keys, verify_trustee_key
from ballot.records.charter import Charter
from ballot.records.trustees import TrusteePublicKey
from ballot.verify.case.case import Case
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.threshold import check_group
from ballot.verify.v2_v4_setup.trustee_keys import KeyList, TrusteeKeys

_ALL = ("3.1", "3.7", "3.8")


def verify_trustees(case: Case, file: File, setup: Setup) -> TrusteeKeys:
    """Check the trustees' verification keys."""
    raw = None if setup.data is None else file.content(bytes.fromhex(setup.data.trustees))
    if raw is None or setup.group is None:
        case.recorder.skip("the list of trustees, or the group, could not be read", *_ALL)
        return TrusteeKeys()
    entries = _read_entries(case, raw)
    if entries is None:
        case.recorder.skip("the list of trustees could not be read", *_ALL)
        return TrusteeKeys()
    keys = KeyList(setup.group)
    items = [_check_entry(case, keys, number, kind, bytes(value)) for number, (kind, value) in enumerate(entries, 1)]
    known = [item for item in items if item is not None]
    groups = [item for item in known if item.parameters is not None]
    found = keys.done(Trustees(setup.group, tuple(known)) if len(known) == len(items) else None)
    singles = sum(kind != "Pedersen" for kind, _ in entries)
    if singles or not entries:
        case.recorder.passed("3.1", f"{some(singles, 'trustee')}, each with a proof of knowing the secret key")
    if singles < len(entries):
        _pass_groups(case, groups)
    _check_product(case, setup, items)
    _check_number(case, setup, found)
    _check_commitments(case, setup, found, groups)
    case.recorder.checked["V3"] = some(len(found.keys), "trustee")
    return found


def _read_entries(case: Case, raw: bytes) -> tuple[tuple[str, Raw], ...] | None:
    try:
        return case.reader.read(tuple[tuple[str, Raw], ...], raw, 0)
    except WrongShape as error:
        case.recorder.fail("3.1", f"the list of trustees is malformed: {error}", 0)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the list of trustees: {error}", 0)
    return None


def _check_entry(case: Case, keys: KeyList, number: int, kind: str, raw: bytes) -> TrusteeItem | None:
    """Check one entry; None: it is not known how many trustees it stands for."""
    if kind == "Pedersen":
        return check_group(case, keys, raw)
    owner = len(keys.keys) + 1
    key: Point | None = None
    name = ""
    if kind != "Single":
        case.recorder.fail("3.1", f"entry {number} of the trustees is of an unknown kind, {kind[:40]!r}", 0)
    else:
        key, name = _check_single(case, keys, owner, raw)
    keys.add(key, name)
    return TrusteeItem((owner,), 1, key, (key,))


def _check_single(case: Case, keys: KeyList, owner: int, raw: bytes) -> tuple[Point | None, str]:
    """Check a trustee whose share is always needed (3.1); return the key, None if it is unusable, and the name."""
    key: Point | None = None
    name = ""
    try:
        record = case.reader.read(TrusteePublicKey, raw, 0)
        name = "" if record.name is UNSET else record.name
        key = keys.parse(record.public_key)
        verify_trustee_key(record, keys.group)
    except WrongShape as error:
        case.recorder.fail("3.1", f"trustee {owner}: {error}", 0)
    except BallotError as error:
        check = "0.5" if getattr(error, "check", None) == "0.5" else "3.1"
        case.recorder.fail(check, f"trustee {owner}{f' ({name})' if name else ''}: {error}", 0)
    return key, name


def _pass_groups(case: Case, groups: list[TrusteeItem]) -> None:
    size = some(sum(len(item.owners) for item in groups), "threshold trustee")
    needed = ", ".join(f"{item.threshold} of {len(item.owners)}" for item in groups)
    case.recorder.passed("3.2", f"{some(len(groups), 'threshold group')}: {needed} needed")
    case.recorder.passed("3.3", f"the certificates of {size}, all of one key generation")
    case.recorder.passed("3.4", f"what {size} committed to, signed and in the group")
    case.recorder.passed("3.5", f"the signatures of {size} over the same certificates")
    case.recorder.passed("3.6", f"the verification keys of {size} follow from what all committed to")


def _check_product(case: Case, setup: Setup, items: list[TrusteeItem | None]) -> None:
    """Check that the election's key is the product of the trustees' keys, or of their groups' (3.7)."""
    sub_keys = [item.sub_key for item in items if item is not None and item.sub_key is not None]
    if setup.group is None or not setup.public_key or len(sub_keys) < len(items):
        case.recorder.skip("a key could not be read, or not derived", "3.7")
        return
    if str(combine_keys(sub_keys, setup.group)) != setup.public_key:
        case.recorder.fail(
            "3.7",
            "the election's public key is not the product of the trustees' keys: "
            "somebody else could hold a key to the votes",
            0,
        )
    case.recorder.passed("3.7", "the election's public key is the product of the trustees' keys")


def _check_number(case: Case, setup: Setup, found: TrusteeKeys) -> None:
    """Check that all keys differ, and that there are as many, and as many needed, as the charter says (3.8)."""
    if found.trustees is None:
        case.recorder.skip("it is not known how many trustees there are", "3.8")
        return
    known: list[str] = []
    for item in found.trustees.items:
        keys = [str(key) for key in item.keys if key is not None]
        # If one trustee alone can open the tally, the protocol gives all of them the same key.
        known += set(keys) if item.threshold == 1 and item.parameters is not None else keys
    if len(set(known)) != len(known):
        case.recorder.fail("3.8", "two trustees have the same key", 0)
    if not found.keys and not case.recorder.has_failed("3.2"):
        case.recorder.fail("3.8", "the election has no trustee", 0)
    if setup.charter is not None:
        _compare_with_charter(case, setup.charter, found.trustees)
    elif not setup.foreign:
        case.recorder.skip("the charter is not at hand, so the number of trustees could not be compared with it", "3.8")
        return
    number = len(found.keys)
    case.recorder.passed("3.8", "one key" if number == 1 else f"{number} different keys")


def _compare_with_charter(case: Case, charter: Charter, trustees: Trustees) -> None:
    if case.recorder.has_failed("3.2"):
        case.recorder.skip("the parameters of a threshold group could not be read", "3.8")
        return
    found, policy = len(trustees.keys), charter.policy
    needed = sum(item.threshold for item in trustees.items)
    if len(set(charter.signing_keys)) != len(charter.signing_keys):
        case.recorder.fail("3.8", "two trustees have the same signing key: each could sign in the other's name", 0)
    if policy.trustees != found:
        case.recorder.fail("3.8", f"the charter says {policy.trustees} trustees; the election has {found}", 0)
    elif len(charter.signing_keys) != found:
        case.recorder.fail("3.8", f"the charter lists {len(charter.signing_keys)} signing keys for {found} trustees", 0)
    elif policy.threshold != needed:
        case.recorder.fail(
            "3.8", f"the charter says that {policy.threshold} trustees can open the tally; here it takes {needed}", 0
        )


def _check_commitments(case: Case, setup: Setup, found: TrusteeKeys, groups: list[TrusteeItem]) -> None:
    """Check that each threshold trustee kept to the polynomial committed to before seeing the others' (3.9)."""
    if setup.charter is None:
        if groups and not setup.foreign:
            case.recorder.skip("the charter is not at hand", "3.9")
        return
    if found.trustees is None or case.recorder.has_failed("3.2"):
        case.recorder.skip("the parameters of a threshold group could not be read", "3.9")
        return
    commitments = setup.charter.commitments
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
            case.recorder.fail("3.9", f"{found.who(owner)}: {error}", 0)
    if owners:
        case.recorder.passed("3.9", f"{some(len(owners), 'threshold trustee')} kept to the commitment")
