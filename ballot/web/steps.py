"""The officer's line of steps: what is done, what is next, who is being waited for and since when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ballot import clock
from ballot.election.ledger import Ledger
from ballot.election.mixing import has_ranked_contest, waiting_mixers
from ballot.election.states import has_reached
from ballot.election.turnout import Figures
from ballot.moments import in_words
from ballot.report import counted
from ballot.store.models import Contest, Election
from ballot.web.progress import key_waits, needed_words, rehearsal_waits, trustees_sentence

IN_WORDS = {"done": "Done", "now": "Now", "waiting": "Waiting", "later": "Later"}


@dataclass(frozen=True)
class Step:
    """One step; `doing`: what comes next in it, `endpoint`: the page where, `action`: what the button is called."""

    title: str
    state: str
    note: str
    doing: str
    endpoint: str
    action: str
    waiting: Sequence[str] = field(default=())

    @property
    def in_words(self) -> str:
        """The state as people read it."""
        return IN_WORDS[self.state]


@dataclass(frozen=True)
class _Plan:
    """A step before it is known which one is next; a `free` one need not wait for those before it."""

    title: str
    done: bool
    note: str
    doing: str
    endpoint: str
    action: str
    waiting: Sequence[str] = ()
    free: bool = False


def steps(election: Election, figures: Figures, remaining: Sequence[str], ties: bool) -> list[Step]:
    """Return the ten steps, from setting up to publishing."""
    plans = [
        *_preparing(election, figures),
        _tokens(election, figures, remaining),
        *_voting(election, figures, remaining),
        *_ending(election, remaining, ties),
    ]
    line: list[Step] = []
    for plan in plans:
        state = _state(plan, line)
        waiting = plan.waiting if state in ("now", "waiting") else ()
        line.append(Step(plan.title, state, plan.note, plan.doing, plan.endpoint, plan.action, waiting))
    return line


def next_step(line: Sequence[Step]) -> Step | None:
    """Return the one step that comes next: what can be done now, else what is waited for; none when all is done."""
    open_ones = [step for state in ("now", "waiting") for step in line if step.state == state]
    return open_ones[0] if open_ones else None


def _state(plan: _Plan, before: Sequence[Step]) -> str:
    """Return the state of a step behind those before it: only one is the next, but several can wait for somebody."""
    if plan.done:
        return "done"
    reached = plan.free or all(step.state == "done" for step in before)
    if reached and plan.waiting:
        return "waiting"
    return "now" if reached and all(step.state != "now" for step in before) else "later"


def since(moment: datetime | None) -> str:
    """Say since when somebody is waited for."""
    return f" Since {in_words(moment)}." if moment else ""


def _preparing(election: Election, figures: Figures) -> list[_Plan]:
    frozen = has_reached(election, "frozen")
    trustees = election.trustees
    keys = [trustee for trustee in trustees if trustee.accepted_at is not None]
    ready = [trustee for trustee in trustees if trustee.rehearsed_at is not None]
    enough = len(trustees) >= 2 or (len(trustees) == 1 and election.few_trustees_accepted)
    return [
        _set_up(election),
        _Plan(
            "Trustees",
            frozen or (enough and len(keys) == len(trustees)),
            f"{len(keys)} of {counted(len(trustees), 'key')} are here" if trustees else "Who holds the key",
            "trustees",
            "trustees.page",
            "See the trustees" if trustees else "Add trustees",
            () if frozen else key_waits(election),
            free=True,
        ),
        _Plan(
            "Roll",
            frozen or figures.members > 0,
            counted(figures.members, "member"),
            "electoral roll",
            "people.roll",
            "Upload the roll",
            free=True,
        ),
        _Plan(
            "Rehearsal",
            frozen or (enough and len(ready) == len(trustees)),
            f"{len(ready)} of {len(trustees)} backups are proved to open" if trustees else "Do the keys’ backups open?",
            "rehearsal of the trustees",
            "trustees.page",
            "See the trustees",
            () if frozen else rehearsal_waits(election),
        ),
    ]


def _set_up(election: Election) -> _Plan:
    """Return the first step: dates and ballot paper; its button leads to whichever is missing."""
    frozen, contests = has_reached(election, "frozen"), election.contests
    dated = election.opens_at is not None and election.closes_at is not None
    papers = bool(contests) and all(_has_paper(contest) for contest in contests)
    people = counted(sum(len(contest.candidates) for contest in contests), "candidate")
    return _Plan(
        "Set up",
        frozen or (dated and papers),
        f"{counted(len(contests), 'contest')}, {people}" + ("" if dated else "; no dates yet"),
        "contests and candidates" if dated else "dates and rules",
        "paper.contests" if dated else "officer.settings",
        "Add contests" if dated else "Set the dates",
        free=True,
    )


def _has_paper(contest: Contest) -> bool:
    return bool(contest.candidates) and (contest.kind != "choice" or contest.maximum <= len(contest.candidates))


def _tokens(election: Election, figures: Figures, remaining: Sequence[str]) -> _Plan:
    """Return the step from the freeze to the delivery."""
    if not has_reached(election, "frozen"):
        note = (
            "Nothing about the election can change after the freeze; each member then gets one personal ballot token."
        )
        return _Plan(
            "Tokens", False, note, "freeze and issue tokens", "acts.freeze_page", "Freeze the election", remaining
        )
    return _Plan(
        "Tokens",
        has_reached(election, "open") or figures.tokens.adds_up,
        sums_in_words(figures.tokens),
        "deliver the tokens",
        "mails.page",
        "See the mails",
    )


def _voting(election: Election, figures: Figures, remaining: Sequence[str]) -> list[_Plan]:
    opened = has_reached(election, "open")
    return [
        _Plan(
            "Open",
            opened,
            in_words(election.opens_at) if election.opens_at else "Members can vote between the two dates.",
            "open the voting",
            "acts.open_page",
            "Open the voting",
            remaining if election.state == "frozen" else (),
        ),
        _Plan(
            "Close",
            has_reached(election, "closed"),
            f"{figures.voters:,} of {figures.members:,} have voted" if opened else "No ballot after it.",
            "close the voting",
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


def _count(election: Election, remaining: Sequence[str]) -> _Plan:
    """Return the step of the trustees: shuffles where ballots are ranked, then shares, then the opening."""
    shares = [trustee for trustee in election.trustees if trustee.decrypted_at is not None]
    decrypted = f"{len(shares)} trustees have decrypted; needed: {needed_words(election)}"
    note = decrypted if election.trustees else "The trustees open the result together."
    mixers = [trustee for trustee in election.trustees if trustee.mixes] if has_ranked_contest(election) else []
    mixing = waiting_mixers(election) if election.state == "closed" else mixers
    if mixers and not has_reached(election, "tallied"):
        note = f"{len(mixers) - len(mixing)} of {len(mixers)} have shuffled; {note}"
    if election.state == "closed" and mixers and mixing:
        waits = [trustees_sentence(election) + since(election.closed_at)]
        return _Plan("Count", False, note, "shuffle the ballots", "counting.count", "See the trustees", waits)
    waits = [f"{sentence}{since(election.closed_at)}" for sentence in remaining] if election.state == "closed" else []
    return _Plan(
        "Count", has_reached(election, "tallied"), note, "open the count", "counting.count", "Open the count", waits
    )


def _ending(election: Election, remaining: Sequence[str], ties: bool) -> list[_Plan]:
    lot = "Candidates are level, and only a lot may decide between them."
    unseen = "Nobody but the officer sees it until then, and auditors in the archive."
    return [
        _count(election, remaining),
        _Plan(
            "Declare",
            has_reached(election, "declared"),
            lot if ties else unseen,
            "draw the public lot" if ties else "declare the result",
            "counting.result",
            "See the tie" if ties else "See the result",
        ),
        _Plan(
            "Publish",
            has_reached(election, "published"),
            "Result, archive and audit instructions, for everybody.",
            "publish",
            "counting.publish_page",
            "Publish the result",
        ),
    ]
