"""The roll, member by member: officers can browse and search it in every state. It says nothing about voting."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ballot.election.roles import SECOND_OFFICER
from ballot.election.roll.search import LONGEST, found_count, found_page
from ballot.election.scene import Scene
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.tokens.roll_changes import STATES
from ballot.web.request.access import own_election

blueprint = Blueprint("members", __name__, url_prefix="/officer/elections/<uuid>/members")

PAGE_SIZE = 50


@blueprint.get("")
@own_election(also=[SECOND_OFFICER])
def page(scene: Scene) -> ResponseReturnValue:
    """Show a page of the roll, or of the members who match the search."""
    words = request.args.get("words", "")[:LONGEST].strip()
    number = found_count(scene, words)
    pages = max(1, -(-number // PAGE_SIZE))
    here = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "officer/roll/members.html",
        election=scene.election,
        words=words,
        number=number,
        here=here,
        pages=pages,
        longest=LONGEST,
        members=[] if scene.election.forgotten else found_page(scene, words, (here - 1) * PAGE_SIZE, PAGE_SIZE),
        changing=scene.election.state in STATES,
        registrars=is_registrars(scene.election),
    )
