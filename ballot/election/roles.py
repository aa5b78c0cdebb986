"""Who has which role in an election.

The returning officer is named by the election's own row. Other roles are a second officer (for acts that take two
people), a registrar, observers and auditors. Nobody has two roles in one election; a person may run one election and
observe another. Trustees have personal links and need no account (`trustees/link.py`).

Second officers are fixed at the freeze. Otherwise an officer who is refused could appoint somebody more obliging
afterwards; only where there is none may one be appointed later, and the public page names both.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.scene import Scene
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
# After this time without an answer, the returning officer may act alone where nothing could be decided otherwise.
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


def role_of(scene: Scene) -> str | None:
    """Return the person's role in the election, or None."""
    if scene.election.officer_id == scene.actor.id:
        return OFFICER
    query = select(Appointment.role).where(
        Appointment.election_id == scene.election.id, Appointment.officer_id == scene.actor.id
    )
    return scene.session.scalar(query)


def appointments(scene: Scene) -> list[Appointment]:
    """Return the people with a role other than returning officer, in the order of appointment."""
    query = select(Appointment).where(Appointment.election_id == scene.election.id).order_by(Appointment.id)
    return list(scene.session.scalars(query))


def appointments_of(session: Session, person: Officer) -> list[Appointment]:
    """Return the person's roles in elections that others run, newest first."""
    query = select(Appointment).where(Appointment.officer_id == person.id).order_by(Appointment.id.desc())
    return list(session.scalars(query))


def decides(session: Session, person: Officer) -> bool:
    """Return whether a person can close, count or publish: they run an election, may create one, or confirm acts."""
    if person.creates_elections:
        return True
    runs = select(Election.id).where(Election.officer_id == person.id)
    confirms = select(Appointment.id).where(Appointment.officer_id == person.id, Appointment.role == SECOND_OFFICER)
    return session.scalar(runs.limit(1)) is not None or session.scalar(confirms.limit(1)) is not None


def second_officers(scene: Scene) -> list[Officer]:
    """Return the second officers who can confirm what takes two people."""
    found = (one.officer for one in appointments(scene) if one.role == SECOND_OFFICER)
    return [person for person in found if person.disabled_at is None]


def appoint(scene: Scene, role: str) -> Appointment:
    """Give a person a role in an election.

    Raises: NotPermitted if they have one already, or if second officers are fixed.
    """
    present = role_of(scene)
    if present is not None:
        raise NotPermitted(
            _(
                "%(person)s is %(role)s of this election. Nobody has two roles in one.",
                person=isolated(scene.actor.name),
                role=_(ROLE_NAMES[present]),
            )
        )
    if role == SECOND_OFFICER:
        require_open_to_second_officers(scene)
    made = Appointment(election=scene.election, officer=scene.actor, role=role, appointed_at=clock.now())
    scene.session.add(made)
    log.write(scene, scene.actor.name, f"{scene.actor.name} has become {ROLE_NAMES[role]}.")
    scene.session.flush()
    return made


def require_open_to_second_officers(scene: Scene) -> None:
    """Refuse another second officer after the freeze, unless there is none.

    Raises: NotPermitted.
    """
    scene.session.refresh(scene.election, ["state"], with_for_update=True)
    if scene.election.state != "draft" and second_officers(scene):
        raise NotPermitted(
            _(
                "The election is frozen, and its second officer with it. Whoever must confirm cannot be "
                "chosen afterwards."
            )
        )


def end_appointment(scene: Scene, appointment: Appointment, by: Officer) -> None:
    """End a role: by the returning officer, or by the person who has it.

    Raises: NotPermitted for anybody else, and for ending a second officer's role after the freeze except by stepping
    down.
    """
    own = appointment.officer_id == by.id
    if not own and scene.election.officer_id != by.id:
        raise NotPermitted(_("Only the returning officer ends the role of somebody else."))
    scene.session.refresh(scene.election, ["state"], with_for_update=True)
    if not own and appointment.role == SECOND_OFFICER and scene.election.state != "draft":
        raise NotPermitted(_("The election is frozen: a second officer can step down, and cannot be removed."))
    name, role = appointment.officer.name, ROLE_NAMES[appointment.role]
    words = f"{name} has stepped down as {role}." if own else f"Ended the role of {name} as {role}."
    log.write(scene, by.name, words)
    scene.session.delete(appointment)
    scene.session.flush()
