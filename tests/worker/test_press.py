"""The press: one PDF at a time, the latest kept, secrets given out once and kept no longer than they are waited for."""

from __future__ import annotations

import time

import pytest

from ballot.errors import BallotError, PdfUnavailable
from ballot.worker.press import KEPT, MOST_WAITING, SECRETS_KEPT, Press


def print_now(press: Press, page: str, *, secret: bool = False) -> bytes | None:
    """Order a page, let the press have its turns, and take what was made."""
    name = press.order(page, secret=secret)
    while press.turn() == 0:
        pass
    assert not press.is_open(name)
    return press.take(name)


def test_a_page_is_made_once_in_its_turn_and_the_oldest_is_forgotten() -> None:
    made: list[str] = []
    press = Press(lambda page: (made.append(page), page.encode())[1])
    names = [press.order(str(number)) for number in range(KEPT + 1)]
    assert len(set(names)) == KEPT + 1 and press.order("0") == names[0] and press.take(names[0]) is None
    assert press.turn() == 0 and made == ["0"] and press.take(names[0]) == b"0" and press.is_open(names[1])
    while press.turn() == 0:
        pass
    assert len(made) == KEPT + 1
    assert print_now(press, str(KEPT)) == str(KEPT).encode() and print_now(press, "0") == b"0"
    assert len(made) == KEPT + 2
    assert press.turn() is None


def test_a_name_cannot_be_guessed_from_the_page() -> None:
    assert Press(str.encode).order("page") != Press(str.encode).order("page")


def test_only_so_many_wait() -> None:
    press = Press(str.encode)
    for number in range(MOST_WAITING):
        press.order(str(number))
    press.order("0")
    with pytest.raises(PdfUnavailable, match="Try again in a minute"):
        press.order("one more")


def test_secrets_are_given_out_once_and_forgotten_when_nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    press = Press(str.encode)
    assert print_now(press, "token", secret=True) == b"token"
    assert press._prints == {} and press._orders == {}
    name = press.order("token", secret=True)
    left = press.turn()
    assert left is not None and 0 < left <= SECRETS_KEPT
    later = time.monotonic() + SECRETS_KEPT + 1
    monkeypatch.setattr("ballot.worker.press.time.monotonic", lambda: later)
    assert press.turn() is None and press._prints == {} and press.take(name) is None


@pytest.mark.parametrize("error", [PdfUnavailable("no"), BallotError("no"), OSError(12, "no")])
def test_a_failed_print_is_told_once_and_tried_again(error: Exception) -> None:
    answers: list[Exception | bytes] = [error, b"%PDF"]

    def make(page: str) -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    press = Press(make)
    with pytest.raises(type(error), match="no"):
        print_now(press, "page")
    assert print_now(press, "page") == b"%PDF"


def test_an_error_that_nobody_expects_is_raised_for_the_log_and_told_to_whoever_waits() -> None:
    nothing: dict[str, bytes] = {}
    press = Press(lambda page: nothing[page])
    name = press.order("page")
    with pytest.raises(KeyError):
        press.turn()
    assert not press.is_open(name)
    with pytest.raises(PdfUnavailable, match="could not be made"):
        press.take(name)
