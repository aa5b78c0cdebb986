"""Candidates who withdraw between the freeze and the opening of the count.

The ballot paper can no longer change: a withdrawn candidate stays on it and is marked, and the count skips them as if
they had never been a candidate. The withdrawal is written into the companion file at once, where everybody can see it,
and names the last event on the board at that time.
"""

from __future__ import annotations

import msgspec

from ballot.board import companion
from ballot.board.companion import MAX_REASON
from ballot.count import LISTS, WITH_REOPENING
from ballot.election import log, proposals
from ballot.election.board_facts import charter_of, withdrawn
from ballot.election.paper.quotas import quota_problem
from ballot.election.proposals import Payload
from ballot.election.scene import Scene
from ballot.election.state import lock, require_state
from ballot.election.voting.booth import candidates_by_list
from ballot.election.wording import clean_line
from ballot.errors import NotPermitted
from ballot.language import Lazy, _, isolated, ngettext
from ballot.store import board
from ballot.store.models.election import Election
from ballot.store.models.paper import Contest

KIND = "withdraw-candidate"
STATES = ("frozen", "open", "closed")


class Withdrawal(msgspec.Struct, frozen=True):
    """A candidate (or a list) who has withdrawn; `contest` and `candidate` from 0."""

    contest: int
    candidate: int
    title: str
    name: str
    reason: str


class Standing(msgspec.Struct, frozen=True):
    """A candidate who could withdraw. `refusal`: why not, or ""; `consequences`: what happens to the contest."""

    contest: int
    candidate: int
    title: str
    name: str
    refusal: str = ""
    consequences: tuple[str, ...] = ()


def names_on_paper(contest: Contest) -> list[str]:
    """Return who is counted: the candidates, or the lists of a lists contest."""
    if contest.kind == "lists":
        return list(candidates_by_list(contest))
    return [candidate.name for candidate in contest.candidates]


def withdrawals(scene: Scene) -> list[Withdrawal]:
    """Return all who have withdrawn, in the order of withdrawal."""
    found = []
    for record in board.companion_records_of(scene.session, scene.election, companion.WithdrawalRecord):
        contest = scene.election.contests[record.contest]
        name = names_on_paper(contest)[record.candidate]
        found.append(Withdrawal(record.contest, record.candidate, contest.title, name, record.reason))
    return found


def withdrawn_names(scene: Scene) -> dict[int, dict[str, str]]:
    """Return the reason of everybody who has withdrawn, by contest (from 0) and by name."""
    found: dict[int, dict[str, str]] = {}
    for one in withdrawals(scene):
        found.setdefault(one.contest, {})[one.name] = one.reason
    return found


def who_can_withdraw(scene: Scene) -> list[Standing]:
    """Return the remaining candidates of contests whose charter permits withdrawals; empty once the count has begun."""
    if scene.election.state not in STATES or _count_has_begun(scene.election):
        return []
    rules, gone = charter_of(scene).contests, withdrawn(scene)
    return [
        _standing(contest, index, candidate, gone.get(index, frozenset()))
        for index, contest in enumerate(scene.election.contests)
        if rules[index].withdrawals
        for candidate, name in enumerate(names_on_paper(contest))
        if candidate not in gone.get(index, ()) and not _reopens(contest, candidate)
    ]


def _reopens(contest: Contest, candidate: int) -> bool:
    return contest.kind != "lists" and contest.candidates[candidate].reopens


def _standing(contest: Contest, index: int, candidate: int, gone: frozenset[int]) -> Standing:
    names = names_on_paper(contest)
    left = len(names) - len(gone) - 1 - sum(_reopens(contest, other) for other in range(len(names)))
    nobody = _("Nobody else stands in this contest, so that nobody could be elected. Hold the contest again later.")
    refusal = quota_problem(contest, gone | {candidate}) if left else nobody
    return Standing(index, candidate, contest.title, names[candidate], refusal, tuple(_consequences(contest, left)))


def _consequences(contest: Contest, left: int) -> list[str]:
    """Say what a withdrawal does to a contest in which this number of candidates is left."""
    if contest.rule in LISTS:
        return [_("Votes for this list and for people on it are void.")]
    sentences = [
        _of_votes(contest),
        ngettext(
            "%(num)s candidate will be left for %(seats)s.",
            "%(num)s candidates will be left for %(seats)s.",
            left,
            seats=ngettext("%(num)s seat", "%(num)s seats", contest.seats),
        ),
    ]
    if any(candidate.reopens for candidate in contest.candidates) and contest.rule in WITH_REOPENING:
        return sentences
    if left <= contest.seats:
        sentences.append(_("The contest is then uncontested: all who are left are declared elected, without a count."))
    if left < contest.seats:
        sentences.append(
            ngettext("%(num)s seat will stay empty.", "%(num)s seats will stay empty.", contest.seats - left)
        )
    return sentences


def _of_votes(contest: Contest) -> str:
    if contest.kind == "choice":
        return _(
            "Votes for this candidate are void, also those that were cast already; the others on the ballot count."
        )
    if contest.grades:
        return _("Grades for this candidate are void; the others on the paper count.")
    return _("Papers pass this candidate over: whoever ranked them first is counted for their next preference.")


def _count_has_begun(election: Election) -> bool:
    """Whether a trustee has shuffled, committed to a share, or handed one in: then somebody may know the result."""
    return any(t.shuffled_at or t.share_commitment or t.decrypted_at for t in election.trustees)


def require_standing(scene: Scene, contest: int, candidate: int) -> Standing:
    """Return the candidate (both numbers from 0) who can withdraw now.

    Raises: NotPermitted if the count has begun, the charter does not permit it, or the contest could not be held.
    """
    require_state(scene.election, *STATES)
    if _count_has_begun(scene.election):
        raise NotPermitted(_("The trustees have begun to open the count: nobody can withdraw any more."))
    if not 0 <= contest < len(scene.election.contests):
        raise NotPermitted(_("There is no such contest."))
    title = isolated(scene.election.contests[contest].title)
    if not charter_of(scene).contests[contest].withdrawals:
        raise NotPermitted(
            _("The charter of this election does not permit that candidates of “%(title)s” withdraw.", title=title)
        )
    known = {(one.contest, one.candidate): one for one in who_can_withdraw(scene)}
    standing = known.get((contest, candidate))
    if standing is None:
        raise NotPermitted(_("No such candidate stands in “%(title)s” any more.", title=title))
    if standing.refusal:
        raise NotPermitted(
            _("%(name)s cannot withdraw: %(refusal)s", name=isolated(standing.name), refusal=standing.refusal)
        )
    return standing


def withdraw_candidate(scene: Scene, contest: int, candidate: int, reason: str) -> Withdrawal:
    """Record that a candidate (both numbers from 0) has withdrawn. It cannot be undone.

    Raises: NotPermitted if it is not possible now, or the reason is missing.
    """
    head = lock(scene)
    standing = require_standing(scene, contest, candidate)
    cleaned = clean_line(reason, _("The reason"), MAX_REASON)
    record = companion.WithdrawalRecord(head.hash or "", contest, candidate, cleaned)
    board.append_companion(scene.session, scene.election, record)
    log.write(scene, log.OFFICER, f"{standing.name} has withdrawn from “{standing.title}”: {cleaned}")
    return Withdrawal(contest, candidate, standing.title, standing.name, cleaned)


def proposed_withdrawals(scene: Scene) -> set[tuple[int, int]]:
    """Return contest and candidate (both from 0) of every withdrawal that waits to be confirmed."""
    payloads = [proposals.content(act) for act in proposals.waiting(scene, KIND)]
    return {(payload["contest"], payload["candidate"]) for payload in payloads}


def check(scene: Scene, payload: Payload) -> Payload:
    """Refuse a withdrawal that is not possible now, or proposed already. `payload`: `contest`, `candidate` (from 0)."""
    require_standing(scene, payload["contest"], payload["candidate"])
    if (payload["contest"], payload["candidate"]) in proposed_withdrawals(scene):
        raise NotPermitted(_(proposals.WAITS_ALREADY))
    return payload


def refusal(scene: Scene) -> str:
    """Say why one officer is not enough."""
    return _("Two people withdraw a candidate: one proposes it, another one confirms it.")


def _in_words(gone: Withdrawal) -> str:
    """Say that somebody has withdrawn."""
    return _(
        "%(name)s has withdrawn from “%(title)s”. It is on the public page and in the companion file.",
        name=isolated(gone.name),
        title=isolated(gone.title),
    )


def withdraw(scene: Scene, payload: Payload) -> Lazy:
    """Let a candidate withdraw, and return the sentence that says so."""
    gone = withdraw_candidate(scene, payload["contest"], payload["candidate"], payload["reason"])
    return Lazy(lambda: _in_words(gone))


def detail(scene: Scene, payload: Payload) -> str:
    """Say who withdraws, and what happens to the contest."""
    standing = require_standing(scene, payload["contest"], payload["candidate"])
    return _(
        "%(name)s withdraws from “%(title)s”, for good. %(consequences)s Confirm it only if you have it in writing "
        "from the candidate, too.",
        name=isolated(standing.name),
        title=isolated(standing.title),
        consequences=" ".join(standing.consequences),
    )
