# SPDX-License-Identifier: Apache-2.0
"""A small server with our real templates and receipts, that can also fail and lie as a test asks it to."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from ballot.board import merkle
from ballot.board.checkpoint import Checkpoint, Receipt, sign_checkpoint, sign_receipt
from ballot.board.events import next_event
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_base64
from ballot.crypto.signing import SigningKey
from ballot.protocol.ownership import verify_ownership
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.types import ProofRecord
from ballot.report.rendering import filters, speak_templates
from tests.frontend.bridge import ROOT
from tests.late import come_late

STATIC = ROOT / "ballot" / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "worker-src {workers}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Board:
    """A board that appends ballots and signs receipts, honestly."""

    def __init__(self, uuid: str, other_ballots: int = 4) -> None:
        self.uuid = uuid
        self.key = SigningKey.generate()
        setup, raw, event = next_event(None, EventType.SETUP, b"setup")
        self.setup_event = setup
        self._head = (setup, event)
        self._leaves = [merkle.leaf_hash(raw)]
        self.receipts: dict[str, bytes] = {}
        for number in range(other_ballots):
            self.append(b"somebody else's ballot %d" % number)

    def append(self, ballot: bytes) -> bytes:
        """Append a ballot and return its receipt; the same ballot again gets the same receipt."""
        number = sha256_base64(ballot)
        if number not in self.receipts:
            self.receipts[number] = encode(self._new_receipt(ballot, number))
        return self.receipts[number]

    def _new_receipt(self, ballot: bytes, number: str) -> Receipt:
        digest, raw, event = next_event(self._head, EventType.BALLOT, ballot)
        frontier: list[bytes] = []
        for size, leaf in enumerate(self._leaves):
            frontier = merkle.append(frontier, size, leaf)
        path = [sibling.hex() for sibling in merkle.last_leaf_path(frontier)]
        size = len(self._leaves)
        root = merkle.root(merkle.append(frontier, size, merkle.leaf_hash(raw)))
        checkpoint = Checkpoint(f"127.0.0.1/{self.uuid}", size + 1, root.hex(), 0, "0" * 64)
        note = sign_checkpoint(checkpoint, self.key)
        self._leaves.append(merkle.leaf_hash(raw))
        self._head = (digest, event)
        unsigned = Receipt(
            self.uuid, number, event.height, raw.decode(), self.setup_event, note, tuple(path), self.key.public_hex, ""
        )
        return sign_receipt(unsigned, self.key)


class Scene:
    """What the mock server serves, and how it misbehaves. Tests change it while it runs."""

    def __init__(self, election: str, phi: str, uuid: str, credential: str, contests: list[dict[str, Any]]) -> None:
        self.election, self.uuid, self.credential = election, uuid, credential
        self.board = Board(uuid)
        self.booth: dict[str, Any] = {
            "state": "open", "uuid": uuid, "phi": phi, "setup_event": self.board.setup_event,
            "server_key": self.board.key.public_hex, "now": "2026-03-02T08:00:00Z", "opens_at": "2026-03-01T08:00:00Z",
            "closes_at": "2027-03-14T18:00:00Z", "re_voting": False, "receipt_by_mail": True,
            "contests": contests,
        }  # fmt: skip
        self.form_token = "a-form-token"
        self.spent_at: str | None = None
        self.dead: dict[str, str] = {}  # replaced_at or removed_at
        self.hidden = False  # the board denies every ballot (B8)
        self.faults: list[str] = []  # one for each coming cast: lose, lose-answer, or the code of a refusal
        self.change_receipt: Any = None
        self.posts: list[tuple[str, str]] = []
        self.code: str | None = None  # what casting asks for
        self.codes: list[tuple[int, bytes] | None] = []  # other answers to the coming requests for a code
        self.wishes: list[dict[str, str]] = []  # the headers of each cast that say what else is wished
        self.addresses: list[str] = []
        self.trustee: Any = None  # a trustee.scene.TrusteeScene

    def cast(self, body: bytes, wishes: dict[str, str]) -> tuple[int, bytes] | None:
        """Answer a cast: status and body, or None for no answer at all."""
        self.wishes.append(wishes)
        fault = self.faults.pop(0) if self.faults else ""
        if not fault and self.code is not None and wishes.get("X-Casting-Code") != self.code:
            return 403, b'{"error":{"code":"code-wrong","message":"Wrong.","at":null}}'
        if fault == "lose":
            return None
        if fault and fault != "lose-answer":
            error = {"code": fault, "message": f"The server says {fault}.", "at": "2026-03-03T10:12:00Z"}
            return (503 if fault == "unavailable" else 409), json.dumps({"error": error}).encode()
        receipt = self.board.append(body)
        if fault == "lose-answer":
            return None
        if self.change_receipt is not None:
            receipt = json.dumps(self.change_receipt(json.loads(receipt))).encode()
        return 200, receipt

    def answer(self, what: str, body: bytes, wishes: dict[str, str]) -> tuple[int, bytes] | None:
        """Answer a post of the booth."""
        if what == "cast":
            return self.cast(body, wishes)
        if what == "code":
            return self.codes.pop(0) if self.codes else (200, b'{"sent":true}')
        return self.token(body)

    def token(self, body: bytes) -> tuple[int, bytes]:
        """Answer the question about a public credential."""
        question = json.loads(body)
        if question["credential"] != self.credential:
            return 404, json.dumps({"error": {"code": "unknown-token", "message": "No.", "at": None}}).encode()
        times = {"spent_at": self.spent_at, **self.dead}
        fresh = not any(times.values())
        if "proof" not in question:
            return 200, json.dumps({"known": True, "weight": 1, "fresh": fresh}).encode()
        proof = ProofRecord(**question["proof"]).parse(ED25519)
        verify_ownership(ED25519, self.uuid, ED25519.parse(self.credential), proof)
        return 200, json.dumps({"known": True, "weight": 1, "fresh": fresh, **times}).encode()

    def find(self, tracking: str) -> tuple[int, bytes]:
        """Answer whether a tracking number is on the board."""
        number = tracking.replace("-", "+").replace("_", "/")
        found = number in self.board.receipts and not self.hidden
        return (200, b'{"found":true,"height":1}') if found else (404, b'{"found":false}')


# The blocks of templates/base.html without what needs the application; tests/browser uses the real one.
BASE = """{% import "macros.html" as m %}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}{% endblock %}</title>
<link rel="stylesheet" href="{{ asset('css/ballot.css') }}">
<link rel="icon" href="{{ asset('img/ballot.svg') }}" type="image/svg+xml">
{% block head %}{% endblock %}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="masthead"><div class="page"><a class="brand" href="/">ballot</a></div></header>
<main id="main" class="page" tabindex="-1">{% block content %}{% endblock %}</main>
<footer class="foot"><div class="page"><p>Every vote is encrypted in the voter's browser.</p></div></footer>
{% block scripts %}{% endblock %}
</body>
</html>
"""


def _page(template: str, form_token: str, **context: Any) -> bytes:
    """Render one of our templates as the application would."""
    loader = ChoiceLoader([DictLoader({"base.html": BASE}), FileSystemLoader(ROOT / "templates")])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    speak_templates(environment)
    environment.filters.update(filters(), by_list=list, iso=str, moment=str)
    environment.globals.update(
        asset=lambda name: f"/static/{name}",
        integrity=lambda name: json.loads((STATIC / "js" / "manifest.json").read_text())["integrity"].get(name, ""),
        url_for=lambda endpoint, **_: {"booth.check": "/check"}[endpoint],
        csrf_token=lambda: form_token,
    )
    return environment.get_template(template).render(**context).encode()


class _Handler(BaseHTTPRequestHandler):
    """Routes of the booth."""

    scene: Scene
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        come_late()
        path = urlsplit(self.path).path
        self.scene.addresses.append(self.path)
        root = f"/vote/{self.scene.uuid}"
        election = SimpleNamespace(
            uuid=self.scene.uuid, name="Executive committee election", officer=SimpleNamespace(name="Olga")
        )
        if path == root:
            page = _page("member/booth.html", self.scene.form_token, election=election, contact="olga@example.org")
            self._answer(200, page, "text/html")
        elif path == "/check":
            self._answer(200, _page("member/check.html", self.scene.form_token), "text/html")
        elif path == f"{root}/booth.json":
            self._answer(200, json.dumps(self.scene.booth).encode())
        elif path == f"{root}/election.json":
            self._answer(200, self.scene.election.encode())
        elif path.startswith(f"{root}/board/"):
            self._answer(*self.scene.find(path.rsplit("/", 1)[1]))
        elif self.scene.trustee is not None and path == f"/trustee/{self.scene.uuid}":
            self._answer(200, _page("trustee/trustee.html", self.scene.form_token, election=election), "text/html")
        elif self.scene.trustee is not None and self.scene.trustee.knows(path):
            self._answer(*self.scene.trustee.get(path, self.headers["X-Trustee-Link"]))
        elif path.startswith("/static/") and (STATIC / path[8:]).is_file():
            file = STATIC / path[8:]
            self._answer(200, file.read_bytes(), KINDS[Path(file).suffix])
        else:
            self._answer(404, b"{}")

    def do_POST(self) -> None:
        come_late()
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.scene.posts.append((self.path, body.decode()))
        if self.scene.trustee is not None and self.path.startswith("/trustee/"):
            self._answer(*self.scene.trustee.post(self.path, self.headers, body))
            return
        if self.headers["X-CSRFToken"] != self.scene.form_token:
            self._answer(400, b'{"error":{"code":"expired","message":"Load the page again.","at":null}}')
            return
        wishes = {name: self.headers[name] for name in ("X-Casting-Code", "X-Receipt-By-Mail") if name in self.headers}
        answer = self.scene.answer(self.path.rsplit("/", 1)[1], body, wishes)
        if answer is None:
            self._break_off()
            return
        self._answer(*answer)

    def _break_off(self) -> None:
        """Begin an answer and hang up: a browser does not silently repeat such a request."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.close_connection = True

    def _policy(self) -> str:
        starts_worker = urlsplit(self.path).path in (f"/vote/{self.scene.uuid}", f"/trustee/{self.scene.uuid}")
        return CONTENT_SECURITY_POLICY.format(workers="blob:" if starts_worker else "'none'")

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind, "Content-Length": str(len(body)), "Content-Security-Policy": self._policy(),
            "Cross-Origin-Opener-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
        }.items():  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


class MockServer:
    """A running mock server."""

    def __init__(self, scene: Scene) -> None:
        handler = type("Handler", (_Handler,), {"scene": scene})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
