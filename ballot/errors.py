"""The program's errors. The text of each is a sentence for people: what is wrong, where, and what to do."""

from __future__ import annotations

from datetime import datetime


class BallotError(Exception):
    """Base class of errors that this program raises on purpose. `field`: the value at fault, if there is just one."""

    field: str | None = None


class InvalidEncoding(BallotError):
    """Bytes or text are not the canonical form of a value. `check` is the number of the verifier's check, if any."""

    def __init__(self, message: str, check: str | None = None) -> None:
        super().__init__(message)
        self.check = check


class InvalidProof(BallotError):
    """A proof or a signature is not valid. `check` is the number of the verifier's check, if any."""

    def __init__(self, message: str, check: str | None = None) -> None:
        super().__init__(message)
        self.check = check


class Unsupported(BallotError):
    """A well-formed election of a kind that this version does not implement. Never treated as valid."""


class BallotRefused(BallotError):
    """A ballot is not accepted. `code` is for programs; `at` says when the token was used, if that is the reason."""

    def __init__(self, code: str, message: str, at: datetime | None = None, check: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.at = at
        self.check = check


class TooBusy(BallotError):
    """Too many are waiting for the same work. `retry_after`: after how many seconds it makes sense to try again."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BoardInconsistent(BallotError):
    """The bulletin board contradicts itself or its state machine."""


class NotPermitted(BallotError):
    """The action is not possible in this state, or not for this person."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class ConfigurationError(BallotError):
    """The program refuses to start with this configuration."""


class InvalidCount(BallotError):
    """A count was requested with parameters or papers that make no sense."""


class CountNeedsLot(BallotError):
    """The count has stopped at a tie that only the public lot may break."""

    def __init__(self, message: str, tied: tuple[int, ...]) -> None:
        super().__init__(message)
        self.tied = tied


class PdfUnavailable(BallotError):
    """A PDF cannot be made on this machine in its present state."""
