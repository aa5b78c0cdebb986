"""Marks: one thing that is done or missing, as a chip beside whom it is about."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ballot.election.mail.outbox import latest_mail
from ballot.language import lazy
from ballot.store.models.election import Election

UNDERWAY = {"queued": lazy("Mail waits"), "sending": lazy("Mail is being sent")}
NOT_ARRIVED = {
    "failed": lazy("Mail was refused"),
    "bounced": lazy("Mail came back"),
    "stopped": lazy("Mail was stopped"),
}


@dataclass(frozen=True)
class Mark:
    """One thing that is done or missing; `look` is the class of its chip."""

    words: str
    look: str


def mail_marks(session: Session, election: Election, key: str) -> list[Mark]:
    """Say of the newest mail of a key (`latest_mail`) that it has not arrived; nothing, if it was accepted."""
    mail = latest_mail(session, election, key)
    if mail is None or mail.state == "accepted":
        return []
    look = "warn" if mail.state in NOT_ARRIVED else "now"
    return [Mark(str((UNDERWAY | NOT_ARRIVED)[mail.state]), look)]
