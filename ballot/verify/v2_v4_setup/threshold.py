"""V3 for one threshold group (checks 3.2 to 3.6): everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from msgspec import UNSET

from ballot.crypto import threshold
from ballot.crypto.group import Group, Point
from ballot.crypto.hashing import sha256_hex
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.threshold import (
    MAX_GROUP,
    Certificate,
    verify_certificate,
    verify_certificates,
    verify_coefexps,
    verify_group_key,
)
from ballot.protocol.trustees import TrusteeItem
from ballot.records.trustees import ThresholdParameters
from ballot.verify.case.case import Case
from ballot.verify.case.reading import WrongShape
from ballot.verify.v2_v4_setup.trustee_keys import KeyList

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_NUMBER = re.compile(r"\btrustee (\d+)\b")


def check_group(case: Case, keys: KeyList, raw: bytes) -> TrusteeItem | None:
    """Check the parameters of a threshold group, add its trustees' keys to the list, and return it.

    Returns None if it is not even known how many trustees it has.
    """
    first = len(keys.keys)
    try:
        parameters = case.reader.read(ThresholdParameters, raw, 0)
    except WrongShape as error:
        case.recorder.fail("3.2", f"the parameters of a threshold group are malformed: {error}", 0)
        case.recorder.skip("the parameters of a threshold group could not be read", "3.3", "3.4", "3.5", "3.6")
        return _rescue(keys, error.tree)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the parameters of a threshold group: {error}", 0)
        case.recorder.skip("the parameters of a threshold group could not be read", "3.2", "3.3", "3.4", "3.5", "3.6")
        return None
    for key in parameters.verification_keys:
        keys.add(keys.parse(key.public_key), "" if key.name is UNSET else key.name)
    owners = tuple(range(first + 1, len(keys.keys) + 1))
    for owner, certificate in zip(owners, parameters.certs, strict=False):
        keys.certificates[owner] = sha256_hex(certificate.message.encode())
    sub_key = _Examination(case, keys, parameters, first).run()
    return TrusteeItem(owners, parameters.threshold, sub_key, tuple(keys.keys[first:]), parameters)


# `tree` is JSON of any shape.
def _rescue(keys: KeyList, tree: Any) -> TrusteeItem | None:
    """Get at least the keys out of malformed parameters, so that owners can be told apart."""
    entries = tree.get("verification_keys") if isinstance(tree, dict) else None
    if not isinstance(entries, list):
        return None
    first = len(keys.keys)
    for entry in entries:
        text = entry.get("public_key") if isinstance(entry, dict) else None
        keys.add(keys.parse(text if isinstance(text, str) else ""), "")
    owners = tuple(range(first + 1, len(keys.keys) + 1))
    needed = tree.get("threshold")
    known = isinstance(needed, int) and 1 <= needed <= len(owners)
    return TrusteeItem(owners, needed if known else len(owners), None, tuple(keys.keys[first:]))


class _Examination:
    """Checks the parts of a group one after the other. A part that depends on a wrong one is not checked."""

    def __init__(self, case: Case, keys: KeyList, parameters: ThresholdParameters, first: int) -> None:
        self.case, self.keys, self.parameters, self.first = case, keys, parameters, first
        self.failures = 0

    def run(self) -> Point | None:
        """Return the group's part of the election's key, or None if something is wrong."""
        if not self._check_lengths():
            self._stop("3.3", "3.4", "3.5", "3.6")
            return None
        certificates = self._check_certificates()
        if not certificates:
            self._stop("3.4", "3.5", "3.6")
            return None
        coefexps = self._check_coefexps(certificates)
        if len(coefexps) < len(certificates):
            self._stop("3.6")
            return None
        total = threshold.add_polynomials(self.keys.group, coefexps)
        for index, key in enumerate(self.parameters.verification_keys, 1):
            expected = threshold.evaluate_in_exponent(self.keys.group, total, index)
            self._try(verify_group_key, certificates[index - 1], key, expected, index)
        return total[0]

    def _stop(self, *checks: str) -> None:
        self.case.recorder.skip("what it rests on is not right", *checks)

    def _fail(self, check: str, sentence: str) -> None:
        self.failures += 1
        self.case.recorder.fail(check, sentence, 0)

    def _try(
        self,
        function: Callable[Concatenate[Group, _Arguments], _Result],
        *arguments: _Arguments.args,
        **named: _Arguments.kwargs,
    ) -> _Result | None:
        """Call with the group; None: it failed, which is reported."""
        try:
            return function(self.keys.group, *arguments, **named)
        except (InvalidEncoding, InvalidProof) as error:
            self._fail(error.check or "3.3", _NUMBER.sub(self._renumber, str(error)))
        return None

    def _renumber(self, match: re.Match[str]) -> str:
        """Give a trustee, whom the group numbers from 1, the number and name that everything else uses."""
        return self.keys.who(self.first + int(match[1]))

    def _check_lengths(self) -> bool:
        """Check that there is one part of each trustee, and that the threshold is possible (3.2)."""
        parts = self.parameters
        size = len(parts.verification_keys)
        lengths = {
            "certificates": len(parts.certs),
            "commitments": len(parts.coefexps),
            "signatures": len(parts.signatures),
        }
        for what, found in lengths.items():
            if found != size:
                self._fail("3.2", f"a threshold group of {size} trustees has {found} {what}")
        if size > MAX_GROUP:
            self._fail("3.2", f"a threshold group of {size} trustees; {MAX_GROUP} are the limit")
        if not 1 <= parts.threshold <= size:
            self._fail("3.2", f"the threshold {parts.threshold} of {size} trustees is impossible")
        return not self.failures

    def _check_certificates(self) -> list[Certificate]:
        for index, record in enumerate(self.parameters.certs, 1):
            try:
                verify_certificate(self.keys.group, record)
            except (InvalidEncoding, InvalidProof) as error:
                self._fail("3.3", f"the certificate of {self.keys.who(self.first + index)}: {error}")
        if self.failures:
            return []
        return self._try(verify_certificates, self.parameters.certs, self.parameters.threshold) or []

    def _check_coefexps(self, certificates: Sequence[Certificate]) -> list[list[Point]]:
        """Return the coefficients of those trustees whose coefficients are right."""
        pairs = zip(self.parameters.coefexps, self.parameters.signatures, strict=True)
        checked = [self._try(verify_coefexps, certificates, index, *pair) for index, pair in enumerate(pairs, 1)]
        return [coefexps for coefexps in checked if coefexps is not None]
