"""The roll: strict import with a verdict for every row; W11: formula injection, odd files, duplicates."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballot.election.roll import file, roll
from ballot.election.roll.roll import accept_roll, members_count, members_page, read_roll
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.freeze import Delivery, freeze
from ballot.errors import NotPermitted
from ballot.records.roll import defuse
from tests.election.scenario import URL, draft, frozen


def test_tolerant_headers_separators_and_a_byte_order_mark() -> None:
    text = "\ufeffMembership-ID;Full Name;E-Mail Address;Lang\r\n7;Ana Lima;Ana@Example.ORG;pt-BR\r\n"
    preview = read_roll(text.encode())
    assert preview.problems == () and preview.duplicates == ()
    (row,) = preview.rows
    assert (row.row, row.number, row.name, row.email, row.language, row.weight) == (
        2, "7", "Ana Lima", "Ana@example.org", "pt-BR", 1,
    )  # fmt: skip


HEADERS = [
    "N° d'adhérent,Nom,Prénom,Courriel,Adresse,Code postal,Ville,Pays,Langue",
    "Nº socio,Apellidos,Nombre,Correo electrónico,Dirección,C.P.,Ciudad,País,Idioma",
    "Mitgliedsnr.;Nachname;Vorname;E-Mail-Adresse;Straße;PLZ;Ort;Land;Sprache",
    "Member no.\tLast name\tFirst name\tE-mail\tAddress line 1\tPostcode\tTown\tCountry\tLanguage",
    "رقم العضوية,اسم العائلة,الاسم الأول,البريد الإلكتروني,العنوان,الرمز البريدي,المدينة,البلد,اللغة",
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_columns_are_known_in_five_languages_and_joined(header: str, encoding: str) -> None:
    cells = ["7", "Lima", "Ana", "a@example.org", "1 Rue A", "75001", "Paris", "fr", "fr"]
    row = file.guess_delimiter(header).join(cells)
    (found,) = read_roll(f"{header}\r\n{row}\r\n".encode(encoding)).rows
    assert (found.number, found.name, found.email, found.address, found.country, found.language) == (
        "7", "Ana Lima", "a@example.org", "1 Rue A\n75001 Paris", "FR", "fr",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "encoding", "guess"),
    [
        ("name\nAna", "ascii", "utf-8"),
        ("name\nZoë", "utf-8", "utf-8"),
        ("\ufeffname\nZoë", "utf-8", "utf-8"),
        ("name\nZoë", "utf-16", "utf-16"),
        ("name\nZoë", "utf-16-le", "utf-16"),
        ("name\nZoë", "utf-16-be", "utf-16-be"),
        ("name\nZoë", "windows-1252", "windows-1252"),
        ("name\nZo\x81", "latin-1", "iso-8859-1"),
    ],
)
def test_an_encoding_is_guessed_and_reads_the_names(text: str, encoding: str, guess: str) -> None:
    raw = text.encode(encoding)
    assert file.guess_encoding(raw) == guess
    assert file.decode(raw, guess) == text.removeprefix("\ufeff")


def test_each_bad_row_is_named_with_what_to_do() -> None:
    lines = [
        "member_id,name,email,weight",
        "1,Ana,ana@example.org,1",
        "2,,nobody@example.org,1",
        "3,Ben,,1",
        "4,Cem,cem at example.org,1",
        "5,Dea,dea@example.org,0x5",
        "6,Eli,eli@example.org",
        "",
        '7,"Fay\nMoe",fay@example.org,1',
    ]
    preview = read_roll("\n".join(lines).encode())
    assert [row.number for row in preview.rows] == ["1"]
    assert [(p.row, p.field) for p in preview.problems] == [
        (3, "name"), (4, "email"), (5, "email"), (6, "weight"), (7, "row"), (9, "name"),
    ]  # fmt: skip
    assert all(problem.sentence.startswith(f"Row {problem.row}: ") for problem in preview.problems)
    assert preview.rejected == 6


@pytest.mark.parametrize("weight", ["0", "-1", "0x5", "1.5", "1e3", "٣", "+1", "1_0", "1" + "0" * 30, "1000001"])
def test_B12_weights_are_small_whole_numbers(weight: str) -> None:
    preview = read_roll(f"name,email,weight\nAna,ana@example.org,{weight}\n".encode())
    assert preview.rows == () and preview.problems[0].field == "weight"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"name,email\n", "no members"),
        (b"nome,indirizzo\nAna,a@example.org\n", "Missing: name and email"),
        (b"name,language\nAna,en\n", "Missing: email"),
        (b"name,email,mail\nAna,a@example.org,b@example.org\n", "Two columns.*“email” and “mail”"),
        (b"name,vorname,email\nAna,Ana,a@example.org\n", "not in both ways"),
        (b"\xff\xfen\0a\0m", "not in UTF-16"),
        ("name,email\nZoë,z@example.org".encode("latin-1"), "Line 2 is not in UTF-8"),
        (b"name,email\nA\0na,a@example.org\n", "NUL"),
        (b'name,email\n"Ana"x,a@example.org\n', "quotation"),
        (b'name,email\n"Ana,a@example.org\n', "quotation"),
        (b"PK\x03\x04rest", "spreadsheet"),
        pytest.param(
            b"name,email\n" + b"Ana,a@example.org\n" * (file.MAX_ROWS + 1), "more than", marks=pytest.mark.thorough
        ),
        (b"x" * (file.MAX_BYTES + 1), "larger than"),
    ],
)
def test_a_file_that_is_no_roll_is_refused_as_a_whole(raw: bytes, words: str) -> None:
    with pytest.raises(NotPermitted, match=words):
        read_roll(raw)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_file_does_more_than_be_refused(raw: bytes) -> None:
    try:
        preview = read_roll(b"name,email\n" + raw)
    except NotPermitted:
        return
    assert preview.rows or preview.problems
    for row in preview.rows:
        assert "\n" not in row.name + row.email and row.email.count("@") == 1


def test_a_postal_address_stands_in_for_the_e_mail() -> None:
    lines = [
        "member_id,name,email,address,country",
        '1,Ana,,"1 Rue A\n75001 Paris",fr',
        "2,Ben,ben@example.org,,",
        "3,Cem,,,DE",
        '4,Dea,,"1\n2\n3\n4\n5\n6\n7\n8",',
        "5,Eli,eli@example.org,,XX",
        '6,Fay,,"1 Rue\x07 A",',
        '7,Gil,," \r\n 2 Rue B \n\n Lyon ",',
    ]
    preview = read_roll("\n".join(lines).encode())
    assert [(row.number, row.email, row.address, row.country) for row in preview.rows] == [
        ("1", "", "1 Rue A\n75001 Paris", "FR"),
        ("2", "ben@example.org", None, None),
        ("7", "", "2 Rue B\nLyon", None),
    ]
    assert [(p.row, p.field) for p in preview.problems] == [
        (4, "email"),
        (5, "address"),
        (6, "country"),
        (7, "address"),
    ]
    assert "postal address" in preview.problems[0].sentence
    assert preview.duplicates == ()  # two members without an e-mail address do not have the same one


def test_members_with_a_postal_address_only(sqlite) -> None:
    """The merge file holds the postal address."""
    uuid, _ = draft(sqlite)
    text = 'name,email,address,country\nAna,,"1 Rue A\n75001 Paris",FR\nBen,ben@example.org,,\n'
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        accept_roll(Scene(session, election), read_roll(text.encode()))
        result = freeze(Scene(session, election), Delivery(channel="merge", public_url=URL))
    rows = list(csv.DictReader(io.StringIO(result.merge_csv.decode("utf-8-sig"))))
    assert [(row["email"], row["address"], row["country"]) for row in rows] == [
        ("", "1 Rue A\n75001 Paris", "FR"),
        ("ben@example.org", "", ""),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("br", "BR"),
        ("Brasil", "BR"),
        ("Brésil", "BR"),
        ("Brasilien", "BR"),
        ("البرازيل", "BR"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
    ],
)
def test_a_country_by_its_code_or_its_name(text: str, code: str) -> None:
    (row,) = read_roll(f"name,email,country\nAna,a@example.org,{text}\n".encode()).rows
    assert row.country == code


NO_ADDRESSES = [
    "a@b", "@example.org", "a@@example.org", "a b@example.org", "a@example..org", "a@-x.org", "ä@example.org",
    "a@example.org,b@example.org", "<a@example.org>", "a" * 65 + "@example.org", "a@example.org\u202e",
]  # fmt: skip


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address(address: str) -> None:
    assert not roll.is_address(address)


@pytest.mark.parametrize(
    "address", ["a@example.org", "a.b+c@mail.example.org", "o'neil@example.co", "a@bücher.example"]
)
def test_what_is_an_address(address: str) -> None:
    assert roll.is_address(address)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a@Bücher.example", "a@xn--bcher-kva.example"),
        ("a@пример.рф", "a@xn--e1afmkfd.xn--p1ai"),
        ("a@مثال.example", "a@xn--mgbh0fb.example"),
        ("a@例え。jp", "a@xn--r8jz45g.jp"),
        ("a@STRAẞE.example", "a@xn--strae-oqa.example"),  # strasse.example is somebody else
        ("a@βόλος.example", "a@xn--nxasmm1c.example"),
        ("a@Straße-2.Bücher.example", "a@xn--strae-2-3va.xn--bcher-kva.example"),
    ],
)
def test_a_domain_in_any_script_is_written_as_mail_servers_write_it(typed: str, written: str) -> None:
    assert roll.is_address(typed) and roll.canonical_address(typed) == written
    (row,) = read_roll(f"name,email\nAna,{typed}\n".encode()).rows
    assert row.email == written


def test_duplicates_are_named_and_the_officer_decides(sqlite) -> None:
    lines = [
        "member_id,name,email",
        "1,Ana Lima,home@example.org",
        "2,Rui Lima,HOME@example.org",
        "3,Cem,cem@example.org",
        "3,Cem Ak,other@example.org",
        "4,,x@example.org",
    ]
    preview = read_roll("\n".join(lines).encode())
    assert [([row.row for row in d.rows], d.fields) for d in preview.duplicates] == [
        ([2, 3], ("email",)),
        ([4, 5], ("number",)),
    ]
    assert preview.duplicates[0].sentence == "Rows 2 and 3 have the same e-mail address."
    uuid, _ = draft(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        first = accept_roll(Scene(session, election), preview)
        assert (first.rows, first.accepted, first.rejected, first.merged) == (5, 2, 1, 2)
        kept = accept_roll(Scene(session, election), preview, keep={3})
        assert (kept.rows, kept.accepted, kept.rejected, kept.merged) == (5, 3, 1, 1)
        assert members_count(Scene(session, election)) == 3
        assert [member.name for member in members_page(Scene(session, election), 1, 5)] == ["Rui Lima", "Cem"]
        with pytest.raises(NotPermitted, match="A member number belongs to one person"):
            accept_roll(Scene(session, election), preview, keep={5})


def test_the_roll_cannot_change_after_the_freeze(sqlite) -> None:
    election = frozen(sqlite)
    with pytest.raises(NotPermitted, match="draft"):
        election.act(accept_roll, read_roll(b"name,email\nEve,eve@example.org"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_exported_cell_is_a_formula(start: str) -> None:
    assert defuse(f"{start}HYPERLINK()").startswith("'")
    assert defuse(f"name {start}") == f"name {start}"


def test_the_merge_file_is_safe_and_complete(sqlite) -> None:
    names = ['=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", 'Quote " and, comma', "Zoë"]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["name", "email"], *([name, f"m{i}@example.org"] for i, name in enumerate(names))])
    uuid, _ = draft(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        accept_roll(Scene(session, election), read_roll(out.getvalue().encode()))
        result = freeze(Scene(session, election), Delivery(channel="merge", public_url=URL))
    rows = list(csv.DictReader(io.StringIO(result.merge_csv.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["'" + name for name in names[:4]] + names[4:]
    assert all(row["link"] == f"{URL}/vote/{uuid}#{row['token']}" for row in rows)
    assert len({row["token"] for row in rows}) == len(names) and result.queued == 0
