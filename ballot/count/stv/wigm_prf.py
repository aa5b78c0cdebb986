"""`wigm-prf`: the reference rule for the weighted inclusive Gregory method (Proportional Representation Foundation).

Source: prfound.org, "Reference WIGM Rule". In our words:

A   Quota = valid papers / (seats + 1), truncated to four decimals, plus 0.0001. It stays the same for the whole count.
    Each paper starts at weight 1 with its first preference.
B.1 Candidates with at least the quota are elected; the surplus (possibly zero) waits.
B.2 Defeating sure losers together is optional; we do not do it.
B.3 The largest surplus moves first, even a surplus of zero: each paper's weight is multiplied by the surplus and then
    divided by the candidate's total, and each of the two results is truncated to four decimals.
B.4 When no surplus is waiting, the candidate with the fewest votes is defeated. Unless that ends the count (D.3), their
    papers move at their weight.
D.1 Ties are broken by one random order of all candidates. Ours is drawn by the public lot, when it is first needed.
D.3 The count ends as soon as all seats are filled, or as many candidates continue as seats are left; nothing more is
    transferred.
"""

from __future__ import annotations

from ballot.count.papers import Papers
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv.gregory import GregoryCount
from ballot.count.stv.poll import Conditions, Poll
from ballot.count.stv.wording import LOT, TRANSFER, rule_text
from ballot.language import _

PLACES = 4


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    quota = _(
        "A candidate is elected with more than 1/%(share)s of the valid papers. The rule is the reference rule "
        "for the weighted inclusive Gregory method, with four decimals.",
        share=rule.seats + 1,
    )
    return rule_text(TRANSFER, quota, LOT, quotas=bool(rule.quotas))


def count(rule: Rule, papers: Papers, conditions: Conditions) -> Sheet:
    """Return the sheet of a count by the reference rule.

    Raises:
        InvalidCount: the parameters make no sense, or the quotas by group cannot be met. CountNeedsLot: no seed yet.
    """
    poll = Poll(rule, papers, conditions, PLACES)
    scale: int = poll.scale
    if poll.uncontested:
        return poll.declare_uncontested()
    quota = poll.valid * poll.scale // (rule.seats + 1) + 1
    poll.first_quota = poll.show(quota)

    def transfer_value(value: int, surplus: int, total: int) -> int:
        return value * surplus // scale * scale // total

    return GregoryCount(poll, quota, transfer_value, poll.pick_by_order, null_surplus=True, last_transfer=False).run()
