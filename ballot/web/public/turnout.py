"""The public turnout: number and share over time, and by country when the vote is over."""

from babel import Locale
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ballot import clock
from ballot.election.scene import Scene
from ballot.election.voting.turnout import SMALLEST_GROUP, SMALLEST_STEP, is_shown, points_of, turnout
from ballot.language import language
from ballot.web.request.access import cacheable, public_election

blueprint = Blueprint("turnout", __name__)

_EDGES = (5, 10, 25, 50, 75, 100)  # possible upper limits of the plot, in per cent of the roll


@blueprint.get("/elections/<uuid>/turnout")
@cacheable
@public_election
def page(scene: Scene) -> ResponseReturnValue:
    """Show how many have voted over time, but not who, and not how."""
    now = clock.now()
    shown = turnout(scene, now) if is_shown(scene.election, now) else None
    edge = _edge(shown.voters, shown.members) if shown else 100
    return render_template(
        "public/turnout.html",
        election=scene.election,
        shown=shown,
        edge=edge,
        points=points_of(shown, max(1, shown.members * edge // 100)) if shown else "",
        country=_country_name,
        smallest_step=SMALLEST_STEP,
        smallest_group=SMALLEST_GROUP,
        now=now,
    )


def _edge(voters: int, members: int) -> int:
    return next(edge for edge in _EDGES if edge == 100 or voters * 100 <= members * edge)


def _country_name(code: str) -> str:
    """Return the name of a country in the reader's language; an unknown code is returned unchanged."""
    return str(Locale.parse(language()).territories.get(code, code))
