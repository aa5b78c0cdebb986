# SPDX-License-Identifier: Apache-2.0
"""How long a browser takes to encrypt: `python -m tests.frontend.booth.bench` prints one line.

The workload: one contest of ten candidates, choose 0 to 5; the worker that is served, in headless Chromium.
"""

from __future__ import annotations

import os
import statistics

from playwright.sync_api import sync_playwright

from tests.frontend.stage import NAMES, Stage

MEASURE = """async ([election, token, rounds]) => {
  const worker = new Worker(URL.createObjectURL(await (await fetch("/static/js/worker.js")).blob()));
  let id = 0;
  const ask = (what, data = {}) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data: answer }) => (answer.ok ? resolve(answer.value) : reject(Error(answer.said.message)));
    worker.postMessage({ id: ++id, what, ...data });
  });
  const timed = async (what, data) => {
    const start = performance.now();
    await ask(what, data);
    return performance.now() - start;
  };
  const prepare = await timed("prepare", { text: election });
  const choices = [[1, 1, 0, 1, 0, 0, 0, 0, 0, 1]];
  const times = [];
  for (let round = 0; round < rounds; round += 1) times.push(await timed("encrypt", { token, choices }));
  return { prepare, times };
}"""


def encryption_milliseconds(rounds: int = 15) -> dict[str, float]:
    """Return the time of loading the worker with the election, of the first ballot, and the median of all, in ms."""
    questions = [{"answers": NAMES, "min": 0, "max": 5, "question": "Ten candidates"}]
    with sync_playwright() as running:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        stage = Stage(browser, questions=questions)
        stage.page.goto(stage.booth)
        measured = stage.page.evaluate(MEASURE, [stage.scene.election, stage.token, rounds])
        stage.close()
        browser.close()
    times = measured["times"]
    return {"prepare": measured["prepare"], "first": times[0], "median": statistics.median(times)}


if __name__ == "__main__":
    result = encryption_milliseconds()
    print(
        f"browser: encrypt 10 candidates, choose 0..5: median {result['median']:.0f} ms, "
        f"first {result['first']:.0f} ms "
        f"(start of the worker and tables: {result['prepare']:.0f} ms)"
    )
