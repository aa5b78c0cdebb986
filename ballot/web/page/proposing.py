"""What follows when an act of two people is proposed: the others are told by mail, and the page says where it waits."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from ballot.store.models.election import Election
from ballot.web import worker


def proposed(election: Election, sentence: str) -> ResponseReturnValue:
    """Say what was proposed, and go to the acts that wait; the mail to whoever can confirm it goes out at once."""
    flash(sentence)
    worker.wake()
    return redirect(url_for("people.acts", uuid=election.uuid))
