"""The second check at casting: a code mailed to the member's address on the roll, if the election asks for it.

Only the holder of the token can ask for a code: the request is the encrypted ballot itself, with its signature, and
must not be one that anybody can copy from the board. The code is spent in the transaction that appends the ballot
(`ballot_box.py`). Nothing about it reaches the board.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, select

from ballot import clock
from ballot.election.identity import ServerIdentity
from ballot.election.mail.codes import LIFETIME, TRIES, code_hash, is_right, new_code
from ballot.election.mail.texts import Addressee, casting_code_mail
from ballot.election.scene import Scene
from ballot.errors import BallotRefused
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import CastingCode, Member

MAX_ASKED = 5  # codes for one member in an hour: a stolen token must not be used to flood a mailbox
_HOUR = dt.timedelta(hours=1)
_PURPOSE = "cast"


def send_code(scene: Scene, credential: str, identity: ServerIdentity) -> None:
    """Make a new code for the member with this credential and queue the mail; an earlier code stops working.

    Raises: BallotRefused with `.code` no-address or too-many-codes.
    """
    member = _member(scene, credential)
    if member is None or not member.email:
        raise BallotRefused("no-address", "The roll has no e-mail address for you. Ask the returning officer.")
    now = clock.now()
    row = scene.session.get(CastingCode, member.id, with_for_update=True)
    if row is None:
        row = CastingCode(member_id=member.id, asked=0, asked_since=now)
        scene.session.add(row)
    elif now - row.asked_since >= _HOUR:
        row.asked, row.asked_since = 0, now
    if row.asked >= MAX_ASKED:
        again = row.asked_since + _HOUR
        raise BallotRefused("too-many-codes", "Too many codes were asked for. Wait an hour, then try again.", at=again)
    code = new_code()
    row.code_hash, row.tries = code_hash(identity, _PURPOSE, str(member.id), code), 0
    row.asked, row.expires_at = row.asked + 1, now + LIFETIME
    mail = casting_code_mail(scene.election, Addressee(member.id, member.name, member.email, member.language), code)
    scene.session.flush()
    scene.session.connection().execute(insert(OutboxMessage), [mail])


def spend_code(scene: Scene, credential: str, code: str, identity: ServerIdentity) -> None:
    """Accept the code and spend it. The caller has locked the board, and appends the ballot next.

    Raises: BallotRefused with `.code` code-needed, code-expired or code-wrong; a wrong one is counted (W6).
    """
    if not code.strip():
        raise BallotRefused("code-needed", "This election asks for the code that it sends you by e-mail.")
    member = _member(scene, credential)
    row = None if member is None else scene.session.get(CastingCode, member.id, with_for_update=True)
    if member is None or row is None or row.tries >= TRIES or row.expires_at <= clock.now():
        raise BallotRefused("code-expired", "This code is good no more. Ask for a new one: nothing is lost.")
    if not is_right(row.code_hash, identity, _PURPOSE, str(member.id), code):
        row.tries += 1
        scene.session.flush()
        raise BallotRefused("code-wrong", "This code is not right. Type the six digits of the newest mail.")
    row.tries = TRIES  # spent; the number of codes that were asked for is kept
    scene.session.flush()


def _member(scene: Scene, credential: str) -> Member | None:
    """Return the member, locked: a code of theirs that does not exist yet could not be locked."""
    theirs = select(Member).where(Member.election_id == scene.election.id, Member.credential == credential)
    return scene.session.scalar(theirs.with_for_update(key_share=True))
