"""What each trustee has done, their next step, and whom everybody is waiting for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballot.election.notices.trustees import mails_of, told_at
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.scene import Scene
from ballot.election.state import has_reached
from ballot.election.tally.mixing import waiting_mixers
from ballot.election.tally.shares import missing_shares, needed_shares
from ballot.election.tally.turns import status, waits_for
from ballot.language import N_, _, isolated, ngettext
from ballot.moments import in_words
from ballot.report import names_in_words
from ballot.store.models.election import Election, Trustee
from ballot.web.page.chips import Mark, mail_marks

NEXT = {
    "key": N_("Next: make a key."),
    "certificate": N_("Next: make a key and send its certificate."),
    "polynomial": N_("Next: send their part of the common key."),
    "voutput": N_("Next: check the parts of the others and finish the key."),
    "rehearsal": N_("Next: prove that the key’s backup opens."),
    "shuffle": N_("Next: shuffle the ballots."),
    "commit": N_("Next: verify the election and prepare a share."),
    "decrypt": N_("Next: send the share."),
}
WAITS = {
    "key": N_("Waiting for %(name)s to make a key, since %(moment)s."),
    "certificate": N_("Waiting for %(name)s to make a key and send its certificate, since %(moment)s."),
    "polynomial": N_("Waiting for %(name)s to send their part of the common key, since %(moment)s."),
    "voutput": N_("Waiting for %(name)s to check the parts of the others and finish the key, since %(moment)s."),
    "rehearsal": N_("Waiting for %(name)s to prove that the key’s backup opens, since %(moment)s."),
}
_GENERATION = ("certificate", "polynomial", "voutput")


@dataclass(frozen=True)
class TrusteeLine:
    """A trustee as shown on the officer's pages."""

    trustee: Trustee
    marks: tuple[Mark, ...]
    next: str
    told: datetime | None  # when the latest mail to them was accepted

    @property
    def officer_run(self) -> bool:
        """Whether the key is in a file made on this server."""
        return self.trustee.kind == "officer"


@dataclass(frozen=True)
class Progress:
    """All trustees, and a sentence about them."""

    lines: tuple[TrusteeLine, ...]
    sentence: str


def progress(scene: Scene) -> Progress:
    """Return the progress of an election's trustees."""
    marks = _key_marks if scene.election.state == "draft" else _count_marks
    lines = (
        TrusteeLine(
            one,
            (*marks(scene.election, one), *mail_marks(scene, mails_of(one))),
            _next(scene, one),
            told_at(scene.session, one) if one.email else None,
        )
        for one in scene.election.trustees
    )
    return Progress(tuple(lines), trustees_sentence(scene))


def _next(scene: Scene, trustee: Trustee) -> str:
    sentence = NEXT.get(status(scene, trustee).step)
    return _(sentence) if sentence else ""


def _key_marks(election: Election, trustee: Trustee) -> list[Mark]:
    marks = [_key_mark(election, trustee)]
    if trustee.rehearsed_at is not None:
        marks.append(Mark(_("Backup opens"), "good"))
    elif trustee.accepted_at is not None:
        marks.append(Mark(_("Rehearsal is missing"), "warn"))
    return marks


def _key_mark(election: Election, trustee: Trustee) -> Mark:
    if trustee.accepted_at is not None:
        return Mark(_("Key is here"), "good")
    done = sum(getattr(trustee, name) is not None for name in _GENERATION)
    if election.threshold is None or not done:
        return Mark(_("Waiting for the key"), "warn")
    return Mark(_("Key: %(done)s of %(steps)s steps done", done=done, steps=len(_GENERATION)), "now")


def _count_marks(election: Election, trustee: Trustee) -> list[Mark]:
    if not has_reached(election, "closed"):
        return [Mark(_("Ready"), "good")]
    marks = []
    if trustee.mixes and has_ranked_contest(election):
        marks.append(_shuffle_mark(trustee))
    return [*marks, _share_mark(election, trustee)]


def _shuffle_mark(trustee: Trustee) -> Mark:
    if trustee.excused_at is not None:
        return Mark(_("Excused from shuffling"), "")
    return Mark(_("Has shuffled"), "good") if trustee.shuffled_at is not None else Mark(_("Shuffle is missing"), "warn")


def _share_mark(election: Election, trustee: Trustee) -> Mark:
    if trustee.held_share is not None:
        return Mark(_("Share is here, held back"), "now")
    if trustee.decrypted_at is not None:
        return Mark(_("Share is on the board"), "good")
    if trustee.share_commitment is not None:
        return Mark(_("Has committed to a share"), "now")
    return Mark(_("Share is missing"), "warn") if missing_shares(election) else Mark(_("Share is not needed"), "")


def needed_words(election: Election) -> str:
    """Say how many trustees open the count: "all 3" or "any 2 of 3"."""
    number = len(election.trustees)
    if election.threshold is None:
        return _("all %(number)s", number=number)
    return _("any %(needed)s of %(number)s", needed=election.threshold, number=number)


def trustees_sentence(scene: Scene) -> str:
    """Say what the trustees are doing and whom everybody is waiting for; empty if nothing is outstanding."""
    happening, people = waits_for(scene)
    if scene.election.state == "draft":
        people = [trustee for trustee in people if status(scene, trustee).step in NEXT]
    if not people:
        return ""
    names = names_in_words([trustee.name for trustee in people])
    waiting = _("Waiting for %(names)s.", names=names)
    if scene.election.state != "closed" or waiting_mixers(scene.election):
        return f"{happening} {waiting}"
    more = needed_shares(scene.election) - (len(scene.election.trustees) - len(people))
    if more != len(people):
        waiting = ngettext(
            "Waiting for %(num)s more of %(names)s.", "Waiting for %(num)s more of %(names)s.", more, names=names
        )
    needed = _("Trustees needed: %(number)s.", number=needed_words(scene.election))
    return f"{happening} {needed} {waiting}"


def key_waits(scene: Scene) -> list[str]:
    """Say, for each trustee of a draft without a key, what is missing and since when."""
    return _waits(scene, [trustee for trustee in scene.election.trustees if trustee.accepted_at is None])


def rehearsal_waits(scene: Scene) -> list[str]:
    """Say, for each trustee of a draft whose backup is not yet proved, what is missing and since when."""
    made = [trustee for trustee in scene.election.trustees if trustee.accepted_at is not None]
    return _waits(scene, [trustee for trustee in made if trustee.rehearsed_at is None])


def _waits(scene: Scene, trustees: Sequence[Trustee]) -> list[str]:
    found = ((trustee, WAITS.get(status(scene, trustee).step)) for trustee in trustees)
    return [
        _(sentence, name=isolated(trustee.name), moment=in_words(trustee.accepted_at or trustee.invited_at))
        for trustee, sentence in found
        if sentence
    ]


def held_sentence(election: Election) -> str:
    """Say why a share is not yet on the board (M3); empty if none is held back."""
    held = [trustee.name for trustee in election.trustees if trustee.held_share is not None]
    if not held:
        return ""
    committed = sum(trustee.share_commitment is not None for trustee in election.trustees)
    return _(
        "The share of %(names)s is verified and held back: shares are published when enough trustees have committed to "
        "theirs (%(committed)s of %(needed)s), so that nobody sees the result before the others can.",
        names=names_in_words(held),
        committed=committed,
        needed=needed_shares(election),
    )
