"""All phases, in order: the entry point of the verifier."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ballot.crypto.processors import limited_to, processors
from ballot.errors import BallotError
from ballot.protocol.ballots import ElectionContext
from ballot.records.event import EventType
from ballot.verify.case.case import Case, Options, Unusable
from ballot.verify.case.checks import order_of
from ballot.verify.case.companion import read_companion
from ballot.verify.case.completeness import require_everything
from ballot.verify.case.report import ERROR, INVALID, VALID, VALID_SO_FAR, Recorder, Report, some
from ballot.verify.v0_v1_file import references
from ballot.verify.v0_v1_file.chain import ChainReader
from ballot.verify.v0_v1_file.container import is_archive, scan
from ballot.verify.v0_v1_file.incremental import Earlier, Hashed, compare, read_state, remember
from ballot.verify.v2_v4_setup.charter import check_charter
from ballot.verify.v2_v4_setup.credentials import verify_credentials
from ballot.verify.v2_v4_setup.election import verify_election
from ballot.verify.v2_v4_setup.roll_changes import verify_roll_changes
from ballot.verify.v2_v4_setup.trustees import verify_trustees
from ballot.verify.v5_ballots.ballots import verify_ballots
from ballot.verify.v5_ballots.times import is_called_off, verify_times
from ballot.verify.v6_v8_tally.decryption import verify_decryptions
from ballot.verify.v6_v8_tally.share_proofs import TRUST
from ballot.verify.v6_v8_tally.shuffles import verify_shuffles
from ballot.verify.v6_v8_tally.tally import verify_tally
from ballot.verify.v9_result import people
from ballot.verify.v9_result.result import verify_outcome

_BEGINS_WITH: Final = {
    "V6": EventType.ENCRYPTED_TALLY,
    "V7": EventType.SHUFFLE,
    "V8": EventType.PARTIAL_DECRYPTION,
    "V9": EventType.RESULT,
}
_KEY: Final = re.compile(r"[0-9a-f]{64}")
Progress = Callable[[str, int, int], None]


def verify_archive(
    path: str | Path,
    companion: str | Path | None = None,
    strict: bool = False,
    against: str | Path | None = None,
    progress: Progress | None = None,
    jobs: int | None = None,
    *,
    only_new: bool = False,
    state: str | Path | None = None,
    server_key: str | None = None,
    credentials_fingerprint: str | None = None,
    voters: int | None = None,
) -> Report:
    """Verify an archive; nothing that a file can contain makes this raise.

    `companion`: by default the file UUID.companion.jsonl beside the archive, if there is one. `against`: an older
    archive or a checkpoint. `progress(what, done, total)` is called now and then. `jobs`: processes for the ballots,
    by default one for each processor. `state`: a file that tells what the caller has verified before, which is not
    verified anew, and to which what is verified now is added. `only_new`: the caller has verified `against` before.
    """
    started = time.monotonic()
    options = Options(
        strict=strict,
        against=None if against is None else Path(against),
        only_new=only_new,
        state=None if state is None else Path(state),
        server_key=server_key,
        announced_credentials=credentials_fingerprint,
        announced_voters=voters,
        jobs=processors() if jobs is None else jobs,
        progress=progress,
    )
    try:
        if Path(path).exists() and not Path(path).is_file():
            return _no_report(f"{path} is not a file.", started)
        with Path(path).open("rb") as stream:
            if not is_archive(stream):
                return _no_report(f"{path} is not an archive of an election.", started)
            case = Case(Path(path), stream, options)
            _load_companion(case, companion)
            with limited_to(options.jobs):
                _run(case)
            return _report(case, started)
    except OSError as error:
        return _no_report(f"{error.filename or path} cannot be read: {error.strerror}.", started)
    except BallotError as error:
        return _no_report(str(error), started)


def _load_companion(case: Case, companion: str | Path | None) -> None:
    path = case.path.with_name(f"{case.path.stem}.companion.jsonl") if companion is None else Path(companion)
    if companion is not None or path.is_file():
        with path.open("rb") as stream:
            case.companion = read_companion(stream)


@contextmanager
def _timed(case: Case, phase: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    case.recorder.seconds[phase] = case.recorder.seconds.get(phase, 0.0) + time.monotonic() - started


def _run(case: Case) -> None:
    _refuse_bad_key(case.options.server_key)
    older = None if case.options.against is None else references.Older(case.options.against)
    earlier = _what_was_verified(case, older)
    with _timed(case, "V0"):
        _read_chain(case, older)
    with _timed(case, "V2"):
        verify_election(case)
        references.settle_charter(case)
        check_charter(case)
    with _timed(case, "V1"):
        _check_beside(case, older, earlier)
    for phase, verify in (("V3", verify_trustees), ("V4", verify_credentials), ("V4", verify_roll_changes)):
        with _timed(case, phase):
            verify(case)
    _make_context(case)
    for phase, verify in (
        ("V5", verify_ballots),
        ("V5", verify_times),
        ("V6", verify_tally),
        ("V7", verify_shuffles),
        ("V8", verify_decryptions),
        ("V9", verify_outcome),
    ):
        with _timed(case, phase):
            verify(case)
    for phase, kind in _BEGINS_WITH.items():
        if not case.events_of(kind) and (phase != "V7" or case.has_ranked):
            case.recorder.empty[phase] = "not yet"
    _settle_spellings(case)
    _settle_missing_companion(case)
    require_everything(case)
    remember(case, earlier)


def _refuse_bad_key(server_key: str | None) -> None:
    if server_key is not None and not _KEY.fullmatch(server_key):
        raise Unusable(f"The server's key is 64 hexadecimal digits, in lower case; {server_key[:80]!r} is not.")


def _what_was_verified(case: Case, older: references.Older | None) -> Earlier | None:
    """Return what was verified before, and prepare to compare this archive with it."""
    options = case.options
    if options.only_new and options.state is not None:
        raise Unusable("Name either a state file, or an older copy of which only new ballots are verified; not both.")
    if options.only_new and older is None:
        raise Unusable("To verify only what is new, name the older copy that you have verified (--against).")
    earlier = None
    if options.state is not None:
        earlier = read_state(options.state)
    elif options.only_new and older is not None:
        earlier = older.as_earlier()
    if earlier is not None or options.state is not None:
        case.reading = Hashed(case.stream, 0 if earlier is None else earlier.size)
    return earlier


def _read_chain(case: Case, older: references.Older | None) -> None:
    chain = ChainReader(case, references.sizes_of_checkpoints(case, older))
    for record in scan(case):
        if record.kind == "event":
            chain.accept(record)
    chain.finish()


def _check_beside(case: Case, older: references.Older | None, earlier: Earlier | None) -> None:
    found = [] if older is None else [references.compare_with_older(case, older)]
    if earlier is not None:
        found.append(compare(case, earlier))
    if found:
        case.recorder.passed("1.4", "; ".join(found))
    references.check_companion(case)
    if case.has_ranked or case.questions is None:
        return
    for event in case.events_of(EventType.SHUFFLE):
        case.recorder.fail("1.2", "an election without ranked questions has no shuffles", event.height)
    for height in case.superfluous_end_shuffles:
        case.recorder.warn(
            "1.2", "an event EndShuffles without any shuffle is superfluous in this kind of election", height
        )


def _make_context(case: Case) -> None:
    """Make what ballots are verified against, if everything needed for it could be read."""
    parts = (case.election, case.group, case.y, case.questions, case.weights)
    if any(part is None for part in parts):
        return
    assert case.election is not None and case.questions is not None and case.weights is not None
    case.context = ElectionContext(case.election, case.phi, case.group, case.y, case.questions, case.weights)


def _settle_spellings(case: Case) -> None:
    """Report what is not canonical: a failure, but only a warning in a foreign archive (0.5)."""
    report = case.recorder.warn if case.foreign else case.recorder.fail
    for height, sentence in case.reader.deviations:
        report("0.5", sentence, height)
    case.recorder.passed("0.5", "every record is strict JSON in its one spelling")


def _settle_missing_companion(case: Case) -> None:
    """Warn if decryption rests on the protocol's weaker proofs alone; with --strict that is a failure."""
    if case.companion.present:
        return
    sentence = f"there is no companion file: {TRUST}"
    if case.options.strict:
        case.recorder.fail("8.5", f"{sentence}. You asked for a strict verification")
    else:
        case.recorder.warn("8.5", sentence)


# -- the verdict


def _verdict(case: Case) -> tuple[str, str]:
    recorder: Recorder = case.recorder
    if recorder.any_failure:
        failed = sorted({finding.id for finding in recorder.findings() if not finding.ok}, key=order_of)
        return INVALID, f"This archive does not pass: see {', '.join(failed)} below."
    taken = case.ballots.taken_over if case.ballots is not None else 0
    over = f" {taken} of {some(len(case.ballots), 'ballot')} were not verified anew but taken over." if taken else ""
    if not case.events_of(EventType.RESULT):
        none = "the election was called off, and has no result" if is_called_off(case) else "there is no result yet"
        return VALID_SO_FAR, f"Everything in this archive is right; {none}.{over}"
    return VALID, f"Everything in this archive is right, and the result is what the ballots give.{over}"


def _report(case: Case, started: float) -> Report:
    verdict, reason = _verdict(case)
    return Report(
        verdict=verdict,
        reason=reason,
        findings=case.recorder.findings(),
        not_checked=case.recorder.not_checked(),
        taken_over=case.recorder.taken_over(),
        notes=tuple(case.notes),
        phases=case.recorder.phases(),
        checksums=people.checksums(case),
        numbers=people.numbers(case),
        reminders=people.reminders(case),
        seconds=time.monotonic() - started,
    )


def _no_report(reason: str, started: float) -> Report:
    return Report(ERROR, reason, (), (), (), seconds=time.monotonic() - started)
