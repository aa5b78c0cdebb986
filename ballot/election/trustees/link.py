"""A trustee's personal link, and what it shows: whose turn it is and what comes next, in plain words.

The secret of a link is 128 bits; the database has only its hash, and it travels in the fragment and a header (W16).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot.crypto.credentials import random_base58
from ballot.election import log
from ballot.election.accounts.bearer import hash_secret
from ballot.election.scene import Scene
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election, Trustee

SECRET_LENGTH = 22


def new_link(scene: Scene, trustee: Trustee, public_url: str) -> str:
    """Make a trustee's personal link, show it once, and keep its hash; an older one stops working."""
    secret = random_base58(SECRET_LENGTH)
    trustee.link_hash = hash_secret("trustee-link", secret)
    log.write(scene, log.OFFICER, f"Made a personal link for {trustee.name}.")
    scene.session.flush()
    return f"{public_url.rstrip('/')}/trustee/{scene.election.uuid}#{secret}"


def find_by_link(session: Session, uuid: str, secret: str) -> Trustee:
    """Return the trustee whose link has this secret.

    Raises: NotPermitted, with the same words for an unknown election and an unknown link.
    """
    query = (
        select(Trustee)
        .join(Election)
        .where(Election.uuid == uuid, Trustee.link_hash == hash_secret("trustee-link", secret))
    )
    trustee = session.scalar(query)
    if trustee is None:
        raise NotPermitted(_("This link is not valid, or it was replaced by a newer one. Ask the returning officer."))
    return trustee
