"""The bulletin board: exact bytes and their hashes. It knows ballots and tracking numbers, and no member.

No column contains the parts of a proof; the archive is a view of these rows, byte for byte. Rows of the board are never
changed or deleted: triggers in the database refuse it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ballot.store.models.base import Base

OTHER = text("type <> 'Ballot'")  # a condition in these words is one that the index of such events answers


class BoardHead(Base):
    """The last event of an election's board and the Merkle frontier, which the next event and a receipt need.

    It is also the lock: appending locks this row.
    """

    __tablename__ = "board_head"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    size: Mapped[int]  # number of events
    hash: Mapped[str | None] = mapped_column(String(64))  # of the last event
    type: Mapped[str | None] = mapped_column(String(24))  # of the last event
    frontier: Mapped[str]  # roots of the complete subtrees, hex, from left to right, joined by spaces
    companion_size: Mapped[int]  # number of records of the companion file
    companion_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the companion file so far


class PublicHead(Base):
    """The head of an election's board as the public sees it while the voting is open: that of the last portion.

    `looked_at`: when it was last decided whether another portion comes out (`ballot.election.voting.portions`).
    """

    __tablename__ = "public_head"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    size: Mapped[int]
    hash: Mapped[str | None] = mapped_column(String(64))
    frontier: Mapped[str]
    companion_size: Mapped[int]
    companion_hash: Mapped[str] = mapped_column(String(64))
    shown_at: Mapped[dt.datetime]
    looked_at: Mapped[dt.datetime]


class BoardEvent(Base):
    """One event of the chain, exact bytes."""

    __tablename__ = "board_event"
    __table_args__ = (
        UniqueConstraint("election_id", "parent"),
        UniqueConstraint("election_id", "hash"),
        # The few events that are no ballots are found without reading the ballots; appending a ballot costs nothing.
        Index("board_event_other", "election_id", "type", "height", sqlite_where=OTHER, postgresql_where=OTHER),
    )

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(24))
    # The first event has no parent; "" is stored so that two first events collide in the unique constraint.
    parent: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]


class BoardData(Base):
    """One data record that an event brings with it; it precedes its event in the archive."""

    __tablename__ = "board_data"
    __table_args__ = (UniqueConstraint("election_id", "hash"),)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]


class BarredCredential(Base):
    """A public credential of the list that can cast no ballot: a spare that nobody has, or a revoked one."""

    __tablename__ = "barred_credential"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    credential: Mapped[str] = mapped_column(String(64), primary_key=True)
    weight: Mapped[int]
    revoked_at: Mapped[dt.datetime | None]  # None: a spare
    removed: Mapped[bool] = mapped_column(default=False)  # with its member, and not replaced


class CiphertextMark(Base):
    """A mark of each ciphertext on the board, so that a copied one is refused under another credential (B1).

    `mark` and `owner` (the credential): `ballot.election.voting.ballot_box`.
    """

    __tablename__ = "ciphertext_mark"
    __table_args__ = {"sqlite_with_rowid": False}

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[int] = mapped_column(BigInteger)


class RunningTotal(Base):
    """The product of the ballots that count among those up to `height`, so that closing the voting is quick.

    It can be recomputed from the board at any time. `sums`: an `encrypted_tally` record.
    """

    __tablename__ = "running_total"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    height: Mapped[int]
    ballots: Mapped[int]
    weight: Mapped[int] = mapped_column(BigInteger)
    sums: Mapped[bytes]


class Receipt(Base):
    """The signed receipt of one cast ballot, kept so that the same ballot gets the same receipt again."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("election_id", "tracking_number"),
        Index("receipt_credential", "election_id", "credential"),
    )

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tracking_number: Mapped[str] = mapped_column(String(43))
    credential: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]


class CompanionRecord(Base):
    """One line of the companion file, exact bytes."""

    __tablename__ = "companion_record"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]
