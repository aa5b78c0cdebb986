"""Letters: tokens for members without an e-mail address, or for all, printed in batches and posted by people.

    waits (sealed) -> in a batch, whose PDF can be made again -> printed: wiped, and issued in the ledger

A token is wiped only when the officer says that the batch is printed, because printers jam.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, select

from ballot.election import log
from ballot.election.ballot_token import ballot_link
from ballot.election.mail.texts import contact_of, language_for
from ballot.election.scene import Scene
from ballot.election.state import require_board_state, require_state
from ballot.election.tokens.roll_changes import replacing_credentials
from ballot.election.tokens.seal import TokenSeal
from ballot.errors import NotPermitted
from ballot.language import _, in_language, lazy
from ballot.look import PLAIN, Look
from ballot.moments import in_words
from ballot.report import counted
from ballot.report.letters import Letter, address_lines, by_post, letter_html, letters_html
from ballot.report.qr import qr_path
from ballot.store.models.election import Election
from ballot.store.models.roll import Member, SealedToken

BATCH = 200  # letters: a PDF of them takes well under a minute
STATES = ("frozen", "open")
GONE = lazy("There is no such batch any more: it was confirmed as printed, and its tokens are wiped.")


class Batch(msgspec.Struct, frozen=True):
    """Letters that are printed together and are not confirmed as printed yet."""

    number: int
    letters: int


class LetterSums(msgspec.Struct, frozen=True, kw_only=True):
    """The letters of an election: those in no batch yet, and the open batches."""

    waiting: int
    batches: tuple[Batch, ...]


def letter_sums(scene: Scene) -> LetterSums:
    """Return the letters that are not printed yet, without held ones and those that lack a postal address."""
    query = select(SealedToken.batch, func.count()).join(Member, SealedToken.member_id == Member.id)
    rows = scene.session.execute(query.where(*_to_print(scene.election)).group_by(SealedToken.batch)).all()
    numbers = {row[0]: row[1] for row in rows}
    open_batches = sorted(number for number in numbers if number is not None)
    return LetterSums(
        waiting=numbers.get(None, 0), batches=tuple(Batch(number, numbers[number]) for number in open_batches)
    )


def prepare_batch(scene: Scene) -> Batch:
    """Put the next letters into a batch, in postal order, and return it.

    Raises: NotPermitted if no letter waits.
    """
    require_board_state(scene, *STATES)  # two officers at once make two batches, one after the other
    waiting = _rows(scene, None)
    if not waiting:
        raise NotPermitted(_("No letter waits to be printed."))
    number = 100_000 + secrets.randbelow(900_000)  # never the number of an old one, which an open page may confirm
    chosen = sorted(waiting, key=lambda row: _by_post(row[1]))[:BATCH]
    for sealed, _member in chosen:
        sealed.batch = number
    log.write(scene, log.OFFICER, f"Made batch {number} of {counted(len(chosen), 'letter')}.")
    scene.session.flush()
    return Batch(number, len(chosen))


def batch_html(scene: Scene, number: int, seal: TokenSeal, public_url: str, look: Look = PLAIN) -> str:
    """Return the letters of a batch as one document. It contains the tokens: pass it on and do not store it.

    Raises: NotPermitted if there is no such batch, or it was confirmed as printed.
    """
    require_state(scene.election, *STATES)
    rows = sorted(_rows(scene, number, lock=False), key=lambda row: _by_post(row[1]))
    if not rows:
        raise NotPermitted(GONE)
    later = replacing_credentials(scene)
    letters = (
        _own_letter(
            scene.election, member, seal.open(scene.election.uuid, sealed.credential, sealed.sealed), public_url, later
        )
        for sealed, member in rows
    )
    return letters_html(letters, look)


def confirm_printed(scene: Scene, number: int) -> int:
    """Record that a batch is printed and will be posted: its tokens are wiped, and issued. Returns how many.

    Raises: NotPermitted if there is no such batch any more.
    """
    require_board_state(scene, *STATES)
    rows = _rows(scene, number)
    if not rows:
        raise NotPermitted(GONE)
    for sealed, _member in rows:
        scene.session.delete(sealed)
    words = f"Printed batch {number} of {counted(len(rows), 'letter')}, which goes out by post."
    log.write(scene, log.OFFICER, words)
    scene.session.flush()
    return len(rows)


def _rows(scene: Scene, batch: int | None, *, lock: bool = True) -> list[tuple[SealedToken, Member]]:
    """Return the letters of a batch, or those in none, without held ones. `lock`: because they are about to change."""
    query = (
        select(SealedToken, Member).join(Member, SealedToken.member_id == Member.id).where(*_to_print(scene.election))
    )
    same = SealedToken.batch.is_(None) if batch is None else SealedToken.batch == batch
    query = query.where(same)
    if lock:
        query = query.with_for_update(of=SealedToken)
    return [(sealed, member) for sealed, member in scene.session.execute(query)]


def _to_print(election: Election) -> tuple[ColumnElement[bool], ...]:
    letters = (SealedToken.election_id == election.id, SealedToken.channel == "letter", Member.delivery == "file")
    return (*letters, Member.address != "")  # no letter can be posted without an address, and none counts as issued


def _by_post(member: Member) -> tuple[str, str, str]:
    return by_post(member.address or "", member.country or "", member.name)


def letter_forms(election: Election, languages: Iterable[str], public_url: str) -> str:
    """Return a letter in each language, with `{name}`, `{address}` and `{token}` as placeholders.

    The server never has these; a registrar's page fills them in (B6).
    """
    blank = {"name": "{name}", "address": ("{address}",), "token": "{token}", "qr": "", "qr_size": 1, "replaces": True}
    return "".join(_letter(election, code, public_url, **blank) for code in languages)


def _own_letter(election: Election, member: Member, token: str, public_url: str, later: frozenset[str]) -> str:
    path, size = qr_path(ballot_link(public_url, election.uuid, token))
    return _letter(
        election,
        language_for(election, member.language),
        public_url,
        name=member.name,
        address=address_lines(member.address or "", member.country or ""),
        token=token,
        qr=path,
        qr_size=size,
        replaces=member.credential in later,
    )


def _letter(election: Election, code: str, public_url: str, **own: Any) -> str:
    with in_language(code):
        return letter_html(
            Letter(
                sender=election.administrator or election.name,
                election=election.name,
                opens_at=in_words(election.opens_at) if election.opens_at else "",
                closes_at=in_words(election.closes_at) if election.closes_at else "",
                booth=f"{public_url.rstrip('/')}/vote/{election.uuid}",
                fingerprint=election.fingerprint or "",
                setup_event=election.setup_event or "",
                contact=contact_of(election),
                **own,
            )
        )
