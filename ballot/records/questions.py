"""Questions of an election (specification 4.9). Version 1 writes homomorphic ones plain, the others wrapped."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ballot.errors import InvalidEncoding, Unsupported
from ballot.records.canonical import Record, decode

MAX_ANSWERS = 1000


class HomomorphicQuestion(Record, frozen=True, kw_only=True):
    """Choose between `min` and `max` of the answers, or, if `blank`, none at all (specification 4.9.1)."""

    answers: tuple[str, ...]
    blank: bool | UnsetType = UNSET
    min: int
    max: int
    question: str

    @property
    def allows_blank(self) -> bool:
        """True when a blank vote is possible."""
        return self.blank is True

    @property
    def ciphertexts(self) -> int:
        """How many ciphertexts an answer has: one for each candidate, and a leading one for blank."""
        return len(self.answers) + self.allows_blank


class RankedQuestion(Record, frozen=True):
    """Give each candidate a small integer (specification 4.9.2)."""

    answers: tuple[str, ...]
    question: str


class ListsQuestion(Record, frozen=True):
    """Choose one list and candidates on it; each row is a list's name and its candidates (specification 4.9.3)."""

    answers: tuple[tuple[str, ...], ...]
    question: str


class Wrapped(Record, frozen=True):
    """`question_gen`: a type, its value, and a hint on counting that the protocol does not read."""

    type: str
    value: Raw
    extra: Raw | UnsetType = UNSET


class _Kind(msgspec.Struct):
    type: str | UnsetType = UNSET


_kind: Final = msgspec.json.Decoder(_Kind)


def parse_question(raw: bytes, read: Any = decode) -> HomomorphicQuestion:
    """Return a homomorphic question, plain or wrapped. `read` is `decode`, or a lenient reader for foreign archives.

    Raises:
        InvalidEncoding: not a question, not canonical, or 0 <= min <= max <= answers does not hold (check 2.4).
        Unsupported: a ranked or lists question, or a type that the protocol does not have.
    """
    try:
        kind = _kind.decode(raw).type
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidEncoding(f"not a question: {error}") from None
    if kind is UNSET:
        return _parse_plain(raw, read)
    wrapped = read(Wrapped, raw)
    if wrapped.type != "Homomorphic":
        raise Unsupported(_unsupported(wrapped.type))
    return _parse_plain(bytes(wrapped.value), read)


def _unsupported(kind: str) -> str:
    names = {"NonHomomorphic": "ranked", "Lists": "lists"}
    if kind in names:
        return f"This version does not yet support {names[kind]} questions, and says nothing about such an election."
    return f"The question type {kind[:40]!r} is unknown."


def _parse_plain(raw: bytes, read: Any) -> HomomorphicQuestion:
    question: HomomorphicQuestion = read(HomomorphicQuestion, raw)
    name = question.question[:60]
    if not 0 <= question.min <= question.max <= len(question.answers):
        raise InvalidEncoding(
            f"the question {name!r} asks for {question.min} to {question.max} of "
            f"{len(question.answers)} answers: 0 <= min <= max <= answers must hold"
        )
    if len(question.answers) > MAX_ANSWERS:
        raise InvalidEncoding(f"the question {name!r} has {len(question.answers)} answers, more than {MAX_ANSWERS}")
    return question
