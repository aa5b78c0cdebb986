"""The ledger of tokens: issued + held + undeliverable = roll, computed from the roll and the outbox, never typed in.

A token is *issued* when the mail server has accepted its mail, or when its letter is printed or its file saved. It is
*held* or *undeliverable* when the officer says so, with a reason. Any other token prevents the opening: its mail waits,
was refused or was returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.event_cache import Memory
from ballot.election.roll.rows import canonical_address
from ballot.election.scene import Scene
from ballot.election.state import require_board_state
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.tokens.roll_changes import roll_changes
from ballot.election.wording import clean_line, is_control
from ballot.errors import NotPermitted
from ballot.language import N_, _, isolated
from ballot.store.models.election import Election, LogEntry
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member, SealedToken

DECISIONS = ("held", "undeliverable", "resume")
MAX_REASON = 300
NOBODY = N_("“%(who)s”: nobody on the roll has it.")
_SEVERAL = N_("“%(who)s”: several members have it: use the membership number, or choose the member on the roll.")
_AT_ONCE = 500  # numbers in one statement

# Joins a member to their token mail; the state of the token is a word of `Ledger`.
TOKEN_MAIL = and_(OutboxMessage.member_id == Member.id, OutboxMessage.kind == "token")
_IS_SEALED = exists().where(SealedToken.member_id == Member.id)
_IS_LETTER = exists().where(SealedToken.member_id == Member.id, SealedToken.channel == "letter")
_STANDING = case(
    (Member.delivery.in_(("held", "undeliverable")), Member.delivery),
    (and_(func.coalesce(Member.address, "") == "", _IS_LETTER), "missing"),
    (_IS_SEALED, "waiting"),
    (Member.delivery == "file", "issued"),
    (OutboxMessage.state == "accepted", "issued"),
    (OutboxMessage.state.in_(("queued", "sending")), "waiting"),
    (OutboxMessage.state.in_(("failed", "bounced", "stopped")), "returned"),
    else_="missing",
)
# Whether a token has left this server, whatever anybody has recorded about it.
HAS_LEFT = or_(OutboxMessage.state == "accepted", and_(OutboxMessage.id.is_(None), ~_IS_SEALED))


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of a roll by state. It adds up when nothing waits, was returned or is missing."""

    roll: int
    issued: int = 0
    held: int = 0
    undeliverable: int = 0
    waiting: int = 0  # mails that the mail server has not accepted yet; letters and files not printed or saved
    returned: int = 0  # mails that were refused permanently, or returned
    missing: int = 0  # members for whom there is neither a mail, nor a letter with an address, nor a place in the file
    replaced: int = 0  # tokens that were replaced; their members are counted above with the new ones
    added: int = 0  # members who were added after the freeze, and are counted above
    removed: int = 0  # members who were removed after the freeze, and are not counted above

    @property
    def adds_up(self) -> bool:
        """Whether issued + held + undeliverable = roll."""
        return self.issued + self.held + self.undeliverable == self.roll


_KEPT = msgspec.json.Decoder(Ledger)  # made once: see `ballot.records.canonical`


_public: Memory[Ledger] = Memory(50)


class UndecidedMember(msgspec.Struct, frozen=True, kw_only=True):
    """A member whose token mail was returned, or whose token is held or undeliverable."""

    id: int
    number: str | None
    name: str
    address: str
    standing: str
    reason: str


def ledger(scene: Scene) -> Ledger:
    """Return the ledger of an election; before the freeze every token is missing.

    If the people's data has been deleted, this is the ledger as it was then.
    """
    if scene.election.forgotten is not None:
        return _KEPT.decode(scene.election.forgotten.tokens)
    query = (
        select(_STANDING, func.count())
        .select_from(Member)
        .outerjoin(OutboxMessage, TOKEN_MAIL)
        .where(Member.election_id == scene.election.id)
        .group_by(_STANDING)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in scene.session.execute(query)}
    changes = roll_changes(scene)
    return Ledger(roll=sum(counts.values()), **msgspec.structs.asdict(changes), **counts)


def public_ledger(scene: Scene) -> Ledger:
    """Return the ledger for the public board page: after an officer's act as it is now, otherwise a minute old at most.

    It counts all members and their mails, so it is not made for each reader.
    """
    last = select(func.max(LogEntry.id)).where(LogEntry.election_id == scene.election.id)
    minute = clock.now().replace(second=0, microsecond=0)
    key = (scene.election.uuid, scene.session.scalar(last), roll_changes(scene), minute)
    return _public.recall(key, lambda: ledger(scene))


def only_mails_wait(scene: Scene, sums: Ledger) -> bool:
    """Return whether all tokens that are not issued yet are to be mailed: once released, they need no further act."""
    if not sums.waiting or sums.returned or sums.missing:
        return False
    by_hand = (SealedToken.election_id == scene.election.id, SealedToken.channel != "mail", Member.delivery == "file")
    query = select(SealedToken.credential).join(Member, SealedToken.member_id == Member.id).where(*by_hand)
    return scene.session.scalar(query.limit(1)) is None


def members_to_decide(scene: Scene) -> list[UndecidedMember]:
    """Return the members whose tokens have not reached them, as far as we know, without waiting mails."""
    if scene.election.forgotten is not None:
        return []
    query = (
        select(Member, _STANDING, OutboxMessage.error)
        .select_from(Member)
        .outerjoin(OutboxMessage, TOKEN_MAIL)
        .where(Member.election_id == scene.election.id, _STANDING.in_(("held", "undeliverable", "returned", "missing")))
        .order_by(Member.id)
    )
    return [
        UndecidedMember(
            id=member.id,
            number=member.number,
            name=member.name,
            address=member.email,
            standing=standing,
            reason=member.delivery_reason or error or "",
        )
        for member, standing, error in scene.session.execute(query)
    ]


def find_members(scene: Scene, words: Iterable[str]) -> list[int]:
    """Return the ids of members named by membership number or e-mail address.

    Raises: NotPermitted naming any that match nobody, or several members.
    """
    found = []
    for word in words:
        if any(map(is_control, word)):  # which a database may not even accept
            raise NotPermitted(_(NOBODY, who=isolated(word)), "who")
        named = (Member.number == word) | (func.lower(Member.email) == canonical_address(word).lower())
        ids = scene.session.scalars(select(Member.id).where(Member.election_id == scene.election.id, named)).all()
        if len(ids) != 1:
            raise NotPermitted(_(_SEVERAL if ids else NOBODY, who=isolated(word)), "who")
        found.append(ids[0])
    return found


def decide_tokens(scene: Scene, ids: Sequence[int], decision: str, reason: str = "") -> int:
    """Mark the tokens of members as "held" or "undeliverable", or release them again ("resume"); return how many.

    A held token's mail is stopped before the mail server gets it; an accepted mail can no longer be held. Once the
    voting is closed, a token can only be marked as undeliverable: its mail may still be returned.

    Raises: NotPermitted if nothing would be changed, a reason is missing, or a mail is just being sent.
    """
    require_board_state(scene, "frozen", "open", *(["closed"] if decision == "undeliverable" else []))
    if decision not in DECISIONS:
        raise ValueError(f"{decision!r} is not a decision on a token")
    words = clean_line(reason, _("The reason"), MAX_REASON, "reason") if decision != "resume" else None
    chosen = sorted(set(ids))
    if not chosen:
        raise NotPermitted(_("Choose at least one member."))
    for start in range(0, len(chosen), _AT_ONCE):
        _decide(scene, chosen[start : start + _AT_ONCE], decision, words)
    scene.session.flush()
    said = {"held": "Held back", "undeliverable": "Marked as undeliverable", "resume": "Let go out again"}[decision]
    # The reason may name a member, so it is kept in the member's row (P5).
    log.write(scene, log.OFFICER, f"{said}: {len(chosen)} token{'s' * (len(chosen) != 1)}.")
    return len(chosen)


def _decide(scene: Scene, ids: Sequence[int], decision: str, reason: str | None) -> None:
    chosen = select(Member).where(Member.election_id == scene.election.id, Member.id.in_(ids)).order_by(Member.id)
    members = scene.session.scalars(chosen.with_for_update()).all()  # somebody may be removed at this moment
    if len(members) != len(ids):
        raise NotPermitted(_("Somebody who was chosen is not on this roll. Load the page again."))
    mails = select(OutboxMessage).where(OutboxMessage.member_id.in_(ids), OutboxMessage.kind == "token")
    by_member = {mail.member_id: mail for mail in scene.session.scalars(mails.with_for_update())}
    sealed = select(SealedToken.member_id, SealedToken.channel).where(SealedToken.member_id.in_(ids))
    channels = {row.member_id: row.channel for row in scene.session.execute(sealed)}
    for member in members:
        mail = by_member.get(member.id)
        _refuse_contradiction(scene.election, member, mail, decision)
        if decision == "resume":
            by_mail = mail is not None or channels.get(member.id) == "mail"
            member.delivery, member.delivery_reason = "mail" if by_mail else "file", None
            if mail is not None and mail.state == "stopped":
                mail.state, mail.attempts, mail.due_at = "queued", 0, clock.now()
        else:
            member.delivery, member.delivery_reason = decision, reason
            if mail is not None and mail.state in ("queued", "failed"):
                mail.state = "stopped"


def _refuse_contradiction(election: Election, member: Member, mail: OutboxMessage | None, decision: str) -> None:
    marked = member.delivery in ("held", "undeliverable")
    # The server learns what the registrar hands out only from a statement on one member, or a file of states.
    unknown = is_registrars(election) and member.delivery is None
    if decision == "resume" and not (marked or unknown):
        raise NotPermitted(
            _("The token of %(member)s is neither held nor undeliverable.", member=isolated(member.name))
        )
    if mail is None:
        return
    refuse_while_sent(member, mail)
    if decision == "resume" and not mail.address:
        raise NotPermitted(
            _(
                "The token mail of %(member)s has no address to go to any more. Replace the token by letter, or "
                "correct the roll first.",
                member=isolated(member.name),
            )
        )
    if decision == "held" and mail.state in ("accepted", "bounced"):
        raise NotPermitted(
            _(
                "The token of %(member)s has left this server, so it cannot be held back. Mark it as "
                "undeliverable if it did not arrive.",
                member=isolated(member.name),
            )
        )


def refuse_while_sent(member: Member, mail: OutboxMessage) -> None:
    """Refuse to touch a member's token mail while it is passed to the mail server. Raises: NotPermitted."""
    if mail.state == "sending":
        raise NotPermitted(
            _(
                "The mail for %(member)s is being sent at this moment. Look again in ten minutes.",
                member=isolated(member.name),
            )
        )


def forget_tokens(scene: Scene, why: str = "The voting was closed before it went out") -> None:
    """Wipe the tokens that were never sent, when no ballot can be cast any more (W17), and record whose they were.

    A letter of a batch, or a file that was downloaded, has most probably been sent, although nobody has confirmed it:
    it counts as issued, unless an officer says otherwise. (That a ballot was cast with it must not decide: P5.)
    """
    unsent = (
        OutboxMessage.election_id == scene.election.id,
        OutboxMessage.kind == "token",
        OutboxMessage.secret.is_not(None),
    )
    sealed = SealedToken.election_id == scene.election.id
    _hold_still(scene.session, unsent, sealed)
    mails = select(OutboxMessage.member_id).where(*unsent, OutboxMessage.state != "sending")
    papers = select(SealedToken.member_id).where(sealed, SealedToken.batch.is_(None))
    late = (or_(Member.id.in_(mails), Member.id.in_(papers)), Member.delivery.in_(("mail", "file")))
    scene.session.execute(update(Member).where(*late).values(delivery="undeliverable", delivery_reason=why))
    scene.session.execute(update(OutboxMessage).where(*unsent).values(secret=None, state="stopped"))
    scene.session.execute(delete(SealedToken).where(sealed))


def _hold_still(session: Session, unsent: Iterable[ColumnElement[bool]], sealed: ColumnElement[bool]) -> None:
    """Lock what has not been sent, in the order that every act uses: members, sealed tokens, mails.

    At this moment the worker may be making a mail of a sealed token, or claiming a mail to send it: the outcome is
    known after the wait.
    """
    mails, papers = select(OutboxMessage.member_id).where(*unsent), select(SealedToken.member_id).where(sealed)
    members = select(Member.id).where(or_(Member.id.in_(mails), Member.id.in_(papers))).order_by(Member.id)
    session.execute(members.with_for_update(key_share=True)).all()  # mails to a member can still be written
    tokens = select(SealedToken.credential).where(sealed).order_by(SealedToken.credential)
    session.execute(tokens.with_for_update()).all()
    session.execute(select(OutboxMessage.id).where(*unsent).order_by(OutboxMessage.id).with_for_update()).all()
