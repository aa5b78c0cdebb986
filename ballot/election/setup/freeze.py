"""Freeze an election: from here on nothing about it can be changed.

In one transaction each member gets a token and its public credential, the charter and the election record are made, the
Setup event is appended, and the secrets are put either into the outbox or into one file for a mail merge. The server
keeps none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import insert, select

from ballot import clock
from ballot.board import companion
from ballot.crypto.hashing import sha256_base64
from ballot.election import log
from ballot.election.ballot_token import IssuedToken
from ballot.election.mail.texts import token_mail
from ballot.election.mail.words import own_words
from ballot.election.paper import removed
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.paper.photographs import drop_unused, photographs_of
from ballot.election.paper.quotas import rule_of
from ballot.election.paper.statements import statement_hash
from ballot.election.scene import Scene
from ballot.election.setup.remaining import steps_before_freeze
from ballot.election.state import require_draft
from ballot.election.tokens.issue import credential_list, issue_tokens, merge_file
from ballot.election.tokens.registrar_list import CHANNEL, is_registrars, list_to_freeze
from ballot.election.tokens.seal import TokenSeal
from ballot.election.tokens.spares import bar_spares, make_spares, store_spares, store_waiting
from ballot.election.trustees.keygen import certificates, parameters
from ballot.election.trustees.mixers import fewest_of, mixers_of
from ballot.election.trustees.trustees import public_key, signing_fingerprint
from ballot.errors import NotPermitted
from ballot.language import _, isolated, ngettext
from ballot.protocol.setup import ElectionPlan, SetupRecords, make_setup
from ballot.records.charter import Charter, ContestRule, PaperPolicy, Policy
from ballot.records.event import EventType
from ballot.records.questions import BLANK_LIST, HomomorphicQuestion, ListsQuestion, Question, RankedQuestion
from ballot.records.registrar import CredentialFile
from ballot.records.trustees import TrusteeEntry
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.paper import Candidate, Contest
from ballot.store.models.roll import Member

CHANNELS = ("mail", "letters", "merge", CHANNEL)
_NAMED = 10  # of those who cannot get a letter
_ORDERS: dict[str, Literal["alphabetical", "random"] | UnsetType] = {
    "fixed": UNSET,
    "alphabetical": "alphabetical",
    "random": "random",
}
_LIST_TYPES: dict[str, Literal["closed", "open", "flexible"] | UnsetType] = {
    "": UNSET,
    "closed": "closed",
    "open": "open",
    "flexible": "flexible",
}
_slate = attrgetter("slate")


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """How the tokens reach the members.

    `channel`: "mail" (the outbox; letters for those without an address), "letters" (for all), "merge" (one CSV for a
    mail merge), or "registrar", who has made them. `spares`: how many spare tokens are made. These and letters wait
    sealed with `seal`. `keep_file`: so does the CSV, until somebody says that it is saved (`tokens/file.py`); otherwise
    the caller gets it, and has to save it before the transaction ends.
    """

    channel: str
    public_url: str
    spares: int = 0
    seal: TokenSeal | None = None
    keep_file: bool = False


class FreezeResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the freeze made. `merge_csv` exists only here: pass it on once and do not store it."""

    fingerprint: str
    setup_event: str
    members: int
    queued: int
    letters: int = 0
    merge_csv: bytes | None = None

    def __repr__(self) -> str:
        return f"FreezeResult(setup_event={self.setup_event!r})"


def freeze(scene: Scene, delivery: Delivery) -> FreezeResult:
    """Freeze the election and issue the tokens.

    Raises: NotPermitted if steps remain; the message names all of them.
    """
    require_draft(scene)
    scene.session.flush()
    scene.session.expire_all()  # what was read before the lock may be out of date
    if delivery.channel not in CHANNELS:
        raise ValueError(f"{delivery.channel!r} is not a channel of delivery")
    steps = steps_before_freeze(scene)
    if steps:
        raise NotPermitted(" ".join([_("The election cannot be frozen yet."), *steps]))
    removed.wipe(scene)
    drop_unused(scene)
    members = list(
        scene.session.scalars(select(Member).where(Member.election_id == scene.election.id).order_by(Member.id))
    )
    if delivery.channel == "letters":
        _refuse_unposted(members)
    if is_registrars(scene.election) != (delivery.channel == CHANNEL):
        raise NotPermitted(
            _(
                "Who issues the tokens was changed meanwhile. Load the page again. (Where the registrar "
                "issues them, an election is frozen on its page.)"
            )
        )
    if is_registrars(scene.election):
        result = _freeze_with_list(scene, list_to_freeze(scene), len(members))
    else:
        result = _freeze_with_tokens(scene, members, delivery)
    if not result.queued:  # otherwise the mails wait for the officer (`outbox.release_tokens`)
        scene.election.tokens_released_at = scene.election.frozen_at
    log.write(scene, log.OFFICER, f"Froze the election with {result.members} members on the roll.")
    return result


def _refuse_unposted(members: Iterable[Member]) -> None:
    """Refuse letters for all if somebody has no postal address: a letter without one reaches nobody."""
    without = [member.name for member in members if not member.address]
    if without:
        raise NotPermitted(
            ngettext(
                "%(num)s member has no postal address, so no letter can be sent: %(names)s. Add the address to the "
                "roll, or send the tokens by e-mail: then only those without an e-mail address get letters.",
                "%(num)s members have no postal address, so no letters can be sent: %(names)s. Add the addresses to "
                "the roll, or send the tokens by e-mail: then only those without an e-mail address get letters.",
                len(without),
                names=", ".join([*map(isolated, without[:_NAMED]), *["…"] * (len(without) > _NAMED)]),
            )
        )


def _freeze_with_tokens(scene: Scene, members: list[Member], delivery: Delivery) -> FreezeResult:
    spares = make_spares(scene.election, (member.weight for member in members), delivery.spares)
    charter = make_charter(scene, [spare.credential for spare in spares])
    issued = issue_tokens(scene.election, members, by_mail=delivery.channel == "mail")
    listed = [*_weights_of(members), *((spare.credential, spare.weight) for spare in spares)]
    records = make_records(scene.election, listed, charter)
    scene.election.token_channel = delivery.channel
    store_spares(scene, spares, delivery.seal)
    _append_setup(scene, records, charter)
    return _deliver(scene, issued, delivery)


def _freeze_with_list(scene: Scene, made: CredentialFile, members: int) -> FreezeResult:
    """Freeze with the registrar's public credentials: there is no token here, and nothing to deliver."""
    weights = made.weights()
    charter = make_charter(scene, made.spares)
    records = make_records(scene.election, weights.items(), charter)
    bar_spares(scene, {spare: weights[spare] for spare in made.spares})
    _append_setup(scene, records, charter)
    return FreezeResult(
        fingerprint=scene.election.fingerprint or "",
        setup_event=scene.election.setup_event or "",
        members=members,
        queued=0,
    )


def _trustee_entries(election: Election) -> list[TrusteeEntry]:
    """Return the entries of the `trustees` record: one group, or each trustee alone."""
    if election.threshold is not None:
        return [parameters(election)]
    return [public_key(trustee) for trustee in election.trustees]


def _weights_of(members: Iterable[Member]) -> Iterator[tuple[str, int]]:
    return ((member.credential or "", member.weight) for member in members)


def make_charter(scene: Scene, spares: Iterable[str]) -> Charter:
    """Return the charter: what the organisation decided, in the form that is bound to the fingerprint."""
    small = photographs_of(scene)
    shuffled = has_ranked_contest(scene.election)
    policy = Policy(
        trustees=len(scene.election.trustees),
        threshold=scene.election.threshold or len(scene.election.trustees),
        mixers=tuple(trustee.position for trustee in mixers_of(scene.election)) if shuffled else (),
        minimum_ballots=scene.election.minimum_ballots,
        re_voting=scene.election.re_voting,
        casting_code=True if scene.election.casting_code else UNSET,
        # The server never keeps the key of a trustee: officer-run ones are handed out and forgotten.
        server_key=scene.election.practice,
        practice=True if scene.election.practice else UNSET,
        marked_register=True if scene.election.marked_register else UNSET,
        minimum_mixers=(fewest_of(scene.election) or UNSET) if shuffled else UNSET,
    )
    return Charter(
        version=1,
        contests=tuple(_contest_rule(contest, small) for contest in scene.election.contests),
        policy=policy,
        signing_keys=tuple(signing_fingerprint(trustee) for trustee in scene.election.trustees),
        commitments=() if scene.election.threshold is None else certificates(scene.election)[1],
        roll="",
        spares=tuple(sorted(spares)) or UNSET,
    )


def _contest_rule(contest: Contest, small: Mapping[str, str]) -> ContestRule:
    """Return the charter's entry for a contest; `small`: of each large photograph's hash, that of the small one."""
    rule = rule_of(contest)
    people = on_paper(contest)
    statements = tuple(statement_hash(candidate.statement) for candidate in people)
    photographs = tuple((small.get(one.photograph, ""), one.photograph) if one.photograph else () for one in people)
    return ContestRule(
        seats=contest.seats,
        rule=contest.rule,
        quotas=rule.quotas,
        ties="public-lot",
        withdrawals=contest.withdrawals,
        slates=() if contest.kind == "lists" else tuple(candidate.slate for candidate in contest.candidates),
        reopen=UNSET if rule.reopen is None else rule.reopen + 1,
        paper=_paper_policy(contest),
        statements=statements if any(statements) else UNSET,
        photographs=photographs if any(photographs) else UNSET,
        order=_ORDERS[contest.candidate_order],
        blank_list=1 + len(_lists(contest)) if contest.kind == "lists" and contest.blank else UNSET,
        list_type=_LIST_TYPES[rule.list_type],
        lift=rule.lift or UNSET,
    )


def _paper_policy(contest: Contest) -> PaperPolicy | UnsetType:
    chosen = {name: getattr(contest, name) for name in PaperPolicy.__struct_fields__}
    return UNSET if set(chosen.values()) == {"allowed"} else PaperPolicy(**chosen)


def on_paper(contest: Contest) -> list[Candidate]:
    """Return the candidates in the order of the record: in a lists contest list by list, by first appearance."""
    if contest.kind != "lists":
        return list(contest.candidates)
    lists = list(dict.fromkeys(candidate.slate for candidate in contest.candidates))
    return sorted(contest.candidates, key=lambda candidate: lists.index(candidate.slate))


def _lists(contest: Contest) -> tuple[tuple[str, ...], ...]:
    """Return the lists of a lists contest, each a name and its candidates; the blank vote is not among them."""
    return tuple((name, *(one.name for one in people)) for name, people in groupby(on_paper(contest), _slate))


def _question(contest: Contest) -> Question:
    names = tuple(candidate.name for candidate in contest.candidates)
    if contest.kind == "ranked":
        return RankedQuestion(names, contest.title)
    if contest.kind == "lists":
        rows = _lists(contest)
        return ListsQuestion((*rows, BLANK_LIST) if contest.blank else rows, contest.title)
    return HomomorphicQuestion(
        answers=names,
        blank=True if contest.blank else UNSET,
        min=contest.minimum,
        max=contest.maximum,
        question=contest.title,
    )


def make_records(election: Election, weights: Iterable[tuple[str, int]], charter: Charter) -> SetupRecords:
    """Return the records of the Setup event: always the same for the same tables. `weights`: of each credential."""
    plan = ElectionPlan(
        uuid=election.uuid,
        name=election.name,
        description=election.description,
        questions=tuple(_question(contest) for contest in election.contests),
        charter=charter,
        administrator=election.administrator,
        credential_authority=election.credential_authority,
        grades={index: tuple(c.grades.splitlines()) for index, c in enumerate(election.contests) if c.grades},
    )
    return make_setup(plan, _trustee_entries(election), credential_list(weights))


def _append_setup(scene: Scene, records: SetupRecords, charter: Charter) -> None:
    now = clock.now()
    scene.election.state, scene.election.frozen_at = "frozen", now
    scene.election.archive_timestamp = str(int(now.timestamp()))
    scene.election.fingerprint = sha256_base64(records.election)
    scene.session.flush()
    board.create_head(scene.session, scene.election)
    appended = board.append(scene.session, scene.election, EventType.SETUP, records.data())
    scene.election.setup_event = appended.hash
    board.append_companion(scene.session, scene.election, companion.CharterRecord(charter))
    scene.session.flush()


def _deliver(scene: Scene, issued: list[IssuedToken], delivery: Delivery) -> FreezeResult:
    words, by_mail = own_words(scene), [entry for entry in issued if entry.member.delivery == "mail"]
    mails = [token_mail(scene.election, entry, delivery.public_url, words) for entry in by_mail]
    if mails:
        scene.session.connection().execute(insert(OutboxMessage), mails)
    by_hand = [entry for entry in issued if entry.member.delivery == "file"]
    in_file, merge_csv = delivery.channel == "merge", None
    if in_file and not delivery.keep_file:
        merge_csv = merge_file(scene.election, by_hand, delivery.public_url)
    else:
        store_waiting(scene, by_hand, "file" if in_file else "letter", delivery.seal)
    scene.session.flush()
    return FreezeResult(
        fingerprint=scene.election.fingerprint or "",
        setup_event=scene.election.setup_event or "",
        members=len(issued),
        queued=len(mails),
        letters=0 if in_file else len(by_hand),
        merge_csv=merge_csv,
    )
