"""Candidates from a table, and whose photograph a file is."""

from __future__ import annotations

import pytest

from ballot.election.paper.candidate_table import read_candidates
from ballot.election.paper.file_names import owners
from ballot.errors import NotPermitted
from ballot.records.questions import BLANK_LIST


def names(text: str) -> list[str]:
    return [one.name for one in read_candidates(text).candidates]


def test_one_name_on_each_line_needs_no_header() -> None:
    assert names("Amina Diallo\nWeber, Jonas\n\nZoë Berg\n") == ["Amina Diallo", "Weber, Jonas", "Zoë Berg"]


def test_columns_without_a_header_are_name_slate_groups_and_statement() -> None:
    first, second = read_candidates('Amina\tRed\twomen, under 30\t"I am\n**for** it."\nJonas\n').candidates
    assert (first.name, first.slate, first.groups) == ("Amina", "Red", ("women", "under 30"))
    assert first.statement == "I am\n**for** it." and (second.name, second.slate) == ("Jonas", "")


@pytest.mark.parametrize("header", ["Vorname;Nachname;Liste;E-Mail", "First name;Surname;Slate;E-mail"])
def test_a_header_may_name_other_columns(header: str) -> None:
    table = read_candidates(f"{header}\nAmina;Diallo;Red;a@example.org\n")
    assert [(one.name, one.slate) for one in table.candidates] == [("Amina Diallo", "Red")]
    assert table.unread == (header.rpartition(";")[2],)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no candidate in it."),
        ("name;slate\n;Red\nBo;Red;x\n", "Row 2: no name. Add the candidate's name. Row 3: it has 3 fields"),
        ("Ana\nAna\n", "“⁨Ana⁩” stands here twice."),
    ],
)
def test_every_wrong_row_is_named(text: str, sentence: str) -> None:
    with pytest.raises(NotPermitted, match=sentence.replace("⁨", ".?").replace("⁩", ".?")):
        read_candidates(text)


def test_a_candidate_of_lists_needs_a_list() -> None:
    with pytest.raises(NotPermitted, match="Row 1: no list"):
        read_candidates("Ana\n", lists=True)
    with pytest.raises(NotPermitted, match="Row 1: a list cannot be called so"):
        read_candidates(f"Ana\t{BLANK_LIST[0]}\n", lists=True)


def test_a_file_belongs_to_somebody_only_if_that_is_certain() -> None:
    people = ["Zoë Berg", "Amina Diallo", "Jan Berg", "Jan"]
    files = ["02_BERG-zoe.JPG", "diallo.png", "berg.jpg", "IMG_1234.jpg", "Jan.webp", "C:\\x\\jan berg.jpg"]
    assert owners(files, people) == [0, 1, None, None, 3, 2]
    assert owners(["diallo.png", "amina.png"], people) == [None, None], "two for one person"
