"""Whose turn it is: what each trustee does next, in plain words, and who has to act before others can continue."""

from __future__ import annotations

import msgspec

from ballot.election.scene import Scene
from ballot.election.state import has_reached, is_called_off
from ballot.election.tally.excusing import excusal_of
from ballot.election.tally.mixing import waiting_mixers
from ballot.election.tally.shares import needed_shares
from ballot.election.tally.tally import too_few
from ballot.election.trustees.keygen import context_of
from ballot.language import _, isolated
from ballot.records.threshold import Context
from ballot.report import names_in_words
from ballot.store.models.election import Election, Trustee


class TrusteeStatus(msgspec.Struct, frozen=True):
    """A trustee's position. `step` is what the trustee's tool does next, `sentence` says it to a person."""

    step: str
    sentence: str
    waiting_for: tuple[str, ...]
    context: Context | None


def status(scene: Scene, trustee: Trustee) -> TrusteeStatus:
    """Return what a trustee does next."""
    step, sentence, waiting = next_step(scene, trustee)
    context = context_of(scene.election, trustee) if scene.election.threshold is not None else None
    return TrusteeStatus(step, sentence, tuple(other.name for other in waiting), context)


Step = tuple[str, str, list[Trustee]]


def next_step(scene: Scene, trustee: Trustee) -> Step:
    """Return what a trustee does next, in a word and in a sentence, and the others whom they wait for."""
    return _key_step(scene.election, trustee) or _count_step(scene, trustee)


def _key_step(election: Election, trustee: Trustee) -> Step | None:
    """Return the next step before the freeze, or None afterwards."""
    if election.state != "draft":
        return None
    if election.threshold is None:
        if trustee.accepted_at is None:
            return "key", _("Make your key."), []
    else:
        step = _generation_step(election, trustee)
        if step is not None:
            return step
    if trustee.rehearsed_at is None:
        return "rehearsal", _("Prove that the backup of your key opens."), []
    others = [other for other in election.trustees if other.rehearsed_at is None]
    return "wait", _("You are ready. Nothing to do until the voting has closed."), others


def _generation_step(election: Election, trustee: Trustee) -> Step | None:
    parts = (
        ("certificate", _("Make your key and send its certificate.")),
        ("polynomial", _("Send your part of the common key.")),
        ("voutput", _("Check what the others sent, and finish your key.")),
    )
    for name, sentence in parts:
        if getattr(trustee, name) is None:
            return name, sentence, []
        waiting = [other for other in election.trustees if getattr(other, name) is None]
        if waiting and name != "voutput":
            return "wait", _("Your part is done for now. The others are making their keys."), waiting
    return None


def _end_without_count(scene: Scene) -> Step | None:
    """Return the sentence for a count that will never be decrypted: called off, or too few ballots for the charter."""
    if is_called_off(scene.election):
        reason = isolated(scene.election.call_off_reason or "")
        return "done", _("The election was called off, and nothing is decrypted: %(reason)s", reason=reason), []
    small = too_few(scene)
    if small:
        return "wait", " ".join([small, _("So there is nothing for the trustees to do.")]), []
    return None


def _count_step(scene: Scene, trustee: Trustee) -> Step:
    ended = _end_without_count(scene)
    if ended is not None:
        return ended
    if not has_reached(scene.election, "closed"):
        return "wait", _("Nothing to do until the voting has closed."), []
    if has_reached(scene.election, "tallied"):
        return "done", _("The count is open. Thank you: you are done."), []
    mixers = waiting_mixers(scene.election)
    if mixers:
        return _mixing_step(scene, trustee, mixers)
    if trustee.decrypted_at is not None:
        return "done", _("Your share is there. Thank you: you are done."), []
    committed = [other for other in scene.election.trustees if other.share_commitment is not None]
    missing = [other for other in scene.election.trustees if other.share_commitment is None and other is not trustee]
    if trustee.share_commitment is None:
        return "commit", _("Verify the election and commit to your share of the decryption."), []
    if len(committed) < needed_shares(scene.election):
        return (
            "wait",
            _("Waiting until enough trustees are ready: %(names)s.", names=names_in_words([t.name for t in missing])),
            missing,
        )
    return "decrypt", _("Send your share of the decryption."), []


def _mixing_step(scene: Scene, trustee: Trustee, mixers: list[Trustee]) -> Step:
    if mixers[0] is trustee:
        return "shuffle", _("Shuffle the ballots, so that nobody can tell whose is whose."), []
    sentence = _("The ballots are being shuffled. It is the turn of %(name)s.", name=isolated(mixers[0].name))
    excusal = excusal_of(scene, trustee) if trustee.excused_at is not None else None
    if excusal is not None:
        excused = _("You were excused from shuffling: %(reason)s", reason=isolated(excusal.reason))
        sentence = f"{excused} {sentence}"
    return "wait", sentence, mixers[:1]


def waits_for(scene: Scene) -> tuple[str, list[Trustee]]:
    """Return the sentence on the officer's page: what is happening, and who has to act next."""
    if scene.election.state == "draft":
        return _("Trustees are making their keys."), [t for t in scene.election.trustees if t.rehearsed_at is None]
    ended = _end_without_count(scene)
    if ended is not None:
        return ended[1], []
    mixers = waiting_mixers(scene.election)
    if scene.election.state == "closed" and mixers:
        return _("The ballots are being shuffled."), mixers[:1]
    if scene.election.state == "closed":
        done = [t for t in scene.election.trustees if t.decrypted_at is not None]
        if len(done) < needed_shares(scene.election):
            return _("The trustees are decrypting."), [t for t in scene.election.trustees if t.decrypted_at is None]
    return "", []
