"""Mails that notify the owner of an account of changes to it, because somebody who has stolen one would not.

They belong to no election and are deleted once they are sent, so nothing that is kept shows who did what when.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from ballot.election.accounts.events import note
from ballot.election.mail.texts import account_mail
from ballot.language import N_
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import Officer

PASSWORD: Final = N_("The password was changed, and all other log-ins were ended.")
APP_ON: Final = N_("An app was turned on as a second factor, and new recovery codes were made.")
APP_OFF: Final = N_("The app that was a second factor was turned off.")
PASSKEY_ADDED: Final = N_("A passkey was added.")
PASSKEY_REMOVED: Final = N_("A passkey was removed.")
NEW_CODES: Final = N_("New recovery codes were made. The earlier ones are good no more.")
KEY_MADE: Final = N_(
    "A key for a program was made in one of your elections. “My account” lists the keys, and ends them."
)
CODE_USED: Final = N_("A recovery code was used in the place of the app or of a passkey.")


_EVENTS: Final = {
    PASSWORD: "new password",
    APP_ON: "app turned on",
    APP_OFF: "app turned off",
    PASSKEY_ADDED: "passkey added",
    PASSKEY_REMOVED: "passkey removed",
    NEW_CODES: "new recovery codes",
    KEY_MADE: "new API key",
    CODE_USED: "recovery code used",
}


def tell_owner(session: Session, officer: Officer, change: str) -> None:
    """Put the mail about a change, one of the sentences above, into the outbox, and the event into the log."""
    note(_EVENTS[change], officer.id)
    session.add(OutboxMessage(**account_mail(officer, change)))
    session.flush()
