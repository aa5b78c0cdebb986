"""The outbox, and the sources of its mails."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot.store.models.base import Base, one_of
from ballot.store.models.election import TIME_CHANGES

MAIL_STATES = ("queued", "sending", "accepted", "failed", "bounced", "stopped")


class MailWords(Base):
    """The officer's own words in the token mail, in one language."""

    __tablename__ = "mail_words"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str]
    paragraph: Mapped[str]


class OutboxMessage(Base):
    """One mail to be sent. `secret` (the token) is kept separately and wiped when the mail server accepts the mail."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("election_id", "key"),
        one_of("state", MAIL_STATES, "outbox_state"),
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
    turn: Mapped[int] = mapped_column(default=1)  # the order of sending, by kind: `ballot.election.mail.outbox`
    due_at: Mapped[dt.datetime]
    tried_at: Mapped[dt.datetime | None] = mapped_column(index=True)  # when it was last passed to the mail server
    accepted_at: Mapped[dt.datetime | None]


class MailOutage(Base):
    """One row while the mail server cannot be reached or refuses everybody: since when, when it was last tried, why."""

    __tablename__ = "mail_outage"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[dt.datetime]
    tried_at: Mapped[dt.datetime]
    error: Mapped[str]
    refusing: Mapped[bool] = mapped_column(default=False)  # it answers, and has refused many recipients in a row


class Reminder(Base):
    """Mails to those who have not voted, at one moment. Neither the recipients nor their number are kept."""

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
    """A change of the times of the voting, of which every member is notified by mail, once."""

    __tablename__ = "times_notice"
    __table_args__ = (one_of("change", TIME_CHANGES, "times_notice_change"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    change: Mapped[str] = mapped_column(String(16))
    closes_at: Mapped[dt.datetime]  # from now on; for "closed" and "called-off" the announced end
    reason: Mapped[str]
    made_at: Mapped[dt.datetime]
    queued_at: Mapped[dt.datetime | None]  # when the mails were put into the outbox
    members: Mapped[int | None]
