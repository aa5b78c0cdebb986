"""The mails of an election, as rows of the outbox. Templates: `templates/email/`; the first line is the subject."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from ballot import clock
from ballot.election.outbox import SECRET_MARK
from ballot.election.tokens import IssuedToken, ballot_link
from ballot.language import LANGUAGES, in_language
from ballot.moments import in_words
from ballot.report import render_text
from ballot.store.models import Election, Invitation, Member

Row = dict[str, Any]  # of the outbox


class Addressee(NamedTuple):
    """The person that a mail is for; a member, if there is an id."""

    id: int | None
    name: str
    email: str
    language: str | None = None  # as the roll has it: "fr", "pt-BR"


def language_for(election: Election, wanted: str | None) -> str:
    """Return the language that somebody is written to in: theirs, if the election is offered in it, else its first."""
    offered = election.languages.split() or list(LANGUAGES)
    code = (wanted or "").strip().lower().replace("_", "-").partition("-")[0]
    return code if code in offered else offered[0]


def _render(election: Election, to: Addressee, template: str, /, **values: object) -> str:
    with in_language(language_for(election, to.language)):
        moments = {name: in_words(value) for name, value in values.items() if isinstance(value, dt.datetime)}
        return render_text(template, **{"name": to.name, "election": election.name, **values, **moments})


def token_mail(election: Election, issued: IssuedToken, public_url: str) -> Row:
    """Return the mail that brings a member their token: one per member (W9), its secret apart from its text."""
    to = issued.member
    member = Addressee(to.id, to.name, to.email, to.language)
    text = _render(
        election,
        member,
        "email/token.txt",
        link=ballot_link(public_url, election.uuid, SECRET_MARK),
        token=SECRET_MARK,
        booth=f"{public_url.rstrip('/')}/vote/{election.uuid}",
        public_url=public_url.rstrip("/"),
        opens_at=election.opens_at or "",
        closes_at=election.closes_at or "",
        fingerprint=election.fingerprint or "?" * 43,
        setup_event=election.setup_event or "?" * 64,
        contact=election.administrator or "",
    )
    return _message(election, member, f"token:{member.id}", "token", text, secret=issued.token)


def cast_notice(election: Election, member: Addressee, number: int) -> Row:
    """Return the mail that tells a member that a ballot was cast with their token: never which one (B9, P5).

    `number`: which of the member's ballots it is, from 1.
    """
    text = _render(
        election,
        member,
        "email/notice.txt",
        at=clock.now(),
        re_voting=election.re_voting,
        closes_at=election.closes_at or "",
        contact=election.administrator or "",
    )
    return _message(election, member, f"notice:{member.id}:{number}", "notice", text)


def trial_mail(election: Election, address: str, key: str, public_url: str) -> Row:
    """Return a mail that holds nothing secret and goes the way of the tokens, to an officer's own address."""
    text = render_text(
        "email/test.txt", name=election.officer.name, election=election.name, public_url=public_url.rstrip("/")
    )
    return _message(election, Addressee(None, election.officer.name, address), key, "test", text)


def reminder_mail(election: Election, member: Addressee, key: str, note: str, public_url: str) -> Row:
    """Return the mail that reminds a member to vote. It never holds the token: that was sent once."""
    text = _render(
        election,
        member,
        "email/reminder.txt",
        note=note,
        booth=f"{public_url.rstrip('/')}/vote/{election.uuid}",
        closes_at=election.closes_at or "",
        contact=election.administrator or "",
    )
    return _message(election, member, key, "reminder", text)


def preview(election: Election, kind: str, note: str, public_url: str) -> tuple[str, str]:
    """Return subject and text of a "token" or "reminder" mail, as a made-up member would get it."""
    maria = Member(id=0, name="Maria Example", email="maria@example.org")
    if kind == "token":
        row = token_mail(election, IssuedToken(maria, "XXXXX-XXXXXX-XXXXX-XXXXXX"), public_url)
        return row["subject"], row["body"].replace(SECRET_MARK, row["secret"])
    row = reminder_mail(election, Addressee(0, maria.name, maria.email), "preview", note, public_url)
    return row["subject"], row["body"]


def invitation_mail(election: Election, inviter: str, role: str, invitation: Invitation, page: str, secret: str) -> Row:
    """Return the mail that invites somebody to a role; `page`: where it is accepted. Its secret stands apart."""
    text = render_text(
        "email/invitation.txt",
        inviter=inviter,
        role=role,
        election=election.name,
        link=f"{page}#{SECRET_MARK}",
        code=SECRET_MARK,
        expires_at=in_words(invitation.expires_at),
    )
    invited = Addressee(None, invitation.email, invitation.email)
    return _message(election, invited, f"invitation:{invitation.id}", "invitation", text, secret=secret)


def _message(election: Election, member: Addressee, key: str, kind: str, text: str, secret: str | None = None) -> Row:
    subject, body = _split(text)
    now = clock.now()
    return {
        "election_id": election.id,
        "member_id": member.id,
        "key": key,
        "kind": kind,
        "name": member.name,
        "address": member.email,
        "subject": subject,
        "body": body,
        "secret": secret,
        "state": "queued",
        "attempts": 0,
        "created_at": now,
        "due_at": now,
    }


def _split(text: str) -> tuple[str, str]:
    """Return subject and body of a rendered mail."""
    first, _, rest = text.partition("\n")
    if not first.startswith("Subject: "):
        raise ValueError("the first line of a mail's template must be its subject")
    return first.removeprefix("Subject: ").strip(), rest.lstrip("\n")
