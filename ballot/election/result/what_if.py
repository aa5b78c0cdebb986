"""What if: the same papers counted by another rule, or without the quotas by group.

It is never the count, and every page that shows it says so: under another rule other people might have been candidates,
and voters might have voted differently. Anybody can do the same with the archive (`ballot count --compare`), so after
the publication it is shown to everybody.
"""

from __future__ import annotations

import msgspec

from ballot.count import GRADED, LISTS, RANKED, WITH_QUOTAS, Sheet
from ballot.election.board_facts import lot_seeds
from ballot.election.event_cache import Memory
from ballot.election.result.contests import contest_counts, result_event
from ballot.election.scene import Scene
from ballot.errors import CountNeedsLot, InvalidCount, NotPermitted
from ballot.language import _
from ballot.records.questions import ListsQuestion, RankedQuestion
from ballot.report import names_in_words
from ballot.verify import ContestCount

_known: Memory[WhatIf] = Memory(64)  # anybody may request them, again and again


class WhatIf(msgspec.Struct, frozen=True):
    """The outcome by another rule; without a sheet, `sentence` says why.

    `gained` would have been elected and were not; `lost` were elected and would not have been.
    """

    rule: str
    without_quotas: bool
    seats: int
    sheet: Sheet | None
    sentence: str = ""
    tied: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Alternative(msgspec.Struct, frozen=True):
    """One way to count a contest that is not the charter's; `without_quotas`: without its quotas by group."""

    rule: str
    without_quotas: bool = False


def alternatives(contest: ContestCount) -> list[Alternative]:
    """Return the other ways in which the votes of a contest can be counted, the most informative first."""
    own, quotas = contest.rule.rule, contest.rule.quotas
    rules = _rules(contest)
    found = [Alternative(rule) for rule in rules if rule != own and (not quotas or rule in WITH_QUOTAS)]
    return [*found, *(Alternative(rule, without_quotas=True) for rule in rules if quotas)]


def _rules(contest: ContestCount) -> list[str]:
    """Return the rules that can count such votes. Of votes that were only added up, nothing but the sum is left."""
    if isinstance(contest.question, ListsQuestion):
        return list(LISTS)
    if not isinstance(contest.question, RankedQuestion):
        return [contest.rule.rule]
    if contest.rule.rule in GRADED:
        return [contest.rule.rule, "schulze"]  # which uses only the order of the grades
    one_seat = contest.rule.seats == 1
    usual = ("scottish-stv", "block", "approval")
    return [rule for rule in dict.fromkeys((*usual, *RANKED)) if rule != "av" or one_seat]


def what_if(scene: Scene, contest: int, way: Alternative, *, seed: str | None = None) -> WhatIf:
    """Count a contest (from 0) in another way. A tie is broken by `seed`, or by the contest's own lot if it had one.

    Raises: NotPermitted before the count is opened, and for a rule that does not fit the votes.
    """
    counts = contest_counts(scene)
    if not 0 <= contest < len(counts) or way not in alternatives(counts[contest]):
        raise NotPermitted(_("These votes cannot be counted in this way."))
    used = seed or lot_seeds(scene).get(contest)
    key = (result_event(scene).hash, contest, way, used or "")
    return _known.recall(key, lambda: _count(counts[contest], way, used))


def _count(contest: ContestCount, way: Alternative, seed: str | None) -> WhatIf:
    own = contest.counting_rule
    rule = own._replace(name=way.rule, quotas=() if way.without_quotas else own.quotas)
    blank = WhatIf(way.rule, way.without_quotas, own.seats, None)
    try:
        sheet = contest.count_by(rule, seed)
    except CountNeedsLot as error:
        tied = tuple(contest.names[index] for index in error.tied)
        sentence = _("%(names)s come to a tie that this rule leaves to a lot.", names=names_in_words(tied))
        return msgspec.structs.replace(blank, sentence=sentence, tied=tied)
    except InvalidCount as error:
        return msgspec.structs.replace(blank, sentence=str(error))
    gained, lost = _differences(contest, sheet, seed)
    return msgspec.structs.replace(blank, sheet=sheet, gained=gained, lost=lost)


def _differences(contest: ContestCount, sheet: Sheet, seed: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who else would be elected, and who would not; nothing while the count itself waits for its lot."""
    try:
        official = contest.count(seed).elected
    except (CountNeedsLot, InvalidCount):
        return (), ()
    gained = tuple(one for one in sheet.elected if one not in official)
    return gained, tuple(one for one in official if one not in sheet.elected)
