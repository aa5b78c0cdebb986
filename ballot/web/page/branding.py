"""The organisation's logo and colours, from the configuration: served as our own files, like all others."""

from flask import Blueprint, Flask, Response, abort
from flask.typing import ResponseReturnValue

from ballot.web.request.access import anybody, cacheable
from ballot.web.services import services

blueprint = Blueprint("branding", __name__)


def init_app(app: Flask) -> None:
    """Offer `look()` to the templates."""
    app.add_template_global(lambda: services().config.look, "look")


@blueprint.get("/look/logo")
@cacheable
@anybody
def logo() -> Response:
    """Send the logo. It is always a PNG or JPEG file: that was checked at startup."""
    look = services().config.look
    if not look.logo:
        abort(404)
    return Response(look.logo, mimetype=look.logo_type)


@blueprint.get("/look/colours.css")
@cacheable
@anybody
def colours() -> ResponseReturnValue:
    """Send the style sheet with the organisation's accent."""
    look = services().config.look
    if not look.colour:
        abort(404)
    return Response(f"@media screen {{\n{look.style}}}\n", mimetype="text/css")
