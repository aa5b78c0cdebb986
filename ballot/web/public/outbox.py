"""The mails of a demo on this machine, so that codes and lost tokens can be tried. No other server has this page."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from ballot.config import LOOPBACK_HOSTS
from ballot.election.mail.kept import folder_of, kept_mails
from ballot.web.request.access import anybody
from ballot.web.services import services

blueprint = Blueprint("outbox", __name__)


@blueprint.get("/demo/outbox")
@anybody
def page() -> ResponseReturnValue:
    """Show the newest mails. They hold codes and tokens: nobody on another machine sees them."""
    config = services().config
    if not config.keeps_mails or request.remote_addr not in LOOPBACK_HOSTS:
        abort(404)
    mails = [
        {"subject": mail["Subject"], "address": mail["To"], "sent": mail["Date"].datetime, "text": mail.get_content()}
        for mail in kept_mails(folder_of(config))
    ]
    return render_template("public/outbox.html", mails=mails)
