"""The second lock at casting: a code mailed to the member's address on the roll, where the election asks for it.

Only whoever holds the token can ask for a code: the request is the encrypted ballot itself, with its signature, and
must not be one that everybody can copy from the board. The code is spent in the transaction that appends the ballot
(`ballot_box.py`). Nothing about it reaches the board.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.identity import ServerIdentity
from ballot.election.mail.codes import LIFETIME, TRIES, code_hash, is_right, new_code
from ballot.election.mail.texts import Addressee, casting_code_mail
from ballot.errors import BallotRefused
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import CastingCode, Member

MAX_ASKED = 5  # codes for one member in an hour: nobody's mailbox is flooded with a stolen token
_HOUR = dt.timedelta(hours=1)
_PURPOSE = "cast"


def send_code(session: Session, election: Election, credential: str, identity: ServerIdentity) -> None:
    """Make a new code for the member with this credential and queue the mail; an earlier code is dead.

    Raises: BallotRefused with `.code` no-address or too-many-codes.
    """
    member = _member(session, election, credential)
    if member is None or not member.email:
        raise BallotRefused("no-address", "The roll has no e-mail address for you. Ask the returning officer.")
    now = clock.now()
    row = session.get(CastingCode, member.id, with_for_update=True)
    if row is None:
        row = CastingCode(member_id=member.id, asked=0, asked_since=now)
        session.add(row)
    elif now - row.asked_since >= _HOUR:
        row.asked, row.asked_since = 0, now
    if row.asked >= MAX_ASKED:
        again = row.asked_since + _HOUR
        raise BallotRefused("too-many-codes", "Too many codes were asked for. Wait an hour, then try again.", at=again)
    code = new_code()
    row.code_hash, row.tries = code_hash(identity, _PURPOSE, str(member.id), code), 0
    row.asked, row.expires_at = row.asked + 1, now + LIFETIME
    mail = casting_code_mail(election, Addressee(member.id, member.name, member.email, member.language), code)
    session.flush()
    session.connection().execute(insert(OutboxMessage), [mail])


def spend_code(session: Session, election: Election, credential: str, code: str, identity: ServerIdentity) -> None:
    """Take the code, so that it is good no more. The caller holds the lock of the board, and appends the ballot next.

    Raises: BallotRefused with `.code` code-needed, code-expired or code-wrong; a wrong one is counted (W6).
    """
    if not code.strip():
        raise BallotRefused("code-needed", "This election asks for the code that it sends you by e-mail.")
    member = _member(session, election, credential)
    row = None if member is None else session.get(CastingCode, member.id, with_for_update=True)
    if member is None or row is None or row.tries >= TRIES or row.expires_at <= clock.now():
        raise BallotRefused("code-expired", "This code is good no more. Ask for a new one: nothing is lost.")
    if not is_right(row.code_hash, identity, _PURPOSE, str(member.id), code):
        row.tries += 1
        session.flush()
        raise BallotRefused("code-wrong", "This code is not right. Type the six digits of the newest mail.")
    row.tries = TRIES  # spent; how many were asked for is still known
    session.flush()


def _member(session: Session, election: Election, credential: str) -> Member | None:
    """Return the member, locked: a row of theirs that is not there yet cannot be."""
    theirs = select(Member).where(Member.election_id == election.id, Member.credential == credential)
    return session.scalar(theirs.with_for_update(key_share=True))
