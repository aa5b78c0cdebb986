"""PDFs of result sheets: names, totals and quota stand in them, nothing is fetched, the same sheet is the same file."""

from __future__ import annotations

import builtins
import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from ballot.errors import PdfUnavailable
from ballot.report import ResultDocument, document_html, make_pdf, make_pdf_apart, pdf
from tests.count.strategies import papers_of
from tests.report.test_document import cover, view

Read = Callable[[bytes], str]


@pytest.fixture(scope="module")
def page() -> str:
    """A whole election of two contests, for print."""
    names = ("Amina Diallo", "Jonas Weber", "Žofie Nováková")
    stv = view(papers=papers_of("10 AB, 4 AC, 5 B, 4 C, 3 A")._replace(names=names))
    document = ResultDocument(title="Board 2027", sheets=(view("block"), stv), cover=cover())
    return document_html(document, paper=True)


def test_the_text_of_a_pdf_holds_names_totals_and_quota(page: str, pdf_text: Read) -> None:
    made = make_pdf(page)
    text = pdf_text(made)
    for words in (
        "Board 2027",
        "2,080 of 3,200 members voted: 65.0 %.",
        "Amina Diallo North at stage 1 (first preferences), with 17 votes; the quota is 9",
        "Žofie Nováková",
        "9.70580",  # a total of the second stage
        "17 × 0.47058 = 7.99986",
        "abab abab",
        "Returning officer of the demo",
        "1 / ",
    ):
        assert words in text, words
    import pypdf

    catalogue = pypdf.PdfReader(io.BytesIO(made)).root_object
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/StructTreeRoot"] and catalogue["/Lang"] == "en"  # type: ignore[index]


def test_the_same_sheet_is_the_same_file_wherever_it_is_made(page: str, pdf_text: Read) -> None:
    assert make_pdf_apart(page) == make_pdf_apart(page)
    assert pdf_text(make_pdf_apart(page)) == pdf_text(make_pdf(page))


@pytest.mark.parametrize(
    "wish",
    [
        "<img src='file:///etc/passwd'>",
        "<img src='http://127.0.0.1:1/x.png'>",
        "<img src='data:image/svg+xml,%3Csvg/%3E'>",
        "<img src='data:image/svg+xml;base64,PHN2Zy8+'>",
        "<img src='DATA:image/png;base64,@file:///etc/passwd'>",
        "<style>@import 'http://127.0.0.1:1/x.css';</style>",
        "<style>p{background:url(http://127.0.0.1:1/x)}</style><p>A",
        "<link rel=attachment href='file:///etc/passwd'>",
    ],
)
def test_a_page_that_wants_something_from_elsewhere_is_refused(wish: str, pdf_text: Read) -> None:
    with pytest.raises(PdfUnavailable, match="loads nothing from anywhere"):
        make_pdf(wish)
    with pytest.raises(PdfUnavailable, match="loads nothing from anywhere"):
        make_pdf_apart(wish)


@pytest.mark.parametrize(
    ("failure", "advice"),
    [
        (ImportError("no"), "needs the Python package weasyprint"),
        (OSError("cannot load library 'libpango-1.0-0'"), "apt-get install libpango-1.0-0 libpangoft2-1.0-0"),
    ],
)
def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, failure: Exception, advice: str) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **values: Any) -> Any:
        if name == "weasyprint":
            raise failure
        return real(name, *args, **values)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PdfUnavailable, match=advice) as refused:
        make_pdf("<p>A")
    assert "print the page in a browser" in str(refused.value)


def test_a_process_that_fails_or_hangs_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        return subprocess.CompletedProcess([], 1, b"", b"Traceback\nMemoryError\n")

    monkeypatch.setattr(pdf.subprocess, "run", broken)
    with pytest.raises(PdfUnavailable, match="MemoryError"):
        make_pdf_apart("<p>A")

    def slow(*_: Any, **__: Any) -> Any:
        raise subprocess.TimeoutExpired("python", 1)

    monkeypatch.setattr(pdf.subprocess, "run", slow)
    with pytest.raises(PdfUnavailable, match="not ready after"):
        make_pdf_apart("<p>A")


def test_the_process_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def run(*_: Any, env: dict[str, str], **__: Any) -> Any:
        seen.update(env)
        return subprocess.CompletedProcess([], 0, b"%PDF", b"")

    monkeypatch.setenv("BALLOT_SECRET_KEY", "a secret")
    monkeypatch.setattr(pdf.subprocess, "run", run)
    assert make_pdf_apart("<p>A") == b"%PDF"
    assert "PATH" in seen and not any(name.startswith("BALLOT_") for name in seen)


def test_the_report_package_loads_no_weasyprint_until_a_pdf_is_made() -> None:
    script = "import sys; import ballot.report; import ballot.cli.auditor.count; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_process_writes_the_pdf_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], pdf_text: Read
) -> None:
    class Input:
        buffer = io.BytesIO("<html lang=en><title>T</title><p>Ä".encode())

    monkeypatch.setattr(sys, "stdin", Input())
    monkeypatch.setattr(pdf.os, "nice", lambda _: 0)
    pdf.main()
    assert pdf_text(capsysbinary.readouterr().out) == "Ä"
