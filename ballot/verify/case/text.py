"""The report as plain text: verdict, failures, phases, checksums, and what a person must still compare."""

from __future__ import annotations

from ballot.verify.case.report import Finding, Report, in_groups, some

COMPARE = "What you must still compare yourself"
_HEX = 64  # digits of the hash of an event, which belenios-tool does not turn into Base64


def render(report: Report) -> str:
    """Return the whole report, ended by a newline."""
    parts = [[_verdict(report), report.reason]]
    parts.append(_titled("Receipt", report.receipt))
    parts.append(_findings("Failures", report.failures))
    parts.append(_findings("Warnings", report.warnings))
    parts.append([f"  {check:>5}  {why}" for check, why in report.not_checked])
    if parts[-1]:
        parts[-1].insert(0, "Not checked")
    parts.append(_taken_over(report))
    parts.append(_titled("Notes", report.notes))
    parts.append(_outcomes(report))
    parts.append(_phases(report))
    parts.append(_contests(report))
    parts.append(_numbers(report))
    parts.append(_checksums(report))
    parts.append([COMPARE, *(f"  - {line}" for line in report.reminders)] if report.reminders else [])
    parts.append([f"Checked by {report.program}, group backend {report.backend}, in {_seconds(report.seconds)}."])
    return "\n\n".join("\n".join(map(_harmless, part)) for part in parts if part) + "\n"


def _verdict(report: Report) -> str:
    """Return the first line: many readers read no further."""
    missing = f". Not checked: {'; '.join(report.unchecked)}." if report.unchecked else ""
    return f"Verdict: {report.verdict.upper()}{missing}"


def _harmless(line: str) -> str:
    """Show characters that could play tricks on a terminal (control and direction marks, ends of lines) as escapes:
    names come from the archive."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)


def _outcomes(report: Report) -> list[str]:
    """Return one line for each contest that has an outcome."""
    lines = [
        f"  Contest {number} “{contest.title}”: {contest.outcome}"
        for number, contest in enumerate(report.contests, 1)
        if contest.outcome
    ]
    return ["What was elected (compare with what was announced)", *lines] if lines else []


def _contests(report: Report) -> list[str]:
    """Return the contests with their candidates, and the trustees."""
    lines = []
    for number, contest in enumerate(report.contests, 1):
        rule = "" if contest.seats is None else f" ({some(contest.seats, 'seat')}, rule {contest.rule})"
        lines.append(f"  Contest {number} “{contest.title}”{rule}: {', '.join(contest.candidates)}")
    if report.trustees:
        lines.append(f"  Trustees: {', '.join(report.trustees)}")
    return ["Contests and trustees (compare with what was announced)", *lines] if lines else []


def _titled(title: str, sentences: tuple[str, ...]) -> list[str]:
    return [title, *(f"  {sentence}" for sentence in sentences)] if sentences else []


def _findings(title: str, findings: tuple[Finding, ...]) -> list[str]:
    lines = [f"  {f.id:>5}  {_where(f)}{f.message}" for f in findings]
    return [title, *lines] if lines else []


def _taken_over(report: Report) -> list[str]:
    if not report.taken_over:
        return []
    lines = [f"  {taken.id:>5}  {taken.message}" for taken in report.taken_over]
    return [f"Taken over from {report.taken_over[0].source}, not verified anew", *lines]


def _where(finding: Finding) -> str:
    return "" if finding.height is None else f"Event {finding.height}: "


def _phases(report: Report) -> list[str]:
    if not report.phases:
        return []
    width = max(len(phase.title) for phase in report.phases)
    states = max(len(phase.state) for phase in report.phases)
    return [
        "Phases",
        *(
            f"  {p.id}  {p.title:<{width}}  {p.state:<{states}}  {_seconds(p.seconds):>8}  {p.checked}".rstrip()
            for p in report.phases
        ),
    ]


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def _numbers(report: Report) -> list[str]:
    return ["Numbers", *(f"  {name}: {value}" for name, value in report.numbers)] if report.numbers else []


def _checksums(report: Report) -> list[str]:
    if not report.checksums:
        return []
    lines = ["Checksums"]
    for checksum in report.checksums:
        lines.append(f"  {checksum.name} (compare with: {checksum.compare_with})")
        if checksum.shown:
            lines.append(f"    as {checksum.shown_by} shows it: {in_groups(checksum.shown)}")
        if not checksum.shown and len(checksum.value) == _HEX:
            lines.append(f"    {in_groups(checksum.value)}")
        elif checksum.value != checksum.shown:
            lines.append(f"    as belenios-tool shows it: {in_groups(checksum.value)}")
    return lines
