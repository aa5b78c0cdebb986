"""The trustees' shares: committed to, handed in, verified, and published together.

Every share is verified (a proof for each factor, strong proof M2, signature M5) before its event is appended (C2).
"""

from __future__ import annotations

import re

from ballot import clock
from ballot.board import companion
from ballot.board.shares import ShareBundle, make_share, parse_share, verify_share
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.election import log
from ballot.election.scene import Scene
from ballot.election.state import lock_board, require_state
from ballot.election.tally.mixing import shuffle_with_key, waiting_mixers
from ballot.election.tally.opened import share_case
from ballot.election.tally.tally import refuse_early_opening
from ballot.election.trustees.trustees import public_key
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.language import _, isolated, ngettext
from ballot.protocol.setup import open_key_file
from ballot.protocol.trustees import verify_trustee_key
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.tally import Owned
from ballot.report import names_in_words
from ballot.store import board
from ballot.store.models.election import Election, Trustee


def commit_to_share(scene: Scene, trustee: Trustee, commitment: str) -> None:
    """Accept the hash of a trustee's share (M3): shares are published when enough trustees have committed to theirs.

    Raises: NotPermitted out of turn, or if another hash was sent before.
    """
    lock_board(scene)
    refuse_early_opening(scene)
    if not re.fullmatch("[0-9a-f]{64}", commitment):
        raise InvalidEncoding(_("A commitment is 64 hexadecimal digits."))
    if trustee.share_commitment not in (None, commitment):
        raise NotPermitted(_("%(trustee)s has committed to another share already.", trustee=isolated(trustee.name)))
    trustee.share_commitment = commitment
    log.write(scene, trustee.name, f"{trustee.name} has committed to a share of the decryption.")
    scene.session.flush()
    _publish_held_shares(scene)


def accept_partial_decryption(scene: Scene, bundle: bytes) -> Trustee:
    """Verify a trustee's share and accept it; return whose it is.

    `bundle` is the file made by `ballot trustee decrypt` (`board.shares.ShareBundle`). It is appended when enough
    trustees have committed to their shares (M3), so that nobody sees the result before the others can.

    Raises: NotPermitted (voting not closed yet, T20; share already there, T10; too few ballots), InvalidEncoding or
    InvalidProof with the trustee's name (C2).
    """
    lock_board(scene)
    refuse_early_opening(scene)
    share = parse_share(bundle)
    trustee = _owner(scene.election, share.owner)
    if trustee.decrypted_at is not None:
        raise NotPermitted(_("%(trustee)s's share is there already.", trustee=isolated(trustee.name)))
    commitment = sha256_hex(encode(share))
    if trustee.share_commitment not in (None, commitment):
        raise InvalidProof(
            _("The share of %(trustee)s is not the one that they committed to.", trustee=isolated(trustee.name)), "8.5"
        )
    _verify(scene, trustee, share)
    trustee.share_commitment, trustee.held_share = commitment, encode(share)
    trustee.decrypted_at = clock.now()
    log.write(scene, trustee.name, f"{trustee.name}'s share was handed in and verified.")
    scene.session.flush()
    _publish_held_shares(scene)
    return trustee


def _publish_held_shares(scene: Scene) -> None:
    """Append the shares that were kept back, once nobody can choose theirs knowing the others' any more."""
    committed = [trustee for trustee in scene.election.trustees if trustee.share_commitment is not None]
    if len(committed) < needed_shares(scene.election):
        return
    for trustee in committed:
        if trustee.held_share is not None:
            share = parse_share(trustee.held_share)
            _append_share(scene, trustee, share, bytes(share.partial_decryption))


def needed_shares(election: Election) -> int:
    """Return how many trustees' shares are needed to open the count."""
    return election.threshold or len(election.trustees)


def _owner(election: Election, owner: int) -> Trustee:
    """Return the trustee with this owner number; never one counted from the end of the list (T10)."""
    for trustee in election.trustees:
        if trustee.position == owner:
            return trustee
    raise InvalidEncoding(_("The share names trustee %(owner)s, whom this election does not have.", owner=owner))


def _verify(scene: Scene, trustee: Trustee, share: ShareBundle) -> bytes:
    """Return the exact bytes of the partial decryption, verified."""
    key = verify_trustee_key(public_key(trustee))
    try:
        return verify_share(share_case(scene), share, key, trustee.signing_key or "")[0]
    except InvalidProof as error:
        raise InvalidProof(
            _("The share of %(trustee)s is refused: %(error)s.", trustee=isolated(trustee.name), error=_plain(error)),
            error.check,
        ) from None
    except InvalidEncoding as error:
        raise InvalidEncoding(
            _("The share of %(trustee)s is refused: %(error)s.", trustee=isolated(trustee.name), error=_plain(error)),
            error.check,
        ) from None


def _plain(error: Exception) -> str:
    """Return an error's sentence as a part of another one."""
    return str(error).rstrip(".")


def _append_share(scene: Scene, trustee: Trustee, share: ShareBundle, raw: bytes) -> None:
    owned = encode(Owned(trustee.position, sha256_hex(raw)))
    event = board.append(scene.session, scene.election, EventType.PARTIAL_DECRYPTION, [raw, owned])
    proof = share.strong_proof
    for record in (
        companion.StrongProofRecord(
            event=event.hash, owner=trustee.position, challenge=proof.challenge, response=proof.response
        ),
        companion.SignatureRecord(
            event=event.hash,
            owner=trustee.position,
            signing_key=share.signing_key,
            answers=share.answers,
            signature=share.signature,
        ),
        companion.ShareCommitmentRecord(
            event=event.hash, owner=trustee.position, commitment=trustee.share_commitment or ""
        ),
    ):
        board.append_companion(scene.session, scene.election, record)
    trustee.held_share = None
    log.write(scene, log.SYSTEM, f"The share of {trustee.name} was put on the board.")
    scene.session.flush()


def decrypt_with_key_file(scene: Scene, trustee: Trustee, key_file: str, passphrase: str) -> None:
    """Make an officer-run trustee's share with the sealed key file and hand it in; the key is forgotten at once.

    If it is this trustee's turn to shuffle, that is done instead, and the key file is needed again later.

    Raises: InvalidEncoding or InvalidProof if the key file cannot be opened, or is another trustee's.
    """
    lock_board(scene)
    require_state(scene.election, "closed")
    secret = open_key_file(key_file, passphrase)
    if str(ED25519.g ** secret.exponent()) != public_key(trustee).public_key:
        raise InvalidProof(_("This key file is not %(trustee)s's.", trustee=isolated(trustee.name)))
    if trustee in waiting_mixers(scene.election):
        shuffle_with_key(scene, trustee, secret.signing_key)
        return
    refuse_early_opening(scene)
    case = share_case(scene)
    accept_partial_decryption(scene, make_share(case, trustee.position, secret.exponent(), secret.signing_key))


def missing_shares(election: Election) -> list[Trustee]:
    """Return the trustees who can still hand in a share, while shares are needed; empty when there are enough."""
    missing = [trustee for trustee in election.trustees if trustee.decrypted_at is None]
    there = len(election.trustees) - len(missing)
    return [] if there >= needed_shares(election) else missing


def waiting_words(election: Election) -> str:
    """Say whose shares are missing: all of these, or a number of them."""
    missing = missing_shares(election)
    more = needed_shares(election) - (len(election.trustees) - len(missing))
    if more == len(missing):
        return names_in_words([trustee.name for trustee in missing])
    names = names_in_words([trustee.name for trustee in missing])
    return ngettext("%(num)s more of %(names)s", "%(num)s more of %(names)s", more, names=names)
