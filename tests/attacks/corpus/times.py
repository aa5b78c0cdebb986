"""V5: the voting was stopped and went on, and its end was moved (5.15). The board has two ballots."""

from __future__ import annotations

from typing import Any

from ballot.board.companion import TimesRecord
from tests.attacks.corpus.base import evil, tampered
from tests.factory.elections import Maker

NOON, ONE, TWO, END, LATER = (f"2027-03-01T{hour}:00:00Z" for hour in (12, 13, 14, 18, 20))


def times(*changes: tuple[str, tuple[Any, ...], str, str]) -> dict[str, Any]:
    """Changes of the times: which, at which event, when, and the end from then on."""

    def add(maker: Maker, records: list[Any]) -> list[Any]:
        made = [
            TimesRecord(maker.hash_of(*event), change, at=at, closes_at=end)  # type: ignore[arg-type]
            for change, event, at, end in changes
        ]
        return [records[0], *made, *records[1:]]

    return tampered("companion", add)


FIRST, SECOND = ("Ballot", 0), ("Ballot", 1)
# Nothing is wrong with these three.
CLOSED = times(("extended", FIRST, NOON, END), ("closed", SECOND, ONE, END))
LEFT_STOPPED = times(("stopped", SECOND, NOON, END), ("closed", SECOND, LATER, END))
STOPPED = times(("extended", ("Setup",), NOON, END), ("stopped", FIRST, ONE, END), ("resumed", FIRST, TWO, LATER))
evil(
    "a ballot taken while the voting was stopped",
    "5.15",
    "B4",
    **times(("stopped", FIRST, NOON, END), ("resumed", SECOND, ONE, END)),
)
evil("ballots taken after a stop that nobody ended", "5.15", "B4", **times(("stopped", FIRST, NOON, END)))
evil(
    "an end that is moved back",
    "5.15",
    "B4",
    **times(("extended", FIRST, NOON, LATER), ("extended", SECOND, ONE, END)),
)
evil("an end that had passed", "5.15", "B4", **times(("extended", FIRST, TWO, ONE)))
evil("a voting that goes on and was not stopped", "5.15", "B4", **times(("resumed", FIRST, NOON, END)))
evil(
    "a stop while the voting was stopped",
    "5.15",
    "B4",
    **times(("stopped", FIRST, NOON, END), ("stopped", FIRST, ONE, END), ("resumed", FIRST, TWO, END)),
)
evil(
    "a change of the times written down after a later one",
    "5.15",
    "B4",
    **times(("extended", FIRST, TWO, END), ("extended", SECOND, ONE, LATER)),
)
evil("a ballot taken after the voting was closed early", "5.15", "B4", **times(("closed", FIRST, NOON, END)))
evil(
    "a voting closed after its end when its stop was over",
    "5.15",
    "B4",
    **times(("stopped", SECOND, NOON, END), ("resumed", SECOND, ONE, TWO), ("closed", SECOND, LATER, TWO)),
)
evil(
    "a ballot taken before one officer closed a stopped voting",
    "5.15",
    "B4",
    **times(("stopped", FIRST, NOON, END), ("closed", SECOND, LATER, END)),
)
evil("a voting closed early after its end", "5.15", "B4", **times(("closed", SECOND, TWO, ONE)))
evil(
    "an end moved after the voting was closed early",
    "5.15",
    "B4",
    **times(("closed", SECOND, NOON, END), ("extended", SECOND, ONE, LATER)),
)
evil("a ballot taken after the election was called off", "5.15", "B4", **times(("called-off", FIRST, NOON, END)))
evil(
    "an end moved after the election was called off",
    "5.15",
    "B4",
    **times(("called-off", SECOND, NOON, END), ("extended", SECOND, ONE, LATER)),
)
evil("an election counted though it was called off", "5.15", "B4", **times(("called-off", SECOND, NOON, END)))
