"""What comes next: the sentences that say what must be done, or who is waited for, before an election can go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from ballot import clock
from ballot.election import acts
from ballot.election.closing.closing import DECIDE_ON_STOPPED, is_left_stopped
from ballot.election.paper.contests import BLANK_NAME, is_blank_name
from ballot.election.paper.quotas import quota_problem
from ballot.election.result.counting import contests_without_sheet
from ballot.election.result.lots import proposed_lot
from ballot.election.roles import second_officers
from ballot.election.roll.roll import members_count
from ballot.election.roll.upload import find_upload
from ballot.election.tally.mixing import has_ranked_contest, waiting_mixers
from ballot.election.tally.tally import missing_shares, small_tally, waiting_words
from ballot.election.tokens.registrar_list import is_registrars, list_to_freeze
from ballot.election.voting.opening import opening_steps
from ballot.errors import NotPermitted
from ballot.language import N_, _, isolated, ngettext
from ballot.moments import in_words
from ballot.report import names_in_words
from ballot.store.models.election import Election
from ballot.store.models.paper import Contest
from ballot.store.models.people import JointAct
from ballot.store.models.roll import Member

FILE_WAITS = N_("A roll file was uploaded and waits: take it, or give it up. Until then the roll is the old one.")
MAX_RANKED = 30  # what fits into one group element


def remaining_steps(election: Election) -> list[str]:
    """Return, in order, the sentences that say what must still be done before the next state; empty when nothing is."""
    session = object_session(election)
    if session is None:
        raise ValueError("remaining_steps needs an election that belongs to a session")
    steps = _STEPS.get(election.state)
    return steps(session, election) if steps else []


def _before_freeze(session: Session, election: Election) -> list[str]:
    steps = _paper_steps(election)
    if election.opens_at is None or election.closes_at is None:
        steps.append(_("Set the times at which voting opens and closes."))
    elif election.closes_at <= clock.now():
        steps.append(_("The closing time has passed. Choose a later one."))
    if find_upload(session, election) is not None:
        steps.append(_(FILE_WAITS))
    if not members_count(session, election):
        steps.append(_("Add the roll: nobody may vote yet."))
    elif election.casting_code:
        steps += _casting_code_steps(session, election)
    if not election.trustees:
        steps.append(_("Add the trustees: nobody could open the count yet."))
    elif len(election.trustees) < 2 and not election.few_trustees_accepted:
        steps.append(_("Add a second trustee, or accept in the settings that one person alone can read every vote."))
    if is_registrars(election):
        steps += _registrar_steps(session, election)
    for trustee in election.trustees:
        if trustee.accepted_at is None:
            steps.append(_("Waiting for %(trustee)s to hand in a trustee key.", trustee=isolated(trustee.name)))
        elif trustee.rehearsed_at is None:
            steps.append(
                _(
                    "Waiting for %(trustee)s to prove in the rehearsal that the key's backup opens.",
                    trustee=isolated(trustee.name),
                )
            )
    return steps + _ranked_steps(session, election)


def _registrar_steps(session: Session, election: Election) -> list[str]:
    """The registrar's list has to be there and to fit the roll; a code by mail needs to know whose token it is."""
    steps = []
    if election.casting_code:
        steps.append(_("A code by e-mail at casting is not possible when the registrar issues the tokens: choose one."))
    if election.marked_register:
        steps.append(
            _(
                "The registrar alone knows whose token is whose, so the server could not say who has voted. Turn the "
                "marked register off in the settings, or let the server issue the tokens."
            )
        )
    try:
        list_to_freeze(session, election)
    except NotPermitted as error:
        steps.append(str(error))
    return steps


def _casting_code_steps(session: Session, election: Election) -> list[str]:
    """Whoever has no address could not get the code, and could not vote (docs/decisions/0018)."""
    if election.token_channel == "registrar":  # noqa: S105  (no password)
        return [
            _(
                "A registrar makes the tokens, so the server does not know whose ballot is cast and whom to "
                "send a code. Turn the code at casting off in the settings."
            )
        ]
    without = (Member.election_id == election.id, func.coalesce(Member.email, "") == "")
    number = session.scalar(select(func.count()).select_from(Member).where(*without))
    if not number:
        return []
    return [
        ngettext(
            "%(num)s member has no e-mail address, and casting asks for a code by e-mail. Add it, or turn the code "
            "off in the settings.",
            "%(num)s members have no e-mail address, and casting asks for a code by e-mail. Add it, or turn the code "
            "off in the settings.",
            number,
        )
    ]


def _ranked_steps(session: Session, election: Election) -> list[str]:
    if not has_ranked_contest(election):
        return []
    steps = []
    if election.trustees and not any(trustee.mixes for trustee in election.trustees):
        steps.append(_("Choose who shuffles: an election with a ranked contest needs at least one."))
    heaviest = session.scalar(select(func.max(Member.weight)).where(Member.election_id == election.id))
    if heaviest is not None and heaviest > 1:
        steps.append(_("The roll has weights; a ranked contest is possible only when every vote weighs the same."))
    return steps


def _paper_steps(election: Election) -> list[str]:
    if not election.contests:
        return [_("Add at least one contest.")]
    steps = []
    for contest in election.contests:
        steps += [*_form_steps(contest), *_number_steps(contest), *filter(None, [quota_problem(contest)])]
    return steps


def _form_steps(contest: Contest) -> Iterator[str]:
    """Yield what does not go together with the kind of a contest."""
    answers, title = len(contest.candidates), isolated(contest.title)
    if contest.kind == "ranked" and answers > MAX_RANKED:
        yield ngettext(
            "“%(title)s” has %(num)s candidate; a ranked contest holds at most %(most)s.",
            "“%(title)s” has %(num)s candidates; a ranked contest holds at most %(most)s.",
            answers,
            title=title,
            most=MAX_RANKED,
        )
    if contest.kind == "choice" and contest.minimum > 0 and not contest.blank:
        yield _("Offer a blank vote in “%(title)s”, or set its least choices to 0.", title=title)
    if contest.kind == "lists" and not all(candidate.slate for candidate in contest.candidates):
        yield _("Put every candidate of “%(title)s” on a list.", title=title)
    if contest.kind == "lists" and any(is_blank_name(candidate.slate) for candidate in contest.candidates):
        yield _("%(blank_name)s Rename it, or remove it from “%(title)s”.", blank_name=BLANK_NAME, title=title)


def _number_steps(contest: Contest) -> Iterator[str]:
    """Yield where there are too few candidates."""
    number, title = sum(not candidate.reopens for candidate in contest.candidates), isolated(contest.title)
    if number < 1:
        yield _("Add candidates to “%(title)s”.", title=title)
    elif contest.kind == "choice" and contest.maximum > len(contest.candidates):
        yield ngettext(
            "“%(title)s” lets people choose %(maximum)s, but has only %(num)s candidate.",
            "“%(title)s” lets people choose %(maximum)s, but has only %(num)s candidates.",
            number,
            title=title,
            maximum=contest.maximum,
        )
    if number and contest.seats > number:
        yield ngettext(
            "“%(title)s” has %(seats)s seats, but only %(num)s candidate.",
            "“%(title)s” has %(seats)s seats, but only %(num)s candidates.",
            number,
            title=title,
            seats=contest.seats,
        )


def _while_open(session: Session, election: Election) -> list[str]:
    """Say of a stopped voting that two people have to decide on it, and which of them is waited for."""
    if election.stopped_at is None:
        return []
    stopped = _(
        "The voting has been stopped since %(moment)s, and no ballot is accepted. Two people decide whether it goes on "
        "or is closed: one proposes it, another one confirms it.",
        moment=in_words(election.stopped_at),
    )
    if is_left_stopped(election):
        return [_("The voting is stopped, and its end is days ago: the returning officer may close it alone.")]
    proposals = [act for act in acts.waiting(session, election) if act.kind in DECIDE_ON_STOPPED]
    if not second_officers(session, election):
        return [stopped, _("This election has no second officer. Invite one.")]
    return [stopped, *(who_must_confirm(session, election, act) for act in proposals)]


def who_must_confirm(session: Session, election: Election, act: JointAct) -> str:
    """Return the sentence that says what was proposed, by whom, and who is waited for."""
    proposed = {"proposer": isolated(act.proposer.name), "title": _(acts.title(act))}
    others = acts.who_can_confirm(session, election, act)
    if not others:
        return _(
            "Proposed by %(proposer)s: “%(title)s”. Nobody can confirm it: whoever could is no officer of this "
            "election any more.",
            **proposed,
        )
    return _(
        "Proposed by %(proposer)s: “%(title)s”. Waiting for %(others)s to confirm it.",
        others=names_in_words([person.name for person in others]),
        **proposed,
    )


def _before_count(session: Session, election: Election) -> list[str]:
    small = small_tally(session, election)
    if small:
        return [small]
    mixers = waiting_mixers(election)
    if mixers:
        return [_("The ballots are being shuffled. Waiting for %(name)s.", name=isolated(mixers[0].name))]
    missing = missing_shares(election)
    if election.threshold is not None and missing:
        return [
            _(
                "Waiting for the share of %(names)s: any %(threshold)s open the count.",
                names=waiting_words(election),
                threshold=election.threshold,
            )
        ]
    return [
        _("Waiting for %(trustee)s's share of the decryption.", trustee=isolated(trustee.name)) for trustee in missing
    ]


def _before_declaring(session: Session, election: Election) -> list[str]:
    return [_before_lot(session, election, index) for index in contests_without_sheet(session, election)]


def _before_lot(session: Session, election: Election, contest: int) -> str:
    question, proposed = isolated(election.contests[contest].title), proposed_lot(session, election, contest)
    if proposed is None:
        return _(
            "“%(question)s” has a tie that only a lot may break: draw it in public and enter it.", question=question
        )
    others = acts.who_can_confirm(session, election, proposed.act)
    return _(
        "“%(question)s”: %(others)s must confirm what the lot has drawn.",
        question=question,
        others=names_in_words([person.name for person in others]),
    )


_STEPS: dict[str, Callable[[Session, Election], list[str]]] = {
    "draft": _before_freeze,
    "frozen": opening_steps,
    "open": _while_open,
    "closed": _before_count,
    "tallied": _before_declaring,
}
