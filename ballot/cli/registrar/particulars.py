"""The particulars of an election, as sent by the server to its registrar: the contents of letters except the token."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import msgspec

from ballot.errors import ConfigurationError, NotPermitted
from ballot.look import Look


class Particulars(msgspec.Struct, frozen=True):
    """`spares`: the credentials that replace lost ones; the two times are in ISO 8601, or empty."""

    name: str
    sender: str
    contact: str
    languages: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    opens_at: str
    closes_at: str
    fingerprint: str
    setup_event: str
    organisation: str = ""
    accent: str = ""
    logo: bytes = b""  # in base64
    spares: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse invalid times, and branding that cannot be shown."""
        for moment in filter(None, (self.opens_at, self.closes_at)):
            dt.datetime.fromisoformat(moment)
        try:
            self.look()
        except ConfigurationError as error:
            raise ValueError(str(error)) from None

    def look(self) -> Look:
        """Return the organisation's name, colour and logo."""
        return Look(self.organisation, self.accent, self.logo)


def read_particulars(path: Path) -> Particulars:
    """Return the particulars in a file. Raises: NotPermitted if it is some other file, of which nothing is quoted."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Particulars)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise NotPermitted(
            f"{path} is not a file of particulars, as the registrar's page or `ballot registrar particulars` saves it."
        ) from None
