"""The mails of elections and accounts, as rows of the outbox.

Templates: `templates/email/`; the first line is the subject.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ballot import clock
from ballot.election.ballot_token import IssuedToken, ballot_link
from ballot.election.mail.outbox import SECRET_MARK, turn_of
from ballot.election.mail.times import time_marks, with_times
from ballot.election.mail.words import Words, languages_of
from ballot.language import N_, SOURCE, _, in_language, isolated
from ballot.moments import in_words
from ballot.report import render_text
from ballot.store.models.election import Election, Trustee
from ballot.store.models.mail import TimesNotice
from ballot.store.models.people import Invitation, JointAct, Officer
from ballot.store.models.roll import Member

Row = dict[str, Any]  # of the outbox
Previews = dict[str, tuple[str, str]]  # subject and text, by language
_MARIA: Final = ("Maria Example", "maria@example.org")
# What a trustee does in each of the steps for which others wait.
TURNS: Final = {
    "polynomial": N_("What comes next: send your part of the common key."),
    "voutput": N_("What comes next: check what the others sent, and finish your key."),
    "shuffle": N_("What comes next: shuffle the ballots, so that nobody can tell whose is whose."),
    "commit": N_("What comes next: verify the election and prepare your share."),
    "decrypt": N_("What comes next: send your share."),
}
# The lines of the templates that say whom to ask; queued mails are updated when somebody else runs the election.
WHOM_TO_ASK: Final = (
    N_("Questions? Ask %(contact)s."),
    N_("Token lost, or questions? Ask %(contact)s."),
    N_("If it was not you, tell the returning officer at once: %(contact)s."),
    N_("If you did not ask for it, tell the returning officer at once: %(contact)s."),
    N_("Returning officer: %(contact)s"),
)


class Addressee(NamedTuple):
    """The person that a mail is for; a member, if there is an id."""

    id: int | None
    name: str
    email: str
    language: str | None = None  # as on the roll: "fr", "pt-BR"


def language_for(election: Election, wanted: str | None) -> str:
    """Return the language for mails to somebody: theirs, if the election is offered in it, else its first."""
    offered = languages_of(election)
    code = (wanted or "").strip().lower().replace("_", "-").partition("-")[0]
    return code if code in offered else offered[0]


def _render(election: Election, to: Addressee, template: str, /, **values: object) -> str:
    # The language of those who run the election and are notified is not known.
    runs_it = to.id is None and to.language is None
    with in_language(SOURCE if runs_it else language_for(election, to.language)):
        moments = {name: in_words(value) for name, value in values.items() if isinstance(value, dt.datetime)}
        known = {"name": to.name, "election": election.name, **time_marks()}
        return render_text(template, **{**known, **values, **moments})


def token_mail(
    election: Election,
    issued: IssuedToken,
    public_url: str,
    words: Mapping[str, Words],
    key: str = "",
    *,
    replaces: bool = False,
) -> Row:
    """Return the mail that brings a member their token: one per member (W9), its secret separate from its text.

    `words`: the officer's own, by language. `key`: of a mail after the freeze. `replaces`: an earlier token is no
    longer valid.
    """
    to = issued.member
    own = words.get(language_for(election, to.language), Words())
    member = Addressee(to.id, to.name, to.email, to.language)
    text = _render(
        election,
        member,
        "email/token.txt",
        link=ballot_link(public_url, election.uuid, SECRET_MARK),
        token=SECRET_MARK,
        booth=f"{public_url.rstrip('/')}/vote/{election.uuid}",
        help=f"{public_url.rstrip('/')}/elections/{election.uuid}/help",
        public_url=public_url.rstrip("/"),
        fingerprint=election.fingerprint or "?" * 43,
        setup_event=election.setup_event or "?" * 64,
        contact=contact_of(election),
        replaces=replaces,
        own_subject=own.subject,
        own_paragraph=own.paragraph,
    )
    return _message(election, member, key or f"token:{member.id}", "token", text, secret=issued.token)


def replaced_notice(election: Election, member: Addressee, key: str) -> Row:
    """Return the mail that notifies an address that the token sent there no longer works."""
    text = _render(election, member, "email/replaced.txt", at=clock.now(), contact=contact_of(election))
    return _message(election, member, key, "replaced", text)


def removed_notice(election: Election, member: Addressee, key: str) -> Row:
    """Return the mail that notifies somebody who was taken off the roll; it no longer refers to any member."""
    text = _render(election, member, "email/removed.txt", at=clock.now(), contact=contact_of(election))
    return {**_message(election, member, key, "removed", text), "member_id": None}


def cast_notice(
    election: Election, member: Addressee, number: int, public_url: str, tracking_number: str | None = None
) -> Row:
    """Return the mail that notifies a member that a ballot was cast with their token (B9).

    It never says which one, unless the person who cast it asked for the receipt by mail (P5); then the tracking number
    is stored separately, and is wiped like any secret. `number`: which of the member's ballots it is, from 1.
    """
    text = _render(
        election,
        member,
        "email/notice.txt",
        at=clock.now(),
        re_voting=election.re_voting,
        contact=contact_of(election),
        page=f"{public_url.rstrip('/')}/elections/{election.uuid}",
        tracking_number=None if tracking_number is None else SECRET_MARK,
    )
    return _message(election, member, f"notice:{member.id}:{number}", "notice", text, secret=tracking_number)


def casting_code_mail(election: Election, member: Addressee, code: str) -> Row:
    """Return the mail with the code that casting requires."""
    text = _render(election, member, "email/casting_code.txt", code=SECRET_MARK, contact=contact_of(election))
    return _code_mail(election, member, "casting-code", text, code)


def login_code_mail(election: Election, member: Addressee, code: str, public_url: str) -> Row:
    """Return the mail with the code for a member's own page; it names no election (`election`: whose outbox it is)."""
    page = f"{public_url.rstrip('/')}/my"
    text = _render(election, member, "email/login_code.txt", code=SECRET_MARK, page=page)
    return _code_mail(election, member, "login-code", text, code)


def token_request_mail(election: Election, officer: Officer, key: str, public_url: str) -> Row:
    """Return the mail that notifies an officer that a member asks for a new token: only the page says who."""
    to = Addressee(None, officer.name, officer.email)
    page = f"{public_url.rstrip('/')}/officer/elections/{election.uuid}/token-requests"
    text = _render(election, to, "email/token_request.txt", page=page)
    return _message(election, to, key, "request", text)


def _code_mail(election: Election, member: Addressee, kind: str, text: str, code: str) -> Row:
    return _message(election, member, f"{kind}:{secrets.token_hex(12)}", kind, text, secret=code)


def contact_of(election: Election) -> str:
    """Return who runs the election and how they are reached, in one line; "" if neither is known."""
    return ", ".join(filter(None, (election.administrator, election.contact)))


def sentences_with_contact(election: Election, before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines of mails that say whom to ask, with both contacts, in each language of the election."""
    found = []
    for language in languages_of(election):
        with in_language(language):
            old, new = isolated(before), isolated(after)
            # The last one is a line of its own, and in some languages the end of another one.
            starts = [*[""] * (len(WHOM_TO_ASK) - 1), "\n"]
            found += [
                (start + _(line, contact=old), start + _(line, contact=new))
                for start, line in zip(starts, WHOM_TO_ASK, strict=True)
            ]
    return found


def trial_mail(election: Election, address: str, key: str, public_url: str) -> Row:
    """Return a mail without a secret that is sent exactly as the tokens will be, to an officer's own address."""
    text = render_text(
        "email/test.txt", name=election.officer.name, election=election.name, public_url=public_url.rstrip("/")
    )
    return _message(election, Addressee(None, election.officer.name, address), key, "test", text)


def reminder_mail(election: Election, member: Addressee, key: str, notes: Mapping[str, str], public_url: str) -> Row:
    """Return the mail that reminds a member to vote. It never contains the token, which was sent only once.

    `notes`: the officer's own words, by language.
    """
    text = _render(
        election,
        member,
        "email/reminder.txt",
        note=notes.get(language_for(election, member.language), ""),
        booth=f"{public_url.rstrip('/')}/vote/{election.uuid}",
        help=f"{public_url.rstrip('/')}/elections/{election.uuid}/help",
        contact=contact_of(election),
    )
    return _message(election, member, key, "reminder", text)


def times_mail(election: Election, member: Addressee, notice: TimesNotice, public_url: str) -> Row:
    """Return the mail that notifies a member of a new end of the voting, an early closing, or no result at all."""
    text = _render(
        election,
        member,
        "email/times.txt",
        change=notice.change,
        made_at=notice.made_at,
        closes_at=notice.closes_at,
        after_end=notice.made_at >= notice.closes_at,
        reason=notice.reason,
        page=f"{public_url.rstrip('/')}/elections/{election.uuid}",
        contact=contact_of(election),
    )
    return _message(election, member, f"times:{notice.id}:{member.id}", "times", text)


def corrected_mail(election: Election, old: Addressee, key: str) -> Row:
    """Return the mail that notifies a member's old address that another one is used now. It does not say which."""
    text = _render(election, old, "email/corrected.txt", contact=contact_of(election))
    return _message(election, old, key, "corrected", text)


def unopened_mail(election: Election, officer: Officer, key: str, why: str, public_url: str) -> Row:
    """Return the mail that tells an officer why the voting was not opened at its time."""
    to = Addressee(None, officer.name, officer.email)
    page = f"{public_url.rstrip('/')}/officer/elections/{election.uuid}"
    text = _render(election, to, "email/unopened.txt", why=why, page=page)
    return _message(election, to, key, "unopened", text)


def act_waiting_mail(election: Election, officer: Officer, key: str, act: JointAct, title: str, public_url: str) -> Row:
    """Return the mail that notifies an officer of an act to confirm; the page says what and why, not the mail (P5)."""
    to = Addressee(None, officer.name, officer.email)
    text = _render(
        election,
        to,
        "email/act_waiting.txt",
        proposer=act.proposer.name,
        title=title,
        expires_at=act.expires_at,
        page=f"{public_url.rstrip('/')}/officer/elections/{election.uuid}/joint-acts",
    )
    return _message(election, to, key, "act-waiting", text)


def stopped_mail(election: Election, officer: Officer, stopper: Officer, public_url: str) -> Row:
    """Return the mail that notifies an officer that another one has stopped the voting, and why."""
    to = Addressee(None, officer.name, officer.email)
    at = election.stopped_at or clock.now()
    text = _render(
        election,
        to,
        "email/stopped.txt",
        person=stopper.name,
        stopped_at=at,
        reason=election.stop_reason or "",
        page=f"{public_url.rstrip('/')}/officer/elections/{election.uuid}/times",
    )
    return _message(election, to, f"stopped:{at:%Y%m%dT%H%M%S}:{officer.id}", "stopped", text)


def your_turn_mail(election: Election, key: str, turn: str, public_url: str) -> Row:
    """Return the mail that tells the returning officer that it is their turn: to "freeze", to "open", or a "lot"."""
    to = Addressee(None, election.officer.name, election.officer.email)
    page = f"{public_url.rstrip('/')}/officer/elections/{election.uuid}"
    return _message(election, to, key, "your-turn", _render(election, to, "email/your_turn.txt", turn=turn, page=page))


def handed_over_mail(election: Election, officer: Officer, key: str, **facts: object) -> Row:
    """Return the mail that tells an officer who runs the election from now on. `facts`: names, reason, and by whom."""
    to = Addressee(None, officer.name, officer.email)
    text = _render(election, to, "email/handed_over.txt", **facts)
    return _message(election, to, key, "handed-over", text)


def trustee_link_mail(election: Election, trustee: Trustee, key: str, page: str, secret: str) -> Row:
    """Return the mail that brings a trustee their personal link; its secret is stored separately."""
    to, link = _trustee(election, trustee), f"{page}#{SECRET_MARK}"
    text = _render(election, to, "email/trustee_link.txt", link=link, contact=contact_of(election))
    return _message(election, to, key, "trustee", text, secret=secret)


def trustee_turn_mail(election: Election, trustee: Trustee, key: str, step: str, page: str) -> Row:
    """Return the mail that tells a trustee that it is their turn, and what to do."""
    to = _trustee(election, trustee)
    with in_language(language_for(election, to.language)):
        doing = _(TURNS[step])
    text = _render(election, to, "email/trustee_turn.txt", doing=doing, page=page, contact=contact_of(election))
    return _message(election, to, key, "trustee", text)


def trustee_excused_mail(election: Election, trustee: Trustee, reason: str) -> Row:
    """Return the mail that tells a trustee that they need not shuffle, and why."""
    to, key = _trustee(election, trustee), f"trustee:{trustee.id}:excused"
    text = _render(election, to, "email/trustee_excused.txt", reason=reason, contact=contact_of(election))
    return _message(election, to, key, "trustee", text)


def _trustee(election: Election, trustee: Trustee) -> Addressee:
    """No roll gives a trustee's language: the election's usual one is used."""
    return Addressee(None, trustee.name, trustee.email, languages_of(election)[0])


def reminder_previews(election: Election, notes: Mapping[str, str], public_url: str) -> Previews:
    """Return subject and text of a reminder in each language of the election, as a made-up member would get it."""
    rows = {
        language: reminder_mail(election, Addressee(0, *_MARIA, language), "preview", notes, public_url)
        for language in languages_of(election)
    }
    return {language: (row["subject"], with_times(election, row["body"])) for language, row in rows.items()}


def token_previews(election: Election, words: Mapping[str, Words], public_url: str) -> Previews:
    """Return subject and text of the token mail in each language of the election, for a made-up member and token."""
    found = {}
    for language in languages_of(election):
        maria = Member(id=0, name=_MARIA[0], email=_MARIA[1], language=language)
        row = token_mail(election, IssuedToken(maria, "XXXXX-XXXXXX-XXXXX-XXXXXX"), public_url, words)
        body = with_times(election, row["body"])
        found[language] = row["subject"], body.replace(SECRET_MARK, row["secret"])
    return found


def invitation_mail(election: Election, inviter: str, role: str, invitation: Invitation, page: str, secret: str) -> Row:
    """Return the mail that invites somebody to a role, in the language of the page that they are invited from.

    `page`: where it is accepted. Its secret is stored separately.
    """
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
    return _message(election, invited, invitation_key(invitation), "invitation", text, secret=secret)


def invitation_key(invitation: Invitation) -> str:
    """Return the key of an invitation's mail."""
    return f"invitation:{invitation.id}"


def account_mail(officer: Officer, change: str) -> Row:
    """Return the mail that tells the owner of an account what was changed about it, in a sentence.

    It has no link, which could be imitated as a lure, and no words that somebody chose, such as a passkey's name.
    """
    with in_language(SOURCE):
        values = {"name": officer.name, "address": officer.email, "change": change, "at": in_words(clock.now())}
        text = render_text("email/account.txt", **values)
    owner = Addressee(None, officer.name, officer.email)
    return _message(None, owner, f"account:{secrets.token_hex(12)}", "account", text)


def operator_mail(address: str, key: str, text: str) -> Row:
    """Return a mail to whoever runs the server, in English like everything that operators read."""
    return _message(None, Addressee(None, "", address), key, "operator", text)


def _message(
    election: Election | None, member: Addressee, key: str, kind: str, text: str, secret: str | None = None
) -> Row:
    subject, body = _split(text)
    now = clock.now()
    return {
        "election_id": None if election is None else election.id,
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
        "turn": turn_of(kind),
        "created_at": now,
        "due_at": now,
    }


def _split(text: str) -> tuple[str, str]:
    """Return subject and body of a rendered mail."""
    first, _, rest = text.partition("\n")
    if not first.startswith("Subject: "):
        raise ValueError("the first line of a mail's template must be its subject")
    return first.removeprefix("Subject: ").strip(), rest.lstrip("\n")
