"""What must still be done before a draft can be frozen, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from ballot import clock
from ballot.election.paper.contests import BLANK_NAME, has_ranked_contest, is_blank_name
from ballot.election.paper.quotas import quota_problem
from ballot.election.roll.roll import members_count
from ballot.election.roll.upload import find_upload
from ballot.election.scene import Scene
from ballot.election.tokens.registrar_list import is_registrars, list_to_freeze
from ballot.election.trustees.mixers import mixers_of
from ballot.errors import NotPermitted
from ballot.language import N_, _, isolated, ngettext
from ballot.store.models.election import Election, Trustee
from ballot.store.models.paper import Contest
from ballot.store.models.roll import Member

_FILE_WAITS = N_("A roll file was uploaded and waits: take it, or give it up. Until then the roll is the old one.")
_MAX_RANKED = 30  # the maximum that fits into one group element


def steps_before_freeze(scene: Scene) -> list[str]:
    """Return, in order, the sentences that say what must still be done before the freeze; empty when nothing is."""
    steps = _paper_steps(scene.election)
    if scene.election.opens_at is None or scene.election.closes_at is None:
        steps.append(_("Set the times at which voting opens and closes."))
    elif scene.election.closes_at <= clock.now():
        steps.append(_("The closing time has passed. Choose a later one."))
    if find_upload(scene) is not None:
        steps.append(_(_FILE_WAITS))
    if not members_count(scene):
        steps.append(_("Add the roll: nobody may vote yet."))
    elif scene.election.casting_code:
        steps += _casting_code_steps(scene)
    if not scene.election.trustees:
        steps.append(_("Add the trustees: nobody could open the count yet."))
    elif len(scene.election.trustees) < 2 and not scene.election.few_trustees_accepted:
        steps.append(_("Add a second trustee, or accept in the settings that one person alone can read every vote."))
    if is_registrars(scene.election):
        steps += _registrar_steps(scene)
    for trustee in scene.election.trustees:
        if trustee.accepted_at is None:
            steps.append(_("Waiting for %(trustee)s to hand in a trustee key.", trustee=isolated(trustee.name)))
        elif trustee.rehearsed_at is None:
            steps.append(
                _(
                    "Waiting for %(trustee)s to prove in the rehearsal that the key's backup opens.",
                    trustee=isolated(trustee.name),
                )
            )
    return [*steps, *_shared_signing_keys(scene.election), *_ranked_steps(scene)]


def _shared_signing_keys(election: Election) -> Iterator[str]:
    """With one signing key for two trustees, each could sign in the other's name, and no verifier accepts it (3.8)."""
    owners: dict[str, Trustee] = {}
    for trustee in election.trustees:
        if trustee.signing_key is not None:
            other = owners.setdefault(trustee.signing_key, trustee)
            if other is not trustee:
                yield _(
                    "%(trustee)s handed in the key of %(other)s. Each trustee needs a key of their own.",
                    trustee=isolated(trustee.name),
                    other=isolated(other.name),
                )


def _registrar_steps(scene: Scene) -> list[str]:
    """The registrar's list must exist and fit the roll; a code by mail needs to know whose token it is."""
    steps = []
    if scene.election.casting_code:
        steps.append(_("A code by e-mail at casting is not possible when the registrar issues the tokens: choose one."))
    if scene.election.marked_register:
        steps.append(
            _(
                "The registrar alone knows whose token is whose, so the server could not say who has voted. Turn the "
                "marked register off in the settings, or let the server issue the tokens."
            )
        )
    try:
        list_to_freeze(scene)
    except NotPermitted as error:
        steps.append(str(error))
    return steps


def _casting_code_steps(scene: Scene) -> list[str]:
    """A member without an address could not get the code, and so could not vote (docs/decisions/0018)."""
    if scene.election.token_channel == "registrar":  # noqa: S105  (no password)
        return [
            _(
                "A registrar makes the tokens, so the server does not know whose ballot is cast and whom to "
                "send a code. Turn the code at casting off in the settings."
            )
        ]
    without = (Member.election_id == scene.election.id, func.coalesce(Member.email, "") == "")
    number = scene.session.scalar(select(func.count()).select_from(Member).where(*without))
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


def _ranked_steps(scene: Scene) -> list[str]:
    if not has_ranked_contest(scene.election):
        return []
    steps = []
    if scene.election.trustees and not mixers_of(scene.election):
        steps.append(_("Choose who shuffles: an election with a ranked contest needs at least one."))
    heaviest = scene.session.scalar(select(func.max(Member.weight)).where(Member.election_id == scene.election.id))
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
    """Yield what is not compatible with the kind of a contest."""
    answers, title = len(contest.candidates), isolated(contest.title)
    if contest.kind == "ranked" and answers > _MAX_RANKED:
        yield ngettext(
            "“%(title)s” has %(num)s candidate; a ranked contest holds at most %(most)s.",
            "“%(title)s” has %(num)s candidates; a ranked contest holds at most %(most)s.",
            answers,
            title=title,
            most=_MAX_RANKED,
        )
    if contest.kind == "choice" and contest.minimum > 0 and not contest.blank:
        yield _("Offer a blank vote in “%(title)s”, or set its least choices to 0.", title=title)
    if contest.kind == "lists" and not all(candidate.slate for candidate in contest.candidates):
        yield _("Put every candidate of “%(title)s” on a list.", title=title)
    if contest.kind == "lists" and any(is_blank_name(candidate.slate) for candidate in contest.candidates):
        yield _("%(blank_name)s Rename it, or remove it from “%(title)s”.", blank_name=BLANK_NAME, title=title)


def _number_steps(contest: Contest) -> Iterator[str]:
    """Yield a sentence wherever there are too few candidates."""
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
