"""API keys: the returning officer makes them, each for one election and with only the rights chosen for it.

A key is shown once; the database keeps the hash of its secret. It ends when the officer ends it, some weeks after the
voting, or after a year. The owner of the account that made it is notified by mail.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.accounts.bearer import hash_secret
from ballot.election.accounts.notices import KEY_MADE, tell_owner
from ballot.election.scene import Scene
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import _, lazy, ngettext
from ballot.store.models.election import Election
from ballot.store.models.people import ApiKey, Officer

SCOPES: Final = {
    "roll:read": lazy("read the roll (names and addresses; never who has voted)"),
    "roll:write": lazy("replace the roll, while the election is a draft"),
    "turnout:read": lazy("read the turnout, in numbers"),
    "registrar:act": lazy("act as the registrar: hand in public credentials and states, and ask for replacements"),
    "results:read": lazy("read the results from when they are declared, before they are published"),
}
LIFETIME: Final = dt.timedelta(days=366)
_AFTER_THE_END: Final = dt.timedelta(days=60)
PREFIX: Final = "ballotkey_"  # marks it as a key, so that it is recognised wherever it turns up
MAX_LABEL: Final = 80
_MAX_KEYS: Final = 50
_BEGINNING: Final = 6
_NOTED_EVERY: Final = dt.timedelta(hours=1)
_SECRET: Final = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9_-]{43}")
GONE: Final = lazy("This key had ended already.")


class Made(msgspec.Struct, frozen=True):
    """A key and its secret, which exists only here."""

    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        return f"Made({self.key.id})"


def make_key(scene: Scene, by: Officer, label: str, scopes: Iterable[str]) -> Made:
    """Make a key.

    Raises: NotPermitted without a label or a right, or with one that does not exist.
    """
    name, chosen = clean_line(label, _("The name of the program"), MAX_LABEL, "label"), frozenset(scopes)
    if not chosen or not chosen <= SCOPES.keys():
        raise NotPermitted(_("Choose what the program may do."), "scopes")
    if len([key for key in keys_of(scene) if is_good(key)]) >= _MAX_KEYS:
        raise NotPermitted(
            ngettext(
                "This election has %(num)s key. End those that nobody uses.",
                "This election has %(num)s keys. End those that nobody uses.",
                _MAX_KEYS,
            )
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    ordered = [scope for scope in SCOPES if scope in chosen]
    key = ApiKey(
        election_id=scene.election.id,
        label=name,
        beginning=secret.removeprefix(PREFIX)[:_BEGINNING],
        secret_hash=hash_secret("api-key", secret),
        scopes=" ".join(ordered),
        made_by=by.name,
        made_at=now,
        expires_at=_end_of_life(scene.election, now),
    )
    scene.session.add(key)
    log.write(scene, log.OFFICER, f"Made the key “{name}” for a program, with {', '.join(ordered)}.")
    scene.session.flush()
    tell_owner(scene.session, by, KEY_MADE)
    return Made(key, secret)


def _end_of_life(election: Election, now: dt.datetime) -> dt.datetime:
    """Return when a key made now expires: nobody needs it long after the voting."""
    end = max(now, election.closes_at or now + LIFETIME) + _AFTER_THE_END
    return min(end, now + LIFETIME)


def keys_of(scene: Scene) -> list[ApiKey]:
    """Return all keys of an election, newest first."""
    query = select(ApiKey).where(ApiKey.election_id == scene.election.id).order_by(ApiKey.id.desc())
    return list(scene.session.scalars(query))


def good_keys(session: Session, officer: Officer) -> list[ApiKey]:
    """Return the keys that are still valid in the elections that this person runs, newest first."""
    good = (ApiKey.ended_at.is_(None), ApiKey.expires_at > clock.now())
    query = select(ApiKey).join(Election).where(Election.officer_id == officer.id, *good)
    return list(session.scalars(query.order_by(ApiKey.id.desc())))


def end_all_keys(session: Session, officer: Officer) -> int:
    """End all keys of the elections that this person runs, at once, and return how many there were."""
    keys = good_keys(session, officer)
    for key in keys:
        _end(Scene(session, key.election, person=officer), key)
    return len(keys)


def is_good(key: ApiKey) -> bool:
    """Return whether a key is still valid."""
    return key.ended_at is None and clock.now() < key.expires_at


def end_key(scene: Scene, number: int) -> ApiKey:
    """End a key at once. Raises: NotPermitted if there is no key with that number, or it has already ended."""
    key = next((key for key in keys_of(scene) if key.id == number), None)
    if key is None or not is_good(key):
        raise NotPermitted(GONE)
    _end(scene, key)
    return key


def _end(scene: Scene, key: ApiKey) -> None:
    key.ended_at = clock.now()
    log.write(scene, log.OFFICER, f"Ended the key “{key.label}”.")


def find_key(session: Session, uuid: str, secret: str) -> ApiKey | None:
    """Return the valid key with this secret, if it belongs to this election."""
    if not _SECRET.fullmatch(secret):
        return None
    key = session.scalar(select(ApiKey).where(ApiKey.secret_hash == hash_secret("api-key", secret)))
    return key if key is not None and key.election.uuid == uuid and is_good(key) else None


def may(key: ApiKey, scope: str) -> bool:
    """Return whether a key has a right."""
    return scope in key.scopes.split()


def is_to_be_noted(key: ApiKey) -> bool:
    """Return whether the last recorded use is so old that this one should be recorded."""
    return key.used_at is None or clock.now() - key.used_at >= _NOTED_EVERY


def note_use(session: Session, number: int) -> None:
    """Record that a key was used, to the hour: a program that asks every second must not cause a write every second."""
    key = session.get(ApiKey, number)
    if key is not None:
        key.used_at = clock.now().replace(minute=0, second=0, microsecond=0)


def actor(key: ApiKey) -> str:
    """Return how the election's log describes what was done with a key."""
    return f"The program “{key.label}”"
