"""The services that jobs use."""

from __future__ import annotations

from typing import Protocol

from ballot.config import Config
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.identity import ServerIdentity
from ballot.election.mail.delivery import Mailer
from ballot.election.tokens.seal import TokenSeal
from ballot.store.session import Database


class Context(Protocol):
    """A server's configuration and database, and what is derived from them. `Services` of the web is one."""

    @property
    def config(self) -> Config:
        """The configuration."""

    @property
    def database(self) -> Database:
        """The database."""

    @property
    def identity(self) -> ServerIdentity:
        """The server's key and name."""

    @property
    def known(self) -> KnownCheckpoints:
        """The newest known checkpoints."""

    @property
    def mailer(self) -> Mailer | None:
        """The object that sends mails; None if this server sends none."""

    @property
    def seal(self) -> TokenSeal:
        """The seal of tokens that are waiting to be sent."""
