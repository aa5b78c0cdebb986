"""The file for a mail merge: it can be taken as often as needed, until somebody says that it is saved.

    waits (sealed) -> in a file that was taken -> saved: wiped, and issued in the ledger

An answer can be lost on its way to the officer, and these tokens exist nowhere else: so none is wiped, and none counts
as issued, because it was sent once.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from ballot.election import log
from ballot.election.ballot_token import IssuedToken
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
    """The tokens that wait to be saved; and of these, how many stood in a file that was taken."""

    waiting: int
    taken: int


def file_sums(session: Session, election: Election) -> FileSums:
    """Return how many tokens of the file are not saved yet; held ones apart."""
    query = select(func.count(), func.count(SealedToken.batch)).where(*_in_file(election))
    waiting, taken = session.execute(query).one()
    return FileSums(waiting=waiting, taken=taken)


def take_file(session: Session, election: Election, seal: TokenSeal, public_url: str) -> bytes:
    """Return the file with the tokens that are not saved yet. Hand it out and keep nothing.

    Raises: NotPermitted if none waits.
    """
    require_board_state(session, election, *STATES)  # nobody says "saved" of a file that is being made
    query = select(SealedToken, Member).join(Member, SealedToken.member_id == Member.id).where(*_in_file(election))
    rows = session.execute(query.order_by(Member.id).with_for_update(of=SealedToken)).all()
    if not rows:
        raise NotPermitted(_("No token waits to be saved in a file."))
    issued = [IssuedToken(member, seal.open(election.uuid, one.credential, one.sealed)) for one, member in rows]
    for one, _member in rows:
        one.batch = 1
    log.write(session, election, log.OFFICER, f"Took the file with {counted(len(issued), 'token')}.")
    return merge_file(election, issued, public_url)


def confirm_saved(session: Session, election: Election) -> int:
    """Write down that the file is saved: the tokens in it are wiped here, and issued. Returns how many.

    A token that was held when the file was taken is not in it, and goes on waiting.

    Raises: NotPermitted if no file was taken.
    """
    require_board_state(session, election, *STATES)
    saved = file_sums(session, election).taken
    if not saved:
        raise NotPermitted(_("The file was not downloaded yet. Download it, look into it, then say that it is saved."))
    session.execute(delete(SealedToken).where(*_in_file(election), SealedToken.batch.is_not(None)))
    log.write(session, election, log.OFFICER, f"Saved the file with {counted(saved, 'token')}.")
    session.flush()
    return saved


def _in_file(election: Election) -> tuple[ColumnElement[bool], ...]:
    handed_out = select(Member.id).where(Member.election_id == election.id, Member.delivery == "file")
    file = (SealedToken.election_id == election.id, SealedToken.channel == "file")
    return (*file, SealedToken.member_id.in_(handed_out))
