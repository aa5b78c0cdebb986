"""A document as PDF, made by WeasyPrint.

Nothing is fetched from the network or from files on this machine: the picture of a letterhead is inside the document.

WeasyPrint and Debian's Pango are loaded only here, and only when a PDF is made. `python -m ballot.report.pdf` reads
HTML and writes PDF: a server makes each PDF in such a separate process, at low priority, so that no page and no ballot
waits while one is laid out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from ballot.errors import PdfUnavailable

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
_OTHERWISE = "Or print the page in a browser; it is laid out for paper."
_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")  # not SVG, which can refer to other files
LONGEST = 120  # seconds that making a PDF may take
_POLITE = 10  # niceness of the process: it gives way to the server's
# Fonts in the PDF contain a date. It is always this one, so that the same sheet gives the same bytes.
EPOCH = "1767225600"


def make_pdf(page: str) -> bytes:
    """Return a page as PDF: tagged, so that a screen reader finds its tables.

    Raises:
        PdfUnavailable: WeasyPrint or a Debian package that it needs is not installed (the message says what to
        install),
            or the page refers to something outside itself.
    """
    os.environ.setdefault("SOURCE_DATE_EPOCH", EPOCH)
    weasyprint = _weasyprint()
    try:
        printed = weasyprint.HTML(string=page, url_fetcher=_no_fetcher(weasyprint)).write_pdf(pdf_variant="pdf/ua-1")
    except weasyprint.urls.FatalURLFetchingError as error:
        raise PdfUnavailable(f"A printed sheet loads nothing from anywhere, but this one wants to: {error}.") from None
    return bytes(printed)


def _no_fetcher(weasyprint: Any) -> Any:
    """Return a fetcher that gives WeasyPrint the pictures inside a page; any other request aborts the PDF."""

    class Inside(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(_PICTURES):
                raise ValueError(f"not in the page: {url[:100]}")
            return super().fetch(url, headers)

    return Inside(allowed_protocols=("data",), fail_on_errors=True)


def make_pdf_apart(page: str) -> bytes:
    """Return a page as PDF, made by a separate process.

    Raises:
        PdfUnavailable: it cannot be made here, or took too long.
    """
    command = [sys.executable, "-m", "ballot.report.pdf"]
    # It must not get the server's secrets.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BALLOT_")}
    try:
        done = subprocess.run(
            command, input=page.encode(), env=environment, capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        raise PdfUnavailable(f"The PDF was not ready after {LONGEST} seconds. Print the page itself instead.") from None
    if done.returncode:
        raise PdfUnavailable(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:][0])
    return done.stdout


def version() -> str:
    """Return WeasyPrint's version.

    Raises:
        PdfUnavailable: WeasyPrint cannot work here.
    """
    return str(_weasyprint().__version__)


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError:
        raise PdfUnavailable(
            "A PDF needs the Python package weasyprint, which is not installed here: pip install weasyprint. "
            f"{_OTHERWISE}"
        ) from None
    except OSError as error:
        raise PdfUnavailable(
            f"A PDF needs Pango, which is not installed here ({error}). "
            f"On Debian, as root: apt-get install {_PACKAGES}. {_OTHERWISE}"
        ) from None
    _quiet()
    return weasyprint


def _quiet() -> None:
    """Suppress warnings about CSS that only browsers know; real failures raise exceptions."""
    import logging

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.ERROR)


def main() -> None:
    """Read HTML, write PDF; on failure write a sentence to standard error and exit with 1."""
    os.nice(_POLITE)
    page = sys.stdin.buffer.read().decode("utf-8")
    try:
        sys.stdout.buffer.write(make_pdf(page))
    except PdfUnavailable as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
