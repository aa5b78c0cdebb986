"""One family of errors. The text of each is a sentence for people: what is wrong, where, and what to do."""

from __future__ import annotations

from datetime import datetime


class BallotError(Exception):
    """Base of everything that this program raises on purpose. `field`: the one value that is to blame, if it is one."""

    field: str | None = None


class InvalidEncoding(BallotError):
    """Bytes or text are not the one canonical form of a value. `check` is the verifier's number, when there is one."""

    def __init__(self, message: str, check: str | None = None) -> None:
        super().__init__(message)
        self.check = check


class InvalidProof(BallotError):
    """A proof or a signature does not hold. `check` is the verifier's number, when there is one."""

    def __init__(self, message: str, check: str | None = None) -> None:
        super().__init__(message)
        self.check = check


class Unsupported(BallotError):
    """Well formed, but a kind of election that this version does not implement. Never treated as valid."""


class BallotRefused(BallotError):
    """A ballot is not accepted. `code` is for programs, `at` says when the token was used, if that is the reason."""

    def __init__(self, code: str, message: str, at: datetime | None = None, check: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.at = at
        self.check = check


class BoardInconsistent(BallotError):
    """The bulletin board contradicts itself or its state machine."""


class NotPermitted(BallotError):
    """The act is not possible in this state, or not for this person."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class ConfigurationError(BallotError):
    """The program refuses to start as it is configured."""


class InvalidCount(BallotError):
    """A count was asked for with parameters or papers that make no sense."""


class CountNeedsLot(BallotError):
    """A count stops at a tie that only the public lot may break."""

    def __init__(self, message: str, tied: tuple[int, ...]) -> None:
        super().__init__(message)
        self.tied = tied


class PdfUnavailable(BallotError):
    """A PDF cannot be made on this machine as it is."""
