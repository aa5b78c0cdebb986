"""The return address of a mail (VERP): it names the mail, and a keyed tag proves that we have written it.

`bounces+NUMBER.TAG@example.org`: NUMBER is the mail's in the outbox, TAG the first 80 bits of an HMAC-SHA-256 of it.
The mail server of a member sees its own mails' return addresses, and can so report these as not delivered; nobody can
report a mail that is not theirs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from ballot.election.roll.roll import is_address
from ballot.errors import ConfigurationError

_TAG_BYTES = 10
_LONGEST_NUMBER = 15  # digits


class ReturnPaths:
    """The return addresses of one server: `address` is the mailbox that takes `+` extensions, `secret` the server's."""

    def __init__(self, address: str, secret: str) -> None:
        """Derive the key. Raises: ConfigurationError if the address cannot carry a tag."""
        local, _, self._domain = address.rpartition("@")
        if not (is_address(address) or self._domain == "localhost") or "+" in local or len(local) > 24:
            raise ConfigurationError(
                f"BALLOT_BOUNCE_ADDRESS is “{address}”. It must be one plain address with a short name without “+”, "
                "such as bounces@example.org, whose mail server delivers bounces+anything@example.org to it too."
            )
        self._local = local
        self._key = hmac.digest(secret.encode(), b"ballot return path v1", hashlib.sha256)
        extended = rf"{re.escape(local)}\+([0-9]{{1,{_LONGEST_NUMBER}}})\.([a-z2-7]{{16}})@{re.escape(self._domain)}"
        self._pattern = re.compile(extended, re.IGNORECASE)

    def address_of(self, number: int) -> str:
        """Return the return address of a mail."""
        return f"{self._local}+{number}.{self._tag(number)}@{self._domain}"

    def numbers_in(self, text: str) -> set[int]:
        """Return the mails whose return addresses stand in a text, such as a header; forged ones are not among them."""
        found = {(int(number), tag.lower()) for number, tag in self._pattern.findall(text)}
        return {number for number, tag in found if hmac.compare_digest(tag, self._tag(number))}

    def _tag(self, number: int) -> str:
        digest = hmac.digest(self._key, str(number).encode(), hashlib.sha256)
        return base64.b32encode(digest[:_TAG_BYTES]).decode().lower()


def return_paths(address: str | None, secret: str) -> ReturnPaths | None:
    """Return the return addresses, if a mailbox for returned mails is configured."""
    return None if address is None else ReturnPaths(address, secret)
