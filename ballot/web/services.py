"""The services that views use: configuration, database, the server's identity and the mailer."""

from dataclasses import dataclass

from flask import current_app

from ballot.config import Config
from ballot.election.accounts.passkeys import Passkeys
from ballot.election.accounts.second_factor import SecondFactor
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.identity import ServerIdentity
from ballot.election.mail.delivery import Mailer
from ballot.election.tokens.seal import TokenSeal
from ballot.store.session import Database


@dataclass(frozen=True)
class Services:
    """Created once by the app factory."""

    config: Config
    database: Database
    identity: ServerIdentity
    mailer: Mailer | None
    known: KnownCheckpoints
    second_factor: SecondFactor
    passkeys: Passkeys
    seal: TokenSeal

    def public_address(self, path: str) -> str:
        """Return the full address of a page, from the configuration and never from the request's Host (W13)."""
        return self.config.public_url + path


def services() -> Services:
    """Return the services of the running application."""
    found: Services = current_app.extensions["ballot"]
    return found
