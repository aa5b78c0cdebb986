"""Elections, their trustees, their log, and the heartbeat of the worker."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot.store.models.base import Base, one_of

if TYPE_CHECKING:
    from ballot.store.models.paper import Contest
    from ballot.store.models.people import Officer
    from ballot.store.models.roll import ForgottenPeople


LIFE = ("draft", "frozen", "open", "closed", "tallied", "declared", "published")
CALLED_OFF = "called-off"  # outside its normal life: nothing follows
STATES = (*LIFE, CALLED_OFF)
SINCE_FREEZE = STATES[1:]
_TRUSTEE_KINDS = ("command-line", "officer")
TIME_CHANGES = ("extended", "resumed", "closed", "called-off")


class Election(Base):
    """An election from its first draft to its publication. After the freeze the board has the truth, not this row."""

    __tablename__ = "election"
    __table_args__ = (one_of("state", STATES, "election_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(32), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    name: Mapped[str]
    description: Mapped[str]
    # Codes of the languages that its pages and mails are offered in, the usual one first; empty: all that the server
    # has.
    languages: Mapped[str] = mapped_column(default="")
    administrator: Mapped[str | None]
    contact: Mapped[str] = mapped_column(default="")  # how members reach the officer: an address, a telephone number
    credential_authority: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(16), default="draft")
    opens_at: Mapped[dt.datetime | None]
    closes_at: Mapped[dt.datetime | None]
    by_schedule: Mapped[bool] = mapped_column(default=True)  # whether the worker opens and closes the voting
    stopped_at: Mapped[dt.datetime | None]  # since when the voting is stopped in an emergency
    stop_reason: Mapped[str | None]  # for everybody
    turnout_public: Mapped[bool] = mapped_column(default=True)  # whether everybody sees the turnout during the voting
    minimum_ballots: Mapped[int] = mapped_column(default=2)
    re_voting: Mapped[bool] = mapped_column(default=False)
    casting_code: Mapped[bool] = mapped_column(default=False)  # whether casting requires a code sent by e-mail
    marked_register: Mapped[bool] = mapped_column(default=False)  # whether the rules require a list of who has voted
    few_trustees_accepted: Mapped[bool] = mapped_column(default=False)
    # How the tokens are sent: decided at the freeze, or before it by "registrar", who makes them.
    token_channel: Mapped[str | None] = mapped_column(String(16))
    tokens_released_at: Mapped[dt.datetime | None]  # before that, token mails wait for the officer
    secrecy_accepted: Mapped[bool] = mapped_column(default=False)  # that the result itself may show a vote (P1)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")  # in which the officer types and reads times
    practice: Mapped[bool] = mapped_column(default=False)  # nobody in it is a member; its name and charter say so
    hidden_at: Mapped[dt.datetime | None]  # left out of lists; a draft that is not for practice: it is deleted
    threshold: Mapped[int | None]  # how many trustees open the count; None: all are needed
    minimum_mixers: Mapped[int | None]  # how many must shuffle, even if others are excused; None: what is proposed
    created_at: Mapped[dt.datetime]
    frozen_at: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    tallied_at: Mapped[dt.datetime | None]
    declared_at: Mapped[dt.datetime | None]
    published_at: Mapped[dt.datetime | None]
    called_off_at: Mapped[dt.datetime | None]
    call_off_reason: Mapped[str | None]  # for everybody
    # Made at the freeze and never changed: every mail, receipt and page names it.
    archive_timestamp: Mapped[str | None] = mapped_column(String(20))
    fingerprint: Mapped[str | None] = mapped_column(String(43))
    setup_event: Mapped[str | None] = mapped_column(String(64))

    officer: Mapped[Officer] = relationship(back_populates="elections")
    forgotten: Mapped[ForgottenPeople | None] = relationship()  # exists once the people's data is deleted
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


class Trustee(Base):
    """Somebody who has a share of the key. Only public values are ever stored."""

    __tablename__ = "trustee"
    __table_args__ = (
        UniqueConstraint("election_id", "position"),
        one_of("kind", _TRUSTEE_KINDS, "trustee_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    position: Mapped[int]  # 1-based: the owner number of this trustee's share
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")  # the organisation of a trustee from outside
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
    rehearsal: Mapped[str | None] = mapped_column(String(64))  # the challenge of the rehearsal
    rehearsed_at: Mapped[dt.datetime | None]
    mixes: Mapped[bool] = mapped_column(default=True)
    shuffled_at: Mapped[dt.datetime | None]
    excused_at: Mapped[dt.datetime | None]  # from shuffling, by two officers; the companion file has the reason
    share_commitment: Mapped[str | None] = mapped_column(String(64))  # M3
    held_share: Mapped[bytes | None]  # verified, and not published before there are enough commitments

    election: Mapped[Election] = relationship(back_populates="trustees")


class LogEntry(Base):
    """One line of the election's log: who did what, in words. Never a tracking number, never a member."""

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    sentence: Mapped[str]


class Heartbeat(Base):
    """One row, written by the worker every few seconds: a time that is known to have passed, and the boot clock then.

    `accepted` counts how often the machine's clock was accepted after a step; every process follows a new number.
    """

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    boot: Mapped[float]  # seconds since the machine was started
    machine: Mapped[str]
    accepted: Mapped[int] = mapped_column(default=0)
    disregarded: Mapped[dt.datetime | None]  # entries up to this moment were made while the clock was ahead
