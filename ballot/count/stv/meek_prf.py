"""`meek-prf`: the reference rule for Meek's method (Proportional Representation Foundation).

Source: prfound.org, "Reference Meek Rule". In our words, with nine decimals throughout:

A     Hopeful candidates keep 1 of each paper, withdrawn ones 0. Omega is 0.000001.
B.1   The count is complete when all seats are filled, or no more candidates are elected or hopeful than there are
      seats.
B.2.a All papers are distributed; each candidate's share of a paper is rounded up.
B.2.b Quota = sum of all candidates' votes / (seats + 1), truncated, plus 0.000000001.
B.2.c Candidates with at least the quota are elected immediately, and a new round begins.
B.2.d The surplus is the sum of what the elected have over the quota, not less than 0.
B.2.e The round has settled when the surplus is less than omega, or is not less than in the iteration before.
B.2.f New keep value = keep value x quota (rounded up) / votes (rounded up) for each elected candidate.
B.3   The candidate with the fewest votes is defeated; all who have no more than that plus the surplus are tied.
C     When the count is complete and seats are left, the hopeful candidates are elected.
T     Ties are broken by one random order of all candidates. Ours is drawn by the public lot, when it is first needed.
"""

from __future__ import annotations

from ballot.count.papers import Papers
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv.meek import PLACES, MeekCount
from ballot.count.stv.poll import Conditions, Poll
from ballot.count.stv.wording import KEEP, LOT, rule_text
from ballot.language import _

_OMEGA = 10**3  # 0.000001


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    quota = _(
        "A candidate is elected with more than 1/%(share)s of the votes that still count. The rule is the "
        "reference rule for Meek's method, with nine decimals.",
        share=rule.seats + 1,
    )
    return rule_text(KEEP, quota, LOT, quotas=bool(rule.quotas))


def count(rule: Rule, papers: Papers, conditions: Conditions) -> Sheet:
    """Return the sheet of a count by the reference rule.

    Raises:
        InvalidCount: the parameters make no sense, or the quotas by group cannot be met. CountNeedsLot: no seed yet.
    """
    poll = Poll(rule, papers, conditions, PLACES)
    scale: int = poll.scale
    if poll.uncontested:
        return poll.declare_uncontested()

    def new_keep(keep: int, quota: int, votes: int) -> int:
        wanted = -(-keep * quota // scale)
        return -(-wanted * scale // votes)

    def pick(among: list[int], purpose: str) -> int:
        if purpose != "exclude":
            return poll.pick_by_order(among, purpose)
        limit = min(poll.totals[c] for c in among) + meek.surplus
        tied = [c for c in among if poll.totals[c] <= limit]
        return poll.first_in_order(tied, purpose)

    meek = MeekCount(poll, _OMEGA, new_keep, pick)
    return meek.run()
