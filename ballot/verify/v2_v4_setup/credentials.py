"""V4, the public credentials (checks 4.1 to 4.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import UNSET

from ballot.crypto.group import Group, Point
from ballot.crypto.hashing import hex_to_base64
from ballot.errors import InvalidEncoding
from ballot.records.election import MAX_TOTAL_WEIGHT
from ballot.verify.case.case import Case
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.voters import Voters

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_PLAIN: Final = re.compile(rb'"([0-9a-f,]+)"(?:,(?=")|\]\Z)')
_ALL: Final = ("4.1", "4.2", "4.3", "4.4")
_AT_ONCE: Final = 256  # keys whose membership is checked together


def verify_credentials(case: Case, file: File, setup: Setup) -> Voters | None:
    """Check the list of public credentials and their weights."""
    raw = None if setup.data is None else file.content(bytes.fromhex(setup.data.credentials))
    if raw is None or setup.data is None or setup.group is None:
        case.recorder.skip("the list of public credentials, or the group, could not be read", *_ALL)
        return None
    try:
        entries = _read(case, raw)
    except WrongShape as error:
        case.recorder.fail("4.1", f"the list of public credentials is malformed: {error}", 0)
        case.recorder.skip("the list of public credentials could not be read", *_ALL)
        return None
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the list of public credentials: {error}", 0)
        case.recorder.skip("the list of public credentials could not be read", *_ALL)
        return None
    examination = _Examination(case, setup, setup.group, raw.count(b'","') + 1)
    for entry in entries:
        examination.accept(entry)
    examination.finish()
    _compare_with_registrar(case, setup, setup.data.credentials, examination.count)
    case.recorder.checked["V4"] = some(examination.count, "public credential")
    return examination.voters


def _read(case: Case, raw: bytes) -> Iterator[str]:
    """Return the entries one by one. To save memory, a list in canonical form is not decoded as a whole.

    Raises:
        WrongShape, InvalidEncoding: see `Reader.read`.
    """
    if _is_plain(raw):
        return (match[1].decode("ascii") for match in _PLAIN.finditer(raw, 1))
    return iter(case.reader.read(tuple[str, ...], raw, 0))


def _is_plain(raw: bytes) -> bool:
    """Say whether these are the canonical bytes of a list of entries of digits and commas. Any other list goes through
    the decoder, which says what is wrong with it."""
    position = 1
    for match in _PLAIN.finditer(raw, 1):
        if match.start() != position:
            return False
        position = match.end()
    return raw.startswith(b"[") and raw.endswith(b'"]') and position == len(raw)


class _Examination:
    """Goes through the list once: form (4.1), keys (4.2), weights (4.3)."""

    def __init__(self, case: Case, setup: Setup, group: Group, expected: int) -> None:
        self.case, self.setup, self.group, self.expected = case, setup, group, expected
        self.voters = Voters()
        self.count = self.weighted = self.total_weight = self.unsorted = 0
        self.above_one = False
        self.last: bytes | None = None  # what the last key is sorted by
        self.waiting: list[tuple[int, str]] = []

    def accept(self, text: str) -> None:
        """Check one entry."""
        self.count += 1
        key, weight = self._parse(text)
        self.weighted += weight is not None
        self.total_weight += 1 if weight is None else weight
        self.above_one |= weight not in (None, 0, 1)
        if self.voters.add(key, 1 if weight is None else max(1, weight)):
            self.waiting.append((self.count, key))
        else:
            self.case.recorder.fail("4.2", f"public credential {self.count} stands twice in the list", 0)
        if len(self.waiting) == _AT_ONCE:
            self._check_keys()

    def _parse(self, text: str) -> tuple[str, int | None]:
        """Return credential and weight (None: no weight) of one entry; a weight that makes no sense becomes 0."""
        key, *rest = text.split(",")
        fail = self.case.recorder.fail
        if not key or len(rest) > 1:
            what = f"entry {self.count} of the public credentials, {text[:100]!r},"
            fail("4.1", f"{what} is neither “key” nor “key,weight”", 0)
            return key, 0 if rest else None
        if not rest:
            return key, None
        if len(rest[0]) > 40 or not _NUMBER.fullmatch(rest[0]):
            fail("4.1", f"the weight {rest[0][:40]!r} of public credential {self.count} is not a number", 0)
            return key, 0
        weight = int(rest[0])
        if not 1 <= weight <= MAX_TOTAL_WEIGHT:
            sentence = f"the weight of public credential {self.count} is {weight}; 1 to {MAX_TOTAL_WEIGHT} are possible"
            fail("4.3", sentence, 0)
            return key, 0
        return key, weight

    def _check_keys(self) -> None:
        """Check that credentials are proper members of the group, in order (4.2)."""
        for number, point in self._parse_keys():
            if point.is_identity:
                sentence = f"public credential {number} is the identity: anybody could vote with it"
                self.case.recorder.fail("4.2", sentence, 0)
            self.unsorted += self.last is not None and point.sort_key < self.last
            self.last = point.sort_key
        self.waiting.clear()
        self.case.progress("Checking public credentials", self.count, self.expected)

    def _parse_keys(self) -> Iterator[tuple[int, Point]]:
        """Yield those of the waiting keys that are members of the group, with their numbers."""
        try:
            points = self.group.parse_all([key for _, key in self.waiting])
        except InvalidEncoding:
            yield from self._parse_one_by_one()
            return
        for (number, _), point in zip(self.waiting, points, strict=True):
            yield number, point

    def _parse_one_by_one(self) -> Iterator[tuple[int, Point]]:
        for number, key in self.waiting:
            try:
                yield number, self.group.parse(key)
            except InvalidEncoding as error:
                self.case.recorder.fail("4.2", f"public credential {number}: {error}", 0)

    def finish(self) -> None:
        """Report what only the whole list shows."""
        self._check_keys()
        recorder, count = self.case.recorder, self.count
        if self.weighted not in (0, count):
            sentence = f"{self.weighted} of {count} public credentials have a weight: all must have one, or none"
            recorder.fail("4.1", sentence, 0)
        if self.total_weight > MAX_TOTAL_WEIGHT:
            recorder.fail("4.3", f"the total weight is {self.total_weight}; {MAX_TOTAL_WEIGHT} is the limit", 0)
        if self.setup.has_ranked and self.above_one:
            recorder.fail("4.3", "voters have weights, but a ranked paper cannot be counted more than once", 0)
        if self.unsorted:
            report = recorder.warn if self.setup.foreign else recorder.fail
            report("4.2", "the public credentials are not sorted: their order could tell who is who", 0)
        recorder.passed("4.1", f"{count} entries, {'all with a weight' if self.weighted else 'none with a weight'}")
        recorder.passed("4.2", f"{count} distinct members of the group, sorted")
        recorder.passed("4.3", f"total weight {self.total_weight}")


def _compare_with_registrar(case: Case, setup: Setup, digest: str, count: int) -> None:
    """Compare with what the registrar announced, when given (4.4)."""
    fingerprint, wanted = case.options.announced_credentials, case.options.announced_voters
    if fingerprint is None and wanted is None:
        return
    own = hex_to_base64(digest)
    if fingerprint is not None and fingerprint.rstrip("=") not in (own, digest):
        case.recorder.fail(
            "4.4", f"the registrar announced a list with fingerprint {fingerprint}; this one has {own}", 0
        )
    charter = setup.charter
    spares = 0 if charter is None or charter.spares is UNSET else len(charter.spares)
    if wanted is not None and wanted != count - spares:
        beside = f" beside {some(spares, 'spare')}" if spares else ""
        sentence = f"the registrar announced {wanted} voters; the list has credentials for {count - spares}{beside}"
        case.recorder.fail("4.4", sentence, 0)
    case.recorder.passed("4.4", "the list is the one that the registrar announced")
