"""Ballot tokens, signing keys and key files."""

from __future__ import annotations

import pytest

from ballot.crypto.credentials import new_token, new_uuid, parse_token, public_credential
from ballot.crypto.group import ED25519
from ballot.crypto.keyfile import open_sealed, seal
from ballot.crypto.signing import SigningKey, fingerprint, verify
from ballot.errors import InvalidEncoding, InvalidProof


def test_token_of_the_independent_tool() -> None:
    """A token, uuid and public credential made by belenios-tool 3.3.0."""
    expected = "aa9b3151ca2f574182ed54e8993a560c0715f6db0ffc4a6ec009028868080213"
    assert str(public_credential(ED25519, "F78tZv8VkGDmiP", "VuNCa-Ns5ji8-QYT7v-maUfKX")) == expected


def test_tokens_are_tolerant_when_typed_and_canonical_afterwards() -> None:
    """B17: blanks and dashes may move; letters that Base58 leaves out are named."""
    token = new_token()
    assert parse_token(token) == token
    assert parse_token(f"  {token.replace('-', ' ')}\n") == token
    assert parse_token(token.replace("-", "")) == token
    for bad in ("0", "O", "I", "l"):
        with pytest.raises(InvalidEncoding, match="look alike"):
            parse_token(bad + token[1:])
    with pytest.raises(InvalidEncoding, match="22"):
        parse_token(token[:-1])
    assert len({new_token() for _ in range(50)}) == 50 and len(new_uuid()) == 14


def test_signatures_bind_label_parts_and_key() -> None:
    key = SigningKey.generate()
    signature = key.sign("label", b"a", b"bc")
    verify(key.public_hex, signature, "label", b"a", b"bc")
    for label, parts in (("label2", (b"a", b"bc")), ("label", (b"ab", b"c")), ("label", (b"a", b"bc", b""))):
        with pytest.raises(InvalidProof):
            verify(key.public_hex, signature, label, *parts)
    with pytest.raises(InvalidProof):
        verify(SigningKey.generate().public_hex, signature, "label", b"a", b"bc")
    assert fingerprint(key.public_hex) == key.fingerprint
    assert "SigningKey" in repr(key) and key.seed.hex() not in repr(key)


def test_key_files_open_only_with_their_passphrase_and_unchanged() -> None:
    text = seal("TRUSTEE KEY", b"secret bytes", "correct horse")
    assert text.startswith("BALLOT SECRET TRUSTEE KEY 1")
    assert open_sealed("TRUSTEE KEY", text, "correct horse") == b"secret bytes"
    assert open_sealed("TRUSTEE KEY", text.replace("\n", "\r\n"), "correct horse") == b"secret bytes"
    with pytest.raises(InvalidProof, match="passphrase"):
        open_sealed("TRUSTEE KEY", text, "correct horsf")
    with pytest.raises(InvalidEncoding, match="not a key file"):
        open_sealed("OTHER KEY", text, "correct horse")
    lines = text.splitlines()
    swapped = "B" if lines[1][0] == "A" else "A"
    with pytest.raises(InvalidProof):
        open_sealed("TRUSTEE KEY", "\n".join([lines[0], swapped + lines[1][1:], *lines[2:]]), "correct horse")
    with pytest.raises(InvalidEncoding, match="too short"):
        seal("TRUSTEE KEY", b"x", "short")
