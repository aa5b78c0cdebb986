"""The election record, the Setup payload and the list of public credentials (specification 4.8, 4.10)."""

from __future__ import annotations

import re
from typing import Any, Final, Literal

from msgspec import UNSET, Raw, UnsetType

from ballot.crypto.group import Group
from ballot.errors import InvalidEncoding
from ballot.records.canonical import Record, decode
from ballot.records.types import ElementText, HexDigest, Uuid

MAX_TOTAL_WEIGHT: Final = 2**48  # the discrete logarithm of a total stays computable (attack C24)
_CREDENTIAL: Final = re.compile(r"([0-9a-f]{1,617})(?:,([1-9][0-9]{0,14}))?")


class Election(Record, frozen=True):
    """`election`: everything that the fingerprint phi covers. `questions` are raw: see `questions.parse_question`."""

    version: Literal[1]
    description: str
    name: str
    group: str
    public_key: ElementText
    questions: tuple[Raw, ...]
    uuid: Uuid
    administrator: str | UnsetType = UNSET
    credential_authority: str | UnsetType = UNSET
    language: tuple[str, str] | UnsetType = UNSET


class SetupData(Record, frozen=True):
    """`setup_data`: the payload of the Setup event, by the hashes of three records."""

    election: HexDigest
    trustees: HexDigest
    credentials: HexDigest
    credentials_certificate: HexDigest | UnsetType = UNSET


class PublicCredential(Record, frozen=True):
    """One entry of the list of voters: a public credential and its weight, if the election has weights."""

    credential: str
    weight: int | None

    def __str__(self) -> str:
        return self.credential if self.weight is None else f"{self.credential},{self.weight}"


def parse_public_credential(text: str) -> PublicCredential:
    """Return the public credential that `key` or `key,weight` stands for; the key is not yet checked to be in a group.

    Raises:
        InvalidEncoding: another form (a third field would leak who is behind it: attack B13), or a weight below 1.
    """
    match = _CREDENTIAL.fullmatch(text)
    if match is None:
        raise InvalidEncoding(f"the public credential {text[:100]!r} is neither “key” nor “key,weight” (check 4.1)")
    return PublicCredential(match[1], None if match[2] is None else int(match[2]))


def credential_order(group: Group, credentials: list[PublicCredential]) -> list[PublicCredential]:
    """Return public credentials in the order in which the protocol lists them: by group element, which says nothing
    about the order of the roll (attack B14)."""
    return sorted(credentials, key=lambda entry: group.parse(entry.credential).sort_key)


def decode_credentials(raw: bytes, read: Any = decode) -> tuple[str, ...]:
    """Return the strings of a `public_credentials` record."""
    entries: tuple[str, ...] = read(tuple[str, ...], raw)
    return entries
