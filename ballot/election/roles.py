"""Who has which role in an election.

The returning officer is named by the election's own row. Beside them stand a second officer (for acts that take two
people), a registrar, observers and auditors. Nobody has two roles in one election; a person may run one election and
observe another. Trustees have personal links and need no account (`trustee_link.py`).

Second officers are fixed at the freeze. Otherwise an officer who is refused could appoint somebody more obliging
afterwards; only where there is none may one be appointed later, and the public page names both.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.errors import NotPermitted
from ballot.language import N_, _, isolated
from ballot.store.models.election import Election
from ballot.store.models.people import Appointment, Officer

OFFICER = "officer"
SECOND_OFFICER = "second-officer"
REGISTRAR = "registrar"
OBSERVER = "observer"
AUDITOR = "auditor"
ALL_ROLES = (OFFICER, SECOND_OFFICER, REGISTRAR, OBSERVER, AUDITOR)
TWO_PEOPLE = (OFFICER, SECOND_OFFICER)  # whose acts together are a joint act
# After so long without an answer, what would otherwise end in nothing may be done by the returning officer alone.
UNREACHABLE = dt.timedelta(hours=72)

ROLE_NAMES = {
    OFFICER: N_("returning officer"),
    SECOND_OFFICER: N_("second officer"),
    REGISTRAR: N_("registrar"),
    OBSERVER: N_("observer"),
    AUDITOR: N_("auditor"),
}


def role_names() -> dict[str, str]:
    """Return what each role is called, in the present language; the log says it in English."""
    return {role: _(name) for role, name in ROLE_NAMES.items()}


def role_of(session: Session, election: Election, person: Officer) -> str | None:
    """Return the person's role in the election, or None."""
    if election.officer_id == person.id:
        return OFFICER
    query = select(Appointment.role).where(Appointment.election_id == election.id, Appointment.officer_id == person.id)
    return session.scalar(query)


def appointments(session: Session, election: Election) -> list[Appointment]:
    """Return who has a role beside the returning officer, in the order of appointment."""
    query = select(Appointment).where(Appointment.election_id == election.id).order_by(Appointment.id)
    return list(session.scalars(query))


def appointments_of(session: Session, person: Officer) -> list[Appointment]:
    """Return the person's roles in elections that others run, the newest first."""
    query = select(Appointment).where(Appointment.officer_id == person.id).order_by(Appointment.id.desc())
    return list(session.scalars(query))


def second_officers(session: Session, election: Election) -> list[Officer]:
    """Return the second officers who can confirm what takes two people."""
    found = (one.officer for one in appointments(session, election) if one.role == SECOND_OFFICER)
    return [person for person in found if person.disabled_at is None]


def appoint(session: Session, election: Election, person: Officer, role: str) -> Appointment:
    """Give a person a role in an election.

    Raises: NotPermitted if they have one already, or if second officers are fixed.
    """
    present = role_of(session, election, person)
    if present is not None:
        raise NotPermitted(
            _(
                "%(person)s is %(role)s of this election. Nobody has two roles in one.",
                person=isolated(person.name),
                role=_(ROLE_NAMES[present]),
            )
        )
    if role == SECOND_OFFICER:
        require_open_to_second_officers(session, election)
    made = Appointment(election=election, officer=person, role=role, appointed_at=clock.now())
    session.add(made)
    log.write(session, election, person.name, f"{person.name} has become {ROLE_NAMES[role]}.")
    session.flush()
    return made


def require_open_to_second_officers(session: Session, election: Election) -> None:
    """Refuse another second officer after the freeze, unless there is none.

    Raises: NotPermitted.
    """
    session.refresh(election, ["state"], with_for_update=True)
    if election.state != "draft" and second_officers(session, election):
        raise NotPermitted(
            _(
                "The election is frozen, and its second officer with it. Whoever must confirm cannot be "
                "chosen afterwards."
            )
        )


def end_appointment(session: Session, election: Election, appointment: Appointment, by: Officer) -> None:
    """End a role: by the returning officer, or by the person who has it.

    Raises: NotPermitted for somebody else, and for a second officer after the freeze who does not step down alone.
    """
    own = appointment.officer_id == by.id
    if not own and election.officer_id != by.id:
        raise NotPermitted(_("Only the returning officer ends the role of somebody else."))
    session.refresh(election, ["state"], with_for_update=True)
    if not own and appointment.role == SECOND_OFFICER and election.state != "draft":
        raise NotPermitted(_("The election is frozen: a second officer can step down, and cannot be removed."))
    name, role = appointment.officer.name, ROLE_NAMES[appointment.role]
    words = f"{name} has stepped down as {role}." if own else f"Ended the role of {name} as {role}."
    log.write(session, election, by.name, words)
    session.delete(appointment)
    session.flush()
