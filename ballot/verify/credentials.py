"""V4, the public credentials (checks 4.1 to 4.4)."""

from __future__ import annotations

import re
from typing import Any, Final

from ballot.crypto.hashing import hex_to_base64
from ballot.errors import InvalidEncoding
from ballot.records.election import MAX_TOTAL_WEIGHT
from ballot.verify.case import Case
from ballot.verify.reading import WrongShape
from ballot.verify.report import some

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_ALL: Final = ("4.1", "4.2", "4.3", "4.4")


def verify_credentials(case: Case) -> None:
    """Check the list of public credentials and keep each one's weight."""
    raw = None if case.setup is None else case.content(bytes.fromhex(case.setup.credentials))
    if raw is None or case.group is None:
        case.recorder.skip("the list of public credentials, or the group, could not be read", *_ALL)
        return
    try:
        entries = case.reader.read(tuple[str, ...], raw, 0)
    except WrongShape as error:
        case.recorder.fail("4.1", f"the list of public credentials is malformed: {error}", 0)
        case.recorder.skip("the list of public credentials could not be read", *_ALL)
        return
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the list of public credentials: {error}", 0)
        case.recorder.skip("the list of public credentials could not be read", *_ALL)
        return
    parsed = [_parse(case, number, text) for number, text in enumerate(entries, 1)]
    _check_weights(case, parsed, len(entries))
    _check_keys(case, [key for key, _ in parsed])
    _compare_with_registrar(case, len(entries))
    case.weights = {key: 1 if weight is None else max(1, weight) for key, weight in parsed}
    case.recorder.checked["V4"] = some(len(entries), "public credential")


def _parse(case: Case, number: int, text: str) -> tuple[str, int | None]:
    """Return credential and weight (None: no weight) of one entry (4.1); a weight that makes no sense becomes 0."""
    key, *rest = text.split(",")
    if not key or len(rest) > 1:
        case.recorder.fail(
            "4.1", f"entry {number} of the public credentials, {text[:100]!r}, is neither “key” nor “key,weight”", 0
        )
        return key, 0 if rest else None
    if not rest:
        return key, None
    if len(rest[0]) > 40 or not _NUMBER.fullmatch(rest[0]):
        case.recorder.fail("4.1", f"the weight {rest[0][:40]!r} of public credential {number} is not a number", 0)
        return key, 0
    weight = int(rest[0])
    if not 1 <= weight <= MAX_TOTAL_WEIGHT:
        case.recorder.fail(
            "4.3", f"the weight of public credential {number} is {weight}; 1 to {MAX_TOTAL_WEIGHT} are possible", 0
        )
        return key, 0
    return key, weight


def _check_weights(case: Case, parsed: list[tuple[str, int | None]], count: int) -> None:
    weighted = sum(weight is not None for _, weight in parsed)
    if weighted not in (0, count):
        case.recorder.fail(
            "4.1", f"{weighted} of {count} public credentials have a weight: all must have one, or none", 0
        )
    total = sum(1 if weight is None else weight for _, weight in parsed)
    if total > MAX_TOTAL_WEIGHT:
        case.recorder.fail("4.3", f"the total weight is {total}; {MAX_TOTAL_WEIGHT} is the limit", 0)
    if case.has_ranked and any(weight not in (None, 0, 1) for _, weight in parsed):
        case.recorder.fail("4.3", "voters have weights, but a ranked paper cannot be counted more than once", 0)
    case.recorder.passed("4.1", f"{count} entries, {'all with a weight' if weighted else 'none with a weight'}")
    case.recorder.passed("4.3", f"total weight {total}")


def _check_keys(case: Case, keys: list[str]) -> None:
    """Check that credentials are distinct members of the group, in order (4.2)."""
    seen: set[str] = set()
    last: Any = None
    unsorted = 0
    for number, key in enumerate(keys, 1):
        if key in seen:
            case.recorder.fail("4.2", f"public credential {number} stands twice in the list", 0)
            continue
        seen.add(key)
        try:
            point = case.group.parse(key)
        except InvalidEncoding as error:
            case.recorder.fail("4.2", f"public credential {number}: {error}", 0)
            continue
        if point.is_identity:
            case.recorder.fail("4.2", f"public credential {number} is the identity: anybody could vote with it", 0)
        unsorted += last is not None and point.sort_key < last
        last = point.sort_key
        if case.options.progress is not None and number % 1024 == 0:
            case.options.progress("Checking public credentials", number, len(keys))
    if unsorted:
        report = case.recorder.warn if case.foreign else case.recorder.fail
        report("4.2", "the public credentials are not sorted: their order could tell who is who", 0)
    case.recorder.passed("4.2", f"{len(keys)} distinct members of the group, sorted")


def _compare_with_registrar(case: Case, count: int) -> None:
    """Compare with what the registrar announced, when given (4.4)."""
    assert case.setup is not None
    fingerprint, wanted = case.options.announced_credentials, case.options.announced_voters
    if fingerprint is None and wanted is None:
        return
    own = hex_to_base64(case.setup.credentials)
    if fingerprint is not None and fingerprint.rstrip("=") not in (own, case.setup.credentials):
        case.recorder.fail(
            "4.4", f"the registrar announced a list with fingerprint {fingerprint}; this one has {own}", 0
        )
    if wanted is not None and wanted != count:
        case.recorder.fail("4.4", f"the registrar announced {wanted} credentials; the list has {count}", 0)
    case.recorder.passed("4.4", "the list is the one that the registrar announced")
