"""Replace a stolen or lost signing key of the server (W30), and announce it on every board, in one transaction.

KEYS/server.key         the key that signs
KEYS/server.key.next    only while a change is under way: the same command finishes it
KEYS/server.key.former  the public halves of earlier keys, one a line: earlier signatures stay valid
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import select

from ballot import clock
from ballot.board.companion import ServerKeyRecord
from ballot.board.server_keys import sign_change
from ballot.crypto.signing import SigningKey
from ballot.election import log
from ballot.election.board_facts import append_checkpoint
from ballot.election.custody.watch import count_boards
from ballot.election.identity import (
    KEY_FILE,
    NEXT_FILE,
    ServerIdentity,
    identity_of,
    load_identity,
    read_key,
    write_key,
)
from ballot.election.scene import Scene
from ballot.election.voting.portions import show_all
from ballot.errors import ConfigurationError, NotPermitted
from ballot.secret_file import replace_file, sync_folder
from ballot.store import board
from ballot.store.models.board import BoardHead
from ballot.store.models.election import Election
from ballot.store.session import Database

_FORMER_FILE: Final = f"{KEY_FILE}.former"


def change_server_key(database: Database, public_url: str, keys_dir: Path, lost: str | None = None) -> ServerIdentity:
    """Make a new signing key, announce it on every board, and return who signs from now on.

    Nobody else may use the database meanwhile. If the change is interrupted, calling it again finishes it.

    Args: lost: the public half of the old key, if the key itself is gone.
    Raises: NotPermitted if the key is called lost and is there, or the other way round.
    """
    old = _old_key(keys_dir, lost)
    if not (keys_dir / NEXT_FILE).exists():
        write_key(keys_dir / NEXT_FILE, SigningKey.generate())
    new = read_key(keys_dir / NEXT_FILE)
    identity = identity_of(public_url, new)
    with database.session() as session:
        for election in session.scalars(select(Election).join(BoardHead).where(BoardHead.size > 0)):
            _say(Scene(session, election), old, identity)
    _put_in_place(keys_dir, old if isinstance(old, str) else old.public_hex)
    return identity


def identity_beside(database: Database, public_url: str, keys_dir: Path) -> ServerIdentity:
    """Return the server's identity; once there are boards, a missing key is never replaced by a new one.

    Raises: ConfigurationError.
    """
    if not (keys_dir / KEY_FILE).exists() and count_boards(database):
        raise ConfigurationError(
            f"The server's key is not in {keys_dir}, although it has signed receipts. Put your copy of the folder "
            "back. If there is none: ballot server-key change --lost HEX"
        )
    return load_identity(public_url, keys_dir)


def former_keys(keys_dir: Path) -> list[str]:
    """Return the public halves of this server's earlier keys."""
    path = keys_dir / _FORMER_FILE
    return path.read_text(encoding="ascii").split() if path.exists() else []


def _old_key(keys_dir: Path, lost: str | None) -> SigningKey | str:
    there = (keys_dir / KEY_FILE).exists()
    if lost is None and not there:
        raise NotPermitted(
            f"{keys_dir / KEY_FILE} is missing. Put your copy back. If there is none, name the public half of the lost "
            "key, which stands in every receipt (server_key): --lost HEX"
        )
    if lost is not None and there:
        raise NotPermitted(f"{keys_dir / KEY_FILE} is there, so it is not lost: leave --lost away.")
    return lost if lost is not None else read_key(keys_dir / KEY_FILE)


def _say(scene: Scene, old: SigningKey | str, identity: ServerIdentity) -> None:
    """Announce the change on one board, unless an earlier, interrupted call has done so."""
    head = board.lock(scene.session, scene.election.id)
    said = board.companion_records_of(scene.session, scene.election, ServerKeyRecord)
    if said and said[-1].new == identity.key.public_hex:
        return
    board.append_companion(
        scene.session, scene.election, sign_change(scene.election.uuid, head.hash or "", old, identity.key)
    )
    append_checkpoint(scene.signed_by(identity))
    show_all(scene, clock.now())
    why = "The old one is lost." if isinstance(old, str) else "The old one has signed the change."
    log.write(scene, log.SYSTEM, f"The server's signing key was changed. {why}")


def _put_in_place(keys_dir: Path, old: str) -> None:
    lines = [key for key in former_keys(keys_dir) if key != old] + [old]
    try:
        replace_file(keys_dir / _FORMER_FILE, "".join(f"{key}\n" for key in lines).encode())
        (keys_dir / NEXT_FILE).replace(keys_dir / KEY_FILE)
        sync_folder(keys_dir)
    except OSError as error:
        raise ConfigurationError(f"{keys_dir} cannot be written: {error.strerror}. Mend that, and go on.") from error
