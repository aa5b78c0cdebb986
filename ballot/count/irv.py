"""`av`: the alternative vote for one seat (eliminating ballot, instant-runoff).

Each paper counts for its first continuing preference. A candidate with more than half of the papers that still count is
elected; otherwise the candidate with the fewest is excluded, one per stage, and their papers move on. The count ends at
the first majority, so that no lot is needed for ties among candidates who can no longer win. Papers without a further
preference no longer count for the majority. Ties: the candidate who had fewer papers at the most recent earlier stage
at which they differed is excluded; otherwise the lot decides.
"""

from __future__ import annotations

from ballot.count.papers import Papers
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv.parcels import Parcels
from ballot.count.stv.poll import Conditions, Poll
from ballot.count.stv.wording import BACKWARDS, rule_text
from ballot.errors import InvalidCount
from ballot.language import _


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    majority = _(
        "Your vote counts for your first preference. Whoever has more than half of the votes is elected. Otherwise the "
        "candidate with the fewest is excluded, and those votes move on to the next preference, until somebody has "
        "more than half."
    )
    return rule_text("", majority, BACKWARDS, quotas=bool(rule.quotas))


def count(rule: Rule, papers: Papers, conditions: Conditions) -> Sheet:
    """Return the sheet of a count for one seat.

    Raises:
        InvalidCount: the parameters make no sense. CountNeedsLot: a tie only the lot may break, and no seed yet.
    """
    if rule.seats != 1:
        raise InvalidCount(f"The alternative vote fills one seat, not {rule.seats}. For more use scottish-stv.")
    poll = Poll(rule, papers, conditions, places=0)
    if poll.uncontested:
        return poll.declare_uncontested()
    parcels = Parcels(poll)
    _finish_stage(poll)
    poll.record("first", "First preferences")
    while not poll.complete:
        source = poll.pick_backwards(poll.doomed() or poll.excludable(), "exclude")
        poll.exclude([source])
        transfers = parcels.transfer_all(source, 0)
        _finish_stage(poll)
        poll.record("exclude", f"Exclusion of {poll.names[source]}", [source], transfers=transfers)
    return poll.sheet()


def _finish_stage(poll: Poll) -> None:
    active = sum(poll.totals[c] for c in poll.continuing)
    poll.elect_reaching([c for c in poll.continuing if 2 * poll.totals[c] > active], poll.pick_backwards)
    if poll.complete:
        poll.elect_the_rest()
    poll.history.append(tuple(poll.totals))
