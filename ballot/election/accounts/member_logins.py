"""Members' own page: somebody who can read mail at an address sees the elections whose roll contains it.

The answer to a typed address is always the same (W7): there is a row, a cookie and a page for the code, whether or not
a mail is sent. These log-ins are separate from those of accounts: they have another table and another cookie, and all
that a member can do with one is ask for a new token.
"""

from __future__ import annotations

import datetime as dt
import secrets

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election.accounts.bearer import hash_secret
from ballot.election.identity import ServerIdentity
from ballot.election.mail.codes import LIFETIME as CODE_LIFETIME
from ballot.election.mail.codes import TRIES, code_hash, is_right, new_code
from ballot.election.mail.texts import Addressee, login_code_mail, token_request_mail
from ballot.election.roles import second_officers
from ballot.election.roll.rows import canonical_address
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member, MemberLogin, TokenRequest

LIFETIME = dt.timedelta(minutes=30)
MAX_ASKED = 5  # mails to one address in an hour
MAX_ADDRESS = 254
_REPLACING = ("frozen", "open")  # states in which a lost token can be replaced
_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
_PURPOSE = "my"


class OwnElection(msgspec.Struct, frozen=True, kw_only=True):
    """An election as one of its members sees it."""

    election: Election
    member: int
    name: str
    number: str | None
    has_voted: bool | None  # None: a registrar sent the tokens, and the server does not know which member has which
    has_asked: bool  # whether a request for a new token is still unanswered


def begin(session: Session, typed: str, identity: ServerIdentity, public_url: str) -> str:
    """Begin a log-in for an address and return the cookie's secret; a code is mailed if the address is on a roll.

    The mail is written for every address, and kept only if there is somebody to send it to: so the time it takes
    reveals little about whether the address is on a roll (W7).
    """
    now = clock.now()
    address = canonical_address(typed.strip().lower())[:MAX_ADDRESS]
    recent = (MemberLogin.address == address, MemberLogin.began_at > now - _HOUR)
    asked = session.scalar(select(func.count()).select_from(MemberLogin).where(*recent)) or 0
    secret, code = secrets.token_urlsafe(24), new_code()
    login = MemberLogin(
        address=address,
        secret_hash=hash_secret("member-login", secret),
        code_hash="",
        tries=0,
        began_at=now,
        expires_at=now + CODE_LIFETIME,
    )
    session.add(login)
    session.flush()
    if asked < MAX_ASKED:  # otherwise there is no code that could be guessed: the number of guesses is limited (W6)
        login.code_hash = code_hash(identity, _PURPOSE, str(login.id), code)
    found = _memberships(session, address)
    to, election = _addressee(found)
    mail = login_code_mail(election, to, code, public_url)
    if found and asked < MAX_ASKED:
        session.connection().execute(insert(OutboxMessage), [mail])
    session.flush()
    return secret


def _addressee(found: list[tuple[Member, Election]]) -> tuple[Addressee, Election]:
    """Return the recipient of the code and the election that it is sent for; made up if nobody has the address."""
    member, election = found[0] if found else (Member(id=0, name="", email=""), Election(id=0, name="", languages=""))
    return Addressee(member.id, member.name, member.email, member.language), election


def forget_old_logins(session: Session) -> None:
    """Delete log-ins that are more than a day old: they contain addresses that somebody typed."""
    session.execute(delete(MemberLogin).where(MemberLogin.began_at <= clock.now() - _DAY))


def confirm(session: Session, secret: str, code: str, identity: ServerIdentity) -> str | None:
    """Accept the code; return a fresh secret for the cookie, or None if the code is wrong, spent or too old (W6)."""
    login = _find(session, secret, lock=True)
    if login is None or login.confirmed_at is not None or login.tries >= TRIES:
        return None
    if not is_right(login.code_hash, identity, _PURPOSE, str(login.id), code):
        login.tries += 1
        session.flush()
        return None
    fresh = secrets.token_urlsafe(24)  # a secret that was planted before is useless (W1)
    now = clock.now()
    login.secret_hash, login.confirmed_at, login.expires_at = hash_secret("member-login", fresh), now, now + LIFETIME
    session.flush()
    return fresh


def state_of(session: Session, secret: str) -> str:
    """Return what a cookie's secret gives access to: "nothing", "code" (a code is expected) or "elections"."""
    login = _find(session, secret)
    if login is None:
        return "nothing"
    return "code" if login.confirmed_at is None else "elections"


def end(session: Session, secret: str) -> None:
    """End a log-in; its cookie stops working."""
    login = _find(session, secret, lock=True)
    if login is not None:
        login.expires_at = clock.now()
        session.flush()


def own_elections(session: Session, secret: str) -> list[OwnElection]:
    """Return the elections whose roll contains the log-in's address, newest first, without drafts."""
    login = _confirmed(session, secret)
    return [_own(session, member, election) for member, election in _memberships(session, login.address)]


def ask_for_token(session: Session, secret: str, member_id: int, public_url: str) -> None:
    """Notify returning and second officers that this member's token is lost. Asking twice makes one request.

    Raises: NotPermitted if the log-in is over, the member is another person, or voting is over for everybody.
    """
    login = _confirmed(session, secret)
    found = [(member, one) for member, one in _memberships(session, login.address) if member.id == member_id]
    if not found:
        raise NotPermitted(_("This election is not among yours."))
    member, election = found[0]
    require_state(election, *_REPLACING)
    if member.spent_at is not None:
        raise NotPermitted(_("A ballot was cast with your token already, so it cannot be replaced."))
    if _open_request(session, member) is not None:
        return
    request = TokenRequest(election_id=election.id, member_id=member.id, asked_at=clock.now())
    session.add(request)
    session.flush()
    mails = [
        token_request_mail(election, officer, f"token-request:{request.id}:{officer.id}", public_url)
        for officer in (election.officer, *second_officers(Scene(session, election)))
    ]
    session.connection().execute(insert(OutboxMessage), mails)


def open_requests(scene: Scene) -> list[TokenRequest]:
    """Return the unanswered requests for a new token, oldest first."""
    waiting = (TokenRequest.election_id == scene.election.id, TokenRequest.ended_at.is_(None))
    return list(scene.session.scalars(select(TokenRequest).where(*waiting).order_by(TokenRequest.id)))


def requests_to_answer(scene: Scene) -> int:
    """Return how many members are waiting for a new token; 0 once tokens can no longer be replaced."""
    return len(open_requests(scene)) if scene.election.state in _REPLACING else 0


def end_request(scene: Scene, number: int) -> None:
    """Remove a request from the list because it was answered or declined."""
    request = scene.session.get(TokenRequest, number, with_for_update=True)
    if request is None or request.election_id != scene.election.id:
        raise NotPermitted(_("There is no such request in this election."))
    request.ended_at = request.ended_at or clock.now()
    scene.session.flush()


def _own(session: Session, member: Member, election: Election) -> OwnElection:
    return OwnElection(
        election=election,
        member=member.id,
        name=member.name,
        number=member.number,
        has_voted=None if member.credential is None else member.spent_at is not None,
        has_asked=_open_request(session, member) is not None,
    )


def _open_request(session: Session, member: Member) -> TokenRequest | None:
    waiting = (TokenRequest.member_id == member.id, TokenRequest.ended_at.is_(None))
    return session.scalar(select(TokenRequest).where(*waiting))


def _memberships(session: Session, address: str) -> list[tuple[Member, Election]]:
    query = (
        select(Member, Election)
        .join(Election, Election.id == Member.election_id)
        .where(
            func.lower(Member.email) == address,
            Member.email != "",
            Election.state != "draft",
            Election.hidden_at.is_(None),
        )
        .order_by(Election.id.desc(), Member.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _confirmed(session: Session, secret: str) -> MemberLogin:
    login = _find(session, secret)
    if login is None or login.confirmed_at is None:
        raise NotPermitted(_("Your log-in is over. Ask for a new code."))
    return login


def _find(session: Session, secret: str, *, lock: bool = False) -> MemberLogin | None:
    alive = (MemberLogin.secret_hash == hash_secret("member-login", secret), MemberLogin.expires_at > clock.now())
    query = select(MemberLogin).where(*alive)
    return session.scalar(query.with_for_update() if lock else query)
