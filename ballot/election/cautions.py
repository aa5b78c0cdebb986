"""What an officer should know before freezing: not errors, but reasons to look twice."""

from __future__ import annotations

import itertools
import unicodedata

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot.count.patterns import PatternRisk, pattern_risk
from ballot.election.roll import members_count
from ballot.election.wording import BIDI_MARKS
from ballot.store.models import Contest, Election, Member

SMALL_ELECTORATE = 10
# Letters of other scripts, and digits, that look like a Latin letter in common fonts.
_LOOK_ALIKE = str.maketrans(
    "АаВЕеІіЈјКМНОоРрСсТУуХхѕԁһӏΑΒΕΖΗΙΚΜΝΟοΡΤΥΧνκ01|",
    "aabeeiijjkmhooppcctyyxxsdhlabezhikmnooptyxvkoll",
)


def setup_warnings(session: Session, election: Election) -> list[str]:
    """Return sentences about look-alike names (B16), small or distinctly weighted rolls (P1), patterns (P2), lone
    trustees (P9)."""
    warnings = [sentence for contest in election.contests for sentence in _name_warnings(contest)]
    warnings += _roll_warnings(session, election)
    warnings += _pattern_warnings(election, members_count(session, election))
    if len(election.trustees) == 1:
        warnings.append(f"There is one trustee. {election.trustees[0].name} alone can decrypt every single vote.")
    officer_run = [trustee for trustee in election.trustees if trustee.kind == "officer"]
    if len(election.trustees) > 1 and len(officer_run) == len(election.trustees):
        warnings.append("All trustees' keys are run by the officer, so one person can decrypt every single vote.")
    if election.minimum_ballots < 2:
        warnings.append("A count of a single ballot may be opened, and it would show how that person voted.")
    return warnings


def pattern_figure(contest: Contest, voters: int) -> PatternRisk | None:
    """Return how many papers of a ranked contest can be told apart, against the number of voters (P2)."""
    if contest.kind != "ranked" or not contest.candidates:
        return None
    return pattern_risk(len(contest.candidates), voters, grades=len(contest.grades.splitlines()))


def _pattern_warnings(election: Election, voters: int) -> list[str]:
    found = ((contest, pattern_figure(contest, voters)) for contest in election.contests)
    return [f"“{contest.title}”: {risk.sentence}" for contest, risk in found if voters and risk and risk.high]


def _name_warnings(contest: Contest) -> list[str]:
    names = [candidate.name for candidate in contest.candidates]
    found = [
        f"“{first}” and “{second}” in “{contest.title}” look alike. Tell them apart in their names."
        for first, second in itertools.combinations(names, 2)
        if skeleton(first) == skeleton(second)
    ]
    for text in [contest.title, *names]:
        if text != unicodedata.normalize("NFC", text):
            found.append(f"“{text}” is written with separate accents (not in the normal form NFC). Type it again.")
        if BIDI_MARKS.intersection(text):
            found.append(f"“{text}” holds invisible marks that change the direction of the text. Type it again.")
    return found


def skeleton(name: str) -> str:
    """Return what a name looks like: two names with one skeleton are hard to tell apart on paper."""
    folded = unicodedata.normalize("NFKD", name.translate(_LOOK_ALIKE)).casefold().translate(_LOOK_ALIKE)
    visible = (c for c in folded if unicodedata.category(c) not in ("Mn", "Cf", "Zs") and c not in "-.'’")
    return "".join(visible).replace("rn", "m").replace("l", "i")


def _roll_warnings(session: Session, election: Election) -> list[str]:
    weights = session.execute(
        select(Member.weight, func.count()).where(Member.election_id == election.id).group_by(Member.weight)
    ).all()
    members = sum(number for _, number in weights)
    warnings = []
    if 0 < members < SMALL_ELECTORATE:
        warnings.append(
            f"Only {members} members may vote. In so small a group the result itself can show how somebody voted."
        )
    alone = sorted(weight for weight, number in weights if number == 1)
    if len(weights) > 1 and alone:
        shown = ", ".join(map(str, alone[:5]))
        warnings.append(
            f"{len(alone)} weights belong to one member alone ({shown}{'…' if len(alone) > 5 else ''}). "
            "From the totals it can be worked out how that member voted."
        )
    return warnings
