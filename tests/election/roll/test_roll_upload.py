"""A roll file between its upload and the roll: rows = accepted + rejected + merged, whatever the officer decides."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import func, select

from ballot import clock
from ballot.election.roll.reading import Reading, has_stopped, read_upload
from ballot.election.roll.roll import members_page
from ballot.election.roll.upload import (
    begin_reading,
    choose_columns,
    decide_duplicates,
    decide_the_rest,
    duplicates_page,
    find_upload,
    forget_old_uploads,
    give_up,
    keep_upload,
    problems_page,
    rejected_rows,
    sample,
    sum_of,
    take_upload,
)
from ballot.election.setup import draft as setup
from ballot.election.setup.freeze import Delivery, freeze
from ballot.errors import NotPermitted
from ballot.store.models.roll import RollUpload, RollUploadDuplicate, RollUploadProblem, RollUploadRow
from tests.election.scenario import draft, frozen

ROLL = """number,name,email,address,weight
1,Ana Lima,home@example.org,,1
2,Rui Lima,HOME@example.org,,1
3,Cem Ak,cem@example.org,,1
3,Cem Ak,,"1 Street
Town",1
4,,x@example.org,,1
5,Dea,,"2 Street",1
6,dea,,"2  street",3
=7,Eve,=cmd@example,,1
8,Fay,fay@example.org,,1
8,Fay,fay2@example.org,,1
9,Fay Moe,fay@example.org,,1
"""


def uploaded(database, text: str = ROLL) -> str:
    """Upload a roll and read it; return the election."""
    uuid, _ = draft(database)
    with database.session() as session:
        election = setup.find_election(session, uuid)
        upload = keep_upload(session, election, text.encode(), "roll.csv")
        choose_columns(session, upload, upload.encoding, upload.delimiter, upload.roles.split(","))
        reading = Reading(upload.id, upload.run)
    read_upload(database, reading)
    return uuid


def found(session, uuid):
    election = setup.find_election(session, uuid)
    upload = find_upload(session, election)
    assert upload is not None
    return election, upload


def test_every_row_is_accounted_for_before_and_after_the_decisions(database) -> None:
    uuid = uploaded(database)
    with database.session() as session:
        election, upload = found(session, uuid)
        assert (upload.state, upload.rows, upload.rejected) == ("read", 11, 2)
        sums = sum_of(session, upload)
        assert (sums.rows, sums.accepted, sums.rejected, sums.merged, sums.undecided) == (11, 0, 2, 0, 9)
        assert (sums.groups, sums.open_groups) == (4, 4)
        groups = {tuple(row.row for row in group.rows): one for one, group in duplicates_page(session, upload, 0, 9)}
        assert sorted(groups) == [(2, 3), (4, 5), (7, 8), (10, 11, 12)]
        with pytest.raises(NotPermitted, match="Decide first on 4 duplicates"):
            take_upload(session, election, upload)
        refusals = decide_duplicates(
            session,
            upload,
            {
                groups[2, 3].id: "2,3",
                groups[4, 5].id: "merge",
                groups[7, 8].id: "merge",
                groups[10, 11, 12].id: "10,11,12",
            },
        )
        assert len(refusals) == 2 and "differ in weight" in refusals[0] and "belongs to one person" in refusals[1]
        sums = sum_of(session, upload)
        assert (sums.accepted, sums.merged, sums.undecided) == (3, 1, 5)
        assert decide_duplicates(session, upload, {groups[7, 8].id: "8", groups[10, 11, 12].id: "11,12"}) == []
        taken = take_upload(session, election, upload)
        assert (taken.rows, taken.accepted, taken.rejected, taken.merged) == (11, 6, 2, 3)
        assert taken.in_words() == "11 rows = 6 accepted + 2 rejected + 3 merged or left out as duplicates"
        members = members_page(session, election)
        assert [(m.number, m.name, m.email, m.address, m.weight) for m in members] == [
            ("1", "Ana Lima", "home@example.org", None, 1),
            ("2", "Rui Lima", "HOME@example.org", None, 1),
            ("3", "Cem Ak", "cem@example.org", "1 Street\nTown", 1),
            ("6", "dea", "", "2  street", 3),
            ("8", "Fay", "fay2@example.org", None, 1),
            ("9", "Fay Moe", "fay@example.org", None, 1),
        ]
    with database.reading() as session:
        for table in (RollUpload, RollUploadRow, RollUploadProblem, RollUploadDuplicate):
            assert session.scalar(select(func.count()).select_from(table)) == 0, "the file is wiped"


@pytest.mark.parametrize(("how", "left", "kept"), [("first", 0, 4), ("last", 0, 4), ("all", 2, 4), ("merge", 1, 3)])
def test_the_rest_is_decided_in_one_way_where_that_is_possible(sqlite, how: str, left: int, kept: int) -> None:
    uuid = uploaded(sqlite)
    with sqlite.session() as session:
        _, upload = found(session, uuid)
        assert decide_the_rest(session, upload, how) == left
        assert session.scalar(select(func.sum(RollUploadDuplicate.kept))) == kept
        assert sum_of(session, upload).open_groups == left


def test_W11_the_rejected_rows_come_back_as_a_safe_file(sqlite) -> None:
    uuid = uploaded(sqlite)
    with sqlite.reading() as session:
        _, upload = found(session, uuid)
        content = b"".join(rejected_rows(session, upload))
        assert [problem.row for problem in problems_page(session, upload, 0, 9)] == [6, 9]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["row", "what is wrong", "number", "name", "email", "address", "weight"]
    assert rows[1][:3] == ["6", "no name. Add the member's name.", "4"]
    assert rows[2][0] == "9" and rows[2][2:5] == ["'=7", "Eve", "'=cmd@example"]


def test_a_file_in_another_encoding_is_shown_before_it_is_read(sqlite) -> None:
    uuid, _ = draft(sqlite)
    raw = "name;email\nZoë Ak;z@example.org\n".encode("windows-1252")
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        upload = keep_upload(session, election, raw, "roll.csv")
        assert (upload.encoding, upload.delimiter, upload.roles) == ("windows-1252", ";", "name,email")
        assert sample(upload, "windows-1252", ";").foreign == ["Zoë Ak"]
        assert sample(upload, "windows-1251", ";").foreign == ["Zoл Ak"]
        with pytest.raises(NotPermitted, match="Line 2 is not in UTF-8"):
            sample(upload, "utf-8", ";")
        with pytest.raises(NotPermitted, match="Missing: name"):
            choose_columns(session, upload, "windows-1252", ";", ["", "email"])
        assert upload.state == "columns"


def test_a_file_that_cannot_be_read_to_its_end_says_where(sqlite) -> None:
    uuid = uploaded(sqlite, 'name,email\nAna,a@example.org\n"Ben"x,b@example.org\n')
    with sqlite.reading() as session:
        _, upload = found(session, uuid)
        assert upload.state == "unreadable" and upload.error is not None and "Line 3" in upload.error
    uuid = uploaded(sqlite, "name,email\n")
    with sqlite.reading() as session:
        assert "no members" in (found(session, uuid)[1].error or "")


def test_a_reading_that_was_replaced_writes_nothing_more(database) -> None:
    uuid = uploaded(database)
    with database.session() as session:
        _, upload = found(session, uuid)
        old = Reading(upload.id, upload.run)
        begin_reading(session, upload)
        new = Reading(upload.id, upload.run)
    read_upload(database, old)
    with database.reading() as session:
        assert found(session, uuid)[1].rows == 0
    read_upload(database, new)
    with database.session() as session:
        election, upload = found(session, uuid)
        assert (upload.state, upload.rows) == ("read", 11)
        give_up(session, election)
    read_upload(database, new)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RollUploadRow)) == 0


def test_a_reader_that_died_is_noticed_and_old_files_are_wiped(sqlite, monkeypatch) -> None:
    uuid = uploaded(sqlite)
    now = clock.now()
    with sqlite.session() as session:
        _, upload = found(session, uuid)
        begin_reading(session, upload)
        assert not has_stopped(upload)
        monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(minutes=1))
        assert has_stopped(upload)
        forget_old_uploads(session)
        assert find_upload(session, setup.find_election(session, uuid)) is not None
        monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(days=3))
        forget_old_uploads(session)
        assert find_upload(session, setup.find_election(session, uuid)) is None


def test_the_freeze_waits_for_a_file_that_is_neither_taken_nor_given_up(sqlite) -> None:
    uuid = uploaded(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        with pytest.raises(NotPermitted, match="roll file was uploaded and waits"):
            freeze(session, election, Delivery(channel="merge", public_url="https://vote.example.org"))
        assert find_upload(session, election) is not None, "a freeze that was refused takes nothing away"
        give_up(session, election)
    assert frozen(sqlite, uuid=uuid).tokens


def test_no_file_is_kept_beside_a_frozen_roll(sqlite) -> None:
    election = frozen(sqlite)
    with pytest.raises(NotPermitted, match="draft"):
        election.act(keep_upload, b"name,email\nEve,eve@example.org", "roll.csv")
