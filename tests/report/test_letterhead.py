"""Whose paper it is: name, logo and colour of the organisation on result sheets and letters."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from ballot.look import Look
from ballot.report import ResultDocument, document_html, make_pdf
from ballot.report.letters import Letter, letter_html, letters_html
from tests.report.test_document import cover, view

NAME = "Ligue <des> droits"


def logo(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 16), "#7a1f5c").save(out, kind)
    return out.getvalue()


def letters(look: Look, number: int = 2) -> str:
    letter = Letter(
        sender="Olga Officer",
        name="Member 1",
        address=("Rue Haute 7", "1000 Bruxelles"),
        election="Board 2027",
        opens_at="1 May 2027",
        closes_at="2 May 2027",
        booth="https://vote.example.org/vote/abc",
        token="abc-defg-hij",
        qr="M0 0h1v1h-1z",
        qr_size=29,
        fingerprint="a" * 43,
        setup_event="b" * 64,
        contact="olga@example.org",
    )
    return letters_html([letter_html(letter)] * number, look)


def result(look: Look) -> str:
    document = ResultDocument(title="Board 2027", sheets=(view("block"),), cover=cover(), look=look)
    return document_html(document, paper=True)


def read(pdf: bytes) -> Any:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: no PDF was read.")
    return pypdf.PdfReader(io.BytesIO(pdf))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_every_letter_bears_name_and_logo(kind: str, pdf_text: Callable[[bytes], str]) -> None:
    page = letters(Look(NAME, "#7a1f5c", logo(kind)), number=3)
    assert page.count("base64,") == 1, "the logo stands in the document once, not in each of two hundred letters"
    assert "--accent: #7a1f5c" in page
    made = make_pdf(page)
    assert pdf_text(made).count(NAME) == 3
    assert [len(sheet.images) for sheet in read(made).pages] == [1, 1, 1]


def test_the_address_stands_in_the_window_with_and_without_a_letterhead(pdf_text: Callable[[bytes], str]) -> None:
    found = [where_address_is(make_pdf(letters(look))) for look in (Look(), Look(NAME, "#7a1f5c", logo("PNG")))]
    assert found[0] == found[1]
    for across, down in found[0]:
        assert 20 < across < 105 and 45 < down < 90  # millimetres: the window of DIN 5008, form B


def where_address_is(pdf: bytes) -> list[tuple[int, int]]:
    """Return where the address begins on each page, in millimetres from the left and from the top."""
    places = []

    def visit(text: str, page: list[float], line: list[float], _font: Any, _size: float) -> None:
        if "Rue Haute 7" in text:
            across = line[4] * page[0] + line[5] * page[2] + page[4]
            up = line[4] * page[1] + line[5] * page[3] + page[5]
            places.append((round(across / 72 * 25.4), round(297 - up / 72 * 25.4)))

    for sheet in read(pdf).pages:
        sheet.extract_text(visitor_text=visit)
    assert len(places) == 2
    return places


def test_a_result_bears_name_logo_and_colour(pdf_text: Callable[[bytes], str]) -> None:
    page = result(Look(NAME, "#7a1f5c", logo("PNG")))
    assert "<bdi>Ligue &lt;des&gt; droits</bdi>" in page
    assert page.rindex("--accent: #7a1f5c") > page.rindex("--accent: #000"), (
        "the colour goes before that of plain paper"
    )
    made = make_pdf(page)
    assert pdf_text(made).startswith(NAME)
    assert len(read(made).pages[0].images) == 1


def test_without_a_look_the_paper_is_plain() -> None:
    for page in (result(Look()), letters(Look())):
        assert 'class="letterhead"' not in page and "data:image" not in page
