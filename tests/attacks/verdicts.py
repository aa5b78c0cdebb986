"""Run the verifier over what a factory made."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from ballot.verify import Report, verify_archive
from tests.factory.elections import Maker


def examine(maker: Maker, companion: bool | None = None, **options: Any) -> Report:
    """Verify an election with its companion file (by default where it has a charter)."""
    with tempfile.TemporaryDirectory() as name:
        archive, beside = maker.write(Path(name))
        wanted = maker.with_charter if companion is None else companion
        if not wanted:
            beside.unlink()  # the verifier would find it
        return verify_archive(archive, companion=beside if wanted else None, jobs=1, **options)


def examine_bytes(archive: bytes, **options: Any) -> Report:
    """Verify bare bytes."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "election.bel"
        path.write_bytes(archive)
        return verify_archive(path, jobs=1, **options)


def verdict_of(maker: Maker, **options: Any) -> tuple[str, frozenset[str]]:
    """The verdict and the numbers of the checks that failed."""
    report = examine(maker, **options)
    return report.verdict, report.failed


def essence(report: Report) -> Any:
    """What a change of an archive must change: the verdict, or what is reported with it."""
    return report.verdict, [(f.id, f.ok, f.warning, f.height, f.message) for f in report.findings], report.checksums
