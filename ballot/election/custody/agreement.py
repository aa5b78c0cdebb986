"""Do the tables beside the board still say what the board says? Nothing guards them but this (W26).

Ballots are verified and counted from the board alone; pages, mails and the officer's next act also read the tables.
Not on the board, and so not found here: dates, addresses, mails, accounts and the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import UNSET
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ballot.board.checkpoint import Receipt as SignedReceipt
from ballot.board.companion import AdmissionRecord, RemovalRecord, ReplacementRecord
from ballot.crypto.hashing import sha256_base64, sha256_hex
from ballot.election.board_facts import charter_of, context_of
from ballot.election.closing.time_records import text_of, time_changes
from ballot.election.roll.roll import members_count
from ballot.election.setup.freeze import make_charter, make_records
from ballot.election.state import is_called_off
from ballot.election.tokens.registrar_list import is_registrars, registrar_list
from ballot.election.tokens.roll_changes import roll_changes
from ballot.election.tokens.spares import barred
from ballot.election.voting import running_totals
from ballot.election.voting.ballot_box import ciphertext_mark, owner_mark
from ballot.errors import BallotError, BoardInconsistent
from ballot.records.ballot import CastBallot
from ballot.records.canonical import decode
from ballot.records.event import EventType
from ballot.records.registrar import parse_credential_file
from ballot.store import board
from ballot.store.models.board import BoardData, BoardEvent, BoardHead, CiphertextMark, Receipt
from ballot.store.models.election import CALLED_OFF, Election
from ballot.store.models.paper import Photograph
from ballot.store.models.roll import FormerMember, Member

_CLOSED: Final = {EventType.ENCRYPTED_TALLY, EventType.SHUFFLE, EventType.END_SHUFFLES}
# The last event of the board in each state.
_LAST: Final = {
    "frozen": {EventType.SETUP},
    "open": {EventType.SETUP, EventType.BALLOT},
    "closed": {*_CLOSED, EventType.PARTIAL_DECRYPTION},
    "tallied": {EventType.RESULT},
    "declared": {EventType.RESULT},
    "published": {EventType.RESULT},
    CALLED_OFF: {EventType.SETUP, EventType.BALLOT, *_CLOSED},
}
# A canonical ballot has no other pair of these names than its ciphertexts.
_CIPHERTEXT: Final = re.compile(rb'"alpha":"([0-9a-f]+)","beta":"([0-9a-f]+)"')


def disagreements(session: Session, election: Election) -> list[str]:
    """Return what the tables of a frozen election say against its board, a sentence each."""
    found = []
    looks = (
        _paper_and_roll, _photographs, _state, _calling_off, _receipts, _spent_tokens, _barred_tokens, _roll_size,
        _ciphertexts, _running_total,
    )  # fmt: skip
    for look in looks:
        try:
            look(session, election)
        except BallotError as error:
            found.append(str(error))
        except (LookupError, TypeError, ValueError, SQLAlchemyError) as error:  # who edits a table may write anything
            found.append(f"A row cannot be read: {type(error).__name__}.")
    return found


def _paper_and_roll(session: Session, election: Election) -> None:
    """Make the Setup event's records from the tables once more, and compare all their bytes."""
    setup = board.events_of_type(session, election, EventType.SETUP)[0]
    on_board = board.data_of(session, election, 0)
    if (election.setup_event, election.fingerprint) != (setup.hash, sha256_base64(on_board[0])):
        raise BoardInconsistent("The election's Setup event or fingerprint is not that of its board.")
    if election.frozen_at is None or election.archive_timestamp != str(int(election.frozen_at.timestamp())):
        raise BoardInconsistent("The time in the archive is not that of the freeze.")
    on_record = charter_of(session, election)
    # Spares that were issued are members' now: whether the others are those of the charter is looked at by itself.
    charter = make_charter(session, election, () if on_record.spares is UNSET else on_record.spares)
    if charter != on_record:
        raise BoardInconsistent("The rules, limits or trustees of the election are not those of its charter.")
    listed = _listed(session, election)
    names = ("ballot paper", "list of trustees", "electoral roll", "Setup record")
    for name, made, stored in zip(names, make_records(election, listed, charter).data(), on_board, strict=True):
        if made != stored:
            raise BoardInconsistent(f"The {name} is not the one on the board.")


def _photographs(session: Session, election: Election) -> None:
    """Compare the pictures with the hashes that the charter names them by."""
    named = {tuple(pair) for contest in charter_of(session, election).contests for pair in contest.photographs or ()}
    rows = session.scalars(select(Photograph).where(Photograph.election_id == election.id))
    if {(sha256_hex(row.small), sha256_hex(row.large)) for row in rows} != named - {()}:
        raise BoardInconsistent("The candidates' photographs are not those that the charter names.")


def _state(session: Session, election: Election) -> None:
    head = session.get_one(BoardHead, election.id)
    if EventType(head.type) not in _LAST[election.state]:
        raise BoardInconsistent(f"The election is {election.state}, but its board ends with the event {head.type}.")


def _calling_off(session: Session, election: Election) -> None:
    """Compare whether, when and why it was called off with the companion file."""
    on_record = [(one.at, one.reason) for one in time_changes(session, election) if one.change == CALLED_OFF]
    at, reason = election.called_off_at, election.call_off_reason
    kept = [] if at is None and reason is None else [(at and text_of(at), reason)]
    if kept != on_record or is_called_off(election) is not bool(on_record):
        raise BoardInconsistent("Whether the election was called off, and why, is not what the companion file says.")


def _receipts(session: Session, election: Election) -> None:
    """Compare every kept receipt with its event and its ballot."""
    missing = "The receipts are not those of the ballots on the board"
    for event, raw, receipt in _ballots(session, election):
        if receipt is None:
            raise BoardInconsistent(f"{missing}: the one of event {event.height} is not there.")
        said = decode(SignedReceipt, receipt.content)
        kept = (receipt.tracking_number, receipt.credential, said.tracking_number, said.height, said.event.encode())
        number = sha256_base64(raw)
        if kept != (number, decode(CastBallot, raw).credential, number, event.height, event.content):
            raise BoardInconsistent(f"{missing}: see event {event.height}.")
    of_no_ballot = select(Receipt.height).where(
        Receipt.election_id == election.id,
        Receipt.height.not_in(
            select(BoardEvent.height).where(
                BoardEvent.election_id == election.id, BoardEvent.type == EventType.BALLOT.value
            )
        ),
    )
    if session.scalar(of_no_ballot.limit(1)) is not None:
        raise BoardInconsistent(f"{missing}: there is one without a ballot.")


def _ballots(session: Session, election: Election) -> Iterator[tuple[BoardEvent, bytes, Receipt | None]]:
    same = (BoardData.election_id == BoardEvent.election_id) & (BoardData.height == BoardEvent.height)
    kept = (Receipt.election_id == BoardEvent.election_id) & (Receipt.height == BoardEvent.height)
    query = (
        select(BoardEvent, BoardData.content, Receipt)
        .join(BoardData, same)
        .outerjoin(Receipt, kept)
        .where(BoardEvent.election_id == election.id, BoardEvent.type == EventType.BALLOT.value)
        .order_by(BoardEvent.height)
    )
    rows = session.execute(query, execution_options={"yield_per": 200})
    return ((event, raw, receipt) for event, raw, receipt in rows)


def _listed(session: Session, election: Election) -> list[tuple[str, int]]:
    """Return the public credentials with their weights: the members' and those without a member, or the registrar's."""
    made = registrar_list(session, election)
    if made is not None:
        return list(parse_credential_file(made.content).weights().items())
    members = session.execute(select(Member.credential, Member.weight).where(Member.election_id == election.id))
    without = [(row.credential, row.weight) for row in barred(session, election)]
    return [(credential or "", weight) for credential, weight in members] + without


def _spent_tokens(session: Session, election: Election) -> None:
    """Compare the tokens that are marked as spent with the ballots, where it is known whose they are."""
    if is_registrars(election):
        return
    spent = select(Member.credential).where(Member.election_id == election.id, Member.spent_at.is_not(None))
    voted = select(Receipt.credential).where(Receipt.election_id == election.id)
    if set(session.scalars(spent)) != set(session.scalars(voted)):
        raise BoardInconsistent("The tokens marked as used are not those of the ballots on the board.")


def _barred_tokens(session: Session, election: Election) -> None:
    """Compare the credentials with which no ballot can be cast, and who was removed, with charter and companion."""
    spares = charter_of(session, election).spares
    replaced = board.companion_records_of(session, election, ReplacementRecord)
    added = board.companion_records_of(session, election, AdmissionRecord)
    removed = board.companion_records_of(session, election, RemovalRecord)
    waiting = set(() if spares is UNSET else spares) - {one.spare for one in replaced} - {one.spare for one in added}
    rows = barred(session, election)
    if {row.credential for row in rows if row.revoked_at is None} != waiting:
        raise BoardInconsistent("The spare tokens that nobody has are not those of the charter and the companion file.")
    if {row.credential for row in rows if row.revoked_at and not row.removed} != {one.revoked for one in replaced}:
        raise BoardInconsistent("The replaced tokens are not those of the companion file.")
    if {row.credential for row in rows if row.removed} != {one.revoked for one in removed}:
        raise BoardInconsistent("The tokens of members who were removed are not those of the companion file.")
    former = select(FormerMember.credential, FormerMember.reason).where(FormerMember.election_id == election.id)
    if {tuple(row) for row in session.execute(former)} != {(one.revoked, one.reason) for one in removed}:
        raise BoardInconsistent("The members who were removed are not those of the companion file.")


def _roll_size(session: Session, election: Election) -> None:
    """Compare the size of the roll with the list of credentials and what was changed since."""
    spares, changes = charter_of(session, election).spares, roll_changes(session, election)
    frozen = len(context_of(session, election).weights) - len(() if spares is UNSET else spares)
    if members_count(session, election) != frozen + changes.added - changes.removed:
        raise BoardInconsistent("The roll has more or fewer members than its credentials and later changes say.")


def _ciphertexts(session: Session, election: Election) -> None:
    """Compare the marks by which a copied ciphertext is recognised (B1) with the ballots."""
    on_board = {
        (ciphertext_mark(alpha.decode(), beta.decode()), owner_mark(receipt.credential))
        for _, raw, receipt in _ballots(session, election)
        for alpha, beta in _CIPHERTEXT.findall(raw)
        if receipt is not None
    }
    query = select(CiphertextMark.mark, CiphertextMark.owner).where(CiphertextMark.election_id == election.id)
    if {(mark, owner) for mark, owner in session.execute(query)} != on_board:
        raise BoardInconsistent("The marks of ciphertexts are not those of the ballots on the board.")


def _running_total(session: Session, election: Election) -> None:
    if not running_totals.is_right(session, election):
        raise BoardInconsistent("The running total is not the sum of the ballots on the board.")
