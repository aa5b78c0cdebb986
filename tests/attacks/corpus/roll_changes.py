"""V4 and V5: the roll after the freeze (4.5, 5.14): tokens that were replaced, members who were added or removed.

Voters 0 and 1 are members, 2 and 3 spares.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ballot.board.companion import AdmissionRecord, RemovalRecord, ReplacementRecord
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


def record(kind: str = "replacement", **fields: Any) -> dict[str, Any]:
    """Another replacement, or another change."""
    return tampered("companion", lambda maker, records: edit_record(records, kind, lambda r: r.update(fields)))


def later(event: str, kind: type = ReplacementRecord) -> dict[str, Any]:
    """A change at the end of the companion file, said to have been made at an event."""

    def add(maker: Maker, records: list[Any]) -> list[Any]:
        whose = {"revoked": maker.public[0], "spare": maker.public[3]}
        named = {name: whose[name] for name in whose if name in kind.__struct_fields__}  # type: ignore[attr-defined]
        return [*records, kind(event=maker.hash_of(event), number=2, reason="other", **named)]

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

# Member 1 was removed and spare 2 given to a new member, both before the first ballot.
MOVED: dict[str, Any] = {**ONE, "replaced": (), "moved": (("removed", 1, 0), ("added", 2, 0))}
# A removal needs no spare.
WITHOUT_SPARES: dict[str, Any] = {
    **ONE,
    "spares": 0,
    "replaced": (),
    "moved": (("removed", 1, 0),),
    "votes": ((0, [[1, 0]]), (2, [[0, 1]])),
}


def moved(*changes: tuple[str, int, int], votes: tuple[int, ...] = (0,), **other: Any) -> dict[str, Any]:
    """The election with other changes, in which these vote."""
    return with_votes(*votes, **{"replaced": (), "moved": changes, **other})


ADDED, REMOVED = ("added", 2, 0), ("removed", 1, 0)
evil("ballot by a member who was removed", "5.14", "B5 B6", height=of("Ballot", 1), **moved(REMOVED, votes=(0, 1)))
evil(
    "removal of a member who had voted",
    "5.14",
    "B5 B6",
    height=of("Ballot"),
    **moved(("removed", 1, 1), votes=(1, 0)),
)
evil(
    "ballot by a new member before the admission",
    "5.14",
    "B5 B6",
    height=of("Ballot"),
    **moved(("added", 2, 2), votes=(2, 0)),
)
evil("ballot by a new member without an admission", "5.14", "B5", height=of("Ballot", 1), **moved(votes=(0, 2)))
evil(
    "ballot by a new member who was removed again",
    "5.14",
    "B5 B6",
    height=of("Ballot"),
    **moved(ADDED, ("removed", 2, 0), votes=(2, 0)),
)

evil("a spare admitted twice", "4.5", "B5 B6", **moved(ADDED, ADDED))
evil("a spare that replaced a token, and is admitted", "4.5", "B5 B6", **moved(ADDED, replaced=((1, 2, 0),)))
evil("a spare admitted again after a removal", "4.5", "B5 B6", **moved(ADDED, ("removed", 2, 0), ADDED))
evil("a revoked credential admitted", "4.5", "B5 B6", **moved(REMOVED, ("added", 1, 0)))
evil("a member's own credential admitted", "4.5", "B5 B6", **moved(("added", 0, 0)))
evil("an unknown credential admitted", "4.5", "B5 B6", **moved(ADDED), **record("admission", spare="0" * 64))
evil("an admission in an election without spares", "4.5", "B5 B6", **moved(("added", 1, 0), spares=0))
evil("a member removed twice", "4.5", "B5 B6", **moved(REMOVED, REMOVED))
evil("a replaced credential removed", "4.5", "B5 B6", **moved(REMOVED, replaced=((1, 2, 0),)))
evil("a spare removed that nobody has", "4.5", "B5 B6", **moved(("removed", 2, 0)))
evil("an unknown credential removed", "4.5", "B5 B6", **moved(REMOVED), **record("removal", revoked="0" * 64))
evil("a change of the roll that is left out", "4.5", "B5 B6", **moved(REMOVED, ADDED), **record("admission", number=3))
evil(
    "an admission with the number of a replacement",
    "4.5",
    "B5 B6",
    **moved(("added", 3, 0), replaced=((1, 2, 0),)),
    **record("admission", number=1),
)
evil("a removal before the admission before it", "4.5", "B5 B6", **moved(("added", 2, 1), REMOVED))
for kind, name in ((AdmissionRecord, "an admission"), (RemovalRecord, "a removal")):
    evil(f"{name} at the end of the voting", "4.5", "B5 B6", **moved(ADDED, votes=(1,)), **later("EndBallots", kind))
    evil(f"{name} written down after the voting", "4.5", "B5 B6", **moved(ADDED, votes=(1,)), **later("Ballot", kind))
