"""The counting rules' part of the benchmark: 100,000 papers, 24,000 of them distinct, for twelve candidates.

It measures the count alone, from grouped papers to the sheet; and once the whole command, from a BLT file to JSON. The
papers are made up and always the same: popular candidates come first more often, and the lengths vary.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from ballot.count import (
    GRADED,
    RANKED,
    RULES,
    WITH_QUOTAS,
    Conditions,
    Contest,
    Grades,
    Papers,
    Rule,
    count_contest,
)
from ballot.count.contest import contest_of_papers
from ballot.count.formats.blt import write_blt

PAPERS, DISTINCT, CANDIDATES, GRADES, SEATS = 100_000, 24_000, 12, 6, 5
ONE_SEAT = ("av", "schulze", "majority-judgment")
QUOTAS = ("women>=half-up: 1,3,5,7,9,11", "north>=1: 10,11,12", "north<=3: 10,11,12", "young<=2: 1,2,3,4")
COUNT_TARGETS = {
    f"count by {name}{quotas}, s": 5.0 if "meek" in name else 1.0 for name in RULES for quotas in ("", " with quotas")
} | {"count by block of 200 candidates with four quotas, s": 0.2, "command from BLT to JSON by scottish-stv, s": 1.0}
T = TypeVar("T")
Row = Callable[[str, float, str], None]
Cpu = Callable[[Callable[[], object], int], float]


def bench_count(row: Row, folder: Path, own_cpu: Cpu, child_cpu: Cpu) -> None:
    """Count the same papers by every rule; rules that support quotas by group also with four overlapping quotas."""
    papers, grades = made_up_papers(), made_up_grades()
    for name in RULES:
        for quotas in ((), QUOTAS) if name in WITH_QUOTAS else ((),):
            rule = Rule(name, 1 if name in ONE_SEAT else SEATS, quotas)
            contest = _contest(rule, papers, grades)
            seconds = own_cpu(partial(count_contest, rule, contest, Conditions(seed="1")), 3)
            row(f"count by {name}{' with quotas' if quotas else ''}", seconds, "s")
    row("count by block of 200 candidates with four quotas", own_cpu(many_candidates(), 3), "s")
    file = folder / "papers.blt"
    file.write_text(write_blt(papers, SEATS), encoding="utf-8")
    row("command from BLT to JSON by scottish-stv", child_cpu(lambda: _command(file), 3), "s")


def many_candidates() -> Callable[[], object]:
    """Return a count of 200 candidates for 60 seats, with four groups of about half of them that cross at random."""
    draw = random.Random(1)
    totals = [draw.randrange(2000) for _ in range(200)]
    groups = [",".join(map(str, sorted(draw.sample(range(1, 201), 100 - 7 * k)))) for k in range(4)]
    bounds = (">=half-up", "<=40%-up") * 2
    quotas = tuple(f"g{k}{bound}: {members}" for k, (bound, members) in enumerate(zip(bounds, groups, strict=True)))
    contest = Contest(tuple(f"C{i}" for i in range(200)), totals=tuple(totals))
    return partial(count_contest, Rule("block", 60, quotas), contest, Conditions(seed="1"))


def _contest(rule: Rule, papers: Papers, grades: Grades) -> Contest:
    if rule.name in GRADED:
        return Contest(grades.names, grades=grades)
    if rule.name in RANKED or rule.name in ("block", "approval"):
        return contest_of_papers(papers)
    firsts = [0] * CANDIDATES
    for ranking, number in papers.rankings.items():
        firsts[ranking[0][0]] += number
    return Contest(papers.names, totals=tuple(firsts))


def _command(file: Path) -> None:
    command = [sys.executable, "-m", "ballot.cli.main", "count", file, "--rule", "scottish-stv", "--json"]
    subprocess.run(command, check=True, capture_output=True)


def made_up_papers() -> Papers:
    """Return ranked papers."""
    draw = random.Random(1)
    weights = [1 / (place + 1) ** 0.5 for place in range(CANDIDATES)]

    def ranking() -> tuple[tuple[int, ...], ...]:
        order = sorted(range(CANDIDATES), key=lambda c: draw.random() ** (1 / weights[c]), reverse=True)
        return tuple((c,) for c in order[: draw.randint(1, CANDIDATES)])

    return Papers(_names(), _grouped(ranking, draw))


def made_up_grades() -> Grades:
    """Return papers of grades."""
    draw = random.Random(2)
    return Grades(_names(), _grouped(lambda: tuple(draw.randint(1, GRADES) for _ in range(CANDIDATES)), draw), GRADES)


def _names() -> tuple[str, ...]:
    return tuple(f"Candidate {number}" for number in range(1, CANDIDATES + 1))


def _grouped(make: Callable[[], T], draw: random.Random) -> dict[T, int]:
    """Return grouped distinct papers, some much more frequent than others."""
    papers: dict[T, int] = {}
    while len(papers) < DISTINCT:
        papers.setdefault(make(), 1)
    listed = list(papers)
    for paper in draw.choices(listed, [1 / (place + 1) for place in range(DISTINCT)], k=PAPERS - DISTINCT):
        papers[paper] += 1
    return papers
