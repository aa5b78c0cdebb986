"""V1: the chain of events."""

from __future__ import annotations

from typing import Any

from tests.attacks.corpus.base import (
    evil,
    file_in,
    of,
    tampered,
)
from tests.factory.container import Step, chain, cut, pack
from tests.factory.elections import Maker


def event_change(at: int, **change: Any) -> dict[str, Any]:
    """Fields of one event."""

    def apply(maker: Maker, pair: tuple[int, dict[str, Any]]) -> None:
        height, event = pair
        if height == at:
            event.update(change)
            fields = [(name, event[name]) for name in ("parent", "height", "type", "payload") if name in event]
            event.clear()
            event.update(fields)

    return tampered("event", apply)


def moved(*order: int) -> dict[str, Any]:
    """The same events in another order, chained again."""
    return tampered("steps", lambda maker, steps: [steps[i] for i in order])


evil("wrong parent", "1.1", "B19", height=lambda m: 2, **event_change(2, parent="0" * 64))
evil("height skipped", "1.1", "B19", height=lambda m: 2, **event_change(2, height=3))
evil("height repeated", "1.1", "B19", height=lambda m: 2, **event_change(2, height=1))
evil("Setup with a parent", "1.1", "B19", height=lambda m: 0, **event_change(0, parent="0" * 64))
evil(
    "end of the vote twice",
    "1.2",
    "B19 B20",
    height=of("EndBallots", 1),
    **tampered("steps", lambda maker, steps: [*steps[:4], Step("EndBallots"), *steps[4:]]),
)
evil(
    "Setup twice",
    "1.2",
    "B20",
    height=lambda m: 1,
    **tampered("steps", lambda maker, steps: [steps[0], Step("Setup", steps[0].payload), *steps[1:]]),
)
evil(
    "tally twice",
    "1.2",
    "B20",
    height=of("EncryptedTally", 1),
    until="EncryptedTally",
    **tampered("steps", lambda maker, steps: [*steps, Step("EncryptedTally", steps[4].payload)]),
)
evil(
    "no end of the vote",
    "1.2+6.1",
    "B20",
    **tampered("steps", lambda maker, steps: [step for step in steps if step.type != "EndBallots"]),
)
evil(
    "end of the vote with a payload",
    "1.3",
    "B19",
    height=of("EndBallots"),
    **tampered(
        "steps",
        lambda maker, steps: [Step("EndBallots", steps[1].payload) if s.type == "EndBallots" else s for s in steps],
    ),
)
evil(
    "ballot without a payload",
    "1.3",
    "B19",
    height=lambda m: 3,
    **tampered("steps", lambda maker, steps: [*steps[:3], Step("Ballot"), *steps[3:]]),
)
evil(
    "ballot whose payload is missing",
    "1.3",
    "B19",
    height=lambda m: 3,
    **tampered("steps", lambda maker, steps: [*steps[:3], Step("Ballot", maker.ballot(0, [[0, 1]]), []), *steps[3:]]),
)
evil(
    "payload after its event",
    "1.3~0.4",
    "B19",
    height=of("Ballot"),
    **tampered("records", lambda maker, r: [*r[:6], r[7], r[6], *r[8:]]),
)
evil(
    "not a continuation of the older copy",
    "1.4",
    "B11 B19",
    options=lambda maker, folder: {"against": file_in(folder, "older.bel", cut(Maker().build().archive, 3))},
)
evil(
    "shorter than the older copy",
    "1.4",
    "B19",
    until="EndBallots",
    options=lambda maker, folder: {"against": file_in(folder, "older.bel", pack_more(maker))},
)


def pack_more(maker: Maker) -> bytes:
    """The archive of the same election one step further on."""
    maker.until = "EncryptedTally"
    longer = pack(chain(maker.make_steps()))
    maker.until = "EndBallots"
    return longer
