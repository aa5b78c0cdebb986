"""The officer's column of steps: what is done, what is next, who is being waited for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ballot import clock
from ballot.election.ledger import Ledger
from ballot.election.mixing import has_ranked_contest, waiting_mixers
from ballot.election.states import has_reached
from ballot.election.turnout import Figures
from ballot.moments import in_words
from ballot.report import counted
from ballot.store.models import Contest, Election
from ballot.web.progress import key_waits, needed_words, trustees_sentence

IN_WORDS = {"done": "Done", "now": "Now", "waiting": "Waiting", "later": "Later"}


@dataclass(frozen=True)
class Step:
    """One step; `endpoint` is the page where it is done, `action` what the button there is called."""

    title: str
    state: str
    note: str
    endpoint: str
    action: str
    waiting: Sequence[str] = field(default=())

    @property
    def in_words(self) -> str:
        """The state as people read it."""
        return IN_WORDS[self.state]


@dataclass(frozen=True)
class _Plan:
    """A step before it is known which one is next."""

    title: str
    done: bool
    note: str
    endpoint: str
    action: str
    waiting: Sequence[str] = ()


_LOT = _Plan(
    "Draw the public lot",
    False,
    "Candidates are level, and only a lot may decide between them.",
    "counting.result",
    "See the tie",
)


def steps(election: Election, figures: Figures, remaining: Sequence[str], ties: bool) -> list[Step]:
    """Return the column; the first step that is not done is the next one."""
    plans = [
        *_preparing(election, figures, remaining),
        *_voting(election, figures, remaining),
        *_ending(election, remaining, ties),
    ]
    column: list[Step] = []
    for plan in plans:
        first_open = not plan.done and all(step.state == "done" for step in column)
        state = "done" if plan.done else _state(plan) if first_open else "later"
        column.append(
            Step(plan.title, state, plan.note, plan.endpoint, plan.action, plan.waiting if first_open else ())
        )
    return column


def next_step(column: Sequence[Step]) -> Step | None:
    """Return the one step that comes next; none when the election is published."""
    return next((step for step in column if step.state in ("now", "waiting")), None)


def _state(plan: _Plan) -> str:
    return "waiting" if plan.waiting else "now"


def _preparing(election: Election, figures: Figures, remaining: Sequence[str]) -> list[_Plan]:
    frozen = has_reached(election, "frozen")
    contests = election.contests
    papers = bool(contests) and all(_has_paper(contest) for contest in contests)
    return [
        _Plan(
            "Dates and rules",
            frozen or (election.opens_at is not None and election.closes_at is not None),
            "When the voting opens and closes.",
            "officer.settings",
            "Set the dates",
        ),
        _Plan(
            "Contests and candidates",
            frozen or papers,
            counted(len(contests), "contest") + ", " + counted(sum(len(c.candidates) for c in contests), "candidate"),
            "paper.contests",
            "Add contests",
        ),
        _Plan(
            "Electoral roll",
            frozen or figures.members > 0,
            counted(figures.members, "member"),
            "people.roll",
            "Upload the roll",
        ),
        _trustees(election),
        _Plan(
            "Freeze and issue tokens",
            frozen,
            "Nothing about the election can change afterwards.",
            "acts.freeze_page",
            "Freeze the election",
            remaining if election.state == "draft" else (),
        ),
    ]


def _has_paper(contest: Contest) -> bool:
    return bool(contest.candidates) and (contest.kind != "choice" or contest.maximum <= len(contest.candidates))


def _trustees(election: Election) -> _Plan:
    ready = [t for t in election.trustees if t.rehearsed_at is not None]
    enough = len(ready) >= 2 or (len(ready) == 1 and election.few_trustees_accepted)
    return _Plan(
        "Trustees",
        has_reached(election, "frozen") or (enough and len(ready) == len(election.trustees)),
        f"{len(ready)} of {len(election.trustees)} are ready",
        "trustees.page",
        "See the trustees" if election.trustees else "Add trustees",
        key_waits(election) if election.state == "draft" else (),
    )


def _voting(election: Election, figures: Figures, remaining: Sequence[str]) -> list[_Plan]:
    frozen, sums = has_reached(election, "frozen"), figures.tokens
    note = sums_in_words(sums) if frozen else "Each member gets one personal ballot token."
    return [
        _Plan(
            "Deliver the tokens",
            has_reached(election, "open") or (frozen and sums.adds_up),
            note,
            "mails.page",
            "See the mails",
        ),
        _Plan(
            "Open the voting",
            has_reached(election, "open"),
            "Members can vote between the two dates.",
            "acts.open_page",
            "Open the voting",
            remaining if election.state == "frozen" else (),
        ),
        _Plan(
            "Close the voting",
            has_reached(election, "closed"),
            f"{figures.voters:,} of {figures.members:,} have voted"
            if has_reached(election, "open")
            else "No ballot after it.",
            "acts.close_page",
            "Close the voting",
            _until_closing(election),
        ),
    ]


def sums_in_words(sums: Ledger) -> str:
    """Return the ledger of tokens as one line."""
    line = f"{sums.issued:,} issued + {sums.held:,} held + {sums.undeliverable:,} undeliverable"
    if sums.adds_up:
        return f"{line} = {sums.roll:,} on the roll"
    return f"{line}; {sums.roll - sums.issued - sums.held - sums.undeliverable:,} of {sums.roll:,} still open"


def _until_closing(election: Election) -> list[str]:
    """Say that the voting is under way: during it there is nothing to do but to watch the turnout."""
    if election.state != "open" or election.closes_at is None or election.closes_at <= clock.now():
        return []
    return [
        f"The voting goes on until {in_words(election.closes_at)}. There is nothing to do but to watch the turnout."
    ]


def _mixing(election: Election) -> list[_Plan]:
    """Return the step of the mixers, if ballots are shuffled in this election."""
    mixers = [trustee for trustee in election.trustees if trustee.mixes]
    if not has_ranked_contest(election):
        return []
    done = len(mixers) - len(waiting_mixers(election))
    return [
        _Plan(
            "Shuffle the ballots",
            has_reached(election, "closed") and done == len(mixers),
            f"{done} of {len(mixers)} have shuffled",
            "counting.count",
            "See the trustees",
            [trustees_sentence(election)] if election.state == "closed" else (),
        )
    ]


def _ending(election: Election, remaining: Sequence[str], ties: bool) -> list[_Plan]:
    shares = [t for t in election.trustees if t.decrypted_at is not None]
    return [
        *_mixing(election),
        _Plan(
            "Open the count",
            has_reached(election, "tallied"),
            f"{len(shares)} trustees have decrypted; needed: {needed_words(election)}",
            "counting.count",
            "Open the count",
            remaining if election.state == "closed" else (),
        ),
        *([_LOT] if ties else []),
        _Plan(
            "Declare the result",
            has_reached(election, "declared"),
            "Nobody but the officer sees it until then, and auditors in the archive.",
            "counting.result",
            "See the result",
        ),
        _Plan(
            "Publish",
            has_reached(election, "published"),
            "Result, archive and audit instructions, for everybody.",
            "counting.publish_page",
            "Publish the result",
        ),
    ]
