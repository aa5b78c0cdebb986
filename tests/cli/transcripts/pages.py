"""The server behind the transcripts, and what officers do on its pages while somebody else is at a terminal."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from ballot.config import Config
from ballot.web import create_app
from tests.cli.transcripts.transcript import Names
from tests.web.world import COMPILED, Browser

RITA, SVEN = "rita@example.org", "sven@example.org"
PASSWORD: Final = "correct horse battery staple"


class Quiet(WSGIRequestHandler):
    """Answers without a line in the log of the test."""

    def log_request(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def served(patch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Serve the database of this folder on a port of this machine, which is the public address then."""
    server = make_server(
        "127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True, request_handler=Quiet
    )
    patch.setenv("BALLOT_PUBLIC_URL", f"http://127.0.0.1:{server.server_port}")
    app = create_app(Config.from_env(), rate_limits=False)
    app.jinja_env.bytecode_cache = COMPILED
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app
    server.shutdown()
    server.server_close()
    thread.join()


class Pages:
    """Rita is the returning officer, Sven becomes her second officer."""

    def __init__(self, app: Flask, folder: Path, names: Names) -> None:
        self.app, self.folder, self.names = app, folder, names

    @property
    def acts(self) -> dict[str, Callable[[], None]]:
        """What a transcript can say that they do."""
        return {
            "Rita invites Sven as second officer, who accepts.": self.invite,
            "Rita lets the registrar issue the tokens.": partial(self.submit, RITA, "registrar/mode", registrar="y"),
            "Rita makes a key for the registrar, who writes it into key.txt.": self.make_key,
            "Rita freezes the election.": partial(
                self.submit, RITA, "freeze", channel="registrar", spares="2", sure="y", secrecy="y"
            ),
            "Rita looks at what the registrar asks for, and proposes it.": self.propose,
            "Sven confirms what Rita has proposed.": self.confirm,
        }

    def invite(self) -> None:
        """Invite somebody by the link that is shown where no mail can be sent; they make an account with it."""
        shown = self.submit(RITA, "roles/invite", "roles", email=SVEN, role="second-officer")
        code = self.found(r"/invitation#([1-9A-HJ-NP-Za-km-z]{22})", shown)
        form = {"name": "Sven", "new": PASSWORD, "again": PASSWORD}
        answer = Browser(self.app.test_client()).post("/invitation/accept", "/invitation", code=code, **form)
        assert answer.status_code == 302, answer.text

    def make_key(self) -> None:
        """Make a key for programs, and save it as its owner would."""
        scopes = ["roll:read", "registrar:act"]
        page = self.submit(RITA, "keys", label="Registrar", scopes=scopes, password=PASSWORD)
        key = self.folder / "key.txt"
        key.write_text(self.found(r">(ballotkey_[A-Za-z0-9_-]{43})</textarea>", page))
        key.chmod(0o600)

    def propose(self) -> None:
        """Propose the one replacement that waits."""
        page = self.browser(RITA).get(self.home + "registrar/replace").text
        revoked, spare = (self.found(rf"[?;]{name}=([0-9a-f]{{64}})", page) for name in ("revoked", "spare"))
        self.submit(RITA, "registrar/replace", revoked=revoked, spare=spare, why="lost", reason="She telephoned.")

    def confirm(self) -> None:
        """Confirm the one act that waits."""
        page = self.browser(SVEN).get(self.home + "joint-acts").text
        number, digest = self.found(r"joint-acts/(\d+)/confirm", page), self.found(r'name="digest" value="(\w+)"', page)
        self.submit(SVEN, f"joint-acts/{number}/confirm", "joint-acts", digest=digest)

    @property
    def home(self) -> str:
        """The address of the election's pages for officers."""
        return f"/officer/elections/{self.names.value('election')}/"

    def submit(self, who: str, address: str, page: str = "", **form: object) -> str:
        """Submit a form, which must be accepted, and return the answer."""
        answer = self.browser(who).post(self.home + address, self.home + (page or address.partition("/")[0]), **form)
        assert answer.status_code in (200, 302), answer.text
        return answer.text

    def browser(self, who: str) -> Browser:
        """Return a browser in which somebody is logged in."""
        browser = Browser(self.app.test_client())
        assert browser.post("/login", email=who, password=PASSWORD).status_code == 302
        return browser

    @staticmethod
    def found(pattern: str, page: str) -> str:
        """Return what stands on a page, which must be there."""
        match = re.search(pattern, page)
        assert match is not None, page
        return match[1]
