"""How a trustee's tool communicates with the server: by the personal link, or by files that people exchange.

Both ways give the same answers in the same JSON. Nothing received is trusted: it is all verified.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec

from ballot import __version__
from ballot.errors import ConfigurationError, InvalidEncoding, NotPermitted
from ballot.records.threshold import Context, Vinput
from ballot.records.trustees import SignedMessage
from ballot.records.types import HexDigest
from ballot.secret_file import read_secret, write_secret

T = TypeVar("T")
_MAX_DOWNLOAD: Final = 4 * 2**30
MAX_ANSWER: Final = 16 * 2**20
_CHUNK: Final = 2**20
LOCAL: Final = ("localhost", "127.0.0.1", "::1")


class ElectionState(msgspec.Struct, frozen=True):
    """What the server says about the election."""

    name: str
    state: str
    uuid: str
    phi: str | None = None
    setup_event: HexDigest | None = None


class TrusteeState(msgspec.Struct, frozen=True):
    """What the server says about this trustee: `owner` is the position from 1, `size` the number of trustees.

    `signing_key`: of the key file that was used when the key was made; None before.
    """

    name: str
    owner: int
    kind: str
    size: int
    threshold: int
    mixes: bool = False
    signing_key: HexDigest | None = None


class Status(msgspec.Struct, frozen=True):
    """Whose turn it is, and what comes next."""

    election: ElectionState
    trustee: TrusteeState
    step: str
    sentence: str
    waiting_for: tuple[str, ...] = ()
    context: Context | None = None


class Certificates(msgspec.Struct, frozen=True):
    """All certificates and commitments (M4), in the order of the trustees."""

    certs: tuple[SignedMessage, ...]
    commitments: tuple[str, ...]


class VinputAnswer(msgspec.Struct, frozen=True):
    """What a trustee needs for the last step of the key generation."""

    certs: tuple[SignedMessage, ...]
    commitments: tuple[str, ...]
    vinput: Vinput


class PrivateKey(msgspec.Struct, frozen=True):
    """A threshold trustee's own encrypted share of the private key, which the server keeps."""

    private_key: str


class HandIn(msgspec.Struct, frozen=True):
    """A file that a trustee sends instead of using a link: the step that it answers, its owner, and the message."""

    what: str
    name: str
    body: msgspec.Raw


class Door(Protocol):
    """The transport by which a trustee gets data and submits messages."""

    @property
    def election(self) -> str:
        """The uuid of the election: of the personal link, never what the server says; or of the officer's file."""

    def get(self, what: str, type_: type[T]) -> T:
        """Return the answer to a question."""

    def post(self, what: str, body: bytes) -> str:
        """Submit a message; return in words where it went."""


def _read(raw: bytes, type_: type[T], source: str) -> T:
    try:
        return msgspec.json.decode(raw, type=type_)
    except msgspec.MsgspecError as error:
        raise InvalidEncoding(f"{source} gave an answer that this tool does not understand: {error}.") from None


# -- by the personal link


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Prevents redirects, so that a link's secret or a key is sent only to the given server."""

    def redirect_request(self, *_: Any) -> None:
        """Follow no redirect."""


def open_address(
    opener: urllib.request.OpenerDirector,
    request: urllib.request.Request,
    host: str,
    words_of: Callable[[urllib.error.HTTPError], str],
) -> Any:
    """Return a server's answer.

    Raises:
        NotPermitted: it refuses; the message is its own. ConfigurationError: it cannot be reached.
    """
    try:
        return opener.open(request, timeout=120)
    except urllib.error.HTTPError as error:
        raise NotPermitted(words_of(error)) from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise ConfigurationError(f"{host} cannot be reached: {reason}. Try again later.") from None


def printable(text: str) -> str:
    """Return a server's sentence without characters that could manipulate a terminal."""
    return "".join(character for character in text if character.isprintable())


class LinkDoor:
    """The server behind a personal link `https://HOST/trustee/UUID#SECRET`."""

    def __init__(self, link: str) -> None:
        parts = urlsplit(link.strip())
        folder, _, self.election = parts.path.rstrip("/").rpartition("/")
        if parts.scheme not in ("http", "https") or not folder.endswith("/trustee") or not parts.fragment:
            raise InvalidEncoding("This is not a trustee's personal link. It looks like https://…/trustee/UUID#SECRET.")
        if parts.scheme == "http" and parts.hostname not in LOCAL:
            raise ConfigurationError("This link would send its secret unencrypted. Ask for one that begins with https.")
        self.host = parts.netloc
        self._base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._secret = parts.fragment
        self._opener = urllib.request.build_opener(NoRedirect)

    def __repr__(self) -> str:
        return f"LinkDoor({self.host!r})"

    def _open(self, what: str, body: bytes | None) -> Any:
        headers = {
            "X-Trustee-Link": self._secret,
            "Content-Type": "application/json",
            "User-Agent": f"ballot/{__version__}",
        }
        request = urllib.request.Request(f"{self._base}/{what}", data=body, headers=headers)  # noqa: S310  (see above)
        return open_address(self._opener, request, self.host, _words_of)

    def get(self, what: str, type_: type[T]) -> T:
        """Query the server."""
        with self._open(what, None) as answer:
            return _read(answer.read(MAX_ANSWER), type_, self.host)

    def post(self, what: str, body: bytes) -> str:
        """Send a message to the server."""
        with self._open(what, body):
            return f"Sent to {self.host}."

    def download(self, what: str, target: Path) -> None:
        """Write a file from the server to `target`."""
        with self._open(what, None) as answer:
            save(answer, target, f"{self._base}/{what}")


def _words_of(error: urllib.error.HTTPError) -> str:
    """Return the server's own sentence."""
    if 300 <= error.code < 400:
        return "The server sends this link on to another address, which is not followed. Ask the returning officer."
    try:
        message = json.loads(error.read(2**16))["error"]["message"]
    except (ValueError, KeyError, TypeError, OSError):
        return f"The server answered with code {error.code} and no explanation. Is the link complete?"
    return printable(str(message))


def save(answer: Any, target: Path, name: str) -> None:
    """Write an answer to a file, up to a limit.

    Raises:
        InvalidEncoding: it is larger. ConfigurationError: the connection broke off.
    """
    size = 0
    with target.open("wb") as out:
        try:
            while chunk := answer.read(_CHUNK):
                size += len(chunk)
                if size > _MAX_DOWNLOAD:
                    raise InvalidEncoding(f"{name} is larger than {_MAX_DOWNLOAD} bytes.")
                out.write(chunk)
        except OSError as error:
            raise ConfigurationError(f"{name} could not be downloaded: {error}.") from error


# -- by files


class FileDoor:
    """A file from the returning officer (`ballot election hand-out`), and a file to send back."""

    def __init__(self, handout: Path, out: Path) -> None:
        self._handout, self._out = handout, out
        try:
            raw = handout.read_bytes()
        except OSError as error:
            raise ConfigurationError(f"{handout} cannot be read: {error.strerror}.") from None
        self._answers = _read(raw, dict[str, msgspec.Raw], str(handout))

    @property
    def election(self) -> str:
        """The election of the officer's file."""
        return self.get("status", Status).election.uuid

    def get(self, what: str, type_: type[T]) -> T:
        """Read the officer's file."""
        if what not in self._answers:
            raise NotPermitted(f"{self._handout} is for another step: it holds nothing for “{what}”.")
        return _read(bytes(self._answers[what]), type_, str(self._handout))

    def post(self, what: str, body: bytes) -> str:
        """Write the file to send back."""
        name = self.get("status", Status).trustee.name
        self._out.write_bytes(msgspec.json.encode(HandIn(what, name, msgspec.Raw(body))) + b"\n")
        return f"Wrote {self._out}  (send this file to the returning officer; it contains no secret)"


# -- the link next to the key file


def _link_file(key_file: Path) -> Path:
    """Return the path of the file with a key's personal link."""
    return key_file.with_suffix(".link")


def keep_link(key_file: Path, link: str) -> None:
    """Store a link next to the key file, readable only by its owner, so that later commands need only the key file."""
    path = _link_file(key_file)
    if not path.exists():
        write_secret(path, link.strip().encode() + b"\n")


def read_link(given: str | None, key_file: Path | None) -> str | None:
    """Return the link: as given, from the given file, or from the file next to the key; None if there is none."""
    if given is not None and "://" in given:
        return given
    if given is not None:
        return _first_line(Path(given))
    if key_file is not None and _link_file(key_file).exists():
        return read_secret(_link_file(key_file)).decode().strip()
    return None


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}. --link is a link or a file.") from None
