"""Marks: one thing that is done or missing, as a chip beside whom it is about."""

from dataclasses import dataclass

from ballot.election.mail.outbox import latest_mail
from ballot.election.scene import Scene
from ballot.language import lazy

_UNDERWAY = {"queued": lazy("Mail waits"), "sending": lazy("Mail is being sent")}
_NOT_ARRIVED = {
    "failed": lazy("Mail was refused"),
    "bounced": lazy("Mail came back"),
    "stopped": lazy("Mail was stopped"),
}


@dataclass(frozen=True)
class Mark:
    """One thing that is done or missing; `look` is the class of its chip."""

    words: str
    look: str


def mail_marks(scene: Scene, key: str) -> list[Mark]:
    """Say of the newest mail of a key (`latest_mail`) that it has not arrived; nothing, if it was accepted."""
    mail = latest_mail(scene, key)
    if mail is None or mail.state == "accepted":
        return []
    look = "warn" if mail.state in _NOT_ARRIVED else "now"
    return [Mark(str((_UNDERWAY | _NOT_ARRIVED)[mail.state]), look)]
