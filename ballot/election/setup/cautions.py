"""What an officer should know before freezing: not errors, but reasons to look twice."""

from __future__ import annotations

import itertools
import unicodedata

from sqlalchemy.orm import Session

from ballot.count.patterns import PatternRisk, pattern_risk
from ballot.election.paper.look_alikes import skeleton
from ballot.election.paper.secrecy import secrecy_warnings
from ballot.election.roll.roll import members_count
from ballot.election.setup.time_zones import night_warnings
from ballot.election.tokens.makers import token_warnings
from ballot.election.wording import BIDI_MARKS
from ballot.language import _, isolated
from ballot.store.models.election import Election
from ballot.store.models.paper import Contest


def setup_warnings(session: Session, election: Election) -> list[str]:
    """Return sentences about look-alike names (B16), small or distinctly weighted rolls (P1), patterns (P2), trustees
    who are alone or all from inside (P9), tokens that no registrar makes (B6), and times at which members sleep.
    """
    warnings = [sentence for contest in election.contests for sentence in _name_warnings(contest)]
    warnings += secrecy_warnings(session, election)
    warnings += _pattern_warnings(election, members_count(session, election))
    if len(election.trustees) == 1:
        warnings.append(
            _(
                "There is one trustee. %(name)s alone can decrypt every single vote.",
                name=isolated(election.trustees[0].name),
            )
        )
    warnings += _outside_warnings(election) + night_warnings(session, election)
    officer_run = [trustee for trustee in election.trustees if trustee.kind == "officer"]
    if len(election.trustees) > 1 and len(officer_run) == len(election.trustees):
        warnings.append(_("All trustees' keys are run by the officer, so one person can decrypt every single vote."))
    warnings += token_warnings(session, election)
    if not (election.contact or election.practice):
        warnings.append(
            _(
                "Members are told to ask the returning officer if something looks wrong, and no page says how. Write "
                "an address or a telephone number under “How do members reach you?” in “Dates and rules”."
            )
        )
    if election.minimum_ballots < 2:
        warnings.append(_("A count of a single ballot may be opened, and it would show how that person voted."))
    return warnings


def _outside_warnings(election: Election) -> list[str]:
    if election.practice or len(election.trustees) < 2 or any(trustee.organisation for trustee in election.trustees):
        return []
    return [
        _(
            "No trustee comes from outside. If all belong to the organisation, members have only its "
            "word that they do not read votes together. Invite one from another organisation, or choose "
            "people from opposite sides."
        )
    ]


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
        _(
            "“%(first)s” and “%(second)s” in “%(title)s” look alike. Tell them apart in their names.",
            first=isolated(first),
            second=isolated(second),
            title=isolated(contest.title),
        )
        for first, second in itertools.combinations(names, 2)
        if skeleton(first) == skeleton(second)
    ]
    for text in [contest.title, *names]:
        if text != unicodedata.normalize("NFC", text):
            found.append(
                _(
                    "“%(text)s” is written with separate accents (not in the normal form NFC). Type it again.",
                    text=isolated(text),
                )
            )
        if BIDI_MARKS.intersection(text):
            found.append(
                _(
                    "“%(text)s” holds invisible marks that change the direction of the text. Type it again.",
                    text=isolated(text),
                )
            )
    return found
