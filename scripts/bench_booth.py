"""What the booth costs a member on a slow phone: bytes transferred, and seconds until it is usable.

    make bench-booth

Headless Chromium at 360 px with the throttling of its developer tools: a connection of 1.6 Mbit/s down and 750 kbit/s
up with a round trip of 150 ms ("slow 4G"), and a processor four times slower than this machine's. Ten candidates with
photographs. Measured: from the tap on the link to a usable page (the start button), from there to the ballot paper,
from "Review" to the encrypted ballot, from "Cast" to the receipt; and all bytes, headers included. Medians of five
visits.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.browser.conftest import PHONE, Site, serve  # noqa: E402
from tests.browser.test_booth_for_everybody import open_with_photographs, wait_for_photographs  # noqa: E402
from tests.conftest import find_chromium  # noqa: E402
from tests.web.world import Made  # noqa: E402

LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER = 4
VISITS = 5
STEPS = ("link to start button", "start to ballot paper", "review to encrypted ballot", "cast to receipt")


def visit(browser: Browser, site: Site, made: Made, member: int) -> tuple[list[float], float]:
    """Vote once with an empty cache; return the seconds of each step, and the bytes transferred."""
    context = browser.new_context(viewport=PHONE, base_url=site.address)
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    times = [time.perf_counter()]

    def lap() -> None:
        times.append(time.perf_counter())

    page.goto(f"/vote/{made.uuid}#{made.tokens[member]}", wait_until="commit")
    page.get_by_role("button", name="Start").wait_for()
    lap()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Choose", exact=True).wait_for()
    lap()
    page.locator("#choice-0-9").scroll_into_view_if_needed()
    wait_for_photographs(page)
    page.locator("#choice-0-0").check()
    times.append(time.perf_counter())
    page.get_by_role("button", name="Review my ballot").click()
    page.get_by_text("Encrypting… done.").wait_for()
    lap()
    page.get_by_role("button", name="Cast my ballot").click()
    page.get_by_text("Your ballot is on the public board.").wait_for()
    lap()
    context.close()
    seconds = [end - start for start, end in zip(times, times[1:], strict=False)]
    return [*seconds[:2], *seconds[3:]], sum(sizes)


def main() -> None:
    """Print the table."""
    served = serve(Path(tempfile.mkdtemp()))
    site = next(served)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        made = open_with_photographs(site)
        visits = [visit(browser, site, made, member) for member in range(VISITS)]
        browser.close()
    served.close()
    for at, step in enumerate(STEPS):
        print(f"{step:32} {statistics.median(seconds[at] for seconds, _ in visits):6.2f} s")
    print(f"{'bytes, without the worker':32} {statistics.median(size for _, size in visits) / 1024:6.1f} KiB")


if __name__ == "__main__":
    main()
