"""Passwords, the second factor and log-ins, as rules."""

from __future__ import annotations

import dataclasses
import threading

import pyotp
import pytest
from argon2 import PasswordHasher, profiles
from werkzeug.security import generate_password_hash

from ballot.election.accounts import logins, passwords, recovery_codes
from ballot.election.accounts.officers import add_officer, check_password, stronger_hash
from ballot.election.accounts.second_factor import SecondFactor, turn_off
from ballot.errors import NotPermitted, TooBusy
from ballot.store.models.people import Login

PASSWORD = "correct horse battery staple"
KEY = "k" * 40


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> None:
    """Not here: what the hashes cost is what these tests are about."""


@pytest.fixture
def olga(sqlite):
    """An account, inside a transaction."""
    with sqlite.session() as session:
        account = add_officer(session, "Olga@example.org", "Olga", PASSWORD)
        account.session = session
        yield account


def test_passwords_are_hashed_by_argon2id(olga) -> None:
    assert olga.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert check_password(olga.session, " OLGA@example.org ", PASSWORD) is olga
    assert check_password(olga.session, "olga@example.org", PASSWORD + "!") is None
    assert check_password(olga.session, "nobody@example.org", PASSWORD) is None
    assert stronger_hash(olga, PASSWORD) is None


@pytest.mark.parametrize("old", ["scrypt", "weaker", "broken"])
def test_old_hashes_are_understood_and_replaced(olga, old) -> None:
    weaker = dataclasses.replace(profiles.RFC_9106_LOW_MEMORY, memory_cost=1024)
    olga.password_hash = {
        "scrypt": lambda: generate_password_hash(PASSWORD, method="scrypt:1024:8:1"),
        "weaker": lambda: PasswordHasher.from_parameters(weaker).hash(PASSWORD),
        "broken": lambda: "",
    }[old]()
    assert check_password(olga.session, olga.email, "not this one") is None
    if old == "broken":
        assert check_password(olga.session, olga.email, PASSWORD) is None
        return
    assert check_password(olga.session, olga.email, PASSWORD) is olga
    replaced = stronger_hash(olga, PASSWORD)
    assert replaced is not None and not passwords.has_weak_hash(replaced) and passwords.is_right(replaced, PASSWORD)


def test_W25_one_password_is_hashed_at_a_time_two_wait_and_others_are_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """64 MiB each: as many log-ins at once as a process has threads would take half a GiB, and all its threads."""
    places, hashing, go_on = threading.Semaphore(0), threading.Semaphore(0), threading.Semaphore(0)

    class Waiting:
        def verify(self, *_: str) -> None:
            hashing.release()
            assert go_on.acquire(timeout=60)

        def hash(self, _: str) -> str:
            return "hashed"

    class Watched:
        """The places, which say when one is taken."""

        def __init__(self) -> None:
            self._places = threading.BoundedSemaphore(3)
            self.release = self._places.release

        def acquire(self, *, blocking: bool) -> bool:
            taken = self._places.acquire(blocking=blocking)
            if taken:
                places.release()
            return taken

    monkeypatch.setattr(passwords, "_hasher", Waiting())
    monkeypatch.setattr(passwords, "_places", Watched())
    three = [threading.Thread(target=passwords.is_right, args=("stored", PASSWORD)) for _ in range(3)]
    for thread in three:
        thread.start()
    assert all(places.acquire(timeout=60) for _ in three) and hashing.acquire(timeout=60)
    assert not hashing.acquire(blocking=False), "two at once"
    for act in (lambda: passwords.is_right("stored", PASSWORD), lambda: passwords.hash_password(PASSWORD)):
        with pytest.raises(TooBusy) as refused:
            act()
        assert refused.value.retry_after == passwords.RETRY_AFTER
    go_on.release(3)
    for thread in three:
        thread.join()
    go_on.release()
    assert passwords.is_right("stored", PASSWORD) and passwords.hash_password(PASSWORD) == "hashed"


@pytest.mark.parametrize("password", ["eleven char", "x" * 201])
def test_passwords_of_a_wrong_length_are_refused(password) -> None:
    with pytest.raises(NotPermitted, match="Use at"):
        passwords.hash_password(password)


def turned_on(olga) -> tuple[SecondFactor, str, list[str]]:
    """Turn the second factor on; return it, the app's secret, and the recovery codes."""
    factor = SecondFactor(KEY)
    sealed = factor.new(olga)
    secret = factor.opened(olga, sealed)
    return factor, secret, factor.turn_on(olga.session, olga, sealed, code(secret))


def code(secret: str, steps: int = 0) -> str:
    """Return what the app shows now, or so many steps from now."""
    from ballot import clock

    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * steps)


def test_a_code_of_now_and_of_the_steps_beside_it_is_good(olga, time) -> None:
    factor, secret, _ = turned_on(olga)
    for steps, good in ((-2, False), (2, False), (1, True)):
        assert factor.accepts(olga.session, olga, code(secret, steps)) is good, steps
    time.move(minutes=5)
    assert factor.accepts(olga.session, olga, f" {code(secret, -1)[:3]} {code(secret, -1)[3:]} ")
    assert factor.accepts(olga.session, olga, code(secret))


def test_no_code_is_good_twice(olga, time) -> None:
    factor, secret, _ = turned_on(olga)
    assert not factor.accepts(olga.session, olga, code(secret))  # the first code was spent when it was turned on
    time.move(seconds=30)
    assert factor.accepts(olga.session, olga, code(secret))
    assert not factor.accepts(olga.session, olga, code(secret))
    assert not factor.accepts(olga.session, olga, code(secret, -1))  # an earlier one is not good after a later one


@pytest.mark.parametrize("typed", ["", "000000", "12345", "٣٣٣٣٣٣", "1234567", "x" * 40, "----"])
def test_what_is_no_code(olga, typed) -> None:
    factor, secret, _ = turned_on(olga)
    assert typed != code(secret)
    assert not factor.accepts(olga.session, olga, typed)


def test_each_recovery_code_is_good_once_and_stored_as_its_hash(olga) -> None:
    factor, _, codes = turned_on(olga)
    assert len(set(codes)) == 10
    assert factor.accepts(olga.session, olga, codes[0].replace("-", " "))
    assert not factor.accepts(olga.session, olga, codes[0])
    assert not factor.accepts(olga.session, olga, codes[1].replace("-", "") + "x")
    assert recovery_codes.left(olga.session, olga) == 9
    from sqlalchemy import text

    stored = repr(olga.session.execute(text("SELECT * FROM recovery_code")).all())
    assert not any(part in stored for part in codes)


def test_W6_a_recovery_code_has_128_bits(olga) -> None:
    codes = recovery_codes.renew(olga.session, olga)
    assert len(set(codes)) == 10
    assert all(58 ** len(code.replace("-", "")) >= 2**128 for code in codes)


def test_the_secret_is_sealed_for_this_account_under_this_key(olga) -> None:
    factor, secret, _ = turned_on(olga)
    assert secret.encode() not in olga.second_factor
    other = add_officer(olga.session, "otto@example.org", "Otto", PASSWORD)
    for one, account in ((factor, other), (SecondFactor("other" * 10), olga)):
        with pytest.raises(NotPermitted, match="cannot be opened"):
            one.opened(account, olga.second_factor)


def test_a_second_factor_begins_with_a_right_code_and_ends_as_a_whole(olga) -> None:
    factor = SecondFactor(KEY)
    sealed = factor.new(olga)
    with pytest.raises(NotPermitted, match="This code is not right"):
        factor.turn_on(olga.session, olga, sealed, "000000")
    assert olga.second_factor is None
    factor, secret, codes = turned_on(olga)
    with pytest.raises(NotPermitted, match="on already"):
        factor.turn_on(olga.session, olga, factor.new(olga), "000000")
    turn_off(olga.session, olga)
    assert not factor.accepts(olga.session, olga, codes[0]) and not factor.accepts(olga.session, olga, code(secret, 1))


def test_a_log_in_is_stored_as_a_hash_and_ends_in_time(olga, time) -> None:
    secret = logins.begin_login(olga.session, olga, "Firefox on Linux")
    found = logins.find_login(olga.session, secret)
    assert found is not None and found.officer is olga and secret not in found.secret_hash
    assert logins.find_login(olga.session, secret, half=True) is None
    assert logins.find_login(olga.session, found.secret_hash) is None
    time.move(hours=12)
    assert logins.find_login(olga.session, secret) is None


def test_half_a_log_in_opens_nothing_and_ends_with_the_fifth_wrong_code(olga, time) -> None:
    secret = logins.begin_login(olga.session, olga, "", half=True)
    assert logins.find_login(olga.session, secret) is None and logins.logins_of(olga.session, olga) == []
    for _ in range(5):
        half = logins.find_login(olga.session, secret, half=True, lock=True)
        assert half is not None
        logins.count_try(half)
    assert logins.find_login(olga.session, secret, half=True) is None
    secret = logins.begin_login(olga.session, olga, "", half=True)
    time.move(minutes=10)
    assert logins.find_login(olga.session, secret, half=True) is None


def test_log_ins_are_ended_one_by_one_and_all_at_once(olga) -> None:
    secrets = [logins.begin_login(olga.session, olga, f"Browser {number}") for number in range(4)]
    numbers = [login.id for login in reversed(logins.logins_of(olga.session, olga))]
    other = add_officer(olga.session, "otto@example.org", "Otto", PASSWORD)
    theirs = logins.begin_login(olga.session, other, "")
    assert logins.end_logins(olga.session, other, only=numbers[0]) == 0  # not one's own
    assert logins.end_logins(olga.session, olga, only=numbers[0]) == 1
    assert logins.end_logins(olga.session, olga, but=numbers[1]) == 2
    assert [logins.find_login(olga.session, secret) is not None for secret in secrets] == [False, True, False, False]
    assert logins.end_logins(olga.session, olga) == 1
    assert logins.find_login(olga.session, theirs) is not None


def test_what_is_over_is_forgotten_at_the_next_log_in(olga, time) -> None:
    logins.begin_login(olga.session, olga, "")
    logins.end_logins(olga.session, olga)
    logins.begin_login(olga.session, olga, "")
    time.move(hours=13)
    logins.begin_login(olga.session, olga, "")
    assert olga.session.query(Login).count() == 1
