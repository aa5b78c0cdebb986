"""Members are found by parts of what the roll says of them, a page at a time."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.roll.search import LONGEST, entries, found_count, found_page
from ballot.election.setup.draft import find_election
from tests.election.scenario import draft

ROLL = """number,name,email,address
1001,Ana Lima,home@example.org,
,Rui Lima,home@example.org,"7 Harbour_Street
Porto"
A%7,Élodie Ünal,elodie@müller.example,
,Élodie Ünal,,"1 Rue de la Paix
Paris"
"""


def found(database, words: str, offset: int = 0, limit: int = 50) -> list[str]:
    uuid, _ = draft(database)
    with database.session() as session:
        election = find_election(session, uuid)
        accept_roll(session, election, read_roll(ROLL.encode()), keep=[3])
        people = found_page(session, election, words, offset, limit)
        if not offset:
            assert found_count(session, election, words) == len(people)
        return [f"{one.number} {one.name}" for one in people]


ANA, RUI, ELODIE, SECOND = "1001 Ana Lima", "None Rui Lima", "A%7 Élodie Ünal", "None Élodie Ünal"


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("", [ANA, RUI, ELODIE, SECOND]),
        ("  lima ", [ANA, RUI]),
        ("lima rui", [RUI]),
        ("100", [ANA]),
        ("HOME@", [ANA, RUI]),
        ("porto", [RUI]),
        ("élodie", [ELODIE, SECOND]),
        ("ÜNAL rue", [SECOND]),
        ("elodie@müller.example", [ELODIE]),
        ("A%7", [ELODIE]),
        ("%", [ELODIE]),
        ("_", [RUI]),
        ("\\", []),
        ("nobody", []),
        ("lima\0rui", [RUI]),
        ("lima " + "x" * LONGEST, []),
    ],
)
def test_members_are_found_by_parts(database, words: str, who: list[str]) -> None:
    assert found(database, words) == who


def test_a_page_goes_on_where_the_last_one_ended(sqlite) -> None:
    assert found(sqlite, "l", 1, 2) == [RUI, ELODIE]


def test_members_of_another_roll_are_not_there(sqlite) -> None:
    uuids = [draft(sqlite)[0] for _ in range(2)]
    with sqlite.reading() as session:
        mine, other = (find_election(session, uuid) for uuid in uuids)
        ids = [one.id for one in found_page(session, mine, "", 0, 50)]
        assert [one.id for one in entries(session, mine, ids)] == ids
        assert entries(session, other, ids) == []


def test_P5_the_search_never_asks_who_has_voted(sqlite) -> None:
    uuid, _ = draft(sqlite)
    asked: list[str] = []
    with sqlite.reading() as session:
        election = find_election(session, uuid)
        event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
        assert found_page(session, election, "a", 0, 50) and found_count(session, election, "a")
        assert entries(session, election, [1])
    assert len(asked) == 3
    assert not any(column in query for query in asked for column in ("spent_at", "credential", "delivery"))
