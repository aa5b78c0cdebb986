"""Invitations to take a role in an election: by mail, for one address, usable once, and valid for a week.

The link in the mail carries the secret after the '#', which browsers do not send; the database keeps its hash. Somebody
without an account chooses a password; somebody with an account logs in and finds the invitation there.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.crypto.credentials import random_base58
from ballot.election import log
from ballot.election.accounts.bearer import hash_secret
from ballot.election.accounts.officers import add_account, find_officer_by_address, normal_address
from ballot.election.mail.texts import invitation_mail
from ballot.election.roles import ROLE_NAMES, SECOND_OFFICER, appoint, require_open_to_second_officers, role_of
from ballot.election.roll.roll import is_address
from ballot.election.scene import Scene
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import _, lazy
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import ROLES, Appointment, Invitation, Officer

LIFETIME = dt.timedelta(days=7)
SECRET_LENGTH = 22  # characters of Base58: 128 bits
MAX_NAME = 100
GONE = lazy("This invitation is not valid: it was used, taken back or replaced, or it has expired. Ask for a new one.")


class Sent(msgspec.Struct, frozen=True):
    """An invitation and its link, which exists only here and in the mail."""

    invitation: Invitation
    link: str

    def __repr__(self) -> str:
        return f"Sent({self.invitation.id})"


def invite(scene: Scene, by: Officer, email: str, role: str, public_url: str) -> Sent:
    """Invite somebody to a role, and put the mail into the outbox; an older invitation of the address stops working.

    Raises: NotPermitted if the address is invalid or has a role already, or second officers are fixed.
    """
    address = normal_address(email)
    if not is_address(address):
        raise NotPermitted(_("“%(email)s” is not an e-mail address.", email=email.strip()), "email")
    if role not in ROLES:
        raise NotPermitted(_("There is no such role."), "role")
    _refuse_second_role(scene, address)
    if role == SECOND_OFFICER:
        require_open_to_second_officers(scene)
    for older in open_invitations(scene):
        if older.email == address:
            older.ended_at = clock.now()
    secret = random_base58(SECRET_LENGTH)
    now = clock.now()
    made = Invitation(
        election=scene.election,
        email=address,
        role=role,
        secret_hash=hash_secret("invitation", secret),
        invited_at=now,
        expires_at=now + LIFETIME,
    )
    scene.session.add(made)
    scene.session.flush()
    link = f"{public_url.rstrip('/')}/invitation"
    row = invitation_mail(scene.election, by.name, _(ROLE_NAMES[role]), made, link, secret)
    scene.session.add(OutboxMessage(**row))
    log.write(scene, by.name, f"Invited somebody as {ROLE_NAMES[role]}.")
    scene.session.flush()
    return Sent(made, f"{link}#{secret}")


def _refuse_second_role(scene: Scene, address: str) -> None:
    person = find_officer_by_address(scene.session, address)
    present = role_of(scene.by(person)) if person is not None else None
    if present is not None:
        raise NotPermitted(
            _(
                "%(address)s is %(role)s of this election. Nobody has two roles in one.",
                address=address,
                role=_(ROLE_NAMES[present]),
            ),
            "email",
        )


def open_invitations(scene: Scene) -> list[Invitation]:
    """Return the invitations of an election that can still be accepted, oldest first."""
    query = select(Invitation).where(
        Invitation.election_id == scene.election.id, Invitation.ended_at.is_(None), Invitation.expires_at > clock.now()
    )
    return list(scene.session.scalars(query.order_by(Invitation.id)))


def invitations_for(session: Session, person: Officer) -> list[Invitation]:
    """Return the open invitations for the address of an account."""
    query = select(Invitation).where(
        Invitation.email == person.email, Invitation.ended_at.is_(None), Invitation.expires_at > clock.now()
    )
    return list(session.scalars(query.order_by(Invitation.id)))


def take_back(scene: Scene, by: Officer, number: int) -> None:
    """Take an invitation back. Raises: NotPermitted if it does not belong to this election, or is over."""
    found = next((one for one in open_invitations(scene) if one.id == number), None)
    if found is None:
        raise NotPermitted(GONE)
    found.ended_at = clock.now()
    log.write(scene, by.name, f"Took back an invitation as {ROLE_NAMES[found.role]}.")
    scene.session.flush()


def find_invitation(session: Session, secret: str, *, lock: bool = False) -> Invitation:
    """Return the invitation with this secret.

    Raises: NotPermitted, with the same words whether it never existed, was used, or has expired (W7).
    """
    query = select(Invitation).where(
        Invitation.secret_hash == hash_secret("invitation", secret.strip().rpartition("#")[2]),
        Invitation.ended_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotPermitted(GONE)
    return found


def accept(session: Session, invitation: Invitation, person: Officer) -> Appointment:
    """Let the owner of the invited address take the role; this uses up the invitation.

    Raises: NotPermitted if it is somebody else's or over, or if the role is no longer available.
    """
    session.refresh(invitation, with_for_update=True)
    over = invitation.ended_at is not None or invitation.expires_at <= clock.now()
    if over or person.email != invitation.email:
        raise NotPermitted(GONE)
    invitation.ended_at = clock.now()
    return appoint(Scene(session, invitation.election, person=person), invitation.role)


def accept_as_new(session: Session, secret: str, name: str, password_hash: str) -> Officer:
    """Make an account for the invited address and take the role. The account runs no elections of its own.

    Raises: NotPermitted if the invitation is over, the name is not acceptable, or there is an account already.
    """
    invitation = find_invitation(session, secret, lock=True)
    cleaned = clean_line(name, _("Your name"), MAX_NAME, "name")
    person = add_account(session, invitation.email, cleaned, password_hash, creates_elections=False)
    accept(session, invitation, person)
    return person
