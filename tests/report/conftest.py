"""What the tests of PDFs need."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from ballot.errors import PdfUnavailable
from ballot.report.pdf import version
from tests.conftest import missing


@pytest.fixture(scope="session")
def pdf_text() -> Callable[[bytes], str]:
    """Return what reads the text of a PDF, with one space between words."""
    try:
        version()
    except PdfUnavailable as error:
        missing("what PDFs are made with", str(error))
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: no PDF was read.")

    def text(pdf: bytes) -> str:
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    return text
