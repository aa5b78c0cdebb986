"""Print where to go after `make run`:  welcome.py DATA_FOLDER ADDRESS"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from sqlalchemy import select

from ballot.cli.server.demo import belenios_tool
from ballot.config import OUTBOX
from ballot.election.setup.draft import find_election
from ballot.store.models.roll import Member
from ballot.store.session import open_database


def main() -> None:
    """Print the addresses for a member, an officer and an auditor, and how to stop."""
    data, address = Path(sys.argv[1]), sys.argv[2]
    print(f"\nServing {address}\n")
    notes = data / "demo.json"
    if notes.exists():
        _explain_demo(data, address, json.loads(notes.read_text(encoding="utf-8")))
    print("  To stop:             Ctrl-C")
    print(f"  To begin afresh:     rm -r {data}, then make run\n", flush=True)


def _explain_demo(data: Path, address: str, notes: dict[str, str]) -> None:
    finished, archive = notes["finished"], data / f"{notes['finished']}.bel"
    link = _first_unused(data, notes)
    print(f"  As a member, vote:   {link.replace(_host(link), address) if link else 'all demo ballots are cast'}")
    print(f"  or without a link:   {address}/my   as {_english_member(data, notes)}")
    if os.environ.get("BALLOT_SMTP_URL") == OUTBOX:
        print(f"  Mails, codes:        {address}/demo/outbox   (none is sent)")
    print(f"  As officer, log in:  {address}/login")
    print(f"                       {notes['officer']}   password {notes['password']}")
    if "second" in notes:
        print(f"                       {notes['second']} confirms what takes two people (same password)")
    print(f"  As anybody, look at: {address}/elections/{finished}/result")
    print(f"  As auditor, verify:  .venv/bin/ballot verify {archive}")
    print(f"  and independently:   {belenios_tool(data)}")


def _english_member(data: Path, notes: dict[str, str]) -> str:
    """Return the address of a member of the open election who reads English mails."""
    database = open_database(f"sqlite:///{(data / 'ballot.sqlite3').absolute()}")
    with database.reading() as session:
        election = find_election(session, notes["open"])
        addresses = select(Member.email).where(Member.election_id == (election.id if election else 0))
        return session.scalar(addresses.where(Member.language == "en").order_by(Member.id).limit(1)) or "a member"


def _host(link: str) -> str:
    return link.split("/vote/", 1)[0]


def _first_unused(data: Path, notes: dict[str, str]) -> str | None:
    """Return an unused ballot link of the open election."""
    from ballot.crypto.credentials import public_credential
    from ballot.crypto.group import ED25519

    database = open_database(f"sqlite:///{(data / 'ballot.sqlite3').absolute()}")
    with database.reading() as session:
        election = find_election(session, notes["open"])
        if election is None:
            return None
        members = session.query(Member).filter(Member.election_id == election.id, Member.spent_at.is_(None))
        unused = {member.credential for member in members}
    for link in notes["links"]:
        token = link.rpartition("#")[2]
        if str(public_credential(ED25519, notes["open"], token)) in unused:
            return link
    return None


if __name__ == "__main__":
    main()
