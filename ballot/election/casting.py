"""Casting: from the posted bytes to the signed receipt, which stands for a ballot that no power cut can take away.

Everything expensive (proofs and signature, about 8 ms) is verified before the writer's lock is taken; state, clock,
used token and copied ciphertexts are checked under it, in one transaction with the append. The receipt is returned
only after the database says that the transaction is durable.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ballot import clock
from ballot.board import checkpoint
from ballot.crypto.hashing import sha256_base64, sha256_hex
from ballot.election.identity import ServerIdentity
from ballot.election.mails import cast_notice
from ballot.election.setup_records import context_of, setup_event_of
from ballot.election.states import accepts_ballots
from ballot.errors import BallotRefused, InvalidEncoding, InvalidProof
from ballot.protocol.ballots import (
    MAX_BALLOT_BYTES,
    ElectionContext,
    VerifiedBallot,
    check_addressee,
    parse_ballot,
    verify_ballot,
)
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.questions import HomomorphicQuestion
from ballot.store import board
from ballot.store.models import BoardCiphertext, BoardHead, Election, Member, Receipt
from ballot.store.session import Database


class TokenStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the booth may know about a public credential."""

    known: bool
    weight: int = 0
    spent_at: dt.datetime | None = None


def cast_ballot(database: Database, election_uuid: str, raw: bytes, identity: ServerIdentity) -> bytes:
    """Cast a ballot and return its signed receipt: the JSON bytes of `ballot.board.checkpoint.Receipt`.

    The same ballot again gives the same receipt, also when the election has closed in the meantime. A ballot counts as
    arrived when this function is called; one that arrived in time but waits while the voting is closed is refused.

    Raises: BallotRefused with `.code` one of unknown-election, not-open, closed, too-large, invalid-ballot,
    unknown-token, token-spent (then `.at` says when), unavailable.
    """
    arrived_at = clock.now()
    if len(raw) > MAX_BALLOT_BYTES:
        raise BallotRefused("too-large", "The ballot is larger than any ballot can be.")
    tracking_number = sha256_base64(raw)
    try:
        with database.reading() as session:
            election = _find(session, election_uuid)
            earlier = _receipt(session, election, tracking_number)
            if earlier is not None:
                return earlier
            context = _check_cheaply(session, election, raw, arrived_at)
        verified = _verify(context, raw)
        with database.session() as session:
            return _append(session, election.id, raw, verified, arrived_at, identity)
    except OperationalError as error:
        # Also when only the answer of COMMIT was lost: then the same ballot, sent again, gets its receipt.
        raise BallotRefused(
            "unavailable", "The ballot box did not answer in time. Send the same ballot again: it counts once."
        ) from error


def token_status(database: Database, election_uuid: str, credential_hex: str) -> TokenStatus:
    """Return whether a public credential is on this election's list, its weight, and when it was used if it was."""
    with database.reading() as session:
        election = _find(session, election_uuid)
        weight = context_of(session, election).weights.get(credential_hex)
        if weight is None:
            return TokenStatus(known=False)
        return TokenStatus(known=True, weight=weight, spent_at=_spent_at(session, election.id, credential_hex))


def ballot_size_limit(context: ElectionContext) -> int:
    """Return more bytes than any honest ballot of this election has, and not much more (W12)."""
    # A ciphertext with its proofs takes under 1,024 bytes; a lists question has two more proofs for each list.
    per_question = (
        1024 * q.ciphertexts + 512 * ((q.max - q.min if isinstance(q, HomomorphicQuestion) else q.ciphertexts) + 4)
        for q in context.questions
    )
    return min(MAX_BALLOT_BYTES, 2048 + sum(per_question))


def _find(session: Session, uuid: str) -> Election:
    election = session.scalar(select(Election).where(Election.uuid == uuid, Election.state != "draft"))
    if election is None:
        raise BallotRefused("unknown-election", "There is no such election here.")
    return election


def _receipt(session: Session, election: Election, tracking_number: str) -> bytes | None:
    query = select(Receipt.content).where(
        Receipt.election_id == election.id, Receipt.tracking_number == tracking_number
    )
    return session.scalar(query)


def _check_cheaply(session: Session, election: Election, raw: bytes, arrived_at: dt.datetime) -> ElectionContext:
    """Refuse what can be refused without any cryptography, so that it costs an attacker more than us (W25)."""
    _refuse_unless_open(election, arrived_at)
    context = context_of(session, election)
    if len(raw) > ballot_size_limit(context):
        raise BallotRefused("too-large", "The ballot is larger than any ballot of this election can be.")
    try:
        ballot = parse_ballot(raw)
        check_addressee(context, ballot)
    except InvalidEncoding as error:
        raise _refusal(error) from error
    _refuse_spent(session, election, ballot.credential)
    return context


def _verify(context: ElectionContext, raw: bytes) -> VerifiedBallot:
    try:
        return verify_ballot(context, raw)
    except (InvalidEncoding, InvalidProof) as error:
        raise _refusal(error) from error


def _refusal(error: InvalidEncoding | InvalidProof) -> BallotRefused:
    if error.check == "5.2":
        return BallotRefused(
            "unknown-token", "We do not know this token. Check for letters that look alike.", check=error.check
        )
    return BallotRefused("invalid-ballot", f"The ballot is not valid: {error}.", check=error.check)


def _refuse_unless_open(election: Election, arrived_at: dt.datetime) -> None:
    if accepts_ballots(election, arrived_at):
        return
    waiting = election.state == "frozen" or (election.opens_at is not None and arrived_at < election.opens_at)
    if waiting:
        raise BallotRefused("not-open", "The voting has not begun yet.", at=election.opens_at)
    raise BallotRefused("closed", "The voting is closed.", at=election.closed_at or election.closes_at)


def _refuse_spent(session: Session, election: Election, credential: str) -> None:
    if election.re_voting or not _number_cast(session, election.id, credential):
        return
    at = _spent_at(session, election.id, credential)
    when = f" on {at:%-d %B %Y at %H:%M} UTC" if at else ""
    raise BallotRefused("token-spent", f"This token has already been used{when}.", at=at, check="5.13")


def _number_cast(session: Session, election_id: int, credential: str) -> int:
    query = select(func.count()).select_from(Receipt)
    return session.scalar(query.where(Receipt.election_id == election_id, Receipt.credential == credential)) or 0


def _spent_at(session: Session, election_id: int, credential: str) -> dt.datetime | None:
    query = select(Member.spent_at).where(Member.election_id == election_id, Member.credential == credential)
    return session.scalar(query)


def _append(
    session: Session,
    election_id: int,
    raw: bytes,
    verified: VerifiedBallot,
    arrived_at: dt.datetime,
    identity: ServerIdentity,
) -> bytes:
    """Check under the lock what another writer may have changed, and put the ballot on the board."""
    head = board.lock(session, election_id)
    election = session.get_one(Election, election_id, populate_existing=True)
    earlier = _receipt(session, election, verified.tracking_number)
    if earlier is not None:
        return earlier
    _refuse_unless_open(election, arrived_at)
    _refuse_spent(session, election, verified.credential)
    _keep_ciphertexts(session, election, verified)
    appended = board.append(session, election, EventType.BALLOT, [raw])
    content = _sign(election, head, appended, verified.tracking_number, identity)
    row: dict[str, Any] = {
        "election_id": election.id,
        "height": appended.height,
        "tracking_number": verified.tracking_number,
        "credential": verified.credential,
        "content": content,
    }
    session.execute(insert(Receipt), [row])
    _mark_spent(session, election, verified.credential, arrived_at)
    return content


def _keep_ciphertexts(session: Session, election: Election, verified: VerifiedBallot) -> None:
    """Refuse a ciphertext that stands on the board under another credential (check 5.10, B1), and remember these."""
    digests = {sha256_hex(f"{c.alpha},{c.beta}".encode()) for answer in verified.choices for c in answer}
    query = select(BoardCiphertext.digest, BoardCiphertext.credential)
    query = query.where(BoardCiphertext.election_id == election.id, BoardCiphertext.digest.in_(digests))
    known = dict(session.execute(query).all())
    if any(credential != verified.credential for credential in known.values()):
        raise BallotRefused(
            "invalid-ballot",
            "The ballot is not valid: a part of it is copied from another ballot on the board.",
            check="5.10",
        )
    fresh = sorted(digests - known.keys())
    if fresh:
        rows = [{"election_id": election.id, "digest": d, "credential": verified.credential} for d in fresh]
        session.execute(insert(BoardCiphertext), rows)


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


def _mark_spent(session: Session, election: Election, credential: str, at: dt.datetime) -> None:
    """On the roll side: the member's token is spent, and a mail says so without saying for which ballot."""
    whose = (Member.election_id == election.id, Member.credential == credential)
    session.execute(update(Member).where(*whose).values(spent_at=at), execution_options={"synchronize_session": False})
    member = session.scalar(select(Member).where(*whose))
    if member is not None:
        session.add(cast_notice(election, member, _number_cast(session, election.id, credential)))
