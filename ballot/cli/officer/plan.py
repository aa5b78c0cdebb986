"""An election as a JSON file: what the returning officer decided, for `ballot election create`."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ballot import clock
from ballot.errors import InvalidEncoding

if TYPE_CHECKING:
    from ballot.election.paper.contests import ContestDraft
    from ballot.election.setup.draft import ElectionDraft

_SPAN = re.compile(r"\+([1-9][0-9]{0,3})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class CandidatePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person who stands."""

    name: str
    slate: str = ""
    statement: str = ""
    groups: list[str] = []


class ContestPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question: choose `minimum` to `maximum` of the candidates, for `seats` seats.

    `kind`: choice, ranked or lists (then the slates are the lists). `rule`: by default the usual one of the kind.
    `quotas`: by group, without members, such as "women>=half-up". `withdrawals`: whether a candidate may withdraw
    before the count is opened. `reopen`: "Reopen nominations" is a candidate, the last on the paper. `under_vote`,
    `rank_gaps`, `equal_ranks`: "allowed", "warned" or "blocked" by the booth. `order` of the candidates:
    "random" (different for each member), "fixed" or "alphabetical". `list_type`: which candidates get the seats of a
    list, by its order ("closed"), by their votes ("open"), or by its order except for those with `lift` percent of its
    votes ("flexible").
    """

    title: str
    seats: int
    candidates: list[CandidatePlan]
    minimum: int = 0
    maximum: int | None = None
    blank: bool = False
    kind: str = "choice"
    rule: str = ""
    grades: list[str] = []
    quotas: list[str] = []
    withdrawals: bool = True
    reopen: bool = False
    order: str = "random"
    list_type: str = "open"
    lift: int = 5
    under_vote: str = "allowed"
    rank_gaps: str = "allowed"
    equal_ranks: str = "allowed"


class ElectionPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. Times are as `parse_moment` reads them."""

    name: str
    contests: list[ContestPlan]
    description: str = ""
    administrator: str | None = None
    contact: str = ""
    credential_authority: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    minimum_ballots: int = 2
    re_voting: bool = False
    casting_code: bool = False
    marked_register: bool = False
    one_trustee_accepted: bool = False
    trustees: list[str] = []
    threshold: int | None = None


class Plan(NamedTuple):
    """A plan in the form that the actions expect: `threshold` of `trustees` open the count; None means all."""

    draft: ElectionDraft
    contests: list[ContestDraft]
    trustees: list[str]
    threshold: int | None


def read_plan(path: Path, opens_at: dt.datetime | None = None, closes_at: dt.datetime | None = None) -> Plan:
    """Read a plan; times given on the command line override those in the file.

    Raises:
        InvalidEncoding: the file is not such a plan; the message says where.
    """
    from ballot.election.setup.draft import ElectionDraft

    try:
        plan = msgspec.json.decode(path.read_bytes(), type=ElectionPlan)
    except msgspec.MsgspecError as error:
        raise InvalidEncoding(f"{path} is not a plan of an election: {error}") from None
    # Read even if not needed, so that a wrong time in the file is always named.
    planned = _planned(path, "opens_at", plan.opens_at), _planned(path, "closes_at", plan.closes_at)
    draft = ElectionDraft(
        name=plan.name,
        description=plan.description,
        administrator=plan.administrator,
        contact=plan.contact,
        credential_authority=plan.credential_authority,
        opens_at=opens_at or planned[0],
        closes_at=closes_at or planned[1],
        minimum_ballots=plan.minimum_ballots,
        re_voting=plan.re_voting,
        casting_code=plan.casting_code,
        marked_register=plan.marked_register,
        few_trustees_accepted=plan.one_trustee_accepted,
    )
    if plan.threshold is not None and not 1 <= plan.threshold <= len(plan.trustees):
        raise InvalidEncoding(
            f"{path} says that {plan.threshold} trustees open the count, and names {len(plan.trustees)}. Name them "
            "all in `trustees`, or leave `threshold` out and set it with `ballot election trustee-add --threshold`."
        )
    return Plan(draft, [_contest(contest) for contest in plan.contests], plan.trustees, plan.threshold)


def _planned(path: Path, field: str, text: str | None) -> dt.datetime | None:
    try:
        return parse_moment(text)
    except InvalidEncoding as error:
        raise InvalidEncoding(f"{path}, {field}: {error}") from None


def _contest(plan: ContestPlan) -> ContestDraft:
    from ballot.election.paper.contests import CandidateDraft, ContestDraft

    return ContestDraft(
        title=plan.title,
        seats=plan.seats,
        minimum=plan.minimum,
        maximum=plan.seats if plan.maximum is None else plan.maximum,
        blank=plan.blank,
        kind=plan.kind,
        rule=plan.rule,
        grades=tuple(plan.grades),
        quotas=tuple(plan.quotas),
        withdrawals=plan.withdrawals,
        reopen=plan.reopen,
        order=plan.order,
        list_type=plan.list_type,
        lift=plan.lift,
        under_vote=plan.under_vote,
        rank_gaps=plan.rank_gaps,
        equal_ranks=plan.equal_ranks,
        candidates=tuple(
            CandidateDraft(name=c.name, slate=c.slate, statement=c.statement, groups=tuple(c.groups))
            for c in plan.candidates
        ),
    )


def parse_moment(text: str | None) -> dt.datetime | None:
    """Return the time for `now`, for a span such as `+14d` from now, or for an ISO time with its zone.

    Raises:
        InvalidEncoding: it is none of these.
    """
    if text is None:
        return None
    if text == "now":
        return clock.now()
    span = _SPAN.fullmatch(text)
    if span:
        return clock.now() + dt.timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InvalidEncoding(
            f"{text!r} is not a time. Write 2027-03-01T08:00Z, or now, or a span such as +14d."
        ) from None
    if moment.tzinfo is None:
        raise InvalidEncoding(f"{text!r} has no time zone. Write 2027-03-01T08:00Z or 2027-03-01T08:00+02:00.")
    return moment
