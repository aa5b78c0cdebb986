"""W6: guessing passwords and tokens is slow. The clock of the limits is moved by hand."""

from __future__ import annotations

import time

import pytest

from tests.web.world import OLGA, PASSWORD, World


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds by which the limits' clock is ahead; a test changes the only entry."""
    ahead = [0.0]
    real = time.time
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: real() + ahead[0])
    return ahead


def attempt(world: World, email: str = OLGA, password: str = "wrong", address: str = "192.0.2.1") -> int:
    """Try to log in and return the answer's status."""
    browser = world.browser()
    data = {"csrf_token": browser.token("/login"), "email": email, "password": password}
    environ = {"REMOTE_ADDR": address}
    return browser.client.post("/login", data=data, environ_base=environ).status_code


def test_W6_an_account_is_closed_for_a_while_after_ten_failures(limited: World, later: list[float]) -> None:
    # Ten different addresses: it is the account that is counted.
    assert [attempt(limited, address=f"192.0.2.{i}") for i in range(10)] == [401] * 10
    assert attempt(limited, password=PASSWORD, address="192.0.2.99") == 429
    assert attempt(limited, "otto@example.org", PASSWORD) == 302
    later[0] = 15 * 60 + 1
    assert attempt(limited, password=PASSWORD, address="192.0.2.99") == 302


def test_W6_one_address_cannot_try_many_accounts(limited: World, later: list[float]) -> None:
    assert [attempt(limited, f"member{i}@example.org") for i in range(30)] == [401] * 30
    assert attempt(limited, "otto@example.org", PASSWORD) == 429
    assert attempt(limited, "otto@example.org", PASSWORD, address="192.0.2.2") == 302
    later[0] = 15 * 60 + 1
    assert attempt(limited, "otto@example.org", PASSWORD) == 302


def test_W6_a_right_password_is_never_counted(limited: World) -> None:
    assert [attempt(limited, password=PASSWORD) for _ in range(12)] == [302] * 12


def test_W6_spelling_the_address_otherwise_does_not_help(limited: World) -> None:
    spellings = [OLGA, OLGA.upper(), f" {OLGA}", f"{OLGA} ", OLGA.title()]
    assert [attempt(limited, spellings[i % 5], address=f"192.0.2.{i}") for i in range(10)] == [401] * 10
    assert attempt(limited, OLGA.upper(), PASSWORD, "192.0.2.77") == 429


def test_W6_tokens_cannot_be_guessed_fast(limited: World, later: list[float]) -> None:
    made = limited.make("open")
    browser = limited.browser()
    token = browser.token(f"/vote/{made.uuid}")

    def look_up() -> tuple[int, str]:
        answer = browser.client.post(
            f"/vote/{made.uuid}/token", json={"credential": "00" * 32}, headers={"X-CSRFToken": token}
        )
        return answer.status_code, answer.get_json()["error"]["code"]

    assert {look_up() for _ in range(60)} == {(404, "unknown-token")}
    assert look_up() == (429, "rate-limited")
    later[0] = 61
    assert look_up() == (404, "unknown-token")


def test_W6_one_network_cannot_ask_for_members_codes_for_ever(limited: World, later: list[float]) -> None:
    browser = limited.browser()
    assert [browser.post("/my", email=f"m{n}@example.org").status_code for n in range(30)] == [302] * 30
    assert browser.post("/my", email="m@example.org").status_code == 429
    later[0] = 15 * 60 + 1
    assert browser.post("/my", email="m@example.org").status_code == 302
