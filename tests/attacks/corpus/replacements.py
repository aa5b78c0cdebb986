"""V4 and V5: lost tokens that were replaced, and spare ones (4.5, 5.14). Voters 0 and 1 are members, 2 and 3 spares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ballot.board.companion import ReplacementRecord
from tests.attacks.corpus.base import edit_record, evil, of, replace_fields, tampered
from tests.factory.elections import Maker

# Member 1 has lost the token before the first ballot, and votes with the first spare.
ONE: dict[str, Any] = {"voters": 4, "spares": 2, "replaced": ((1, 2, 0),), "votes": ((0, [[1, 0]]), (2, [[0, 1]]))}


def with_votes(*voters: int, **other: Any) -> dict[str, Any]:
    """The same election in which these vote."""
    return {**ONE, "votes": tuple((voter, [[1, 0]]) for voter in voters), **other}


def charter(change: Callable[[Maker, tuple[str, ...]], Any]) -> dict[str, Any]:
    """Another list of spares in the charter."""
    return tampered("charter", lambda maker, made: replace_fields(made, {"spares": change(maker, made.spares)}))


def record(**fields: Any) -> dict[str, Any]:
    """Another replacement."""
    return tampered("companion", lambda maker, records: edit_record(records, "replacement", lambda r: r.update(fields)))


def later(event: str) -> dict[str, Any]:
    """A replacement at the end of the companion file, said to have been made at an event."""

    def add(maker: Maker, records: list[Any]) -> list[Any]:
        made = ReplacementRecord(
            event=maker.hash_of(event), number=2, revoked=maker.public[0], spare=maker.public[3], reason="other"
        )
        return [*records, made]

    return tampered("companion", add)


evil("ballot by a replaced credential", "5.14", "B5 B6", height=of("Ballot", 1), **with_votes(0, 1, 2))
evil(
    "replacement of a credential with a ballot",
    "5.14",
    "B5 B6",
    height=of("Ballot"),
    **with_votes(1, 2, replaced=((1, 2, 1),)),
)
evil("ballot by a spare that was not issued", "5.14", "B5 B6", height=of("Ballot", 1), **with_votes(0, 3))
evil(
    "ballot by a spare before it was issued",
    "5.14",
    "B5 B6",
    height=of("Ballot"),
    **with_votes(2, 0, replaced=((1, 2, 2),)),
)
evil("more ballots than members, by a spare", "5.14", "B5", height=of("Ballot", 2), **with_votes(0, 1, 2, replaced=()))

evil("one spare issued twice", "4.5", "B5 B6", **with_votes(2, replaced=((1, 2, 0), (0, 2, 0))))
evil("one credential replaced twice", "4.5", "B5 B6", **with_votes(0, replaced=((1, 2, 0), (1, 3, 0))))
evil("a member's credential issued in the place of another's", "4.5", "B5 B6", **with_votes(replaced=((1, 0, 0),)))
evil("a spare revoked that nobody has", "4.5", "B5 B6", **with_votes(0, replaced=((3, 2, 0),)))
evil("a credential revoked that is not in the list", "4.5", "B5 B6", **ONE, **record(revoked="0" * 64))
evil("a spare issued that is not in the list", "4.5", "B5 B6", **with_votes(0), **record(spare="0" * 64))
evil("a replacement in an election without spares", "4.5", "B5 B6", **with_votes(0, spares=0))
evil("a replacement that is left out", "4.5", "B5 B6", **ONE, **record(number=2))
evil("a replacement of another weight", "4.5", "B11", **ONE, weights=(1, 1, 5, 1))
evil("a replacement at the end of the voting", "4.5", "B5 B6", **with_votes(2), **later("EndBallots"))
evil("a replacement written down after the voting", "4.5", "B5 B6", **with_votes(2), **later("Ballot"))
evil("a replacement before the one before it", "4.5", "B5 B6", **with_votes(0, replaced=((1, 2, 1), (2, 3, 0))))
evil(
    "a spare that is not in the list of credentials",
    "4.5",
    "B11",
    height=of("Setup"),
    **ONE,
    **charter(lambda m, s: (*s, "f" * 64)),
)
evil("spares out of order", "4.5", "B11", height=of("Setup"), **ONE, **charter(lambda m, s: s[::-1]))
evil("a list of no spares", "4.5", "B11", height=of("Setup"), spares=1, voters=3, **charter(lambda m, s: ()))
evil("nothing but spares", "4.5", "B11", height=of("Setup"), **with_votes(replaced=(), spares=4))
