"""The ballot box: puts ballots with verified proofs onto the board, under the lock of its one writer.

A receipt is given only for what survives a power cut, and the disk takes milliseconds to guarantee that. So the threads
of a process share their transactions: the thread whose turn comes appends all waiting ballots, each after its own
checks, and one commit serves them all.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ballot import clock
from ballot.board import checkpoint
from ballot.election.board_facts import setup_event_of
from ballot.election.identity import ServerIdentity
from ballot.election.mail.texts import Addressee, cast_notice
from ballot.election.scene import Scene
from ballot.election.state import accepts_ballots, is_called_off
from ballot.election.voting import running_totals
from ballot.election.voting.casting_codes import spend_code
from ballot.errors import BallotRefused
from ballot.language import N_
from ballot.protocol.ballots import VerifiedBallot
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.store import board
from ballot.store.models.board import BarredCredential, BoardHead, CiphertextMark, Receipt
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import ForgottenPeople, Member
from ballot.store.session import Database

UNKNOWN_TOKEN = N_("We do not know this token. Check for letters that look alike.")
CLOCK_IN_DOUBT = "The server's clock is being checked. Send the same ballot again in a few minutes: it counts once."
_OF_TOKENS = {  # refusals of a token that used to be valid, with or without the time
    "token-spent": "This token has already been used{when}.",
    "token-replaced": "This token was replaced{when}. Use the newer mail or letter.",
    "token-revoked": "This token was revoked{when}: its member was taken off the roll.",
}
_TOGETHER = 32  # ballots in one transaction: the disk's share is small then, and nobody waits long

# Made once: building a statement takes as long as running it.
_OWN = (Receipt.election_id == bindparam("election"), Receipt.credential == bindparam("whose"))
_RECEIPTS = select(Receipt.tracking_number, Receipt.content).where(*_OWN)
_ONE = select(Receipt.height).where(*_OWN, Receipt.height < bindparam("below")).limit(1)
_EVERYTHING = 2**31 - 1
_MEMBER = (Member.election_id == bindparam("election"), Member.credential == bindparam("whose"))
_SPENT_AT = select(Member.spent_at).where(
    *_MEMBER,
    ~exists().where(ForgottenPeople.election_id == Member.election_id),  # then only the fact, not the time
)
_SPEND = (
    update(Member)
    .where(*_MEMBER)
    .values(spent_at=bindparam("at"))
    .returning(Member.id, Member.name, Member.email, Member.language)
)
_BARRED = select(BarredCredential.revoked_at, BarredCredential.removed).where(
    BarredCredential.election_id == bindparam("election"), BarredCredential.credential == bindparam("whose")
)
_KNOWN = select(CiphertextMark.mark, CiphertextMark.owner).where(
    CiphertextMark.election_id == bindparam("election"),
    CiphertextMark.mark.in_(bindparam("marks", expanding=True)),
)


class Wishes(NamedTuple):
    """What is sent with a ballot: the code from the mail, if the election asks for one; whether to mail the receipt."""

    code: str = ""
    receipt_by_mail: bool = False


NO_WISHES = Wishes()


class Arrival(NamedTuple):
    """When a ballot arrived, and what the machine's clock showed then: something else if it is in doubt (W23)."""

    at: dt.datetime
    shown: dt.datetime


def arrival() -> Arrival:
    """Return the arrival of what arrives now."""
    return Arrival(clock.now(), clock.machine())


@dataclass(slots=True, eq=False)
class _Entry:
    """A verified ballot on its way to the board; `outcome` is its receipt, or why it has none."""

    raw: bytes
    verified: VerifiedBallot
    arrival: Arrival
    wishes: Wishes
    outcome: bytes | BaseException | None = None


class BallotBox:
    """The box of one election, for all threads of this process."""

    def __init__(self, election_id: int, identity: ServerIdentity) -> None:
        self._election_id = election_id
        self._identity = identity
        self._waiting: deque[_Entry] = deque()
        self._turn = threading.Lock()
        self._size = 0  # of the board, when it was last written to from here

    def put(self, database: Database, raw: bytes, verified: VerifiedBallot, arrival: Arrival, wishes: Wishes) -> bytes:
        """Append a verified ballot and return its signed receipt, once both are durable.

        Raises: BallotRefused if the state of the board forbids it; any error of the database.
        """
        entry = _Entry(raw, verified, arrival, wishes)
        self._waiting.append(entry)
        with self._turn:
            before = self._size
            while entry.outcome is None:
                self._append(database, [self._waiting.popleft() for _ in range(min(_TOGETHER, len(self._waiting)))])
            due = running_totals.is_due(before, self._size)
        if due:
            with suppress(OperationalError):  # the ballot is cast; the next one, or the closing, will add it
                running_totals.bring_up_to_date(database, self._election_id)
        if isinstance(entry.outcome, BaseException):
            raise entry.outcome
        return entry.outcome

    def _append(self, database: Database, entries: list[_Entry]) -> None:
        """Append ballots in one transaction; if one of them breaks it, each in a transaction of its own."""
        outcomes: list[bytes | BaseException]
        try:
            with database.session() as session:
                head = board.lock(session, self._election_id)
                outcomes = _append_all(session, head, entries, self._identity)
            self._size = head.size
        except OperationalError as error:  # the database does not answer: do not let each ballot wait for it in turn
            outcomes = [error] * len(entries)
        except BaseException as error:  # noqa: BLE001  (raised again in `put`, in the thread of the ballot concerned)
            if isinstance(error, Exception) and len(entries) > 1:
                for entry in entries:
                    self._append(database, [entry])
                return
            outcomes = [error] * len(entries)  # if the process is told to end, all threads get the exception
        for entry, outcome in zip(entries, outcomes, strict=True):
            entry.outcome = outcome


_boxes: WeakKeyDictionary[Database, dict[tuple[int, ServerIdentity], BallotBox]] = WeakKeyDictionary()
_guard = threading.Lock()


def box_of(database: Database, election_id: int, identity: ServerIdentity) -> BallotBox:
    """Return the box of an election, the same one for all threads."""
    with _guard:
        boxes = _boxes.setdefault(database, {})
        return boxes.setdefault((election_id, identity), BallotBox(election_id, identity))


def _append_all(
    session: Session, head: BoardHead, entries: list[_Entry], identity: ServerIdentity
) -> list[bytes | BaseException]:
    election = session.get_one(Election, head.election_id, populate_existing=True)
    outcomes: list[bytes | BaseException] = []
    for entry in entries:
        try:
            outcomes.append(_append(Scene(session, election), head, entry, identity))
        except BallotRefused as refused:  # nothing was written for it yet, except that a wrong code was tried
            outcomes.append(refused)
    session.flush()
    return outcomes


def _append(scene: Scene, head: BoardHead, entry: _Entry, identity: ServerIdentity) -> bytes:
    """Check under the lock what another writer may have changed, and put the ballot on the board."""
    verified = entry.verified
    earlier = _receipts_of(scene.session, scene.election.id, verified.credential)
    if verified.tracking_number in earlier:
        return earlier[verified.tracking_number]
    refuse_unless_open(scene.election, entry.arrival)
    if earlier and not scene.election.re_voting:
        raise token_spent(scene.session, scene.election.id, verified.credential)
    bar = refusal_of_barred(scene.session, scene.election.id, verified.credential)
    if bar is not None:
        raise bar
    fresh = _fresh_marks(scene.session, scene.election.id, verified)
    if scene.election.casting_code:
        spend_code(scene, verified.credential, entry.wishes.code, identity)
    connection = scene.session.connection()
    if fresh:
        connection.execute(insert(CiphertextMark), fresh)
    appended = board.append_at(scene.session, head, EventType.BALLOT, [entry.raw])
    content = _sign(scene.election, head, appended, verified.tracking_number, identity)
    row: dict[str, Any] = {
        "election_id": scene.election.id,
        "height": appended.height,
        "tracking_number": verified.tracking_number,
        "credential": verified.credential,
        "content": content,
    }
    connection.execute(insert(Receipt), [row])
    _mark_spent(scene, entry, len(earlier) + 1, identity)
    return content


def _receipts_of(session: Session, election_id: int, credential: str) -> dict[str, bytes]:
    """Return the receipts of a credential's ballots by tracking number."""
    rows = session.connection().execute(_RECEIPTS, {"election": election_id, "whose": credential})
    return {row.tracking_number: row.content for row in rows}


def refuse_unless_open(election: Election, arrival: Arrival) -> None:
    """Refuse a ballot that arrived before the voting began or after it ended. Raises: BallotRefused.

    If the clock is in doubt, `arrival.at` is the least that it can be. What is over then is over; a ballot that would
    come too late or too early by the machine's clock is neither accepted nor refused for good (W23).
    """
    arrived_at = arrival.at
    if accepts_ballots(election, arrived_at):
        if not accepts_ballots(election, arrival.shown):
            raise BallotRefused("unavailable", CLOCK_IN_DOUBT)
        return
    if election.state == "open" and election.stopped_at is not None:
        raise BallotRefused(
            "stopped", f"The voting is stopped for the time being: {election.stop_reason}", at=election.stopped_at
        )
    if is_called_off(election):
        said = f"The election was called off: {election.call_off_reason}"
        raise BallotRefused("called-off", said, at=election.called_off_at)
    waiting = election.state == "frozen" or (election.opens_at is not None and arrived_at < election.opens_at)
    if waiting:
        raise BallotRefused("not-open", "The voting has not begun yet.", at=election.opens_at)
    raise BallotRefused("closed", "The voting is closed.", at=election.closed_at or election.closes_at)


def token_spent(session: Session, election_id: int, credential: str) -> BallotRefused:
    """Return the refusal of a second ballot, which says when the first was cast."""
    return _of_token("token-spent", spent_at(session, election_id, credential), "5.13")


def _of_token(code: str, at: dt.datetime | None, check: str | None) -> BallotRefused:
    when = f" on {at:%-d %B %Y at %H:%M} UTC" if at else ""
    return BallotRefused(code, _OF_TOKENS[code].format(when=when), at=at, check=check)


def without_time(refusal: BallotRefused) -> BallotRefused:
    """Return a refusal for somebody who has not proved ownership of the token: credentials are public (P5)."""
    return refusal if refusal.at is None else _of_token(refusal.code, None, refusal.check)


def refusal_of_barred(session: Session, election_id: int, credential: str) -> BallotRefused | None:
    """Return why this credential of the list can cast no ballot: it was revoked, or is a spare that nobody has."""
    row = session.connection().execute(_BARRED, {"election": election_id, "whose": credential}).one_or_none()
    if row is None:
        return None
    if row.revoked_at is None:
        return BallotRefused("unknown-token", UNKNOWN_TOKEN, check="5.14")
    return _of_token("token-revoked" if row.removed else "token-replaced", row.revoked_at, "5.14")


def spent_at(session: Session, election_id: int, credential: str) -> dt.datetime | None:
    """Return when a credential's last ballot arrived."""
    found: dt.datetime | None = session.connection().scalar(_SPENT_AT, {"election": election_id, "whose": credential})
    return found


def is_spent(session: Session, election_id: int, credential: str, events: int | None = None) -> bool:
    """Return whether a ballot was cast with this credential; `events`: among so many events of the board."""
    asked = {"election": election_id, "whose": credential, "below": _EVERYTHING if events is None else events}
    return session.connection().scalar(_ONE, asked) is not None


def _fresh_marks(session: Session, election_id: int, verified: VerifiedBallot) -> list[dict[str, int]]:
    """Refuse a ciphertext that is on the board under another credential (5.10, B1); return the rows to store."""
    marks = {ciphertext_mark(str(c.alpha), str(c.beta)) for answer in verified.choices for c in answer}
    owner = owner_mark(verified.credential)
    rows = session.connection().execute(_KNOWN, {"election": election_id, "marks": sorted(marks)})
    known = {row.mark: row.owner for row in rows}
    if any(other != owner for other in known.values()):
        raise BallotRefused(
            "invalid-ballot",
            "The ballot is not valid: a part of it is copied from another ballot on the board.",
            check="5.10",
        )
    return [{"election_id": election_id, "mark": mark, "owner": owner} for mark in sorted(marks - known.keys())]


def _sign(
    election: Election, head: BoardHead, appended: board.Appended, tracking_number: str, identity: ServerIdentity
) -> bytes:
    note = checkpoint.sign_checkpoint(
        checkpoint.Checkpoint(
            origin=f"{identity.host}/{election.uuid}",
            size=appended.height + 1,
            root=appended.root,
            companion_records=head.companion_size,
            companion_hash=head.companion_hash,
        ),
        identity.key,
    )
    unsigned = checkpoint.Receipt(
        election_uuid=election.uuid,
        tracking_number=tracking_number,
        height=appended.height,
        event=appended.content.decode("utf-8"),
        setup_event=setup_event_of(election),
        checkpoint=note,
        inclusion=appended.inclusion,
        server_key=identity.key.public_hex,
        signature="",
    )
    return encode(checkpoint.sign_receipt(unsigned, identity.key))


def _mark_spent(scene: Scene, entry: _Entry, number: int, identity: ServerIdentity) -> None:
    """On the roll side: spend the member's token and queue a mail, which names the ballot only if the member wishes.

    A member without an e-mail address gets none: a letter would come too late to warn of anything.
    """
    connection = scene.session.connection()
    whose = {"election": scene.election.id, "whose": entry.verified.credential, "at": entry.arrival.at}
    member = connection.execute(_SPEND, whose).one_or_none()
    if member is not None and member.email:
        tracking_number = entry.verified.tracking_number if entry.wishes.receipt_by_mail else None
        notice = cast_notice(scene.election, Addressee(*member), number, identity.address, tracking_number)
        connection.execute(insert(OutboxMessage), [notice])


def ciphertext_mark(alpha: str, beta: str) -> int:
    """Return the mark of a ciphertext, a signed number of 64 bits: the beginning of SHA-256 of `alpha,beta`."""
    return _number(sha256(f"{alpha},{beta}".encode()).digest())


def owner_mark(credential: str) -> int:
    """Return the mark of a credential: its beginning."""
    return _number(bytes.fromhex(credential))


def _number(raw: bytes) -> int:
    return int.from_bytes(raw[:8], "big", signed=True)
