"""Threshold key generation, and a lying participant at every step: the liar is named."""

from __future__ import annotations

from itertools import combinations

import msgspec
import pytest

from ballot.crypto import channel, threshold
from ballot.crypto.group import ED25519 as G
from ballot.crypto.proofs import prove_knowledge
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol import threshold as dkg
from ballot.protocol.trustees import verify_trustees
from ballot.records.canonical import encode
from ballot.records.threshold import ChannelMessage, Context, EncryptedMessage, RawPolynomial, Secret
from ballot.records.trustees import encode_trustees
from ballot.records.types import proof_record

replace = msgspec.structs.replace
SIZE, NEEDED = 4, 3


class Run:
    """One key generation, complete."""

    def __init__(self, size: int = SIZE, needed: int = NEEDED) -> None:
        self.seeds = [dkg.new_seed() for _ in range(size)]
        contexts = [Context("Ed25519", size, needed, index) for index in range(1, size + 1)]
        self.certs = [dkg.make_certificate(G, *pair) for pair in zip(self.seeds, contexts, strict=True)]
        self.polynomials = [dkg.make_polynomial(G, seed, self.certs) for seed in self.seeds]

    def vinput(self, index: int):
        return dkg.make_vinput(self.polynomials, index)

    def voutput(self, index: int, vinput=None):
        return dkg.make_voutput(G, self.seeds[index - 1], self.certs, vinput or self.vinput(index))

    def parameters(self):
        outputs = [self.voutput(index) for index in range(1, len(self.seeds) + 1)]
        return dkg.make_parameters(G, self.certs, self.polynomials, outputs), outputs


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture(scope="module")
def finished(run: Run):
    return run.parameters()


@pytest.mark.parametrize(("size", "needed"), [(1, 1), (2, 1), (3, 2), (5, 3)])
def test_every_large_enough_subset_has_the_key(size: int, needed: int) -> None:
    made = Run(size, needed)
    parameters, outputs = made.parameters()
    y, keys = dkg.verify_parameters(G, parameters)
    shares = [dkg.open_private_key(G, seed, out.private_key) for seed, out in zip(made.seeds, outputs, strict=True)]
    assert [G.g**share for share in shares] == keys
    for subset in combinations(range(1, size + 1), needed):
        coefficients = threshold.lagrange(G, subset)
        assert G.g ** sum(c * shares[i - 1] for c, i in zip(coefficients, subset, strict=True)) == y
        assert threshold.interpolate_in_exponent(G, [(i, keys[i - 1]) for i in subset]) == y
    if needed > 1:
        fewer = range(1, needed)
        assert threshold.interpolate_in_exponent(G, [(i, keys[i - 1]) for i in fewer]) != y


def test_a_stale_or_foreign_certificate_is_named(run: Run) -> None:
    """T6, T7: another run, place, size or threshold; a broken signature; a key used twice."""
    other = Run()
    context = Context("Ed25519", SIZE, NEEDED, 2)
    bad = [
        dkg.make_certificate(G, dkg.new_seed(), Context("Ed25519", SIZE, NEEDED, 3)),
        dkg.make_certificate(G, dkg.new_seed(), Context("Ed25519", SIZE + 1, NEEDED, 2)),
        dkg.make_certificate(G, dkg.new_seed(), Context("Ed25519", SIZE, NEEDED - 1, 2)),
        dkg.make_certificate(G, dkg.new_seed(), Context("BELENIOS-2048", SIZE, NEEDED, 2)),
        replace(run.certs[1], message=other.certs[1].message),
    ]
    for cert in bad:
        with pytest.raises((InvalidEncoding, InvalidProof), match="trustee 2"):
            dkg.verify_certificates(G, [run.certs[0], cert, *run.certs[2:]])
    with pytest.raises(InvalidEncoding, match="share a key"):
        twice = dkg.make_certificate(G, run.seeds[0], context)
        dkg.verify_certificates(G, [run.certs[0], twice, *run.certs[2:]])
    impossible = [dkg.make_certificate(G, dkg.new_seed(), Context("Ed25519", 2, 3, i)) for i in (1, 2)]
    with pytest.raises(InvalidEncoding, match="impossible"):
        dkg.verify_certificates(G, impossible)


def test_a_key_file_of_another_election_is_refused(run: Run) -> None:
    with pytest.raises(InvalidProof, match="key file"):
        dkg.make_polynomial(G, dkg.new_seed(), run.certs)


def test_a_dealer_who_sends_a_wrong_secret_is_named(run: Run) -> None:
    """T4: a value that does not fit the commitment, correctly encrypted and signed; and one that cannot be read."""
    keys = channel.derive_keys(G, run.seeds[2])
    recipient = dkg.verify_certificates(G, run.certs)[0].encryption
    honest = run.vinput(1)
    wrong = dkg._send(G, keys, recipient, Secret("17"))
    with pytest.raises(InvalidProof, match="Trustee 3 sent a wrong secret"):
        run.voutput(1, replace(honest, secrets=(*honest.secrets[:2], wrong, *honest.secrets[3:])))
    for text in (run.vinput(2).secrets[2], honest.secrets[1], honest.secrets[2].replace("a", "b", 1)):
        with pytest.raises((InvalidEncoding, InvalidProof), match="Trustee 3"):
            run.voutput(1, replace(honest, secrets=(*honest.secrets[:2], text, *honest.secrets[3:])))


def test_coefficients_are_checked_one_by_one(run: Run) -> None:
    """T7, T8: length, signature, membership and the identity."""
    certificates = dkg.verify_certificates(G, run.certs)
    keys = channel.derive_keys(G, run.seeds[1])
    small_order = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"
    good = [str(G.g**n) for n in (5, 6, 7)]
    for texts in (
        good[:2],
        [*good, good[0]],
        [*good[:2], small_order],
        [*good[:2], str(G.identity)],
        [*good[:2], "zz"],
    ):
        signed = dkg._sign(G, keys, encode({"coefexps": texts}).decode())
        with pytest.raises((InvalidEncoding, InvalidProof), match="trustee 2") as caught:
            dkg.verify_coefexps(G, certificates, 2, signed, run.polynomials[1].signature)
        assert caught.value.check == "3.4"
    with pytest.raises((InvalidEncoding, InvalidProof), match="trustee 1"):
        dkg.verify_coefexps(G, certificates, 1, run.polynomials[1].coefexps, run.polynomials[0].signature)


def test_a_server_that_shows_different_certificates_is_noticed(run: Run) -> None:
    """T5: the signature over all certificates and the own coefficients binds every trustee to one view."""
    other = [*run.certs[:3], dkg.make_certificate(G, dkg.new_seed(), Context("Ed25519", SIZE, NEEDED, 4))]
    with pytest.raises(InvalidProof, match="did not sign these certificates"):
        dkg.make_voutput(G, run.seeds[0], other, run.vinput(1))


def test_a_polynomial_that_comes_back_changed_is_noticed(run: Run) -> None:
    with pytest.raises((InvalidEncoding, InvalidProof)):
        run.voutput(1, replace(run.vinput(1), polynomial=run.vinput(2).polynomial))
    keys = channel.derive_keys(G, run.seeds[0])
    me = dkg.verify_certificates(G, run.certs)[0]
    other = dkg._send(G, keys, me.encryption, RawPolynomial(("1", "2", "3")))
    with pytest.raises(InvalidProof, match="not the one"):
        run.voutput(1, replace(run.vinput(1), polynomial=other))


def test_polynomials_are_committed_to_with_the_certificate(run: Run) -> None:
    """T3: the commitment of step 1 is opened by step 3, and by nothing else."""
    context = dkg.verify_certificates(G, run.certs)[0].context
    commitment = dkg.commit_to_polynomial(G, run.seeds[0], context)
    dkg.verify_commitment(run.polynomials[0].coefexps, commitment)
    with pytest.raises(InvalidProof) as caught:
        dkg.verify_commitment(run.polynomials[1].coefexps, commitment)
    assert caught.value.check == "3.9"
    assert commitment != dkg.commit_to_polynomial(G, dkg.new_seed(), context)


def test_published_parameters_are_verified_field_by_field(run: Run, finished) -> None:
    """T1, T7, T8: each list shortened or swapped, each signature and key changed."""
    parameters, _ = finished
    swap = lambda entries: (entries[1], entries[0], *entries[2:])  # noqa: E731
    key = parameters.verification_keys[0]
    unsigned = replace(key, signature=msgspec.UNSET)
    cross_signed = replace(key, signature=parameters.verification_keys[1].signature)
    forged = replace(key, public_key=str(G.g**9), pok=proof_record(channel.sign_message(G, 9, "x")))
    rest = parameters.verification_keys[1:]
    bad = {
        "3.2": [
            replace(parameters, certs=parameters.certs[:-1]),
            replace(parameters, coefexps=parameters.coefexps[:-1]),
            replace(parameters, signatures=()),
            replace(parameters, verification_keys=rest),
            replace(parameters, threshold=SIZE + 1),
        ],
        "3.3": [replace(parameters, threshold=NEEDED - 1), replace(parameters, certs=swap(parameters.certs))],
        "3.4": [replace(parameters, coefexps=swap(parameters.coefexps))],
        "3.5": [replace(parameters, signatures=swap(parameters.signatures))],
        "3.6": [
            replace(parameters, verification_keys=swap(parameters.verification_keys)),
            replace(parameters, verification_keys=(unsigned, *rest)),
            replace(parameters, verification_keys=(cross_signed, *rest)),
            replace(parameters, verification_keys=(forged, *rest)),
        ],
    }
    for check, broken in bad.items():
        for one in broken:
            with pytest.raises((InvalidEncoding, InvalidProof)) as caught:
                dkg.verify_parameters(G, one)
            assert caught.value.check == check


def test_encrypted_messages_outside_the_group_are_refused_before_a_secret_touches_them(run: Run) -> None:
    """C8."""
    small_order = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"
    message = msgspec.json.decode(run.vinput(1).secrets[1])
    for name in ("alpha", "beta"):
        text = encode(message | {name: small_order}).decode()
        honest = run.vinput(1)
        with pytest.raises(InvalidEncoding, match="Trustee 2"):
            run.voutput(1, replace(honest, secrets=(honest.secrets[0], text, *honest.secrets[2:])))


IDENTITY_KEYS = [channel.ChannelKeys(0, 5), channel.ChannelKeys(5, 0), channel.ChannelKeys(0, 0)]


@pytest.mark.parametrize("keys", IDENTITY_KEYS, ids=["signing", "decryption", "both"])
def test_a_certificate_of_an_identity_is_refused(keys: channel.ChannelKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    """T7: everybody can sign, or read, for the exponent zero."""
    monkeypatch.setattr(channel, "derive_keys", lambda *_: keys)
    cert = dkg.make_certificate(G, dkg.new_seed(), Context("Ed25519", 1, 1, 1))
    with pytest.raises(InvalidEncoding, match="key is the identity") as caught:
        dkg.verify_certificate(G, cert)
    assert caught.value.check == "3.3"


def test_a_group_of_the_largest_size_is_possible_and_no_larger(
    run: Run, finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dkg, "MAX_GROUP", SIZE)
    assert len(dkg.verify_certificates(G, run.certs)) == SIZE == len(dkg.verify_parameters(G, finished[0])[1])
    monkeypatch.setattr(dkg, "MAX_GROUP", SIZE - 1)
    for work, words in (
        (lambda: dkg.verify_certificates(G, run.certs), "trustees is impossible"),
        (lambda: dkg.verify_parameters(G, finished[0]), "one part for each trustee"),
    ):
        with pytest.raises(InvalidEncoding, match=words) as caught:
            work()
        assert caught.value.check == "3.2"


@pytest.mark.parametrize("needed", [1, SIZE])
def test_a_threshold_of_one_and_of_all_is_possible(needed: int) -> None:
    parameters, _ = Run(SIZE, needed).parameters()
    assert dkg.verify_parameters(G, parameters)[0] != G.identity


def test_a_message_from_or_to_somebody_else_is_refused(run: Run) -> None:
    """T4: encrypted to this trustee, but signed by another; and signed for another, then encrypted to this one."""
    sender, other, mine = (channel.derive_keys(G, run.seeds[index]) for index in (2, 1, 0))
    me, third = G.g**mine.decryption, G.g**sender.signing
    with pytest.raises(InvalidProof, match="signature"):
        dkg._receive(G, mine, third, dkg._send(G, other, me, Secret("17")), Secret)
    written_for = str(G.g**other.decryption)
    inner = encode(ChannelMessage(written_for, encode(Secret("17")).decode())).decode()
    sealed = channel.seal_message(G, me, encode(dkg._sign(G, sender, inner)))
    text = encode(EncryptedMessage(channel.ALGORITHM, str(sealed.alpha), str(sealed.beta), sealed.data.hex())).decode()
    with pytest.raises(InvalidProof, match="written to somebody else"):
        dkg._receive(G, mine, third, text, Secret)


def test_a_trustee_is_found_by_both_keys(run: Run) -> None:
    certificates = dkg.verify_certificates(G, run.certs)
    one, two = (channel.derive_keys(G, run.seeds[index]) for index in (0, 1))
    assert dkg._find_self(G, two, certificates) == 2
    for mixed in (channel.ChannelKeys(one.signing, two.decryption), channel.ChannelKeys(two.signing, one.decryption)):
        with pytest.raises(InvalidProof, match="None of the certificates"):
            dkg._find_self(G, mixed, certificates)


@pytest.mark.parametrize("field", ["secrets", "coefexps", "signatures"])
def test_a_vinput_has_one_part_from_each_trustee(run: Run, field: str) -> None:
    honest = run.vinput(1)
    parts = getattr(honest, field)
    for changed in (parts[:-1], (*parts, parts[0]), ()):
        with pytest.raises(InvalidEncoding, match="one part from each trustee"):
            run.voutput(1, replace(honest, **{field: changed}))


def test_a_verification_key_is_the_one_that_follows_and_is_proved(run: Run, finished) -> None:
    """T8: the identity, another key, a proof that does not hold; all correctly signed by the trustee."""
    _, outputs = finished
    keys = channel.derive_keys(G, run.seeds[0])
    owner, key = dkg.verify_certificates(G, run.certs)[0], outputs[0].public_key
    expected = G.parse(key.public_key)

    def signed(exponent: int):
        public = str(G.g**exponent)
        signature = proof_record(channel.sign_message(G, keys.signing, public))
        return replace(key, public_key=public, pok=proof_record(prove_knowledge(G, exponent, G.g**exponent)),
                       signature=signature)  # fmt: skip

    unproved = replace(key, pok=outputs[1].public_key.pok)
    cases = [
        (signed(0), G.identity, "does not follow"),
        (signed(9), expected, "does not follow"),
        (unproved, expected, "proof of knowledge"),
    ]
    for wrong, wanted, words in cases:
        with pytest.raises(InvalidProof, match=words) as caught:
            dkg.verify_group_key(G, owner, wrong, wanted, 1)
        assert caught.value.check == "3.6"
    dkg.verify_voutput(G, run.certs, run.polynomials, outputs[0], 1)
    for wrong in (signed(9), unproved):
        output = replace(outputs[0], public_key=wrong)
        with pytest.raises(InvalidProof, match="verification key of trustee 1"):
            dkg.verify_voutput(G, run.certs, run.polynomials, output, 1)
        with pytest.raises(InvalidProof, match="verification key of trustee 1"):
            dkg.make_parameters(G, run.certs, run.polynomials, [output, *outputs[1:]])


def test_a_group_among_the_trustees_is_verified_with_its_threshold(finished) -> None:
    parameters, _ = finished
    found = verify_trustees(G, encode_trustees([parameters]))
    y, keys = dkg.verify_parameters(G, parameters)
    assert found.public_key == y and found.keys == keys and found.missing([1]) != [] == found.missing([1, 2, 4])
