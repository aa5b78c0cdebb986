"""The mixnet: each mixer shuffles the ranked ballots once, one after the other.

Every shuffle is verified before it is appended, and its output is the input of the next one.
"""

from __future__ import annotations

from ballot import clock
from ballot.board import companion
from ballot.board.shuffles import ShuffleBundle, bundle_shuffle, parse_shuffle_bundle, verify_shuffle_signature
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import SigningKey
from ballot.election import log
from ballot.election.board_facts import context_of, setup_event_of
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.scene import Scene
from ballot.election.state import require_state
from ballot.election.trustees.mixers import mixers_of
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.language import _, isolated
from ballot.protocol import mixnet
from ballot.protocol.tally import parse_tally
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.shuffle import OwnedShuffle
from ballot.store import board
from ballot.store.models.election import Election, Trustee


def waiting_mixers(election: Election) -> list[Trustee]:
    """Return the mixers whose shuffle is missing, in their order; empty when nothing is to be shuffled."""
    if not has_ranked_contest(election):
        return []
    return [trustee for trustee in mixers_of(election) if trustee.shuffled_at is None and trustee.excused_at is None]


def all_lists(scene: Scene) -> list[mixnet.Lists]:
    """Return the ranked ciphertexts as they were tallied, and after each shuffle that is on the board."""
    context = context_of(scene)
    event = board.events_of_type(scene.session, scene.election, EventType.ENCRYPTED_TALLY)[0]
    tally = parse_tally(context, board.data_of(scene.session, scene.election, event.height)[0])
    lists = [mixnet.ranked_lists(context, tally)]
    for shuffled in board.events_of_type(scene.session, scene.election, EventType.SHUFFLE):
        raw = board.data_of(scene.session, scene.election, shuffled.height)[0]
        lists.append(mixnet.parse_lists(context, raw))
    return lists


def accept_shuffle(scene: Scene, raw: bytes) -> Trustee:
    """Verify a mixer's shuffle and append it; after the last one, end the mixnet. Return whose it is.

    `raw` is what a trustee's tool made (`ballot.board.shuffles.ShuffleBundle`).

    Raises: NotPermitted (not closed, not a mixer, done already, made from an older state of the board), InvalidEncoding
    or InvalidProof with the trustee's name.
    """
    head = board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    require_state(scene.election, "closed")
    bundle = parse_shuffle_bundle(raw)
    trustee = _mixer(scene.election, bundle.owner)
    if bundle.parent != head.hash:
        raise NotPermitted(_("The board has changed since this shuffle was made. Fetch the archive and shuffle again."))
    record = bytes(bundle.shuffle)
    _verify_bundle(scene, trustee, bundle, record)
    _append(scene, trustee, bundle, record)
    return trustee


def _verify_bundle(scene: Scene, trustee: Trustee, bundle: ShuffleBundle, record: bytes) -> None:
    """Verify the proof and the mixer's signature. Raises: InvalidEncoding or InvalidProof with the trustee's name."""
    try:
        _verify(scene, record)
        context = context_of(scene)
        verify_shuffle_signature(bundle, context.phi, setup_event_of(scene.election), trustee.signing_key or "")
    except (InvalidEncoding, InvalidProof) as error:
        raise type(error)(
            _(
                "The shuffle of %(trustee)s is refused: %(problem)s.",
                trustee=isolated(trustee.name),
                problem=str(error).rstrip("."),
            ),
            error.check,
        ) from None


def _append(scene: Scene, trustee: Trustee, bundle: ShuffleBundle, record: bytes) -> None:
    """Append a shuffle that was verified, and the end of the mixnet after the last one."""
    owned = encode(OwnedShuffle(trustee.position, sha256_hex(record)))
    event = board.append(scene.session, scene.election, EventType.SHUFFLE, [record, owned])
    board.append_companion(
        scene.session,
        scene.election,
        companion.SignatureRecord(
            event=event.hash,
            owner=trustee.position,
            signing_key=bundle.signing_key,
            answers=bundle.parent,
            signature=bundle.signature,
        ),
    )
    trustee.shuffled_at = clock.now()
    log.write(scene, trustee.name, f"{trustee.name} has shuffled the ballots; the proof was verified.")
    scene.session.flush()
    end_mixing(scene)


def end_mixing(scene: Scene) -> None:
    """End the mixnet if everybody has shuffled who has to."""
    if not waiting_mixers(scene.election):
        board.append(scene.session, scene.election, EventType.END_SHUFFLES, [])
    scene.session.flush()


def _mixer(election: Election, owner: int) -> Trustee:
    for trustee in election.trustees:
        if trustee.position == owner:
            if not trustee.mixes or not has_ranked_contest(election):
                raise NotPermitted(
                    _("%(trustee)s is not one of those who shuffle in this election.", trustee=isolated(trustee.name))
                )
            if trustee.shuffled_at is not None:
                raise NotPermitted(_("%(trustee)s has shuffled already.", trustee=isolated(trustee.name)))
            if trustee.excused_at is not None:
                raise NotPermitted(_("%(trustee)s was excused from shuffling.", trustee=isolated(trustee.name)))
            return trustee
    raise InvalidEncoding(_("The shuffle names trustee %(owner)s, whom this election does not have.", owner=owner))


def _verify(scene: Scene, record: bytes) -> None:
    """Verify a shuffle against what is on the board (checks 7.3 to 7.6)."""
    context, earlier = context_of(scene), all_lists(scene)
    after, proofs = mixnet.parse_shuffle(context, earlier[-1], record)
    mixnet.verify_shuffles(context, earlier[-1], after, proofs)
    for place, one in enumerate(after):
        # Compared as sets: a mere permutation, without re-encryption, hides nothing.
        if one and any(set(one) == set(lists[place]) for lists in earlier):
            raise InvalidProof("a shuffled list holds the same ciphertexts as an earlier one", "7.6")


def shuffle_with_key(scene: Scene, trustee: Trustee, key: SigningKey) -> None:
    """Shuffle for an officer-run trustee, and append it."""
    head = board.lock(scene.session, scene.election.id)
    scene.session.refresh(scene.election)
    require_state(scene.election, "closed")
    context = context_of(scene)
    record = mixnet.make_shuffle(context, all_lists(scene)[-1])
    raw = bundle_shuffle(context.phi, setup_event_of(scene.election), trustee.position, head.hash or "", record, key)
    accept_shuffle(scene, raw)
