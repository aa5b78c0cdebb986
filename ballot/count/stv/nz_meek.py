"""`nz-meek`: the New Zealand method of counting single transferable votes, with ties broken by our public lot.

Source: Local Electoral Regulations 2001 (SR 2001/145), Schedule 1A, as published by the Parliamentary Counsel Office.
In our words, with nine decimals throughout:

* Clause 3: counting is complete when all vacancies are filled, or as many candidates are successful or hopeful.
* Clause 5: quota = (valid papers - non-transferable votes) / (vacancies + 1) + 0.000000001, truncated; recomputed in
  each iteration. Clause 6: candidates with at least the quota are successful immediately.
* Clauses 7 to 18: the keep value of each successful candidate becomes keep value x quota / votes, rounded up; all
  papers are redistributed, each candidate's share of a paper rounded up. This is repeated until the surpluses of the
  successful candidates together are less than 0.0001; then the candidate with the fewest votes is unsuccessful, and the
  count goes on with keep value 0 for them.
* Clauses 19 and 40: of several with the fewest, the one who was behind at the first point of the count at which they
  differed. If several were behind there, or they never differed, the Schedule uses a pseudo-random number computed from
  the figures; we use the public lot among those.

The calculator that New Zealand uses excludes sure losers, and candidates without any vote, earlier than the Schedule
says; we count by the Schedule. As a safeguard that is not in the Schedule, a round also ends when the surplus no longer
falls, which rounding can cause with very many papers.
"""

from __future__ import annotations

from ballot.count.papers import Papers
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv.meek import PLACES, MeekCount
from ballot.count.stv.poll import Conditions, Poll
from ballot.count.stv.wording import FORWARDS, KEEP, rule_text
from ballot.language import _

_TOLERANCE = 10**5  # 0.0001


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    quota = _(
        "A candidate is elected with more than 1/%(share)s of the votes that still count. The rule is that of "
        "local elections in New Zealand.",
        share=rule.seats + 1,
    )
    return rule_text(KEEP, quota, FORWARDS, quotas=bool(rule.quotas))


def count(rule: Rule, papers: Papers, conditions: Conditions) -> Sheet:
    """Return the sheet of a count by Schedule 1A.

    Raises:
        InvalidCount: the parameters make no sense, or the quotas by group cannot be met. CountNeedsLot: no seed yet.
    """
    poll = Poll(rule, papers, conditions, PLACES)
    if poll.uncontested:
        return poll.declare_uncontested()
    return MeekCount(poll, _TOLERANCE, _new_keep, poll.pick_at_first_difference).run()


def _new_keep(keep: int, quota: int, votes: int) -> int:
    return -(-keep * quota // votes)
