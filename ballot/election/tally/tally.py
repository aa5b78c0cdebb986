"""Open and close the voting, compute the tally, take the trustees' shares, and open the result.

Every share is verified (a proof for each factor, strong proof M2, signature M5) before its event is appended (C2).
"""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.board import companion
from ballot.board.shares import ShareBundle, make_share, parse_share, verify_share
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.election import log
from ballot.election.checkpoints import append_checkpoint
from ballot.election.identity import ServerIdentity
from ballot.election.result.counting import append_sheets
from ballot.election.setup_records import context_of
from ballot.election.state import require_state
from ballot.election.tally.mixing import shuffle_with_key, waiting_mixers
from ballot.election.tally.opened import combined_factors, share_case, sized_tally
from ballot.election.tokens.ledger import forget_tokens
from ballot.election.trustees.trustees import public_key
from ballot.election.voting.opening import opening_steps
from ballot.election.voting.running_totals import counting_heights, total_of
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.language import _, isolated, ngettext
from ballot.protocol.decryption import open_result
from ballot.protocol.setup import open_key_file
from ballot.protocol.trustees import verify_trustee_key
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.tally import Owned
from ballot.report import names_in_words
from ballot.store import board
from ballot.store.models.board import Receipt
from ballot.store.models.election import Election, Trustee


def open_voting(session: Session, election: Election) -> None:
    """Open the voting: ballots are accepted from `opens_at` on.

    Raises: NotPermitted unless the election is frozen, if its beginning is more than a day ahead, if its end has
    passed, or if the ledger of tokens does not add up.
    """
    _lock(session, election)
    require_state(election, "frozen")
    open_steps = opening_steps(session, election)
    if open_steps:
        raise NotPermitted(" ".join([_("The voting cannot be opened yet."), *open_steps]))
    election.state, election.opened_at = "open", clock.now()
    if election.tokens_released_at is None:  # all were held or undeliverable: what replaces them waits for nobody
        election.tokens_released_at = election.opened_at
    log.write(session, election, log.OFFICER, "Opened the voting.")
    session.flush()


def close_voting(
    session: Session, election: Election, identity: ServerIdentity | None = None, *, by_schedule: bool = False
) -> None:
    """Close the voting under the lock of the board, and append EndBallots and EncryptedTally.

    With `identity`, the server's signed checkpoint of the closed ballot box is published in the companion.

    Raises: NotPermitted unless the election is open and not stopped. Closing before `closes_at` is the officer's right,
    and is logged; `by_schedule` closes only afterwards.
    """
    _lock(session, election)
    require_state(election, "open")
    if election.stopped_at is not None:
        raise NotPermitted(
            _("The voting is stopped. Two people decide whether it goes on or is closed: see its times.")
        )
    if by_schedule and (election.closes_at is None or clock.now() < election.closes_at):
        raise NotPermitted(_("The end of the voting has been moved."))
    context = context_of(session, election)
    end = board.append(session, election, EventType.END_BALLOTS, [])
    heights = counting_heights(session, election.id)
    aggregate = total_of(session, election, context)
    board.append(session, election, EventType.ENCRYPTED_TALLY, list(aggregate.records()))
    numbers = tuple(sorted(_tracking_numbers(session, election, heights)))
    board.append_companion(session, election, companion.TrackingNumbersRecord(event=end.hash, numbers=numbers))
    if identity is not None:
        append_checkpoint(session, election, identity)
    forget_tokens(session, election)
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


def _tracking_numbers(session: Session, election: Election, heights: list[int]) -> list[str]:
    counting = frozenset(heights)
    query = select(Receipt.height, Receipt.tracking_number).where(Receipt.election_id == election.id)
    return [number for height, number in session.execute(query) if height in counting]


def commit_to_share(session: Session, election: Election, trustee: Trustee, commitment: str) -> None:
    """Take the hash of a trustee's share (M3): shares are published when enough trustees have committed to theirs.

    Raises: NotPermitted out of turn, or if another hash was sent before.
    """
    _lock(session, election)
    _refuse_early_opening(session, election)
    if not re.fullmatch("[0-9a-f]{64}", commitment):
        raise InvalidEncoding(_("A commitment is 64 hexadecimal digits."))
    if trustee.share_commitment not in (None, commitment):
        raise NotPermitted(_("%(trustee)s has committed to another share already.", trustee=isolated(trustee.name)))
    trustee.share_commitment = commitment
    log.write(session, election, trustee.name, f"{trustee.name} has committed to a share of the decryption.")
    session.flush()
    _publish_held_shares(session, election)


def accept_partial_decryption(session: Session, election: Election, bundle: bytes) -> Trustee:
    """Verify a trustee's share and take it; return whose it is.

    `bundle` is the file made by `ballot trustee decrypt` (`board.shares.ShareBundle`). It is appended when enough
    trustees have committed to their shares (M3), so that nobody sees the result before the others can.

    Raises: NotPermitted (voting not closed yet, T20; share already there, T10; too few ballots), InvalidEncoding or
    InvalidProof with the trustee's name (C2).
    """
    _lock(session, election)
    _refuse_early_opening(session, election)
    share = parse_share(bundle)
    trustee = _owner(election, share.owner)
    if trustee.decrypted_at is not None:
        raise NotPermitted(_("%(trustee)s's share is there already.", trustee=isolated(trustee.name)))
    commitment = sha256_hex(encode(share))
    if trustee.share_commitment not in (None, commitment):
        raise InvalidProof(
            _("The share of %(trustee)s is not the one that they committed to.", trustee=isolated(trustee.name)), "8.5"
        )
    _verify(session, election, trustee, share)
    trustee.share_commitment, trustee.held_share = commitment, encode(share)
    trustee.decrypted_at = clock.now()
    log.write(session, election, trustee.name, f"{trustee.name}'s share was handed in and verified.")
    session.flush()
    _publish_held_shares(session, election)
    return trustee


def _publish_held_shares(session: Session, election: Election) -> None:
    """Append the shares that are held back, once nobody can choose theirs knowing the others' any more."""
    committed = [trustee for trustee in election.trustees if trustee.share_commitment is not None]
    if len(committed) < needed_shares(election):
        return
    for trustee in committed:
        if trustee.held_share is not None:
            share = parse_share(trustee.held_share)
            _append_share(session, election, trustee, share, bytes(share.partial_decryption))


def needed_shares(election: Election) -> int:
    """Return how many trustees' shares open the count."""
    return election.threshold or len(election.trustees)


def _refuse_early_opening(session: Session, election: Election) -> None:
    require_state(election, "closed")
    mixers = waiting_mixers(election)
    if mixers:
        raise NotPermitted(
            _("The ballots are still being shuffled. Waiting for %(names)s.", names=names_in_words(_names(mixers)))
        )
    refuse_small_tally(session, election)


def refuse_small_tally(session: Session, election: Election) -> None:
    """Refuse to open fewer ballots than the charter allows (check 6.5). Raises: NotPermitted."""
    words = small_tally(session, election)
    if words:
        raise NotPermitted(words)


def small_tally(session: Session, election: Election) -> str:
    """Say that there are fewer ballots than the charter allows to open (check 6.5); empty if there are enough."""
    tallied = int(sized_tally(session, election).num_tallied)
    if tallied >= election.minimum_ballots:
        return ""
    return ngettext(
        "Only %(num)s ballot was cast; the charter forbids opening fewer than %(least)s, because the result "
        "would show how people voted.",
        "Only %(num)s ballots were cast; the charter forbids opening fewer than %(least)s, because the result "
        "would show how people voted.",
        tallied,
        least=election.minimum_ballots,
    )


def _owner(election: Election, owner: int) -> Trustee:
    """Return the trustee with this owner number; never one counted from the end of the list (T10)."""
    for trustee in election.trustees:
        if trustee.position == owner:
            return trustee
    raise InvalidEncoding(_("The share names trustee %(owner)s, whom this election does not have.", owner=owner))


def _verify(session: Session, election: Election, trustee: Trustee, share: ShareBundle) -> bytes:
    """Return the exact bytes of the partial decryption, verified."""
    key = verify_trustee_key(public_key(trustee))
    try:
        return verify_share(share_case(session, election), share, key, trustee.signing_key or "")[0]
    except InvalidProof as error:
        raise InvalidProof(
            _("The share of %(trustee)s is refused: %(error)s.", trustee=isolated(trustee.name), error=_plain(error)),
            error.check,
        ) from None
    except InvalidEncoding as error:
        raise InvalidEncoding(
            _("The share of %(trustee)s is refused: %(error)s.", trustee=isolated(trustee.name), error=_plain(error)),
            error.check,
        ) from None


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
        companion.ShareCommitmentRecord(
            event=event.hash, owner=trustee.position, commitment=trustee.share_commitment or ""
        ),
    ):
        board.append_companion(session, election, record)
    trustee.held_share = None
    log.write(session, election, log.SYSTEM, f"The share of {trustee.name} was put on the board.")
    session.flush()


def decrypt_with_key_file(
    session: Session, election: Election, trustee: Trustee, key_file: str, passphrase: str
) -> None:
    """Make an officer-run trustee's share with the sealed key file and hand it in; the key is forgotten at once.

    If it is this trustee's turn to shuffle, that is done instead, and the key file is needed once more later.

    Raises: InvalidEncoding or InvalidProof if the key file cannot be opened, or is another trustee's.
    """
    _lock(session, election)
    require_state(election, "closed")
    secret = open_key_file(key_file, passphrase)
    if str(ED25519.g ** secret.exponent()) != public_key(trustee).public_key:
        raise InvalidProof(_("This key file is not %(trustee)s's.", trustee=isolated(trustee.name)))
    if trustee in waiting_mixers(election):
        shuffle_with_key(session, election, trustee, secret.signing_key)
        return
    _refuse_early_opening(session, election)
    case = share_case(session, election)
    accept_partial_decryption(
        session, election, make_share(case, trustee.position, secret.exponent(), secret.signing_key)
    )


def missing_shares(election: Election) -> list[Trustee]:
    """Return the trustees who can still hand in a share, while shares are needed; empty when enough are there."""
    missing = [trustee for trustee in election.trustees if trustee.decrypted_at is None]
    there = len(election.trustees) - len(missing)
    return [] if there >= needed_shares(election) else missing


def _names(trustees: list[Trustee]) -> tuple[str, ...]:
    return tuple(trustee.name for trustee in trustees)


def open_count(session: Session, election: Election) -> None:
    """Open the result when enough shares are there: append Result, count by the charter's rule, add the count sheets.

    Raises: NotPermitted if a share is missing (T9).
    """
    _lock(session, election)
    _refuse_early_opening(session, election)
    missing = missing_shares(election)
    if missing:
        raise NotPermitted(
            _(
                "The count cannot be opened yet. Waiting for the share of %(names)s.",
                names=waiting_words(election),
            )
        )
    case, sized = share_case(session, election), sized_tally(session, election)
    combined = combined_factors(session, election, case)
    raw = open_result(case.context, case.tally, combined, int(sized.total_weight))
    board.append(session, election, EventType.RESULT, [raw])
    append_sheets(session, election)
    election.state, election.tallied_at = "tallied", clock.now()
    log.write(session, election, log.OFFICER, "Opened the count.")
    session.flush()


def waiting_words(election: Election) -> str:
    """Say whose shares are waited for: all of them, or so many more of some."""
    missing = missing_shares(election)
    more = needed_shares(election) - (len(election.trustees) - len(missing))
    if more == len(missing):
        return names_in_words(_names(missing))
    names = names_in_words(_names(missing))
    return ngettext("%(num)s more of %(names)s", "%(num)s more of %(names)s", more, names=names)
