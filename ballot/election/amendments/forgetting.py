"""Delete the data of an election's people once nobody can object to its result any more (P6).

Names, addresses, numbers and countries are deleted, along with every mail, request and log-in of members, and what
officers wrote about them. Public credentials, weights and whether a token is spent stay, in new rows in the order of
the credentials, so that the place in the roll does not reveal who had which. What was public also stays: the board, the
ledger's sums and the turnout (docs/decisions/0030).
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log, proposals
from ballot.election.proposals import Payload
from ballot.election.scene import Scene
from ballot.election.state import require_board_state, require_people
from ballot.election.tokens.ledger import ledger
from ballot.election.voting.turnout import turnout
from ballot.errors import BallotError, NotPermitted
from ballot.language import Lazy, _
from ballot.store.models.election import CALLED_OFF, Election, Trustee
from ballot.store.models.mail import OutboxMessage, TimesNotice
from ballot.store.models.people import Invitation
from ballot.store.models.roll import (
    CastingCode,
    ForgottenPeople,
    FormerMember,
    Member,
    MemberLogin,
    RegistrarRequest,
    SealedToken,
    TokenRequest,
)
from ballot.store.session import Database

KIND: Final = "forget-people"
STATES: Final = ("published", CALLED_OFF)
_UNFINISHED: Final = (
    "The data of people is deleted, and can still stand in the free space of the database's file: it could not be "
    "written anew, since somebody was reading all the time. The server tries it again by itself."
)
QUIET: Final = dt.timedelta(days=1)  # how long rewriting the file waits for a moment in which nobody votes
OBJECTIONS: Final = dt.timedelta(days=60)  # after the end; the rules of an organisation may say otherwise


class Forgotten(msgspec.Struct, frozen=True):
    """How much was deleted."""

    members: int
    former: int
    mails: int

    def in_words(self) -> str:
        """Return the sums as a sentence, which names nobody."""
        return _(
            "Deleted the data of the election’s people. Members: %(members)s; removed members: %(former)s; mails: "
            "%(mails)s.",
            members=self.members,
            former=self.former,
            mails=self.mails,
        )


def due_at(election: Election) -> dt.datetime | None:
    """Return when the people's data becomes due for deletion; None if there is nothing to delete, or not yet."""
    ended = election.published_at or election.called_off_at
    return None if ended is None or election.practice or election.forgotten is not None else ended + OBJECTIONS


def forget_people(scene: Scene, reason: str, actor: str) -> Forgotten:
    """Delete the people's data, and record how much it was. `reason`: for the log.

    Raises: NotPermitted in another state, if the reason is missing, or while a mail is being sent.
    """
    cleaned = proposals.cleaned(reason)
    done = _forget(scene)
    log.write(scene, actor, f"{log.in_english(done.in_words)} {cleaned}")
    scene.session.flush()
    return done


def should_finish(session: Session) -> bool:
    """Return whether the server should now rewrite the database by itself.

    Rewriting blocks all writers, including ballots: so it is avoided while a voting is open, but done within a day.
    """
    since = session.scalar(select(func.min(ForgottenPeople.at)).where(~ForgottenPeople.wiped))
    if since is None or clock.now() >= since + QUIET:
        return since is not None
    voting = select(Election.id).where(Election.state == "open", ~Election.practice)
    return session.scalar(voting.limit(1)) is None


def finish(database: Database) -> None:
    """Rewrite the database if people's data was deleted since the last time: its bytes stay in free space until then.

    Raises: BallotError if a reader was active for so long that SQLite's file was not rewritten. The next call tries
    again.
    """
    unfinished = ~ForgottenPeople.wiped
    with database.reading() as session:
        due = list(session.scalars(select(ForgottenPeople.election_id).where(unfinished)))
    if not due:
        return
    if not database.rewrite():
        raise BallotError(_UNFINISHED)
    with database.session() as session:
        done = update(ForgottenPeople).where(ForgottenPeople.election_id.in_(due))
        session.execute(done.values(wiped=True))


def require_ended(scene: Scene) -> None:
    """Refuse if the data is still needed, absent or already deleted, and keep it so. Raises: NotPermitted."""
    require_board_state(scene, *STATES)
    if scene.election.practice:
        raise NotPermitted(_("Nobody in a practice election is a person: there is nothing to delete."))
    require_people(scene.election)


def _forget(scene: Scene) -> Forgotten:
    require_ended(scene)
    mails = _hold_mails(scene)
    _keep_numbers(scene)
    _forget_contacts(scene)
    members = _make_anew(scene)
    former = _empty_former(scene)
    proposals.forget_words(scene)
    scene.session.flush()
    scene.session.expire_all()
    return Forgotten(members, former, mails)


def _hold_mails(scene: Scene) -> int:
    """Lock the mails and return how many there are, unless one of them is being sent at this moment.

    A mail whose lease is over is not being sent: the process that was sending it has crashed, or was switched off.
    """
    columns = select(OutboxMessage.state, OutboxMessage.due_at)
    mine = columns.where(OutboxMessage.election_id == scene.election.id).order_by(OutboxMessage.id)
    mails = scene.session.execute(mine.with_for_update()).all()
    if any(mail.state == "sending" and mail.due_at > clock.now() for mail in mails):
        raise NotPermitted(_("A mail of this election is being sent at this moment. Look again in ten minutes."))
    return len(mails)


def _keep_numbers(scene: Scene) -> None:
    """Keep what pages show and what cannot be counted again without the people: sums that were public."""
    now = clock.now()
    scene.session.add(
        ForgottenPeople(
            election_id=scene.election.id,
            at=now,
            tokens=msgspec.json.encode(ledger(scene)),
            turnout=msgspec.json.encode(turnout(scene, now)),
        )
    )
    scene.session.flush()


def _forget_contacts(scene: Scene) -> None:
    """Delete everything by which somebody was reached, or has reached us."""
    of_it = Member.election_id == scene.election.id
    addresses, members = select(func.lower(Member.email)).where(of_it), select(Member.id).where(of_it)
    scene.session.execute(delete(MemberLogin).where(MemberLogin.address.in_(addresses)))
    scene.session.execute(delete(CastingCode).where(CastingCode.member_id.in_(members)))
    for kind in (OutboxMessage, TokenRequest, SealedToken, RegistrarRequest, Invitation):
        scene.session.execute(delete(kind).where(kind.election_id == scene.election.id))
    scene.session.execute(
        delete(TimesNotice).where(TimesNotice.election_id == scene.election.id, TimesNotice.queued_at.is_(None))
    )
    scene.session.execute(update(Trustee).where(Trustee.election_id == scene.election.id).values(email=""))


def _make_anew(scene: Scene) -> int:
    """Replace the members with rows that describe nobody, and return how many there are.

    The new rows are in the order of the credentials. They record that a token was used, but not when.
    """
    of_it, ended = Member.election_id == scene.election.id, scene.election.closed_at or scene.election.called_off_at
    columns = (Member.credential, Member.weight, Member.spent_at)
    found = scene.session.execute(select(*columns).where(of_it).order_by(Member.credential, Member.weight)).all()
    scene.session.execute(delete(Member).where(of_it))
    rows = [
        {"credential": row.credential, "weight": row.weight, "spent_at": ended if row.spent_at else None}
        for row in found
    ]
    scene.session.execute(
        insert(Member), [{"election_id": scene.election.id, "name": "", "email": "", **row} for row in rows]
    )
    return len(rows)


def _empty_former(scene: Scene) -> int:
    """Wipe who was removed from the roll; whose credential was revoked, and why, is public without the name."""
    nobody = {"name": "", "email": "", **dict.fromkeys(("number", "address", "country", "language"))}
    ids = scene.session.scalars(select(FormerMember.id).where(FormerMember.election_id == scene.election.id)).all()
    scene.session.execute(update(FormerMember).where(FormerMember.election_id == scene.election.id).values(nobody))
    return len(ids)


def check(scene: Scene, payload: Payload) -> Payload:
    """Refuse to delete what could not be deleted now."""
    require_ended(scene)
    return payload


def refusal(scene: Scene) -> str:
    """Say why one officer is not enough."""
    return _("Two people delete the data: one proposes it, another one confirms it.")


def forget_together(scene: Scene, payload: Payload) -> Lazy:
    """Delete the people's data as two officers have decided; what they confirmed is in the log already."""
    return Lazy(_forget(scene).in_words)


def forget_alone(scene: Scene, payload: Payload) -> Lazy:
    """Delete the people's data as the returning officer alone may."""
    return Lazy(forget_people(scene, payload["reason"], log.OFFICER).in_words)


def detail(scene: Scene, payload: Payload) -> str:
    """Say what is deleted and what stays."""
    return _(
        "Names, addresses, numbers and countries of all members are deleted, with their mails, and who had which "
        "ballot token. It cannot be taken back. The result, the archive and the figures stay."
    )
