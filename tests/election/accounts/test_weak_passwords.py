"""W6: passwords that are guessed at once are not accepted, however long they are."""

from __future__ import annotations

import pytest

from ballot.election.accounts.passwords import hash_password
from ballot.election.accounts.weak_passwords import is_weak
from ballot.errors import NotPermitted

ABOUT = ("olga.petrova@example.org", "Olga Petrova", "Union of Bakers", "vote.bakers.example.net")
WEAK = (
    "1qaz2wsx3edc", "mailcreated5240",  # frequent ones, as they stand
    "password1234", "Password123!", "P@ssw0rd2026", "dragonmonkey12", "iloveyou iloveyou",
    "123456789012", "abcdefghijkl", "aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "482913750642",
    "olgapetrova2026", "Olga-Petrova-1", "vote.bakers.example.net", "BakersUnion2026!", "petrovapetrova",
)  # fmt: skip
GOOD = (
    "correct horse battery staple", "another long password", "four words and a number 7",
    "xK4vm9Qz1TbR", "olga eats seven cold plums", "Bäckerei am Nordpol",
)  # fmt: skip


@pytest.mark.parametrize("password", WEAK)
def test_W6_a_frequent_password_or_one_about_the_account_is_refused(password: str) -> None:
    with pytest.raises(NotPermitted, match="easy to guess") as refused:
        hash_password(password, ABOUT)
    assert refused.value.field == "new"


@pytest.mark.parametrize("password", GOOD)
def test_W6_a_password_of_several_words_or_by_chance_is_accepted(password: str) -> None:
    assert hash_password(password, ABOUT)


def test_W6_what_is_known_of_one_account_says_nothing_about_another() -> None:
    assert is_weak("zbigniewbrzeczyk", ("zbigniew.brzeczyk@example.org",))
    assert not is_weak("zbigniewbrzeczyk", ("olga@example.org",))


def test_W25_the_longest_password_is_looked_at_in_part() -> None:
    assert not is_weak("correct horse battery staple" + "x" * 10**6)
