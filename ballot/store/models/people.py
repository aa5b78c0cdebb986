"""Accounts, roles, invitations, acts that need two people, and API keys."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot.store.models.base import Base, one_of

if TYPE_CHECKING:
    from ballot.store.models.election import Election


# In addition to the returning officer, named by the election's own row, and trustees, who have links and no accounts.
ROLES = ("second-officer", "registrar", "observer", "auditor")
_JOINT_ACT_STATES = ("waiting", "done", "refused", "withdrawn")


class Officer(Base):
    """A person who may run elections: a returning officer's account."""

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[dt.datetime]
    creates_elections: Mapped[bool] = mapped_column(default=True)  # invited people only help with elections of others
    second_factor: Mapped[bytes | None]  # the secret of an app for codes, sealed
    second_factor_step: Mapped[int | None] = mapped_column(BigInteger)  # of the last code: none works twice
    passkey_handle: Mapped[bytes | None]  # by which devices know the account: random, not an address
    disabled_at: Mapped[dt.datetime | None]
    elections: Mapped[list[Election]] = relationship(back_populates="officer", order_by="Election.id")
    passkeys: Mapped[list[Passkey]] = relationship(
        back_populates="officer", order_by="Passkey.id", cascade="all, delete-orphan"
    )


class Login(Base):
    """A log-in of an account. The cookie contains the secret, this row its hash. No address is kept."""

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
    challenge: Mapped[bytes | None]  # what a passkey has to sign; usable once, and for a short time
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


class Appointment(Base):
    """A person's role in an election that somebody else runs: one role for each person and election."""

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("election_id", "officer_id"), one_of("role", ROLES, "appointment_role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    appointed_at: Mapped[dt.datetime]

    election: Mapped[Election] = relationship()
    officer: Mapped[Officer] = relationship()


class Invitation(Base):
    """An invitation to take a role: for one address, usable once, and valid for a few days."""

    __tablename__ = "invitation"
    __table_args__ = (one_of("role", ROLES, "invitation_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[str] = mapped_column(String(16))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the secret in the mail
    invited_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]  # accepted, or taken back

    election: Mapped[Election] = relationship()


class JointAct(Base):
    """An act that takes two people: one proposes it with a reason, another confirms it, or it expires."""

    __tablename__ = "joint_act"
    __table_args__ = (one_of("state", _JOINT_ACT_STATES, "joint_act_state"),)

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


class ApiKey(Base):
    """An API key for one election (docs/api.md). The program has the secret, this row its hash."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    beginning: Mapped[str] = mapped_column(String(8))  # part of the secret, to tell keys apart
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(120))  # separated by spaces
    made_by: Mapped[str]
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]  # to the hour
    ended_at: Mapped[dt.datetime | None]

    election: Mapped[Election] = relationship()
