"""Threshold key generation as the server sees it: it routes the trustees' messages and reads none of their secrets.

Each step begins when everybody has finished the one before: certificates with commitments (M4), polynomials, voutputs.
What a trustee hands in is verified at once; a cheating trustee is named, and the officer starts again with fresh keys
(T4).
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from ballot import clock
from ballot.crypto.group import ED25519
from ballot.crypto.signing import fingerprint
from ballot.election import log
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.election.trustees.mixers import propose_mixers
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.language import _, isolated, ngettext
from ballot.protocol import threshold as dkg
from ballot.records.canonical import Record, decode, encode
from ballot.records.threshold import Context, PolynomialRecord, Vinput, Voutput
from ballot.records.trustees import SignedMessage, ThresholdParameters
from ballot.records.types import HexDigest
from ballot.report import names_in_words
from ballot.store.models.election import Election, Trustee

T = TypeVar("T")
MAX_MESSAGE_BYTES = 2 * 2**20


class CertificateMessage(Record, frozen=True):
    """What a trustee hands in first: the certificate, the commitment to the polynomial (M4), the signing key (M5)."""

    certificate: SignedMessage
    commitment: HexDigest
    signing_key: HexDigest


class VinputMessage(msgspec.Struct, frozen=True):
    """What the server routes to one trustee in the last step."""

    certs: tuple[SignedMessage, ...]
    commitments: tuple[str, ...]
    vinput: Vinput


def set_threshold(scene: Scene, threshold: int | None) -> None:
    """Decide how many trustees open the count: None for all of them. Keys that were made already are dropped.

    Who shuffles is proposed again (`mixers.py`).

    Raises: NotPermitted unless 1 <= threshold <= number of trustees, in a draft.
    """
    require_draft(scene)
    number = len(scene.election.trustees)
    if threshold is not None and not 1 <= threshold <= number:
        raise NotPermitted(
            ngettext(
                "With %(num)s trustee, the number of those needed is between 1 and %(num)s.",
                "With %(num)s trustees, the number of those needed is between 1 and %(num)s.",
                number,
            )
        )
    if threshold == scene.election.threshold:
        return
    run = [trustee.name for trustee in scene.election.trustees if trustee.kind == "officer"]
    if threshold is not None and run:
        raise NotPermitted(
            _("Remove %(names)s first: a key file made here cannot be part of a common key.", names=names_in_words(run))
        )
    scene.election.threshold = threshold
    forget_keys(scene.election)
    propose_mixers(scene.election)
    words = "all of them" if threshold is None else f"any {threshold} of {number}"
    log.write(scene, log.OFFICER, f"Decided how many trustees open the count: {words}.")
    scene.session.flush()


def restart(scene: Scene) -> None:
    """Start the key generation again after a trustee sent something wrong. All trustees need fresh keys (T6)."""
    require_draft(scene)
    forget_keys(scene.election)
    log.write(scene, log.OFFICER, "Started the key generation again: every trustee makes a new key.")
    scene.session.flush()


def forget_keys(election: Election) -> None:
    """Drop everything that the trustees handed in."""
    for trustee in election.trustees:
        for name in _HANDED_IN:
            setattr(trustee, name, None)


_HANDED_IN = (
    "public_key", "signing_key", "accepted_at", "certificate", "commitment", "polynomial", "voutput",
    "rehearsal", "rehearsed_at",
)  # fmt: skip


def context_of(election: Election, trustee: Trustee) -> Context:
    """Return the place of a trustee in the key generation."""
    if election.threshold is None:
        raise NotPermitted(_("In this election every trustee makes a key of their own; there is no common one."))
    return Context(ED25519.name, len(election.trustees), election.threshold, trustee.position)


# -- step 1


def accept_certificate(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    """Accept a trustee's certificate, commitment and signing key.

    Raises: InvalidEncoding, InvalidProof, or NotPermitted if it was handed in already.
    """
    require_draft(scene)
    message = _read(CertificateMessage, raw)
    if trustee.certificate is not None:
        raise NotPermitted(
            _(
                "%(trustee)s's certificate is there already. To make a new key, start again.",
                trustee=isolated(trustee.name),
            )
        )
    certificate = dkg.verify_certificate(ED25519, message.certificate)
    if certificate.context != context_of(scene.election, trustee):
        raise InvalidEncoding(_("The certificate is for another place, or for another key generation."))
    fingerprint(message.signing_key)
    for other in scene.election.trustees:
        if other is not trustee and other.certificate is not None:
            _refuse_shared_keys(trustee, other, message)
    trustee.certificate, trustee.commitment = encode(message.certificate), message.commitment
    trustee.signing_key = message.signing_key
    log.write(scene, trustee.name, f"{trustee.name} handed in a certificate.")
    scene.session.flush()


def _refuse_shared_keys(trustee: Trustee, other: Trustee, message: CertificateMessage) -> None:
    if other.signing_key == message.signing_key or other.commitment == message.commitment:
        raise NotPermitted(
            _(
                "%(trustee)s handed in the key of %(other)s. Each trustee needs a key of their own.",
                trustee=isolated(trustee.name),
                other=isolated(other.name),
            )
        )


def certificates(election: Election) -> tuple[tuple[SignedMessage, ...], tuple[str, ...]]:
    """Return all certificates and commitments, in order.

    Raises: NotPermitted while one is missing: nobody sees a polynomial before all have committed to theirs (T3).
    """
    waiting = [trustee.name for trustee in election.trustees if trustee.certificate is None]
    if waiting:
        raise NotPermitted(_("Waiting for the certificate of %(waiting)s.", waiting=names_in_words(waiting)))
    records = tuple(decode(SignedMessage, trustee.certificate or b"") for trustee in election.trustees)
    return records, tuple(trustee.commitment or "" for trustee in election.trustees)


# -- step 3


def accept_polynomial(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    """Verify and keep a trustee's polynomial; the encrypted secrets inside are for the other trustees only.

    Raises: InvalidEncoding or InvalidProof with the trustee's name, NotPermitted out of turn.
    """
    require_draft(scene)
    certs, commitments = certificates(scene.election)
    if trustee.polynomial is not None:
        raise NotPermitted(
            _(
                "%(trustee)s's polynomial is there already. To make a new key, start again.",
                trustee=isolated(trustee.name),
            )
        )
    record = _read(PolynomialRecord, raw)
    verified = dkg.verify_certificates(ED25519, certs, scene.election.threshold)
    if len(record.secrets) != len(certs):
        raise InvalidEncoding(f"{trustee.name} sent {len(record.secrets)} secrets for {len(certs)} trustees.")
    try:
        dkg.verify_coefexps(ED25519, verified, trustee.position, record.coefexps, record.signature)
        dkg.verify_commitment(record.coefexps, commitments[trustee.position - 1])
    except (InvalidEncoding, InvalidProof) as error:
        raise type(error)(
            _("What %(trustee)s handed in is refused: %(error)s.", trustee=isolated(trustee.name), error=error),
            error.check,
        ) from None
    trustee.polynomial = encode(record)
    log.write(scene, trustee.name, f"{trustee.name} handed in a polynomial; it was verified.")
    scene.session.flush()


def _polynomials(election: Election) -> list[PolynomialRecord]:
    waiting = [trustee.name for trustee in election.trustees if trustee.polynomial is None]
    if waiting:
        raise NotPermitted(_("Waiting for the polynomial of %(waiting)s.", waiting=names_in_words(waiting)))
    return [decode(PolynomialRecord, trustee.polynomial or b"") for trustee in election.trustees]


# -- steps 4 and 5


def vinput_for(election: Election, trustee: Trustee) -> VinputMessage:
    """Return what a trustee needs for the last step."""
    certs, commitments = certificates(election)
    return VinputMessage(certs, commitments, dkg.make_vinput(_polynomials(election), trustee.position))


def accept_voutput(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    """Verify a trustee's verification key and keep it with the encrypted private share.

    Raises: InvalidEncoding or InvalidProof with the trustee's name, NotPermitted out of turn.
    """
    require_draft(scene)
    polynomials = _polynomials(scene.election)
    if trustee.voutput is not None:
        raise NotPermitted(_("%(trustee)s has finished the key generation already.", trustee=isolated(trustee.name)))
    record = _read(Voutput, raw)
    certs, _keys = certificates(scene.election)
    try:
        dkg.verify_voutput(ED25519, certs, polynomials, record, trustee.position)
    except (InvalidEncoding, InvalidProof) as error:
        raise type(error)(
            _("What %(trustee)s handed in is refused: %(error)s.", trustee=isolated(trustee.name), error=error),
            error.check,
        ) from None
    trustee.voutput, trustee.public_key = encode(record), encode(record.public_key)
    trustee.accepted_at = clock.now()
    log.write(scene, trustee.name, f"{trustee.name} has finished the key generation.")
    scene.session.flush()


def parameters(election: Election) -> ThresholdParameters:
    """Return the published parameters of the finished key generation, verified again as a whole, with all names.

    A name is no part of what a trustee signed, but of the record: an archive says whose each key is.
    """
    certs, _keys = certificates(election)
    voutputs = [decode(Voutput, trustee.voutput or b"") for trustee in election.trustees]
    made = dkg.make_parameters(ED25519, certs, _polynomials(election), voutputs)
    named = zip(made.verification_keys, election.trustees, strict=True)
    keys = tuple(msgspec.structs.replace(key, name=trustee.name) for key, trustee in named)
    return msgspec.structs.replace(made, verification_keys=keys)


def _read(type_: type[T], raw: bytes) -> T:
    if len(raw) > MAX_MESSAGE_BYTES:
        raise InvalidEncoding(_("The message is larger than any message of this step can be."))
    return decode(type_, raw.strip())
