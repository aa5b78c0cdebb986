"""The roll, member by member: looked through and searched by officers, in every state; never a word about voting."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ballot.election.roles import SECOND_OFFICER
from ballot.election.roll.search import LONGEST, found_count, found_page
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.tokens.roll_changes import STATES
from ballot.store.models.election import Election
from ballot.web.request.access import own_election

blueprint = Blueprint("members", __name__, url_prefix="/officer/elections/<uuid>/members")

PAGE_SIZE = 50


@blueprint.get("")
@own_election(also=[SECOND_OFFICER])
def page(session: Session, election: Election) -> ResponseReturnValue:
    """Show a page of the roll, or of those in it who have the words that are looked for."""
    words = request.args.get("words", "")[:LONGEST].strip()
    number = found_count(session, election, words)
    pages = max(1, -(-number // PAGE_SIZE))
    here = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "officer/roll/members.html",
        election=election,
        words=words,
        number=number,
        here=here,
        pages=pages,
        longest=LONGEST,
        members=[] if election.forgotten else found_page(session, election, words, (here - 1) * PAGE_SIZE, PAGE_SIZE),
        changing=election.state in STATES,
        registrars=is_registrars(election),
    )
