"""After a joint act is proposed: the others are notified by mail, and the page says where it is waiting."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from ballot.store.models.election import Election
from ballot.web import worker


def proposed(election: Election, sentence: str) -> ResponseReturnValue:
    """Say what was proposed, and redirect to the pending acts; those who can confirm it are mailed immediately."""
    flash(sentence)
    worker.wake()
    return redirect(url_for("people.acts", uuid=election.uuid))
