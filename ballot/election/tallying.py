"""Open and close the voting, compute the tally, take the trustees' shares, and open the result.

Every share is verified (a proof for each factor, strong proof M2, signature M5) before its event is appended (C2).
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.board import companion
from ballot.board.shares import ShareBundle, ShareCase, make_share, parse_share, verify_share
from ballot.crypto.hashing import sha256_hex
from ballot.election import log
from ballot.election.checkpoints import append_checkpoint
from ballot.election.counting import append_sheets
from ballot.election.identity import ServerIdentity
from ballot.election.setup_records import context_of, setup_event_of
from ballot.election.states import require_state
from ballot.election.trustees import public_key
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.decryption import combine_factors, open_result, parse_partial_decryption
from ballot.protocol.setup import open_key_file, verify_trustee_key
from ballot.protocol.tally import Aggregate, parse_tally, read_verified
from ballot.records.canonical import decode, encode
from ballot.records.event import EventType
from ballot.records.tally import Owned, SizedEncryptedTally
from ballot.store import board
from ballot.store.models import BoardData, Election, Receipt, Trustee


def open_voting(session: Session, election: Election) -> None:
    """Open the voting: ballots are accepted from `opens_at` on.

    Raises: NotPermitted unless the election is frozen, or if its closing time has passed.
    """
    _lock(session, election)
    require_state(election, "frozen")
    now = clock.now()
    if election.closes_at is None or election.closes_at <= now:
        raise NotPermitted("The closing time has passed, so the voting cannot be opened any more.")
    election.state, election.opened_at = "open", now
    log.write(session, election, log.OFFICER, "Opened the voting.")
    session.flush()


def close_voting(session: Session, election: Election, identity: ServerIdentity | None = None) -> None:
    """Close the voting under the lock of the board, and append EndBallots and EncryptedTally.

    With `identity`, the server's signed checkpoint of the closed ballot box is published in the companion.

    Raises: NotPermitted unless the election is open. Closing before `closes_at` is the officer's right, and is logged.
    """
    _lock(session, election)
    require_state(election, "open")
    context = context_of(session, election)
    end = board.append(session, election, EventType.END_BALLOTS, [])
    heights = _counting_heights(session, election)
    aggregate = _aggregate(session, election, context, heights)
    board.append(session, election, EventType.ENCRYPTED_TALLY, list(aggregate.records()))
    numbers = tuple(sorted(_tracking_numbers(session, election, heights)))
    board.append_companion(session, election, companion.TrackingNumbersRecord(event=end.hash, numbers=numbers))
    if identity is not None:
        append_checkpoint(session, election, identity)
    now = clock.now()
    early = " before its time" if election.closes_at is not None and now < election.closes_at else ""
    election.state, election.closed_at = "closed", now
    log.write(session, election, log.OFFICER, f"Closed the voting{early}. Ballots that count: {aggregate.num_tallied}.")
    session.flush()


def _lock(session: Session, election: Election) -> None:
    """Take the writer's lock, and read the election as it is now that nobody else can change it."""
    if election.setup_event is not None:
        board.lock(session, election.id)
        session.refresh(election)


def _counting_heights(session: Session, election: Election) -> list[int]:
    """Return the heights of the ballots that count: the last one of each credential (check 5.11)."""
    query = select(func.max(Receipt.height)).where(Receipt.election_id == election.id).group_by(Receipt.credential)
    return sorted(session.scalars(query))


def _aggregate(session: Session, election: Election, context: ElectionContext, heights: list[int]) -> Aggregate:
    """Multiply the ballots that count. They were verified when they were cast: here they are only parsed."""
    aggregate = Aggregate(context)
    counting = frozenset(heights)
    query = (
        select(BoardData.height, BoardData.content)
        .join(Receipt, (Receipt.election_id == BoardData.election_id) & (Receipt.height == BoardData.height))
        .where(BoardData.election_id == election.id)
        .order_by(BoardData.height)
    )
    rows = session.execute(query, execution_options={"yield_per": 200})
    for credential, choices in read_verified(context, (raw for height, raw in rows if height in counting)):
        aggregate.add(choices, context.weights[credential])
    return aggregate


def _tracking_numbers(session: Session, election: Election, heights: list[int]) -> list[str]:
    counting = frozenset(heights)
    query = select(Receipt.height, Receipt.tracking_number).where(Receipt.election_id == election.id)
    return [number for height, number in session.execute(query) if height in counting]


def share_case(session: Session, election: Election) -> ShareCase:
    """Return what the trustees are to decrypt: the one encrypted tally on the board."""
    event = board.events_of_type(session, election, EventType.ENCRYPTED_TALLY)[0]
    tally_raw = board.data_of(session, election, event.height)[0]
    context = context_of(session, election)
    return ShareCase(
        context=context,
        tally=parse_tally(context, tally_raw),
        tally_digest=sha256_hex(tally_raw),
        setup_event=setup_event_of(election),
        answers=event.hash,
    )


def sized_tally(session: Session, election: Election) -> SizedEncryptedTally:
    """Return how many ballots and how much weight went into the tally."""
    event = board.events_of_type(session, election, EventType.ENCRYPTED_TALLY)[0]
    return decode(SizedEncryptedTally, board.data_of(session, election, event.height)[-1])


def accept_partial_decryption(session: Session, election: Election, bundle: bytes) -> Trustee:
    """Verify a trustee's share and append it; return whose it is.

    `bundle` is the file made by `ballot trustee decrypt` (`ballot.board.shares.ShareBundle`).

    Raises: NotPermitted (voting not closed yet, T20; share already there, T10; too few ballots), InvalidEncoding or
    InvalidProof with the trustee's name (C2).
    """
    _lock(session, election)
    _refuse_early_opening(session, election)
    share = parse_share(bundle)
    trustee = _owner(election, share.owner)
    if trustee.decrypted_at is not None:
        raise NotPermitted(f"{trustee.name}'s share is on the board already.")
    _append_share(session, election, trustee, share, _verify(session, election, trustee, share))
    return trustee


def _refuse_early_opening(session: Session, election: Election) -> None:
    require_state(election, "closed")
    refuse_small_tally(session, election)


def refuse_small_tally(session: Session, election: Election) -> None:
    """Refuse to open fewer ballots than the charter allows (check 6.5). Raises: NotPermitted."""
    tallied = int(sized_tally(session, election).num_tallied)
    if tallied < election.minimum_ballots:
        raise NotPermitted(
            f"Only {tallied} ballots were cast; the charter forbids opening fewer than {election.minimum_ballots}, "
            "because the result would show how people voted."
        )


def _owner(election: Election, owner: int) -> Trustee:
    """Return the trustee with this owner number; never one counted from the end of the list (T10)."""
    for trustee in election.trustees:
        if trustee.position == owner:
            return trustee
    raise InvalidEncoding(f"The share names trustee {owner}; this election has {len(election.trustees)} trustees.")


def _verify(session: Session, election: Election, trustee: Trustee, share: ShareBundle) -> bytes:
    """Return the exact bytes of the partial decryption, verified."""
    key = verify_trustee_key(public_key(trustee))
    try:
        return verify_share(share_case(session, election), share, key, trustee.signing_key or "")[0]
    except InvalidProof as error:
        raise InvalidProof(f"The share of {trustee.name} is refused: {_plain(error)}.", error.check) from None
    except InvalidEncoding as error:
        raise InvalidEncoding(f"The share of {trustee.name} is refused: {_plain(error)}.", error.check) from None


def _plain(error: Exception) -> str:
    """Return an error's sentence as a part of another one."""
    return str(error).rstrip(".")


def _append_share(session: Session, election: Election, trustee: Trustee, share: ShareBundle, raw: bytes) -> None:
    owned = encode(Owned(trustee.position, sha256_hex(raw)))
    event = board.append(session, election, EventType.PARTIAL_DECRYPTION, [raw, owned])
    proof = share.strong_proof
    for record in (
        companion.StrongProofRecord(
            event=event.hash, owner=trustee.position, challenge=proof.challenge, response=proof.response
        ),
        companion.SignatureRecord(
            event=event.hash,
            owner=trustee.position,
            signing_key=share.signing_key,
            answers=share.answers,
            signature=share.signature,
        ),
    ):
        board.append_companion(session, election, record)
    trustee.decrypted_at = clock.now()
    log.write(session, election, trustee.name, f"{trustee.name}'s share was verified and put on the board.")
    session.flush()


def decrypt_with_key_file(
    session: Session, election: Election, trustee: Trustee, key_file: str, passphrase: str
) -> None:
    """Make an officer-run trustee's share with the sealed key file and append it; the key is forgotten at once.

    Raises: InvalidEncoding or InvalidProof if the key file cannot be opened, or is another trustee's.
    """
    _lock(session, election)
    _refuse_early_opening(session, election)
    secret = open_key_file(key_file, passphrase)
    case = share_case(session, election)
    group = case.context.group
    if str(group.g ** secret.exponent(group)) != public_key(trustee).public_key:
        raise InvalidProof(f"This key file is not {trustee.name}'s.")
    accept_partial_decryption(session, election, make_share(case, trustee.position, secret))


def missing_shares(election: Election) -> list[Trustee]:
    """Return the trustees whose share is still needed."""
    return [trustee for trustee in election.trustees if trustee.decrypted_at is None]


def open_count(session: Session, election: Election) -> None:
    """Open the result when all shares are there: append Result, count by the charter's rule, add the count sheets.

    Raises: NotPermitted if a share is missing (T9).
    """
    _lock(session, election)
    _refuse_early_opening(session, election)
    missing = missing_shares(election)
    if missing:
        names = ", ".join(trustee.name for trustee in missing)
        raise NotPermitted(f"The count cannot be opened yet. Waiting for the share of {names}.")
    case, sized = share_case(session, election), sized_tally(session, election)
    factors = [
        parse_partial_decryption(case.context, case.tally, board.data_of(session, election, event.height)[0]).factors
        for event in board.events_of_type(session, election, EventType.PARTIAL_DECRYPTION)
    ]
    raw = open_result(case.context, case.tally, combine_factors(factors), int(sized.total_weight))
    board.append(session, election, EventType.RESULT, [raw])
    append_sheets(session, election)
    election.state, election.tallied_at = "tallied", clock.now()
    log.write(session, election, log.OFFICER, "Opened the count.")
    session.flush()
