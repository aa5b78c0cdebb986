"""Marks: something that is done or missing, as a chip next to the person concerned."""

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
    """Something that is done or missing; `look` is the CSS class of its chip."""

    words: str
    look: str


def mail_marks(scene: Scene, key: str) -> list[Mark]:
    """Return a mark if the newest mail of a key (`latest_mail`) has not arrived; none if it was accepted."""
    mail = latest_mail(scene, key)
    if mail is None or mail.state == "accepted":
        return []
    look = "warn" if mail.state in _NOT_ARRIVED else "now"
    return [Mark(str((_UNDERWAY | _NOT_ARRIVED)[mail.state]), look)]
