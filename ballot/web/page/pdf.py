"""PDFs that pages offer: the worker makes them; a page waits meanwhile, and downloads the PDF when it is ready."""

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot.election.result.contests import contest_counts
from ballot.election.result.counting import election_result
from ballot.election.result.public_view import public_view
from ballot.election.result.vacancies import vacancies
from ballot.election.result.what_if import alternatives, what_if
from ballot.election.scene import Scene
from ballot.language import _
from ballot.report import ResultDocument, SheetView, document_html
from ballot.web import worker
from ballot.web.page.results import recount_sheets, result_document, what_if_sheet
from ballot.web.request.access import anybody
from ballot.web.request.bodies import json_answer
from ballot.web.services import services
from ballot.worker.jobs import PDFS

RETRY_AFTER = 2  # seconds
_ARGUMENTS = ("contest", "what_if")  # arguments in an address that say what is printed

blueprint = Blueprint("pdf", __name__)


@blueprint.get("/pdf/<name>/progress")
@json_answer
@anybody
def progress(name: str) -> ResponseReturnValue:
    """Tell the page's script whether a PDF is still being made. Only those who requested it know its name."""
    return worker.how_far(worker.the_worker().press.is_open(name))


def send_pdf(page: str, name: str, *, secret: bool = False) -> Response:
    """Respond with a page as PDF, as a download: under the pages' security policy a browser could not display it.

    While it is being made, a page says so and requests it again automatically; a program gets a Retry-After header.
    `secret`: the PDF is sent once.
    """
    press = worker.the_worker().press
    order = press.order(page, secret=secret)
    made = press.take(order)
    if made is None:
        worker.wake(PDFS)
        return _coming(order)
    response = Response(made, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _coming(order: str) -> Response:
    if "text/html" in request.accept_mimetypes.values():
        fields = {name: request.args[name] for name in _ARGUMENTS if name in request.args}
        response = make_response(render_template("public/pdf.html", order=order, fields=fields), 202)
    else:
        response = Response(_("The PDF is being made.") + "\n", 202, mimetype="text/plain")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def print_result(scene: Scene) -> Response:
    """Respond with the result as PDF: all of it, or the sheet of the contest named in the address.

    What-ifs are included only if the address asks for them: a printed result is not meant for comparing rules.
    """
    number = request.args.get("contest", type=int)
    if number is not None and not 1 <= number <= len(scene.election.contests):
        abort(404)
    document = print_of(scene, number, what_ifs=bool(request.args.get("what_if")))
    part = "" if number is None else f"-{number}"
    return send_pdf(document_html(document, paper=True), f"{scene.election.uuid}-result{part}.pdf")


def print_of(scene: Scene, number: int | None = None, *, what_ifs: bool = False) -> ResultDocument:
    """Return the printout of a counted election, or of one of its contests (from 1), with recounts for vacancies."""
    result = election_result(scene)
    address = services().public_address(url_for("public.audit", uuid=scene.election.uuid))
    others = recount_sheets(scene.election, vacancies(scene), result.total_weight)
    if what_ifs:
        others += _what_ifs(scene, result.total_weight)
    return result_document(scene.election, result, public_view(scene), address, number, others)


def _what_ifs(scene: Scene, ballots: int) -> list[SheetView]:
    """Return for each contest the most informative alternative count of its votes, if there is one."""
    sheets = []
    for index, counted in enumerate(contest_counts(scene)):
        for other in alternatives(counted)[:1]:
            found = what_if(scene, index, other)
            if found.sheet is not None:
                sheets.append(what_if_sheet(scene.election, scene.election.contests[index], found, ballots))
    return sheets
