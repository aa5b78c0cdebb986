"""Hand mails to an SMTP server."""

from __future__ import annotations

from ballot.election.outbox import OutgoingMail


class SMTPMailer:
    """A mailer for one SMTP URL: smtp://user:password@host:port (STARTTLS when offered) or smtps://… ."""

    def __init__(self, url: str, sender: str) -> None:
        """Parse the URL and the sender's address. Raises: ConfigurationError."""
        raise NotImplementedError

    def send(self, mail: OutgoingMail) -> None:
        """Send one mail. Raises: MailRefused or MailDelayed."""
        raise NotImplementedError
