"""The response types of the JSON API: the only source of the responses and of their schemas in the OpenAPI document."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0)]
Uuid = Annotated[str, Meta(description="Identifier of the election.", pattern="^[1-9A-HJ-NP-Za-km-z]{14,64}$")]


class Answer(Struct, frozen=True, kw_only=True):
    """The base of what is answered with."""


class Problem(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """Why something was not done (RFC 9457)."""

    type: str
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
    errors: tuple[str, ...] = ()


class Candidate(Answer, frozen=True, kw_only=True):
    """Somebody who stands."""

    name: str
    slate: str


class Contest(Answer, frozen=True, kw_only=True):
    """One question of the ballot paper."""

    title: str
    kind: Annotated[str, Meta(description="choice, ranked or lists")]
    rule: str
    seats: Count
    candidates: tuple[Candidate, ...]


class ElectionSummary(Answer, frozen=True, kw_only=True):
    """An election in the list."""

    uuid: Uuid
    name: str
    state: Annotated[str, Meta(description="frozen, open, closed, published or called-off")]
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None


class Elections(Answer, frozen=True, kw_only=True):
    """All elections that are public, the newest first."""

    elections: tuple[ElectionSummary, ...]


class EarlyEnd(Answer, frozen=True, kw_only=True):
    """A closing before the announced end, or later by one officer alone, of a voting that was stopped before it."""

    at: dt.datetime
    announced: dt.datetime
    reason: str
    stopped: Annotated[
        dt.datetime | None, Meta(description="since when no ballot was accepted, if it was closed after the end")
    ]


class CalledOff(Answer, frozen=True, kw_only=True):
    """An end without a result."""

    at: dt.datetime
    reason: str
    too_few: Annotated[str, Meta(description="a sentence, if fewer ballots were cast than may be opened; or empty")]


class ElectionDetail(ElectionSummary, frozen=True, kw_only=True):
    """An election, and the checksums that people compare."""

    description: str
    members: Annotated[int, Meta(ge=0, description="on the roll now")]
    members_added: Annotated[int, Meta(ge=0, description="since the freeze, by two officers each")]
    members_removed: Annotated[int, Meta(ge=0, description="since the freeze, by two officers each")]
    ballots: Count
    re_voting: bool
    closed_early: EarlyEnd | None
    called_off: CalledOff | None
    contests: tuple[Contest, ...]
    fingerprint: str
    setup_event: str
    events: Count
    last_event: str
    archive_complete: bool


class Entry(Answer, frozen=True, kw_only=True):
    """A ballot on the board."""

    tracking_number: str
    height: Count
    event: str
    counts: Annotated[bool, Meta(description="false: a later ballot of the same token replaced it")]


class Board(Answer, frozen=True, kw_only=True):
    """A part of the board."""

    found: Count
    offset: Count
    entries: tuple[Entry, ...]


class CandidateResult(Answer, frozen=True, kw_only=True):
    """A candidate's result."""

    name: str
    slate: str
    votes: int
    elected: bool
    withdrawn: bool


class ContestResult(Answer, frozen=True, kw_only=True):
    """The result of one contest."""

    title: str
    seats: Count
    candidates: tuple[CandidateResult, ...]
    blank: Annotated[int | None, Meta(description="null where a blank vote is not possible")]
    sentence: str


class Results(Answer, frozen=True, kw_only=True):
    """The result of an election."""

    published: bool
    ballots: Count
    total_weight: Count
    contests: tuple[ContestResult, ...]


class Member(Answer, frozen=True, kw_only=True):
    """Somebody on the roll. Whether they have voted is nobody's business."""

    number: str | None
    name: str
    email: str
    address: str | None
    country: str | None
    language: str | None
    weight: Annotated[int, Meta(ge=1)]


class Roll(Answer, frozen=True, kw_only=True):
    """A part of the roll."""

    total: Count
    offset: Count
    members: tuple[Member, ...]


class RollTaken(Answer, frozen=True, kw_only=True):
    """What became of a file: rows = accepted + rejected + merged."""

    taken: Annotated[bool, Meta(description="false: it was only tried")]
    rows: Count
    accepted: Count
    rejected: Count
    merged: Count
    remarks: tuple[str, ...]


class Turnout(Answer, frozen=True, kw_only=True):
    """How many have voted."""

    state: str
    members: Count
    voters: Count
    ballots: Count


class Particulars(Answer, frozen=True, kw_only=True):
    """What letters and mails with tokens say besides the token."""

    uuid: Uuid
    name: str
    sender: str
    organisation: str
    accent: Annotated[str, Meta(description="the organisation's colour as #rrggbb, or empty")]
    logo: Annotated[str, Meta(description="the bytes of the organisation's logo, PNG or JPEG, in base64, or empty")]
    contact: str
    languages: tuple[str, ...]
    opens_at: Annotated[str, Meta(description="in ISO 8601, or empty")]
    closes_at: str
    public_url: str
    fingerprint: str
    setup_event: str
    spares: Annotated[tuple[str, ...], Meta(description="the public credentials that were spare ones at the freeze")]


class CredentialsTaken(Answer, frozen=True, kw_only=True):
    """How many public credentials were taken."""

    credentials: Count
    spares: Count


class TokenSums(Answer, frozen=True, kw_only=True):
    """What became of the tokens: of those in the file, and of the whole roll. Voting opens when nothing is missing."""

    issued: Count
    held: Count
    undeliverable: Count
    missing: Annotated[int, Meta(ge=0, description="members of whose token nothing is known yet")]


class ReplacementAsked(Answer, frozen=True, kw_only=True):
    """A replacement that the registrar has asked for."""

    revoked: str
    spare: str
    reason: str
    asked_at: dt.datetime
    state: Annotated[str, Meta(description="waiting, proposed, done, or void: ask for it with another spare one")]


class ReplacementsAsked(Answer, frozen=True, kw_only=True):
    """All replacements that the registrar has asked for, the oldest first."""

    replacements: tuple[ReplacementAsked, ...]
