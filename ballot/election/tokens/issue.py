"""Ballot tokens: made for every member, sent or handed out once, and forgotten.

The server keeps the public credential of each token. The token itself is in memory, then in one mail's `secret` until
the mail server has accepted it, or sealed until its letter is printed or the mail-merge file is saved.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ballot.crypto.credentials import new_token, public_credential
from ballot.crypto.group import ED25519
from ballot.election.ballot_token import IssuedToken, ballot_link
from ballot.records.election import PublicCredential
from ballot.records.roll import defuse
from ballot.store.models.election import Election
from ballot.store.models.roll import Member


def issue_tokens(election: Election, members: Iterable[Member], *, by_mail: bool) -> list[IssuedToken]:
    """Make a token for each member and keep its public credential. `by_mail`: for members with an e-mail address."""
    issued = []
    for member in members:
        token = new_token()
        member.credential = str(public_credential(ED25519, election.uuid, token))
        member.delivery = "mail" if by_mail and member.email else "file"
        issued.append(IssuedToken(member, token))
    return issued


def credential_list(weights: Iterable[tuple[str, int]]) -> list[PublicCredential]:
    """Return the public credentials: with weights if any weight is not 1, otherwise without."""
    listed = list(weights)
    weighted = any(weight != 1 for _, weight in listed)
    return [PublicCredential(credential, weight if weighted else None) for credential, weight in listed]


def merge_file(election: Election, issued: Iterable[IssuedToken], public_url: str) -> bytes:
    """Return the CSV for a mail merge, safe to open in a spreadsheet (W11)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    about_member = ["member_id", "name", "email", "language"]
    writer.writerow([*about_member, "token", "link", "fingerprint", "setup_event", "address", "country"])
    for entry in issued:
        member = entry.member
        link = ballot_link(public_url, election.uuid, entry.token)
        row = [member.number, member.name, member.email, member.language, entry.token, link]
        row += [election.fingerprint, election.setup_event, member.address, member.country]
        writer.writerow([defuse(cell or "") for cell in row])
    return out.getvalue().encode("utf-8-sig")
