"""Result sheets as PDF: each is laid out once, one at a time, in a process of its own, and kept in memory.

A sheet of many stages takes some seconds to lay out. Whoever asks for one that was made before gets it at once; whoever
asks while another is being made waits, and is told so if it takes too long. No transaction is open meanwhile.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from flask import Flask, Response, abort, current_app, request, url_for

from ballot.election.result.contests import contest_counts
from ballot.election.result.counting import election_result
from ballot.election.result.public_view import public_view
from ballot.election.result.vacancies import vacancies
from ballot.election.result.what_if import alternatives, what_if
from ballot.election.scene import Scene
from ballot.errors import PdfUnavailable
from ballot.language import _
from ballot.report import ResultDocument, SheetView, document_html, make_pdf_apart
from ballot.web.page.results import recount_sheets, result_document, what_if_sheet
from ballot.web.services import services

KEPT = 16  # documents, of some hundred kilobytes each
PATIENCE = 90.0  # seconds that a request waits for its turn


class Press:
    """Makes PDFs one after the other, and keeps the latest."""

    def __init__(self, make: Callable[[str], bytes] = make_pdf_apart) -> None:
        self._make = make
        self._turn = threading.Lock()
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    def print_page(self, page: str) -> bytes:
        """Return a page as PDF.

        Raises:
            PdfUnavailable: it cannot be made on this machine, or others are being made for too long.
        """
        name = sha256(page.encode()).digest()
        with self._own_turn():
            if name not in self._kept:
                self._kept[name] = self._make(page)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return self._kept[name]

    def print_secret(self, page: str) -> bytes:
        """Return a page with secrets as PDF, and keep nothing of it.

        Raises:
            PdfUnavailable: as `print_page`.
        """
        with self._own_turn():
            return self._make(page)

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=PATIENCE):
            raise PdfUnavailable(_("Other PDFs are being made just now. Try again in a minute."))
        try:
            yield
        finally:
            self._turn.release()


def init_app(app: Flask) -> None:
    """Give the application its press."""
    app.extensions["press"] = Press()


def print_result(scene: Scene) -> Response:
    """Answer with the result as PDF: all of it, or the sheet of the contest that the address asks for.

    What-ifs are in it only if the address asks for them: a print of the result is not made for comparing rules.
    """
    number = request.args.get("contest", type=int)
    if number is not None and not 1 <= number <= len(scene.election.contests):
        abort(404)
    document = print_of(scene, number, what_ifs=bool(request.args.get("what_if")))
    scene.session.close()  # nothing is read any more: no connection waits for the press
    part = "" if number is None else f"-{number}"
    return _printed(document, f"{scene.election.uuid}-result{part}.pdf")


def print_of(scene: Scene, number: int | None = None, *, what_ifs: bool = False) -> ResultDocument:
    """Return the print of a counted election, or of one of its contests (from 1), with the recounts for vacancies."""
    result = election_result(scene)
    address = services().public_address(url_for("public.audit", uuid=scene.election.uuid))
    others = recount_sheets(scene.election, vacancies(scene), result.total_weight)
    if what_ifs:
        others += _what_ifs(scene, result.total_weight)
    return result_document(scene.election, result, public_view(scene), address, number, others)


def _what_ifs(scene: Scene, ballots: int) -> list[SheetView]:
    """Return for each contest the most telling other count of its votes, where there is one."""
    sheets = []
    for index, counted in enumerate(contest_counts(scene)):
        for other in alternatives(counted)[:1]:
            found = what_if(scene, index, other)
            if found.sheet is not None:
                sheets.append(what_if_sheet(scene.election, scene.election.contests[index], found, ballots))
    return sheets


def _printed(document: ResultDocument, name: str) -> Response:
    """Answer with a document as PDF, to be saved: under the pages' policy a browser could not show it."""
    press: Press = current_app.extensions["press"]
    response = Response(press.print_page(document_html(document, paper=True)), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
