"""What if: the same papers counted by another rule, or without the quotas by group.

It is never the count, and every page that shows it says so: under another rule people would have stood and voted
differently. Anybody can do the same with the archive (`ballot count --compare`), so after the publication it is shown
to everybody.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import msgspec
from sqlalchemy.orm import Session

from ballot.count import GRADED, LISTS, RANKED, WITH_QUOTAS, Rule, Sheet
from ballot.election.contest_counts import contest_counts, lot_seeds, result_event
from ballot.errors import CountNeedsLot, InvalidCount, NotPermitted
from ballot.records.questions import ListsQuestion, RankedQuestion
from ballot.store.models import Election
from ballot.verify.recount import ContestCount

_KEPT = 64  # counts in memory: anybody may ask for them, again and again
_known: OrderedDict[tuple[str, int, str, bool, str], WhatIf] = OrderedDict()
_guard = threading.Lock()


class WhatIf(msgspec.Struct, frozen=True):
    """The outcome by another rule; without a sheet, `sentence` says why.

    `gained` would have been elected and were not; `lost` were elected and would not have been.
    """

    rule: str
    quotas: bool
    seats: int
    sheet: Sheet | None
    sentence: str = ""
    tied: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Alternative(msgspec.Struct, frozen=True):
    """One way to count a contest that is not the charter's; `quotas`: the charter's quotas by group are kept."""

    rule: str
    quotas: bool


def alternatives(contest: ContestCount) -> list[Alternative]:
    """Return the other ways in which the votes of a contest can be counted, the most telling first."""
    own, quotas = contest.rule.rule, contest.rule.quotas
    found = [Alternative(rule, bool(quotas)) for rule in _rules(contest) if rule != own and _keeps(rule, quotas)]
    if quotas:
        found += [Alternative(rule, False) for rule in _rules(contest)]
    return found


def _keeps(rule: str, quotas: tuple[str, ...]) -> bool:
    return not quotas or rule in WITH_QUOTAS


def _rules(contest: ContestCount) -> list[str]:
    """Return the rules that can count such votes. Votes that were only added up have lost everything but their sum."""
    if isinstance(contest.question, ListsQuestion):
        return list(LISTS)
    if not isinstance(contest.question, RankedQuestion):
        return [contest.rule.rule]
    if contest.rule.rule in GRADED:
        return [contest.rule.rule, "schulze"]  # which looks at the order of the grades only
    one_seat = contest.rule.seats == 1
    usual = ("scottish-stv", "block", "approval")
    return [rule for rule in dict.fromkeys((*usual, *RANKED)) if rule != "av" or one_seat]


def what_if(
    session: Session, election: Election, contest: int, rule: str, *, quotas: bool, seed: str | None = None
) -> WhatIf:
    """Count a contest (from 0) by another rule. A tie is broken by `seed`, or by the contest's own lot if it had one.

    Raises: NotPermitted before the count is opened, and for a rule that does not fit the votes.
    """
    counts = contest_counts(session, election)
    if not 0 <= contest < len(counts) or Alternative(rule, quotas) not in alternatives(counts[contest]):
        raise NotPermitted("These votes cannot be counted in this way.")
    used = seed or lot_seeds(session, election).get(contest)
    key = (result_event(session, election).hash, contest, rule, quotas, used or "")
    with _guard:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    made = _count(counts[contest], rule, quotas, used)
    with _guard:
        _known[key] = made
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return made


def _count(contest: ContestCount, name: str, quotas: bool, seed: str | None) -> WhatIf:
    rule = contest.counting_rule
    other = Rule(name, rule.seats, rule.quotas if quotas else (), rule.reopen)
    try:
        sheet = contest.count_by(other, seed)
    except CountNeedsLot as error:
        tied = tuple(contest.names[index] for index in error.tied)
        return WhatIf(name, quotas, rule.seats, None, str(error), tied)
    except InvalidCount as error:
        return WhatIf(name, quotas, rule.seats, None, str(error))
    gained, lost = _differences(contest, sheet, seed)
    return WhatIf(name, quotas, rule.seats, sheet, gained=gained, lost=lost)


def _differences(contest: ContestCount, sheet: Sheet, seed: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who would be elected besides, and who would not; nothing while the count itself waits for its lot."""
    try:
        official = contest.count(seed).elected
    except (CountNeedsLot, InvalidCount):
        return (), ()
    gained = tuple(one for one in sheet.elected if one not in official)
    return gained, tuple(one for one in official if one not in sheet.elected)
