"""The electoral roll: members, their tokens and requests, uploads. It knows who a member is, and no ballot."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot.store.models.base import Base, one_of

_TOKEN_CHANNELS = ("mail", "letter", "file")
_DELIVERIES = ("mail", "file", "held", "undeliverable")
_UPLOAD_STATES = ("columns", "reading", "read", "unreadable")


class Member(Base):
    """A person on the roll of one election, the public half of their token, and whether it is spent."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("election_id", "credential"),
        CheckConstraint("weight >= 1", name="member_weight"),
        one_of("delivery", _DELIVERIES, "member_delivery"),
        Index("member_address", text("lower(email)")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    number: Mapped[str | None]  # the organisation's own membership number
    name: Mapped[str]
    email: Mapped[str]  # empty if the member gets a letter
    address: Mapped[str | None]  # postal, line by line, without the name
    country: Mapped[str | None] = mapped_column(String(2))  # ISO 3166-1 alpha-2
    language: Mapped[str | None] = mapped_column(String(16))
    weight: Mapped[int] = mapped_column(default=1)
    credential: Mapped[str | None] = mapped_column(String(64))
    spent_at: Mapped[dt.datetime | None]
    delivery: Mapped[str | None] = mapped_column(String(16))  # how the token is sent, from the freeze on
    delivery_reason: Mapped[str | None]  # why it is held, or undeliverable


class FormerMember(Base):
    """A person who was taken off the roll after the freeze, as on the roll: nothing else points here."""

    __tablename__ = "former_member"
    __table_args__ = (UniqueConstraint("election_id", "credential"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    number: Mapped[str | None]
    name: Mapped[str]
    email: Mapped[str]
    address: Mapped[str | None]
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(16))
    weight: Mapped[int]
    credential: Mapped[str] = mapped_column(String(64))  # which was revoked
    reason: Mapped[str] = mapped_column(String(16))  # as in the record
    removed_at: Mapped[dt.datetime]


class ForgottenPeople(Base):
    """What is kept when an election's people's data is deleted: numbers, as JSON. Its member rows then describe nobody.

    `tokens`: the `Ledger`; `turnout`: the `Turnout` that everybody saw.
    """

    __tablename__ = "forgotten_people"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    at: Mapped[dt.datetime]
    tokens: Mapped[bytes]
    turnout: Mapped[bytes]
    wiped: Mapped[bool] = mapped_column(default=False)  # whether the database was rewritten since


class SealedToken(Base):
    """A ballot token that is still on the server: a spare one, or a member's until it is handed out.

    The token is sealed under the server's secret key (`ballot.election.tokens.seal`): a copy of the database shows
    none.
    """

    __tablename__ = "sealed_token"
    __table_args__ = (one_of("channel", _TOKEN_CHANNELS, "sealed_token_channel"),)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    credential: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), unique=True)  # None: a spare
    channel: Mapped[str | None] = mapped_column(String(8))  # how it is sent, once it is a member's
    batch: Mapped[int | None]  # of letters that are printed together, or of a downloaded file


class RegistrarList(Base):
    """The public credentials that a registrar has made: the server never sees a token of this election."""

    __tablename__ = "registrar_list"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    content: Mapped[bytes]  # as it was handed in: `ballot.records.registrar`
    uploaded_at: Mapped[dt.datetime]
    # "registrar", "officer", or "program" with a key of theirs; None: before these were recorded
    handed_in_as: Mapped[str | None] = mapped_column(String(16))
    handed_in_by: Mapped[str | None]


class RegistrarRequest(Base):
    """A replacement that the registrar requests from the two officers: public credentials, and nobody's name.

    `reason`: one of `ballot.election.amendments.replacing.REASONS`.
    """

    __tablename__ = "registrar_request"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    revoked: Mapped[str] = mapped_column(String(64), primary_key=True)
    spare: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[dt.datetime]


class CastingCode(Base):
    """The code that a member was mailed to cast with: hashed, one at a time; a spent code has no tries left."""

    __tablename__ = "casting_code"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int]
    expires_at: Mapped[dt.datetime]
    asked: Mapped[int]  # how many codes were requested since `asked_since`
    asked_since: Mapped[dt.datetime]


class MemberLogin(Base):
    """Somebody who proves by a code that they read an address. The cookie contains the secret, this row its hash.

    There is a row for every typed address, whether or not it is on a roll (W7); the worker deletes it a day later.
    """

    __tablename__ = "member_login"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254), index=True)  # in lower case
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int]
    began_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime]


class TokenRequest(Base):
    """A member's report of a lost token. Officers see it until the token is replaced, or the request declined."""

    __tablename__ = "token_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    asked_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    member: Mapped[Member] = relationship()


class RollUpload(Base):
    """A roll file being imported: at most one for each election, wiped as soon as it is imported or discarded."""

    __tablename__ = "roll_upload"
    __table_args__ = (one_of("state", _UPLOAD_STATES, "roll_upload_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), unique=True)
    content: Mapped[bytes] = mapped_column(deferred=True)
    file_name: Mapped[str]
    encoding: Mapped[str] = mapped_column(String(16))
    delimiter: Mapped[str] = mapped_column(String(1))
    roles: Mapped[str]  # what each column contains, separated by commas
    state: Mapped[str] = mapped_column(String(16), default="columns")
    run: Mapped[int] = mapped_column(default=0)  # number of the present reading: an older one stops
    lines: Mapped[int] = mapped_column(default=0)  # of the file
    rows: Mapped[int] = mapped_column(default=0)  # read so far
    rejected: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    uploaded_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]  # the reader's last heartbeat


class RollUploadRow(Base):
    """A good row of a roll file."""

    __tablename__ = "roll_upload_row"

    upload_id: Mapped[int] = mapped_column(ForeignKey("roll_upload.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str | None]
    name: Mapped[str]
    email: Mapped[str]
    address: Mapped[str | None]
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(16))
    weight: Mapped[int]


class RollUploadProblem(Base):
    """What is wrong with a row of a roll file, and what to do."""

    __tablename__ = "roll_upload_problem"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("roll_upload.id"), index=True)
    row: Mapped[int]
    field: Mapped[str] = mapped_column(String(16))
    sentence: Mapped[str]


class RollUploadDuplicate(Base):
    """Rows of a roll file that seem to be one person, and what the officer decided."""

    __tablename__ = "roll_upload_duplicate"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("roll_upload.id"), index=True)
    content: Mapped[bytes]  # a `RollDuplicate`, as JSON
    size: Mapped[int]  # number of rows
    kept: Mapped[int | None]  # how many members they become
    decision: Mapped[str | None]  # "merge", or the rows to keep, separated by commas
