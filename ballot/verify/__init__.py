"""The auditor: the numbered checks V0 to V10 over an archive and its companion file.

Use `verify_archive(path)`; it returns a `Report` and raises nothing that an archive can cause. `plan.py` shows the
whole verification. The server and other commands share `ContestCount` and `Vacancies`, which count a contest,
`NO_RULE`, `names_of`, `calling_off`, and `render`, which writes a report as text. All other modules belong to the
verifier alone.
"""

from __future__ import annotations

from ballot.verify.case.report import Finding, Report
from ballot.verify.case.text import render
from ballot.verify.run import verify_archive
from ballot.verify.v2_v4_setup.candidates import names_of
from ballot.verify.v5_ballots.times import calling_off
from ballot.verify.v9_result.recount import NO_RULE, ContestCount, Vacancies

__all__ = [
    "NO_RULE",
    "ContestCount",
    "Finding",
    "Report",
    "Vacancies",
    "calling_off",
    "names_of",
    "render",
    "verify_archive",
]
