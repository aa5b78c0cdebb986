"""The auditor: the numbered checks V0 to V10 over an archive and its companion file.

Use `verify_archive(path)`; it returns a `Report` and raises nothing that an archive can cause.
"""

from __future__ import annotations

from ballot.verify.case.report import Finding, Report
from ballot.verify.run import verify_archive

__all__ = ["Finding", "Report", "verify_archive"]
