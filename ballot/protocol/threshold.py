"""Threshold key generation: Pedersen's protocol in six steps (specification 3.1.1, 4.6), and its public verification.

1. certificate  2. (the server assembles all certificates)  3. polynomial  4. vinput  5. voutput  6. parameters

Every step checks what it is given and names the trustee who sent something wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from ballot.crypto import channel, threshold
from ballot.crypto.channel import ChannelKeys
from ballot.crypto.credentials import random_base58
from ballot.crypto.group import Group, Point, Scalar, parse_scalar
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.proofs import prove_knowledge, verify_knowledge
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.canonical import Record, decode, encode
from ballot.records.threshold import (
    CertKeys,
    CertsAndCoefexps,
    ChannelMessage,
    Context,
    DecryptionKey,
    EncryptedMessage,
    PolynomialRecord,
    RawCoefexps,
    RawPolynomial,
    Secret,
    Vinput,
    Voutput,
)
from ballot.records.trustees import SignedMessage, ThresholdParameters, TrusteePublicKey
from ballot.records.types import ProofRecord, proof_record

T = TypeVar("T")


class Certificate(NamedTuple):
    """A verified certificate: its context and keys as group elements, and the record they came in."""

    context: Context
    verification: Point
    encryption: Point
    record: SignedMessage


def new_seed() -> str:
    """Return a trustee's secret seed: 22 Base58 characters, fresh for each key generation (attack T6)."""
    return random_base58(channel.SEED_LENGTH)


# -- step 1 and 2: certificates


def make_certificate(own: Group, seed: str, context: Context) -> SignedMessage:
    """Return the certificate of the trustee with this seed at the place that the context names (step 1)."""
    keys = channel.derive_keys(own, seed)
    message = encode(CertKeys(context, str(own.g**keys.signing), str(own.g**keys.decryption))).decode()
    return _sign(own, keys, message)


def _sign(own: Group, keys: ChannelKeys, message: str) -> SignedMessage:
    return SignedMessage(message, proof_record(channel.sign_message(own, keys.signing, message)))


def verify_certificate(own: Group, record: SignedMessage) -> Certificate:
    """Verify one certificate (check 3.3).

    Raises:
        InvalidEncoding, InvalidProof: not canonical, a key outside the group or the identity, or not signed by its key.
    """
    keys = decode(CertKeys, record.message.encode())
    verification, encryption = own.parse(keys.verification), own.parse(keys.encryption)
    if verification.is_identity or encryption.is_identity:
        raise InvalidEncoding("a certificate's key is the identity", "3.3")
    channel.verify_signed(own, verification, record.message, record.signature.parse(own))
    return Certificate(keys.context, verification, encryption, record)


def verify_certificates(own: Group, records: Sequence[SignedMessage], wanted: int | None = None) -> list[Certificate]:
    """Verify all certificates of one key generation together (step 2; checks 3.2, 3.3; attacks T6, T7).

    Raises:
        InvalidEncoding, InvalidProof: names the trustee by number.
    """
    certificates = []
    for index, record in enumerate(records, start=1):
        try:
            certificates.append(verify_certificate(own, record))
        except (InvalidEncoding, InvalidProof) as error:
            raise type(error)(f"the certificate of trustee {index}: {error}", "3.3") from None
    thresholds = [certificate.context.threshold for certificate in certificates]
    # One liar cannot put the blame on the others: what most certificates say is what was agreed.
    agreed = wanted or max(thresholds, key=thresholds.count, default=1)
    if not 1 <= agreed <= len(records):
        raise InvalidEncoding(f"the threshold {agreed} of {len(records)} trustees is impossible", "3.2")
    for index, certificate in enumerate(certificates, start=1):
        if certificate.context != Context(own.name, len(records), agreed, index):
            raise InvalidEncoding(f"the certificate of trustee {index} is for another place or key generation", "3.3")
    if len({str(c.verification) for c in certificates} | {str(c.encryption) for c in certificates}) != 2 * len(records):
        raise InvalidEncoding("two certificates share a key", "3.3")
    return certificates


# -- messages from one trustee to another


def _send(own: Group, keys: ChannelKeys, recipient: Point, record: Record) -> str:
    inner = encode(ChannelMessage(str(recipient), encode(record).decode())).decode()
    signed = encode(_sign(own, keys, inner))
    sealed = channel.seal_message(own, recipient, signed)
    text = encode(EncryptedMessage(channel.ALGORITHM, str(sealed.alpha), str(sealed.beta), sealed.data.hex()))
    return text.decode()


def _receive(own: Group, keys: ChannelKeys, sender: Point, text: str, type_: type[T]) -> T:
    sealed = decode(EncryptedMessage, text.encode()).parse(own)
    signed = decode(SignedMessage, channel.open_message(keys.decryption, sealed))
    channel.verify_signed(own, sender, signed.message, signed.signature.parse(own))
    message = decode(ChannelMessage, signed.message.encode())
    if message.recipient != str(own.g**keys.decryption):
        raise InvalidProof("the message was written to somebody else")
    return decode(type_, message.message.encode())


# -- step 3: polynomials


def _find_self(own: Group, keys: ChannelKeys, certificates: Sequence[Certificate]) -> int:
    """Return the place, from 1, of the trustee with these keys."""
    verification, encryption = own.g**keys.signing, own.g**keys.decryption
    for index, certificate in enumerate(certificates, start=1):
        if certificate.verification == verification and certificate.encryption == encryption:
            return index
    raise InvalidProof("None of the certificates is of this key file. Is it the file of this election?")


def make_polynomial(own: Group, seed: str, certs: Sequence[SignedMessage]) -> PolynomialRecord:
    """Return a trustee's polynomial: committed to in the exponent, its values encrypted to each trustee (step 3)."""
    keys = channel.derive_keys(own, seed)
    certificates = verify_certificates(own, certs)
    me = certificates[_find_self(own, keys, certificates) - 1]
    coefficients = _coefficients(own, seed, me.context)
    coefexps = _coefexps(own, coefficients)
    values = [threshold.evaluate(own, coefficients, index) for index in range(1, len(certs) + 1)]
    return PolynomialRecord(
        polynomial=_send(own, keys, me.encryption, RawPolynomial(tuple(map(str, coefficients)))),
        secrets=tuple(
            _send(own, keys, certificate.encryption, Secret(str(value)))
            for certificate, value in zip(certificates, values, strict=True)
        ),
        coefexps=_sign(own, keys, encode(coefexps).decode()),
        signature=proof_record(channel.sign_message(own, keys.signing, _certs_message(certs, coefexps.coefexps))),
    )


def _coefficients(own: Group, seed: str, context: Context) -> list[Scalar]:
    return threshold.derive_polynomial(own, seed, encode(context), context.threshold)


def _coefexps(own: Group, coefficients: Sequence[Scalar]) -> RawCoefexps:
    return RawCoefexps(tuple(str(own.g**coefficient) for coefficient in coefficients))


def commit_to_polynomial(own: Group, seed: str, context: Context) -> str:
    """Return M4, the commitment that goes with the certificate: SHA-256 (hex) of the coefexps message of step 3.

    All commitments are published before any polynomial, so nobody can choose theirs knowing the others' (attack T3).
    """
    return sha256_hex(encode(_coefexps(own, _coefficients(own, seed, context))))


def generation_hash(certs: Sequence[SignedMessage], commitments: Sequence[str]) -> str:
    """Return the hash of what all trustees handed in first, which a trustee's tool remembers (M4)."""
    return sha256_hex(encode([tuple(certs), tuple(commitments)]))


def verify_commitment(coefexps: SignedMessage, commitment: str) -> None:
    """Verify that a trustee's coefficients are those that they committed to (check 3.9).

    Raises:
        InvalidProof: they are not.
    """
    if sha256_hex(coefexps.message.encode()) != commitment:
        raise InvalidProof("the coefficients are not those that the trustee committed to", "3.9")


def _certs_message(certs: Sequence[SignedMessage], coefexps: tuple[str, ...]) -> str:
    return "certs_sig|" + encode(CertsAndCoefexps(tuple(certs), coefexps)).decode()


def verify_coefexps(
    own: Group, certificates: Sequence[Certificate], index: int, coefexps: SignedMessage, signature: ProofRecord
) -> list[Point]:
    """Verify what trustee `index` (from 1) committed to, and return it as group elements (checks 3.4, 3.5; T7, T8).

    Raises:
        InvalidEncoding, InvalidProof: names the trustee.
    """
    me = certificates[index - 1]
    try:
        channel.verify_signed(own, me.verification, coefexps.message, coefexps.signature.parse(own))
        texts = decode(RawCoefexps, coefexps.message.encode()).coefexps
        if len(texts) != me.context.threshold:
            raise InvalidEncoding(f"{len(texts)} coefficients instead of {me.context.threshold}")
        elements = [own.parse(text) for text in texts]
        if any(element.is_identity for element in elements):
            raise InvalidEncoding("a coefficient is the identity")
    except (InvalidEncoding, InvalidProof) as error:
        raise type(error)(f"the coefficients of trustee {index}: {error}", "3.4") from None
    try:
        message = _certs_message([certificate.record for certificate in certificates], texts)
        channel.verify_signed(own, me.verification, message, signature.parse(own))
    except (InvalidEncoding, InvalidProof) as error:
        raise type(error)(f"trustee {index} did not sign these certificates: {error}", "3.5") from None
    return elements


# -- step 4 and 5: vinput, voutput


def make_vinput(polynomials: Sequence[PolynomialRecord], index: int) -> Vinput:
    """Return what the server routes to trustee `index` (from 1) (step 4)."""
    return Vinput(
        polynomial=polynomials[index - 1].polynomial,
        secrets=tuple(polynomial.secrets[index - 1] for polynomial in polynomials),
        coefexps=tuple(polynomial.coefexps for polynomial in polynomials),
        signatures=tuple(polynomial.signature for polynomial in polynomials),
    )


def make_voutput(own: Group, seed: str, certs: Sequence[SignedMessage], vinput: Vinput) -> Voutput:
    """Check what all trustees sent, and return this trustee's verification key and encrypted private share (step 5).

    Raises:
        InvalidEncoding, InvalidProof: names the trustee who sent something wrong (attack T4), or says that the server
            changed this trustee's own polynomial (T5).
    """
    keys = channel.derive_keys(own, seed)
    certificates = verify_certificates(own, certs)
    me = _find_self(own, keys, certificates)
    if not len(vinput.secrets) == len(vinput.coefexps) == len(vinput.signatures) == len(certs):
        raise InvalidEncoding("The server's message does not hold one part from each trustee.")
    coefexps = [
        verify_coefexps(own, certificates, index, *parts)
        for index, parts in enumerate(zip(vinput.coefexps, vinput.signatures, strict=True), start=1)
    ]
    _check_own_polynomial(own, keys, certificates[me - 1], vinput.polynomial, coefexps[me - 1])
    share = 0
    for index, certificate in enumerate(certificates, start=1):
        share += _receive_secret(own, keys, certificate, vinput.secrets[index - 1], (coefexps[index - 1], index, me))
    return _finish(own, keys, certificates[me - 1], share % own.q)


def _check_own_polynomial(own: Group, keys: ChannelKeys, me: Certificate, text: str, coefexps: list[Point]) -> None:
    raw = _receive(own, keys, me.verification, text, RawPolynomial)
    if [own.g ** parse_scalar(own, coefficient) for coefficient in raw.polynomial] != coefexps:
        raise InvalidProof("The polynomial that came back is not the one that this trustee made.")


def _receive_secret(
    own: Group, keys: ChannelKeys, sender: Certificate, text: str, claim: tuple[list[Point], int, int]
) -> Scalar:
    coefexps, index, me = claim
    try:
        secret = parse_scalar(own, _receive(own, keys, sender.verification, text, Secret).secret)
    except (InvalidEncoding, InvalidProof) as error:
        raise type(error)(f"Trustee {index} sent a secret that cannot be read: {error}.") from None
    if own.g**secret != threshold.evaluate_in_exponent(own, coefexps, me):
        raise InvalidProof(f"Trustee {index} sent a wrong secret: it does not fit what they committed to.")
    return secret


def _finish(own: Group, keys: ChannelKeys, me: Certificate, share: Scalar) -> Voutput:
    public_key = own.g**share
    proof = proof_record(prove_knowledge(own, share, public_key))
    signature = proof_record(channel.sign_message(own, keys.signing, str(public_key)))
    return Voutput(
        _send(own, keys, me.encryption, DecryptionKey(str(share))),
        TrusteePublicKey(proof, str(public_key), signature=signature),
    )


def verify_voutput(
    own: Group, certs: Sequence[SignedMessage], polynomials: Sequence[PolynomialRecord], voutput: Voutput, index: int
) -> None:
    """Verify the verification key of trustee `index` (from 1) against what all committed to (step 5, check 3.6)."""
    certificates = verify_certificates(own, certs)
    coefexps = [
        verify_coefexps(own, certificates, place, polynomial.coefexps, polynomial.signature)
        for place, polynomial in enumerate(polynomials, start=1)
    ]
    expected = threshold.verification_key(own, coefexps, index)
    verify_group_key(own, certificates[index - 1], voutput.public_key, expected, index)


def open_private_key(own: Group, seed: str, private_key: str) -> Scalar:
    """Return a trustee's share of the private key from their voutput's `private_key`."""
    keys = channel.derive_keys(own, seed)
    record = _receive(own, keys, own.g**keys.signing, private_key, DecryptionKey)
    return parse_scalar(own, record.decryption_key)


# -- step 6: parameters, and their public verification


def make_parameters(
    own: Group, certs: Sequence[SignedMessage], polynomials: Sequence[PolynomialRecord], voutputs: Sequence[Voutput]
) -> ThresholdParameters:
    """Return the published parameters (step 6), verified."""
    parameters = ThresholdParameters(
        threshold=verify_certificates(own, certs)[0].context.threshold,
        certs=tuple(certs),
        coefexps=tuple(polynomial.coefexps for polynomial in polynomials),
        signatures=tuple(polynomial.signature for polynomial in polynomials),
        verification_keys=tuple(voutput.public_key for voutput in voutputs),
    )
    verify_parameters(own, parameters)
    return parameters


def verify_parameters(own: Group, parameters: ThresholdParameters) -> tuple[Point, list[Point]]:
    """Verify published parameters; return the sub-key of the election's key and all verification keys.

    Raises:
        InvalidEncoding, InvalidProof: with the check (3.2 to 3.6) and the trustee.
    """
    size = len(parameters.certs)
    lengths = {len(parameters.coefexps), len(parameters.signatures), len(parameters.verification_keys)}
    if lengths != {size} or not 1 <= parameters.threshold <= size:
        raise InvalidEncoding("the threshold parameters do not have one part for each trustee", "3.2")
    certificates = verify_certificates(own, parameters.certs, parameters.threshold)
    coefexps = [
        verify_coefexps(own, certificates, index, *parts)
        for index, parts in enumerate(zip(parameters.coefexps, parameters.signatures, strict=True), start=1)
    ]
    keys = [
        verify_group_key(own, certificates[index - 1], key, threshold.verification_key(own, coefexps, index), index)
        for index, key in enumerate(parameters.verification_keys, start=1)
    ]
    return threshold.verification_key(own, coefexps, 0), keys


def verify_group_key(own: Group, owner: Certificate, key: TrusteePublicKey, expected: Point, index: int) -> Point:
    """Verify the key of trustee `index` (from 1) against what all coefficients give, and return it (check 3.6)."""
    try:
        public_key = own.parse(key.public_key)
        if public_key.is_identity or public_key != expected:
            raise InvalidProof("it does not follow from the coefficients")
        verify_knowledge(own, public_key, key.pok.parse(own))
        if not isinstance(key.signature, type(key.pok)):
            raise InvalidEncoding("its signature is missing")
        channel.verify_signed(own, owner.verification, key.public_key, key.signature.parse(own))
    except (InvalidEncoding, InvalidProof) as error:
        raise type(error)(f"the verification key of trustee {index}: {error}", "3.6") from None
    return public_key
