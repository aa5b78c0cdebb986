"""When does a result itself show how somebody voted? (P1)

No cryptography helps if the totals reveal votes: in a very small group, or where weights distinguish members.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import func, select

from ballot.election import log
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _, ngettext
from ballot.store.models.roll import Member

_SMALL_ELECTORATE = 10
MOST = 14  # up to this number of members every possible result is computed: 2^14 papers


def revealing(weights: Sequence[int]) -> Fraction:
    """Return the share of all votes on a yes-or-no question after which the totals alone show how somebody voted.

    Everybody on the roll votes yes or no, and each of the 2^n ways is equally likely; after a result somebody's vote is
    known if they voted the same in all the ways that give this result.

    >>> revealing([1, 2, 4]), revealing([1, 1])
    (Fraction(1, 1), Fraction(1, 2))
    """
    everybody = (1 << len(weights)) - 1
    seen: dict[int, tuple[int, int, int]] = {}  # by total: who always said yes, who ever did, how many ways
    for yes in range(everybody + 1):
        total = sum(weight for place, weight in enumerate(weights) if yes >> place & 1)
        always, ever, ways = seen.get(total, (everybody, 0, 0))
        seen[total] = (always & yes, ever | yes, ways + 1)
    known = sum(ways for always, ever, ways in seen.values() if always or ever != everybody)
    return Fraction(known, everybody + 1)


def secrecy_warnings(scene: Scene, without: Member | None = None) -> list[str]:
    """Return why the result of an election may show votes; the officer has to accept this before the freeze.

    `without`: a member who is to be removed.
    """
    voters = (Member.election_id == scene.election.id, *([] if without is None else [Member.id != without.id]))
    rows = scene.session.execute(select(Member.weight, func.count()).where(*voters).group_by(Member.weight)).all()
    members = sum(number for _weight, number in rows)
    warnings = []
    if 0 < members < _SMALL_ELECTORATE:
        warnings.append(
            ngettext(
                "Only %(num)s member may vote. In so small a group the result itself can show how somebody voted.",
                "Only %(num)s members may vote. In so small a group the result itself can show how somebody voted.",
                members,
            )
        )
    alone = sorted(weight for weight, number in rows if number == 1)
    if len(rows) > 1 and alone:
        warnings.append(
            ngettext(
                "%(num)s weight belongs to one member alone (%(shown)s). "
                "From the totals it can be worked out how that member voted.",
                "%(num)s weights belong to one member alone (%(shown)s). "
                "From the totals it can be worked out how that member voted.",
                len(alone),
                shown=", ".join(map(str, alone[:5])) + ("…" if len(alone) > 5 else ""),
            )
        )
    if warnings and 0 < members <= MOST:
        share = revealing([weight for weight, number in rows for _one in range(number)])
        warnings.append(
            _(
                "On a yes-or-no question, %(numerator)s of %(denominator)s ways to vote give a result that "
                "shows how at least one member voted.",
                numerator=share.numerator,
                denominator=share.denominator,
            )
        )
    return warnings


def accept_secrecy(scene: Scene, *, accepted: bool) -> None:
    """Record that the result may show votes, if it may. Raises: NotPermitted unless the officer accepts it."""
    risks = secrecy_warnings(scene)
    if risks and not accepted:
        sentence = _("Say that you accept what the result may show, or do not freeze.")
        raise NotPermitted(" ".join([sentence, *risks]), "secrecy")
    scene.election.secrecy_accepted = bool(risks)
    if risks:
        log.write(scene, log.OFFICER, "Accepted that the result itself may show how a member voted.")
