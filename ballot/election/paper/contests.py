"""The ballot paper of an election: its contests and candidates, while it is a draft."""

from __future__ import annotations

import unicodedata

import msgspec
from sqlalchemy.orm import Session

from ballot.count import WITH_REOPENING
from ballot.election import log
from ballot.election.paper import removed
from ballot.election.paper.changes import contest_changes
from ballot.election.paper.look_alikes import skeleton
from ballot.election.paper.photographs import drop_unused, photographs_of
from ballot.election.paper.quotas import clean_groups, settle_quotas
from ballot.election.paper.statements import MAX_STATEMENT
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.election.wording import clean_line, clean_text
from ballot.errors import NotPermitted
from ballot.language import _, isolated, lazy, ngettext
from ballot.records.questions import BLANK_LIST
from ballot.store.models.election import Election
from ballot.store.models.paper import ALLOWANCES, CANDIDATE_ORDERS, LIST_TYPES, USUAL_LIFT, Candidate, Contest

RULES_OF_KIND = {
    "choice": ("block", "approval"),
    "ranked": (
        "scottish-stv", "av", "ers97", "meek-prf", "nz-meek", "wigm-prf", "schulze", "majority-judgment", "block",
        "approval",
    ),
    "lists": ("dhondt", "sainte-lague"),
}  # fmt: skip
USUAL_RULE = {kind: rules[0] for kind, rules in RULES_OF_KIND.items()}
ONE_SEAT = ("av", "majority-judgment")
MAX_GRADES = 12
_MAX_CONTESTS = 50
MAX_CANDIDATES = 200
MAX_TITLE = 300
REOPEN = "Reopen nominations"
BLANK_NAME = lazy(
    "“%(name)s” stands on every paper of lists by itself, so that no list may be called so.", name=BLANK_LIST[0]
)


class CandidateDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate as the officer enters them."""

    name: str
    slate: str = ""
    statement: str = ""
    groups: tuple[str, ...] = ()  # those named by quotas
    photograph: str | None = None  # the digest of one of the election's photographs
    was: str = ""  # the name so far, if it is another one


class ContestDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A contest as the officer enters it: choose `minimum` to `maximum` of the candidates for `seats` seats."""

    title: str
    seats: int = 1
    minimum: int = 0
    maximum: int = 1
    blank: bool = False  # lists always offer a blank vote
    kind: str = "choice"  # or "ranked", or "lists": then the slates are the lists
    rule: str = ""  # the usual one of the kind if left out
    grades: tuple[str, ...] = ()  # for majority judgment, the best first
    quotas: tuple[str, ...] = ()  # by group, such as "women>=half-up" (ballot.count.quotas), without members
    withdrawals: bool = True  # whether a candidate may withdraw before the count is opened
    reopen: bool = False  # whether "reopen nominations" is a candidate, as the last on the paper
    under_vote: str = "allowed"  # or "warned", or "blocked", as the next two
    rank_gaps: str = "allowed"
    equal_ranks: str = "allowed"  # if the rule accepts them at all
    list_type: str = "open"  # who gets the seats of a list: also "closed", or "flexible" (ballot.count.list_people)
    lift: int = USUAL_LIFT  # the percentage of a flexible list's votes that lifts a candidate
    order: str = "fixed"  # as entered, "alphabetical", or "random": in random order, different for each voter
    candidates: tuple[CandidateDraft, ...] = ()


class RemovedContest(msgspec.Struct, frozen=True):
    """A contest that was removed from a draft, and where it stood."""

    position: int
    contest: ContestDraft


class RemovedCandidate(msgspec.Struct, frozen=True):
    """A candidate who was removed from a contest, and where they stood."""

    position: int
    candidate: CandidateDraft


def is_blank_name(name: str) -> bool:
    """Return whether a list's name looks like the blank vote, which every paper of lists offers anyway."""
    return skeleton(name) == skeleton(BLANK_LIST[0])


def add_contest(scene: Scene, draft: ContestDraft) -> Contest:
    """Add a contest, with its candidates, at the end of the ballot paper."""
    require_draft(scene)
    if len(scene.election.contests) >= _MAX_CONTESTS:
        raise NotPermitted(
            ngettext(
                "An election holds at most %(num)s contest.",
                "An election holds at most %(num)s contests.",
                _MAX_CONTESTS,
            )
        )
    contest = Contest(position=1 + max((c.position for c in scene.election.contests), default=0))
    _fill_contest(contest, draft)
    scene.election.contests.append(contest)
    _fill_candidates(scene.session, contest, draft)
    log.write(scene, log.OFFICER, f"Added the contest “{contest.title}”, candidates: {len(draft.candidates)}.")
    return contest


def update_contest(scene: Scene, contest: Contest, draft: ContestDraft) -> None:
    """Replace a contest's title, seats, limits and quotas; candidates too if the draft names any.

    Candidates who are not in the draft any more can be brought back.
    """
    require_draft(scene)
    before = contest_as_draft(contest)
    for gone in removed_by(before, draft):
        _keep_candidate(scene, contest, gone)
    _fill_contest(contest, draft)
    for candidate in list(contest.candidates):
        if draft.candidates or candidate.reopens:
            contest.candidates.remove(candidate)
    scene.session.flush()
    _fill_candidates(scene.session, contest, draft)
    renamed = {one.name.strip(): one.was for one in draft.candidates}
    after = contest_as_draft(contest)
    people = tuple(msgspec.structs.replace(one, was=renamed.get(one.name, "")) for one in after.candidates)
    changes = contest_changes(before, msgspec.structs.replace(after, candidates=people))
    if changes:
        log.write(scene, log.OFFICER, f"Changed the contest “{before.title}”: {'; '.join(changes)}.")


def removed_by(before: ContestDraft, draft: ContestDraft) -> list[CandidateDraft]:
    """Return the candidates whom a change of a contest would remove."""
    staying = {one.was or one.name.strip() for one in draft.candidates}
    return [one for one in before.candidates if draft.candidates and one.name not in staying]


_SAME = (
    "title", "seats", "minimum", "maximum", "blank", "kind", "rule", "withdrawals", "under_vote", "rank_gaps",
    "equal_ranks", "list_type", "lift",
)  # fmt: skip


def contest_as_draft(contest: Contest, *, candidates: bool = True) -> ContestDraft:
    """Return a contest in the form in which somebody would enter it again, with or without its candidates."""
    people = [one for one in contest.candidates if not one.reopens] if candidates else []
    return ContestDraft(
        **{name: getattr(contest, name) for name in _SAME},
        order=contest.candidate_order,
        grades=tuple(contest.grades.splitlines()),
        quotas=tuple(contest.quotas.splitlines()),
        reopen=any(one.reopens for one in contest.candidates),
        candidates=tuple(map(candidate_as_draft, people)),
    )


def candidate_as_draft(candidate: Candidate) -> CandidateDraft:
    """Return a candidate in the form in which somebody would enter them again."""
    return CandidateDraft(
        name=candidate.name,
        slate=candidate.slate,
        statement=candidate.statement,
        groups=tuple(candidate.groups.splitlines()),
        photograph=candidate.photograph,
    )


def _fill_candidates(session: Session, contest: Contest, draft: ContestDraft) -> None:
    for candidate in draft.candidates:
        add_candidate(session, contest, candidate)
    if draft.reopen:
        if contest.rule not in WITH_REOPENING:
            raise NotPermitted(
                _("“%(title)s”: nominations cannot be reopened by lists. Untick it.", title=isolated(contest.title))
            )
        add_candidate(session, contest, CandidateDraft(name=REOPEN)).reopens = True
    if contest.candidate_order == "alphabetical":
        _sort_candidates(contest)
    settle_quotas(contest, draft.quotas)
    drop_unused(Scene(session, contest.election))


def _sort_candidates(contest: Contest) -> None:
    """Put a contest's candidates (or its lists) into alphabetical order; "reopen nominations" stays last."""
    lists = contest.kind == "lists"
    order = sorted(contest.candidates, key=lambda one: (one.reopens, _sorting_key(one.slate if lists else one.name)))
    for position, candidate in enumerate(order, start=1):
        candidate.position = position
    contest.candidates.sort(key=lambda candidate: candidate.position)


def _sorting_key(name: str) -> tuple[str, str]:
    """Return the key by which names are sorted: letters without their accents first, then with them."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in folded if not unicodedata.combining(letter)), folded


def remove_contest(scene: Scene, contest: Contest) -> None:
    """Remove a contest and its candidates; it can be brought back until the freeze."""
    election = scene.election
    require_draft(scene)
    whole = RemovedContest(position=contest.position, contest=contest_as_draft(contest))
    photographs = [one.photograph for one in contest.candidates]
    removal = removed.keep(scene, "contest", contest.title, msgspec.json.encode(whole), photographs=photographs)
    removed.put_within(scene, contest, removal)
    election.contests.remove(contest)
    scene.session.flush()
    number_contests(election)
    drop_unused(scene)
    log.write(scene, log.OFFICER, f"Removed the contest “{removal.name}”, candidates: {len(whole.contest.candidates)}.")


def number_contests(election: Election) -> None:
    """Number the contests in the order of the list."""
    for position, contest in enumerate(election.contests, start=1):
        contest.position = position


def _fill_contest(contest: Contest, draft: ContestDraft) -> None:
    contest.title = clean_line(draft.title, _("The title of the contest"), MAX_TITLE, "title")
    _check_numbers(draft, isolated(contest.title))
    contest.seats, contest.minimum, contest.maximum = draft.seats, draft.minimum, draft.maximum
    contest.blank, contest.withdrawals = draft.blank or draft.kind == "lists", draft.withdrawals
    _fill_paper(contest, draft)
    _fill_list_type(contest, draft)
    contest.kind, contest.rule, contest.grades = draft.kind, draft.rule or USUAL_RULE.get(draft.kind, ""), ""
    _check_rule(contest)
    if contest.rule == "majority-judgment":
        _fill_grades(contest, draft)


def _check_numbers(draft: ContestDraft, title: str) -> None:
    if draft.seats < 1:
        raise NotPermitted(_("“%(title)s” needs at least one seat.", title=title), "seats")
    if not 0 <= draft.minimum <= draft.maximum or draft.maximum < 1:
        raise NotPermitted(
            _(
                "“%(title)s”: the least number of choices (%(minimum)s) must not be above the greatest "
                "(%(maximum)s), and the greatest must be at least 1.",
                title=title,
                minimum=draft.minimum,
                maximum=draft.maximum,
            ),
            "maximum",
        )
    if draft.kind == "choice" and draft.minimum > 0 and not draft.blank:
        raise NotPermitted(
            _(
                "“%(title)s”: nobody must be forced to choose. Offer “Vote for nobody (blank)”, or let the "
                "least number of choices be 0.",
                title=title,
            ),
            "minimum",
        )


def _fill_paper(contest: Contest, draft: ContestDraft) -> None:
    """Set what the booth allows, and in which order it shows the candidates."""
    for name in ("under_vote", "rank_gaps", "equal_ranks"):
        allowance = getattr(draft, name)
        if allowance not in ALLOWANCES:
            raise NotPermitted(
                _(
                    "“%(title)s”: %(allowance)s is none of %(allowances)s.",
                    title=isolated(contest.title),
                    allowance=allowance,
                    allowances=", ".join(ALLOWANCES),
                ),
                name,
            )
        setattr(contest, name, allowance)
    if draft.order not in CANDIDATE_ORDERS:
        raise NotPermitted(
            _(
                "%(order)s is not an order of candidates. Use %(orders)s.",
                order=draft.order,
                orders=", ".join(CANDIDATE_ORDERS),
            ),
            "order",
        )
    contest.candidate_order = draft.order


def _fill_list_type(contest: Contest, draft: ContestDraft) -> None:
    """Set which candidates get the seats of a list."""
    if draft.list_type not in LIST_TYPES:
        raise NotPermitted(
            _(
                "%(list_type)s is not a type of list. Use %(list_types)s.",
                list_type=draft.list_type,
                list_types=", ".join(LIST_TYPES),
            ),
            "list_type",
        )
    if not 1 <= draft.lift <= 100:
        raise NotPermitted(_("Candidates are lifted by 1 to 100 percent of their list's votes."), "lift")
    contest.list_type, contest.lift = draft.list_type, draft.lift


def _fill_grades(contest: Contest, draft: ContestDraft) -> None:
    contest.grades = "\n".join(clean_line(grade, _("The grade"), MAX_TITLE, "grades") for grade in draft.grades)
    if not 2 <= len(set(draft.grades)) == len(draft.grades) <= MAX_GRADES:
        raise NotPermitted(
            ngettext(
                "“%(title)s” needs 2 to %(num)s different grades, the best first.",
                "“%(title)s” needs 2 to %(num)s different grades, the best first.",
                MAX_GRADES,
                title=isolated(contest.title),
            ),
            "grades",
        )


def _check_rule(contest: Contest) -> None:
    rules = RULES_OF_KIND.get(contest.kind)
    if rules is None:
        raise NotPermitted(
            _(
                "%(kind)s is not a kind of contest. Known: %(kinds)s.",
                kind=contest.kind,
                kinds=", ".join(RULES_OF_KIND),
            ),
            "kind",
        )
    if contest.rule not in rules:
        raise NotPermitted(
            _(
                "The rule %(rule)s does not count this kind of contest. Use %(rules)s.",
                rule=contest.rule,
                rules=", ".join(rules),
            ),
            "rule",
        )
    if contest.rule in ONE_SEAT and contest.seats != 1:
        raise NotPermitted(
            _(
                "The rule %(rule)s fills one seat; “%(title)s” has %(seats)s.",
                rule=contest.rule,
                title=isolated(contest.title),
                seats=contest.seats,
            ),
            "rule",
        )


def add_candidate(session: Session, contest: Contest, draft: CandidateDraft) -> Candidate:
    """Add a candidate at the end of the contest's list."""
    if contest.election is not None:
        require_draft(Scene(session, contest.election))
    if len(contest.candidates) >= MAX_CANDIDATES:
        raise NotPermitted(
            ngettext(
                "A contest holds at most %(num)s candidate.",
                "A contest holds at most %(num)s candidates.",
                MAX_CANDIDATES,
            )
        )
    candidate = Candidate(position=1 + max((c.position for c in contest.candidates), default=0))
    _fill_candidate(candidate, draft)
    if draft.photograph is not None and draft.photograph not in photographs_of(Scene(session, contest.election)):
        raise NotPermitted(
            _(
                "The photograph of “%(candidate)s” is not here any more. Upload it again.",
                candidate=isolated(candidate.name),
            )
        )
    candidate.photograph = draft.photograph
    if any(other.name == candidate.name for other in contest.candidates):
        raise NotPermitted(
            _(
                "“%(candidate)s” already stands in “%(title)s”. Tell the two apart in their names.",
                candidate=isolated(candidate.name),
                title=isolated(contest.title),
            )
        )
    contest.candidates.append(candidate)
    session.flush()
    return candidate


def update_candidate(session: Session, candidate: Candidate, draft: CandidateDraft) -> None:
    """Replace a candidate's name, slate and statement."""
    require_draft(Scene(session, candidate.contest.election))
    _fill_candidate(candidate, draft)
    others = [other.name for other in candidate.contest.candidates if other is not candidate]
    if candidate.name in others:
        raise NotPermitted(
            _(
                "“%(candidate)s” already stands in this contest. Tell the two apart in their names.",
                candidate=isolated(candidate.name),
            )
        )
    session.flush()


def remove_candidate(scene: Scene, candidate: Candidate) -> None:
    """Remove a candidate from the contest; they can be brought back until the freeze."""
    contest = candidate.contest
    require_draft(scene)
    _keep_candidate(scene, contest, candidate_as_draft(candidate))
    contest.candidates.remove(candidate)
    drop_unused(scene)
    log.write(scene, log.OFFICER, f"Removed the candidate {candidate.name} from “{contest.title}”.")


def _keep_candidate(scene: Scene, contest: Contest, draft: CandidateDraft) -> None:
    place = [one.name for one in contest.candidates].index(draft.name) + 1
    whole = RemovedCandidate(position=place, candidate=draft)
    photographs = [draft.photograph]
    removed.keep(scene, "candidate", draft.name, msgspec.json.encode(whole), photographs=photographs, contest=contest)


def _fill_candidate(candidate: Candidate, draft: CandidateDraft) -> None:
    candidate.name = clean_line(draft.name, _("The candidate's name"), MAX_TITLE)
    candidate.slate = clean_line(draft.slate, _("The slate"), MAX_TITLE) if draft.slate.strip() else ""
    candidate.statement = clean_text(draft.statement, _("The statement"), MAX_STATEMENT)
    candidate.groups = "\n".join(clean_groups(draft.groups))


def has_ranked_contest(election: Election) -> bool:
    """Return whether ballots are shuffled in this election."""
    return any(contest.kind == "ranked" for contest in election.contests)
