"""V6: the tally."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ballot.protocol.ballots import verify_ballot
from tests.attacks.corpus.base import (
    evil,
    of,
    tampered,
)
from tests.factory.container import Step
from tests.factory.elections import Maker


def superseded_counts(maker: Maker, counted: list[Any]) -> list[Any]:
    """Tally the first ballot of voter 0 in place of the last one (attack B8, T18)."""
    first = verify_ballot(maker.context, maker.ballots[0])
    return [first if ballot.credential == first.credential else ballot for ballot in counted]


REVOTE = ((0, [[1, 0]]), (1, [[1, 0]]), (0, [[0, 1]]))
evil(
    "ballot after the end of the vote",
    "1.2+6.1",
    "B4 B20",
    height=of("Ballot", 1),
    **tampered("steps", lambda maker, s: [s[0], s[1], s[3], s[2], *s[4:]]),
)
evil(
    "the superseded ballot is tallied",
    "5.11+6.2",
    "T18 B8",
    height=of("EncryptedTally"),
    votes=REVOTE,
    **tampered("counted", superseded_counts),
)
evil(
    "another's ballot is left out of the tally",
    "6.2+6.4",
    "T18",
    height=of("EncryptedTally"),
    **tampered("counted", lambda maker, counted: counted[:1]),
)
evil(
    "the tally is not there",
    "6.3",
    "T18",
    height=of("EncryptedTally"),
    until="EncryptedTally",
    **tampered("steps", lambda maker, s: [*s[:-1], Step("EncryptedTally", s[-1].payload, [s[-1].payload])]),
)
evil(
    "the tally in another spelling",
    "6.3+0.5",
    "T18",
    height=of("EncryptedTally"),
    **tampered("tally", lambda maker, raw: raw.replace(b",", b", ")),
)
evil(
    "the tally in another spelling, in a foreign archive",
    "6.3",
    "T18",
    with_charter=False,
    **tampered("tally", lambda maker, raw: raw.replace(b",", b", ")),
)
evil(
    "wrong weights in the tally",
    "6.2",
    "T18",
    height=of("EncryptedTally"),
    weights=(3, 4),
    **tampered("counted", lambda maker, counted: _swap_weights(counted)),
)
evil(
    "one ballot more is said to be tallied",
    "6.4",
    "T19",
    height=of("EncryptedTally"),
    **tampered("sized", lambda maker, record: record.update(num_tallied=3)),
)
evil(
    "more weight is said to be tallied",
    "6.4",
    "T19 C24",
    height=of("EncryptedTally"),
    **tampered("sized", lambda maker, record: record.update(total_weight=str(10**18))),
)
evil("fewer ballots than the charter allows to open", "6.5", "T15", minimum_ballots=3)


def _swap_weights(counted: list[Any]) -> list[Any]:
    weights = [ballot.weight for ballot in counted][::-1]
    return [replace(ballot, weight=weight) for ballot, weight in zip(counted, weights, strict=True)]
