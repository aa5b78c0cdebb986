"""A ballot token on its way to its member, and the link that opens the booth with it."""

from __future__ import annotations

import msgspec

from ballot.store.models.roll import Member


class IssuedToken(msgspec.Struct, frozen=True):
    """A member and the token that was made for them. Its repr shows neither."""

    member: Member
    token: str

    def __repr__(self) -> str:
        return "IssuedToken()"


def ballot_link(public_url: str, uuid: str, token: str) -> str:
    """Return the link to the booth. The token is in the fragment, which browsers never send (B18)."""
    return f"{public_url.rstrip('/')}/vote/{uuid}#{token}"
