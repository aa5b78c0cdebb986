"""W6: guessing passwords and tokens is slow. The clock of the limits is moved by hand."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from ballot.election.accounts import passwords
from ballot.web.account import known_browsers
from ballot.web.request import limits_store
from ballot.web.request.limits import address_key
from ballot.web.request.limits_store import SharedLimits, key_of_limits
from tests.networks import COUNTED_TOGETHER
from tests.web.world import OLGA, PASSWORD, Browser, World


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds by which the limits' clock is ahead; a test changes the only entry."""
    ahead = [0.0]
    real = limits_store._now
    monkeypatch.setattr(limits_store, "_now", lambda: real() + ahead[0])
    return ahead


def attempt(world: World, email: str = OLGA, password: str = "wrong", address: str = "192.0.2.1") -> int:
    """Try to log in and return the answer's status."""
    browser = world.browser()
    data = {"csrf_token": browser.token("/login"), "email": email, "password": password}
    environ = {"REMOTE_ADDR": address}
    return browser.client.post("/login", data=data, environ_base=environ).status_code


def test_W6_an_account_is_closed_to_a_network_after_ten_failures(limited: World, later: list[float]) -> None:
    assert [attempt(limited) for _ in range(10)] == [401] * 10
    assert attempt(limited, password=PASSWORD) == 429
    assert attempt(limited, "otto@example.org", PASSWORD) == 302
    assert attempt(limited, password=PASSWORD, address="192.0.2.99") == 302, "a stranger closes it to nobody else"
    later[0] = 15 * 60 + 1
    assert attempt(limited, password=PASSWORD) == 302


def fail_from_everywhere(world: World, times: int = 100) -> None:
    """Use up the failures that an account has over all networks."""
    assert {attempt(world, address=f"192.0.2.{number // 10}") for number in range(times)} == {401}


def test_W6_an_account_is_closed_for_a_while_after_a_hundred_failures(limited: World, later: list[float]) -> None:
    fail_from_everywhere(limited)
    assert attempt(limited, password=PASSWORD, address="192.0.2.99") == 429
    assert attempt(limited, "otto@example.org", PASSWORD, address="192.0.2.99") == 302
    later[0] = 15 * 60 + 1
    assert attempt(limited, password=PASSWORD, address="192.0.2.99") == 302


def log_in(browser: Browser, password: str, email: str = OLGA) -> int:
    return browser.post("/login", email=email, password=password).status_code


def test_W6_no_stranger_keeps_the_owner_of_an_account_out_of_a_browser_that_it_knows(limited: World) -> None:
    """Somebody who knows the address, in the same network too: ten wrong passwords now and then would last for ever."""
    known, unknown = limited.browser(OLGA), limited.browser()
    assert known.post("/logout", "/officer").status_code == 302
    assert [attempt(limited, address="127.0.0.1") for _ in range(10)] == [401] * 10
    fail_from_everywhere(limited, 90)
    assert (log_in(unknown, PASSWORD), log_in(known, PASSWORD)) == (429, 302)


def test_W6_a_known_browser_guesses_no_faster_and_for_its_account_only(limited: World, later: list[float]) -> None:
    known = limited.browser(OLGA)
    assert known.post("/logout", "/officer").status_code == 302
    assert [log_in(known, "wrong") for _ in range(10)] == [401] * 10
    assert log_in(known, PASSWORD) == 429
    assert [log_in(known, "wrong", "otto@example.org") for _ in range(10)] == [401] * 10
    assert log_in(known, PASSWORD, "otto@example.org") == 429
    later[0] = 15 * 60 + 1
    assert log_in(known, PASSWORD) == 302


@pytest.mark.parametrize("forged", ["", ".", "x.y", "known", "\xff"])
def test_W6_no_browser_is_known_that_only_says_so(limited: World, forged: str) -> None:
    browser = limited.browser()
    browser.client.set_cookie(known_browsers.NAME, forged, path="/login")
    assert [log_in(browser, "wrong") for _ in range(10)] == [401] * 10
    assert attempt(limited, password=PASSWORD, address="127.0.0.1") == 429


def test_P5_the_cookie_of_a_known_browser_comes_to_the_log_in_page_only(limited: World) -> None:
    answer = limited.browser().post("/login", email=OLGA, password=PASSWORD)
    (known,) = [line for line in answer.headers.getlist("Set-Cookie") if known_browsers.NAME in line]
    assert "Path=/login" in known and "HttpOnly" in known and "SameSite=Lax" in known
    assert "olga" not in known.lower() and "Domain" not in known


def test_W6_one_address_cannot_try_many_accounts(limited: World, later: list[float]) -> None:
    assert [attempt(limited, f"member{i}@example.org") for i in range(30)] == [401] * 30
    assert attempt(limited, "otto@example.org", PASSWORD) == 429
    assert attempt(limited, "otto@example.org", PASSWORD, address="192.0.2.2") == 302
    later[0] = 15 * 60 + 1
    assert attempt(limited, "otto@example.org", PASSWORD) == 302


def test_W6_a_network_of_IPv6_counts_as_one_address(limited: World) -> None:
    assert [attempt(limited, f"m{i}@example.org", address=f"2001:db8:1:2:{i:x}::1") for i in range(30)] == [401] * 30
    assert attempt(limited, "otto@example.org", PASSWORD, "2001:db8:1:2:ffff::9") == 429
    assert attempt(limited, "otto@example.org", PASSWORD, "2001:db8:1:3::1") == 302


def test_W6_the_wider_networks_of_IPv6_count_too(limited: World) -> None:
    """A company has 65536 networks of /64, and the whole of each for one guess."""
    path = f"/api/v1/elections/{limited.make('open').uuid}/turnout"
    client = limited.app.test_client()

    def guess(address: str) -> int:
        headers = {"Authorization": f"Bearer ballotkey_{'0' * 43}"}
        return client.get(path, headers=headers, environ_base={"REMOTE_ADDR": address}).status_code

    def guesses_from(network: str, number: int) -> set[int]:
        return {guess(f"2001:db8:1:{network}{one % 5:02x}::1") for one in range(number)}

    assert guesses_from("1", 80) == {401} and guess("2001:db8:1:1ff::1") == 429
    assert guesses_from("2", 80) == guesses_from("3", 80) == guesses_from("4", 80) == {401}
    assert guess("2001:db8:1:500::1") == 429
    assert guess("2001:db8:2:500::1") == guess("192.0.2.1") == 401
    assert {guess(f"192.0.2.{number}") for number in range(2, 20)} == {401}, "IPv4 has no such networks"


def test_W6_addresses_are_counted_by_network(limited: World) -> None:
    def key(address: str) -> str:
        with limited.app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return address_key()

    keys = [{key(address) for address in network} for network in COUNTED_TOGETHER]
    assert [len(found) for found in keys] == [1] * len(keys) and len(set().union(*keys)) == len(keys)
    # What a proxy of somebody's own writes there is counted as it stands, and stops nobody.
    assert key("192.0.2.1:4711") == "192.0.2.1:4711"


def test_W6_a_right_password_is_never_counted(limited: World) -> None:
    assert [attempt(limited, password=PASSWORD) for _ in range(12)] == [302] * 12


def test_W25_W6_a_log_in_that_finds_too_many_waiting_is_told_when_to_come_again_and_counts_as_a_failure(
    limited: World,
) -> None:
    places = 1 + passwords.WAITING
    assert all(passwords._places.acquire(blocking=False) for _ in range(places))
    try:
        browser = limited.browser()
        refused = browser.post("/login", email="otto@example.org", password=PASSWORD)
        assert refused.status_code == 503 and refused.headers["Retry-After"] == str(passwords.RETRY_AFTER)
        assert [attempt(limited, password=PASSWORD) for _ in range(11)] == [503] * 10 + [429]
    finally:
        passwords._places.release(places)
    assert attempt(limited, password=PASSWORD) == 429
    assert attempt(limited, "otto@example.org", PASSWORD) == 302


def test_W6_spelling_the_address_otherwise_does_not_help(limited: World) -> None:
    spellings = [OLGA, OLGA.upper(), f" {OLGA}", f"{OLGA} ", OLGA.title()]
    assert [attempt(limited, spellings[i % 5]) for i in range(10)] == [401] * 10
    assert attempt(limited, OLGA.upper(), PASSWORD) == 429


def test_W6_tokens_cannot_be_guessed_fast(limited: World, later: list[float]) -> None:
    made = limited.make("open")
    browser = limited.browser()
    token = browser.token(f"/vote/{made.uuid}")

    def look_up() -> tuple[int, str]:
        answer = browser.client.post(
            f"/vote/{made.uuid}/token", json={"credential": "00" * 32}, headers={"X-CSRFToken": token}
        )
        return answer.status_code, answer.get_json()["error"]["code"]

    assert {look_up() for _ in range(600)} == {(404, "unknown-token")}
    assert look_up() == (429, "rate-limited")
    later[0] = 61
    assert look_up() == (404, "unknown-token")


def test_W6_one_network_cannot_ask_for_members_codes_for_ever(limited: World, later: list[float]) -> None:
    browser = limited.browser()
    assert [browser.post("/my", email=f"m{n}@example.org").status_code for n in range(30)] == [302] * 30
    assert browser.post("/my", email="m@example.org").status_code == 429
    later[0] = 15 * 60 + 1
    assert browser.post("/my", email="m@example.org").status_code == 302


KEY = key_of_limits("a-secret-of-the-tests-0123456789-abcdefghij")


def hits(path: str, number: int) -> int:
    """Try so many times to be let in, as one worker process, and return how often it worked."""
    storage = SharedLimits(path=path, key=KEY)
    return sum(storage.acquire_entry("192.0.2.1", 50, 900) for _ in range(number))


def test_W6_all_worker_processes_count_together(tmp_path: Path) -> None:
    file = str(tmp_path / "limits.db")
    assert SharedLimits(path=file, key=KEY).check()  # the file is there: four new processes that make it wait too long
    with multiprocessing.get_context("spawn").Pool(4) as workers:
        assert sum(workers.starmap(hits, [(file, 40)] * 4)) == 50


def test_W6_no_address_and_no_account_is_in_the_file(limited: World, tmp_path: Path) -> None:
    for number in range(3):
        assert attempt(limited, OLGA, address=f"192.0.2.{number}") == 401
    content = b"".join(path.read_bytes() for path in tmp_path.glob("rate-limits.db*"))
    assert content and b"192.0.2" not in content and b"olga" not in content
    connection = sqlite3.connect(tmp_path / "rate-limits.db")
    rows = connection.execute("SELECT what, count(*) FROM entry GROUP BY what").fetchall()
    connection.close()
    # Three addresses once each, by themselves and with the account, and one account three times: told apart, not named.
    assert sorted(number for _, number in rows) == [1] * 6 + [3]
    assert {len(what) for what, _ in rows} == {16}
    assert (tmp_path / "rate-limits.db").stat().st_mode & 0o077 == 0


def test_W6_what_is_counted_is_hidden_otherwise_every_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = SharedLimits(path=str(tmp_path / "x"), key=KEY)
    today = storage._hidden("192.0.2.1")
    assert storage._hidden("192.0.2.1") == today != storage._hidden("192.0.2.2")
    tomorrow = limits_store.clock.machine() + limits_store.clock.machine().resolution * 86_400_000_000
    monkeypatch.setattr("ballot.clock.now", lambda: tomorrow)
    assert storage._hidden("192.0.2.1") != today


def test_W6_W23_nobody_waits_for_entries_of_a_clock_that_was_ahead(tmp_path: Path, later: list[float]) -> None:
    storage = SharedLimits(path=str(tmp_path / "x"), key=KEY)
    later[0] = 600 * 86_400
    assert [storage.acquire_entry("a", 2, 60) for _ in range(3)] == [True, True, False]
    later[0] = 0
    assert [storage.acquire_entry("a", 2, 60) for _ in range(3)] == [True, True, False]


def test_W6_entries_are_deleted_when_their_window_has_passed(tmp_path: Path, later: list[float]) -> None:
    storage = SharedLimits(path=str(tmp_path / "x"), key=KEY)
    assert [storage.acquire_entry("a", 2, 60) for _ in range(3)] == [True, True, False]
    assert storage.get_moving_window("a", 2, 60)[1] == 2
    later[0] = 61
    assert storage.get_moving_window("a", 2, 60)[1] == 0
    assert storage.acquire_entry("b", 2, 60)
    with sqlite3.connect(tmp_path / "x") as connection:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (1,)
    connection.close()


def test_W6_W22_a_file_that_cannot_be_written_opens_nothing_and_stops_nobody(limited: World, tmp_path: Path) -> None:
    (tmp_path / "rate-limits.db").mkdir()
    assert [attempt(limited) for _ in range(10)] == [401] * 10
    assert attempt(limited, password=PASSWORD) == 429
    assert attempt(limited, "otto@example.org", PASSWORD, "192.0.2.7") == 302
