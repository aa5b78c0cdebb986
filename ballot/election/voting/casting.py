"""Casting: from the posted bytes to the signed receipt, which proves that the ballot survives any power cut.

Everything expensive (proofs and signature) is verified before the writer's lock is taken; state, clock, used token and
copied ciphertexts are checked under it, in one transaction with the append (`ballot_box.py`). The receipt is returned
only after the database says that the transaction is durable.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ballot.crypto.hashing import sha256_base64
from ballot.election.board_facts import context_of
from ballot.election.identity import ServerIdentity
from ballot.election.scene import Scene
from ballot.election.voting.ballot_box import (
    NO_WISHES,
    UNKNOWN_TOKEN,
    Arrival,
    Wishes,
    arrival,
    box_of,
    is_spent,
    refusal_of_barred,
    refuse_unless_open,
    token_spent,
    without_time,
)
from ballot.election.voting.casting_codes import send_code
from ballot.election.voting.portions import public_head
from ballot.errors import BallotRefused, InvalidEncoding, InvalidProof
from ballot.protocol.ballots import (
    MAX_BALLOT_BYTES,
    ElectionContext,
    VerifiedBallot,
    check_addressee,
    parse_ballot,
    verify_ballot,
    verify_signature,
)
from ballot.protocol.ownership import verify_ownership
from ballot.records.ballot import CastBallot
from ballot.records.questions import HomomorphicQuestion
from ballot.records.types import ProofRecord
from ballot.store.models.board import Receipt
from ballot.store.models.election import Election
from ballot.store.session import Database

_RECEIPT = select(Receipt.content).where(
    Receipt.election_id == bindparam("election"), Receipt.tracking_number == bindparam("number")
)


# What a refusal says about a token that used to be valid.
_TIMES = {"token-spent": "spent_at", "token-replaced": "replaced_at", "token-revoked": "removed_at"}


class TokenStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the booth may know about a public credential; times only if it has proved ownership of the token (P5)."""

    known: bool
    weight: int = 0
    fresh: bool = False  # neither used, nor replaced, nor removed
    spent_at: dt.datetime | None = None
    replaced_at: dt.datetime | None = None  # then it can cast no more ballots
    removed_at: dt.datetime | None = None  # of its member, from the roll; it can cast no ballots then either


def cast_ballot(
    database: Database, election_uuid: str, raw: bytes, identity: ServerIdentity, wishes: Wishes = NO_WISHES
) -> bytes:
    """Cast a ballot and return its signed receipt: the JSON bytes of `ballot.board.checkpoint.Receipt`.

    The same ballot sent again gets the same receipt, even if the election has closed in the meantime. A ballot counts
    as arrived when this function is called; one that arrived in time but waits while the voting is closed is refused.

    Raises: BallotRefused with `.code` one of unknown-election, not-open, stopped, closed, too-large, invalid-ballot,
    unknown-token, token-spent, token-replaced and token-revoked (`token_status` says when), unavailable; and, where
    casting asks for a code by e-mail, code-needed, code-wrong and code-expired.
    """
    arrived = arrival()
    if len(raw) > MAX_BALLOT_BYTES:
        raise BallotRefused("too-large", "The ballot is larger than any ballot can be.")
    tracking_number = sha256_base64(raw)
    with _answering():
        with database.reading() as session:
            election = _find(session, election_uuid)
            earlier = _receipt(Scene(session, election), tracking_number)
            if earlier is not None:
                return earlier
            context = _check_cheaply(Scene(session, election), raw, arrived)
        verified = _verify(context, raw)
        return box_of(database, election.id, identity).put(database, raw, verified, arrived, wishes)


def ask_casting_code(database: Database, election_uuid: str, raw: bytes, identity: ServerIdentity) -> None:
    """Queue the mail with the code that casting this ballot requires; the ballot's signature shows who asks.

    A ballot that is on the board is refused, because anybody can copy it from there.

    Raises: BallotRefused as `cast_ballot` does, or with `.code` no-code, already-cast, no-address or too-many-codes.
    """
    arrived = arrival()
    if len(raw) > MAX_BALLOT_BYTES:
        raise BallotRefused("too-large", "The ballot is larger than any ballot can be.")
    with _answering():
        with database.reading() as session:
            election = _find(session, election_uuid)
            context = _check_cheaply(Scene(session, election), raw, arrived)
            if not election.casting_code:
                raise BallotRefused("no-code", "Casting asks for no code in this election.")
            if _receipt(Scene(session, election), sha256_base64(raw)) is not None:
                raise BallotRefused("already-cast", "This ballot is on the board. Send it again to get its receipt.")
        verified = _verify(context, raw)
        with database.session() as session:
            send_code(Scene(session, _find(session, election_uuid)), verified.credential, identity)


@contextmanager
def _answering() -> Iterator[None]:
    """Turn a database that does not answer into a refusal.

    This also covers a lost answer to COMMIT: if the same ballot is sent again, it gets its receipt.
    """
    try:
        yield
    except OperationalError as error:
        raise BallotRefused(
            "unavailable", "The ballot box did not answer in time. Send the same ballot again: it counts once."
        ) from error


def token_status(
    database: Database, election_uuid: str, credential_hex: str, proof: ProofRecord | None = None
) -> TokenStatus:
    """Return whether a public credential is on this election's list, its weight, and whether it is still fresh.

    Anybody can ask, since credentials are public. Only with the proof of `prove_ownership` does the answer say when,
    and whether a ballot was cast that no portion has shown yet.

    Raises: BallotRefused with `.code` unknown-election or, if the proof is not valid, wrong-proof.
    """
    with database.reading() as session:
        election = _find(session, election_uuid)
        context = context_of(Scene(session, election))
        weight = context.weights.get(credential_hex)
        if weight is None:
            return TokenStatus(known=False)
        if proof is not None:
            _verify_owner(context, credential_hex, proof)
        used = _use_of(Scene(session, election), credential_hex, of_owner=proof is not None)
    if used is None:
        return TokenStatus(known=True, weight=weight, fresh=True)
    if used.code not in _TIMES:
        return TokenStatus(known=False)
    status = TokenStatus(known=True, weight=weight)
    return replace(status, **{_TIMES[used.code]: used.at}) if proof is not None else status


def _verify_owner(context: ElectionContext, credential_hex: str, proof: ProofRecord) -> None:
    group = context.group
    try:
        verify_ownership(group, context.uuid, group.parse(credential_hex), proof.parse(group))
    except (InvalidEncoding, InvalidProof) as error:
        raise BallotRefused("wrong-proof", f"The question about the token is not valid: {error}.") from error


def _use_of(scene: Scene, credential: str, *, of_owner: bool = True) -> BallotRefused | None:
    """Return why a second ballot, or any, would be refused; None if the token is as it was issued.

    A person who has not proved ownership is told of a ballot only when its portion has come out (P5).
    """
    bar = refusal_of_barred(scene.session, scene.election.id, credential)
    if bar is not None:
        return bar
    return (
        token_spent(scene.session, scene.election.id, credential)
        if is_spent(scene.session, scene.election.id, credential, None if of_owner else public_head(scene).size)
        else None
    )


def ballot_size_limit(context: ElectionContext) -> int:
    """Return a size that no honest ballot of this election reaches, but not much more (W12)."""
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


def _receipt(scene: Scene, tracking_number: str) -> bytes | None:
    found: bytes | None = scene.session.connection().scalar(
        _RECEIPT, {"election": scene.election.id, "number": tracking_number}
    )
    return found


def _check_cheaply(scene: Scene, raw: bytes, arrived: Arrival) -> ElectionContext:
    """Refuse what can be refused without any cryptography, so that it costs an attacker more than us (W25)."""
    refuse_unless_open(scene.election, arrived)
    context = context_of(scene)
    if len(raw) > ballot_size_limit(context):
        raise BallotRefused("too-large", "The ballot is larger than any ballot of this election can be.")
    try:
        ballot = parse_ballot(raw)
        check_addressee(context, ballot)
    except InvalidEncoding as error:
        raise _refusal(error) from error
    refusal = _use_of(scene, ballot.credential)
    if refusal is not None and not (refusal.code == "token-spent" and scene.election.re_voting):
        _verify_signature(context, ballot)  # anybody could ask with a made-up ballot whether a credential has voted
        raise without_time(refusal)  # a signed ballot proves no more: it may be copied from the board
    return context


def _verify(context: ElectionContext, raw: bytes) -> VerifiedBallot:
    try:
        return verify_ballot(context, raw)
    except (InvalidEncoding, InvalidProof) as error:
        raise _refusal(error) from error


def _verify_signature(context: ElectionContext, ballot: CastBallot) -> None:
    try:
        verify_signature(context, ballot)
    except (InvalidEncoding, InvalidProof) as error:
        raise _refusal(error) from error


def _refusal(error: InvalidEncoding | InvalidProof) -> BallotRefused:
    if error.check == "5.2":
        return BallotRefused("unknown-token", UNKNOWN_TOKEN, check=error.check)
    return BallotRefused("invalid-ballot", f"The ballot is not valid: {error}.", check=error.check)
