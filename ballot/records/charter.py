"""The charter: what the organisation decided before the vote, bound to the fingerprint phi (docs/spec/charter.md).

It names no event. The last line of the election's description is `Charter SHA-256: <64 hex>`, so nobody can change
the rule of the count or the policy after the election record is published.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, UnsetType

from ballot.crypto.hashing import sha256_hex
from ballot.records.canonical import Record, encode
from ballot.records.types import ElementText, HexDigest

_LINE: Final = re.compile(r"(?:\A|\n)Charter SHA-256: ([0-9a-f]{64})\Z")
_WORDS: Final = "charter sha-256"
Positive = Annotated[int, Meta(ge=1, le=10_000)]
OptionalDigest = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]
NotNegative = Annotated[int, Meta(ge=0, le=2**30 - 1)]


Percent = Annotated[int, Meta(ge=1, le=100)]
Allowance = Literal["allowed", "warned", "blocked"]


class PaperPolicy(Record, frozen=True):
    """What the booth does about fewer choices than there may be, a rank left out, and candidates at one rank."""

    under_vote: Allowance
    rank_gaps: Allowance
    equal_ranks: Allowance


class ContestRule(Record, frozen=True):
    """How one question is counted.

    `quotas`: quotas by group, as ballot.count.quotas reads them. `withdrawals`: whether a candidate may withdraw before
    the count is opened. `slates`: the slate of each candidate, in the order of the answers, or "". `reopen`: the number
    (from 1) of the candidate that stands for reopening nominations; left out where there is none. `statements`: SHA-256
    of each candidate's statement, or ""; `photographs`: SHA-256 of the small and of the large picture, or nothing; both
    in the order of the candidates, list by list, and left out where nobody has one. `order`: in which order the booth
    shows the candidates; left out where it is that of the answers. `paper`: left
    out where everything that the rule takes is allowed. `blank_list`: the number (from 1) of the list that is the blank
    vote of a contest of lists, which is the last; left out where there is none. `list_type`: which candidates get the
    seats of a list, in contests of lists only; `lift`: the percentage of the list's votes that lifts a candidate of a
    flexible list (ballot.count.list_people).
    """

    seats: Positive
    rule: str
    quotas: tuple[str, ...]
    ties: Literal["public-lot"]
    withdrawals: bool
    slates: tuple[str, ...]
    reopen: Positive | UnsetType = UNSET
    paper: PaperPolicy | UnsetType = UNSET
    statements: tuple[OptionalDigest, ...] | UnsetType = UNSET
    photographs: tuple[tuple[HexDigest, ...], ...] | UnsetType = UNSET
    order: Literal["alphabetical", "random"] | UnsetType = UNSET
    blank_list: Positive | UnsetType = UNSET
    list_type: Literal["closed", "open", "flexible"] | UnsetType = UNSET
    lift: Percent | UnsetType = UNSET


class Policy(Record, frozen=True):
    """Who must take part, and the least number of ballots that may be opened.

    `casting_code`: true where casting asks for a code that is sent to the member by e-mail, and left out otherwise.
    `practice`: true where nobody on the roll is a real member, and left out otherwise. `marked_register`: true where
    two officers may take a list of who has voted after the end, and left out otherwise. `minimum_mixers`: how many of
    the mixers must shuffle at least, since two officers may excuse the others; left out where all of them must.
    """

    trustees: Positive
    threshold: Positive
    mixers: tuple[Positive, ...]
    minimum_ballots: NotNegative
    re_voting: bool
    server_key: bool
    casting_code: Literal[True] | UnsetType = UNSET
    practice: Literal[True] | UnsetType = UNSET
    marked_register: Literal[True] | UnsetType = UNSET
    minimum_mixers: Positive | UnsetType = UNSET


class Charter(Record, frozen=True):
    """`signing_keys`: fingerprints of the trustees' signing keys, in the order of their verification keys.

    `commitments`: M4, for threshold trustees. `roll`: the commitment to the roll, "" if there is none. `spares`: those
    of the public credentials that belong to nobody until they replace a lost one, sorted as texts; left out where there
    are none.
    """

    version: Literal[1]
    contests: tuple[ContestRule, ...]
    policy: Policy
    signing_keys: tuple[HexDigest, ...]
    commitments: tuple[HexDigest, ...]
    roll: OptionalDigest
    spares: tuple[ElementText, ...] | UnsetType = UNSET


def charter_hash(charter: Charter) -> str:
    """Return SHA-256 of the charter's canonical bytes."""
    return sha256_hex(encode(charter))


def describe(description: str, charter: Charter) -> str:
    """Return the election's description with the charter's line as its last."""
    line = f"Charter SHA-256: {charter_hash(charter)}"
    return f"{description}\n{line}" if description else line


def split_description(description: str) -> tuple[str, str | None]:
    """Return the description without the charter's line, and the hash in it (None: a foreign election)."""
    match = _LINE.search(description)
    return (description, None) if match is None else (description[: match.start()], match[1])


def is_ambiguous(description: str) -> bool:
    """Return whether the words of the charter's line are anywhere but in an exact last line, in whatever case.

    A reader could take such a text for the charter's line, and a program would find no charter, or another one.
    """
    return _WORDS in split_description(description)[0].lower()
