"""A ballot token on its way: whose it is, and the link that it opens the booth with."""

from __future__ import annotations

import msgspec

from ballot.store.models.roll import Member


class IssuedToken(msgspec.Struct, frozen=True):
    """A member and the token that was made for them. It prints as nothing."""

    member: Member
    token: str

    def __repr__(self) -> str:
        return "IssuedToken()"


def ballot_link(public_url: str, uuid: str, token: str) -> str:
    """Return the link to the booth. The token stands in the fragment, which browsers never send (B18)."""
    return f"{public_url.rstrip('/')}/vote/{uuid}#{token}"
