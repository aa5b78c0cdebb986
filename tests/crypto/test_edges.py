"""Values at the edges of groups, batches, key files and proofs, with every backend at hand."""

from __future__ import annotations

import base64

import pytest

from ballot.crypto import _edwards, _finite, batches, processors, proofs
from ballot.crypto._sodium import ED25519 as SODIUM
from ballot.crypto.elgamal import encrypt
from ballot.crypto.group import ED25519, group
from ballot.crypto.keyfile import open_sealed, owner_line, seal
from ballot.crypto.signing import fingerprint, verify_raw
from ballot.errors import InvalidEncoding, InvalidProof

FIELDS = [group("BELENIOS-2048"), group("RFC-3526-2048")]
CURVES = [ED25519, SODIUM]
every_group = pytest.mark.parametrize("own", [*CURVES, *FIELDS], ids=["Ed25519", "libsodium", "BELENIOS", "RFC"])
every_curve = pytest.mark.parametrize("own", CURVES, ids=["Ed25519", "libsodium"])
every_field = pytest.mark.parametrize("own", FIELDS, ids=["BELENIOS", "RFC"])


# -- groups


@every_group
def test_elements_differ_from_others_and_from_everything_else(own) -> None:
    assert own.g != own.g**2 and own.g != own.identity
    for other in (str(own.g), own.g.value, own.g.number, None):
        assert own.g != other


def test_the_same_number_in_another_field_is_another_element() -> None:
    assert FIELDS[0].identity.value == FIELDS[1].identity.value and FIELDS[0].identity != FIELDS[1].identity


@every_curve
def test_the_identity_stands_for_a_paper_of_zeros(own) -> None:
    assert own.embed(0).is_identity and own.embed(1).is_identity and not own.embed(2).is_identity
    assert own.parse(str(own.identity)).is_identity


@every_field
def test_the_smallest_element_from_a_number_on_is_embedded(own) -> None:
    def is_element(number: int) -> bool:
        try:
            return bool(own.parse(str(number)))
        except InvalidEncoding:
            return False

    for start in (0, 1, 2, 5, 7, 11):
        numbers = range(start, 40) if own is FIELDS[1] else range(start, 2)
        if numbers:
            assert own.embed(start).number == next(filter(is_element, numbers))


@every_curve
def test_a_generator_that_is_not_independent_is_refused(own, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (own.identity.value, own.g.value):
        monkeypatch.setattr(_edwards, "_find", lambda *_, value=value: value)
        with pytest.raises(InvalidEncoding, match="not independent"):
            own._find_generator(7)


@every_field
def test_a_generator_of_a_field_that_is_not_independent_is_refused(own, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (0, 1, own.g.value):
        monkeypatch.setattr(_finite, "_power", lambda *_, value=value: value)
        with pytest.raises(InvalidEncoding, match="not independent"):
            own.generator(10**6)


# -- batches


@every_group
def test_neutral_entries_may_be_left_out(own) -> None:
    g, base = own.g, own.g**5
    assert batches.commitments(own, [2, 3], base) == [g**2, g**3]
    assert batches.commitments(own, [2, 3], None, [7, 8]) == [g**2, g**3]
    assert batches.commitments(own, [], base, [1, 2], [g, g]) == [g**6, g**11]


@every_group
def test_a_product_of_two_powers_is_the_same_by_every_way(own) -> None:
    for base in (own.g, own.g**3):
        expected = base**5 * (own.g**7) ** 2
        assert batches.vartime_double_power(own, base, 5, own.g**7, 2) == expected
        assert batches.vartime_double_powers(own, [base], [5, 6], [own.g**7], [2, 0]) == [expected, base**6]


@every_group
def test_a_share_of_no_ciphertexts_has_no_proof_that_could_fail(own) -> None:
    proofs.verify_decryptions(own, "phi", own.g**2, [], [], [])


def test_a_list_that_ends_inside_an_entry_is_passed_on_whole() -> None:
    seen: list[int] = []
    odd = bytes(processors.ENTRY * 3 * processors.LEAST + 1)
    with processors.limited_to(2):
        processors.in_parts(lambda entries: seen.append(len(entries)), odd)
    assert seen == [len(odd)]


# -- key files and messages


def test_the_shortest_passphrase_has_ten_characters() -> None:
    assert open_sealed("TRUSTEE KEY", seal("TRUSTEE KEY", b"x", "0123456789"), "0123456789") == b"x"
    with pytest.raises(InvalidEncoding, match="too short"):
        seal("TRUSTEE KEY", b"x", "012345678")


def test_the_line_of_the_owner_is_authenticated() -> None:
    text = seal("TRUSTEE KEY", b"x", "correct horse", owner_line("abc", "ab" * 32, "Ann"))
    assert open_sealed("TRUSTEE KEY", text, "correct horse") == b"x"
    with pytest.raises(InvalidProof, match="was changed"):
        open_sealed("TRUSTEE KEY", text.replace("Ann", "Bob"), "correct horse")


def test_a_key_file_without_a_whole_tag_is_cut_off() -> None:
    text = seal("TRUSTEE KEY", b"", "correct horse")
    assert open_sealed("TRUSTEE KEY", text, "correct horse") == b""
    head, *lines = text.splitlines()
    body = base64.b64decode("".join(lines))
    with pytest.raises(InvalidEncoding, match="cut off"):
        open_sealed("TRUSTEE KEY", f"{head}\n{base64.b64encode(body[:-1]).decode()}\n", "correct horse")


@pytest.mark.parametrize("text", ["", "zz" * 32, "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_what_is_no_public_key_is_named_as_such(text: str) -> None:
    for work in (fingerprint, lambda text: verify_raw(text, b"message", bytes(64))):
        with pytest.raises(InvalidEncoding, match="not a public signing key"):
            work(text)


# -- proofs


def test_a_random_number_of_zero_does_not_spoil_the_proof_of_not_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    y = ED25519.g**9
    ciphertext = encrypt(ED25519, y, 1, 4)
    monkeypatch.setattr(proofs, "random_scalar", lambda _: 0)
    made = proofs.prove_nonzero(ED25519, y, "S", ciphertext, proofs.Opening(4, 1))
    proofs.verify_nonzero(ED25519, y, "S", ciphertext, made)
