"""A server behind a personal link that says and sends whatever a test makes it say and send."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from ballot.protocol.setup import ThresholdSecret
from tests.cli.conftest import PASSPHRASE, Desk
from tests.factory.elections import Maker, ranked
from tests.factory.threshold import Member

PASS = ("--passphrase-file", "passphrase")
PAPERS = {"questions": (ranked(3),), "votes": ((0, [[1, 2, 3]]), (1, [[2, 1, 3]])), "trustees": 2}


class LyingServer:
    """Serves one election to its first trustee, Amina, and takes note of what was asked and sent."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.site = make_server("127.0.0.1", 0, Request.application(self.answer), threaded=True)
        self.thread = threading.Thread(target=self.site.serve_forever, daemon=True)
        self.thread.start()
        desk.write("passphrase", f"{PASSPHRASE}\n")

    def close(self) -> None:
        """Stop."""
        self.site.shutdown()
        self.site.server_close()
        self.thread.join()

    def serve(self, maker: Maker, step: str, link: str | None = None) -> None:
        """Serve this election from now on, and ask for `step`. `link`: the election of the link, if it is another."""
        self.archive, self.companion = maker.archive, maker.companion.raw
        self.asked: list[str] = []
        self.sent: list[tuple[str, bytes]] = []
        self.status: dict[str, Any] = {
            "election": {
                "name": maker.name,
                "state": "closed",
                "uuid": maker.uuid,
                "phi": maker.context.phi,
                "setup_event": maker.event_hashes[0],
            },
            "trustee": {
                "name": "Amina",
                "owner": 1,
                "signing_key": maker.secrets[0].signing_key.public_hex,
                "kind": "single",
                "size": maker.owners,
                "threshold": maker.owners,
                "mixes": maker.is_ranked,
            },
            "step": step,
            "sentence": "Do it.",
            "waiting_for": [],
            "context": None,
        }
        for name, secret in zip(("Amina", "Jonas"), maker.secrets, strict=False):
            sealed = ThresholdSecret(1, secret.seed) if isinstance(secret, Member) else secret
            self.desk.write(f"{name}.key", sealed.seal(PASSPHRASE))
        self.desk.write("link", f"http://127.0.0.1:{self.site.server_port}/trustee/{link or maker.uuid}#secret\n")

    def answer(self, request: Request) -> Response:
        """Answer one request."""
        what = request.path.rsplit("/", 1)[1]
        if request.method == "POST":
            self.sent.append((what, request.get_data()))
            return Response("{}", 500)
        self.asked.append(what)
        if what == "status":
            return Response(json.dumps(self.status))
        return Response(self.archive if what == "archive" else self.companion)

    def command(self, name: str, *options: str, key: str = "Amina") -> tuple[str, ...]:
        """The arguments of a command with the personal link."""
        return ("trustee", name, f"{key}.key", "--link", "link", *PASS, *options)

    def refused(self, name: str, *options: str, key: str = "Amina") -> str:
        """Run a command that has to be refused before anything is sent; return the sentence."""
        yes = () if name in ("status", "check") else ("--yes",)
        sentence = self.desk.refused(*self.command(name, *yes, *options, key=key))
        assert self.sent == [] and not list(self.desk.folder.rglob("*.share"))
        return sentence


def tampered(stage: str, change: Callable[[Maker, Any], Any]) -> dict[str, Any]:
    """An argument of Maker: change one stage, and forge everything behind it anew."""
    return {"tamper": {stage: change}}
