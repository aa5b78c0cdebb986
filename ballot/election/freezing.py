"""Freeze an election: from here on nothing about it can be changed.

In one transaction each member gets a token and its public credential, the charter and the election record are made, the
Setup event is appended, and the secrets go either into the outbox or into one file for a mail merge. The server keeps
none.
"""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from ballot.store.models import Election


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """How the tokens reach the members: `channel` is "mail" (the outbox) or "merge" (one CSV for a mail merge)."""

    channel: str
    public_url: str


class FreezeResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the freeze made. `merge_csv` exists only here: hand it out once and do not store it."""

    fingerprint: str
    setup_event: str
    members: int
    queued: int
    merge_csv: bytes | None = None


def freeze(session: Session, election: Election, delivery: Delivery) -> FreezeResult:
    """Freeze the election and issue the tokens.

    Raises: NotPermitted if steps remain (all of them are named), or if mail is wanted and a member has no address.
    """
    raise NotImplementedError
