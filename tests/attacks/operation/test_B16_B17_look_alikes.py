"""B16: names that look alike. B17: mistyped ballot tokens.

phi is over bytes, so two spellings of one name are two elections; typed tokens are tolerated only in blanks and dashes.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot.crypto import credentials
from ballot.crypto.credentials import BASE58, new_token, new_uuid, parse_token, public_credential
from ballot.crypto.group import ED25519
from ballot.errors import InvalidEncoding
from ballot.protocol.ballots import ElectionContext
from tests.attacks.verdicts import verdict_of
from tests.factory.elections import Maker, question

NAMES = [
    "Zoë",
    unicodedata.normalize("NFD", "Zoë"),
    "Аnna",
    "Anna",
    "\u202eEve",
    "Eve\u200b",
    "A\u0300\u0301\u0302",
    "🗳️",
    "\x7f",
    "\t",
]


def test_b16_bytes_of_names_are_kept_exactly() -> None:
    asked = question(len(NAMES), 0, 1)
    asked = type(asked)(answers=tuple(NAMES), min=0, max=1, question="Qui\u0301 ?")
    maker = Maker(questions=(asked,), votes=((0, [[1] + [0] * 9]),), name="“É\u2028”").build()
    context = ElectionContext.from_setup(maker.election_raw, maker.credentials_raw)
    assert context.questions[0].answers == tuple(NAMES)
    assert context.phi == maker.context.phi
    assert verdict_of(maker) == ("valid", frozenset())


def test_b16_normalisation_changes_phi() -> None:
    phis = set()
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Zoë")
        asked = type(question())(answers=(name, "Bob"), min=0, max=1, question="Who?")
        maker = Maker(questions=(asked,), votes=())
        maker.uuid = "A" * 14
        maker.make_keys()
        maker.make_setup()
        phis.add((maker.uuid, maker.context.phi))
    assert len(phis) == 2


@pytest.mark.parametrize("letter", "0OIl")
def test_b17_letters_that_look_alike_are_named(letter: str) -> None:
    token = new_token()
    with pytest.raises(InvalidEncoding, match=letter):
        parse_token(letter + token[1:])


@pytest.mark.parametrize("change", [str.lower, str.upper, str.swapcase])
def test_b17_case_is_never_guessed(change: object) -> None:
    token = "aBcDe-FgHjKm-NpQrS-TuVwXy"
    try:
        typed = parse_token(change(token))  # type: ignore[operator]
    except InvalidEncoding:
        return
    uuid = new_uuid()
    assert public_credential(ED25519, uuid, typed) != public_credential(ED25519, uuid, token)


@pytest.mark.parametrize("text", ["", "-", "A" * 21, "A" * 23, "A" * 22 + "é", "A" * 10**6, "\0" * 22, "Ａ" * 22])
def test_b17_other_lengths_and_alphabets_are_refused(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        parse_token(text)


@given(st.lists(st.sampled_from(BASE58), min_size=22, max_size=22), st.randoms(use_true_random=False))
def test_b17_blanks_and_dashes_may_stand_anywhere(letters: list[str], rng: object) -> None:
    spread = "".join(letter + rng.choice(["", "", " ", "-", " - ", "–", "\n", "\u2011"]) for letter in letters)  # type: ignore[attr-defined]
    canonical = parse_token(" " + spread)
    assert canonical.replace("-", "") == "".join(letters)
    assert [len(part) for part in canonical.split("-")] == [5, 6, 5, 6]
    assert parse_token(canonical) == canonical


def test_b17_a_token_is_another_credential_in_another_election() -> None:
    token = new_token()
    assert public_credential(ED25519, "A" * 14, token) != public_credential(ED25519, "B" * 14, token)
    assert public_credential(ED25519, "A" * 14, token) == credentials.public_credential(ED25519, "A" * 14, token)
