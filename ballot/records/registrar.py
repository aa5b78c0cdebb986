"""The public half of a registrar's tokens, as it is handed in: no token, no member, no order of the roll."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

from ballot.crypto.group import ED25519
from ballot.errors import InvalidEncoding
from ballot.records.canonical import Record, decode, encode
from ballot.records.election import PublicCredential, credential_order, parse_public_credential
from ballot.records.types import ElementText, HexDigest, Uuid

MAX_CREDENTIALS: Final = 110_000
Entry = Annotated[str, Meta(max_length=100)]


class CredentialFile(Record, frozen=True):
    """`credentials`: every `key` or `key,weight`, in the protocol's order; `spares`: the keys of the spare ones.

    `roll`: hash of the roll for which they were made (`ballot.records.roll`).
    """

    version: Literal[2]
    uuid: Uuid
    roll: HexDigest
    credentials: Annotated[tuple[Entry, ...], Meta(min_length=1, max_length=MAX_CREDENTIALS)]
    spares: tuple[ElementText, ...]

    def weights(self) -> dict[str, int]:
        """Return the weight of each public credential."""
        return {entry.credential: entry.weight or 1 for entry in map(parse_public_credential, self.credentials)}


def make_credential_file(uuid: str, roll: str, weights: dict[str, int], spares: list[str]) -> bytes:
    """Return the file of some public credentials: with weights if any is not 1. `roll`: its hash."""
    weighted = any(weight != 1 for weight in weights.values())
    entries = [PublicCredential(key, weight if weighted else None) for key, weight in weights.items()]
    ordered = tuple(str(entry) for entry in credential_order(ED25519, entries))
    return encode(CredentialFile(2, uuid, roll, ordered, tuple(sorted(spares))))


def parse_credential_file(raw: bytes) -> CredentialFile:
    """Return what a registrar has handed in, with every key checked to be a proper one.

    Raises:
        InvalidEncoding: not such a file; a key is none, stands twice, or is the identity; the order is another.
    """
    try:
        found: CredentialFile = decode(CredentialFile, raw.strip())
    except InvalidEncoding:
        # Nothing of the file is quoted: it may be the one with the tokens, by mistake.
        raise InvalidEncoding("it has another form") from None
    entries = [parse_public_credential(text) for text in found.credentials]
    points = ED25519.parse_all([entry.credential for entry in entries])
    if any(point.is_identity for point in points):
        raise InvalidEncoding("a public credential is the identity")
    keys = [point.sort_key for point in points]
    if any(one >= other for one, other in zip(keys, keys[1:], strict=False)):
        raise InvalidEncoding("the public credentials are not sorted, or one stands twice")
    if len({entry.weight is None for entry in entries}) > 1:
        raise InvalidEncoding("either all public credentials have a weight, or none")
    listed = {entry.credential for entry in entries}
    if list(found.spares) != sorted(set(found.spares)) or not set(found.spares) <= listed:
        raise InvalidEncoding("the spare credentials are not sorted, or one is not among the credentials")
    return found
