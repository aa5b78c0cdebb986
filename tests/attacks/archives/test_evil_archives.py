"""The self-test of the verifier: every evil archive of the corpus fails exactly the checks that it must fail."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from ballot.verify import verify_archive
from tests.attacks.corpus import COUPLED, EVIL, Evil


@pytest.mark.parametrize("evil", EVIL, ids=str)
def test_fails_exactly_what_it_must(evil: Evil) -> None:
    maker = evil.make()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive, companion = maker.write(folder)
        options = {} if evil.options is None else evil.options(maker, folder)
        report = verify_archive(archive, companion=companion if maker.with_charter else None, jobs=1, **options)
    said = [(finding.id, finding.height, finding.message) for finding in report.failures]
    assert evil.failed <= report.failed <= evil.failed | evil.coupled, said
    assert report.verdict == "invalid", report.reason
    if evil.height is not None:
        assert evil.height(maker) in {finding.height for finding in report.failures}, said


def test_every_pair_has_its_reason() -> None:
    both = {tuple(sorted(evil.failed)) for evil in EVIL if len(evil.failed) > 1}
    both |= {(check, other) for evil in EVIL for check in evil.failed for other in evil.coupled}
    assert both == set(COUPLED)


def test_every_check_has_an_archive_of_its_own() -> None:
    from ballot.verify.case.checks import CHECKS

    alone = {next(iter(evil.failed)) for evil in EVIL if len(evil.failed) == 1}
    paired = {check for pair in COUPLED for check in pair}
    phases = {check for check in CHECKS if not check.startswith("10.")}
    # 5.11 says which ballot counts and cannot fail by itself; 9.4 is a warning (test_warnings.py).
    assert not phases - alone - paired - {"5.11", "9.4"}
