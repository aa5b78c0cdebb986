"""Set up an election: its name, dates and policy, while it is a draft.

Everything here can be changed until the freeze (`freeze.py`); afterwards only how members reach the officer
(`amendments/contact.py`). The ballot paper is in `paper/contests.py`, trustees are in `trustees/trustees.py`, and the
roll is in `roll/roll.py`.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import available_timezones

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.crypto.credentials import new_uuid
from ballot.election import log
from ballot.election.paper.changes import differences, values_of
from ballot.election.paper.contests import MAX_TITLE
from ballot.election.paper.look_alikes import skeleton
from ballot.election.scene import Scene
from ballot.election.state import is_deleted, require_draft
from ballot.election.wording import clean_line, clean_text
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.records.charter import is_ambiguous, split_description
from ballot.store.models.election import Election
from ballot.store.models.people import Officer

MAX_TEXT = 20_000
_LOGGED = {
    "name": "name", "administrator": "who runs it", "contact": "how members reach the officer",
    "credential_authority": "credential authority", "zone": "time zone", "opens_at": "opening", "closes_at": "end",
    "minimum_ballots": "least number of ballots", "re_voting": "voting again", "languages": "languages",
    "casting_code": "code for casting", "marked_register": "register of who has voted",
    "few_trustees_accepted": "one trustee accepted",
}  # fmt: skip
PRACTICE = "PRACTICE: "


class ElectionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The election as the officer enters it. Times are aware; they are kept in UTC."""

    name: str
    description: str = ""
    administrator: str | None = None
    contact: str = ""  # how members reach the person who runs it
    credential_authority: str | None = None
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    minimum_ballots: int = 2
    re_voting: bool = False
    languages: str = ""  # codes, the usual one first; "": all that the server has
    few_trustees_accepted: bool = False
    zone: str = "UTC"
    casting_code: bool = False  # whether casting requires a code sent by e-mail
    marked_register: bool = False  # whether the rules require a list of who has voted


def create_election(session: Session, officer: Officer, draft: ElectionDraft, *, practice: bool = False) -> Election:
    """Create an election in the state `draft` and return it; the name of a practice election says what it is.

    Raises: NotPermitted with a sentence about the first value that is not acceptable.
    """
    election = Election(uuid=new_uuid(), officer=officer, state="draft", created_at=clock.now(), practice=practice)
    _fill_election(election, draft)
    session.add(election)
    session.flush()
    log.write(Scene(session, election), officer.name, f"Created the election “{election.name}”.")
    return election


def find_election(session: Session, uuid: str) -> Election | None:
    """Return the election with this uuid, or None; a deleted draft is no longer found."""
    election = session.scalar(select(Election).where(Election.uuid == uuid))
    return None if election is None or is_deleted(election) else election


def update_election(scene: Scene, draft: ElectionDraft) -> None:
    """Replace the general values of a draft election."""
    require_draft(scene)
    before, described = values_of(scene.election, _LOGGED), scene.election.description
    _fill_election(scene.election, draft)
    changes = differences(before, values_of(scene.election, _LOGGED), _LOGGED)
    if described != scene.election.description:
        changes.append("description")
    if changes:
        log.write(scene, log.OFFICER, f"Changed dates and rules: {'; '.join(changes)}.")
    scene.session.flush()


def clean_contact(administrator: str | None, contact: str) -> tuple[str | None, str]:
    """Return who runs an election, in words that members know, and how they are reached; both are optional."""
    who = clean_line(administrator, _("The administrator"), MAX_TITLE, "administrator") if administrator else None
    line = clean_line(contact, _("How members reach you"), MAX_TITLE, "contact") if contact.strip() else ""
    return who, line


def _fill_election(election: Election, draft: ElectionDraft) -> None:
    election.name = clean_line(draft.name, _("The name of the election"), MAX_TITLE, "name")
    if _is_practice_name(election.name) is not election.practice:
        raise NotPermitted(
            _("The name of a practice election begins with “%(practice)s”.", practice=PRACTICE)
            if election.practice
            else _(
                "Only the name of a practice election begins with “%(practice)s”. Choose another name.",
                practice=PRACTICE,
            ),
            "name",
        )
    election.description = clean_text(draft.description, _("The description"), MAX_TEXT, "description")
    if is_ambiguous(election.description) or split_description(election.description)[1] is not None:
        raise NotPermitted(
            _("The description may not contain “Charter SHA-256”; a line with it is added at the freeze."),
            "description",
        )
    election.administrator, election.contact = clean_contact(draft.administrator, draft.contact)
    authority = draft.credential_authority
    election.credential_authority = (
        clean_line(authority, _("The credential authority"), MAX_TITLE) if authority else None
    )
    if draft.zone not in available_timezones():
        raise NotPermitted(
            _("%(zone)s is not a time zone. Use a name such as Europe/Berlin, or UTC.", zone=draft.zone), "zone"
        )
    election.zone = draft.zone
    _check_dates(draft.opens_at, draft.closes_at)
    election.opens_at, election.closes_at = draft.opens_at, draft.closes_at
    if not 1 <= draft.minimum_ballots <= 1_000_000:
        raise NotPermitted(
            _("The least number of ballots that may be opened must be at least 1. Two or more protect secrecy."),
            "minimum_ballots",
        )
    election.minimum_ballots = draft.minimum_ballots
    election.re_voting, election.casting_code = draft.re_voting, draft.casting_code
    election.marked_register = draft.marked_register
    election.languages = draft.languages
    election.few_trustees_accepted = draft.few_trustees_accepted


def _is_practice_name(name: str) -> bool:
    """Return whether a name says that an election is for practice; letters that look alike count as the same."""
    return skeleton(name).startswith(skeleton(PRACTICE))


def _check_dates(opens_at: dt.datetime | None, closes_at: dt.datetime | None) -> None:
    for moment in (opens_at, closes_at):
        if moment is not None and moment.tzinfo is None:
            raise NotPermitted(_("The opening and closing times need a time zone."))
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise NotPermitted(
            _("The voting closes before it opens. Choose a closing time after the opening time."), "closes_at"
        )
