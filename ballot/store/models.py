"""The rows of the database, in two halves that are kept apart.

The **roll side** (officers, elections in the making, members, outbox) knows who a member is and whether their token is
spent. The **board side** (`Board…`, `Receipt`, `CompanionRecord`) knows ballots and tracking numbers. No table holds
both a member and a tracking number. Board rows are dumb: exact bytes and their hashes, never a proof's insides; the
archive is a view of these rows, byte for byte. Rows of the board are never changed or deleted: triggers in the
database refuse it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy import types as sqltypes
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

LIFE = ("draft", "frozen", "open", "closed", "tallied", "declared", "published")
CALLED_OFF = "called-off"  # beside its life: nothing follows
STATES = (*LIFE, CALLED_OFF)
SINCE_FREEZE = STATES[1:]
MAIL_STATES = ("queued", "sending", "accepted", "failed", "bounced", "stopped")
TOKEN_CHANNELS = ("mail", "letter", "file")
DELIVERIES = ("mail", "file", "held", "undeliverable")
CONTEST_KINDS = ("choice", "ranked", "lists")
CANDIDATE_ORDERS = ("fixed", "alphabetical", "random")
TRUSTEE_KINDS = ("command-line", "officer")
# Beside the returning officer, whom the election's own row names, and the trustees, who have links and no accounts.
ROLES = ("second-officer", "registrar", "observer", "auditor")
JOINT_ACT_STATES = ("waiting", "done", "refused", "withdrawn")
UPLOAD_STATES = ("columns", "reading", "read", "unreadable")
TIME_CHANGES = ("extended", "resumed", "closed", "called-off")
# What the booth does about an unfinished paper, a rank left out, or two candidates at one rank (per contest).
ALLOWANCES = ("allowed", "warned", "blocked")


class UTCDateTime(sqltypes.TypeDecorator[dt.datetime]):
    """A moment in UTC: aware going in and aware coming out, on databases that keep no time zone too."""

    impl = sqltypes.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Refuse a naive time (whose zone nobody knows) and bring the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone reached the database; use ballot.clock.now()")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Give the time back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """The common base of all tables; column types by annotation."""

    type_annotation_map = {dt.datetime: UTCDateTime(), bytes: LargeBinary(), str: Text()}


def _one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    """Return the constraint that `column` holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


# --- roll side ---------------------------------------------------------------------------------------------------


class Officer(Base):
    """A person who may run elections: a returning officer's account."""

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[dt.datetime]
    creates_elections: Mapped[bool] = mapped_column(default=True)  # invited people only help with those of others
    second_factor: Mapped[bytes | None]  # the secret of an app for codes, sealed
    second_factor_step: Mapped[int | None] = mapped_column(BigInteger)  # of the last code: none is good twice
    passkey_handle: Mapped[bytes | None]  # by which devices know the account: random, and no address
    disabled_at: Mapped[dt.datetime | None]
    elections: Mapped[list[Election]] = relationship(back_populates="officer", order_by="Election.id")
    passkeys: Mapped[list[Passkey]] = relationship(
        back_populates="officer", order_by="Passkey.id", cascade="all, delete-orphan"
    )


class Login(Base):
    """Where an account is logged in. The cookie holds the secret, this row its hash. No address is kept."""

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(64))
    half: Mapped[bool]  # the password was right, the second factor is missing
    tries: Mapped[int]
    began_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    challenge: Mapped[bytes | None]  # what a passkey has to sign; good once, and not for long
    challenge_expires_at: Mapped[dt.datetime | None]

    officer: Mapped[Officer] = relationship()


class Passkey(Base):
    """A passkey of an account: its public half. The secret half never leaves the person's device."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]  # COSE
    sign_count: Mapped[int] = mapped_column(BigInteger)  # how often it has signed, for devices that count
    transports: Mapped[str]  # how a browser reaches it: a hint for the next log-in
    name: Mapped[str]
    created_at: Mapped[dt.datetime]

    officer: Mapped[Officer] = relationship(back_populates="passkeys")


class RecoveryCode(Base):
    """An unspent recovery code of a second factor, hashed; it is deleted when it is used."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))


class Election(Base):
    """An election from its first draft to its publication. Frozen, its truth is the board; this row only follows."""

    __tablename__ = "election"
    __table_args__ = (_one_of("state", STATES, "election_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(32), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    name: Mapped[str]
    description: Mapped[str]
    # Codes of the languages that its pages and mails are offered in, the usual one first; empty: all of this server.
    languages: Mapped[str] = mapped_column(default="")
    administrator: Mapped[str | None]
    contact: Mapped[str] = mapped_column(default="")  # how members reach whoever runs it: an address, a telephone
    credential_authority: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(16), default="draft")
    opens_at: Mapped[dt.datetime | None]
    closes_at: Mapped[dt.datetime | None]
    by_schedule: Mapped[bool] = mapped_column(default=True)  # whether the worker opens and closes the voting
    stopped_at: Mapped[dt.datetime | None]  # since when the voting is stopped in an emergency
    stop_reason: Mapped[str | None]  # for everybody
    turnout_public: Mapped[bool] = mapped_column(default=True)  # whether everybody sees the turnout while voting lasts
    minimum_ballots: Mapped[int] = mapped_column(default=2)
    re_voting: Mapped[bool] = mapped_column(default=False)
    casting_code: Mapped[bool] = mapped_column(default=False)  # whether casting asks for a code sent by e-mail
    marked_register: Mapped[bool] = mapped_column(default=False)  # whether the rules require a list of who has voted
    few_trustees_accepted: Mapped[bool] = mapped_column(default=False)
    # How the tokens go out: decided at the freeze, or before by "registrar", who makes them.
    token_channel: Mapped[str | None] = mapped_column(String(16))
    tokens_released_at: Mapped[dt.datetime | None]  # before it, token mails wait for the officer
    secrecy_accepted: Mapped[bool] = mapped_column(default=False)  # that the result itself may show a vote (P1)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")  # in which the officer types times and reads them
    practice: Mapped[bool] = mapped_column(default=False)  # nobody in it is a member; its name and charter say so
    hidden_at: Mapped[dt.datetime | None]  # left out of lists; of a draft that is no practice: it is deleted
    threshold: Mapped[int | None]  # so many of the trustees open the count; None: all are needed
    created_at: Mapped[dt.datetime]
    frozen_at: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    tallied_at: Mapped[dt.datetime | None]
    declared_at: Mapped[dt.datetime | None]
    published_at: Mapped[dt.datetime | None]
    called_off_at: Mapped[dt.datetime | None]
    call_off_reason: Mapped[str | None]  # for everybody
    # Made at the freeze and never changed: what every mail, receipt and page names.
    archive_timestamp: Mapped[str | None] = mapped_column(String(20))
    fingerprint: Mapped[str | None] = mapped_column(String(43))
    setup_event: Mapped[str | None] = mapped_column(String(64))

    officer: Mapped[Officer] = relationship(back_populates="elections")
    forgotten: Mapped[ForgottenPeople | None] = relationship()  # there is one once the people's data is deleted
    contests: Mapped[list[Contest]] = relationship(
        back_populates="election", order_by="Contest.position", cascade="all, delete-orphan"
    )
    trustees: Mapped[list[Trustee]] = relationship(
        back_populates="election", order_by="Trustee.position", cascade="all, delete-orphan"
    )


class Practice(Base):
    """What a practice election needs to run by itself: its made-up trustees' seeds and its made-up members' tokens.

    A real election has no such row: the server keeps neither a trustee's secret nor a token that was handed out.
    """

    __tablename__ = "practice"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    seeds: Mapped[str]  # one a line, in the order of the trustees
    tokens: Mapped[str]  # one a line, in the order of the roll


class Appointment(Base):
    """A person's role in an election that somebody else runs: one role for each person and election."""

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("election_id", "officer_id"), _one_of("role", ROLES, "appointment_role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    appointed_at: Mapped[dt.datetime]

    election: Mapped[Election] = relationship()
    officer: Mapped[Officer] = relationship()


class Invitation(Base):
    """An invitation to take a role: for one address, once, and for a few days."""

    __tablename__ = "invitation"
    __table_args__ = (_one_of("role", ROLES, "invitation_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[str] = mapped_column(String(16))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of what the mail holds
    invited_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]  # accepted, or taken back

    election: Mapped[Election] = relationship()


class JointAct(Base):
    """An act that takes two people: one proposes it with a reason, another confirms it, or it expires."""

    __tablename__ = "joint_act"
    __table_args__ = (_one_of("state", JOINT_ACT_STATES, "joint_act_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[bytes]  # canonical JSON: exactly what is carried out
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of kind and payload: what the second person confirms
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    proposed_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[dt.datetime | None]

    proposer: Mapped[Officer] = relationship(foreign_keys=[proposed_by])


class Contest(Base):
    """One question of the ballot paper, with its seats and limits."""

    __tablename__ = "contest"
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    seats: Mapped[int]
    minimum: Mapped[int]
    maximum: Mapped[int]
    blank: Mapped[bool]
    rule: Mapped[str] = mapped_column(String(32), default="block")
    kind: Mapped[str] = mapped_column(String(16), default="choice")
    grades: Mapped[str] = mapped_column(default="")  # one name a line, the best first
    quotas: Mapped[str] = mapped_column(default="")  # quotas by group without their members, one a line
    withdrawals: Mapped[bool] = mapped_column(default=True)  # whether a candidate may withdraw before the count
    # What the booth does; see ALLOWANCES. An over-vote is always blocked: no ballot could carry it.
    under_vote: Mapped[str] = mapped_column(String(8), default="allowed")
    rank_gaps: Mapped[str] = mapped_column(String(8), default="allowed")
    equal_ranks: Mapped[str] = mapped_column(String(8), default="allowed")  # where the rule takes them at all
    candidate_order: Mapped[str] = mapped_column(String(16), default="fixed")  # one of CANDIDATE_ORDERS

    election: Mapped[Election] = relationship(back_populates="contests")
    candidates: Mapped[list[Candidate]] = relationship(
        back_populates="contest", order_by="Candidate.position", cascade="all, delete-orphan"
    )


class Candidate(Base):
    """A person who stands in a contest."""

    __tablename__ = "candidate"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    slate: Mapped[str] = mapped_column(default="")
    statement: Mapped[str] = mapped_column(default="")
    groups: Mapped[str] = mapped_column(default="")  # those that quotas speak of, one a line
    reopens: Mapped[bool] = mapped_column(default=False)  # nobody: a vote for opening nominations again
    photograph: Mapped[str | None] = mapped_column(String(64))  # the digest of one of the election's photographs

    contest: Mapped[Contest] = relationship(back_populates="candidates")


class Photograph(Base):
    """A photograph of a candidate, drawn anew by us as two JPEGs, and named by SHA-256 of their content."""

    __tablename__ = "photograph"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the large one
    small_digest: Mapped[str] = mapped_column(String(64))
    small: Mapped[bytes]
    large: Mapped[bytes]


class Member(Base):
    """A person on the roll of one election, the public half of their token, and whether it is spent."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("election_id", "credential"),
        CheckConstraint("weight >= 1", name="member_weight"),
        _one_of("delivery", DELIVERIES, "member_delivery"),
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
    delivery: Mapped[str | None] = mapped_column(String(16))  # how the token goes out, from the freeze on
    delivery_reason: Mapped[str | None]  # why it is held, or undeliverable


class FormerMember(Base):
    """A person who was taken off the roll after the freeze, as the roll said it: nothing else points here."""

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
    reason: Mapped[str] = mapped_column(String(16))  # as the record has it
    removed_at: Mapped[dt.datetime]


class ForgottenPeople(Base):
    """What is kept when the data of an election's people is deleted: numbers, as JSON. Its members are rows of nobody.

    `tokens`: the `Ledger`; `turnout`: the `Turnout` that everybody saw.
    """

    __tablename__ = "forgotten_people"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    at: Mapped[dt.datetime]
    tokens: Mapped[bytes]
    turnout: Mapped[bytes]
    wiped: Mapped[bool] = mapped_column(default=False)  # whether the database was written anew since


class Trustee(Base):
    """Somebody who holds a share of the key. Only public values are ever stored."""

    __tablename__ = "trustee"
    __table_args__ = (
        UniqueConstraint("election_id", "position"),
        _one_of("kind", TRUSTEE_KINDS, "trustee_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    position: Mapped[int]  # 1-based: the owner number of this trustee's share
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")  # where somebody from outside comes from
    email: Mapped[str] = mapped_column(default="")  # "": the officer passes the link on
    kind: Mapped[str] = mapped_column(String(16))
    public_key: Mapped[bytes | None]  # the record `trustee_public_key`, exact bytes
    signing_key: Mapped[str | None] = mapped_column(String(64))  # hex of the Ed25519 verification key (M5)
    invited_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]
    decrypted_at: Mapped[dt.datetime | None]
    link_hash: Mapped[str | None] = mapped_column(String(64), index=True)  # SHA-256 of the personal link's secret
    # Threshold key generation, step by step: the records as they were handed in.
    certificate: Mapped[bytes | None]
    commitment: Mapped[str | None] = mapped_column(String(64))  # M4
    polynomial: Mapped[bytes | None]
    voutput: Mapped[bytes | None]
    # The rehearsal: a test ciphertext, and the hash of what it decrypts to.
    rehearsal: Mapped[bytes | None]
    rehearsal_answer: Mapped[str | None] = mapped_column(String(64))
    rehearsed_at: Mapped[dt.datetime | None]
    mixes: Mapped[bool] = mapped_column(default=True)
    shuffled_at: Mapped[dt.datetime | None]
    share_commitment: Mapped[str | None] = mapped_column(String(64))  # M3
    held_share: Mapped[bytes | None]  # verified, and not published before enough commitments are in

    election: Mapped[Election] = relationship(back_populates="trustees")


class SealedToken(Base):
    """A ballot token that waits for somebody to have it: a spare one, or a member's until it is out.

    The token is sealed under the server's secret key (`ballot.election.tokens.seal`): a copy of the
    database shows none.
    """

    __tablename__ = "sealed_token"
    __table_args__ = (_one_of("channel", TOKEN_CHANNELS, "sealed_token_channel"),)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    credential: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), unique=True)  # None: a spare
    channel: Mapped[str | None] = mapped_column(String(8))  # how it goes out, once it is a member's
    batch: Mapped[int | None]  # of letters that are printed together, or of a file that was taken


class RegistrarList(Base):
    """The public credentials that a registrar has made: the server never sees a token of this election."""

    __tablename__ = "registrar_list"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    content: Mapped[bytes]  # as it was handed in: `ballot.records.registrar`
    uploaded_at: Mapped[dt.datetime]
    # "registrar", "officer", or "program" with a key of theirs; None: before these were kept
    handed_in_as: Mapped[str | None] = mapped_column(String(16))
    handed_in_by: Mapped[str | None]


class RegistrarRequest(Base):
    """A replacement that the registrar asks the two officers for: public credentials, and nobody's name.

    `reason`: one of `ballot.election.amendments.replacing.REASONS`.
    """

    __tablename__ = "registrar_request"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    revoked: Mapped[str] = mapped_column(String(64), primary_key=True)
    spare: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[dt.datetime]


class MailWords(Base):
    """The officer's own words in the token mail, in one language."""

    __tablename__ = "mail_words"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str]
    paragraph: Mapped[str]


class OutboxMessage(Base):
    """One mail to be sent. `secret` (the token) stands apart and is wiped when the mail server accepts the mail."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("election_id", "key"),
        _one_of("state", MAIL_STATES, "outbox_state"),
        Index("outbox_due", "state", "turn", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"), index=True)  # None: about an account
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))  # what makes it unique: one token mail per member
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str]
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    secret: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(16), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    turn: Mapped[int] = mapped_column(default=1)  # which are sent first, by kind: `ballot.election.mail.outbox`
    due_at: Mapped[dt.datetime]
    tried_at: Mapped[dt.datetime | None] = mapped_column(index=True)  # when it was last handed to the mail server
    accepted_at: Mapped[dt.datetime | None]


class MailOutage(Base):
    """One row while the mail server cannot be reached: since when, when it was last tried, and what was wrong."""

    __tablename__ = "mail_outage"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[dt.datetime]
    tried_at: Mapped[dt.datetime]
    error: Mapped[str]


class CastingCode(Base):
    """The code that a member was mailed to cast with: hashed, one at a time; spent, no try is left."""

    __tablename__ = "casting_code"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int]
    expires_at: Mapped[dt.datetime]
    asked: Mapped[int]  # how many codes were asked for since `asked_since`
    asked_since: Mapped[dt.datetime]


class MemberLogin(Base):
    """Somebody who shows by a code that they read an address. The cookie holds the secret, this row its hash.

    There is a row for every typed address, whether or not it is on a roll (W7); the keeper deletes it a day later.
    """

    __tablename__ = "member_login"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254), index=True)  # in small letters
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int]
    began_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime]


class TokenRequest(Base):
    """A member says that their token is lost. Officers see it until the token is replaced, or the request declined."""

    __tablename__ = "token_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    asked_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    member: Mapped[Member] = relationship()


class Reminder(Base):
    """Mails to those who have not voted, at one moment. Neither to whom nor to how many is kept."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    due_at: Mapped[dt.datetime]
    reached: Mapped[int] = mapped_column(default=0)  # while mails are put into the outbox: up to which member
    queued_at: Mapped[dt.datetime | None]  # when the mails were put into the outbox

    notes: Mapped[list[ReminderNote]] = relationship(cascade="all, delete-orphan")


class ReminderNote(Base):
    """The officer's own paragraph in a reminder, in one language."""

    __tablename__ = "reminder_note"

    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    note: Mapped[str]


class TimesNotice(Base):
    """A change of the times of the voting that every member is told by mail, once."""

    __tablename__ = "times_notice"
    __table_args__ = (_one_of("change", TIME_CHANGES, "times_notice_change"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    change: Mapped[str] = mapped_column(String(16))
    closes_at: Mapped[dt.datetime]  # from now on; of "closed" and "called-off" the announced end
    reason: Mapped[str]
    made_at: Mapped[dt.datetime]
    queued_at: Mapped[dt.datetime | None]  # when the mails were put into the outbox
    members: Mapped[int | None]


class RollUpload(Base):
    """A roll file on its way into the roll: at most one for each election, wiped as soon as it is taken or given up."""

    __tablename__ = "roll_upload"
    __table_args__ = (_one_of("state", UPLOAD_STATES, "roll_upload_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), unique=True)
    content: Mapped[bytes] = mapped_column(deferred=True)
    file_name: Mapped[str]
    encoding: Mapped[str] = mapped_column(String(16))
    delimiter: Mapped[str] = mapped_column(String(1))
    roles: Mapped[str]  # what each column holds, separated by commas
    state: Mapped[str] = mapped_column(String(16), default="columns")
    run: Mapped[int] = mapped_column(default=0)  # which reading it is: an older one gives up
    lines: Mapped[int] = mapped_column(default=0)  # of the file
    rows: Mapped[int] = mapped_column(default=0)  # read so far
    rejected: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    uploaded_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]  # the reader's last sign of life


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
    size: Mapped[int]  # so many rows
    kept: Mapped[int | None]  # so many members come of them
    decision: Mapped[str | None]  # "merge", or the rows to keep, separated by commas


class LogEntry(Base):
    """One line of the election's log: who did what, in words. Never a tracking number, never a member."""

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    sentence: Mapped[str]


class Heartbeat(Base):
    """One row, written by the keeper every few seconds: a database that takes nothing any more is known by its age."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]


class ApiKey(Base):
    """A key of one election for a program (docs/api.md). The program holds the secret, this row its hash."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    beginning: Mapped[str] = mapped_column(String(8))  # of the secret, to tell keys apart
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(120))  # separated by spaces
    made_by: Mapped[str]
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]  # to the hour
    ended_at: Mapped[dt.datetime | None]

    election: Mapped[Election] = relationship()


# --- board side --------------------------------------------------------------------------------------------------


class BoardHead(Base):
    """The last event of an election's board and the Merkle frontier: what the next event, and a receipt, needs.

    It is also the lock: whoever appends holds this row.
    """

    __tablename__ = "board_head"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    size: Mapped[int]  # number of events
    hash: Mapped[str | None] = mapped_column(String(64))  # of the last event
    type: Mapped[str | None] = mapped_column(String(24))  # of the last event
    frontier: Mapped[str]  # roots of the complete subtrees, hex, from left to right, joined by spaces
    companion_size: Mapped[int]  # number of records of the companion file
    companion_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the companion file so far


class BoardEvent(Base):
    """One event of the chain, exact bytes."""

    __tablename__ = "board_event"
    __table_args__ = (UniqueConstraint("election_id", "parent"), UniqueConstraint("election_id", "hash"))

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(24))
    # The first event has no parent; it stands here as "" so that two first events collide in the unique constraint.
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
    """A public credential of the list with which no ballot can be cast: a spare that nobody has, or a revoked one."""

    __tablename__ = "barred_credential"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    credential: Mapped[str] = mapped_column(String(64), primary_key=True)
    weight: Mapped[int]
    revoked_at: Mapped[dt.datetime | None]  # None: a spare
    removed: Mapped[bool] = mapped_column(default=False)  # with its member, and not replaced


class CiphertextMark(Base):
    """A mark of each ciphertext on the board, so that a copied one is refused under another credential (B1).

    `mark` and `owner` (the credential): `ballot.election.voting.ciphertext_marks`.
    """

    __tablename__ = "ciphertext_mark"
    __table_args__ = {"sqlite_with_rowid": False}

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[int] = mapped_column(BigInteger)


class RunningTotal(Base):
    """The product of the ballots that count among those up to `height`, so that closing the voting is quick.

    It can be computed anew from the board at any time. `sums`: an `encrypted_tally` record.
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
