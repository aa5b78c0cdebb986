"""`scottish-stv`: the rule of Scottish council elections (weighted inclusive Gregory method, five decimals).

Source: Scottish Local Government Elections Order 2007, SSI 2007/42, Schedule 1, rules 45 to 55 (the Order of 2011,
SSI 2011/399, has the same rules numbered one higher). In our words:

45  Papers are sorted by first preference; those without a usable one are not valid. Preferences count in consecutive
    order, so that a paper ends at a gap.
46  Quota = valid papers / (seats + 1), without its fraction, plus 1. It stays the same for the whole count.
47  Candidates with at least the quota are elected.
48  A surplus moves with all papers of the candidate, each to the next continuing candidate on it, at a transfer value
    of surplus x value when received / the candidate's total, computed once and truncated (not rounded) to five
    decimals. The total includes all papers, even those that turn out to have no further preference.
49  The largest surplus goes first, one per stage; a surplus that arises waits its turn; none is deferred. Of equal
    surpluses, that of the candidate who had more votes at the most recent earlier stage at which they differed goes
    first; otherwise the lot decides.
50  When no surplus is waiting, the candidate with the fewest votes is excluded, one per stage, and all papers move on
    at the value at which they were received.
51  Of several with the fewest votes, the one who had fewest at the most recent earlier stage at which they differed is
    excluded; otherwise the lot decides. If an earlier stage separates only some of three or more, those who are still
    level there are compared further back (the Order does not say; see docs/counting.md).
52  When as many candidates continue as seats are unfilled, they are elected. When all seats are filled, nothing more
    is transferred (since SSI 2021/437 a machine may print one further transfer; it decides nothing).
"""

from __future__ import annotations

from ballot.count.papers import Papers
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv.gregory import GregoryCount
from ballot.count.stv.poll import Conditions, Poll
from ballot.count.stv.wording import BACKWARDS, TRANSFER, rule_text
from ballot.language import _

PLACES = 5


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    quota = _(
        "A candidate is elected with at least the quota: the number of valid papers divided by %(share)s, "
        "rounded down, plus one. The rule is that of Scottish council elections.",
        share=rule.seats + 1,
    )
    return rule_text(TRANSFER, quota, BACKWARDS, quotas=bool(rule.quotas))


def count(rule: Rule, papers: Papers, conditions: Conditions) -> Sheet:
    """Return the sheet of a count by the Scottish rule.

    Raises:
        InvalidCount: the parameters make no sense, or the quotas by group cannot be met. CountNeedsLot: no seed yet.
    """
    poll = Poll(rule, papers, conditions, PLACES)
    if poll.uncontested:
        return poll.declare_uncontested()
    whole = poll.valid // (rule.seats + 1) + 1
    poll.first_quota = str(whole)
    return GregoryCount(
        poll, whole * poll.scale, _transfer_value, poll.pick_backwards, null_surplus=False, last_transfer=True
    ).run()


def _transfer_value(value: int, surplus: int, total: int) -> int:
    return surplus * value // total
