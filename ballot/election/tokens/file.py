"""The file for a mail merge: it can be downloaded as often as needed, until somebody says that it is saved.

    waits (sealed) -> in a file that was downloaded -> saved: wiped, and issued in the ledger

An answer can be lost on its way to the officer, and these tokens exist nowhere else: so having been sent once neither
wipes a token nor counts it as issued.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, delete, func, select

from ballot.election import log
from ballot.election.ballot_token import IssuedToken
from ballot.election.scene import Scene
from ballot.election.state import require_board_state
from ballot.election.tokens.issue import merge_file
from ballot.election.tokens.seal import TokenSeal
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.report import counted
from ballot.store.models.election import Election
from ballot.store.models.roll import Member, SealedToken

STATES = ("frozen", "open")


class FileSums(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens that wait to be saved; and how many of these were in a downloaded file."""

    waiting: int
    taken: int


def file_sums(scene: Scene) -> FileSums:
    """Return how many tokens of the file are not saved yet, without held ones."""
    query = select(func.count(), func.count(SealedToken.batch)).where(*_in_file(scene.election))
    waiting, taken = scene.session.execute(query).one()
    return FileSums(waiting=waiting, taken=taken)


def take_file(scene: Scene, seal: TokenSeal, public_url: str) -> bytes:
    """Return the file with the tokens that are not saved yet. Pass it on and do not store it.

    Raises: NotPermitted if none waits.
    """
    require_board_state(scene, *STATES)  # nobody may confirm as saved a file that is still being made
    query = (
        select(SealedToken, Member).join(Member, SealedToken.member_id == Member.id).where(*_in_file(scene.election))
    )
    rows = scene.session.execute(query.order_by(Member.id).with_for_update(of=SealedToken)).all()
    if not rows:
        raise NotPermitted(_("No token waits to be saved in a file."))
    issued = [IssuedToken(member, seal.open(scene.election.uuid, one.credential, one.sealed)) for one, member in rows]
    for one, _member in rows:
        one.batch = 1
    log.write(scene, log.OFFICER, f"Took the file with {counted(len(issued), 'token')}.")
    return merge_file(scene.election, issued, public_url)


def confirm_saved(scene: Scene) -> int:
    """Record that the file is saved: the tokens in it are wiped here, and issued. Returns how many.

    A token that was held when the file was downloaded is not in it, and continues to wait.

    Raises: NotPermitted if no file was downloaded.
    """
    require_board_state(scene, *STATES)
    saved = file_sums(scene).taken
    if not saved:
        raise NotPermitted(_("The file was not downloaded yet. Download it, look into it, then say that it is saved."))
    scene.session.execute(delete(SealedToken).where(*_in_file(scene.election), SealedToken.batch.is_not(None)))
    log.write(scene, log.OFFICER, f"Saved the file with {counted(saved, 'token')}.")
    scene.session.flush()
    return saved


def _in_file(election: Election) -> tuple[ColumnElement[bool], ...]:
    handed_out = select(Member.id).where(Member.election_id == election.id, Member.delivery == "file")
    file = (SealedToken.election_id == election.id, SealedToken.channel == "file")
    return (*file, SealedToken.member_id.in_(handed_out))
