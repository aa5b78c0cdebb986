# SPDX-License-Identifier: Apache-2.0
"""Measure a trustee's work on ranked ballots in headless Chromium:

    python -m tests.frontend.trustee.bench [BALLOTS [mixed]]

With "mixed" each ballot also elects up to five of ten. Verification of the archive, shuffle with its proof (and our own
check of it), decryption with all proofs; and the longest time for which the page did not react meanwhile.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from playwright.sync_api import sync_playwright

from ballot.crypto.credentials import random_base58
from ballot.protocol.ballots import ElectionContext, create_ballot
from ballot.protocol.setup import new_trustee
from ballot.records.canonical import decode, encode
from ballot.records.event import EventType
from ballot.records.questions import HomomorphicQuestion, RankedQuestion
from ballot.records.trustees import TrusteePublicKey
from tests.frontend.polls import Poll, make_charter
from tests.frontend.stage import Stage
from tests.frontend.trustee.scene import TrusteeScene

RANKED = RankedQuestion(tuple(f"Delegate {i}" for i in range(24)), "Conference delegates")
SEATS = HomomorphicQuestion(answers=tuple(f"C{i}" for i in range(10)), blank=True, min=0, max=5, question="Executive")
CHOICES = ([list(range(1, 25))], [list(range(1, 25)), [0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]])

START = """async () => {
    const worker = new Worker(URL.createObjectURL(await (await fetch("/static/js/trustee_worker.js")).blob()));
    const waiting = new Map();
    let next = 0;
    worker.onmessage = ({ data }) => {
        if (data.progress !== undefined) return;
        waiting.get(data.id)(data);
    };
    window.ask = (what, data = {}) => new Promise((resolve, reject) => {
        waiting.set((next += 1), ({ ok, value, said }) => (ok ? resolve(value) : reject(new Error(said.message))));
        worker.postMessage({ id: next, what, ...data });
    });
    window.timed = async (what, data) => {
        let longest = 0;
        let last = performance.now();
        const timer = setInterval(() => {
            longest = Math.max(longest, performance.now() - last);
            last = performance.now();
        }, 10);
        const start = performance.now();
        const value = await window.ask(what, data);
        clearInterval(timer);
        return { seconds: (performance.now() - start) / 1000, frozen: longest, value };
    };
    window.download = async (link, uuid, asked) => {
        const headers = { "X-Trustee-Link": link };
        const archive = await (await fetch(`/trustee/${uuid}/archive`, { headers })).arrayBuffer();
        const companion = await (await fetch(`/trustee/${uuid}/companion`, { headers })).text();
        return window.timed("audit", { archive, companion, uuid, asked, memory: {} });
    };
}"""


def _ballot(asked: tuple[bytes, bytes, str]) -> bytes:
    election, credentials, token = asked
    context = ElectionContext.from_setup(election, credentials)
    return create_ballot(context, token, CHOICES[len(context.questions) - 1])


def fill(poll: Poll) -> None:
    """Cast one ballot for each voter."""
    asked = [(poll.setup.election, b"[]", token) for token in poll.tokens]
    with ProcessPoolExecutor(2) as workers:
        for raw in workers.map(_ballot, asked, chunksize=50):
            poll.ballots.append(raw)
            poll.add(EventType.BALLOT, raw)
    poll.close()


def measure(ballots: int, mixed: bool = False) -> dict[str, Any]:
    """Return the measured times."""
    times: dict[str, Any] = {"ballots": ballots}
    with sync_playwright() as running:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        stage = Stage(browser)
        stage.page.set_default_timeout(1_200_000)
        link = random_base58(22)
        server = stage.scene.trustee = TrusteeScene(stage.scene.uuid, "single", link)
        stage.page.goto(f"{stage.server.address}/trustee/{stage.scene.uuid}")
        stage.page.evaluate(START)
        stage.page.evaluate("ask('make', { kind: 'single' })")
        key = decode(TrusteePublicKey, encode(stage.page.evaluate("ask('key', { name: null })")["trustee"]))
        charter = make_charter(2, 1, (1,), 2)
        questions = (RANKED, SEATS) if mixed else (RANKED,)
        poll = Poll([key, new_trustee()[1].trustee], charter, questions, voters=ballots, uuid=stage.scene.uuid)
        server.poll = poll
        fill(poll)
        times["archive_megabytes"] = len(poll.raw) / 1e6
        _run(stage, times, "verify", f"download('{link}', '{stage.scene.uuid}', 'shuffle')")
        bundle = json.loads(_run(stage, times, "shuffle", "timed('shuffle', {})")["body"])
        poll.mix(1, encode(bundle["shuffle"]), (bundle["signing_key"], bundle["signature"]))
        poll.add(EventType.END_SHUFFLES)
        _run(stage, times, "verify_shuffled", f"download('{link}', '{stage.scene.uuid}', 'share')")
        _run(stage, times, "decrypt", "timed('commit', { voutputKey: null })")
        stage.close()
        browser.close()
    return times


def _run(stage: Stage, times: dict[str, Any], name: str, script: str) -> Any:
    done = stage.page.evaluate(script)
    times[name] = {"seconds": round(done["seconds"], 2), "longest_freeze_ms": round(done["frozen"])}
    return done["value"]


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 3200, "mixed" in sys.argv), indent=2))
