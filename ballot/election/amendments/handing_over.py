"""Hand an election over to one of its second officers, who exchanges roles with the returning officer.

The returning officer proposes it and the successor confirms; if the returning officer cannot be reached, the operator
of the server does it, and the log says so. Only a second officer can take over: somebody whom the public page has named
since the freeze, not somebody who was found afterwards. There are still two officers afterwards, so everything that
needs two people can be done as before. Proposals that are waiting stay as well: each belongs to the person who proposed
it, whatever their role, and another person confirms it. Trustees, tokens and ballots are not affected.

The contact that members see changes at the same moment, also in queued mails. The charter was bound at the freeze and
keeps its name.
"""

from __future__ import annotations

import re
import secrets

import msgspec
from sqlalchemy import select, update

from ballot import clock
from ballot.election import log, proposals
from ballot.election.accounts.officers import normal_address
from ballot.election.amendments.contact import say_in_mails
from ballot.election.mail.texts import contact_of, handed_over_mail
from ballot.election.proposals import Payload
from ballot.election.roles import SECOND_OFFICER, second_officers
from ballot.election.scene import Scene
from ballot.election.setup.draft import clean_contact
from ballot.errors import NotPermitted
from ballot.language import Lazy, _, isolated
from ballot.report import names_in_words
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import Appointment, Officer

KIND = "hand-over"
_TO_OFFICERS = ("request", "act-waiting", "unopened", "stopped", "your-turn")


class Contact(msgspec.Struct, frozen=True):
    """What members read about who runs the election, and how that person is reached."""

    administrator: str
    contact: str


class _Change(msgspec.Struct, frozen=True):
    """An election that has changed hands. `stays`: whether the former returning officer is now second officer."""

    former: Officer
    new: Officer
    stays: bool
    reason: str

    def in_words(self) -> str:
        names = {"new": isolated(self.new.name), "former": isolated(self.former.name), "reason": isolated(self.reason)}
        if self.stays:
            return _("%(new)s is the returning officer now, and %(former)s second officer: %(reason)s", **names)
        return _("%(new)s is the returning officer now, and %(former)s has no role any more: %(reason)s", **names)


def usual_contact(election: Election, successor: Officer) -> Contact:
    """Return what members read now, with the returning officer's name and address replaced by the successor's."""

    def renamed(text: str) -> str:
        addressed = _instead_of(election.officer.email, successor.email, text)
        return _instead_of(election.officer.name, successor.name, addressed)

    return Contact(renamed(election.administrator or ""), renamed(election.contact))


def _instead_of(before: str, after: str, text: str) -> str:
    """Replace a name or an address in a text, but not within another one."""
    found = rf"(?<![\w@.+-]){re.escape(before)}(?![\w@+-]|\.\w)"
    return re.sub(found, lambda _found: after, text, flags=re.IGNORECASE)


def successor_of(scene: Scene, address: str) -> Officer:
    """Return the second officer with this address.

    Raises: NotPermitted if there is none; the message says what to do.
    """
    seconds = second_officers(scene)
    for person in seconds:
        if person.email == normal_address(address):
            return person
    if not seconds:
        raise NotPermitted(
            _(
                "This election has no second officer, and nobody else can take it over. The returning officer invites "
                "one under “People and roles”."
            )
        )
    raise NotPermitted(
        _(
            "%(address)s is not second officer of this election, so cannot take it over. These can: %(addresses)s.",
            address=isolated(address),
            addresses=names_in_words([person.email for person in seconds]),
        )
    )


def check(scene: Scene, payload: Payload) -> Payload:
    """Refuse to hand the election over if it could not be done now, and return what is proposed.

    `payload`: `to` (the account of the successor), `administrator` and `contact`, as members will read them.

    Raises: NotPermitted if the successor is no second officer, or the way to reach them is missing.
    """
    successor_of(scene, scene.session.get_one(Officer, payload["to"]).email)
    contact = _cleaned(scene.election, Contact(payload["administrator"], payload["contact"]))
    return {"from": scene.election.officer_id, "to": payload["to"], **msgspec.structs.asdict(contact)}


def hand_over_by_operator(scene: Scene, address: str, contact: Contact, reason: str, *, stays: bool = True) -> None:
    """Hand the election over to the second officer with this address, for a returning officer who cannot be reached.

    `stays`: whether the former one is second officer afterwards; nobody should have to wait for one who has left for
    good.

    Raises: NotPermitted if the address is no second officer's, or the reason or the way to reach them is missing.
    """
    _lock(scene)
    successor = successor_of(scene, address)
    change = _exchange(scene, successor, contact, proposals.cleaned(reason), stays=stays)
    log.write(scene, log.OPERATOR, log.in_english(lambda: f"Handed the election over. {change.in_words()}"))
    _tell(scene, change, by_operator=True)


def _lock(scene: Scene) -> None:
    """Wait for any other change of roles in this election, and check again who runs it."""
    if scene.election.state != "draft":
        board.lock(scene.session, scene.election.id)  # before the mails, in the order in which closing locks them
    # With `key_share`, other transactions can still write lines of the log.
    scene.session.refresh(
        scene.election, ["officer_id", "officer", "administrator", "contact"], with_for_update={"key_share": True}
    )


def _exchange(scene: Scene, successor: Officer, contact: Contact, reason: str, *, stays: bool) -> _Change:
    """Exchange two people's roles, under the lock.

    The former officer gets a new row, so that a page that was loaded before cannot end a role by the number of the old
    row.
    """
    change = _Change(scene.election.officer, successor, stays, reason)
    theirs = (Appointment.election_id == scene.election.id, Appointment.officer_id == successor.id)
    scene.session.delete(scene.session.scalars(select(Appointment).where(*theirs)).one())
    scene.election.officer = successor
    scene.session.flush()
    if stays:
        made = {"role": SECOND_OFFICER, "appointed_at": clock.now()}
        scene.session.add(Appointment(election=scene.election, officer=change.former, **made))
    else:
        _stop_mails(scene, change.former)
    _change_contact(scene, contact)
    proposals.drop(scene, kind=KIND)
    scene.session.flush()
    return change


def _stop_mails(scene: Scene, former: Officer) -> None:
    """Stop mails about this election to somebody who no longer has a part in it."""
    theirs = (OutboxMessage.address == former.email, OutboxMessage.kind.in_(_TO_OFFICERS))
    unsent = (OutboxMessage.election_id == scene.election.id, OutboxMessage.state.in_(("queued", "failed")), *theirs)
    scene.session.execute(update(OutboxMessage).where(*unsent).values(state="stopped"))


def _change_contact(scene: Scene, contact: Contact) -> None:
    """Change whom to ask, also in mails that have not been sent."""
    cleaned, before = _cleaned(scene.election, contact), contact_of(scene.election)
    scene.election.administrator, scene.election.contact = cleaned.administrator or None, cleaned.contact
    say_in_mails(scene, before)


def _cleaned(election: Election, contact: Contact) -> Contact:
    """Return what members will read, cleaned for pages and mails; an existing contact must have a successor."""
    administrator, reached = clean_contact(contact.administrator.strip(), contact.contact)
    if contact_of(election) and not (administrator or reached):
        raise NotPermitted(_("Say whom members ask from now on: the pages and mails of this election name somebody."))
    return Contact(administrator or "", reached)


def _tell(scene: Scene, change: _Change, *, by_operator: bool) -> None:
    """Put a mail into the outbox for each of the two, and for every other second officer."""
    people = {person.id: person for person in (change.former, change.new, *second_officers(scene))}
    for person in people.values():
        key = f"handed-over:{secrets.token_hex(8)}"
        facts = {"former": change.former.name, "new": change.new.name, "stays": change.stays, "reason": change.reason}
        row = handed_over_mail(scene.election, person, key, by_operator=by_operator, **facts)
        scene.session.add(OutboxMessage(**row))
    scene.session.flush()


def detail(scene: Scene, payload: Payload) -> str:
    """Say who hands over to whom, and whom members should ask."""
    former, successor = _people(scene, payload)
    contact = ", ".join(filter(None, (payload["administrator"], payload["contact"])))
    return _(
        "%(new)s becomes the returning officer, and %(former)s second officer. Only %(new)s can confirm it. Members "
        "are told to ask: %(contact)s",
        new=isolated(successor.name),
        former=isolated(former.name),
        contact=isolated(contact or "–"),
    )


def take_over(scene: Scene, payload: Payload) -> Lazy:
    """Make the successor who confirms the returning officer."""
    _lock(scene)
    _former, successor = _people(scene, payload)
    contact = Contact(payload["administrator"], payload["contact"])
    change = _exchange(scene, successor, contact, payload["reason"], stays=True)
    _tell(scene, change, by_operator=False)
    return Lazy(change.in_words)


def _people(scene: Scene, payload: Payload) -> tuple[Officer, Officer]:
    """Return who hands over to whom. Raises: NotPermitted if one of the two now has another role."""
    successor = scene.session.get_one(Officer, payload["to"])
    if scene.election.officer_id != payload["from"] or successor not in second_officers(scene):
        raise NotPermitted(_("Roles in this election have changed since it was proposed. Propose it again."))
    return scene.election.officer, successor


def successor_id(payload: Payload) -> int:
    """Return the account that alone can confirm it."""
    return int(payload["to"])
