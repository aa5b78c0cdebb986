"""Who shuffles the ranked ballots, and how many of them must.

With any t of n, t + 1 mixers are proposed: t trustees can decrypt single votes together anyway, so that more mixers
protect nobody better, and each is one more without whom the count has to wait. After the close, two officers can excuse
mixers who cannot shuffle, until only the least number is left, which the charter names (check 7.2).
"""

from __future__ import annotations

from collections.abc import Collection

from ballot.election import log
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.report import names_in_words
from ballot.store.models.election import Election, Trustee

_FEWEST = 2  # with a single mixer, that one knows whose ballot is whose


def mixers_of(election: Election) -> list[Trustee]:
    """Return those who are to shuffle, in their order."""
    return [trustee for trustee in election.trustees if trustee.mixes]


def fewest_of(election: Election) -> int | None:
    """Return how many must shuffle even if others are excused; None if there is one mixer at most, who cannot be."""
    number = len(mixers_of(election))
    if number < _FEWEST:
        return None
    return min(election.minimum_mixers or usual_fewest(number), number)


def usual_fewest(mixers: int) -> int:
    """Return the least number that is proposed for so many mixers: one more than half of them.

    >>> [usual_fewest(number) for number in (2, 3, 4, 5)]
    [2, 2, 3, 3]
    """
    return mixers // 2 + 1


def proposed_number(election: Election) -> int:
    """Return how many mixers are proposed: all where all are needed to decrypt, else one more than are needed."""
    number = len(election.trustees)
    return number if election.threshold is None else min(number, max(_FEWEST, election.threshold + 1))


def propose_mixers(election: Election) -> None:
    """Let those shuffle who are proposed: the first ones."""
    number = proposed_number(election)
    for trustee in election.trustees:
        trustee.mixes = trustee.position <= number
    election.minimum_mixers = None


def choose_mixers(scene: Scene, owners: Collection[int], fewest: int | None = None) -> None:
    """Decide who shuffles the ranked ballots. One honest mixer is enough for the secrecy of every vote.

    `fewest`: how many of them must, even if others are excused; None: as proposed.

    Raises: NotPermitted unless there is at least one, and `fewest` is at least two of them.
    """
    require_draft(scene)
    chosen = [trustee.name for trustee in scene.election.trustees if trustee.position in owners]
    if not chosen:
        raise NotPermitted(
            _("Choose at least one who shuffles; two or more are better, who do not depend on each other.")
        )
    if fewest is not None and not _FEWEST <= fewest <= len(chosen):
        raise NotPermitted(
            _(
                "How many must shuffle: at least 2, and at most as many as are chosen (%(num)s).",
                num=len(chosen),
            ),
            "fewest",
        )
    for trustee in scene.election.trustees:
        trustee.mixes = trustee.position in owners
    scene.election.minimum_mixers = fewest
    names = log.in_english(lambda: names_in_words(chosen))
    least = "" if fewest is None else f"; at least {fewest} of them must"
    log.write(scene, log.OFFICER, f"Decided who shuffles the ballots: {names}{least}.")
    scene.session.flush()
