"""Questions of an election (specification 4.9). Version 1 writes homomorphic ones plain, the others wrapped."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ballot.errors import InvalidEncoding, Unsupported
from ballot.records.canonical import Record, decode, encode

_MAX_ANSWERS = 1000
# The row of a lists question that stands for a blank vote, where the charter says so (docs/spec/charter.md): its name,
# and the one candidate without whom no list can be written.
BLANK_LIST: Final = ("Blank vote", "Blank vote")


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

    @property
    def ciphertexts(self) -> int:
        """One ciphertext holds the whole paper."""
        return 1


class ListsQuestion(Record, frozen=True):
    """Choose one list and candidates on it; each row is a list's name and its candidates (specification 4.9.3)."""

    answers: tuple[tuple[str, ...], ...]
    question: str

    @property
    def ciphertexts(self) -> int:
        """One ciphertext for each list and for each candidate."""
        return sum(map(len, self.answers))


Question = HomomorphicQuestion | RankedQuestion | ListsQuestion


def kind_of(question: Question) -> str:
    """Return the kind of contest: choice, ranked or lists."""
    if isinstance(question, HomomorphicQuestion):
        return "choice"
    return "ranked" if isinstance(question, RankedQuestion) else "lists"


class Wrapped(Record, frozen=True):
    """`question_gen`: a type, its value, and a hint on counting that the protocol does not read."""

    type: str
    value: Raw
    extra: Raw | UnsetType = UNSET


class _Kind(msgspec.Struct):
    type: str | UnsetType = UNSET


class _Extra(msgspec.Struct):
    extra: Raw | UnsetType = UNSET


_kind: Final = msgspec.json.Decoder(_Kind)


class _GradesHint(Record, frozen=True):
    """The `extra` of a ranked question whose numbers are grades: their names, the best first (docs/spec/papers.md)."""

    type: Literal["MajorityJudgment"]
    blank: bool
    grades: tuple[str, ...]


class _ClosedHint(Record, frozen=True):
    """The `extra` of a lists question on whose lists members tick nobody (docs/spec/papers.md)."""

    type: Literal["ClosedLists"]


def encode_question(question: Question, grades: tuple[str, ...] = (), *, closed: bool = False) -> bytes:
    """Return the bytes of a question: homomorphic ones plain, the others wrapped (specification 4.9)."""
    if isinstance(question, HomomorphicQuestion):
        return encode(question)
    kind = "NonHomomorphic" if isinstance(question, RankedQuestion) else "Lists"
    hint = Raw(encode(_GradesHint("MajorityJudgment", False, grades))) if grades else UNSET
    if closed:
        hint = Raw(encode(_ClosedHint("ClosedLists")))
    return encode(Wrapped(kind, Raw(encode(question)), hint))


def parse_grades(raw: bytes) -> tuple[str, ...]:
    """Return the names of the grades that a question's `extra` lists; () for a question that is not graded."""
    try:
        extra = msgspec.json.decode(raw, type=_Extra).extra
        return () if extra is UNSET else msgspec.json.decode(extra, type=_GradesHint).grades
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()


def says_closed(raw: bytes) -> bool:
    """Whether a question's `extra` says that its lists are closed."""
    try:
        extra = msgspec.json.decode(raw, type=_Extra).extra
        return extra is not UNSET and bool(msgspec.json.decode(extra, type=_ClosedHint))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def parse_question(raw: bytes, read: Any = decode) -> Question:
    """Return a question, plain or wrapped. `read` is `decode`, or a lenient reader for foreign archives.

    Raises:
        InvalidEncoding: not a question, not canonical, or not answerable (check 2.4).
        Unsupported: a type that the protocol does not have.
    """
    try:
        kind = _kind.decode(raw).type
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidEncoding(f"not a question: {error}") from None
    if kind is UNSET:
        return _parse_homomorphic(raw, read)
    wrapped = read(Wrapped, raw)
    parsers: dict[str, Any] = {
        "Homomorphic": _parse_homomorphic,
        "NonHomomorphic": _parse_ranked,
        "Lists": _parse_lists,
    }
    if wrapped.type not in parsers:
        raise Unsupported(f"The question type {wrapped.type[:40]!r} is unknown.")
    question: Question = parsers[wrapped.type](bytes(wrapped.value), read)
    return question


def _check_size(name: str, size: int) -> None:
    if size > _MAX_ANSWERS:
        raise InvalidEncoding(f"the question {name[:60]!r} has {size} answers, more than {_MAX_ANSWERS}")


def _parse_homomorphic(raw: bytes, read: Any) -> HomomorphicQuestion:
    question: HomomorphicQuestion = read(HomomorphicQuestion, raw)
    if not 0 <= question.min <= question.max <= len(question.answers):
        raise InvalidEncoding(
            f"the question {question.question[:60]!r} asks for {question.min} to {question.max} of "
            f"{len(question.answers)} answers: 0 <= min <= max <= answers must hold"
        )
    _check_size(question.question, len(question.answers))
    return question


def _parse_ranked(raw: bytes, read: Any) -> RankedQuestion:
    question: RankedQuestion = read(RankedQuestion, raw)
    _check_size(question.question, len(question.answers))
    return question


def _parse_lists(raw: bytes, read: Any) -> ListsQuestion:
    question: ListsQuestion = read(ListsQuestion, raw)
    _check_size(question.question, len(question.answers))
    if not question.answers or any(len(row) < 2 for row in question.answers):
        raise InvalidEncoding(f"the question {question.question[:60]!r} has a list without candidates")
    _check_size(question.question, question.ciphertexts)
    return question
