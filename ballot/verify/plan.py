"""The whole verification, phase by phase: what is checked, by which function, and what it needs from earlier phases.

The numbers are those of docs/verification.md. A phase returns what it found as a frozen value, and later phases name
its type among their needs. `Ballots | None` means that a phase also runs without the ballots, and says so itself. A
phase that lacks something it cannot do without is not run: its checks are reported as not checked.
"""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType
from typing import Final, NamedTuple

from ballot.protocol.ballots import ElectionContext
from ballot.verify.case.case import Case
from ballot.verify.completeness import require_everything
from ballot.verify.unchecked import refuse_unchecked
from ballot.verify.v0_v1_file.chain import read_archive
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.incremental import VerifiedBefore, remember
from ballot.verify.v0_v1_file.references import References, check_references, read_references
from ballot.verify.v2_v4_setup.credentials import verify_credentials
from ballot.verify.v2_v4_setup.election import verify_setup
from ballot.verify.v2_v4_setup.roll_changes import verify_roll_changes
from ballot.verify.v2_v4_setup.setup import Setup, election_context
from ballot.verify.v2_v4_setup.token_history import TokenHistory
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v2_v4_setup.trustees import verify_trustees
from ballot.verify.v2_v4_setup.voters import Voters
from ballot.verify.v5_ballots.ballot_list import Ballots
from ballot.verify.v5_ballots.ballots import BALLOTS_SKIPPED, verify_ballots
from ballot.verify.v5_ballots.receipt import follow_receipt
from ballot.verify.v5_ballots.times import verify_times
from ballot.verify.v6_v8_tally.decryption import verify_decryptions
from ballot.verify.v6_v8_tally.published import PartialDecryptions, Shuffled, Tally
from ballot.verify.v6_v8_tally.share_proofs import warn_of_missing_companion
from ballot.verify.v6_v8_tally.shuffles import verify_shuffles
from ballot.verify.v6_v8_tally.tally import verify_tally
from ballot.verify.v9_result.comparisons import list_checksums, list_figures, list_reminders
from ballot.verify.v9_result.contests import list_contests
from ballot.verify.v9_result.outcomes import Outcomes
from ballot.verify.v9_result.result import verify_result
from ballot.verify.v9_result.withdrawals import verify_withdrawals

Need = type | UnionType


class Missing(NamedTuple):
    """What is said if a phase cannot run, and of which checks."""

    why: str
    checks: tuple[str, ...]


class Phase(NamedTuple):
    """One step. `function` takes the case and what the phase needs, in this order."""

    number: str
    title: str
    # The signatures differ; tests/verify/test_plan.py compares each with the phase's needs.
    function: Callable[..., object]
    needs: tuple[Need, ...] = ()
    missing: Missing | None = None


# -- steps that belong to an early phase and need what a later one found


def _compare_file(case: Case, references: References, file: File, setup: Setup) -> VerifiedBefore:
    """Check 1.4 and 1.5, for which the election's identifier must be known."""
    return check_references(case, references, file, setup.uuid)


def _report_spellings(case: Case, setup: Setup) -> None:
    """Report what is not canonical (0.5): a failure, but only a warning in a foreign archive."""
    report = case.recorder.warn if setup.foreign else case.recorder.fail
    for height, sentence in case.reader.deviations:
        report("0.5", sentence, height)
    case.recorder.passed("0.5", "every record is strict JSON in its one spelling")


def _remember_file(case: Case, references: References, file: File, before: VerifiedBefore, setup: Setup) -> None:
    """Write the state file, if one is wanted and nothing failed."""
    remember(case, file, references.earlier, before, setup.uuid)


_NO_CREDENTIALS: Final = Missing("the list of public credentials could not be read", ("4.5",))
_NO_ELECTION: Final = Missing("the election, its public key or the credentials could not be read", BALLOTS_SKIPPED)

PLAN: Final = (
    Phase("V0", "What is known from before", read_references),
    Phase("V0", "Container; chain of events (V1)", read_archive, (References,)),
    Phase("V2", "Election and charter", verify_setup, (File,)),
    Phase("V1", "Older copy, companion file and checkpoints", _compare_file, (References, File, Setup)),
    Phase("V3", "Trustees", verify_trustees, (File, Setup)),
    Phase("V4", "Public credentials", verify_credentials, (File, Setup)),
    Phase("V4", "Changes of the roll", verify_roll_changes, (File, Setup, Voters), _NO_CREDENTIALS),
    Phase("V5", "What ballots are verified against", election_context, (Setup, Voters)),
    Phase(
        "V5",
        "Ballots, each alone and all together",
        verify_ballots,
        (File, Setup, VerifiedBefore, Voters, TokenHistory, ElectionContext),
        _NO_ELECTION,
    ),
    Phase("V5", "What became of the ballot of a receipt", follow_receipt, (References, Ballots | None)),
    Phase("V5", "Changes of the voting times", verify_times, (File, Setup)),
    Phase("V6", "Encrypted tally", verify_tally, (File, Setup, ElectionContext | None, Ballots | None)),
    Phase(
        "V7",
        "Shuffles",
        verify_shuffles,
        (File, Setup, TrusteeKeys | None, ElectionContext | None, Tally | None),
    ),
    Phase(
        "V8",
        "Partial decryptions",
        verify_decryptions,
        (File, Setup, TrusteeKeys | None, ElectionContext | None, Tally | None, Shuffled | None),
    ),
    Phase("V9", "Withdrawals", verify_withdrawals, (File, Setup)),
    Phase(
        "V9",
        "Result and count",
        verify_result,
        (
            File,
            Setup,
            TrusteeKeys | None,
            ElectionContext | None,
            Tally | None,
            Shuffled | None,
            PartialDecryptions | None,
        ),
    ),
    Phase("V0", "The one spelling of every record", _report_spellings, (Setup,)),
    Phase("V8", "What rests on trust without a companion file", warn_of_missing_companion),
    Phase("V0", "No check that must run was left out", require_everything, (File, Setup)),
    Phase("V0", "Nothing is left unchecked, if everything was asked for", refuse_unchecked, (Setup,)),
    Phase("V1", "What is remembered for the next time", _remember_file, (References, File, VerifiedBefore, Setup)),
    Phase("V10", "Who could be chosen, and who was", list_contests, (Setup, TrusteeKeys | None, Outcomes | None)),
    Phase(
        "V10",
        "Checksums to compare by eye",
        list_checksums,
        (File, Setup, TrusteeKeys | None, Tally | None, Shuffled | None, PartialDecryptions | None),
    ),
    Phase("V10", "Figures", list_figures, (File, Voters | None, TokenHistory | None, Ballots | None)),
    Phase("V10", "What only people can compare", list_reminders, (Setup, TrusteeKeys | None, TokenHistory | None)),
)
