"""Do the database tables still agree with the board? Nothing else guards them (W26).

Ballots are verified and counted from the board alone; pages, mails and the officer's next act also read the tables.
Dates, addresses, mails, accounts and the log are not on the board, so they are not checked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import UNSET
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ballot.board.checkpoint import Receipt as SignedReceipt
from ballot.board.companion import AdmissionRecord, RemovalRecord, ReplacementRecord
from ballot.crypto.hashing import sha256_base64, sha256_hex
from ballot.election.board_facts import charter_of, context_of
from ballot.election.closing.time_records import text_of, time_changes
from ballot.election.roll.roll import members_count
from ballot.election.scene import Scene
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
from ballot.store.models.election import CALLED_OFF
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
# In a canonical ballot this pair of names occurs only in its ciphertexts.
_CIPHERTEXT: Final = re.compile(rb'"alpha":"([0-9a-f]+)","beta":"([0-9a-f]+)"')


def disagreements(scene: Scene) -> list[str]:
    """Return how the tables of a frozen election disagree with its board, a sentence each."""
    found = []
    looks = (
        _paper_and_roll, _photographs, _state, _calling_off, _receipts, _spent_tokens, _barred_tokens, _roll_size,
        _ciphertexts, _running_total,
    )  # fmt: skip
    for look in looks:
        try:
            look(scene)
        except BallotError as error:
            found.append(str(error))
        except (LookupError, TypeError, ValueError, SQLAlchemyError) as error:  # an edited table may contain anything
            found.append(f"A row cannot be read: {type(error).__name__}.")
    return found


def _paper_and_roll(scene: Scene) -> None:
    """Make the Setup event's records from the tables again, and compare all their bytes."""
    setup = board.events_of_type(scene.session, scene.election, EventType.SETUP)[0]
    on_board = board.data_of(scene.session, scene.election, 0)
    if (scene.election.setup_event, scene.election.fingerprint) != (setup.hash, sha256_base64(on_board[0])):
        raise BoardInconsistent("The election's Setup event or fingerprint is not that of its board.")
    if scene.election.frozen_at is None or scene.election.archive_timestamp != str(
        int(scene.election.frozen_at.timestamp())
    ):
        raise BoardInconsistent("The time in the archive is not that of the freeze.")
    on_record = charter_of(scene)
    # Spares that were issued now belong to members; that the others are those of the charter is checked separately.
    charter = make_charter(scene, () if on_record.spares is UNSET else on_record.spares)
    if charter != on_record:
        raise BoardInconsistent("The rules, limits or trustees of the election are not those of its charter.")
    listed = _listed(scene)
    names = ("ballot paper", "list of trustees", "electoral roll", "Setup record")
    for name, made, stored in zip(names, make_records(scene.election, listed, charter).data(), on_board, strict=True):
        if made != stored:
            raise BoardInconsistent(f"The {name} is not the one on the board.")


def _photographs(scene: Scene) -> None:
    """Compare the pictures with their hashes in the charter."""
    named = {tuple(pair) for contest in charter_of(scene).contests for pair in contest.photographs or ()}
    rows = scene.session.scalars(select(Photograph).where(Photograph.election_id == scene.election.id))
    if {(sha256_hex(row.small), sha256_hex(row.large)) for row in rows} != named - {()}:
        raise BoardInconsistent("The candidates' photographs are not those that the charter names.")


def _state(scene: Scene) -> None:
    head = scene.session.get_one(BoardHead, scene.election.id)
    if EventType(head.type) not in _LAST[scene.election.state]:
        raise BoardInconsistent(
            f"The election is {scene.election.state}, but its board ends with the event {head.type}."
        )


def _calling_off(scene: Scene) -> None:
    """Compare whether, when and why the election was called off with the companion file."""
    on_record = [(one.at, one.reason) for one in time_changes(scene) if one.change == CALLED_OFF]
    at, reason = scene.election.called_off_at, scene.election.call_off_reason
    kept = [] if at is None and reason is None else [(at and text_of(at), reason)]
    if kept != on_record or is_called_off(scene.election) is not bool(on_record):
        raise BoardInconsistent("Whether the election was called off, and why, is not what the companion file says.")


def _receipts(scene: Scene) -> None:
    """Compare every stored receipt with its event and its ballot."""
    missing = "The receipts are not those of the ballots on the board"
    for event, raw, receipt in _ballots(scene):
        if receipt is None:
            raise BoardInconsistent(f"{missing}: the one of event {event.height} is not there.")
        said = decode(SignedReceipt, receipt.content)
        kept = (receipt.tracking_number, receipt.credential, said.tracking_number, said.height, said.event.encode())
        number = sha256_base64(raw)
        if kept != (number, decode(CastBallot, raw).credential, number, event.height, event.content):
            raise BoardInconsistent(f"{missing}: see event {event.height}.")
    of_no_ballot = select(Receipt.height).where(
        Receipt.election_id == scene.election.id,
        Receipt.height.not_in(
            select(BoardEvent.height).where(
                BoardEvent.election_id == scene.election.id, BoardEvent.type == EventType.BALLOT.value
            )
        ),
    )
    if scene.session.scalar(of_no_ballot.limit(1)) is not None:
        raise BoardInconsistent(f"{missing}: there is one without a ballot.")


def _ballots(scene: Scene) -> Iterator[tuple[BoardEvent, bytes, Receipt | None]]:
    same = (BoardData.election_id == BoardEvent.election_id) & (BoardData.height == BoardEvent.height)
    kept = (Receipt.election_id == BoardEvent.election_id) & (Receipt.height == BoardEvent.height)
    query = (
        select(BoardEvent, BoardData.content, Receipt)
        .join(BoardData, same)
        .outerjoin(Receipt, kept)
        .where(BoardEvent.election_id == scene.election.id, BoardEvent.type == EventType.BALLOT.value)
        .order_by(BoardEvent.height)
    )
    rows = scene.session.execute(query, execution_options={"yield_per": 200})
    return ((event, raw, receipt) for event, raw, receipt in rows)


def _listed(scene: Scene) -> list[tuple[str, int]]:
    """Return the public credentials with their weights: the members' and those without a member, or the registrar's."""
    made = registrar_list(scene)
    if made is not None:
        return list(parse_credential_file(made.content).weights().items())
    members = scene.session.execute(
        select(Member.credential, Member.weight).where(Member.election_id == scene.election.id)
    )
    without = [(row.credential, row.weight) for row in barred(scene)]
    return [(credential or "", weight) for credential, weight in members] + without


def _spent_tokens(scene: Scene) -> None:
    """Compare the tokens that are marked as spent with the ballots, where it is known whose they are."""
    if is_registrars(scene.election):
        return
    spent = select(Member.credential).where(Member.election_id == scene.election.id, Member.spent_at.is_not(None))
    voted = select(Receipt.credential).where(Receipt.election_id == scene.election.id)
    if set(scene.session.scalars(spent)) != set(scene.session.scalars(voted)):
        raise BoardInconsistent("The tokens marked as used are not those of the ballots on the board.")


def _barred_tokens(scene: Scene) -> None:
    """Compare the credentials that can cast no ballot, and removed members, with charter and companion file."""
    spares = charter_of(scene).spares
    replaced = board.companion_records_of(scene.session, scene.election, ReplacementRecord)
    added = board.companion_records_of(scene.session, scene.election, AdmissionRecord)
    removed = board.companion_records_of(scene.session, scene.election, RemovalRecord)
    waiting = set(() if spares is UNSET else spares) - {one.spare for one in replaced} - {one.spare for one in added}
    rows = barred(scene)
    if {row.credential for row in rows if row.revoked_at is None} != waiting:
        raise BoardInconsistent("The spare tokens that nobody has are not those of the charter and the companion file.")
    if {row.credential for row in rows if row.revoked_at and not row.removed} != {one.revoked for one in replaced}:
        raise BoardInconsistent("The replaced tokens are not those of the companion file.")
    if {row.credential for row in rows if row.removed} != {one.revoked for one in removed}:
        raise BoardInconsistent("The tokens of members who were removed are not those of the companion file.")
    former = select(FormerMember.credential, FormerMember.reason).where(FormerMember.election_id == scene.election.id)
    if {tuple(row) for row in scene.session.execute(former)} != {(one.revoked, one.reason) for one in removed}:
        raise BoardInconsistent("The members who were removed are not those of the companion file.")


def _roll_size(scene: Scene) -> None:
    """Compare the size of the roll with the list of credentials and what was changed since."""
    spares, changes = charter_of(scene).spares, roll_changes(scene)
    frozen = len(context_of(scene).weights) - len(() if spares is UNSET else spares)
    if members_count(scene) != frozen + changes.added - changes.removed:
        raise BoardInconsistent("The roll has more or fewer members than its credentials and later changes say.")


def _ciphertexts(scene: Scene) -> None:
    """Compare the marks by which a copied ciphertext is recognised (B1) with the ballots."""
    on_board = {
        (ciphertext_mark(alpha.decode(), beta.decode()), owner_mark(receipt.credential))
        for _, raw, receipt in _ballots(scene)
        for alpha, beta in _CIPHERTEXT.findall(raw)
        if receipt is not None
    }
    query = select(CiphertextMark.mark, CiphertextMark.owner).where(CiphertextMark.election_id == scene.election.id)
    if {(mark, owner) for mark, owner in scene.session.execute(query)} != on_board:
        raise BoardInconsistent("The marks of ciphertexts are not those of the ballots on the board.")


def _running_total(scene: Scene) -> None:
    if not running_totals.is_right(scene):
        raise BoardInconsistent("The running total is not the sum of the ballots on the board.")
