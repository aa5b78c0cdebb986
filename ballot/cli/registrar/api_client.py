"""Access to the server's JSON API (docs/api.md) with a program's key, for the registrar's commands."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from ballot import __version__
from ballot.cli.transport import LOCAL, MAX_ANSWER, NoRedirect, open_address, printable
from ballot.errors import ConfigurationError, InvalidEncoding
from ballot.secret_file import read_secret

T = TypeVar("T")
_ELECTION: Final = re.compile(r"(.*)/elections/([1-9A-HJ-NP-Za-km-z]+)/?")
JSON: Final = "application/json"
CSV: Final = "text/csv"


class Api:
    """One election on its server, with a key. Its repr does not show the key."""

    def __init__(self, election: str, key: str) -> None:
        """Accept the address of the election's page, `https://HOST/elections/UUID`, and the key."""
        parts, found = urlsplit(election), _ELECTION.fullmatch(election)
        if found is None or parts.scheme not in ("http", "https"):
            raise InvalidEncoding("This is not the address of an election. It looks like https://HOST/elections/UUID.")
        if parts.scheme == "http" and parts.hostname not in LOCAL:
            raise ConfigurationError("This would send the key unencrypted. Use an address that begins with https.")
        self.host, self.uuid = parts.netloc, found[2]
        self.public_url = found[1]
        self._base = f"{found[1]}/api/v1/elections/{self.uuid}"
        self._key = key
        self._opener = urllib.request.build_opener(NoRedirect)

    def __repr__(self) -> str:
        return f"Api({self.host!r})"

    def get(self, path: str, type_: type[T]) -> T:
        """Send a request. Raises: NotPermitted with the server's own sentence if it refuses."""
        return self._answer(self._request(path), type_)

    def send(self, method: str, path: str, kind: str, body: bytes, type_: type[T]) -> T:
        """Send a body with a media type. Raises: NotPermitted with the server's own sentence if it refuses."""
        request = self._request(path)
        request.method, request.data = method, body
        request.add_header("Content-Type", kind)
        return self._answer(request, type_)

    def _request(self, path: str) -> urllib.request.Request:
        headers = {"Authorization": f"Bearer {self._key}", "User-Agent": f"ballot/{__version__}"}
        return urllib.request.Request(f"{self._base}/{path}", headers=headers)  # noqa: S310  (http or https: see above)

    def _answer(self, request: urllib.request.Request, type_: type[T]) -> T:
        with open_address(self._opener, request, self.host, _words_of) as answer:
            raw = self._read(answer)
        try:
            return msgspec.json.decode(raw, type=type_)
        except msgspec.MsgspecError as error:
            raise InvalidEncoding(f"{self.host} gave an answer that this tool does not understand: {error}.") from None

    def _read(self, answer: Any) -> bytes:
        try:
            return bytes(answer.read(MAX_ANSWER))
        except (OSError, http.client.HTTPException) as error:
            raise ConfigurationError(f"The answer of {self.host} broke off: {error}. Try again.") from None


def read_key(path: Path) -> str:
    """Return the key from a file's first line. Raises: ConfigurationError if there is none, or others can read it."""
    lines = read_secret(path).decode(errors="replace").split()
    if not lines or not lines[0].startswith("ballotkey_"):
        raise ConfigurationError(f"{path} holds no key. The officer makes one on the page “Keys for programs”.")
    return lines[0]


def _words_of(error: urllib.error.HTTPError) -> str:
    """Return the problem's own sentence (RFC 9457)."""
    if 300 <= error.code < 400:
        return "The server sends this address on to another one, which is not followed. Ask the returning officer."
    try:
        found: dict[str, Any] = json.loads(error.read(2**16))
        return printable(" ".join([found["detail"], *found.get("errors", ())]))
    except (ValueError, KeyError, TypeError, OSError):
        return f"The server answered with code {error.code} and no explanation. Is the address complete?"
