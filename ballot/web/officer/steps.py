"""The officer's list of steps: what is done, what is next, who is being waited for and since when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ballot.election.closing.closing import is_left_stopped
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.scene import Scene
from ballot.election.state import booth_state, has_ended, has_reached, is_called_off, opens_by_itself_at
from ballot.election.tally.mixing import waiting_mixers
from ballot.election.tally.tally import too_few
from ballot.election.tokens.ledger import Ledger
from ballot.election.tokens.registrar_list import is_registrars
from ballot.election.trustees.mixers import mixers_of
from ballot.election.voting.turnout import Figures
from ballot.language import N_, _, grouped, lazy, ngettext
from ballot.moments import in_words
from ballot.store.models.election import Election, Trustee
from ballot.store.models.paper import Contest
from ballot.web.officer.trustee_progress import key_waits, needed_words, rehearsal_waits, trustees_sentence

_ADDS_UP = N_("%(issued)s issued + %(held)s held + %(undeliverable)s undeliverable = %(roll)s on the roll")
_STILL_OPEN = N_("%(issued)s issued + %(held)s held + %(undeliverable)s undeliverable; %(left)s of %(roll)s still open")
IN_WORDS = {
    "done": lazy("Done"),
    "now": lazy("Now"),
    "waiting": lazy("Waiting"),
    "later": lazy("Later"),
    "never": lazy("Not any more"),
}


@dataclass(frozen=True)
class Step:
    """One step; `doing`: what comes next in it, `endpoint`: the page for it, `action`: the label of the button."""

    title: str
    state: str
    note: str
    doing: str
    endpoint: str
    action: str
    waiting: Sequence[str] = field(default=())

    @property
    def in_words(self) -> str:
        """The state in words."""
        return str(IN_WORDS[self.state])


@dataclass(frozen=True)
class _Plan:
    """A step before it is known which one is next; a `free` step need not wait for earlier ones."""

    title: str
    done: bool
    note: str
    doing: str
    endpoint: str
    action: str
    waiting: Sequence[str] = ()
    free: bool = False


def steps(
    scene: Scene,
    figures: Figures,
    remaining: Sequence[str],
    ties: bool,
    *,
    draws_wait: bool = False,
    sending: Sequence[str] = (),
) -> list[Step]:
    """Return the ten steps, from setup to publication.

    `draws_wait`: the draws of all ties are waiting for confirmation. `sending`: shown while only mails are outstanding.
    """
    plans = [
        *_preparing(scene, figures),
        _tokens(scene.election, figures, remaining, sending),
        *_voting(scene, figures, remaining),
        *_ending(scene, remaining, ties, remaining if draws_wait else ()),
    ]
    line: list[Step] = []
    for plan in plans:
        state = _state(scene.election, plan, line)
        waiting = plan.waiting if state in ("now", "waiting") else ()
        line.append(Step(plan.title, state, plan.note, plan.doing, plan.endpoint, plan.action, waiting))
    return line


def next_step(line: Sequence[Step]) -> Step | None:
    """Return the next step: one that can be done now, else one that waits for somebody; None when all is done."""
    open_ones = [step for state in ("now", "waiting") for step in line if step.state == state]
    return open_ones[0] if open_ones else None


def _state(election: Election, plan: _Plan, before: Sequence[Step]) -> str:
    """Return the state of a step, given those before it: only one is next, but several can be waiting for somebody."""
    if plan.done:
        return "done"
    if is_called_off(election):
        return "never"
    reached = plan.free or all(step.state == "done" for step in before)
    if reached and plan.waiting:
        return "waiting"
    return "now" if reached and all(step.state != "now" for step in before) else "later"


def _since(sentence: str, moment: datetime | None) -> str:
    """Add since when somebody has been waited for."""
    return " ".join([sentence, _("Since %(moment)s.", moment=in_words(moment))]) if moment else sentence


def _preparing(scene: Scene, figures: Figures) -> list[_Plan]:
    frozen = has_reached(scene.election, "frozen")
    trustees = scene.election.trustees
    keys = [trustee for trustee in trustees if trustee.accepted_at is not None]
    ready = [trustee for trustee in trustees if trustee.rehearsed_at is not None]
    enough = len(trustees) >= 2 or (len(trustees) == 1 and scene.election.few_trustees_accepted)
    return [
        _set_up(scene.election),
        _Plan(
            _("Trustees"),
            frozen or (enough and len(keys) == len(trustees)),
            _keys_in_words(keys, trustees) if trustees else _("Who holds the key"),
            _("trustees"),
            "trustees.page",
            _("See the trustees") if trustees else _("Add trustees"),
            () if frozen else key_waits(scene),
            free=True,
        ),
        _roll(scene.election, figures),
        _Plan(
            _("Rehearsal"),
            frozen or (enough and len(ready) == len(trustees)),
            _backups_in_words(ready, trustees) if trustees else _("Do the keys’ backups open?"),
            _("rehearsal of the trustees"),
            "trustees.page",
            _("See the trustees"),
            () if frozen else rehearsal_waits(scene),
        ),
    ]


def _roll(election: Election, figures: Figures) -> _Plan:
    """Return the step of the roll: an uploaded file has to be imported or discarded, whatever the current roll is."""
    members = ngettext("%(num)s member", "%(num)s members", figures.members)
    title, doing, page = _("Roll"), _("electoral roll"), "roll.roll"
    if figures.roll_file:
        note = _("%(members)s; a file that was uploaded waits to be taken or given up", members=members)
        return _Plan(title, False, note, doing, page, _("Go on with the file"), free=True)
    done = has_reached(election, "frozen") or figures.members > 0
    return _Plan(title, done, members, doing, page, _("Upload the roll"), free=True)


def _set_up(election: Election) -> _Plan:
    """Return the first step: dates and ballot paper; its button leads to the one that is missing."""
    frozen, contests = has_reached(election, "frozen"), election.contests
    dated = election.opens_at is not None and election.closes_at is not None
    papers = bool(contests) and all(_has_paper(contest) for contest in contests)
    people = sum(len(contest.candidates) for contest in contests)
    paper = [
        ngettext("%(num)s contest", "%(num)s contests", len(contests)),
        ngettext("%(num)s candidate", "%(num)s candidates", people),
    ]
    return _Plan(
        _("Set up"),
        frozen or (dated and papers),
        _(", ").join(paper if dated else [*paper, _("no dates yet")]),
        _("contests and candidates") if dated else _("dates and rules"),
        "paper.contests" if dated else "dashboard.settings",
        _("Add contests") if dated else _("Set the dates"),
        free=True,
    )


def _has_paper(contest: Contest) -> bool:
    return bool(contest.candidates) and (contest.kind != "choice" or contest.maximum <= len(contest.candidates))


def _tokens(election: Election, figures: Figures, remaining: Sequence[str], sending: Sequence[str]) -> _Plan:
    """Return the step from the freeze to the delivery."""
    if not has_reached(election, "frozen"):
        note = _(
            "Nothing about the election can change after the freeze; each member then gets one personal ballot token."
        )
        return _Plan(
            _("Tokens"),
            False,
            note,
            _("freeze and issue tokens"),
            "lifecycle.freeze_page",
            _("Freeze the election"),
            remaining,
        )
    done, sums = has_reached(election, "open") or figures.tokens.adds_up, sums_in_words(figures.tokens)
    if is_registrars(election):
        waits = (_("Waiting for the registrar to say what became of the tokens."),)
        return _Plan(
            _("Tokens"), done, sums, _("deliver the tokens"), "registrar.page", _("The registrar’s page"), waits
        )
    if election.state == "frozen" and election.tokens_released_at is None:
        doing, action = _("announce the Setup event, then send the tokens"), _("Send the mails")
        return _Plan(_("Tokens"), done, sums, doing, "mails.page", action)
    if figures.in_file:
        doing, action = _("save the file with the tokens"), _("Save the file with the tokens")
        return _Plan(_("Tokens"), done, sums, doing, "token_file.page", action)
    return _Plan(_("Tokens"), done, sums, _("deliver the tokens"), "mails.page", _("See the mails"), sending)


def _voting(scene: Scene, figures: Figures, remaining: Sequence[str]) -> list[_Plan]:
    return [_open(scene.election, remaining), _close(scene, figures, remaining)]


def _open(election: Election, remaining: Sequence[str]) -> _Plan:
    """Return the step that opens the vote; if the end has passed meanwhile, it has to be moved first."""
    title, opened = _("Open"), has_reached(election, "open")
    note = in_words(election.opens_at) if election.opens_at else _("Members can vote between the two dates.")
    waits = (_until_opening(election) or remaining) if election.state == "frozen" else ()
    if election.state == "frozen" and has_ended(election):
        doing = _("set a later end of the voting")
        return _Plan(title, opened, note, doing, "times.page", _("Times of the voting"), waits, free=True)
    return _Plan(title, opened, note, _("open the voting"), "lifecycle.open_page", _("Open the voting"), waits)


def _close(scene: Scene, figures: Figures, remaining: Sequence[str]) -> _Plan:
    """Return the step that closes the vote; while the vote is stopped, its times come first."""
    title, closed = _("Close"), has_reached(scene.election, "closed")
    note = _turnout_in_words(figures) if has_reached(scene.election, "open") else _("No ballot after it.")
    if scene.election.state == "open" and scene.election.stopped_at is not None and not is_left_stopped(scene):
        doing, action = _("decide how the voting goes on"), _("Go on, or close")
        return _Plan(title, closed, note, doing, "times.page", action, remaining)
    waits = _until_closing(scene.election)
    return _Plan(title, closed, note, _("close the voting"), "lifecycle.close_page", _("Close the voting"), waits)


def sums_in_words(sums: Ledger) -> str:
    """Return the ledger of tokens as one line."""
    left = sums.roll - sums.issued - sums.held - sums.undeliverable
    return _(
        _ADDS_UP if sums.adds_up else _STILL_OPEN,
        issued=grouped(sums.issued),
        held=grouped(sums.held),
        undeliverable=grouped(sums.undeliverable),
        left=grouped(left),
        roll=grouped(sums.roll),
    )


def _keys_in_words(keys: Sequence[Trustee], trustees: Sequence[Trustee]) -> str:
    return ngettext(
        "%(here)s of %(num)s key is here", "%(here)s of %(num)s keys are here", len(trustees), here=len(keys)
    )


def _backups_in_words(ready: Sequence[Trustee], trustees: Sequence[Trustee]) -> str:
    return ngettext(
        "%(ready)s of %(num)s backup is proved to open",
        "%(ready)s of %(num)s backups are proved to open",
        len(trustees),
        ready=len(ready),
    )


def _turnout_in_words(figures: Figures) -> str:
    return ngettext(
        "%(voters)s of %(num)s has voted",
        "%(voters)s of %(num)s have voted",
        figures.members,
        voters=grouped(figures.voters),
    )


def _until_opening(election: Election) -> list[str]:
    """Say that the vote opens automatically, so that nobody opens it days early for lack of anything else to do."""
    at = opens_by_itself_at(election)
    if at is None:
        return []
    return [
        _(
            "The voting opens by itself on %(moment)s, if the ledger of tokens still adds up then. Until then mails "
            "may come back.",
            moment=in_words(at),
        )
    ]


def _until_closing(election: Election) -> list[str]:
    """Say that the vote is under way, and that there is nothing to do but watch the turnout."""
    if election.state != "open" or election.closes_at is None or has_ended(election):
        return []
    if election.opens_at is not None and booth_state(election) == "waiting":
        begins = in_words(election.opens_at)
        return [_("The voting begins on %(moment)s. Nobody can vote before.", moment=begins)]
    return [
        _(
            "The voting goes on until %(moment)s. There is nothing to do but to watch the turnout.",
            moment=in_words(election.closes_at),
        )
    ]


def _count(scene: Scene, remaining: Sequence[str]) -> _Plan:
    """Return the trustees' step: shuffles if ballots are ranked, then shares, then opening the result."""
    shares = [trustee for trustee in scene.election.trustees if trustee.decrypted_at is not None]
    decrypted = ngettext(
        "%(num)s trustee has decrypted; needed: %(needed)s",
        "%(num)s trustees have decrypted; needed: %(needed)s",
        len(shares),
        needed=needed_words(scene.election),
    )
    note = decrypted if scene.election.trustees else _("The trustees open the result together.")
    ranked = has_ranked_contest(scene.election)
    mixers = [one for one in mixers_of(scene.election) if one.excused_at is None] if ranked else []
    mixing = waiting_mixers(scene.election) if scene.election.state == "closed" else mixers
    if mixers and not has_reached(scene.election, "tallied"):
        done = len(mixers) - len(mixing)
        shuffled = ngettext(
            "%(done)s of %(num)s has shuffled", "%(done)s of %(num)s have shuffled", len(mixers), done=done
        )
        note = f"{shuffled}; {note}"
    if too_few(scene):
        doing, action = _("conclude without a result"), _("Conclude without a result")
        return _Plan(_("Count"), False, note, doing, "calling_off.page", action, remaining)
    if scene.election.state == "closed" and mixers and mixing:
        waits = [_since(trustees_sentence(scene), scene.election.closed_at)]
        return _Plan(_("Count"), False, note, _("shuffle the ballots"), "result.count", _("See the trustees"), waits)
    waits = (
        [_since(sentence, scene.election.closed_at) for sentence in remaining]
        if scene.election.state == "closed"
        else []
    )
    return _Plan(
        _("Count"),
        has_reached(scene.election, "tallied"),
        note,
        _("open the count"),
        "result.count",
        _("Open the count"),
        waits,
    )


def _ending(scene: Scene, remaining: Sequence[str], ties: bool, draws: Sequence[str]) -> list[_Plan]:
    lot = _("Candidates are level, and only a lot may decide between them.")
    unseen = _("Nobody but the officer sees it until then, and auditors in the archive.")
    return [
        _count(scene, remaining),
        _Plan(
            _("Declare"),
            has_reached(scene.election, "declared"),
            lot if ties else unseen,
            _("draw the public lot") if ties else _("declare the result"),
            "result.result",
            _("See the tie") if ties else _("See the result"),
            draws,
        ),
        _Plan(
            _("Publish"),
            has_reached(scene.election, "published"),
            _("Result, archive and audit instructions, for everybody."),
            _("publish"),
            "result.publish_page",
            _("Publish the result"),
        ),
    ]
